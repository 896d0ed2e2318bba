-- 事案を開く: 事案の部屋・人の部屋を開き、行為者の機関が伴走と主担当になる。人は、行為者が書ける根拠を氏名の区画に持つ人だけ。
CREATE FUNCTION cases_open(given jsonb, people jsonb, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.cases_case; one jsonb; part text; begun uuid;
BEGIN
    c := jsonb_populate_record(NULL::public.cases_case, given);
    IF me IS NULL OR cardinality(me) <> 3 THEN PERFORM public.cases_refuse('事案を開けません'); END IF;
    PERFORM public.access_open_room(c.compartment_id, 2::smallint, c.id, why);
    INSERT INTO public.cases_case (id, compartment_id, recorded_at, recorded_by, number, title, stage, household_id, opened_on, closed_reason,
                                   contact_rhythm_days, changed_at, version)
    VALUES (c.id, c.compartment_id, at, me[2], c.number, c.title, c.stage, c.household_id, c.opened_on, '', c.contact_rhythm_days, at, 1);
    PERFORM public.cases_event(c.id, c.compartment_id, 'open_case', c.stage, c.id, me[3], '事案を開いた', why, at);
    FOREACH part IN ARRAY ARRAY['companion', 'lead'] LOOP
        begun := gen_random_uuid();
        PERFORM public.cases_begin(begun, c.id, part, me[3], me[2], '', 'own', NULL, NULL, '[]'::jsonb, why, at);
    END LOOP;
    FOR one IN SELECT * FROM jsonb_array_elements(people) LOOP
        PERFORM public.cases_put_person(c.id, one, why, at);
    END LOOP;
END $$;

-- 人を加える。部屋を二つ(通常・要配慮)開き、氏名の区画を伴走・主担当の機関にも開く。
CREATE FUNCTION cases_put_person(of_case uuid, one jsonb, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); p public.cases_person; identity uuid; i record;
BEGIN
    p := jsonb_populate_record(NULL::public.cases_person, one);
    SELECT h.compartment_id INTO identity FROM public.people_person h WHERE h.id = p.person_id;
    IF identity IS NULL OR NOT public.access_may_write(identity) THEN PERFORM public.cases_refuse('この人の記録を扱う根拠がありません'); END IF;
    PERFORM public.cases_open_room(of_case, p.compartment_id, 2::smallint, why);
    PERFORM public.cases_open_room(of_case, p.sensitive_room, 3::smallint, why);
    UPDATE public.cases_involvement_grant g SET person_id = p.person_id WHERE g.room_id IN (p.compartment_id, p.sensitive_room);
    INSERT INTO public.cases_person (id, compartment_id, sensitive_room, case_id, person_id, standing, recorded_at, recorded_by)
    VALUES (p.id, p.compartment_id, p.sensitive_room, of_case, p.person_id, p.standing, at, me[2]);
    FOR i IN SELECT * FROM public.cases_involvement v WHERE v.case_id = of_case AND v.valid_to IS NULL AND v.role IN ('companion', 'lead')
             AND v.agency_id <> me[3]
    LOOP
        IF NOT public.access_manages(identity) THEN PERFORM public.cases_refuse('この人の氏名の記録を、この機関が管理していません'); END IF;
        PERFORM public.cases_grant(i.id, i.compartment_id, identity, p.person_id, NULL, i.agency_id, 'lead', NULL, why);
    END LOOP;
    PERFORM public.cases_event(of_case, p.compartment_id, 'add_person', p.standing, p.id, NULL, '事案に人を加えた', why, at);
END $$;

CREATE FUNCTION cases_add_person(of_case uuid, one jsonb, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_lock(of_case, true);
    PERFORM public.cases_put_person(of_case, one, why, at);
END $$;

-- 関わりを始める。伴走・主担当には事案の全部の区画を、支援チームには rooms の区画だけを開く。
CREATE FUNCTION cases_begin(begun uuid, of_case uuid, part text, agency uuid, seat uuid, duty text, on_basis text, by_consent uuid,
                            by_letter uuid, rooms jsonb, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.cases_case; r record;
BEGIN
    SELECT * INTO c FROM public.cases_case WHERE id = of_case;
    INSERT INTO public.cases_involvement (id, compartment_id, case_id, agency_id, posting_id, role, duty, basis, consent_id, referral_id,
                                          valid_from, started_by, ended_reason)
    VALUES (begun, c.compartment_id, of_case, agency, seat, part, duty, on_basis, by_consent, by_letter, at, me[2], '');
    IF part <> 'member' THEN
        FOR r IN SELECT * FROM public.cases_rooms(of_case) a WHERE NOT EXISTS (
            SELECT 1 FROM public.access_grant g WHERE g.compartment_id = a.room AND g.holder_id = agency AND g.ground = 'received'
                AND g.valid_to IS NULL)
        LOOP
            PERFORM public.cases_grant(begun, c.compartment_id, r.room, r.person, NULL, agency, 'lead', NULL, why);
        END LOOP;
    ELSE
        FOR r IN SELECT * FROM jsonb_to_recordset(rooms) AS x (room_id uuid, person_id uuid, consent_id uuid, until timestamptz) LOOP
            PERFORM public.cases_grant(begun, c.compartment_id, r.room_id, r.person_id, r.consent_id, agency, 'team', r.until, why);
        END LOOP;
    END IF;
    PERFORM public.cases_event(of_case, c.compartment_id, 'begin_involvement', part, begun, agency,
        CASE part WHEN 'companion' THEN '伴走を始めた' WHEN 'lead' THEN '主担当になった' ELSE '支援チームに加わった' END, why, at);
END $$;

-- 伴走・主担当を替える。前の人が終わる瞬間に次の人が始まる(伴走の途切れは引き金が許さない)。渡す人は全部の区画を管理していること。
-- 渡す相手は、つなぎの受諾か支援チームで、全員について見る根拠をすでに持つ機関だけ(引継ぎが、根拠のない提供の抜け道にならないように)。
CREATE FUNCTION cases_hand_on(of_case uuid, begun uuid, part text, agency uuid, seat uuid, why text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case; before uuid;
BEGIN
    c := public.cases_lock(of_case, true);
    PERFORM public.cases_check_agency(agency, seat);
    IF part NOT IN ('companion', 'lead') OR EXISTS (SELECT 1 FROM public.cases_rooms(of_case) r WHERE NOT public.access_manages(r.room)) THEN
        PERFORM public.cases_refuse('この機関が管理していない記録があるので、渡せません');
    END IF;
    IF NOT public.cases_sees_everyone(of_case, agency) THEN
        PERFORM public.cases_refuse('全員の記録を見る根拠のない機関には、引き継げません');
    END IF;
    SELECT v.id INTO before FROM public.cases_involvement v WHERE v.case_id = of_case AND v.role = part AND v.valid_to IS NULL;
    IF before IS NOT NULL THEN PERFORM public.cases_finish(before, why, at); END IF;
    PERFORM public.cases_begin(begun, of_case, part, agency, seat, '', 'own', NULL, NULL, '[]'::jsonb, why, at);
END $$;

-- 支援チームに加える。自分の機関を自分で加えることはできない。
CREATE FUNCTION cases_add_member(of_case uuid, begun uuid, agency uuid, seat uuid, duty text, on_basis text, by_consent uuid, rooms jsonb,
                                 why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case;
BEGIN
    c := public.cases_lock(of_case, true);
    PERFORM public.cases_check_agency(agency, seat);
    IF agency = (public.access_principal())[3] THEN PERFORM public.cases_refuse('自分の機関を自分で加えることはできません'); END IF;
    PERFORM public.cases_check_rooms(of_case, ARRAY(SELECT (x ->> 'room_id')::uuid FROM jsonb_array_elements(rooms) x));
    PERFORM public.cases_begin(begun, of_case, 'member', agency, seat, duty, on_basis, by_consent, NULL, rooms, why, at);
END $$;

-- 関わりを終わらせる: 事案を管理する人か、その機関自身。伴走は終わらせられず、引き継ぐだけ。
CREATE FUNCTION cases_end_involvement(of_case uuid, wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.cases_case; i public.cases_involvement;
BEGIN
    SELECT * INTO i FROM public.cases_involvement v WHERE v.id = wanted AND v.case_id = of_case AND v.valid_to IS NULL;
    c := public.cases_lock(of_case, i.agency_id IS DISTINCT FROM me[3]);
    IF i.id IS NULL OR i.role = 'companion' THEN PERFORM public.cases_refuse('この関わりは終わらせられません'); END IF;
    PERFORM public.cases_finish(wanted, why, at);
END $$;

-- 段階を変える(終結・再開を含む)。終結すると支援チームの関わりは終わり、伴走と主担当だけが残る。
CREATE FUNCTION cases_move(of_case uuid, which text, to_stage text, ended_on date, follow_up integer, why text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case; i record;
BEGIN
    c := public.cases_lock(of_case, which <> 'move_stage');
    IF which NOT IN ('move_stage', 'close_case', 'reopen_case') OR (which = 'close_case') <> (to_stage = 'closed')
       OR (which = 'reopen_case') <> (c.stage = 'closed')
       OR which = 'close_case' AND EXISTS (SELECT 1 FROM public.cases_referral r WHERE r.case_id = of_case AND r.state = 'sent') THEN
        PERFORM public.cases_refuse('この段階へは進められません');
    END IF;
    IF which = 'close_case' THEN
        FOR i IN SELECT v.id FROM public.cases_involvement v WHERE v.case_id = of_case AND v.role = 'member' AND v.valid_to IS NULL LOOP
            PERFORM public.cases_finish(i.id, why, at);
        END LOOP;
    END IF;
    UPDATE public.cases_case SET closed_on = CASE WHEN which = 'close_case' THEN ended_on END,
        closed_reason = CASE WHEN which = 'close_case' THEN why ELSE '' END, contact_rhythm_days = coalesce(follow_up, contact_rhythm_days)
        WHERE id = of_case;
    PERFORM public.cases_set_stage(of_case, which, to_stage, why, at);
END $$;

CREATE FUNCTION cases_set_stage(of_case uuid, which text, to_stage text, why text, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case;
BEGIN
    UPDATE public.cases_case SET stage = to_stage WHERE id = of_case RETURNING * INTO c;
    PERFORM public.cases_event(of_case, c.compartment_id, which, to_stage, of_case, NULL,
        CASE which WHEN 'close_case' THEN '終結した' WHEN 'reopen_case' THEN '再開した' ELSE '段階を進めた' END, why, at);
END $$;

-- 自機関だけの部屋を、最初に要るときに開く。事案に書ける機関だけ。
CREATE FUNCTION cases_own_room(of_case uuid, fresh uuid, at timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.cases_case; found uuid;
BEGIN
    c := public.cases_lock(of_case, false);
    SELECT a.compartment_id INTO found FROM public.cases_agency_room a WHERE a.case_id = of_case AND a.agency_id = me[3];
    IF found IS NULL THEN
        PERFORM public.access_open_room(fresh, 2::smallint, of_case, '自機関だけの記録');
        INSERT INTO public.cases_agency_room (id, compartment_id, case_id, agency_id, recorded_at, recorded_by)
        VALUES (gen_random_uuid(), fresh, of_case, me[3], at, me[2]);
        found := fresh;
    END IF;
    RETURN found;
END $$;
