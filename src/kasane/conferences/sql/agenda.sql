-- 会議を招集し、議題を上げる。

CREATE FUNCTION conferences_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT (at AT TIME ZONE 'Asia/Tokyo')::date
$$;

-- 同意を確かめる日: 書いた時刻の日と、データベースの今日の、遅い方。過ぎた時刻を名乗って、取り消された同意を使うことはできない。
CREATE FUNCTION conferences_today(at timestamptz) RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT greatest(public.conferences_day(at), public.conferences_day(statement_timestamp()))
$$;

-- 配属が、この日に席にあるか。
CREATE FUNCTION conferences_in_post(seat uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.agencies_posting p JOIN public.agencies_account a ON a.id = p.account_id
        WHERE p.id = seat AND a.is_active AND p.valid_from <= on_day AND (p.valid_to IS NULL OR p.valid_to > on_day))
$$;

-- (この関数は、移行0011が entering.sql で作り直す。ここには、作った時の形が残る。)
-- 会議を招集する: 事務局か多機関協働の人だけ。招集した人は、守秘の文を読んで事務局になる。ほかの役員は、確認してから入る。
CREATE FUNCTION conferences_convene(wanted uuid, room uuid, of_kind uuid, facts jsonb, officers jsonb, read_wording text,
                                    kept timestamptz, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); k public.conferences_kind; held date := (facts->>'held_on')::date; o record; nth integer;
BEGIN
    IF me IS NULL OR cardinality(me) <> 3 OR NOT public.access_has_role(ARRAY['secretariat', 'coordinator']) OR read_wording = '' THEN
        PERFORM public.cases_refuse('会議を招集できるのは、事務局か多機関協働の担当です');
    END IF;
    SELECT * INTO k FROM public.conferences_kind x WHERE x.id = of_kind AND x.valid_from <= held AND (x.valid_to IS NULL OR x.valid_to > held);
    IF k.id IS NULL THEN PERFORM public.cases_refuse('その日に使える種類の会議ではありません'); END IF;
    -- 役員の根拠の終わりは、日数の決めごとより遅くできない。
    SELECT least(kept, (held + r.days + 1)::timestamp AT TIME ZONE 'Asia/Tokyo') INTO kept FROM public.conferences_rhythm r
        WHERE r.name = 'kept_for' AND r.valid_from <= held AND (r.valid_to IS NULL OR r.valid_to > held) ORDER BY r.valid_from DESC LIMIT 1;
    IF NOT FOUND THEN PERFORM public.cases_refuse('役員が記録を持つ日数が決められていません'); END IF;
    PERFORM pg_advisory_xact_lock(hashtext('kasane:conference-number:' || k.code));
    SELECT count(*) + 1 INTO nth FROM public.conferences_conference x
        WHERE x.kind_code = k.code AND date_trunc('year', x.held_on - interval '3 months') = date_trunc('year', held - interval '3 months');
    PERFORM public.conferences_open_room(room, wanted);
    INSERT INTO public.conferences_conference (id, compartment_id, recorded_at, recorded_by, kind_id, kind_code, number, held_on, starts_at,
        ends_at, place, method, purpose, takes_proposals, convener_agency_id, state, cancelled_reason, kept_until, version)
    VALUES (wanted, room, at, me[2], k.id, k.code, nth, held, (facts->>'starts_at')::time, (facts->>'ends_at')::time, facts->>'place',
        facts->>'method', facts->>'purpose', (facts->>'takes_proposals')::boolean, me[3], 'planned', '', kept, 1);
    INSERT INTO public.conferences_officer (id, compartment_id, recorded_at, recorded_by, conference_id, posting_id, agency_id, part,
        acknowledged_at, wording)
    VALUES (public.cases_new_id(), room, at, me[2], wanted, me[2], me[3], 'secretariat', at, read_wording);
    PERFORM public.conferences_give(room, me[2], true, statement_timestamp(), kept);
    FOR o IN SELECT * FROM jsonb_to_recordset(officers) AS x (id uuid, posting_id uuid, part text) LOOP
        PERFORM public.conferences_seat(o.id, wanted, o.posting_id, o.part, at);
    END LOOP;
END $$;

