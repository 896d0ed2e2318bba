-- 窓口の役割（kasane_portal）が呼べる関数。窓口の処理は、ここにある問いのほかは何もできない。
-- どの関数も、断るときに例外を上げず偽（または NULL）を返す: 断ったことと間違いの回数を、必ず確定させるため。

-- 出入りを一行残す。
CREATE FUNCTION portal_note(t portal_ticket, what text, whom uuid[], caller inet) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    INSERT INTO public.portal_seen (id, compartment_id, ticket_id, at, event, persons, address)
    VALUES (gen_random_uuid(), t.compartment_id, t.id, clock_timestamp(), what, whom, caller)
$$;

-- 札が今も生きているか: 取り消されず、止まらず、期間の中で、席（または協力依頼）も今も開いている。
CREATE FUNCTION portal_alive(t portal_ticket) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT t.revoked_at IS NULL AND t.locked_at IS NULL
       AND t.valid_from <= statement_timestamp() AND t.valid_to > statement_timestamp()
       AND CASE WHEN t.holder = 'member' THEN EXISTS (SELECT 1 FROM public.portal_seat(t.member_id) s WHERE s.item = t.item_id)
                ELSE EXISTS (SELECT 1 FROM public.portal_asked(t.cooperation_id) a WHERE a.item = t.item_id) END
$$;

-- この接続元の、10分の間の間違いが20回を超えていないか。
CREATE FUNCTION portal_quiet(caller inet) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(sum(k.knocks), 0) < 20 FROM public.portal_knock k
    WHERE k.address = coalesce(caller, '0.0.0.0'::inet) AND k.slot > statement_timestamp() - interval '10 minutes'
$$;

CREATE FUNCTION portal_knocked(caller inet) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    DELETE FROM public.portal_knock WHERE slot < statement_timestamp() - interval '1 day';
    INSERT INTO public.portal_knock (address, slot, knocks)
    VALUES (coalesce(caller, '0.0.0.0'::inet), date_bin('1 minute', statement_timestamp(), 'epoch'), 1)
    ON CONFLICT (address, slot) DO UPDATE SET knocks = portal_knock.knocks + 1
$$;

-- 入る: 札と番号の両方が合い、初めての端末（または前と同じ端末）のときだけ、入室の印を置く。同じ札の前の入室は終わる。
CREATE FUNCTION portal_open(token bytea, code bytea, device bytea, session bytea, caller inet) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE t public.portal_ticket; k public.portal_key; no_ticket public.portal_ticket;
BEGIN
    IF NOT public.portal_quiet(caller) THEN
        PERFORM public.portal_note(no_ticket, 'limited', '{}', caller);
        RETURN false;
    END IF;
    SELECT p.* INTO t FROM public.portal_ticket p JOIN public.portal_key x ON x.ticket_id = p.id WHERE x.token_hash = token FOR UPDATE OF p;
    IF t.id IS NULL THEN
        PERFORM public.portal_knocked(caller);
        PERFORM public.portal_note(no_ticket, 'unknown', '{}', caller);
        RETURN false;
    END IF;
    SELECT x.* INTO k FROM public.portal_key x WHERE x.ticket_id = t.id;
    IF NOT public.portal_alive(t) THEN
        PERFORM public.portal_knocked(caller);
        PERFORM public.portal_note(t, 'refused', '{}', caller);
        RETURN false;
    END IF;
    IF k.code_hash IS DISTINCT FROM code OR (k.device_hash IS NOT NULL AND k.device_hash IS DISTINCT FROM device)
       OR octet_length(session) IS DISTINCT FROM 32 OR octet_length(device) IS DISTINCT FROM 32 THEN
        UPDATE public.portal_ticket SET tries = t.tries + 1, locked_at = CASE WHEN t.tries + 1 >= 5 THEN clock_timestamp() END WHERE id = t.id;
        PERFORM public.portal_knocked(caller);
        PERFORM public.portal_note(t, CASE WHEN k.code_hash IS DISTINCT FROM code THEN 'wrong_code' ELSE 'other_device' END, '{}', caller);
        IF t.tries + 1 >= 5 THEN
            PERFORM public.portal_note(t, 'locked', '{}', caller);
        END IF;
        RETURN false;
    END IF;
    UPDATE public.portal_ticket SET tries = 0, opened_at = coalesce(t.opened_at, clock_timestamp()) WHERE id = t.id;
    UPDATE public.portal_key SET device_hash = device, session_hash = session, session_from = clock_timestamp(), session_seen = clock_timestamp()
        WHERE ticket_id = t.id;
    PERFORM public.portal_note(t, 'opened', '{}', caller);
    RETURN true;
