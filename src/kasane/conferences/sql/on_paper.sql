-- 出欠(移行0001のものを作り直す)。役員だけ、開会中だけ。守秘を確認していない人は、紙の誓約書によって出席にした人を除いて、出席にできない。
-- 欠席に直せば、紙による出席の理由も消える(日誌には残る)。
CREATE OR REPLACE FUNCTION conferences_attend(seats uuid[], came boolean, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE m public.conferences_member; c public.conferences_conference;
BEGIN
    FOR m IN SELECT * FROM public.conferences_member x WHERE x.id = ANY (seats) ORDER BY x.item_id, x.id FOR UPDATE LOOP
        SELECT x.* INTO c FROM public.conferences_conference x JOIN public.conferences_item i ON i.conference_id = x.id WHERE i.id = m.item_id;
        IF NOT public.conferences_is_officer(c.id, ARRAY['secretariat', 'chair', 'minutes']) OR c.state <> 'open' OR m.left_at IS NOT NULL
           OR came AND m.acknowledged_at IS NULL AND m.paper_reason = '' OR came AND m.outside_member_id IS NOT NULL AND m.two_way
              AND NOT public.conferences_appointed(m.outside_member_id, m.appointment_id, m.item_id, c.held_on) THEN
            PERFORM public.cases_refuse('この人の出欠は書けません');
        END IF;
        UPDATE public.conferences_member SET attended = came, paper_reason = CASE WHEN came THEN paper_reason ELSE '' END, version = version + 1 WHERE id = m.id;
    END LOOP;
    IF NOT FOUND THEN PERFORM public.cases_refuse('この人の出欠は書けません'); END IF;
END $$;

-- 紙の誓約書による出席: 事務局・司会だけ、開会中だけ。開催の日に効く委嘱があり、守秘の説明と署名した誓約書が委嘱簿にある外の人で、理由が要る。
-- 守秘の確認(acknowledged_at)は書かないので、資料・窓口は、その人が自分で確認するまで閉じたまま。
CREATE FUNCTION conferences_attend_on_paper(wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE m public.conferences_member; c public.conferences_conference;
BEGIN
    SELECT * INTO m FROM public.conferences_member WHERE id = wanted;
    IF m.id IS NULL THEN PERFORM public.cases_refuse('この人の出席は書けません'); END IF;
    PERFORM public.conferences_lock_item(m.item_id, ARRAY['secretariat', 'chair']);
    SELECT * INTO m FROM public.conferences_member WHERE id = wanted FOR UPDATE;
    SELECT x.* INTO c FROM public.conferences_conference x JOIN public.conferences_item i ON i.conference_id = x.id WHERE i.id = m.item_id;
    IF c.state <> 'open' OR m.left_at IS NOT NULL OR m.outside_member_id IS NULL OR m.acknowledged_at IS NOT NULL OR btrim(why) = ''
       OR public.conferences_cover(m.outside_member_id, m.appointment_id, m.item_id, c.held_on) IS NULL THEN
        PERFORM public.cases_refuse('紙の誓約書で出席にできるのは、開催の日に委嘱され、説明と署名が済んでいる外の人だけです');
    END IF;
    UPDATE public.conferences_member SET attended = true, paper_reason = why, version = version + 1 WHERE id = wanted;
END $$;
REVOKE ALL ON FUNCTION conferences_attend_on_paper(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_attend_on_paper(uuid, text, timestamptz) TO kasane_app;
