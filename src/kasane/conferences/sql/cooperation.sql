-- (conferences_check_cooperation と conferences_asked_of_me は、移行0008が asking.sql で作り直す。ここには、作った時の形が残る。)
-- 協力依頼。求められるのは協力を求める条文のある会議の終わっていない議題だけ。双方向なら、相手が先に構成員でなければならない。
CREATE FUNCTION conferences_check_cooperation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); power text; i public.conferences_item;
BEGIN
    SELECT * INTO i FROM public.conferences_item WHERE id = NEW.item_id FOR SHARE;
    SELECT s.code INTO power FROM public.conferences_conference c JOIN public.conferences_kind k ON k.id = c.kind_id
        JOIN public.access_statute s ON s.code = k.statute_code || '.request'
        WHERE c.id = i.conference_id AND s.valid_from <= NEW.requested_on AND (s.valid_to IS NULL OR s.valid_to >= NEW.requested_on);
    IF i.id IS NULL OR NEW.compartment_id <> i.compartment_id OR i.ended_at IS NOT NULL OR power IS NULL OR NEW.state <> 'waiting' THEN
        PERFORM public.cases_refuse('この議題では協力を求められません');
    END IF;
    IF NEW.two_way AND NOT (CASE NEW.addressee
        WHEN 'agency' THEN EXISTS (SELECT 1 FROM public.conferences_member m
            WHERE m.item_id = i.id AND m.agency_id = NEW.agency_id AND m.left_at IS NULL)
        WHEN 'member' THEN public.conferences_cover(NEW.outside_member_id, NULL, i.id, NEW.requested_on) IS NOT NULL
        ELSE false END) THEN
        PERFORM public.cases_refuse('双方向のやりとりには、先に構成員の委嘱が要ります');
    END IF;
    NEW.statute_code := power;
    IF me IS NOT NULL THEN
        NEW.recorded_by := me[2];
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_cooperation_check BEFORE INSERT ON conferences_cooperation
    FOR EACH ROW EXECUTE FUNCTION conferences_check_cooperation();

CREATE FUNCTION conferences_settle_cooperation(request uuid, to_state text, said text, via text, on_day date, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.conferences_cooperation SET state = to_state, answer = said, answered_via = via, answered_on = on_day, answered_at = at,
        answered_by = (public.access_principal())[2], version = version + 1
        WHERE id = request AND state = 'waiting' AND to_state IN ('answered', 'declined', 'withdrawn') AND btrim(said) <> '';
    IF NOT FOUND THEN
        PERFORM public.cases_refuse('この依頼はもう終わっています');
    END IF;
END $$;

-- 求めた側(議題に書ける役員)が、紙や電話で届いた答えを書き写す。取り下げもここ。
CREATE FUNCTION conferences_record_answer(request uuid, to_state text, said text, on_day date, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.conferences_cooperation c WHERE c.id = request AND public.access_may_write(c.compartment_id)) THEN
        PERFORM public.cases_refuse('この依頼を扱う根拠がありません');
    END IF;
    PERFORM public.conferences_settle_cooperation(request, to_state, said, 'paper', on_day, at);
END $$;

-- 求められた機関の職員が見るのは、答えるまでの依頼書だけ。答えた後は、自分の答えも含めて何も返さない(N24)。議題も事案も返さない。
CREATE FUNCTION conferences_asked_of_me(one uuid, at_most integer)
RETURNS TABLE (id uuid, statute_code text, number text, requested_on date, wanted text[], asked text, contact text, deadline date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.statute_code, c.number, c.requested_on, c.wanted, c.asked, c.contact, c.deadline
    FROM public.conferences_cooperation c
    WHERE c.agency_id = (public.access_principal())[3] AND c.state = 'waiting' AND (one IS NULL OR c.id = one)
      AND public.access_has_role(ARRAY['consultant', 'coordinator', 'outreach', 'participation', 'manager', 'secretariat', 'city_officer'])
      AND NOT EXISTS (SELECT 1 FROM public.access_deny d WHERE d.compartment_id = c.compartment_id
          AND (d.holder_id IS NULL OR d.holder_id = ANY (public.access_principal()))
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()))
    ORDER BY c.deadline, c.id LIMIT at_most
$$;

CREATE FUNCTION conferences_answer(request uuid, to_state text, said text, on_day date, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF to_state NOT IN ('answered', 'declined') OR NOT EXISTS (SELECT 1 FROM public.conferences_asked_of_me(request, 1)) THEN
        PERFORM public.cases_refuse('この依頼に答える根拠がありません');
    END IF;
    PERFORM public.conferences_settle_cooperation(request, to_state, said, 'desk', on_day, at);
END $$;

REVOKE ALL ON FUNCTION conferences_check_cooperation(), conferences_settle_cooperation(uuid, text, text, text, date, timestamptz),
    conferences_record_answer(uuid, text, text, date, timestamptz), conferences_asked_of_me(uuid, integer),
    conferences_answer(uuid, text, text, date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_record_answer(uuid, text, text, date, timestamptz), conferences_asked_of_me(uuid, integer),
    conferences_answer(uuid, text, text, date, timestamptz) TO kasane_app;

-- 議題の部屋を持つ人に、会議の種類だけを答える(構成員は会議の部屋を持たない)。
CREATE FUNCTION conferences_kind_of(of_item uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.kind_code FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
    WHERE i.id = of_item AND EXISTS (SELECT 1 FROM public.access_held(i.compartment_id))
$$;
REVOKE ALL ON FUNCTION conferences_kind_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_kind_of(uuid) TO kasane_app;
