-- 評価(様式2-2)の守り: 行はその部屋にだけ置ける。書き終えた後は動かず、終結・中断・再プランは会議に諮ったプランの状態に従う。

-- アプリが作る評価は、必ず作成中から始まる(呼んだ役割のまま動く引き金)。
CREATE FUNCTION plans_evaluation_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE me uuid[];
BEGIN
    IF current_user <> 'kasane_app' THEN RETURN NEW; END IF;
    me := public.access_principal();
    IF NEW.state <> 'draft' OR NEW.finished_at IS NOT NULL OR NEW.settled_on IS NOT NULL OR NEW.carried_at IS NOT NULL
       OR NEW.agency_id IS DISTINCT FROM me[3] OR NEW.recorded_by IS DISTINCT FROM me[2] THEN
        RAISE EXCEPTION '評価は作成中から始めます' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_evaluation_begun BEFORE INSERT ON plans_evaluation FOR EACH ROW EXECUTE FUNCTION plans_evaluation_begins();

-- 頭の欄: 確定したプランの、事案の部屋にだけ置く。変えられるのは作成中だけで、変える前の文は残る。
CREATE FUNCTION plans_evaluation_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan; moving text[] := ARRAY['state', 'finished_at', 'finished_by', 'settled_on', 'carried_at', 'carried_by', 'carried_note', 'version'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO p FROM public.plans_plan WHERE id = NEW.plan_id FOR SHARE;
        IF p.id IS NULL OR p.compartment_id <> NEW.compartment_id THEN PERFORM public.plans_refuse('この事案の部屋ではありません'); END IF;
        IF p.state <> 'final' OR p.occasion <> '' THEN PERFORM public.plans_refuse('評価は、確定したプランについて書きます'); END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.plan_id, OLD.compartment_id, OLD.agency_id, OLD.recorded_at, OLD.recorded_by)
       IS DISTINCT FROM (NEW.id, NEW.plan_id, NEW.compartment_id, NEW.agency_id, NEW.recorded_at, NEW.recorded_by) THEN
        PERFORM public.plans_refuse('評価の持ち主は変えられません');
    END IF;
    IF to_jsonb(OLD) - moving IS DISTINCT FROM to_jsonb(NEW) - moving THEN
        IF OLD.state <> 'draft' THEN PERFORM public.plans_refuse('書き終えた評価は書き換えられません'); END IF;
        IF NEW.version <> OLD.version + 1 THEN PERFORM public.plans_refuse('版が合いません'); END IF;
        PERFORM public.plans_keep_before(OLD.plan_id, 'evaluation', OLD.id, OLD.compartment_id, OLD.version, to_jsonb(OLD));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_evaluation_kept BEFORE INSERT OR UPDATE ON plans_evaluation FOR EACH ROW EXECUTE FUNCTION plans_evaluation_keep();

-- 人ごとの欄はその人の部屋(世帯なら事案の部屋)、目標の評価は目標の部屋。評価の頭を分け合って押さえるので、書き終えるのと同時には書けない。
CREATE FUNCTION plans_part_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE e public.plans_evaluation; p public.plans_plan; told jsonb := to_jsonb(NEW); was jsonb; me uuid[]; room uuid;
    fixed text[] := ARRAY['id', 'evaluation_id', 'person_id', 'goal_id', 'compartment_id', 'recorded_at', 'recorded_by'];
BEGIN
    SELECT * INTO e FROM public.plans_evaluation WHERE id = NEW.evaluation_id FOR SHARE;
    SELECT * INTO p FROM public.plans_plan WHERE id = e.plan_id;
    IF TG_ARGV[0] = 'grade' THEN
        SELECT g.compartment_id INTO room FROM public.plans_goal g
            WHERE g.id = (told ->> 'goal_id')::uuid AND g.plan_id = e.plan_id AND g.withdrawn_at IS NULL;
    ELSIF told ->> 'person_id' IS NULL THEN
        room := e.compartment_id;
    ELSE
        SELECT c.compartment_id INTO room FROM public.cases_person c WHERE c.case_id = p.case_id AND c.person_id = (told ->> 'person_id')::uuid;
    END IF;
    IF room IS NULL OR room <> NEW.compartment_id THEN PERFORM public.plans_refuse('この事案の部屋ではありません'); END IF;
    IF e.state <> 'draft' THEN PERFORM public.plans_refuse('書き終えた評価は書き換えられません'); END IF;
    me := public.access_principal();
    IF NEW.agency_id IS DISTINCT FROM me[3] OR TG_OP = 'INSERT' AND NEW.recorded_by IS DISTINCT FROM me[2] THEN
        PERFORM public.plans_refuse('ほかの人の名前で書くことはできません');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        was := to_jsonb(OLD);
        IF EXISTS (SELECT 1 FROM unnest(fixed) f (name) WHERE was -> f.name IS DISTINCT FROM told -> f.name) OR NEW.version <> OLD.version + 1 THEN
            PERFORM public.plans_refuse('行の持ち主は変えられないか、版が合いません');
        END IF;
        PERFORM public.plans_keep_before(e.plan_id, TG_ARGV[0], OLD.id, OLD.compartment_id, OLD.version, was);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_evaluation_part_kept BEFORE INSERT OR UPDATE ON plans_evaluation_part FOR EACH ROW EXECUTE FUNCTION plans_part_keep('part');
