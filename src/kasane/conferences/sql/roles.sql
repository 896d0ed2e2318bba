-- 決まった役割と、足りない資源。会議の外へ出る言葉なので、名前が入っていれば断る。
CREATE FUNCTION conferences_assign_role(wanted uuid, room uuid, of_item uuid, to_agency uuid, to_outside uuid, words text, pieces text[], due date,
                                        at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.conferences_item; c public.conferences_conference;
BEGIN
    SELECT * INTO i FROM public.conferences_item WHERE id = of_item;
    IF i.id IS NULL OR NOT public.access_may_write(i.compartment_id) OR i.state NOT IN ('tabled', 'decided') THEN
        PERFORM public.cases_refuse('この議題の役割を決める根拠がありません');
    END IF;
    PERFORM public.conferences_keep_names_in(of_item, pieces);
    IF to_agency IS NOT NULL THEN
        PERFORM public.cases_check_agency(to_agency, NULL);
    END IF;
    SELECT * INTO c FROM public.conferences_conference WHERE id = i.conference_id;
    INSERT INTO public.access_compartment (id, kind, subject_id, opened_at, opened_by) VALUES (room, 2, wanted, clock_timestamp(), me[2]);
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_by, granted_at,
                                     ended_reason)
    SELECT gen_random_uuid(), room, 'agency', g.holder, g.ground, true, statement_timestamp(), '会議で決まった役割', me[2], clock_timestamp(), ''
    FROM (SELECT me[3] AS holder, 'received' AS ground UNION ALL SELECT to_agency, 'team' WHERE to_agency <> me[3]) g;
    INSERT INTO public.conferences_role (id, compartment_id, recorded_at, recorded_by, item_id, kind_code, held_on, agency_id, outside_member_id,
                                         wording, due_on, done_note, cancelled_reason, version)
    VALUES (wanted, room, at, me[2], of_item, c.kind_code, c.held_on, to_agency, to_outside, words, due, '', '', 1);
END $$;

-- 済みにする: 受け持つ機関か、決めた側。返す言葉にも名前は入れない(決めた側の機関の、議題を知らない同僚も読む)。
CREATE FUNCTION conferences_finish_role(wanted uuid, said text, pieces text[], expected integer, on_day date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); r public.conferences_role;
BEGIN
    SELECT * INTO r FROM public.conferences_role WHERE id = wanted FOR UPDATE;
    IF r.id IS NULL OR NOT public.access_may_write(r.compartment_id) OR r.done_on IS NOT NULL OR r.cancelled_reason <> ''
       OR r.version <> expected OR r.agency_id IS NOT NULL AND r.agency_id <> me[3] THEN
        PERFORM public.cases_refuse('この役割を済みにする根拠がありません');
    END IF;
    PERFORM public.conferences_keep_names_in(r.item_id, pieces);
    UPDATE public.conferences_role SET done_on = on_day, done_by = me[2], done_note = said, version = version + 1 WHERE id = wanted;
END $$;

-- 取りやめる: 議題に書ける役員だけ。
CREATE FUNCTION conferences_cancel_role(wanted uuid, why text, pieces text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE r public.conferences_role;
BEGIN
    SELECT * INTO r FROM public.conferences_role WHERE id = wanted FOR UPDATE;
    IF r.id IS NULL OR r.done_on IS NOT NULL OR r.cancelled_reason <> '' OR btrim(why) = '' OR NOT public.access_may_write(
        (SELECT i.compartment_id FROM public.conferences_item i WHERE i.id = r.item_id)) THEN
        PERFORM public.cases_refuse('この役割を取りやめる根拠がありません');
    END IF;
    PERFORM public.conferences_keep_names_in(r.item_id, pieces);
    UPDATE public.conferences_role SET cancelled_reason = why, version = version + 1 WHERE id = wanted;
END $$;

-- 議題の部屋を持つ人に、その議題で決まった役割を返す(役割の部屋そのものは、役員と受け持つ機関だけが持つ)。
CREATE FUNCTION conferences_roles_of(of_item uuid)
RETURNS TABLE (id uuid, agency_id uuid, outside_member_id uuid, wording text, due_on date, done_on date, done_note text, cancelled_reason text,
               version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.id, r.agency_id, r.outside_member_id, r.wording, r.due_on, r.done_on, r.done_note, r.cancelled_reason, r.version
    FROM public.conferences_role r JOIN public.conferences_item i ON i.id = r.item_id
    WHERE r.item_id = of_item AND EXISTS (SELECT 1 FROM public.access_held(i.compartment_id)) ORDER BY r.due_on NULLS LAST, r.id
$$;

CREATE FUNCTION conferences_name_need(wanted uuid, link uuid, of_item uuid, in_area uuid, in_field text, for_purpose text, words text,
                                      pieces text[], on_day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.conferences_item; c public.conferences_conference;
BEGIN
    SELECT * INTO i FROM public.conferences_item WHERE id = of_item;
    IF i.id IS NULL OR NOT public.access_may_write(i.compartment_id) OR i.state NOT IN ('tabled', 'decided') THEN
        PERFORM public.cases_refuse('この議題の足りない資源を書く根拠がありません');
    END IF;
    PERFORM public.conferences_keep_names_in(of_item, pieces);
    SELECT * INTO c FROM public.conferences_conference WHERE id = i.conference_id;
    INSERT INTO public.conferences_need (id, kind_code, named_on, area_id, field, purpose, text, state, progress, changed_on, changed_by, version)
        VALUES (wanted, c.kind_code, on_day, in_area, in_field, for_purpose, words, 'named', '', on_day, me[2], 1);
    INSERT INTO public.conferences_item_need (id, compartment_id, item_id, need_id) VALUES (link, i.compartment_id, of_item, wanted);
END $$;

-- 台帳を進める。言葉は、その議題の人の名前とここで照らす(書く人は議題を知らなくてよい)。
CREATE FUNCTION conferences_move_need(wanted uuid, to_state text, said text, pieces text[], expected integer, on_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    IF NOT public.access_has_role(ARRAY['secretariat', 'coordinator', 'community']) OR to_state NOT IN ('named', 'working', 'met', 'dropped') THEN
        PERFORM public.cases_refuse('台帳を進める役割ではありません');
    END IF;
    PERFORM public.conferences_keep_names_in((SELECT n.item_id FROM public.conferences_item_need n WHERE n.need_id = wanted), pieces);
    UPDATE public.conferences_need SET state = to_state, progress = said, changed_on = on_day, changed_by = me[2], version = version + 1
        WHERE id = wanted AND version = expected;
    IF NOT FOUND THEN
        PERFORM public.cases_refuse('ほかの人が先に更新しました');
    END IF;
END $$;

REVOKE ALL ON FUNCTION conferences_assign_role(uuid, uuid, uuid, uuid, uuid, text, text[], date, timestamptz),
    conferences_finish_role(uuid, text, text[], integer, date), conferences_cancel_role(uuid, text, text[]), conferences_roles_of(uuid),
    conferences_name_need(uuid, uuid, uuid, uuid, text, text, text, text[], date),
    conferences_move_need(uuid, text, text, text[], integer, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_assign_role(uuid, uuid, uuid, uuid, uuid, text, text[], date, timestamptz),
    conferences_finish_role(uuid, text, text[], integer, date), conferences_cancel_role(uuid, text, text[]), conferences_roles_of(uuid),
    conferences_name_need(uuid, uuid, uuid, uuid, text, text, text, text[], date),
    conferences_move_need(uuid, text, text, text[], integer, date) TO kasane_app;
