-- 守秘の文が改められたら、開かれる日に効く文の変わった会議の、確認した人すべてに、もう一度求める。前の確認は記録(conferences_acknowledged)に
-- 残し、根拠をその場で終わらせるので、新しい文を確認するまで、内の人も外の人も、一行も読めない。閉じた会議・取りやめた会議には触れない。
CREATE FUNCTION conferences_ask_again(of_code text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE c record; o record; m record; why text := '守秘の文が改められた';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kasane:conference-wording:' || of_code));
    FOR c IN SELECT x.id, x.compartment_id, public.conferences_wording(x.kind_id, x.held_on) AS wording FROM public.conferences_conference x
             WHERE x.kind_code = of_code AND x.state IN ('planned', 'called', 'open') ORDER BY x.id LOOP
        FOR m IN SELECT x.id, x.grant_id, x.wording, x.acknowledged_at FROM public.conferences_member x
                 JOIN public.conferences_item i ON i.id = x.item_id AND i.conference_id = c.id
                 WHERE x.left_at IS NULL AND x.acknowledged_at IS NOT NULL
                   AND CASE WHEN x.part IN ('secretariat', 'chair', 'minutes') THEN EXISTS (SELECT 1 FROM public.conferences_officer q
                            WHERE q.conference_id = c.id AND q.posting_id = x.posting_id AND q.ended_at IS NULL
                              AND q.acknowledged_at IS NOT NULL AND q.wording <> c.wording)
                       ELSE x.wording <> c.wording END
                 ORDER BY x.id FOR UPDATE OF x LOOP
            PERFORM public.cases_end_grants(ARRAY[m.grant_id], why);
            INSERT INTO public.conferences_acknowledged (id, compartment_id, seat_id, wording, acknowledged_at, asked_again_at)
            VALUES (public.cases_new_id(), c.compartment_id, m.id, m.wording, m.acknowledged_at, statement_timestamp());
            UPDATE public.conferences_member SET acknowledged_at = NULL, wording = '', grant_id = NULL, version = version + 1 WHERE id = m.id;
        END LOOP;
        FOR o IN SELECT x.id, x.posting_id, x.wording, x.acknowledged_at FROM public.conferences_officer x WHERE x.conference_id = c.id
                 AND x.ended_at IS NULL AND x.acknowledged_at IS NOT NULL AND x.wording <> c.wording ORDER BY x.id FOR UPDATE LOOP
            PERFORM public.cases_end_grants(ARRAY(SELECT g.id FROM public.access_grant g WHERE g.compartment_id = c.compartment_id
                AND g.holder_id = o.posting_id AND g.ground = 'conference'), why);
            INSERT INTO public.conferences_acknowledged (id, compartment_id, seat_id, wording, acknowledged_at, asked_again_at)
            VALUES (public.cases_new_id(), c.compartment_id, o.id, o.wording, o.acknowledged_at, statement_timestamp());
            UPDATE public.conferences_officer SET acknowledged_at = NULL, wording = '' WHERE id = o.id;
        END LOOP;
    END LOOP;
END $$;

-- 文は、会議の種類の行と、そこに入る罰則の条文の行で決まる。どちらの道で改められても求める。
CREATE FUNCTION conferences_kind_reworded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.conferences_ask_again(NEW.code);
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_kind_rewords AFTER INSERT OR UPDATE OF secrecy_wording, penalty_code, valid_from ON conferences_kind
    FOR EACH ROW EXECUTE FUNCTION conferences_kind_reworded();
CREATE FUNCTION conferences_penalty_reworded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one text;
BEGIN
    FOR one IN SELECT DISTINCT k.code FROM public.conferences_kind k WHERE k.penalty_code = NEW.code ORDER BY k.code LOOP
        PERFORM public.conferences_ask_again(one);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_penalty_rewords AFTER INSERT OR UPDATE OF wording, valid_from ON access_statute
    FOR EACH ROW EXECUTE FUNCTION conferences_penalty_reworded();

-- 確認しようとしている文が、いま効いている文か。改める人と同時でも、古い文の確認は残らない(鍵は、行の鍵より先に取る)。
CREATE FUNCTION conferences_reads_now(of_conference uuid, read_wording text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.conferences_conference;
BEGIN
    SELECT * INTO c FROM public.conferences_conference WHERE id = of_conference;
    IF c.id IS NULL THEN RETURN false; END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtext('kasane:conference-wording:' || c.kind_code));
    RETURN read_wording = public.conferences_wording(c.kind_id, c.held_on);
END $$;

-- 招集した人・議題を上げた人は、書いた時に確認したことになる。その文も、いま効いている文であること。
CREATE FUNCTION conferences_read_what() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE held_in uuid := coalesce((to_jsonb(NEW)->>'conference_id')::uuid, (SELECT i.conference_id FROM public.conferences_item i
    WHERE i.id = (to_jsonb(NEW)->>'item_id')::uuid));
BEGIN
    IF NOT public.conferences_reads_now(held_in, NEW.wording) THEN
        PERFORM public.cases_refuse('守秘の文が新しくなりました。もう一度読んでください');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_officer_reads AFTER INSERT ON conferences_officer FOR EACH ROW
    WHEN (NEW.acknowledged_at IS NOT NULL AND cardinality(public.access_principal()) = 3) EXECUTE FUNCTION conferences_read_what();
CREATE TRIGGER conferences_member_reads AFTER INSERT ON conferences_member FOR EACH ROW
    WHEN (NEW.acknowledged_at IS NOT NULL AND cardinality(public.access_principal()) = 3) EXECUTE FUNCTION conferences_read_what();

-- 前に確かめた自分の席なら、その確認の時刻。ほかの人の席は NULL。
CREATE FUNCTION conferences_read_before(seat uuid) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT max(a.acknowledged_at) FROM public.conferences_acknowledged a WHERE a.seat_id = seat AND EXISTS (
        SELECT 1 FROM public.conferences_officer o WHERE o.id = seat AND o.posting_id = (public.access_principal())[2]
        UNION ALL SELECT 1 FROM public.conferences_member m WHERE m.id = seat AND m.posting_id = (public.access_principal())[2])
$$;

-- (席の人が確認する conferences_acknowledge は、鍵の順とともに in_order.sql が作り直す: いま効いている文だけを受け付ける。)
CREATE OR REPLACE FUNCTION conferences_acknowledge_outside(wanted uuid, read_wording text, at timestamptz) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.conferences_reads_now((SELECT i.conference_id FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
            WHERE m.id = wanted), read_wording) THEN
        RETURN false;
    END IF;
    UPDATE public.conferences_member SET acknowledged_at = at, wording = read_wording, version = version + 1
        WHERE id = wanted AND acknowledged_at IS NULL AND read_wording <> '' AND public.conferences_outside_waits(wanted);
    RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION conferences_ask_again(text), conferences_kind_reworded(), conferences_penalty_reworded(),
    conferences_reads_now(uuid, text), conferences_read_what(), conferences_read_before(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_read_before(uuid) TO kasane_app;

-- この仕組みより前に確認され、その後に改められた文も、ここで一度だけ求め直す。
DO $$ BEGIN
    PERFORM public.conferences_ask_again(k.code) FROM (SELECT DISTINCT x.code FROM public.conferences_kind x) k;
END $$;
