-- 同意の期間が過ぎたとき: 根拠は期限で終わっている。残った関わりと、答えを待つつなぎも、撤回と同じように終わらせて経過に残す。

-- 自動処理(人・配属・機関の並びを持たない行為者)が行ったできごとは、処理の番号と、伴走の機関の名で残す。人が行ったときは前と同じ。
CREATE OR REPLACE FUNCTION cases_event(of_case uuid, room uuid, which text, to_value text, about uuid, about_agency uuid, heading text, why text,
                            at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    INSERT INTO public.cases_note (id, compartment_id, room_kind, recorded_at, recorded_by, case_id, agency_id, kind, act, value, about_id,
        about_agency_id, happened_on, method, counterpart, counterpart_name, met, activity, title, fact, words, view, next_action,
        audience, correction_reason)
    SELECT public.cases_new_id(), room, 2, at, coalesce(me[2], me[1]), of_case, coalesce(me[3], c.companion_agency_id), 'event', which, to_value,
        about, about_agency, (at AT TIME ZONE 'Asia/Tokyo')::date, '', '', '', '', '', heading, why, '', '', '', 'team', ''
    FROM public.cases_case c WHERE c.id = of_case;
    UPDATE public.cases_case SET changed_at = greatest(changed_at, at), version = version + 1 WHERE id = of_case;
END $$;

CREATE OR REPLACE FUNCTION cases_row_in_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[];
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = NEW.case_id AND c.compartment_id = NEW.compartment_id)
       AND NOT EXISTS (SELECT 1 FROM public.cases_person p WHERE p.case_id = NEW.case_id
                       AND NEW.compartment_id IN (p.compartment_id, p.sensitive_room))
       AND NOT EXISTS (SELECT 1 FROM public.cases_agency_room a WHERE a.case_id = NEW.case_id AND a.compartment_id = NEW.compartment_id)
       AND NOT EXISTS (SELECT 1 FROM public.cases_referral r WHERE r.case_id = NEW.case_id AND r.compartment_id = NEW.compartment_id) THEN
        PERFORM public.cases_refuse('この事案の部屋ではありません');
    END IF;
    IF TG_TABLE_NAME = 'cases_note' AND TG_OP = 'INSERT' AND session_user = 'kasane_app' THEN
        me := public.access_principal();
        IF cardinality(me) = 1 THEN
            IF NEW.kind <> 'event' OR NEW.recorded_by IS DISTINCT FROM me[1] THEN
                PERFORM public.cases_refuse('自動処理が残せるのは、自分の行ったできごとだけです');
            END IF;
        ELSIF NEW.agency_id IS DISTINCT FROM me[3] OR NEW.recorded_by IS DISTINCT FROM me[2] THEN
            PERFORM public.cases_refuse('ほかの人の名前で記録することはできません');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cases_end_grants(wanted uuid[], why text) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    UPDATE public.access_grant SET valid_to = greatest(statement_timestamp(), valid_from),
        ended_by = coalesce((public.access_principal())[2], (public.access_principal())[1]), ended_reason = why
    WHERE id = ANY (wanted) AND (valid_to IS NULL OR valid_to > statement_timestamp())
$$;