END $$;

-- 入室の印から、今も生きている札を引く。30分触れないか、入ってから4時間で終わる。終わった入室で来たことも残す。
CREATE FUNCTION portal_inside(session bytea, device bytea, caller inet) RETURNS portal_ticket LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE t public.portal_ticket; k public.portal_key; nobody public.portal_ticket;
BEGIN
    SELECT x.* INTO k FROM public.portal_key x WHERE x.session_hash = session FOR UPDATE;
    IF k.ticket_id IS NULL THEN RETURN nobody; END IF;
    SELECT p.* INTO t FROM public.portal_ticket p WHERE p.id = k.ticket_id FOR SHARE;
    IF k.device_hash IS DISTINCT FROM device OR k.session_seen < statement_timestamp() - interval '30 minutes'
       OR k.session_from < statement_timestamp() - interval '4 hours' OR NOT public.portal_alive(t) THEN
        UPDATE public.portal_key SET session_hash = NULL, session_from = NULL, session_seen = NULL
            WHERE ticket_id = t.id AND device_hash IS NOT DISTINCT FROM device;
        PERFORM public.portal_note(t, 'refused', '{}', caller);
        RETURN nobody;
    END IF;
    UPDATE public.portal_key SET session_seen = clock_timestamp() WHERE ticket_id = t.id;
    RETURN t;
END $$;

-- 読む: 守秘の確認がまだなら文面だけ、済んでいれば公開された資料、協力依頼の方には答えの欄だけ。どれでもなければ NULL。
CREATE FUNCTION portal_read(session bytea, device bytea, caller inet) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE t public.portal_ticket; s record; a record; p public.portal_page; k public.portal_key; own jsonb; shared jsonb;
BEGIN
    t := public.portal_inside(session, device, caller);
    IF t.id IS NULL THEN RETURN NULL; END IF;
    SELECT x.* INTO k FROM public.portal_key x WHERE x.ticket_id = t.id;
    shared := jsonb_build_object('name', t.name, 'at', clock_timestamp(),
        'leaves', least(k.session_from + interval '4 hours', clock_timestamp() + interval '30 minutes', t.valid_to));
    IF t.holder = 'addressee' THEN
        SELECT x.* INTO a FROM public.portal_asked(t.cooperation_id) x;
        PERFORM public.portal_note(t, 'asked', '{}', caller);
        RETURN shared || jsonb_build_object('stage', 'answer', 'number', a.number, 'due', a.due, 'until', t.valid_to,
            'sent', (SELECT count(*) FROM public.portal_message m WHERE m.ticket_id = t.id));
    END IF;
    SELECT x.* INTO s FROM public.portal_seat(t.member_id) x;
    IF NOT s.acknowledged THEN
        PERFORM public.portal_note(t, 'notice', '{}', caller);
        RETURN shared || jsonb_build_object('stage', 'notice', 'wording', s.wording, 'law', s.law);
    END IF;
    SELECT x.* INTO p FROM public.portal_page x WHERE x.member_id = t.member_id AND x.wiped_at IS NULL
        AND x.shown_from <= statement_timestamp() AND x.shown_until > statement_timestamp();
    SELECT coalesce(jsonb_agg(jsonb_build_object('at', m.written_at, 'text', m.text) ORDER BY m.written_at), '[]') INTO own
        FROM public.portal_message m WHERE m.ticket_id = t.id;
    PERFORM public.portal_note(t, CASE WHEN p.id IS NULL THEN 'nothing_yet' ELSE 'shown' END, coalesce(p.persons, '{}'), caller);
    RETURN shared || jsonb_build_object('stage', 'page', 'content', coalesce(p.content, '{}'), 'published', p.published_at,
        'until', least(t.valid_to, s.closes), 'own', own, 'wording', s.wording, 'law', s.law);
END $$;

