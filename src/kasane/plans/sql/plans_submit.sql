-- 市へ出す: 了承されたプランの行を、この一件だけの部屋に写し、決める課に「実施主体（市）」の根拠を開く。
-- 何を写すかは関数が決める。アプリは、市が見るものを選ぶことも書くこともできない。

-- 支援決定をする席(市の担当)のある課か。
CREATE FUNCTION plans_decides(agency uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.agencies_posting p JOIN public.agencies_account a ON a.id = p.account_id AND a.is_active
        JOIN public.agencies_agency g ON g.id = p.agency_id
        CROSS JOIN (SELECT (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS day) d
        WHERE p.agency_id = agency AND 'city_officer' = ANY (p.roles) AND p.valid_from <= d.day AND (p.valid_to IS NULL OR p.valid_to > d.day)
          AND (g.closed_on IS NULL OR g.closed_on > d.day))
$$;

-- 支援決定をする席のある課の全部。
CREATE FUNCTION plans_deciding_agencies() RETURNS TABLE (agency_id uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT p.agency_id FROM public.agencies_posting p WHERE 'city_officer' = ANY (p.roles) AND public.plans_decides(p.agency_id)
        AND public.access_signed_in()
$$;

-- 報告を受ける課: 決めごとの課、結論を書いた市の担当者の課、ただ一つの課の順。決まらなければ断る(だれにも届かない報告を作らない)。
CREATE FUNCTION plans_report_to() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); named text; found uuid[];
BEGIN
    named := public.plans_setting_on('deciding_agency', (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date);
    IF named ~ '^[0-9a-f-]{36}$' AND public.plans_decides(named::uuid) THEN RETURN named::uuid; END IF;
    IF public.access_has_role(ARRAY['city_officer']) AND public.plans_decides(me[3]) THEN RETURN me[3]; END IF;
    SELECT array_agg(d.agency_id) INTO found FROM public.plans_deciding_agencies() d;
    IF cardinality(found) IS DISTINCT FROM 1 THEN
        PERFORM public.plans_refuse('プランの報告を受ける課が決まっていません');
    END IF;
    RETURN found[1];
END $$;

-- このプランの行が置かれた部屋のうち、この機関が今見られないものがあるか。
CREATE FUNCTION plans_hidden_from(wanted uuid, agency uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM (
            SELECT p.compartment_id AS room FROM public.plans_plan p WHERE p.id = wanted
            UNION SELECT s.compartment_id FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL
            UNION SELECT g.compartment_id FROM public.plans_goal g WHERE g.plan_id = wanted AND g.withdrawn_at IS NULL) r
        WHERE NOT EXISTS (SELECT 1 FROM public.access_grant a WHERE a.compartment_id = r.room AND a.holder_kind = 'agency'
            AND a.holder_id = agency AND a.valid_from <= statement_timestamp() AND (a.valid_to IS NULL OR a.valid_to > statement_timestamp())))
$$;

CREATE FUNCTION plans_name_of(person uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(nullif(p.name_text, ''), nullif(concat_ws('　', nullif(p.family_name, ''), nullif(p.given_name, '')), ''),
        '氏名不詳(' || p.working_label || ')') FROM public.people_person p WHERE p.id = person
$$;

-- 写す行。参加支援・アウトリーチの行は支援決定の対象、ほかの行は確認だけ(seed 001 §6-6(4))。
CREATE FUNCTION plans_lines(wanted uuid) RETURNS TABLE (person_id uuid, section text, label text, body text, part text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH p AS (SELECT * FROM public.plans_plan x WHERE x.id = wanted),
    head AS (
        SELECT 1 AS place, 0::bigint AS n, NULL::uuid AS person_id, 'hope' AS section, '本人・世帯の希望' AS label, p.hope AS body FROM p
        UNION ALL SELECT 2, 0, NULL, 'long_goal', '目標（目指す姿）', p.long_goal FROM p
        UNION ALL SELECT 4, 0, NULL, 'policy', '支援方針', p.policy FROM p
        UNION ALL SELECT 5, 0, NULL, 'early_start', '先に始めた理由', concat(p.early_start_on, ' ', p.early_start_reason) FROM p
            WHERE p.early_start_on IS NOT NULL
        UNION ALL SELECT 3, row_number() OVER (ORDER BY g.position, g.recorded_at, g.id), g.person_id, 'goal', '達成目標', g.text
            FROM public.plans_goal g WHERE g.plan_id = wanted AND g.withdrawn_at IS NULL),
    about AS (
        SELECT 0 AS place, row_number() OVER (ORDER BY c.recorded_at, c.id) AS n, c.person_id, 'about' AS section, '支援対象者' AS label,
               public.plans_name_of(c.person_id) AS body
        FROM p JOIN public.cases_person c ON c.case_id = p.case_id JOIN public.plans_about(wanted) a ON a.person_id = c.person_id),
    steps AS (
        SELECT 6 AS place, row_number() OVER (ORDER BY s.programme = 'other', s.recorded_at, s.id) AS n, s.person_id, 'step' AS section,
               CASE s.programme WHEN 'outreach' THEN 'アウトリーチ等事業' WHEN 'participation' THEN '参加支援事業' ELSE '両事業以外の支援' END AS label,
               concat_ws(' ／ ', nullif(s.issue, ''), coalesce((SELECT a.name FROM public.agencies_agency a WHERE a.id = s.agency_id),
                   nullif(s.who_text, '')), s.content, nullif(s.frequency, ''), nullif(concat_ws('〜', s.period_from, s.period_to), '')) AS body,
               CASE WHEN s.programme = 'other' THEN 'check' ELSE 'decide' END AS part
        FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL)
    SELECT l.person_id, l.section, l.label, l.body, l.part FROM (
        SELECT about.*, 'about' AS part FROM about UNION ALL SELECT head.*, 'about' FROM head WHERE head.body <> ''
        UNION ALL SELECT * FROM steps) l ORDER BY l.place, l.n
$$;

CREATE FUNCTION plans_open_dossier(wanted uuid, sure text, agency uuid, begins text, approved date, at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); p public.plans_plan; room uuid := gen_random_uuid(); fresh uuid := public.cases_new_id();
    notice text := nullif(public.plans_setting_on('decision_notice', (at AT TIME ZONE 'Asia/Tokyo')::date), '');
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = wanted;
    INSERT INTO public.access_compartment (id, kind, subject_id, opened_at, opened_by)
        VALUES (room, 2, p.case_id, clock_timestamp(), me[2]);
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_by, granted_at,
                                     ended_reason)
    SELECT gen_random_uuid(), room, 'agency', h.holder, h.ground, true, statement_timestamp(), 'プランの支援決定・確認・報告', me[2], clock_timestamp(), ''
    FROM (VALUES (agency, 'city'), (p.agency_id, 'received')) h (holder, ground)
    WHERE h.ground = 'city' OR h.holder <> agency AND NOT public.plans_hidden_from(p.id, h.holder);
    INSERT INTO public.plans_decision (id, compartment_id, recorded_at, recorded_by, plan_id, case_id, finality, kind, number, agency_id,
        from_agency_id, state, approved_on, draft_text, document_number, content, conditions, notice_needed, version)
    VALUES (fresh, room, at, me[2], p.id, p.case_id, sure, p.kind, p.number, agency, p.agency_id, begins, approved, '', '', '', '',
        CASE WHEN sure = 'report' THEN 'not_needed' ELSE coalesce(notice, 'unknown') END, 1);
    INSERT INTO public.plans_dossier_line (id, compartment_id, decision_id, person_id, section, label, text, part, position)
    SELECT gen_random_uuid(), room, fresh, l.person_id, l.section, l.label, l.body, l.part, row_number() OVER ()
    FROM public.plans_lines(p.id) l;
    PERFORM public.cases_event(p.case_id, p.compartment_id, 'submit_for_decision', begins, fresh, agency,
        CASE WHEN sure = 'report' THEN '市にプランを報告した' ELSE '市に支援決定を求めた' END, '', at);
    RETURN fresh;
END $$;

CREATE FUNCTION plans_submit(wanted uuid, agency uuid, at timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); p public.plans_plan := public.plans_lock(wanted); sure text; approved date;
BEGIN
    sure := public.plans_finality(p.id);
    SELECT a.decided_on INTO approved FROM public.plans_approval a WHERE a.plan_id = p.id AND a.outcome = 'approved'
        AND a.occasion IN ('establish', 'replan') ORDER BY a.recorded_at DESC LIMIT 1;
    IF p.state <> 'approved' OR sure = 'report' OR approved IS NULL OR NOT public.plans_decides(agency)
       OR EXISTS (SELECT 1 FROM public.plans_decision d WHERE d.plan_id = p.id AND d.state = 'waiting') THEN
        PERFORM public.plans_refuse('このプランは、この課に支援決定を求められません');
    END IF;
    IF public.plans_hidden_from(p.id, me[3]) THEN
        PERFORM public.plans_refuse('この機関が見られない人の行があるので、出せません');
    END IF;
    RETURN public.plans_open_dossier(p.id, sure, agency, 'waiting', approved, at);
END $$;

REVOKE ALL ON FUNCTION plans_decides(uuid), plans_deciding_agencies(), plans_report_to(), plans_hidden_from(uuid, uuid), plans_name_of(uuid),
    plans_lines(uuid), plans_open_dossier(uuid, text, uuid, text, date, timestamptz), plans_submit(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_deciding_agencies(), plans_submit(uuid, uuid, timestamptz) TO kasane_app;
