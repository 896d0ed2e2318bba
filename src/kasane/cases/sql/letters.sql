-- つなぎを送る。送る人は、渡す区画のすべてを管理していること。受ける機関には、この一通だけが見える。
CREATE FUNCTION cases_send(given jsonb, rooms jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_by, granted_at,
                                     ended_reason)
    VALUES (gen_random_uuid(), r.compartment_id, 'agency', r.to_agency_id, 'asked', true, statement_timestamp(), 'つなぎ', me[2],
            clock_timestamp(), '');
    PERFORM public.cases_event(c.id, r.compartment_id, 'send_referral', 'sent', r.id, r.to_agency_id, 'つないだ', r.purpose, at);
    PERFORM public.cases_follow_letter(r, 'sent', 'つないだ', at);
END $$;

-- 多機関協働への依頼の一通は、事案の段階を動かす(domain/referrals.py の STAGE_AFTER と同じ表。一致を試験が確かめる)。
CREATE FUNCTION cases_follow_letter(r cases_referral, now_state text, why text, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE was text; goes text;
BEGIN
    SELECT c.stage INTO was FROM public.cases_case c WHERE c.id = r.case_id;
    goes := CASE now_state WHEN 'sent' THEN 'requested' WHEN 'accepted' THEN 'assessing' ELSE 'field' END;
    IF r.kind = 'coordination' AND was <> goes AND (now_state = 'sent' OR was = 'requested') THEN
        PERFORM public.cases_set_stage(r.case_id, 'move_stage', goes, why, at);
    END IF;
END $$;

-- 一通を鍵をかけて返す(事案を先に鍵をかけ、行き違いで待ち合わない)。
CREATE FUNCTION cases_lock_letter(wanted uuid, in_state text) RETURNS cases_referral LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE r public.cases_referral;
BEGIN
    PERFORM 1 FROM public.cases_case c WHERE c.id = (SELECT l.case_id FROM public.cases_referral l WHERE l.id = wanted) FOR UPDATE;
    SELECT * INTO r FROM public.cases_referral WHERE id = wanted FOR UPDATE;
    IF r.id IS NULL OR r.state <> in_state THEN PERFORM public.cases_refuse('このつなぎには、もう答えられません'); END IF;
    RETURN r;
END $$;

-- 頼まれた機関か: その一通の区画に「依頼を受けた機関」の根拠を今持ち、宛先の機関であること。
CREATE FUNCTION cases_asked(r cases_referral) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_held(r.compartment_id) h WHERE h.ground = 'asked')
        AND r.to_agency_id = (public.access_principal())[3]
$$;

-- 答える: 受諾なら支援チームに加わって、一通に並べた区画が開く。差戻しなら、この一通も今すぐ見えなくなる。
CREATE FUNCTION cases_answer(wanted uuid, accepting boolean, begun uuid, answered text, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); r public.cases_referral; rooms jsonb; now_state text;
BEGIN
    r := public.cases_lock_letter(wanted, 'sent');
    IF NOT public.cases_asked(r) THEN PERFORM public.cases_refuse('このつなぎに答える根拠がありません'); END IF;
    now_state := CASE WHEN accepting THEN 'accepted' ELSE 'declined' END;
    UPDATE public.cases_referral SET state = now_state, answered_at = at, answered_by = me[2], answer = answered, version = version + 1
        WHERE id = wanted;
    PERFORM public.cases_event(r.case_id, r.compartment_id, CASE WHEN accepting THEN 'accept_referral' ELSE 'decline_referral' END, now_state,
        r.id, r.to_agency_id, CASE WHEN accepting THEN '受諾した' ELSE '差し戻した' END, answered, at);
    IF accepting THEN
        SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') INTO rooms FROM public.cases_referral_room x WHERE x.referral_id = wanted;
        IF EXISTS (SELECT 1 FROM public.cases_referral_room x WHERE x.referral_id = wanted AND x.until <= statement_timestamp()) THEN
            PERFORM public.cases_refuse('根拠にした同意の期間が過ぎています');
        END IF;
        PERFORM public.cases_begin(begun, r.case_id, 'member', me[3], me[2], r.purpose, r.basis, r.consent_id, r.id, rooms, answered, at);
    ELSE
        PERFORM public.cases_close_letter(r, answered);
    END IF;
    PERFORM public.cases_follow_letter(r, now_state, answered, at);
END $$;

