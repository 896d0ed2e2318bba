-- 封印を事案へ写すときに、名指しを写す相手。封印は見られる人を減らすだけで、だれにも新しい部屋を見せない(security.md X3・P6)。
--   1. 氏名の区画で名指しされている人のうち、その部屋をもともと見られる人。
--   2. 1 がいない部屋(ほかの機関の事案など)は、その事案に担当として名前のある人のうち、その部屋を見られる人。伴走は途切れない。
-- 封印が解けたら、写した名指しも終わる。もう一度封じたときは、写し直す。

-- その人(アカウント)が、その部屋を封印がなければ見られるか。書けるなら true、読めるだけなら false、見られなければ NULL。
CREATE FUNCTION cases_reaches(account uuid, wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    WITH seats AS (
        SELECT account AS id
        UNION ALL SELECT p.id FROM public.agencies_posting p WHERE p.account_id = account
            AND p.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
            AND (p.valid_to IS NULL OR p.valid_to > (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date)
        UNION ALL SELECT p.agency_id FROM public.agencies_posting p WHERE p.account_id = account
            AND p.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
            AND (p.valid_to IS NULL OR p.valid_to > (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date))
    SELECT bool_or(g.may_write) FROM public.access_grant g JOIN seats s ON s.id = g.holder_id
    WHERE (g.compartment_id = wanted
           OR g.compartment_id IS NULL AND g.kind = (SELECT c.kind FROM public.access_compartment c WHERE c.id = wanted))
      AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
$$;

-- 封印を通れる名指しの人を、写した先でも名指しにする。given は元の根拠か、関わり。その部屋を見られない人には何もしない。
CREATE FUNCTION cases_let_through(whom uuid, given uuid, account uuid, may_write boolean, why text, until timestamptz, to_room uuid,
                                  in_room uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE made uuid := gen_random_uuid(); reach boolean := public.cases_reaches(account, to_room);
BEGIN
    IF reach IS NULL THEN RETURN false; END IF;
    IF EXISTS (SELECT 1 FROM public.cases_spread s JOIN public.access_grant g ON g.id = s.made_id
               WHERE s.source_id = given AND s.room_id = to_room AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())) THEN
        RETURN true;
    END IF;
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,
                                     granted_at, ended_reason)
        VALUES (made, to_room, 'account', account, 'named', may_write AND reach, statement_timestamp(), until, why,
                (public.access_principal())[2], clock_timestamp(), '');
    INSERT INTO public.cases_spread (id, compartment_id, person_id, room_id, source_id, made_id)
        VALUES (gen_random_uuid(), in_room, whom, to_room, given, made)
        ON CONFLICT (source_id, room_id) DO UPDATE SET made_id = EXCLUDED.made_id;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION cases_spread_named(whom uuid, given uuid, to_room uuid, in_room uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE g public.access_grant;
BEGIN
    SELECT * INTO g FROM public.access_grant WHERE id = given;
    PERFORM public.cases_let_through(whom, g.id, g.holder_id, g.may_write, g.reason, g.valid_to, to_room, in_room);
END $$;

-- 封印を一つの部屋へ写す前に、そこを見続ける人を名指しにする。
CREATE FUNCTION cases_keep_someone(whom uuid, identity uuid, why text, to_room uuid, in_room uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE g public.access_grant; i record; kept boolean := false;
BEGIN
    FOR g IN SELECT * FROM public.access_grant x WHERE x.compartment_id = identity AND x.holder_kind = 'account' AND x.ground = 'named'
             AND x.valid_from <= statement_timestamp() AND (x.valid_to IS NULL OR x.valid_to > statement_timestamp()) LOOP
        kept := public.cases_let_through(whom, g.id, g.holder_id, g.may_write, g.reason, g.valid_to, to_room, in_room) OR kept;
    END LOOP;
    IF kept THEN RETURN; END IF;
    FOR i IN SELECT v.id, p.account_id FROM public.cases_case c JOIN public.cases_involvement v ON v.case_id = c.id AND v.valid_to IS NULL
             JOIN public.agencies_posting p ON p.id = v.posting_id WHERE c.compartment_id = in_room LOOP
        PERFORM public.cases_let_through(whom, i.id, i.account_id, true, why, NULL, to_room, in_room);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION cases_spread_denies(whom uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE identity uuid; d record; t record; made uuid; at timestamptz := statement_timestamp();
BEGIN
    SELECT p.compartment_id INTO identity FROM public.people_person p WHERE p.id = whom;
    FOR d IN SELECT * FROM public.access_deny x WHERE x.compartment_id = identity AND (x.valid_to IS NULL OR x.valid_to > at) LOOP
        FOR t IN SELECT * FROM public.cases_spread_rooms(whom, d.holder_id IS NULL) r
                 WHERE NOT EXISTS (SELECT 1 FROM public.cases_spread s WHERE s.source_id = d.id AND s.room_id = r.room) LOOP
            made := gen_random_uuid();
            IF d.holder_id IS NULL THEN
                PERFORM public.cases_keep_someone(whom, identity, d.reason, t.room, t.case_room);
            END IF;
            INSERT INTO public.access_deny (id, compartment_id, kind, holder_id, valid_from, valid_to, reason, decided_by)
                VALUES (made, t.room, d.kind, d.holder_id, d.valid_from, d.valid_to, d.reason, d.decided_by);
            INSERT INTO public.cases_spread (id, compartment_id, person_id, room_id, source_id, made_id)
                VALUES (gen_random_uuid(), t.case_room, whom, t.room, d.id, made);
        END LOOP;
    END LOOP;
    UPDATE public.access_deny x SET valid_to = greatest(at, x.valid_from) FROM public.cases_spread s
        JOIN public.access_deny source ON source.id = s.source_id
        WHERE s.person_id = whom AND x.id = s.made_id AND source.valid_to <= at AND (x.valid_to IS NULL OR x.valid_to > at);
    -- 写した名指しは、元の名指しが終わったときと、その部屋に封印がなくなったときに終わる。
    UPDATE public.access_grant x SET valid_to = greatest(at, x.valid_from), ended_by = coalesce(source.ended_by, (public.access_principal())[2]),
            ended_reason = coalesce(nullif(source.ended_reason, ''), '封印が解けた')
        FROM public.cases_spread s LEFT JOIN public.access_grant source ON source.id = s.source_id
        WHERE s.person_id = whom AND x.id = s.made_id AND (x.valid_to IS NULL OR x.valid_to > at)
          AND (source.valid_to <= at OR NOT EXISTS (SELECT 1 FROM public.access_deny y WHERE y.compartment_id = s.room_id AND y.holder_id IS NULL
                                                    AND (y.valid_to IS NULL OR y.valid_to > at)));
END $$;
REVOKE ALL ON FUNCTION cases_reaches(uuid, uuid), cases_let_through(uuid, uuid, uuid, boolean, text, timestamptz, uuid, uuid),
    cases_keep_someone(uuid, uuid, text, uuid, uuid) FROM PUBLIC;

-- これまでの封印が、見られなかった部屋に写した名指しを終える(その部屋を、写した名指しのほかの根拠では見られない人の分)。
-- 残す人のいなくなる部屋には、事案の担当者を名指しにする。
DO $mend$
DECLARE s record; g public.access_grant; d record;
BEGIN
    FOR s IN SELECT x.* FROM cases_spread x JOIN access_grant a ON a.id = x.made_id AND (a.valid_to IS NULL OR a.valid_to > statement_timestamp()) LOOP
        SELECT * INTO g FROM access_grant WHERE id = s.made_id;
        UPDATE access_grant SET valid_to = greatest(statement_timestamp(), valid_from), ended_reason = '封印の写し直し' WHERE id = g.id;
        IF cases_reaches(g.holder_id, s.room_id) IS NOT NULL THEN
            UPDATE access_grant SET valid_to = g.valid_to, ended_reason = g.ended_reason WHERE id = g.id;
        END IF;
    END LOOP;
    FOR d IN SELECT DISTINCT p.id AS whom, p.compartment_id AS identity, x.reason, w.room_id, w.compartment_id AS in_room FROM cases_spread w
             JOIN access_deny x ON x.id = w.source_id AND x.holder_id IS NULL AND (x.valid_to IS NULL OR x.valid_to > statement_timestamp())
             JOIN people_person p ON p.id = w.person_id LOOP
        PERFORM cases_keep_someone(d.whom, d.identity, d.reason, d.room_id, d.in_room);
    END LOOP;
END $mend$;
