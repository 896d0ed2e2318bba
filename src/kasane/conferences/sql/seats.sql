-- 構成員: 招く、守秘を確認する、抜ける。根拠は守秘を確認した後に、窓の間だけ、本人の配属にだけつく。

-- 委嘱されているか(外部の構成員)。委嘱簿(移行0002)がこの本文を入れる。それまでは、だれも委嘱されていない。
CREATE FUNCTION conferences_appointed(outside uuid, appointment uuid, of_item uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$ SELECT false $$;

CREATE FUNCTION conferences_write_member(wanted uuid, of_item uuid, seat uuid, outside uuid, agency uuid, in_part text, appointment uuid,
                                         both_ways boolean, since timestamptz, until timestamptz, at timestamptz,
                                         read_at timestamptz, read_wording text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.conferences_member (id, compartment_id, recorded_at, recorded_by, item_id, posting_id, outside_member_id, agency_id,
        part, appointment_id, two_way, invited_at, acknowledged_at, wording, shown_from, shown_until, version)
    SELECT wanted, c.compartment_id, at, (public.access_principal())[2], of_item, seat, outside, agency, in_part, appointment, both_ways, at,
        read_at, coalesce(read_wording, ''), since, until, 1
    FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id WHERE i.id = of_item;
    IF read_at IS NOT NULL THEN PERFORM public.conferences_admit(wanted); END IF;
END $$;

-- 守秘を確認した構成員(配属のある人)に、議題の部屋の根拠を与える。役員は書け、会議の記録を持つ間。ほかの人は読むだけ、窓の間。
CREATE FUNCTION conferences_admit(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE m public.conferences_member; i public.conferences_item; until timestamptz; officer boolean;
BEGIN
    SELECT * INTO m FROM public.conferences_member WHERE id = wanted FOR UPDATE;
    SELECT * INTO i FROM public.conferences_item WHERE id = m.item_id;
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

-- 役員を、議題の構成員として入れる(一人一席。確認の済んだ人には根拠がつく)。構成員だった人が役員になったときは、席を役員の席に替える。
CREATE FUNCTION conferences_place_officers(of_item uuid, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE o record; i public.conferences_item; kept timestamptz;
BEGIN
    SELECT * INTO i FROM public.conferences_item WHERE id = of_item;
    SELECT c.kept_until INTO kept FROM public.conferences_conference c WHERE c.id = i.conference_id;
    FOR o IN SELECT DISTINCT ON (x.posting_id) m.id AS seat, m.grant_id, x.part FROM public.conferences_officer x
             JOIN public.conferences_member m ON m.item_id = of_item AND m.posting_id = x.posting_id AND m.left_at IS NULL
             WHERE x.conference_id = i.conference_id AND x.ended_at IS NULL AND m.part NOT IN ('secretariat', 'chair', 'minutes')
             ORDER BY x.posting_id, array_position(ARRAY['chair', 'secretariat', 'minutes'], x.part) LOOP
        PERFORM public.cases_end_grants(ARRAY[o.grant_id], '役員になった');
        UPDATE public.conferences_member SET part = o.part, grant_id = NULL, shown_until = greatest(kept, shown_until), version = version + 1
            WHERE id = o.seat;
        PERFORM public.conferences_admit(o.seat);
    END LOOP;
    FOR o IN SELECT DISTINCT ON (x.posting_id) x.* FROM public.conferences_officer x
             WHERE x.conference_id = i.conference_id AND x.ended_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.item_id = of_item AND m.posting_id = x.posting_id
                               AND m.left_at IS NULL)
               AND NOT public.conferences_denied(i.compartment_id, x.posting_id)
             ORDER BY x.posting_id, array_position(ARRAY['chair', 'secretariat', 'minutes'], x.part) LOOP
        PERFORM public.conferences_write_member(public.cases_new_id(), of_item, o.posting_id, NULL, o.agency_id, o.part, NULL, true,
            i.shown_from, greatest(kept, i.shown_until), at, o.acknowledged_at, o.wording);
    END LOOP;
END $$;

-- (この関数は、移行0013が present.sql で作り直す。ここには、作った時の形が残る。)
-- 構成員を招く: 事務局・司会だけ。窓は議題の窓の中。利害関係のある人は招けず、同意が要るなら、その機関に及んでいること。
CREATE FUNCTION conferences_invite(wanted uuid, of_item uuid, seat uuid, outside uuid, agency uuid, in_part text, appointment uuid,
                                   both_ways boolean, since timestamptz, until timestamptz, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item; today date := public.conferences_today(at); of_agency uuid := agency;
BEGIN
    i := public.conferences_lock_item(of_item, ARRAY['secretariat', 'chair']);
    IF seat IS NOT NULL THEN SELECT p.agency_id INTO of_agency FROM public.agencies_posting p WHERE p.id = seat; END IF;
    IF i.state <> 'tabled' OR in_part NOT IN ('standing', 'for_item', 'observer', 'person_or_family') OR since < i.shown_from
       OR until > i.shown_until OR until <= since OR (seat IS NULL) = (outside IS NULL)
       OR seat IS NOT NULL AND (NOT public.conferences_in_post(seat, today) OR public.conferences_denied(i.compartment_id, seat))
       OR outside IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.agencies_outsidemember o WHERE o.id = outside AND o.valid_from <= today
            AND (o.valid_to IS NULL OR o.valid_to > today))
       OR EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.item_id = of_item AND m.left_at IS NULL
            AND (m.posting_id = seat OR m.outside_member_id = outside)) THEN
        PERFORM public.cases_refuse('この人は、この議題に招けません');
    END IF;
    IF public.conferences_lacks(of_item, of_agency, today) THEN
        PERFORM public.cases_refuse('本人の同意が、この人の機関には及んでいません');
    END IF;
    PERFORM public.conferences_write_member(wanted, of_item, seat, outside, of_agency, in_part, appointment, both_ways, since, until, at, NULL, '');
    PERFORM public.conferences_note_consents(of_item, of_agency, today);
END $$;

-- (下の二つの確認の関数は、移行0009が asking_again.sql で作り直す。ここには、作った時の形が残る。)
-- 守秘を確認する: 招かれた本人(配属)だけ。役員は会議に一度、構成員は議題ごとに。確認した文をそのまま残す。
CREATE FUNCTION conferences_acknowledge(seat uuid, read_wording text, at timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); m public.conferences_member; o public.conferences_officer; c public.conferences_conference;
    one uuid;
BEGIN
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

-- 外部の構成員の、今の席の状態: 窓の中で、委嘱されていて、同意のもとの議題ならその機関に同意が今も及んでいること。
-- 外の窓口(portal)の関数が、読ませる前に毎回確かめる。アプリからは呼べない。
CREATE FUNCTION conferences_outside_waits(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
        JOIN public.conferences_conference c ON c.id = i.conference_id
        WHERE m.id = wanted AND m.outside_member_id IS NOT NULL AND m.two_way AND m.left_at IS NULL
          AND i.state IN ('tabled', 'decided') AND c.state <> 'cancelled'
          AND m.shown_from <= statement_timestamp() AND m.shown_until > statement_timestamp()
          AND public.conferences_appointed(m.outside_member_id, m.appointment_id, m.item_id, public.conferences_day(statement_timestamp()))
          AND NOT public.conferences_lacks(i.id, m.agency_id, public.conferences_day(statement_timestamp())))
$$;
CREATE FUNCTION conferences_member_open(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT public.conferences_outside_waits(wanted)
        AND EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.id = wanted AND m.acknowledged_at IS NOT NULL)
$$;
CREATE FUNCTION conferences_acknowledge_outside(wanted uuid, read_wording text, at timestamptz) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.conferences_member SET acknowledged_at = at, wording = read_wording, version = version + 1
        WHERE id = wanted AND acknowledged_at IS NULL AND read_wording <> '' AND public.conferences_outside_waits(wanted);
    RETURN FOUND;
END $$;

-- 構成員が抜ける: 根拠は今すぐ終わる。
CREATE FUNCTION conferences_shut_member(wanted uuid, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_end_grants(ARRAY(SELECT m.grant_id FROM public.conferences_member m WHERE m.id = wanted AND m.grant_id IS NOT NULL), why);
    UPDATE public.conferences_member SET shown_until = greatest(least(shown_until, statement_timestamp()), shown_from + interval '1 microsecond')
        WHERE id = wanted;
END $$;
CREATE FUNCTION conferences_release(wanted uuid, why text, at timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE m public.conferences_member;
BEGIN
    SELECT * INTO m FROM public.conferences_member WHERE id = wanted;
    IF m.id IS NULL THEN PERFORM public.cases_refuse('この構成員を扱う役員ではありません'); END IF;
    PERFORM public.conferences_lock_item(m.item_id, ARRAY['secretariat', 'chair']);
    IF m.left_at IS NOT NULL OR m.part IN ('secretariat', 'chair', 'minutes') OR why = '' THEN
        PERFORM public.cases_refuse('この構成員は外せません');
    END IF;
    UPDATE public.conferences_member SET left_at = at, version = version + 1 WHERE id = wanted;
    PERFORM public.conferences_shut_member(wanted, why);
    RETURN m.item_id;
END $$;
