-- プランを会議に諮る・取りやめる・取り下げる。状態と機会の列は、ここと plans_approve・plans_decide だけが動かす。

-- プランを鍵をかけて返す。事案の部屋を管理する根拠(受付・主担当など)を持つ人だけ。
CREATE FUNCTION plans_lock(wanted uuid) RETURNS plans_plan LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan; me uuid[] := public.access_principal();
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR cardinality(me) <> 3 OR p.id IS NULL OR NOT public.access_manages(p.compartment_id) THEN
        PERFORM public.plans_refuse('このプランを扱う根拠がありません');
    END IF;
    RETURN p;
END $$;

CREATE FUNCTION plans_table(wanted uuid, which text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); p public.plans_plan := public.plans_lock(wanted); before public.plans_plan; new boolean;
BEGIN
    new := which IN ('establish', 'replan');
    IF which NOT IN ('establish', 'replan', 'end', 'suspend') OR p.occasion <> '' OR p.state <> (CASE WHEN new THEN 'draft' ELSE 'final' END) THEN
        PERFORM public.plans_refuse('今はこの機会として会議に諮れません');
    END IF;
    IF new THEN
        IF (which = 'replan') <> (p.replaces_id IS NOT NULL) OR p.monitoring_on IS NULL
           OR NOT EXISTS (SELECT 1 FROM public.plans_step s WHERE s.plan_id = p.id AND s.withdrawn_at IS NULL)
           OR NOT EXISTS (SELECT 1 FROM public.plans_goal g WHERE g.plan_id = p.id AND g.withdrawn_at IS NULL)
           OR p.consented AND public.plans_unexplained(p.id) > 0 THEN
            PERFORM public.plans_refuse('会議に諮るものが揃っていません');
        END IF;
        IF which = 'replan' THEN
            SELECT * INTO before FROM public.plans_plan WHERE id = p.replaces_id FOR UPDATE;
            IF before.state NOT IN ('final', 'suspended') OR before.occasion <> ''
               OR before.state = 'final' AND NOT public.plans_evaluated(before.id, 'replan') THEN
                PERFORM public.plans_refuse('今のプランの評価がありません');
            END IF;
        END IF;
        UPDATE public.plans_plan SET state = 'tabled', occasion = which, tabled_at = at, tabled_by = me[2], state_reason = '', changed_at = at
            WHERE id = p.id;
    ELSE
        IF NOT public.plans_evaluated(p.id, (CASE which WHEN 'end' THEN 'close' ELSE 'suspend' END)) THEN
            PERFORM public.plans_refuse('プラン評価シートがありません');
        END IF;
        UPDATE public.plans_plan SET occasion = which, tabled_at = at, tabled_by = me[2], changed_at = at WHERE id = p.id;
    END IF;
    PERFORM public.cases_event(p.case_id, p.compartment_id, 'table_plan', which, p.id, NULL, 'プランを会議に諮った', '', at);
END $$;

-- 諮るのを取りやめる。諮る前の状態に戻る。
CREATE FUNCTION plans_recall(wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan := public.plans_lock(wanted);
BEGIN
    IF p.occasion = '' OR btrim(why) = '' THEN PERFORM public.plans_refuse('会議に諮っていないか、理由がありません'); END IF;
    UPDATE public.plans_plan SET state = CASE WHEN p.state = 'tabled' THEN 'draft' ELSE p.state END, occasion = '', state_reason = why,
        changed_at = at WHERE id = p.id;
    PERFORM public.cases_event(p.case_id, p.compartment_id, 'recall_plan', p.occasion, p.id, NULL, 'プランを会議に諮るのを取りやめた', why, at);
END $$;

-- 取り下げる。確定したプランは取り下げられず(会議で終える)、市の決定を待つプランは市が差し戻してから。
CREATE FUNCTION plans_withdraw(wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan := public.plans_lock(wanted);
BEGIN
    IF p.state NOT IN ('draft', 'tabled', 'approved') OR btrim(why) = ''
       OR EXISTS (SELECT 1 FROM public.plans_decision d WHERE d.plan_id = p.id AND d.state = 'waiting') THEN
        PERFORM public.plans_refuse('このプランは取り下げられません');
    END IF;
    UPDATE public.plans_plan SET state = 'withdrawn', occasion = '', state_reason = why, changed_at = at WHERE id = p.id;
    PERFORM public.cases_event(p.case_id, p.compartment_id, 'withdraw_plan', 'withdrawn', p.id, NULL, 'プランを取り下げた', why, at);
END $$;

REVOKE ALL ON FUNCTION plans_lock(uuid), plans_table(uuid, text, timestamptz), plans_recall(uuid, text, timestamptz),
    plans_withdraw(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_table(uuid, text, timestamptz), plans_recall(uuid, text, timestamptz),
    plans_withdraw(uuid, text, timestamptz) TO kasane_app;
