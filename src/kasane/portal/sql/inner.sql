-- 庁内のアプリが呼ぶ関数と、写しを資料に合わせる引き金。札・写し・届いた文の表に、アプリは直には書けない。

-- 公開の写しを、今の席と資料に合わせる。席が閉じていれば中身を消す。
CREATE FUNCTION portal_resync(of_item uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one public.portal_page; s record;
BEGIN
    FOR one IN SELECT p.* FROM public.portal_page p WHERE p.item_id = of_item ORDER BY p.id FOR UPDATE LOOP
        SELECT x.* INTO s FROM public.portal_invited(one.member_id) x;
        IF s.item IS NULL THEN
            UPDATE public.portal_page SET content = '{}', persons = '{}', wiped_at = coalesce(wiped_at, clock_timestamp()) WHERE id = one.id;
        ELSE
            UPDATE public.portal_page SET content = public.portal_content(of_item), wording = s.wording, shown_from = s.opens, shown_until = s.closes,
                persons = ARRAY(SELECT ip.person_id FROM public.conferences_item_person ip WHERE ip.item_id = of_item),
                published_at = clock_timestamp(), wiped_at = NULL WHERE id = one.id;
        END IF;
    END LOOP;
END $$;

-- 資料・議題・構成員・呼び方・日時のどれが、どの道から変わっても、同じ取引で写しも変わる。支援措置の住所が後から伏せられたときも、
-- 同意の撤回で議題が止まったときも、ここを通る。
CREATE FUNCTION portal_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one uuid;
BEGIN
    IF TG_TABLE_NAME = 'conferences_conference' THEN
        FOR one IN SELECT DISTINCT p.item_id FROM public.portal_page p JOIN public.conferences_item i ON i.id = p.item_id
                   WHERE i.conference_id = NEW.id LOOP
            PERFORM public.portal_resync(one);
        END LOOP;
    ELSE
        PERFORM public.portal_resync(CASE WHEN TG_TABLE_NAME = 'conferences_item' THEN (to_jsonb(NEW) ->> 'id')::uuid
            ELSE (to_jsonb(NEW) ->> 'item_id')::uuid END);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER portal_follows_fact AFTER INSERT OR UPDATE ON conferences_fact FOR EACH ROW EXECUTE FUNCTION portal_follow();
CREATE TRIGGER portal_follows_item AFTER UPDATE ON conferences_item FOR EACH ROW EXECUTE FUNCTION portal_follow();
CREATE TRIGGER portal_follows_label AFTER INSERT OR UPDATE ON conferences_item_person FOR EACH ROW EXECUTE FUNCTION portal_follow();
CREATE TRIGGER portal_follows_member AFTER UPDATE ON conferences_member FOR EACH ROW EXECUTE FUNCTION portal_follow();
CREATE TRIGGER portal_follows_conference AFTER UPDATE ON conferences_conference FOR EACH ROW EXECUTE FUNCTION portal_follow();

-- 公開する: 議題の部屋に書ける人（事務局・司会・記録）だけ。招かれている構成員にだけできる。
CREATE FUNCTION portal_publish(of_member uuid) RETURNS TABLE (item uuid, room uuid, persons uuid[]) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE s record;
BEGIN
    SELECT x.* INTO s FROM public.portal_invited(of_member) x;
    IF s.item IS NULL THEN RETURN; END IF;
    IF NOT public.access_may_write(s.room) THEN
        RAISE EXCEPTION 'この議題の資料を公開する根拠がありません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.portal_page (id, compartment_id, item_id, member_id, content, wording, persons, shown_from, shown_until, published_at,
                                    published_by)
    VALUES (gen_random_uuid(), s.room, s.item, of_member, '{}', s.wording, '{}', s.opens, s.closes, clock_timestamp(),
            (public.access_principal())[2]) ON CONFLICT ON CONSTRAINT portal_page_member_id_key DO NOTHING;
    PERFORM public.portal_resync(s.item);
    RETURN QUERY SELECT p.item_id, p.compartment_id, p.persons FROM public.portal_page p WHERE p.member_id = of_member;
END $$;

-- 期間・委嘱・登録の終わった写しの中身を消す（係が続けて呼ぶ）。窓口は、消す前でも期間の外なら何も見せない。
CREATE FUNCTION portal_sweep() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE swept integer;
BEGIN
    UPDATE public.portal_page p SET content = '{}', persons = '{}', wiped_at = clock_timestamp()
        WHERE p.wiped_at IS NULL AND NOT EXISTS (SELECT 1 FROM public.portal_invited(p.member_id));
    GET DIAGNOSTICS swept = ROW_COUNT;
    RETURN swept;
END $$;

