-- 利害関係の遮断と封印は、人の記録だけでなく、その人の事案にも効く(拒否は根拠に勝つ。security.md X1・X3)。
-- 遮断は事案の全部の部屋に、封印は本人の事案なら全部の部屋に、ほかの人の事案ならその人の部屋だけに写す。後から開く部屋にも写る。

-- 写す先の部屋。
CREATE FUNCTION cases_spread_rooms(whom uuid, sealing boolean) RETURNS TABLE (room uuid, case_room uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT r.room, c.compartment_id
    FROM public.cases_person p JOIN public.cases_case c ON c.id = p.case_id
    CROSS JOIN LATERAL (
        SELECT a.room, a.person FROM public.cases_rooms(c.id) a WHERE a.part <> 'identity'
        UNION ALL SELECT o.compartment_id, NULL::uuid FROM public.cases_agency_room o WHERE o.case_id = c.id) r
    WHERE p.person_id = whom AND (NOT sealing OR p.standing = 'self' OR r.person = whom)
$$;

-- 元の拒否(と、封印なら名指しの根拠)を、まだ写していない部屋へ写し、元が終わったものの写しを終わらせる。何度呼んでも同じ結果になる。
CREATE FUNCTION cases_spread_denies(whom uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE identity uuid; d record; g record; t record; made uuid; at timestamptz := statement_timestamp();
BEGIN
    SELECT p.compartment_id INTO identity FROM public.people_person p WHERE p.id = whom;
    FOR d IN SELECT * FROM public.access_deny x WHERE x.compartment_id = identity AND (x.valid_to IS NULL OR x.valid_to > at) LOOP
        FOR t IN SELECT * FROM public.cases_spread_rooms(whom, d.holder_id IS NULL) r
                 WHERE NOT EXISTS (SELECT 1 FROM public.cases_spread s WHERE s.source_id = d.id AND s.room_id = r.room) LOOP
            made := gen_random_uuid();
            IF d.holder_id IS NULL THEN
                FOR g IN SELECT * FROM public.access_grant x WHERE x.compartment_id = identity AND x.holder_kind = 'account'
                         AND x.ground = 'named' AND (x.valid_to IS NULL OR x.valid_to > at) LOOP
                    PERFORM public.cases_spread_named(whom, g.id, t.room, t.case_room);
                END LOOP;
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
    UPDATE public.access_grant x SET valid_to = greatest(at, x.valid_from), ended_by = source.ended_by, ended_reason = source.ended_reason
        FROM public.cases_spread s JOIN public.access_grant source ON source.id = s.source_id
        WHERE s.person_id = whom AND x.id = s.made_id AND source.valid_to <= at AND (x.valid_to IS NULL OR x.valid_to > at);
END $$;

-- 封印を通れる名指しの人を、写した先でも名指しにする。
CREATE FUNCTION cases_spread_named(whom uuid, given uuid, to_room uuid, in_room uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE g public.access_grant; made uuid := gen_random_uuid();
BEGIN
    SELECT * INTO g FROM public.access_grant WHERE id = given;
    IF EXISTS (SELECT 1 FROM public.cases_spread s WHERE s.source_id = given AND s.room_id = to_room) THEN RETURN; END IF;
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,
                                     granted_at, ended_reason)
        VALUES (made, to_room, 'account', g.holder_id, 'named', g.may_write, g.valid_from, g.valid_to, g.reason, g.granted_by, g.granted_at, '');
    INSERT INTO public.cases_spread (id, compartment_id, person_id, room_id, source_id, made_id)
        VALUES (gen_random_uuid(), in_room, whom, to_room, given, made);
END $$;

-- 人の氏名の区画に拒否が置かれた・終わったとき。
CREATE FUNCTION cases_deny_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE whom uuid;
BEGIN
    SELECT p.id INTO whom FROM public.people_person p WHERE p.compartment_id = NEW.compartment_id;
    IF whom IS NOT NULL THEN PERFORM public.cases_spread_denies(whom); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_deny_spreads AFTER INSERT OR UPDATE ON access_deny FOR EACH ROW EXECUTE FUNCTION cases_deny_changed();

-- 封印された人の名指しが増えた・終わったとき。
CREATE FUNCTION cases_named_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE s record;
BEGIN
    FOR s IN SELECT DISTINCT x.person_id, x.room_id, x.compartment_id FROM public.cases_spread x
             JOIN public.access_deny d ON d.id = x.source_id AND d.compartment_id = NEW.compartment_id AND d.holder_id IS NULL
             WHERE d.valid_to IS NULL OR d.valid_to > statement_timestamp() LOOP
        IF NEW.valid_to IS NULL OR NEW.valid_to > statement_timestamp() THEN
            PERFORM public.cases_spread_named(s.person_id, NEW.id, s.room_id, s.compartment_id);
        ELSE
            PERFORM public.cases_spread_denies(s.person_id);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_named_spreads AFTER INSERT OR UPDATE ON access_grant FOR EACH ROW
    WHEN (NEW.ground = 'named' AND NEW.holder_kind = 'account') EXECUTE FUNCTION cases_named_changed();

-- 事案に人が加わった・部屋が増えたとき。
CREATE FUNCTION cases_room_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one record;
BEGIN
    FOR one IN SELECT p.person_id FROM public.cases_person p JOIN public.people_person h ON h.id = p.person_id
               WHERE p.case_id = NEW.case_id AND EXISTS (SELECT 1 FROM public.access_deny d WHERE d.compartment_id = h.compartment_id
                   AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())) LOOP
        PERFORM public.cases_spread_denies(one.person_id);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_person_spreads AFTER INSERT ON cases_person FOR EACH ROW EXECUTE FUNCTION cases_room_added();
CREATE TRIGGER cases_agency_room_spreads AFTER INSERT ON cases_agency_room FOR EACH ROW EXECUTE FUNCTION cases_room_added();
CREATE TRIGGER cases_referral_spreads AFTER INSERT ON cases_referral FOR EACH ROW EXECUTE FUNCTION cases_room_added();

-- 機関が、事案の全員の部屋と氏名をいま見られるか。管理する機関だけが尋ねられる。伴走・主担当を引き継ぐ前に確かめる。
CREATE FUNCTION cases_sees_everyone(of_case uuid, agency uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = of_case AND public.access_manages(c.compartment_id))
        AND NOT EXISTS (SELECT 1 FROM public.cases_rooms(of_case) r WHERE r.part <> 'letter' AND NOT EXISTS (
            SELECT 1 FROM public.access_grant g WHERE g.compartment_id = r.room AND g.holder_kind = 'agency' AND g.holder_id = agency
                AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())))
$$;
REVOKE ALL ON FUNCTION cases_spread_rooms(uuid, boolean), cases_spread_denies(uuid), cases_spread_named(uuid, uuid, uuid, uuid),
    cases_deny_changed(), cases_named_changed(), cases_room_added(), cases_sees_everyone(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_sees_everyone(uuid, uuid) TO kasane_app;
