-- 案内を出す箱に入れる。会議の部屋に書ける役員だけ。宛先ごとに一通で、議題の数も、ほかの宛先も分からない。
-- invite はまだ案内していない人にだけ、change は案内した人の全員に入る。宛先の登録のない人は、addressed が偽で返る。
CREATE FUNCTION conferences_queue_mail(of_conference uuid, which text, purpose_words text, place_pieces text[], at timestamptz)
RETURNS TABLE (posting_id uuid, outside_member_id uuid, addressed boolean) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.conferences_conference; where_at text; w record; mailed uuid; last_sent integer;
        last_kind text;
BEGIN
    SELECT * INTO c FROM public.conferences_conference WHERE id = of_conference;
    IF c.id IS NULL OR NOT public.access_may_write(c.compartment_id) OR which NOT IN ('invite', 'change')
       OR c.state NOT IN ('called', 'open') THEN
        PERFORM public.cases_refuse('この会議の案内を出す根拠がありません');
    END IF;
    -- 場所に人の名前が入っている(「○○さん宅」)ときは、場所を書かない。
    where_at := CASE WHEN EXISTS (SELECT 1 FROM public.conferences_item i WHERE i.conference_id = c.id
        AND public.conferences_speaks_name(i.id, place_pieces)) THEN '' ELSE c.place END;
    FOR w IN
        SELECT s.posting_id AS seat, s.outside_member_id AS outside FROM (
            SELECT m.posting_id, m.outside_member_id FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
                WHERE i.conference_id = c.id AND m.left_at IS NULL AND i.state <> 'cancelled'
            UNION SELECT o.posting_id, NULL FROM public.conferences_officer o WHERE o.conference_id = c.id AND o.ended_at IS NULL) s
    LOOP
        posting_id := w.seat; outside_member_id := w.outside;
        mailed := encode(substring(sha256(convert_to(c.id || ':' || coalesce(w.seat, w.outside), 'UTF8')) FOR 16), 'hex')::uuid;
        SELECT o.sequence, o.kind INTO last_sent, last_kind FROM public.conferences_outbox o WHERE o.uid = mailed ORDER BY o.sequence DESC LIMIT 1;
        SELECT true INTO addressed FROM public.conferences_mailbox b WHERE b.posting_id = w.seat OR b.outside_member_id = w.outside;
        addressed := coalesce(addressed, false);
        IF addressed AND (CASE which WHEN 'invite' THEN last_sent IS NULL ELSE last_sent IS NOT NULL AND last_kind <> 'cancel' END) THEN
            INSERT INTO public.conferences_outbox (id, conference_id, uid, sequence, kind, address, starts_at, ends_at, place, purpose, queued_at,
                                                   queued_by, tries, next_try_at, trouble)
            SELECT gen_random_uuid(), c.id, mailed, coalesce(last_sent + 1, 0), which, b.address, (c.held_on + c.starts_at) AT TIME ZONE 'Asia/Tokyo',
                (c.held_on + c.ends_at) AT TIME ZONE 'Asia/Tokyo', where_at, purpose_words, at, me[2], 0, at, ''
            FROM public.conferences_mailbox b WHERE b.posting_id = w.seat OR b.outside_member_id = w.outside;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;
-- 会議が取りやめになったら、案内した人の全員に、同じ予定の取りやめを出す。忘れられないよう、状態の列に結び付ける。
CREATE FUNCTION conferences_queue_cancelled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.conferences_outbox (id, conference_id, uid, sequence, kind, address, starts_at, ends_at, place, purpose, queued_at,
                                           queued_by, tries, next_try_at, trouble)
    SELECT gen_random_uuid(), o.conference_id, o.uid, o.sequence + 1, 'cancel', o.address, o.starts_at, o.ends_at, o.place, o.purpose,
        clock_timestamp(), coalesce((public.access_principal())[2], o.queued_by), 0, clock_timestamp(), ''
    FROM (SELECT DISTINCT ON (x.uid) x.* FROM public.conferences_outbox x WHERE x.conference_id = NEW.id ORDER BY x.uid, x.sequence DESC) o
    WHERE o.kind <> 'cancel';
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION conferences_queue_cancelled() FROM PUBLIC;
CREATE TRIGGER conferences_cancelled_mail AFTER UPDATE OF state ON conferences_conference FOR EACH ROW
    WHEN (NEW.state = 'cancelled' AND OLD.state <> 'cancelled') EXECUTE FUNCTION conferences_queue_cancelled();

REVOKE ALL ON FUNCTION conferences_queue_mail(uuid, text, text, text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_queue_mail(uuid, text, text, text[], timestamptz) TO kasane_app;

-- 出す箱を動かすのは裏で働く係だけ。書き換えてよいのは、送った・送れなかったことだけ。
REVOKE UPDATE ON conferences_outbox FROM kasane_app;
GRANT UPDATE (tries, next_try_at, sent_at, trouble) ON conferences_outbox TO kasane_app;