CREATE TRIGGER plans_goal_grade_kept BEFORE INSERT OR UPDATE ON plans_goal_grade FOR EACH ROW EXECUTE FUNCTION plans_part_keep('grade');

-- 書き終えたかを決める数。全部の部屋から数え、文も名前も返さない。評価の見える人にだけ答える。
CREATE FUNCTION plans_evaluation_facts(wanted uuid) RETURNS TABLE (ungraded integer, untold integer, described boolean, reasoned boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT (SELECT count(*)::integer FROM public.plans_goal g WHERE g.plan_id = e.plan_id AND g.withdrawn_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM public.plans_goal_grade r WHERE r.evaluation_id = e.id AND r.goal_id = g.id)),
           (SELECT count(*)::integer FROM public.plans_goal_grade r WHERE r.evaluation_id = e.id AND r.grade = 'changed' AND btrim(r.text) = ''),
           EXISTS (SELECT 1 FROM public.plans_evaluation_part t WHERE t.evaluation_id = e.id AND btrim(t.state_now) <> ''),
           EXISTS (SELECT 1 FROM public.plans_evaluation_part t WHERE t.evaluation_id = e.id AND t.reasons_for = e.outcome
                AND cardinality(t.reasons) > 0)
    FROM public.plans_evaluation e WHERE e.id = wanted AND EXISTS (SELECT 1 FROM public.access_held(e.compartment_id))
$$;

-- 評価を押さえて返す。この事案に書ける根拠(依頼の一通だけの根拠を除く)のある人だけ。
CREATE FUNCTION plans_lock_evaluation(wanted uuid) RETURNS plans_evaluation LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE e public.plans_evaluation;
BEGIN
    SELECT * INTO e FROM public.plans_evaluation WHERE id = wanted FOR UPDATE;
    IF e.id IS NULL OR NOT EXISTS (SELECT 1 FROM public.access_held(e.compartment_id) h WHERE h.may_write AND h.ground <> 'asked') THEN
        PERFORM public.plans_refuse('この評価を扱う根拠がありません');
    END IF;
    RETURN e;
END $$;

