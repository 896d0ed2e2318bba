-- 同意の取り消し・閉会と、議題を上げる・置く・確認するの、すれ違いを塞ぐ。鍵はいつも、事案・会議・議題・席の順にかけてから確かめ直す。

-- 議題の事案に鍵をかける(取り消しは、この鍵を先に取る。待った後は、取り消された後の同意で確かめる)。
CREATE FUNCTION conferences_hold_case(of_case uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM public.cases_case c WHERE c.id = of_case FOR NO KEY UPDATE;
END $$;

-- 移行0001のものを作り直す: 先に事案に鍵をかける。
CREATE OR REPLACE FUNCTION conferences_lock_item(wanted uuid, parts text[]) RETURNS conferences_item LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item; of_conference uuid; of_case uuid;
BEGIN
    SELECT x.conference_id, x.case_id INTO of_conference, of_case FROM public.conferences_item x WHERE x.id = wanted;
    IF of_conference IS NULL THEN PERFORM public.cases_refuse('この議題を扱う役員ではありません'); END IF;
    PERFORM public.conferences_hold_case(of_case);
    PERFORM public.conferences_lock(of_conference, parts);
    SELECT * INTO i FROM public.conferences_item WHERE id = wanted FOR UPDATE;
    RETURN i;
END $$;

-- 議題を上げる(移行0001のものを作り直す): 先に事案に鍵をかける。会議の役員か、議題を受け付けている会議への、事務局・多機関協働・アウトリーチ・参加支援の人
-- (実施要綱: どの事業者もプランを会議に諮る)。持ち込んだ機関を書く。事案と上げる人の全員を管理していること(同意で受け取った記録を、さらに渡すことは
-- できない)。同意が要る会議なら、全員の同意がすべての役員と、上げた人の機関に及ぶこと。
CREATE OR REPLACE FUNCTION conferences_add_item(wanted uuid, room uuid, of_conference uuid, facts jsonb, people jsonb, read_wording text,
                                     at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me uuid[] := public.access_principal(); c public.conferences_conference; k public.conferences_kind; by_officer boolean;
    of_case uuid := (facts->>'case_id')::uuid; of_plan uuid := (facts->>'plan_id')::uuid; today date := public.conferences_today(at);
    consented boolean; a record; since timestamptz := (facts->>'shown_from')::timestamptz;
    until timestamptz := (facts->>'shown_until')::timestamptz; brought uuid := coalesce((facts->>'brought_by')::uuid, me[3]);
BEGIN
    PERFORM public.conferences_hold_case(of_case);
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

-- 移行0001のものを作り直す: 先に事案に鍵をかける。
CREATE OR REPLACE FUNCTION conferences_put_fact(wanted uuid, of_item uuid, facts jsonb, brought boolean, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.conferences_item; c public.conferences_conference;
BEGIN
    SELECT x.* INTO i FROM public.conferences_item x WHERE x.id = of_item;
    PERFORM public.conferences_hold_case(i.case_id);
    SELECT x.* INTO c FROM public.conferences_conference x WHERE x.id = i.conference_id FOR SHARE;
    SELECT x.* INTO i FROM public.conferences_item x WHERE x.id = of_item FOR UPDATE;
    IF i.id IS NULL OR me IS NULL OR cardinality(me) <> 3 OR i.state NOT IN ('tabled', 'decided')
       OR c.state NOT IN ('planned', 'called', 'open')
       OR NOT EXISTS (SELECT 1 FROM public.access_held(i.compartment_id) h WHERE h.ground = 'conference')
       OR NOT EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.item_id = of_item AND m.posting_id = me[2] AND m.left_at IS NULL
            AND m.acknowledged_at IS NOT NULL AND m.part <> 'observer')
       OR NOT brought AND i.recorded_by <> me[2]
          AND NOT public.conferences_is_officer(i.conference_id, ARRAY['secretariat', 'chair', 'minutes']) THEN
        PERFORM public.cases_refuse('この議題に書く席がありません');
    END IF;
    PERFORM public.conferences_insert_fact(wanted, i, me[2], me[3], facts, brought, at);
END $$;

-- 移行0001のものを作り直す: 議題に鍵をかけてから、閉じていないことを確かめて根拠を与える。
CREATE OR REPLACE FUNCTION conferences_admit(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE m public.conferences_member; i public.conferences_item; until timestamptz; officer boolean;
BEGIN
    SELECT * INTO i FROM public.conferences_item x WHERE x.id = (SELECT y.item_id FROM public.conferences_member y WHERE y.id = wanted) FOR SHARE;
    SELECT * INTO m FROM public.conferences_member WHERE id = wanted FOR UPDATE;
    IF m.posting_id IS NULL OR m.acknowledged_at IS NULL OR m.left_at IS NOT NULL OR m.grant_id IS NOT NULL
       OR i.state NOT IN ('tabled', 'decided') THEN
        RETURN;
    END IF;
    IF public.conferences_lacks(i.id, m.agency_id, public.conferences_day(statement_timestamp())) THEN
        PERFORM public.cases_refuse('本人の同意が、この人の機関には及んでいません');
    END IF;
    officer := m.part IN ('secretariat', 'chair', 'minutes');
    until := CASE WHEN officer THEN (SELECT c.kept_until FROM public.conferences_conference c WHERE c.id = i.conference_id) ELSE m.shown_until END;
    IF i.on_consent THEN
        until := public.conferences_consented_until(i.id, m.agency_id, until, public.conferences_day(statement_timestamp()));
    END IF;
    UPDATE public.conferences_member SET grant_id = public.conferences_give(i.compartment_id, m.posting_id, officer,
        CASE WHEN officer THEN statement_timestamp() ELSE m.shown_from END, until) WHERE id = wanted;
END $$;

-- 移行0001のものを作り直す: 席に鍵をかけてから、いま付いている根拠を終わらせる(同時に確認されて付いた根拠も残らない)。
CREATE OR REPLACE FUNCTION conferences_shut_member(wanted uuid, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE given uuid;
BEGIN
    UPDATE public.conferences_member SET shown_until = greatest(least(shown_until, statement_timestamp()), shown_from + interval '1 microsecond')
        WHERE id = wanted RETURNING grant_id INTO given;
    PERFORM public.cases_end_grants(ARRAY[given], why);
END $$;

-- 守秘を確認する(移行0001のものを作り直す): 招かれた本人(配属)だけ。役員は会議に一度、構成員は議題ごとに。いま効いている文だけを受け付け、そのまま残す。
-- 会議と議題に鍵をかけてから、席に鍵をかける。
CREATE OR REPLACE FUNCTION conferences_acknowledge(seat uuid, read_wording text, at timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); m public.conferences_member; o public.conferences_officer; c public.conferences_conference;
    one uuid; held_in uuid := coalesce((SELECT x.conference_id FROM public.conferences_officer x WHERE x.id = seat),
        (SELECT i.conference_id FROM public.conferences_member x JOIN public.conferences_item i ON i.id = x.item_id WHERE x.id = seat));
BEGIN
    IF NOT public.conferences_reads_now(held_in, read_wording) THEN RETURN false; END IF;
    PERFORM 1 FROM public.conferences_conference x WHERE x.id = held_in FOR SHARE;
    PERFORM 1 FROM public.conferences_item i WHERE i.conference_id = held_in AND (i.id = (SELECT x.item_id FROM public.conferences_member x
        WHERE x.id = seat) OR EXISTS (SELECT 1 FROM public.conferences_officer x WHERE x.id = seat)) ORDER BY i.id FOR SHARE;
    SELECT * INTO o FROM public.conferences_officer WHERE id = seat AND posting_id = me[2] AND ended_at IS NULL FOR UPDATE;
    IF o.id IS NOT NULL AND read_wording <> '' THEN
        SELECT * INTO c FROM public.conferences_conference WHERE id = o.conference_id;
        IF c.state = 'cancelled' OR o.acknowledged_at IS NOT NULL THEN RETURN false; END IF;
        UPDATE public.conferences_officer SET acknowledged_at = at, wording = read_wording
            WHERE conference_id = o.conference_id AND posting_id = me[2] AND acknowledged_at IS NULL;
        PERFORM public.conferences_give(c.compartment_id, me[2], true, statement_timestamp(), c.kept_until);
        FOR one IN UPDATE public.conferences_member x SET acknowledged_at = at, wording = read_wording FROM public.conferences_item i
                   WHERE i.id = x.item_id AND i.conference_id = o.conference_id AND x.posting_id = me[2] AND x.acknowledged_at IS NULL
                     AND x.left_at IS NULL AND x.part IN ('secretariat', 'chair', 'minutes') RETURNING x.id LOOP
            PERFORM public.conferences_admit(one);
        END LOOP;
        RETURN true;
    END IF;
    SELECT * INTO m FROM public.conferences_member WHERE id = seat AND posting_id = me[2] AND left_at IS NULL FOR UPDATE;
    IF m.id IS NULL OR m.acknowledged_at IS NOT NULL OR read_wording = '' OR m.shown_until <= statement_timestamp()
       OR NOT EXISTS (SELECT 1 FROM public.conferences_item i JOIN public.conferences_conference x ON x.id = i.conference_id
            WHERE i.id = m.item_id AND i.state IN ('tabled', 'decided') AND x.state IN ('planned', 'called', 'open', 'closed')) THEN
        RETURN false;
    END IF;
    UPDATE public.conferences_member SET acknowledged_at = at, wording = read_wording, version = version + 1 WHERE id = seat;
    PERFORM public.conferences_admit(seat);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION conferences_hold_case(uuid) FROM PUBLIC;