CREATE OR REPLACE FUNCTION cases_finish(wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.cases_involvement; r public.cases_referral;
BEGIN
    UPDATE public.cases_involvement SET valid_to = greatest(at, valid_from), ended_by = coalesce(me[2], me[1]), ended_reason = why
        WHERE id = wanted AND valid_to IS NULL RETURNING * INTO i;
    PERFORM public.cases_end_grants(ARRAY(SELECT g.grant_id FROM public.cases_involvement_grant g WHERE g.involvement_id = wanted), why);
    PERFORM public.cases_event(i.case_id, i.compartment_id, 'end_involvement', i.role, i.id, i.agency_id,
        CASE i.role WHEN 'companion' THEN '伴走を終えた' WHEN 'lead' THEN '主担当を終えた' ELSE '支援チームを離れた' END, why, at);
    SELECT * INTO r FROM public.cases_referral WHERE id = i.referral_id AND state = 'accepted';
    IF FOUND THEN
        UPDATE public.cases_referral SET state = 'returned', returned_at = at, returned_by = coalesce(me[2], me[1]), outcome = why,
            version = version + 1 WHERE id = r.id;
        PERFORM public.cases_close_letter(r, why);
        PERFORM public.cases_event(r.case_id, r.compartment_id, 'return_referral', 'returned', r.id, r.to_agency_id, 'もどし', why, at);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION cases_take_back(r cases_referral, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    UPDATE public.cases_referral SET state = 'recalled', answered_at = at, answered_by = coalesce(me[2], me[1]), answer = why,
        version = version + 1 WHERE id = r.id;
    PERFORM public.cases_close_letter(r, why);
    PERFORM public.cases_event(r.case_id, r.compartment_id, 'recall_referral', 'recalled', r.id, r.to_agency_id, '取り下げた', why, at);
    PERFORM public.cases_follow_letter(r, 'recalled', why, at);
END $$;

-- at の時に、同意の期間が過ぎている事案を most 件まで片づける。返すのは、片づけた事案とその部屋と人。自動処理だけが呼べる。
-- 関わりを終えるのは、同意による支援チームで、人の部屋を開く根拠が一つも残っていないものだけ(ほかの人の同意が残っていれば続く)。
CREATE FUNCTION cases_lapse(why text, at timestamptz, most integer) RETURNS TABLE (of_case uuid, room uuid, people uuid[]) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE k uuid; r public.cases_referral; i uuid;
BEGIN
    IF NOT public.access_has_role(ARRAY['job']) THEN PERFORM public.cases_refuse('期間の過ぎた同意を片づけるのは、自動処理だけです'); END IF;
    FOR k IN SELECT f.case_id FROM (
            SELECT l.case_id FROM public.cases_referral l WHERE l.state = 'sent' AND EXISTS (
                SELECT 1 FROM public.cases_referral_room x WHERE x.referral_id = l.id AND x.consent_id IS NOT NULL AND x.until <= at)
            UNION SELECT v.case_id FROM public.cases_involvement v WHERE public.cases_lapsed(v, at)) f ORDER BY f.case_id LIMIT most
    LOOP
        SELECT c.id, c.compartment_id INTO of_case, room FROM public.cases_case c WHERE c.id = k FOR UPDATE;
        FOR r IN SELECT l.* FROM public.cases_referral l WHERE l.case_id = k AND l.state = 'sent' AND EXISTS (
                SELECT 1 FROM public.cases_referral_room x WHERE x.referral_id = l.id AND x.consent_id IS NOT NULL AND x.until <= at) LOOP
            PERFORM public.cases_take_back(r, why, at);
        END LOOP;
        FOR i IN SELECT v.id FROM public.cases_involvement v WHERE v.case_id = k AND public.cases_lapsed(v, at) LOOP
            PERFORM public.cases_finish(i, why, at);
        END LOOP;
        people := ARRAY(SELECT p.person_id FROM public.cases_person p WHERE p.case_id = k ORDER BY p.recorded_at, p.id);
        RETURN NEXT;
    END LOOP;
END $$;

CREATE FUNCTION cases_lapsed(v cases_involvement, at timestamptz) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT v.valid_to IS NULL AND v.basis = 'consent' AND v.role = 'member' AND NOT EXISTS (
        SELECT 1 FROM public.cases_involvement_grant x JOIN public.access_grant g ON g.id = x.grant_id
        WHERE x.involvement_id = v.id AND x.person_id IS NOT NULL AND (g.valid_to IS NULL OR g.valid_to > at))
$$;
REVOKE ALL ON FUNCTION cases_lapse(text, timestamptz, integer), cases_lapsed(cases_involvement, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_lapse(text, timestamptz, integer) TO kasane_app;

-- つなぎの一通は、根拠にした同意のうち一番早く切れるものより後まで読ませない(切れた人のことも、その一通に書いてあるため)。
CREATE OR REPLACE FUNCTION cases_send(given jsonb, rooms jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.cases_case; r public.cases_referral;
BEGIN
    r := jsonb_populate_record(NULL::public.cases_referral, given);
    c := public.cases_lock(r.case_id, true);
    PERFORM public.cases_check_agency(r.to_agency_id, NULL);
    PERFORM public.cases_check_rooms(c.id, ARRAY(SELECT (x ->> 'room_id')::uuid FROM jsonb_array_elements(rooms) x));
    IF c.stage = 'closed' OR r.to_agency_id = me[3] OR (r.basis = 'own') <> (jsonb_array_length(rooms) = 0) THEN
        PERFORM public.cases_refuse('このつなぎは送れません');
    END IF;
    PERFORM public.cases_open_room(c.id, r.compartment_id, 2::smallint, 'つなぎ');
    INSERT INTO public.cases_referral (id, compartment_id, recorded_at, recorded_by, case_id, kind, state, from_agency_id, from_posting_id,
        to_agency_id, sent_on, answer_by, purpose, summary, explained, agreement, agreement_note, accompanied, accompany_note, basis,
        basis_note, statute_code, consent_id, answer, outcome, version)
    VALUES (r.id, r.compartment_id, at, me[2], c.id, r.kind, 'sent', me[3], me[2],
        r.to_agency_id, r.sent_on, r.answer_by, r.purpose, r.summary, r.explained, r.agreement, r.agreement_note, r.accompanied,
        r.accompany_note, r.basis, r.basis_note, r.statute_code, r.consent_id, '', '', 1);
    INSERT INTO public.cases_referral_room (id, compartment_id, referral_id, room_id, person_id, consent_id, until)
    SELECT gen_random_uuid(), r.compartment_id, r.id, x.room_id, x.person_id, x.consent_id, x.until
    FROM jsonb_to_recordset(rooms) AS x (room_id uuid, person_id uuid, consent_id uuid, until timestamptz);
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,
                                     granted_at, ended_reason)
    VALUES (gen_random_uuid(), r.compartment_id, 'agency', r.to_agency_id, 'asked', true, statement_timestamp(),
            (SELECT min(x.until) FROM public.cases_referral_room x WHERE x.referral_id = r.id AND x.consent_id IS NOT NULL), 'つなぎ', me[2],
            clock_timestamp(), '');
    PERFORM public.cases_event(c.id, r.compartment_id, 'send_referral', 'sent', r.id, r.to_agency_id, 'つないだ', r.purpose, at);
    PERFORM public.cases_follow_letter(r, 'sent', 'つないだ', at);
END $$;