-- この議題の外の席のうち、札を出せるもの。議題の部屋に書ける人にだけ答える。
CREATE FUNCTION portal_standing(of_item uuid) RETURNS TABLE (member uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT m.id FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
    WHERE m.item_id = of_item AND m.outside_member_id IS NOT NULL AND public.access_may_write(i.compartment_id)
      AND EXISTS (SELECT 1 FROM public.portal_invited(m.id))
$$;

-- 札を出す。同じ席（または同じ協力依頼）の前の札は取り消される。招かれていない・終わった席なら、何も返さない。
CREATE FUNCTION portal_issue(new_ticket uuid, of_member uuid, of_cooperation uuid, token bytea, code bytea, longest interval)
RETURNS TABLE (holder_name text, opens timestamptz, ends timestamptz, room uuid, persons uuid[]) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); t record; last timestamptz;
BEGIN
    IF of_member IS NOT NULL THEN
        SELECT x.item, x.room, x.holder, x.name, x.opens, x.closes INTO t FROM public.portal_invited(of_member) x;
    ELSE
        SELECT x.item, x.room, x.holder, x.name, statement_timestamp() AS opens, x.closes INTO t FROM public.portal_asked(of_cooperation) x;
    END IF;
    IF t.item IS NULL THEN RETURN; END IF;
    IF me IS NULL OR NOT public.access_may_write(t.room) OR NOT public.access_has_role(ARRAY['secretariat', 'coordinator']) THEN
        RAISE EXCEPTION '札を出す根拠がありません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    last := least(t.closes, statement_timestamp() + least(longest, interval '60 days'));
    UPDATE public.portal_ticket SET revoked_at = clock_timestamp(), revoked_by = me[2], revoked_reason = '新しい札を出した'
        WHERE revoked_at IS NULL AND (member_id = of_member OR cooperation_id = of_cooperation);
    INSERT INTO public.portal_ticket (id, compartment_id, recorded_at, recorded_by, item_id, member_id, cooperation_id, holder, holder_id, name,
                                      valid_from, valid_to, tries, revoked_reason)
    VALUES (new_ticket, t.room, clock_timestamp(), me[2], t.item, of_member, of_cooperation,
            CASE WHEN of_member IS NULL THEN 'addressee' ELSE 'member' END, t.holder, t.name, statement_timestamp(), last, 0, '');
    INSERT INTO public.portal_key (ticket_id, token_hash, code_hash) VALUES (new_ticket, token, code);
    RETURN QUERY SELECT t.name, t.opens, last, t.room, ARRAY(SELECT ip.person_id FROM public.conferences_item_person ip WHERE ip.item_id = t.item);
END $$;

-- 札を取り消す: 次の一押しから、何も見えない。
CREATE FUNCTION portal_revoke(wanted uuid, why text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); t public.portal_ticket;
BEGIN
    SELECT p.* INTO t FROM public.portal_ticket p WHERE p.id = wanted FOR UPDATE;
    IF t.id IS NULL OR me IS NULL OR NOT public.access_may_write(t.compartment_id) THEN RETURN NULL; END IF;
    UPDATE public.portal_ticket SET revoked_at = clock_timestamp(), revoked_by = me[2], revoked_reason = why
        WHERE id = wanted AND revoked_at IS NULL;
    UPDATE public.portal_key SET session_hash = NULL, session_from = NULL, session_seen = NULL WHERE ticket_id = wanted;
    RETURN t.compartment_id;
END $$;

-- 届いた文の扱いを付ける。一度だけ。
CREATE FUNCTION portal_take(wanted uuid, how text, made uuid, why text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); in_room uuid;
BEGIN
    UPDATE public.portal_message m SET taken_as = how, taken_id = made, taken_reason = why, taken_at = clock_timestamp(), taken_by = me[2]
        WHERE m.id = wanted AND m.taken_at IS NULL AND me IS NOT NULL AND public.access_may_write(m.compartment_id)
        RETURNING m.compartment_id INTO in_room;
    RETURN in_room;
END $$;

-- 窓口の出入りを、閲覧の記録へ移す係のための二つ。係（自動処理）だけが呼べる。
CREATE FUNCTION portal_to_carry(most integer) RETURNS TABLE (id uuid, event text, at timestamptz, holder uuid, seat uuid, room uuid,
    persons uuid[], address inet, holder_kind text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.id, s.event, s.at, t.holder_id, coalesce(t.member_id, t.cooperation_id), s.compartment_id, s.persons, s.address, coalesce(t.holder, '')
    FROM public.portal_seen s LEFT JOIN public.portal_ticket t ON t.id = s.ticket_id
    WHERE s.carried_at IS NULL AND public.access_has_role(ARRAY['job']) ORDER BY s.at LIMIT most
$$;
CREATE FUNCTION portal_carried(done uuid[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE moved integer;
BEGIN
    UPDATE public.portal_seen SET carried_at = clock_timestamp()
        WHERE id = ANY (done) AND carried_at IS NULL AND public.access_has_role(ARRAY['job']);
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;

REVOKE ALL ON FUNCTION portal_resync(uuid), portal_follow(), portal_publish(uuid), portal_sweep(), portal_issue(uuid, uuid, uuid, bytea, bytea, interval),
    portal_standing(uuid), portal_revoke(uuid, text), portal_take(uuid, text, uuid, text), portal_to_carry(integer), portal_carried(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_publish(uuid), portal_sweep(), portal_issue(uuid, uuid, uuid, bytea, bytea, interval),
    portal_standing(uuid), portal_revoke(uuid, text), portal_take(uuid, text, uuid, text), portal_to_carry(integer), portal_carried(uuid[]) TO kasane_app;
