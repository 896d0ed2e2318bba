-- 利害関係の遮断と封印は、その人についての相談にも効く(拒否は根拠に勝つ。security.md N07・X1・X3)。相談は一件が一つの文章なので、
-- その人が挙がっている限り、通常の部屋と要配慮の部屋の全部に写す。後から挙がった人・後から開いた要配慮の部屋にも写る。
-- 封印のときに見続けるのは、名指しの人のうちその部屋をもともと見られる人。いなければ、今の担当。

-- 写す先の部屋。
CREATE FUNCTION consultation_spread_rooms(wanted uuid) RETURNS TABLE (room uuid, general uuid, consultation uuid) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.room, c.compartment_id, c.id FROM public.consultation_subject s JOIN public.consultation_consultation c ON c.id = s.consultation_id
    CROSS JOIN LATERAL (VALUES (c.compartment_id), (c.sensitive_room)) AS r (room)
    WHERE s.person_id = wanted AND s.removed_at IS NULL AND r.room IS NOT NULL
$$;

-- 封印を写す前に、そこを見続ける人を名指しにする。
CREATE FUNCTION consultation_keep_someone(of_consultation uuid, identity uuid, why text, to_room uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE keeper record; reach boolean; kept boolean := false;
BEGIN
    FOR keeper IN
        SELECT g.holder_id AS account, g.may_write, g.valid_to, 1 AS turn FROM public.access_grant g
            WHERE g.compartment_id = identity AND g.holder_kind = 'account' AND g.ground = 'named'
              AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
        UNION ALL SELECT p.account_id, true, NULL, 2 FROM public.consultation_consultation c
            JOIN public.agencies_posting p ON p.id = c.posting_id WHERE c.id = of_consultation
        ORDER BY turn
    LOOP
        reach := public.cases_reaches(keeper.account, to_room);
        CONTINUE WHEN reach IS NULL OR keeper.turn = 2 AND kept;
        INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason,
                                         granted_by, granted_at, ended_reason)
        SELECT gen_random_uuid(), to_room, 'account', keeper.account, 'named', keeper.may_write AND reach, statement_timestamp(), keeper.valid_to,
               why, (public.access_principal())[2], clock_timestamp(), ''
        WHERE NOT EXISTS (SELECT 1 FROM public.access_grant g WHERE g.compartment_id = to_room AND g.holder_kind = 'account'
                          AND g.holder_id = keeper.account AND g.ground = 'named' AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()));
        kept := true;
    END LOOP;
END $$;

