-- 席のない機関(この仕組みを使う人がいない機関)あてのつなぎは、送った機関が、電話や紙で聞いた返事を書く。相手に記録は何も開かない。

-- この機関に、since の日から今日までのどこかで、この仕組みを使う人がいたか。
CREATE FUNCTION cases_seated(wanted uuid, since date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.agencies_posting p JOIN public.agencies_account a ON a.id = p.account_id
        WHERE p.agency_id = wanted AND a.is_active AND p.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
          AND (p.valid_to IS NULL OR p.valid_to > since))
$$;

-- 聞いた返事を書く。書けるのは、戻ってきた一通を受け止める機関(送った機関。もう関わっていなければ伴走の機関)だけ。
-- 受諾でも、並べた区画は開かず、この一通を読む根拠も終わる。自分で書いた差戻し・もどしは、読んだことになる。
CREATE FUNCTION cases_hear(wanted uuid, heard uuid, begun uuid, to_state text, said_by text, how text, said_on date, said text, words text,
                           heading text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); r public.cases_referral; i uuid; today date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    r := public.cases_lock_letter(wanted, CASE to_state WHEN 'returned' THEN 'accepted' ELSE 'sent' END);
    IF me IS NULL OR cardinality(me) <> 3 OR NOT public.cases_returns_to_us(wanted) THEN
        PERFORM public.cases_refuse('このつなぎの返事を書く根拠がありません');
    END IF;
    IF r.kind = 'coordination' OR public.cases_seated(r.to_agency_id, said_on) THEN
        PERFORM public.cases_refuse('返事は、この仕組みを使う人のいる、受けた機関が自分で書きます');
    END IF;
    IF to_state NOT IN ('accepted', 'declined', 'returned') OR how NOT IN ('phone', 'face', 'paper') OR btrim(said_by) = ''
       OR said_on < r.sent_on OR said_on > today OR to_state <> 'accepted' AND btrim(said) = '' THEN
        PERFORM public.cases_refuse('聞いた返事に、足りないものがあります');
    END IF;
    INSERT INTO public.cases_heard (id, compartment_id, recorded_at, recorded_by, referral_id, state, told_by, how, told_on, text)
    VALUES (heard, r.compartment_id, at, me[2], r.id, to_state, said_by, how, said_on, said);
    IF to_state = 'returned' THEN
        SELECT v.id INTO i FROM public.cases_involvement v WHERE v.referral_id = wanted AND v.valid_to IS NULL;
        PERFORM public.cases_finish(i, words, at);
        PERFORM public.cases_event(r.case_id, r.compartment_id, 'hear_referral', to_state, r.id, r.to_agency_id, heading, words, at);
    ELSE
        UPDATE public.cases_referral SET state = to_state, answered_at = at, answered_by = me[2], answer = words, version = version + 1
            WHERE id = wanted;
        PERFORM public.cases_event(r.case_id, r.compartment_id, CASE to_state WHEN 'accepted' THEN 'accept_referral' ELSE 'decline_referral' END,
            to_state, r.id, r.to_agency_id, heading, words, at);
        PERFORM public.cases_close_letter(r, words);
        IF to_state = 'accepted' THEN
            PERFORM public.cases_begin(begun, r.case_id, 'member', r.to_agency_id, NULL, r.purpose, 'own', NULL, r.id, '[]'::jsonb, words, at);
        END IF;
        PERFORM public.cases_follow_letter(r, to_state, words, at);
    END IF;
    IF to_state <> 'accepted' THEN
        UPDATE public.cases_referral SET seen_at = at, seen_by = me[2] WHERE id = wanted AND state IN ('declined', 'returned');
    END IF;
END $$;
REVOKE ALL ON FUNCTION cases_seated(uuid, date), cases_hear(uuid, uuid, uuid, text, text, text, date, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_seated(uuid, date), cases_hear(uuid, uuid, uuid, text, text, text, date, text, text, text, timestamptz)
    TO kasane_app;
