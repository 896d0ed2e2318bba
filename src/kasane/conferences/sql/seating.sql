-- conferences_seat を作り直す: 同じ人を同じ役に二度つけることは、会議の行に鍵をかけてから断る(同時の二人でも、片方は断りになる)。

-- 役員を一人、席につける(守秘を確認するまで何も見えない)。もう上がっている議題にも、役員として入る。
CREATE OR REPLACE FUNCTION conferences_seat(officer uuid, of_conference uuid, seat uuid, in_part text, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c public.conferences_conference; already public.conferences_officer; i record;
BEGIN
    c := public.conferences_lock(of_conference, ARRAY['secretariat', 'chair']);
    IF c.state NOT IN ('planned', 'called', 'open') OR NOT public.conferences_in_post(seat, public.conferences_day(statement_timestamp()))
       OR in_part NOT IN ('secretariat', 'chair', 'minutes')
       OR EXISTS (SELECT 1 FROM public.conferences_officer o WHERE o.conference_id = of_conference AND o.posting_id = seat
            AND o.part = in_part) THEN
        PERFORM public.cases_refuse('この人を役員にできません');
    END IF;
    SELECT * INTO already FROM public.conferences_officer o WHERE o.conference_id = of_conference AND o.posting_id = seat
        AND o.ended_at IS NULL ORDER BY o.acknowledged_at NULLS LAST LIMIT 1;
    INSERT INTO public.conferences_officer (id, compartment_id, recorded_at, recorded_by, conference_id, posting_id, agency_id, part,
        acknowledged_at, wording)
    SELECT officer, c.compartment_id, at, me[2], of_conference, p.id, p.agency_id, in_part, already.acknowledged_at,
        coalesce(already.wording, '') FROM public.agencies_posting p WHERE p.id = seat;
    FOR i IN SELECT x.id FROM public.conferences_item x WHERE x.conference_id = of_conference AND x.state IN ('tabled', 'decided') LOOP
        PERFORM public.conferences_place_officers(i.id, at);
        PERFORM public.conferences_note_consents(i.id, (SELECT p.agency_id FROM public.agencies_posting p WHERE p.id = seat),
            public.conferences_today(at));
        IF public.conferences_lacks(i.id, (SELECT p.agency_id FROM public.agencies_posting p WHERE p.id = seat), public.conferences_today(at)) THEN
            PERFORM public.cases_refuse('本人の同意が、この役員の機関には及んでいません');
        END IF;
    END LOOP;
END $$;
