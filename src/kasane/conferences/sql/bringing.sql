-- 持ち込んだ機関を書いて議題を上げる。会議にかけられる役割に、アウトリーチ・参加支援を加える(seed 001: どちらの事業者もプランを会議に諮る)。
-- conferences_add_item と conferences_open_agendas を作り直す(移行0001のもの)。

-- 議題を持ち込んだ機関として書けるか: 自機関か、事案の議題なら今その事案に関わる機関、事案のない議題なら今ある町の機関。
CREATE FUNCTION conferences_brings(agency uuid, of_case uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce(agency = (public.access_principal())[3]
        OR of_case IS NOT NULL AND EXISTS (SELECT 1 FROM public.cases_involvement v
            WHERE v.case_id = of_case AND v.agency_id = agency AND v.valid_to IS NULL)
        OR of_case IS NULL AND EXISTS (SELECT 1 FROM public.agencies_agency a
            WHERE a.id = agency AND (a.closed_on IS NULL OR a.closed_on > on_day)), false)
$$;
REVOKE ALL ON FUNCTION conferences_brings(uuid, uuid, date) FROM PUBLIC;

-- 議題を上げる: 会議の役員か、議題を受け付けている会議への、事務局・多機関協働・アウトリーチ・参加支援の人(seed 001)。
-- 事案と上げる人の全員を管理していること(同意で受け取った記録を、さらに渡すことはできない)。同意が要る会議なら、全員の同意がすべての役員と、上げた人の機関に及ぶこと。
CREATE OR REPLACE FUNCTION conferences_add_item(wanted uuid, room uuid, of_conference uuid, facts jsonb, people jsonb, read_wording text,
                                     at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me uuid[] := public.access_principal(); c public.conferences_conference; k public.conferences_kind; by_officer boolean;
    of_case uuid := (facts->>'case_id')::uuid; of_plan uuid := (facts->>'plan_id')::uuid; today date := public.conferences_today(at);
    consented boolean; a record; since timestamptz := (facts->>'shown_from')::timestamptz;
    until timestamptz := (facts->>'shown_until')::timestamptz; brought uuid := coalesce((facts->>'brought_by')::uuid, me[3]);
BEGIN
    SELECT * INTO c FROM public.conferences_conference WHERE id = of_conference FOR UPDATE;
    by_officer := public.conferences_is_officer(of_conference, ARRAY['secretariat', 'chair']);
    IF c.id IS NULL OR me IS NULL OR cardinality(me) <> 3 OR NOT (by_officer OR c.takes_proposals AND read_wording <> ''
        AND public.access_has_role(ARRAY['secretariat', 'coordinator', 'outreach', 'participation'])) OR c.state NOT IN ('planned', 'called', 'open')
       OR until > c.kept_until THEN
        PERFORM public.cases_refuse('この会議に議題を上げられません');
    END IF;
    SELECT * INTO k FROM public.conferences_kind x WHERE x.id = c.kind_id;
    IF NOT facts->>'occasion' = ANY (k.allowed_occasions) OR of_plan IS NOT NULL AND NOT k.approves_plans THEN
        PERFORM public.cases_refuse('この種類の会議では扱えない議題です');
    END IF;
    IF of_case IS NULL AND (of_plan IS NOT NULL OR jsonb_array_length(people) > 0) OR of_case IS NOT NULL AND jsonb_array_length(people) = 0 THEN
        PERFORM public.cases_refuse('事案の議題には、上げる人を選びます');
    END IF;
    IF of_case IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.cases_case x WHERE x.id = of_case AND public.access_manages(x.compartment_id))
       OR EXISTS (SELECT 1 FROM jsonb_to_recordset(people) AS x (person_id uuid) WHERE NOT EXISTS (
            SELECT 1 FROM public.cases_person p WHERE p.case_id = of_case AND p.person_id = x.person_id
                AND public.access_manages(p.compartment_id))) THEN
        PERFORM public.cases_refuse('この機関が管理していない記録は、会議に上げられません');
    END IF;
    IF NOT public.conferences_brings(brought, of_case, today) THEN
        PERFORM public.cases_refuse('持ち込んだ機関は、自機関か、この事案に関わる機関です');
    END IF;
    SELECT coalesce(bool_and(public.conferences_agreed(of_case, x.person_id, today)), false) INTO consented
        FROM jsonb_to_recordset(people) AS x (person_id uuid);
    IF k.consent_required AND of_case IS NOT NULL AND NOT consented THEN
        PERFORM public.cases_refuse('本人の同意がない人は、この会議に上げられません');
    END IF;
    consented := of_case IS NOT NULL AND (k.consent_required OR k.both_laws AND consented);
    IF of_case IS NOT NULL AND NOT consented AND NOT k.penal_secrecy THEN
        PERFORM public.cases_refuse('守秘義務の定めのない会議に、同意のない人のことは上げられません');
    END IF;
    PERFORM public.conferences_check_plan(of_plan, of_case, facts->>'occasion', consented);
    PERFORM public.conferences_open_room(room, wanted);
    INSERT INTO public.conferences_item (id, compartment_id, recorded_at, recorded_by, conference_id, position, minutes, case_id, plan_id,
        occasion, purpose, heading, reporter_agency_id, on_consent, requested_on, shown_from, shown_until, state, ended_reason, version)
    SELECT wanted, room, at, me[2], of_conference, 1 + (SELECT count(*) FROM public.conferences_item x WHERE x.conference_id = of_conference),
        (facts->>'minutes')::smallint, of_case, of_plan, facts->>'occasion', facts->>'purpose', facts->>'heading', brought, consented,
        (facts->>'requested_on')::date, since, until, 'tabled', '', 1;
    INSERT INTO public.conferences_item_person (id, compartment_id, item_id, person_id, label)
    SELECT public.cases_new_id(), room, wanted, x.person_id, public.conferences_mask(of_case, ARRAY[x.person_id], x.label)
        FROM jsonb_to_recordset(people) AS x (person_id uuid, label text);
    PERFORM public.conferences_copy_denies(wanted);
    PERFORM public.conferences_place_officers(wanted, at);
    IF NOT EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.item_id = wanted AND m.posting_id = me[2]) THEN
        PERFORM public.conferences_write_member(public.cases_new_id(), wanted, me[2], NULL, me[3], 'for_item', NULL, true, since, until,
            at, at, read_wording);
    END IF;
    FOR a IN SELECT agency FROM public.conferences_agencies(wanted) LOOP
        IF public.conferences_lacks(wanted, a.agency, today) THEN
            PERFORM public.cases_refuse('本人の同意が、この会議の役員・上げた人の機関のすべてには及んでいません');
        END IF;
        PERFORM public.conferences_note_consents(wanted, a.agency, today);
    END LOOP;
END $$;

-- 議題を受け付けている会議(日時と種類だけ)。会議にかけられる役割の人が引ける。
CREATE OR REPLACE FUNCTION conferences_open_agendas() RETURNS TABLE (conference_id uuid, kind_id uuid, kind_code text, number smallint, held_on date,
    starts_at time, ends_at time, place text, method text, purpose text, state text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.kind_id, c.kind_code, c.number::smallint, c.held_on, c.starts_at, c.ends_at, c.place, c.method, c.purpose, c.state
    FROM public.conferences_conference c
    WHERE c.takes_proposals AND c.state IN ('planned', 'called') AND c.held_on >= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
      AND public.access_has_role(ARRAY['secretariat', 'coordinator', 'outreach', 'participation']) ORDER BY c.held_on, c.id
$$;
