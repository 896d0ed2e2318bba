-- 会議の結論をプランに写す。アプリは呼べない: 会議の部屋の所有者の関数(conferences_decide)だけが、出席と招集を確かめた後に呼ぶ。

-- 確定させる。再プランなら前のプランを引き継ぐ。本人同意のあるプランなら、事案は「プランに沿って支援」に進む。
CREATE FUNCTION plans_make_final(wanted uuid, on_day date, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan; before text;
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = wanted FOR UPDATE;
    IF p.replaces_id IS NOT NULL THEN
        SELECT o.state INTO before FROM public.plans_plan o WHERE o.id = p.replaces_id AND o.occasion = '' FOR UPDATE;
        IF before IS NULL OR before NOT IN ('final', 'suspended') THEN
            PERFORM public.plans_refuse('引き継ぐ前のプランが、別の機会として諮られているか、終わっています');
        END IF;
        UPDATE public.plans_plan SET state = 'replaced', changed_at = at WHERE id = p.replaces_id;
    END IF;
    UPDATE public.plans_plan SET state = 'final', occasion = '', confirmed_on = on_day, changed_at = at WHERE id = p.id;
    PERFORM public.cases_event(p.case_id, p.compartment_id, 'confirm_plan', 'final', p.id, NULL, 'プランが確定した', '', at);
    IF p.consented AND EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = p.case_id AND c.stage NOT IN ('supporting', 'closed')) THEN
        PERFORM public.cases_set_stage(p.case_id, 'move_stage', 'supporting', 'プランが確定した', at);
    END IF;
END $$;

-- 終結・中断が決まった後の、事案の段階。ほかに確定したプランが残っていれば変えない。
CREATE FUNCTION plans_stage_after(of_case uuid, to_stage text, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = of_case AND c.stage = 'supporting')
       AND NOT EXISTS (SELECT 1 FROM public.plans_plan p WHERE p.case_id = of_case AND p.consented AND p.state = 'final') THEN
        PERFORM public.cases_set_stage(of_case, 'move_stage', to_stage, why, at);
    END IF;
END $$;

-- 結論のときの版: どの文が了承されたかを後から確かめるため(変える前の文は plans_revision にある)。
CREATE FUNCTION plans_seen(wanted uuid) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT jsonb_build_object('plan', (SELECT p.version FROM public.plans_plan p WHERE p.id = wanted), 'rows', coalesce((
        SELECT jsonb_object_agg(r.id, r.version) FROM (
            SELECT g.id, g.version FROM public.plans_goal g WHERE g.plan_id = wanted AND g.withdrawn_at IS NULL
            UNION ALL SELECT s.id, s.version FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL
            UNION ALL SELECT t.id, t.version FROM public.plans_text t WHERE t.plan_id = wanted) r), '{}'::jsonb))
$$;

CREATE FUNCTION plans_approve(wanted uuid, which text, kind text, consent_kind boolean, conference uuid, item uuid, result text,
                              on_day date, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); p public.plans_plan; sure text;
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR cardinality(me) <> 3 OR p.id IS NULL OR p.occasion = '' OR p.occasion IS DISTINCT FROM which THEN
        PERFORM public.plans_refuse('この機会として諮られているプランではありません');
    END IF;
    IF consent_kind IS DISTINCT FROM p.consented THEN
        PERFORM public.plans_refuse('本人同意の有無と、会議の種類が合いません');
    END IF;
    IF result NOT IN ('approved', 'revise', 'declined') OR conference IS NULL OR item IS NULL OR on_day IS NULL
       OR on_day > (at AT TIME ZONE 'Asia/Tokyo')::date THEN
        PERFORM public.plans_refuse('会議の結論が読み取れません');
    END IF;
    sure := public.plans_finality(p.id);
    INSERT INTO public.plans_approval (id, compartment_id, recorded_at, recorded_by, plan_id, occasion, kind_code, conference_id, item_id,
                                       outcome, decided_on, seen)
    VALUES (public.cases_new_id(), p.compartment_id, at, me[2], p.id, which, kind, conference, item, result, on_day, public.plans_seen(p.id));
    IF result <> 'approved' THEN
        UPDATE public.plans_plan SET state = CASE WHEN p.state = 'tabled' THEN 'draft' ELSE p.state END, occasion = '', changed_at = at
            WHERE id = p.id;
        PERFORM public.cases_event(p.case_id, p.compartment_id, 'decide_item', result, p.id, NULL,
            CASE result WHEN 'revise' THEN '会議の結論：修正して再び諮る' ELSE '会議の結論：不適' END, '', at);
    ELSIF which IN ('establish', 'replan') THEN
        UPDATE public.plans_plan SET state = 'approved', occasion = '', changed_at = at WHERE id = p.id;
        PERFORM public.cases_event(p.case_id, p.compartment_id, 'decide_item', 'approved', p.id, NULL, 'プランが会議で了承された', '', at);
        IF sure = 'report' THEN
            PERFORM public.plans_open_dossier(p.id, sure, public.plans_report_to(), 'received', on_day, at);
            PERFORM public.plans_make_final(p.id, on_day, at);
        END IF;
    ELSE
        UPDATE public.plans_plan SET state = CASE which WHEN 'end' THEN 'ended' ELSE 'suspended' END, occasion = '', ended_on = on_day,
            changed_at = at WHERE id = p.id;
        PERFORM public.cases_event(p.case_id, p.compartment_id, 'decide_item', which, p.id, NULL,
            CASE which WHEN 'end' THEN '会議でプランの終結が決まった' ELSE '会議で支援の中断が決まった' END, '', at);
        PERFORM public.plans_stage_after(p.case_id, CASE which WHEN 'end' THEN 'field' ELSE 'suspended' END,
            CASE which WHEN 'end' THEN 'プランの終結' ELSE '支援の中断' END, at);
    END IF;
END $$;

REVOKE ALL ON FUNCTION plans_make_final(uuid, date, timestamptz), plans_stage_after(uuid, text, text, timestamptz), plans_seen(uuid),
    plans_approve(uuid, text, text, boolean, uuid, uuid, text, date, timestamptz) FROM PUBLIC;
