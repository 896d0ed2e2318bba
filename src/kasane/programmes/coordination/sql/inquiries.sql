-- 照会の部屋を開く: 事案に書ける人だけ。部屋は事案の伴走・主担当・受付機関と、照会する機関が見る(照会する機関の根拠は、
-- その関わりに結び付くので、関わりが終われば終わる)。聞かれる機関には、この一通だけを、期限つきで見せる。
CREATE FUNCTION coordination_open_inquiry(of_case uuid, room uuid, room_kind smallint, asked_agency uuid, asked_grant uuid,
                                          until timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i record;
BEGIN
    PERFORM public.cases_lock(of_case, false);
    PERFORM public.cases_check_agency(asked_agency, NULL);
    IF asked_agency = me[3] OR room_kind NOT IN (2, 3) OR until IS NULL OR until <= statement_timestamp() THEN
        PERFORM public.cases_refuse('この照会は送れません');
    END IF;
    PERFORM public.cases_open_room(of_case, room, room_kind, '照会');
    FOR i IN SELECT * FROM public.cases_involvement v WHERE v.case_id = of_case AND v.agency_id = me[3] AND v.valid_to IS NULL
        AND v.role = 'member' LIMIT 1
    LOOP
        PERFORM public.cases_grant(i.id, i.compartment_id, room, NULL, i.consent_id, me[3], 'team', NULL, '照会');
    END LOOP;
    IF NOT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write) THEN
        PERFORM public.cases_refuse('この事案に関わっている機関だけが照会できます');
    END IF;
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,
                                     granted_at, ended_reason)
    VALUES (asked_grant, room, 'agency', asked_agency, 'asked', true, statement_timestamp(), until, '照会', me[2], clock_timestamp(), '');
END $$;

-- 聞かれた機関の根拠を今すぐ終える: 答えた機関自身か、その部屋に書ける、照会した側だけ。
CREATE FUNCTION coordination_close_inquiry(wanted uuid, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE q public.coordination_inquiry;
BEGIN
    SELECT * INTO q FROM public.coordination_inquiry WHERE id = wanted FOR UPDATE;
    IF q.id IS NULL OR NOT EXISTS (SELECT 1 FROM public.access_held(q.compartment_id) h WHERE h.may_write) THEN
        PERFORM public.cases_refuse('この照会を扱う根拠がありません');
    END IF;
    PERFORM public.cases_end_grants(ARRAY[q.grant_id], why);
END $$;

-- 同意の撤回: その同意に拠る、答えを待っている照会を今すぐ終わらせる。撤回を記録する人は、その事案に書ける人だけ。
CREATE FUNCTION coordination_withdraw(of_case uuid, wanted uuid, why text, at timestamptz)
RETURNS TABLE (agency_id uuid, since timestamptz, what text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); q public.coordination_inquiry;
BEGIN
    PERFORM public.cases_lock(of_case, false);
    FOR q IN SELECT i.* FROM public.coordination_inquiry i JOIN public.coordination_inquiry_consent c ON c.inquiry_id = i.id
             WHERE i.case_id = of_case AND c.consent_id = wanted AND i.state = 'sent' FOR UPDATE OF i
    LOOP
        PERFORM public.cases_end_grants(ARRAY[q.grant_id], why);
        UPDATE public.coordination_inquiry i SET state = 'withdrawn', withdrawn_at = at, withdrawn_by = me[2], withdrawn_reason = why,
            version = i.version + 1 WHERE i.id = q.id;
        agency_id := q.to_agency_id; since := q.recorded_at; what := '照会の一通(答える前)';
        RETURN NEXT;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION coordination_open_inquiry(uuid, uuid, smallint, uuid, uuid, timestamptz), coordination_close_inquiry(uuid, text),
    coordination_withdraw(uuid, uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION coordination_open_inquiry(uuid, uuid, smallint, uuid, uuid, timestamptz), coordination_close_inquiry(uuid, text),
    coordination_withdraw(uuid, uuid, text, timestamptz) TO kasane_app;
