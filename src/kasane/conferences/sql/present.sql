-- 本人・家族の参加。席(構成員)を持たないので、資料・窓口・根拠のどれもつかず、会議の成立の人数にも入らない。

-- この議題の人が、この日に「会議への本人参加」に同意しているか。後の断りがあれば効かない。
CREATE FUNCTION conferences_sits_by(of_item uuid, whom uuid, on_day date) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.id FROM public.conferences_item i JOIN public.conferences_item_person p ON p.item_id = i.id AND p.person_id = whom
    JOIN public.consent_consent c ON c.case_id = i.case_id AND c.person_id = p.person_id
    WHERE i.id = of_item AND c.kind = 'attendance' AND c.outcome = 'granted' AND on_day BETWEEN c.valid_from AND c.valid_until
      AND (c.withdrawn_at IS NULL OR on_day < (c.withdrawn_at AT TIME ZONE 'Asia/Tokyo')::date)
      AND NOT EXISTS (SELECT 1 FROM public.consent_consent n WHERE n.case_id = c.case_id AND n.person_id = c.person_id
          AND n.kind = 'attendance' AND n.outcome = 'refused' AND n.given_on <= on_day
          AND (n.given_on, n.recorded_at) >= (c.given_on, c.recorded_at))
    ORDER BY c.valid_until DESC, c.id LIMIT 1
$$;

-- 議題の人ごとに、開催の日に本人参加の同意があるか。役員にだけ答える。
CREATE FUNCTION conferences_may_sit(of_item uuid) RETURNS TABLE (person_id uuid, agreed boolean) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT p.person_id, public.conferences_sits_by(i.id, p.person_id, c.held_on) IS NOT NULL
    FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
    JOIN public.conferences_item_person p ON p.item_id = i.id
    WHERE i.id = of_item AND public.access_may_write(i.compartment_id)
      AND public.conferences_is_officer(c.id, ARRAY['secretariat', 'chair', 'minutes'])
    ORDER BY p.id
$$;

-- 出席を記録する: 事務局・司会だけ、開会中だけ。本人同意による会議の、本人同意のもとの議題で、その人の参加の同意が開催の日に効いていること。
CREATE FUNCTION conferences_sit(wanted uuid, of_item uuid, whom uuid, said_relation text, said_name text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item; c public.conferences_conference; k public.conferences_kind; found uuid;
BEGIN
    i := public.conferences_lock_item(of_item, ARRAY['secretariat', 'chair']);
    SELECT * INTO c FROM public.conferences_conference WHERE id = i.conference_id;
    SELECT * INTO k FROM public.conferences_kind WHERE id = c.kind_id;
    IF NOT k.consent_required OR NOT i.on_consent THEN
        PERFORM public.cases_refuse('本人・家族が出られるのは、本人同意のもとで諮る会議だけです');
    END IF;
    found := public.conferences_sits_by(of_item, whom, c.held_on);
    IF c.state <> 'open' OR i.state NOT IN ('tabled', 'decided') OR found IS NULL OR (btrim(said_relation) = '') <> (btrim(said_name) = '')
       OR EXISTS (SELECT 1 FROM public.conferences_present x WHERE x.item_id = of_item AND x.person_id = whom AND x.dropped_at IS NULL
            AND x.relation = said_relation AND x.name = said_name) THEN
        PERFORM public.cases_refuse('この人の参加は記録できません');
    END IF;
    INSERT INTO public.conferences_present (id, compartment_id, recorded_at, recorded_by, item_id, person_id, consent_id, relation, name,
        dropped_reason)
    VALUES (wanted, c.compartment_id, at, (public.access_principal())[2], of_item, whom, found, said_relation, said_name, '');
END $$;

-- 書き違えた参加を取り消す(行は残る)。開会中だけ。
CREATE FUNCTION conferences_unsit(wanted uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE x public.conferences_present;
BEGIN
    SELECT * INTO x FROM public.conferences_present WHERE id = wanted;
    IF x.id IS NULL THEN PERFORM public.cases_refuse('この参加の記録を扱う役員ではありません'); END IF;
    PERFORM public.conferences_lock_item(x.item_id, ARRAY['secretariat', 'chair']);
    UPDATE public.conferences_present SET dropped_at = at, dropped_reason = btrim(why) WHERE id = wanted AND dropped_at IS NULL AND btrim(why) <> ''
        AND EXISTS (SELECT 1 FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
            WHERE i.id = x.item_id AND c.state = 'open');
    IF NOT FOUND THEN PERFORM public.cases_refuse('この参加の記録は取り消せません'); END IF;
END $$;

-- 構成員を招く(移行0001のものを作り直す): 本人・家族は、構成員としては招かない(席も窓も持たない)。事務局・司会だけ。窓は議題の窓の中。利害関係のある人は招けず、同意が要るなら、その機関に及んでいること。
CREATE OR REPLACE FUNCTION conferences_invite(wanted uuid, of_item uuid, seat uuid, outside uuid, agency uuid, in_part text, appointment uuid,
                                   both_ways boolean, since timestamptz, until timestamptz, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item; today date := public.conferences_today(at); of_agency uuid := agency;
BEGIN
    i := public.conferences_lock_item(of_item, ARRAY['secretariat', 'chair']);
    IF seat IS NOT NULL THEN SELECT p.agency_id INTO of_agency FROM public.agencies_posting p WHERE p.id = seat; END IF;
    IF i.state <> 'tabled' OR in_part NOT IN ('standing', 'for_item', 'observer') OR since < i.shown_from
       OR until > i.shown_until OR until <= since OR (seat IS NULL) = (outside IS NULL)
       OR seat IS NOT NULL AND (NOT public.conferences_in_post(seat, today) OR public.conferences_denied(i.compartment_id, seat))
       OR outside IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.agencies_outsidemember o WHERE o.id = outside AND o.valid_from <= today
            AND (o.valid_to IS NULL OR o.valid_to > today))
       OR EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.item_id = of_item AND m.left_at IS NULL
            AND (m.posting_id = seat OR m.outside_member_id = outside)) THEN
        PERFORM public.cases_refuse('この人は、この議題に招けません');
    END IF;
    IF public.conferences_lacks(of_item, of_agency, today) THEN
        PERFORM public.cases_refuse('本人の同意が、この人の機関には及んでいません');
    END IF;
    PERFORM public.conferences_write_member(wanted, of_item, seat, outside, of_agency, in_part, appointment, both_ways, since, until, at, NULL, '');
    PERFORM public.conferences_note_consents(of_item, of_agency, today);
END $$;

REVOKE ALL ON FUNCTION conferences_sits_by(uuid, uuid, date), conferences_may_sit(uuid),
    conferences_sit(uuid, uuid, uuid, text, text, timestamptz), conferences_unsit(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_may_sit(uuid), conferences_sit(uuid, uuid, uuid, text, text, timestamptz),
    conferences_unsit(uuid, text, timestamptz) TO kasane_app;