-- 取り下げる: この一通を管理する人だけ。受けた機関には、今すぐ見えなくなる。
CREATE FUNCTION cases_recall(wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE r public.cases_referral;
BEGIN
    r := public.cases_lock_letter(wanted, 'sent');
    IF NOT public.access_manages(r.compartment_id) THEN PERFORM public.cases_refuse('このつなぎを取り下げる根拠がありません'); END IF;
    PERFORM public.cases_take_back(r, why, at);
END $$;

CREATE FUNCTION cases_take_back(r cases_referral, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_referral SET state = 'recalled', answered_at = at, answered_by = (public.access_principal())[2], answer = why,
        version = version + 1 WHERE id = r.id;
    PERFORM public.cases_close_letter(r, why);
    PERFORM public.cases_event(r.case_id, r.compartment_id, 'recall_referral', 'recalled', r.id, r.to_agency_id, '取り下げた', why, at);
    PERFORM public.cases_follow_letter(r, 'recalled', why, at);
END $$;

-- もどし: 受けた機関の役目が終わり、伴走する人へ戻る。
CREATE FUNCTION cases_return(wanted uuid, done text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE r public.cases_referral; begun uuid;
BEGIN
    r := public.cases_lock_letter(wanted, 'accepted');
    IF NOT public.cases_asked(r) THEN PERFORM public.cases_refuse('このつなぎに答える根拠がありません'); END IF;
    SELECT v.id INTO begun FROM public.cases_involvement v WHERE v.referral_id = wanted AND v.valid_to IS NULL;
    PERFORM public.cases_finish(begun, done, at);
END $$;

-- 同意の撤回: この同意によって開いた根拠、待っているつなぎ、同意のほかに支えのない関わりを、今すぐ終わらせる。
-- 返すのは、どの機関が・いつから・何を見ていたか。呼べるのは、その事案に書ける人だけ。
CREATE FUNCTION cases_withdraw(wanted uuid, why text, at timestamptz) RETURNS TABLE (agency_id uuid, since timestamptz, what text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one record; r public.cases_referral;
BEGIN
    FOR one IN SELECT v.case_id FROM public.cases_involvement_grant g JOIN public.cases_involvement v ON v.id = g.involvement_id
                   WHERE g.consent_id = wanted UNION SELECT v.case_id FROM public.cases_involvement v WHERE v.consent_id = wanted
               UNION SELECT l.case_id FROM public.cases_referral l JOIN public.cases_referral_room x ON x.referral_id = l.id
                   WHERE x.consent_id = wanted UNION SELECT l.case_id FROM public.cases_referral l WHERE l.consent_id = wanted
    LOOP
        PERFORM public.cases_lock(one.case_id, false);
    END LOOP;
    RETURN QUERY
        SELECT v.agency_id, min(g.valid_from), string_agg(DISTINCT CASE c.kind WHEN 1 THEN '氏名など' WHEN 3 THEN '要配慮の記録'
            ELSE CASE WHEN x.person_id IS NULL THEN '事案の記録' ELSE 'その人の記録' END END, '・')
        FROM public.cases_involvement_grant x JOIN public.cases_involvement v ON v.id = x.involvement_id
        JOIN public.access_grant g ON g.id = x.grant_id JOIN public.access_compartment c ON c.id = g.compartment_id
        WHERE x.consent_id = wanted AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()) GROUP BY v.agency_id
        UNION ALL
        SELECT l.to_agency_id, l.recorded_at, 'つなぎの一通(答える前)' FROM public.cases_referral l WHERE l.state = 'sent'
            AND (l.consent_id = wanted OR EXISTS (SELECT 1 FROM public.cases_referral_room x WHERE x.referral_id = l.id AND x.consent_id = wanted));
    FOR r IN SELECT l.* FROM public.cases_referral l WHERE l.state = 'sent' AND (l.consent_id = wanted
             OR EXISTS (SELECT 1 FROM public.cases_referral_room x WHERE x.referral_id = l.id AND x.consent_id = wanted)) LOOP
        PERFORM public.cases_take_back(r, why, at);
    END LOOP;
    PERFORM public.cases_end_grants(ARRAY(SELECT x.grant_id FROM public.cases_involvement_grant x WHERE x.consent_id = wanted), why);
    FOR r IN SELECT l.* FROM public.cases_referral l WHERE l.state = 'accepted' AND (l.consent_id = wanted
             OR EXISTS (SELECT 1 FROM public.cases_referral_room x WHERE x.referral_id = l.id AND x.consent_id = wanted)) LOOP
        PERFORM public.cases_close_letter(r, why);
    END LOOP;
    FOR one IN SELECT v.id FROM public.cases_involvement v WHERE v.basis = 'consent' AND v.valid_to IS NULL AND (v.consent_id = wanted
                   OR EXISTS (SELECT 1 FROM public.cases_involvement_grant x WHERE x.involvement_id = v.id AND x.consent_id = wanted))
               AND NOT EXISTS (SELECT 1 FROM public.cases_involvement_grant x JOIN public.access_grant g ON g.id = x.grant_id
                   WHERE x.involvement_id = v.id AND x.consent_id IS DISTINCT FROM wanted AND x.person_id IS NOT NULL
                     AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()))
    LOOP
        PERFORM public.cases_finish(one.id, why, at);
    END LOOP;
    -- 残った関わりの事案の部屋は、残った同意のうち一番長いものの終わりまで。
    UPDATE public.access_grant g SET valid_to = left_over.until FROM (
        SELECT x.involvement_id, max(pg.valid_to) AS until FROM public.cases_involvement_grant x
        JOIN public.cases_involvement v ON v.id = x.involvement_id AND v.basis = 'consent' AND v.valid_to IS NULL
        JOIN public.access_grant pg ON pg.id = x.grant_id AND (pg.valid_to IS NULL OR pg.valid_to > statement_timestamp())
        WHERE x.person_id IS NOT NULL AND EXISTS (SELECT 1 FROM public.cases_involvement_grant w
            WHERE w.involvement_id = x.involvement_id AND w.consent_id = wanted)
        GROUP BY x.involvement_id) left_over
    JOIN public.cases_involvement_grant room ON room.involvement_id = left_over.involvement_id AND room.person_id IS NULL
    WHERE g.id = room.grant_id AND g.valid_to > left_over.until;
END $$;