-- 届いた文を一つ足す（一度だけ。同じ番号の二度目は、一度目を受け取ったものとして答える）。1時間に30件まで。
CREATE FUNCTION portal_write(t portal_ticket, what text, message uuid, body text, caller inet) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.portal_message m WHERE m.id = message AND m.ticket_id = t.id) THEN RETURN true; END IF;
    IF message IS NULL OR btrim(coalesce(body, '')) = '' OR char_length(body) > 4000
       OR (SELECT count(*) FROM public.portal_message m WHERE m.ticket_id = t.id AND m.written_at > statement_timestamp() - interval '1 hour') >= 30
    THEN RETURN false; END IF;
    INSERT INTO public.portal_message (id, compartment_id, item_id, ticket_id, kind, text, written_at, taken_as, taken_reason)
    VALUES (message, t.compartment_id, t.item_id, t.id, what, body, clock_timestamp(), '', '') ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM public.portal_note(t, what, '{}', caller);
    RETURN true;
END $$;

-- 自分が知っていることを書く。守秘を確認した構成員だけ。
CREATE FUNCTION portal_contribute(session bytea, device bytea, message uuid, body text, caller inet) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE t public.portal_ticket := public.portal_inside(session, device, caller);
BEGIN
    IF t.id IS NULL OR t.holder <> 'member'
       OR NOT EXISTS (SELECT 1 FROM public.portal_seat(t.member_id) s WHERE s.acknowledged) THEN RETURN false; END IF;
    RETURN public.portal_write(t, 'contribution', message, body, caller);
END $$;

-- 協力依頼に答える。答えるだけで、何も読めない。
CREATE FUNCTION portal_answer(session bytea, device bytea, message uuid, body text, caller inet) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE t public.portal_ticket := public.portal_inside(session, device, caller);
BEGIN
    IF t.id IS NULL OR t.holder <> 'addressee' THEN RETURN false; END IF;
    RETURN public.portal_write(t, 'answer', message, body, caller);
END $$;

-- 守秘を確認する。読んだ文面（の要約）が、今の文面と同じときだけ。
CREATE FUNCTION portal_acknowledge(session bytea, device bytea, wording_hash bytea, caller inet) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE t public.portal_ticket := public.portal_inside(session, device, caller); s record;
BEGIN
    IF t.id IS NULL OR t.holder <> 'member' THEN RETURN false; END IF;
    SELECT x.* INTO s FROM public.portal_seat(t.member_id) x;
    IF s.item IS NULL OR sha256(convert_to(s.wording, 'UTF8')) IS DISTINCT FROM wording_hash THEN RETURN false; END IF;
    IF NOT s.acknowledged AND NOT public.conferences_acknowledge_outside(t.member_id, s.wording, clock_timestamp()) THEN RETURN false; END IF;
    PERFORM public.portal_note(t, 'acknowledged', '{}', caller);
    RETURN true;
END $$;

-- 出る: 入室の印を消す。戻るボタンでも、もう何も見えない。
CREATE FUNCTION portal_leave(session bytea, device bytea, caller inet) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE gone uuid; t public.portal_ticket;
BEGIN
    UPDATE public.portal_key SET session_hash = NULL, session_from = NULL, session_seen = NULL
        WHERE session_hash = session AND device_hash = device RETURNING ticket_id INTO gone;
    IF gone IS NOT NULL THEN
        SELECT p.* INTO t FROM public.portal_ticket p WHERE p.id = gone;
        PERFORM public.portal_note(t, 'left', '{}', caller);
    END IF;
END $$;

REVOKE ALL ON FUNCTION portal_note(portal_ticket, text, uuid[], inet), portal_alive(portal_ticket), portal_quiet(inet), portal_knocked(inet),
    portal_inside(bytea, bytea, inet), portal_write(portal_ticket, text, uuid, text, inet),
    portal_open(bytea, bytea, bytea, bytea, inet), portal_read(bytea, bytea, inet), portal_contribute(bytea, bytea, uuid, text, inet),
    portal_answer(bytea, bytea, uuid, text, inet), portal_acknowledge(bytea, bytea, bytea, inet), portal_leave(bytea, bytea, inet) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_open(bytea, bytea, bytea, bytea, inet), portal_read(bytea, bytea, inet),
    portal_contribute(bytea, bytea, uuid, text, inet), portal_answer(bytea, bytea, uuid, text, inet),
    portal_acknowledge(bytea, bytea, bytea, inet), portal_leave(bytea, bytea, inet) TO kasane_portal;
