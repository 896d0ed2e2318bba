-- 事案の部屋・関わり・つなぎを動かす関数。関わりと根拠の表はアプリから書けず、ここだけが書く。
-- どの関数も、行為者の根拠を自分で確かめ、できごとの行(cases_note)を同じ取引で残す。だから経過を読み返せば、今の状態はすべて説明できる。

-- 時の順に並ぶ識別子(UUIDv7。同じミリ秒の中は、その端数を続く12ビットに入れる)。
CREATE FUNCTION cases_new_id() RETURNS uuid LANGUAGE sql VOLATILE SET search_path = pg_catalog, public AS $$
    SELECT encode(set_byte(set_byte(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(floor(t.ms)::bigint) FROM 3) FROM 1 FOR 6),
        6, 112 | (floor((t.ms - floor(t.ms)) * 4096)::int >> 8)), 7, floor((t.ms - floor(t.ms)) * 4096)::int & 255), 'hex')::uuid
    FROM (SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms) t
$$;

CREATE FUNCTION cases_refuse(why text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'insufficient_privilege';
END $$;

-- 事案の区画の全部: 事案の部屋、人ごとの通常・要配慮の部屋と氏名の区画、つなぎ一通ごとの部屋。機関の部屋は含まない。
CREATE FUNCTION cases_rooms(wanted uuid) RETURNS TABLE (room uuid, person uuid, part text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.compartment_id, NULL::uuid, 'case' FROM public.cases_case c WHERE c.id = wanted
    UNION ALL SELECT p.compartment_id, p.person_id, 'general' FROM public.cases_person p WHERE p.case_id = wanted
    UNION ALL SELECT p.sensitive_room, p.person_id, 'sensitive' FROM public.cases_person p WHERE p.case_id = wanted
    UNION ALL SELECT h.compartment_id, p.person_id, 'identity' FROM public.cases_person p JOIN public.people_person h ON h.id = p.person_id
        WHERE p.case_id = wanted
    UNION ALL SELECT r.compartment_id, NULL::uuid, 'letter' FROM public.cases_referral r WHERE r.case_id = wanted
$$;

-- 事案を鍵をかけて返す。managing なら管理する根拠(受付・主担当など)、そうでなければ書ける根拠を、事案の部屋に持つ人だけ。
CREATE FUNCTION cases_lock(wanted uuid, managing boolean) RETURNS cases_case LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case; me uuid[] := public.access_principal();
BEGIN
    SELECT * INTO c FROM public.cases_case WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR cardinality(me) <> 3 OR c.id IS NULL OR NOT EXISTS (
        SELECT 1 FROM public.access_held(c.compartment_id) h WHERE h.may_write
            AND h.ground IN ('received', 'lead', 'city', 'named') OR h.may_write AND h.ground <> 'asked' AND NOT managing) THEN
        PERFORM public.cases_refuse('この事案を扱う根拠がありません');
    END IF;
    RETURN c;
END $$;

-- できごとを一行残す。
CREATE FUNCTION cases_event(of_case uuid, room uuid, which text, to_value text, about uuid, about_agency uuid, heading text, why text,
                            at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    INSERT INTO public.cases_note (id, compartment_id, room_kind, recorded_at, recorded_by, case_id, agency_id, kind, act, value, about_id,
        about_agency_id, happened_on, method, counterpart, counterpart_name, met, activity, title, fact, words, view, next_action,
        audience, correction_reason)
    VALUES (public.cases_new_id(), room, 2, at, me[2], of_case, me[3], 'event', which, to_value, about,
        about_agency, (at AT TIME ZONE 'Asia/Tokyo')::date, '', '', '', '', '', heading, why, '', '', '', 'team', '');
    UPDATE public.cases_case SET changed_at = greatest(changed_at, at), version = version + 1 WHERE id = of_case;
END $$;

-- 新しい部屋を開く: 事案の部屋の受付機関に「受付機関」、今の伴走・主担当の機関に「主担当」の根拠をつける。
CREATE FUNCTION cases_open_room(of_case uuid, room uuid, room_kind smallint, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i record;
BEGIN
    INSERT INTO public.access_compartment (id, kind, subject_id, opened_at, opened_by) VALUES (room, room_kind, of_case, clock_timestamp(), me[2]);
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_by, granted_at,
                                     ended_reason)
    SELECT gen_random_uuid(), room, 'agency', g.holder_id, 'received', true, statement_timestamp(), why, me[2], clock_timestamp(), ''
    FROM public.access_grant g JOIN public.cases_case c ON c.compartment_id = g.compartment_id
    WHERE c.id = of_case AND g.ground = 'received' AND g.valid_to IS NULL;
    FOR i IN SELECT * FROM public.cases_involvement v WHERE v.case_id = of_case AND v.valid_to IS NULL AND v.role IN ('companion', 'lead')
        AND NOT EXISTS (SELECT 1 FROM public.access_grant g WHERE g.compartment_id = room AND g.holder_id = v.agency_id AND g.ground = 'received')
    LOOP
        PERFORM public.cases_grant(i.id, i.compartment_id, room, NULL, NULL, i.agency_id, 'lead', NULL, why);
    END LOOP;
END $$;

-- 関わりに、区画一つの根拠をつける。
CREATE FUNCTION cases_grant(involvement uuid, in_room uuid, room uuid, whose uuid, by_consent uuid, to_agency uuid, on_ground text,
                            until timestamptz, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); given uuid := gen_random_uuid();
BEGIN
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,
                                     granted_at, ended_reason)
    VALUES (given, room, 'agency', to_agency, on_ground, true, statement_timestamp(), until, why, me[2], clock_timestamp(), '');
    INSERT INTO public.cases_involvement_grant (id, compartment_id, involvement_id, grant_id, room_id, person_id, consent_id)
    VALUES (gen_random_uuid(), in_room, involvement, given, room, whose, by_consent);
END $$;

-- 根拠を今すぐ終わらせる。
CREATE FUNCTION cases_end_grants(wanted uuid[], why text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE public.access_grant SET valid_to = greatest(statement_timestamp(), valid_from), ended_by = (public.access_principal())[2],
        ended_reason = why
    WHERE id = ANY (wanted) AND (valid_to IS NULL OR valid_to > statement_timestamp())
$$;

-- 関わりを終わらせ、開けた根拠を同じ取引で終わらせる。つなぎによるものなら、その一通の根拠も終わり、もどしになる。
CREATE FUNCTION cases_finish(wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.cases_involvement; r public.cases_referral;
BEGIN
    UPDATE public.cases_involvement SET valid_to = greatest(at, valid_from), ended_by = me[2], ended_reason = why
        WHERE id = wanted AND valid_to IS NULL RETURNING * INTO i;
    PERFORM public.cases_end_grants(ARRAY(SELECT g.grant_id FROM public.cases_involvement_grant g WHERE g.involvement_id = wanted), why);
    PERFORM public.cases_event(i.case_id, i.compartment_id, 'end_involvement', i.role, i.id, i.agency_id,
        CASE i.role WHEN 'companion' THEN '伴走を終えた' WHEN 'lead' THEN '主担当を終えた' ELSE '支援チームを離れた' END, why, at);
    SELECT * INTO r FROM public.cases_referral WHERE id = i.referral_id AND state = 'accepted';
    IF FOUND THEN
        UPDATE public.cases_referral SET state = 'returned', returned_at = at, returned_by = me[2], outcome = why, version = version + 1
            WHERE id = r.id;
        PERFORM public.cases_close_letter(r, why);
        PERFORM public.cases_event(r.case_id, r.compartment_id, 'return_referral', 'returned', r.id, r.to_agency_id, 'もどし', why, at);
    END IF;
END $$;

-- 受けた機関の、この一通についての根拠を終わらせる。
CREATE FUNCTION cases_close_letter(r cases_referral, why text) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT public.cases_end_grants(ARRAY(SELECT g.id FROM public.access_grant g
        WHERE g.compartment_id = r.compartment_id AND g.holder_id = r.to_agency_id AND g.ground = 'asked'), why)
$$;

-- 渡してよい区画か: この事案のもので、今の行為者が管理していること(同意で受け取ったものを、さらに渡すことはできない)。
CREATE FUNCTION cases_check_rooms(of_case uuid, wanted uuid[]) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(wanted) w (room) WHERE NOT public.access_manages(w.room)
               OR NOT EXISTS (SELECT 1 FROM public.cases_rooms(of_case) c WHERE c.room = w.room AND c.part <> 'letter')) THEN
        PERFORM public.cases_refuse('この機関が管理していない記録は渡せません');
    END IF;
END $$;

CREATE FUNCTION cases_check_agency(wanted uuid, seat uuid) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE today date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.agencies_agency a WHERE a.id = wanted AND (a.closed_on IS NULL OR a.closed_on > today))
       OR seat IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.agencies_posting p WHERE p.id = seat AND p.agency_id = wanted
            AND (p.valid_to IS NULL OR p.valid_to > today)) THEN
        PERFORM public.cases_refuse('この機関(この担当)は選べません');
    END IF;
END $$;