-- 元の拒否を、まだ写していない部屋へ写し、元が終わったもの・もう挙がっていない人の分の写しを終わらせる。何度呼んでも同じ結果になる。
CREATE FUNCTION consultation_spread_denies(whom uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE identity uuid; d record; t record; made uuid; at timestamptz := statement_timestamp();
BEGIN
    SELECT p.compartment_id INTO identity FROM public.people_person p WHERE p.id = whom;
    FOR d IN SELECT * FROM public.access_deny x WHERE x.compartment_id = identity AND (x.valid_to IS NULL OR x.valid_to > at) LOOP
        FOR t IN SELECT * FROM public.consultation_spread_rooms(whom) r WHERE NOT EXISTS (
                 SELECT 1 FROM public.consultation_spread s JOIN public.access_deny m ON m.id = s.made_id
                 WHERE s.source_id = d.id AND s.room_id = r.room AND (m.valid_to IS NULL OR m.valid_to > at)) LOOP
            made := gen_random_uuid();
            IF d.holder_id IS NULL THEN
                PERFORM public.consultation_keep_someone(t.consultation, identity, d.reason, t.room);
            END IF;
            INSERT INTO public.access_deny (id, compartment_id, kind, holder_id, valid_from, valid_to, reason, decided_by)
                VALUES (made, t.room, d.kind, d.holder_id, at, d.valid_to, d.reason, d.decided_by);
            INSERT INTO public.consultation_spread (id, compartment_id, person_id, room_id, source_id, made_id)
                VALUES (gen_random_uuid(), t.general, whom, t.room, d.id, made)
                ON CONFLICT (source_id, room_id) DO UPDATE SET made_id = EXCLUDED.made_id;
        END LOOP;
    END LOOP;
    UPDATE public.access_deny x SET valid_to = greatest(at, x.valid_from) FROM public.consultation_spread s
        JOIN public.access_deny source ON source.id = s.source_id
        WHERE s.person_id = whom AND x.id = s.made_id AND (x.valid_to IS NULL OR x.valid_to > at)
          AND (source.valid_to <= at OR NOT EXISTS (SELECT 1 FROM public.consultation_spread_rooms(whom) r WHERE r.room = s.room_id));
    UPDATE public.access_grant g SET valid_to = greatest(at, g.valid_from), ended_reason = '封印が解けた',
            ended_by = (public.access_principal())[2] FROM public.consultation_spread s
        WHERE s.person_id = whom AND g.compartment_id = s.room_id AND g.ground = 'named' AND (g.valid_to IS NULL OR g.valid_to > at)
          AND NOT EXISTS (SELECT 1 FROM public.access_deny y WHERE y.compartment_id = s.room_id AND y.holder_id IS NULL
                          AND (y.valid_to IS NULL OR y.valid_to > at));
END $$;

-- 人の氏名の区画に拒否が置かれた・終わったとき。
CREATE FUNCTION consultation_deny_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE whom uuid;
BEGIN
    SELECT p.id INTO whom FROM public.people_person p WHERE p.compartment_id = NEW.compartment_id;
    IF whom IS NOT NULL THEN PERFORM public.consultation_spread_denies(whom); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER consultation_deny_spreads AFTER INSERT OR UPDATE ON access_deny FOR EACH ROW EXECUTE FUNCTION consultation_deny_changed();

-- 封印された人の名指しが増えた・終わったとき。
CREATE FUNCTION consultation_named_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE s record; live boolean := NEW.valid_to IS NULL OR NEW.valid_to > statement_timestamp();
BEGIN
    FOR s IN SELECT x.room_id, r.consultation, d.reason FROM public.consultation_spread x
             JOIN public.access_deny d ON d.id = x.source_id AND d.compartment_id = NEW.compartment_id AND d.holder_id IS NULL
                 AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())
             CROSS JOIN LATERAL public.consultation_spread_rooms(x.person_id) r WHERE r.room = x.room_id LOOP
        IF NOT live THEN
            UPDATE public.access_grant g SET valid_to = greatest(statement_timestamp(), g.valid_from), ended_by = NEW.ended_by,
                ended_reason = NEW.ended_reason
                WHERE g.compartment_id = s.room_id AND g.holder_kind = 'account' AND g.holder_id = NEW.holder_id AND g.ground = 'named'
                  AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp());
        END IF;
        PERFORM public.consultation_keep_someone(s.consultation, NEW.compartment_id, s.reason, s.room_id);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER consultation_named_spreads AFTER INSERT OR UPDATE ON access_grant FOR EACH ROW
    WHEN (NEW.ground = 'named' AND NEW.holder_kind = 'account') EXECUTE FUNCTION consultation_named_changed();

-- 相談に人が挙がった・外されたとき、要配慮の部屋が開いたとき。
CREATE FUNCTION consultation_subject_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.person_id IS NOT NULL AND EXISTS (SELECT 1 FROM public.people_person h JOIN public.access_deny d ON d.compartment_id = h.compartment_id
                                             WHERE h.id = NEW.person_id AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())) THEN
        PERFORM public.consultation_spread_denies(NEW.person_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER consultation_subject_spreads AFTER INSERT OR UPDATE ON consultation_subject
    FOR EACH ROW EXECUTE FUNCTION consultation_subject_changed();

CREATE FUNCTION consultation_room_opened() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one record;
BEGIN
    FOR one IN SELECT DISTINCT s.person_id FROM public.consultation_subject s JOIN public.people_person h ON h.id = s.person_id
               JOIN public.access_deny d ON d.compartment_id = h.compartment_id AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())
               WHERE s.consultation_id = NEW.id AND s.removed_at IS NULL LOOP
        PERFORM public.consultation_spread_denies(one.person_id);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER consultation_room_spreads AFTER UPDATE OF sensitive_room ON consultation_consultation
    FOR EACH ROW WHEN (OLD.sensitive_room IS DISTINCT FROM NEW.sensitive_room) EXECUTE FUNCTION consultation_room_opened();
REVOKE ALL ON FUNCTION consultation_spread_rooms(uuid), consultation_keep_someone(uuid, uuid, text, uuid), consultation_spread_denies(uuid),
    consultation_deny_changed(), consultation_named_changed(), consultation_subject_changed(), consultation_room_opened() FROM PUBLIC;

-- これまでの遮断と封印。
SELECT consultation_spread_denies(p.id) FROM people_person p WHERE EXISTS (SELECT 1 FROM access_deny d WHERE d.compartment_id = p.compartment_id
    AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()));
