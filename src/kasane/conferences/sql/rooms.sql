-- 会議と議題の部屋。会議・議題・構成員・資料・決定の表はアプリから書けず、この部屋(sql/)の関数だけが書く。
-- 根拠は一人ひとりの配属に、必ず終わりをつけて与える。機関に与えることはない(security.md N28)。

-- 今の行為者の配属が、この会議の役員として、守秘を確認して席にあるか。
CREATE FUNCTION conferences_is_officer(wanted uuid, parts text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.conferences_officer o JOIN public.conferences_conference c ON c.id = o.conference_id
        WHERE o.conference_id = wanted AND o.posting_id = (public.access_principal())[2] AND o.acknowledged_at IS NOT NULL
          AND o.ended_at IS NULL AND o.part = ANY (parts) AND EXISTS (SELECT 1 FROM public.access_held(c.compartment_id) h WHERE h.may_write))
$$;

-- 会議を鍵をかけて返す。役員(parts のどれか)だけ。
CREATE FUNCTION conferences_lock(wanted uuid, parts text[]) RETURNS conferences_conference LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.conferences_conference;
BEGIN
    SELECT * INTO c FROM public.conferences_conference WHERE id = wanted FOR UPDATE;
    IF c.id IS NULL OR NOT public.conferences_is_officer(wanted, parts) THEN
        PERFORM public.cases_refuse('この会議を扱う役員ではありません');
    END IF;
    RETURN c;
END $$;

-- 議題を鍵をかけて返す。会議の役員(parts のどれか)だけ。先に会議の行に鍵をかけ、閉会・取りやめと食い違わないようにする。
CREATE FUNCTION conferences_lock_item(wanted uuid, parts text[]) RETURNS conferences_item LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item; of_conference uuid;
BEGIN
    SELECT x.conference_id INTO of_conference FROM public.conferences_item x WHERE x.id = wanted;
    IF of_conference IS NULL THEN PERFORM public.cases_refuse('この議題を扱う役員ではありません'); END IF;
    PERFORM public.conferences_lock(of_conference, parts);
    SELECT * INTO i FROM public.conferences_item WHERE id = wanted FOR UPDATE;
    RETURN i;
END $$;

-- 新しい部屋。だれの根拠もつかない。
CREATE FUNCTION conferences_open_room(room uuid, about uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.access_compartment (id, kind, subject_id, opened_at, opened_by)
    VALUES (room, 4, about, clock_timestamp(), (public.access_principal())[2])
$$;

-- 配属一つに、部屋一つの根拠を、終わりをつけて与える。終わりが過ぎているなら与えずに NULL。
CREATE FUNCTION conferences_give(room uuid, seat uuid, writing boolean, since timestamptz, until timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE given uuid := gen_random_uuid(); start timestamptz := greatest(since, statement_timestamp());
BEGIN
    IF until IS NULL OR until <= start THEN RETURN NULL; END IF;
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,
                                     granted_at, ended_reason)
    VALUES (given, room, 'posting', seat, 'conference', writing, start, until, '会議の構成員', (public.access_principal())[2],
        clock_timestamp(), '');
    RETURN given;
END $$;

-- 利害関係の遮断を、人の区画から議題の部屋へ写す(拒否は根拠に勝つ。security.md X1)。封印は写さない: 封じた記録を扱う人が議題を上げる。
CREATE FUNCTION conferences_copy_denies(of_item uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.access_deny (id, compartment_id, kind, holder_id, valid_from, valid_to, reason, decided_by)
    SELECT gen_random_uuid(), i.compartment_id, d.kind, d.holder_id, d.valid_from, d.valid_to, d.reason, d.decided_by
    FROM public.conferences_item i JOIN public.conferences_item_person p ON p.item_id = i.id
    JOIN public.people_person h ON h.id = p.person_id JOIN public.access_deny d ON d.compartment_id = h.compartment_id
    WHERE i.id = of_item AND d.holder_id IS NOT NULL AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())
      AND NOT EXISTS (SELECT 1 FROM public.access_deny x WHERE x.compartment_id = i.compartment_id AND x.holder_id = d.holder_id
                      AND (x.valid_to IS NULL OR x.valid_to > statement_timestamp()))
$$;

-- 後から利害関係が届け出られたときも、その人の議題の部屋に写す。
CREATE FUNCTION conferences_deny_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one uuid;
BEGIN
    FOR one IN SELECT p.item_id FROM public.people_person h JOIN public.conferences_item_person p ON p.person_id = h.id
               WHERE h.compartment_id = NEW.compartment_id LOOP
        PERFORM public.conferences_copy_denies(one);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_deny_spreads AFTER INSERT ON access_deny FOR EACH ROW WHEN (NEW.holder_id IS NOT NULL)
    EXECUTE FUNCTION conferences_deny_added();

-- 利害関係で遮断された人(配属・人・機関)か。招くときに確かめる。
CREATE FUNCTION conferences_denied(room uuid, seat uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_deny d JOIN public.agencies_posting p ON p.id = seat
        WHERE d.compartment_id = room AND d.holder_id IN (p.id, p.account_id, p.agency_id)
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()))
$$;

-- 「だれが見られるのか」を、会議の部屋では役員だけに答える。構成員の名簿は構成員にも知らせない(security.md N23)。
CREATE OR REPLACE FUNCTION access_who(room uuid)
RETURNS TABLE (ground text, holder_kind text, holder_id uuid, valid_from timestamptz, valid_to timestamptz, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT g.ground, g.holder_kind, g.holder_id, g.valid_from, g.valid_to, g.reason
    FROM public.access_grant g
    WHERE EXISTS (SELECT 1 FROM public.access_held(room))
      AND (g.compartment_id = room
        OR (g.compartment_id IS NULL AND g.kind = (SELECT c.kind FROM public.access_compartment c WHERE c.id = room)))
      AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND (g.holder_kind = 'account' OR NOT EXISTS (
        SELECT 1 FROM public.access_deny d WHERE d.compartment_id = room AND d.holder_id IS NULL
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())))
      AND (g.holder_id = ANY (public.access_principal()) OR (SELECT c.kind FROM public.access_compartment c WHERE c.id = room) <> 4
        OR public.access_may_write(room))
    ORDER BY g.valid_from, g.ground
$$;
