-- 教示(行政不服審査法82条)の市の定め。文(教示文か、要らない理由)のない定めは、定めのないのと同じ。黙って教示なしの通知を出さないため。
CREATE FUNCTION plans_notice_on(day date) RETURNS TABLE (needed text, told text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN s.value IN ('needed', 'not_needed') AND btrim(s.words) <> '' THEN s.value ELSE 'unknown' END,
           CASE WHEN s.value IN ('needed', 'not_needed') THEN btrim(s.words) ELSE '' END
    FROM (VALUES (1)) one (n) LEFT JOIN LATERAL (
        SELECT x.value, x.words FROM public.plans_setting x WHERE x.name = 'decision_notice' AND x.valid_from <= day
            AND (x.valid_to IS NULL OR x.valid_to > day) ORDER BY x.valid_from DESC LIMIT 1) s ON true
$$;

-- 市の定めができたら、まだ教示の決まっていない一件(決定を待つもの、決めて通知を出せずにいるもの)に入れる。もう決まった一件は変えない。
CREATE FUNCTION plans_settle_notices(at timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE settled integer;
BEGIN
    IF NOT public.access_has_role(ARRAY['city_officer']) THEN
        PERFORM public.plans_refuse('教示を定められるのは、市の担当者だけです');
    END IF;
    UPDATE public.plans_decision d SET notice_needed = n.needed, notice_text = n.told, version = d.version + 1
    FROM public.plans_notice_on((at AT TIME ZONE 'Asia/Tokyo')::date) n
    WHERE d.notice_text = '' AND d.state IN ('waiting', 'decided') AND d.finality <> 'report' AND n.needed <> 'unknown';
    GET DIAGNOSTICS settled = ROW_COUNT;
    RETURN settled;
END $$;

-- 市へ出す(plans_submit.sql のものを作り直す。教示の文も写す)。
CREATE OR REPLACE FUNCTION plans_open_dossier(wanted uuid, sure text, agency uuid, begins text, approved date, at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); p public.plans_plan; room uuid := gen_random_uuid(); fresh uuid := public.cases_new_id();
    needed text; told text;
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = wanted;
    SELECT n.needed, n.told INTO needed, told FROM public.plans_notice_on((at AT TIME ZONE 'Asia/Tokyo')::date) n;
    INSERT INTO public.access_compartment (id, kind, subject_id, opened_at, opened_by)
        VALUES (room, 2, p.case_id, clock_timestamp(), me[2]);
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_by, granted_at,
                                     ended_reason)
    SELECT gen_random_uuid(), room, 'agency', h.holder, h.ground, true, statement_timestamp(), 'プランの支援決定・確認・報告', me[2], clock_timestamp(), ''
    FROM (VALUES (agency, 'city'), (p.agency_id, 'received')) h (holder, ground)
    WHERE h.ground = 'city' OR h.holder <> agency AND NOT public.plans_hidden_from(p.id, h.holder);
    INSERT INTO public.plans_decision (id, compartment_id, recorded_at, recorded_by, plan_id, case_id, finality, kind, number, agency_id,
        from_agency_id, state, approved_on, draft_text, document_number, content, conditions, notice_needed,
        notice_text, version)
    VALUES (fresh, room, at, me[2], p.id, p.case_id, sure, p.kind, p.number, agency, p.agency_id, begins, approved, '', '', '', '',
        CASE WHEN sure = 'report' THEN 'not_needed' ELSE needed END, CASE WHEN sure = 'report' THEN '' ELSE told END, 1);
    INSERT INTO public.plans_dossier_line (id, compartment_id, decision_id, person_id, section, label, text, part, position)
    SELECT gen_random_uuid(), room, fresh, l.person_id, l.section, l.label, l.body, l.part, row_number() OVER ()
    FROM public.plans_lines(p.id) l;
    PERFORM public.cases_event(p.case_id, p.compartment_id, 'submit_for_decision', begins, fresh, agency,
        CASE WHEN sure = 'report' THEN '市にプランを報告した' ELSE '市に支援決定を求めた' END, '', at);
    RETURN fresh;
END $$;

-- 市が決める・差し戻す(plans_decide.sql のものを作り直す。決めた日の教示を残す)。
CREATE OR REPLACE FUNCTION plans_decide(wanted uuid, result text, document text, on_day date, what text, under text, draft text,
                             at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); d public.plans_decision; p public.plans_plan; plan uuid; needed text; told text;
BEGIN
    -- 先にプラン、次に一件の順で押さえる(ほかの関数と同じ順なので、互いに待ち合うことがない)。
    SELECT x.plan_id INTO plan FROM public.plans_decision x WHERE x.id = wanted;
    SELECT * INTO p FROM public.plans_plan WHERE id = plan FOR UPDATE;
    SELECT * INTO d FROM public.plans_decision WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR cardinality(me) <> 3 OR d.id IS NULL OR NOT public.access_has_role(ARRAY['city_officer'])
       OR NOT EXISTS (SELECT 1 FROM public.access_held(d.compartment_id) h WHERE h.ground = 'city' AND h.may_write) THEN
        PERFORM public.plans_refuse('この一件を決める根拠がありません');
    END IF;
    IF d.state <> 'waiting' OR p.state <> 'approved' OR result NOT IN ('decided', 'returned') OR btrim(what) = ''
       OR on_day IS NULL OR on_day < d.approved_on OR on_day > (at AT TIME ZONE 'Asia/Tokyo')::date
       OR result = 'decided' AND btrim(document) = '' THEN
        PERFORM public.plans_refuse('もう決まった一件か、決裁の日・文書番号・内容が合いません');
    END IF;
    -- 教示は、出した日ではなく、決めた日の市の定めによる。
    SELECT n.needed, n.told INTO needed, told FROM public.plans_notice_on((at AT TIME ZONE 'Asia/Tokyo')::date) n;
    UPDATE public.plans_decision SET state = result, document_number = document, decided_on = on_day, decided_by = me[2], content = what,
        conditions = under, draft_text = draft,
        notice_needed = needed, notice_text = told, version = version + 1 WHERE id = d.id;
    IF result = 'decided' THEN
        PERFORM public.cases_event(p.case_id, p.compartment_id, 'decide_plan', 'decided', d.id, d.agency_id, '市が支援決定をした', '', at);
        PERFORM public.plans_make_final(p.id, on_day, at);
    ELSE
        UPDATE public.plans_plan SET state = 'draft', state_reason = what, changed_at = at WHERE id = p.id;
        PERFORM public.cases_event(p.case_id, p.compartment_id, 'return_plan', 'returned', d.id, d.agency_id, '市がプランを差し戻した', '', at);
    END IF;
END $$;

REVOKE ALL ON FUNCTION plans_notice_on(date), plans_settle_notices(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_notice_on(date), plans_settle_notices(timestamptz) TO kasane_app;