-- (この関数は、移行0003が seating.sql で作り直す。ここには、作った時の形が残る。)
-- 役員を一人、席につける(守秘を確認するまで何も見えない)。もう上がっている議題にも、役員として入る。
CREATE FUNCTION conferences_seat(officer uuid, of_conference uuid, seat uuid, in_part text, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.conferences_conference; already public.conferences_officer; i record;
BEGIN
    c := public.conferences_lock(of_conference, ARRAY['secretariat', 'chair']);
    IF c.state NOT IN ('planned', 'called', 'open') OR NOT public.conferences_in_post(seat, public.conferences_day(statement_timestamp()))
       OR in_part NOT IN ('secretariat', 'chair', 'minutes') THEN
        PERFORM public.cases_refuse('この人を役員にできません');
    END IF;
    SELECT * INTO already FROM public.conferences_officer o WHERE o.conference_id = of_conference AND o.posting_id = seat
        AND o.ended_at IS NULL ORDER BY o.acknowledged_at NULLS LAST LIMIT 1;
    INSERT INTO public.conferences_officer (id, compartment_id, recorded_at, recorded_by, conference_id, posting_id, agency_id, part,
        acknowledged_at, wording)
    SELECT officer, c.compartment_id, at, me[2], of_conference, p.id, p.agency_id, in_part, already.acknowledged_at,
        coalesce(already.wording, '') FROM public.agencies_posting p WHERE p.id = seat;
    FOR i IN SELECT x.id FROM public.conferences_item x WHERE x.conference_id = of_conference AND x.state IN ('tabled', 'decided') LOOP
        PERFORM public.conferences_place_officers(i.id, at);
        PERFORM public.conferences_note_consents(i.id, (SELECT p.agency_id FROM public.agencies_posting p WHERE p.id = seat),
            public.conferences_today(at));
        IF public.conferences_lacks(i.id, (SELECT p.agency_id FROM public.agencies_posting p WHERE p.id = seat), public.conferences_today(at)) THEN
            PERFORM public.cases_refuse('本人の同意が、この役員の機関には及んでいません');
        END IF;
    END LOOP;
END $$;

-- (conferences_add_item は、移行0007が bringing.sql で作り直す。ここには、作った時の形が残る。)
-- 議題を上げる: 会議の役員か、議題を受け付けている会議への、事務局・多機関協働の人。事案と上げる人の全員を管理していること
-- (同意で受け取った記録を、さらに渡すことはできない)。同意が要る会議なら、全員の同意がすべての役員と報告の機関に及ぶこと。
CREATE FUNCTION conferences_add_item(wanted uuid, room uuid, of_conference uuid, facts jsonb, people jsonb, read_wording text,
                                     at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me uuid[] := public.access_principal(); c public.conferences_conference; k public.conferences_kind; by_officer boolean;
    of_case uuid := (facts->>'case_id')::uuid; of_plan uuid := (facts->>'plan_id')::uuid; today date := public.conferences_today(at);
    consented boolean; a record; since timestamptz := (facts->>'shown_from')::timestamptz;
    until timestamptz := (facts->>'shown_until')::timestamptz;
BEGIN
    SELECT * INTO c FROM public.conferences_conference WHERE id = of_conference FOR UPDATE;
    by_officer := public.conferences_is_officer(of_conference, ARRAY['secretariat', 'chair']);
    IF c.id IS NULL OR me IS NULL OR cardinality(me) <> 3 OR NOT (by_officer OR c.takes_proposals AND read_wording <> ''
        AND public.access_has_role(ARRAY['secretariat', 'coordinator'])) OR c.state NOT IN ('planned', 'called', 'open')
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
        (facts->>'minutes')::smallint, of_case, of_plan, facts->>'occasion', facts->>'purpose', facts->>'heading', me[3], consented,
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
            PERFORM public.cases_refuse('本人の同意が、この会議の役員・報告の機関のすべてには及んでいません');
        END IF;
        PERFORM public.conferences_note_consents(wanted, a.agency, today);
    END LOOP;
END $$;

-- プランの議題か: その事案のプランで、今この時期が会議に諮られており、同意の有無が会議の種類と合うこと。
CREATE FUNCTION conferences_check_plan(of_plan uuid, of_case uuid, on_occasion text, agreed boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF of_plan IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.plans_plan p
            WHERE p.id = of_plan AND p.case_id = of_case AND p.occasion = on_occasion AND p.consented = agreed) THEN
        PERFORM public.cases_refuse('この会議に諮れるプランではありません');
    END IF;
END $$;