-- 書き終える(domain/evaluation.py の lacking と同じ規則)。終結には主担当とフォローアップの間隔が、中断には理由と間隔が要る。
CREATE FUNCTION plans_finish_evaluation(wanted uuid, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE e public.plans_evaluation; f record;
BEGIN
    e := public.plans_lock_evaluation(wanted);
    SELECT * INTO f FROM public.plans_evaluation_facts(wanted);
    IF e.state <> 'draft' OR e.outcome = '' OR f.ungraded > 0 OR f.untold > 0 OR NOT f.described
       OR e.outcome IN ('close', 'suspend') AND (NOT f.reasoned OR e.follow_up_needed IS NULL
            OR e.follow_up_needed AND (e.follow_up_method = '' OR e.follow_up_days IS NULL)
            OR NOT e.follow_up_needed AND btrim(e.follow_up_note) = '')
       OR e.outcome = 'close' AND e.next_lead_agency_id IS NULL THEN
        PERFORM public.plans_refuse('評価に、まだ書かれていないことがあります');
    END IF;
    IF e.outcome = 'close' THEN PERFORM public.cases_check_agency(e.next_lead_agency_id, e.next_lead_posting_id); END IF;
    UPDATE public.plans_evaluation SET state = 'finished', finished_at = at, finished_by = (public.access_principal())[2], version = version + 1
        WHERE id = wanted;
END $$;

-- 作成中に戻す。諮った後は戻せない。
CREATE FUNCTION plans_reopen_evaluation(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE e public.plans_evaluation;
BEGIN
    e := public.plans_lock_evaluation(wanted);
    IF e.state <> 'finished' THEN PERFORM public.plans_refuse('作成中に戻せる評価ではありません'); END IF;
    UPDATE public.plans_evaluation SET state = 'draft', finished_at = NULL, finished_by = NULL, version = version + 1 WHERE id = wanted;
END $$;

-- 評価は、プランの状態に従う。どの関数がプランを動かしても、書き終えた評価のない終結・中断・再プランの諮りはここで止まる。
CREATE FUNCTION plans_evaluation_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE today date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date; wanted text; old_state text;
BEGIN
    IF NEW.state = 'final' AND NEW.occasion IN ('end', 'suspend') AND OLD.occasion = '' THEN
        wanted := CASE NEW.occasion WHEN 'end' THEN 'close' ELSE 'suspend' END;
        UPDATE public.plans_evaluation SET state = 'tabled', version = version + 1 WHERE plan_id = NEW.id AND outcome = wanted AND state = 'finished';
        IF NOT FOUND THEN PERFORM public.plans_refuse('書き終えた評価がないので、諮れません'); END IF;
    ELSIF NEW.state IN ('ended', 'suspended') AND OLD.state <> NEW.state THEN
        wanted := CASE NEW.state WHEN 'ended' THEN 'close' ELSE 'suspend' END;
        UPDATE public.plans_evaluation SET state = 'settled', settled_on = coalesce(NEW.ended_on, today), version = version + 1
            WHERE plan_id = NEW.id AND outcome = wanted AND state = 'tabled';
        IF NOT FOUND THEN PERFORM public.plans_refuse('会議に諮った評価がないので、終結・中断できません'); END IF;
    ELSIF OLD.occasion IN ('end', 'suspend') AND NEW.occasion = '' AND NEW.state = 'final' THEN
        UPDATE public.plans_evaluation SET state = 'draft', finished_at = NULL, finished_by = NULL, version = version + 1
            WHERE plan_id = NEW.id AND state = 'tabled';
    ELSIF NEW.state = 'replaced' AND OLD.state = 'final' THEN
        UPDATE public.plans_evaluation SET state = 'settled', settled_on = today, version = version + 1
            WHERE plan_id = NEW.id AND outcome = 'replan' AND state IN ('finished', 'tabled');
        IF NOT FOUND THEN PERFORM public.plans_refuse('今のプランの評価がないので、再プランに引き継げません'); END IF;
    ELSIF NEW.replaces_id IS NOT NULL AND OLD.state <> NEW.state THEN
        SELECT o.state INTO old_state FROM public.plans_plan o WHERE o.id = NEW.replaces_id;
        IF NEW.state = 'tabled' AND old_state = 'final' THEN
            UPDATE public.plans_evaluation SET state = 'tabled', version = version + 1
                WHERE plan_id = NEW.replaces_id AND outcome = 'replan' AND state = 'finished';
            IF NOT FOUND THEN PERFORM public.plans_refuse('今のプランの評価がないので、再プランとして諮れません'); END IF;
        ELSIF NEW.state IN ('draft', 'withdrawn') THEN
            UPDATE public.plans_evaluation SET state = 'finished', version = version + 1
                WHERE plan_id = NEW.replaces_id AND outcome = 'replan' AND state = 'tabled';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER plans_plan_evaluated AFTER UPDATE OF state, occasion ON plans_plan FOR EACH ROW EXECUTE FUNCTION plans_evaluation_follows();

-- 終結・中断の手続き: 会議で決まった評価だけ、事案を管理する人だけ、一度だけ。様子をうかがう間隔を決め、終結なら決めた主担当に引き継ぐ
-- (引き継ぐと自分の根拠が終わることがあるので、間隔と記録を先に済ませ、同じ取引で引き継ぐ)。
-- 決めた機関が受けられなくなったときは、今の主担当のまま、その理由(why)を書いて済ませる。だれも受け持たない終結にはならない。
CREATE FUNCTION plans_carry_out(wanted uuid, begun uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); e public.plans_evaluation; of_case uuid; lead public.cases_involvement; said text;
BEGIN
    e := public.plans_lock_evaluation(wanted);
    SELECT p.case_id INTO of_case FROM public.plans_plan p WHERE p.id = e.plan_id;
    SELECT * INTO lead FROM public.cases_involvement v WHERE v.case_id = of_case AND v.role = 'lead' AND v.valid_to IS NULL;
    IF e.state <> 'settled' OR e.carried_at IS NOT NULL OR e.outcome NOT IN ('close', 'suspend') OR NOT public.access_manages(e.compartment_id)
       OR e.outcome = 'close' AND btrim(why) <> '' AND lead.id IS NULL THEN
        PERFORM public.plans_refuse('終結・中断の手続きを行えません');
    END IF;
    said := CASE e.outcome WHEN 'close' THEN '終結の会議で決まった' ELSE '中断の会議で決まった' END;
    UPDATE public.plans_evaluation SET carried_at = at, carried_by = me[2], carried_note = why, version = version + 1 WHERE id = wanted;
    PERFORM public.cases_event(of_case, e.compartment_id, 'carry_out_end', e.outcome, e.id, e.next_lead_agency_id,
        CASE e.outcome WHEN 'close' THEN '終結の手続きを済ませた' ELSE '中断の手続きを済ませた' END, why, at);
    IF e.follow_up_needed THEN PERFORM public.cases_set_rhythm(of_case, e.follow_up_days, said, at); END IF;
    IF e.outcome = 'close' AND btrim(why) = '' AND (lead.agency_id IS DISTINCT FROM e.next_lead_agency_id
        OR e.next_lead_posting_id IS NOT NULL AND lead.posting_id IS DISTINCT FROM e.next_lead_posting_id) THEN
        PERFORM public.cases_hand_on(of_case, begun, 'lead', e.next_lead_agency_id, e.next_lead_posting_id, said, at);
    END IF;
END $$;

-- 事案の終結: 会議を待つプラン・確定したプランがある間と、終結の会議で決めた主担当に引き継ぐまでは、だれにもできない。
CREATE FUNCTION plans_guard_closing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.plans_plan p WHERE p.case_id = NEW.id AND p.state IN ('tabled', 'approved', 'final')) THEN
        PERFORM public.plans_refuse('終わっていないプランがあるので、事案を終結できません');
    END IF;
    IF EXISTS (SELECT 1 FROM public.plans_plan p JOIN public.plans_evaluation e ON e.plan_id = p.id
               WHERE p.case_id = NEW.id AND e.state = 'settled' AND e.outcome = 'close' AND e.carried_at IS NULL) THEN
        PERFORM public.plans_refuse('終結の会議で決めた主担当への引継ぎが済んでいません');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_case_closing BEFORE UPDATE OF stage, closed_on ON cases_case
    FOR EACH ROW WHEN (NEW.stage = 'closed' AND OLD.stage <> 'closed' OR NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL)
    EXECUTE FUNCTION plans_guard_closing();

-- 逆の向き: 終結した事案では、プランを諮ることも確定することもできない。事案を分け合って押さえるので、終結と同時に諮っても、
-- 終わった事案に動くプランが残ることはない。
CREATE FUNCTION plans_guard_closed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE now_stage text;
BEGIN
    SELECT c.stage INTO now_stage FROM public.cases_case c WHERE c.id = NEW.case_id FOR SHARE;
    IF now_stage = 'closed' THEN PERFORM public.plans_refuse('終結した事案のプランは動かせません。先に事案を再開してください'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_plan_of_open_case BEFORE UPDATE OF state ON plans_plan
    FOR EACH ROW WHEN (NEW.state IN ('tabled', 'approved', 'final') AND OLD.state <> NEW.state) EXECUTE FUNCTION plans_guard_closed();

-- アプリが書けるのは中身の列だけ。
REVOKE UPDATE ON plans_evaluation FROM kasane_app;
GRANT UPDATE (evaluated_on, outcome, opinions, next_lead_agency_id, next_lead_posting_id, follow_up_needed, follow_up_method, follow_up_note,
    follow_up_days, version) ON plans_evaluation TO kasane_app;

REVOKE ALL ON FUNCTION plans_evaluation_begins(), plans_evaluation_keep(), plans_part_keep(), plans_evaluation_facts(uuid),
    plans_lock_evaluation(uuid), plans_finish_evaluation(uuid, timestamptz), plans_reopen_evaluation(uuid), plans_evaluation_follows(),
    plans_carry_out(uuid, uuid, text, timestamptz), plans_guard_closing(), plans_guard_closed() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_evaluation_facts(uuid), plans_finish_evaluation(uuid, timestamptz), plans_reopen_evaluation(uuid),
    plans_carry_out(uuid, uuid, text, timestamptz) TO kasane_app;
