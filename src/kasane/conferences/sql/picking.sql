-- 資料の一行を、記録から選んで置く。どの機関の、いつの記録かは、言われたことではなく、元の行から決める。

-- 元の行: 事案・人・機関・時点・部屋・税の申告か。訂正された経過、自機関だけの経過、取り下げた行は、元にならない。
-- アセスメントの表は上の部屋(多機関協働)のもので、呼ばれたときに初めて読む。
CREATE FUNCTION conferences_source(of_kind text, wanted uuid) RETURNS TABLE (case_id uuid, person_id uuid, agency_id uuid, as_of date, room uuid,
    tax boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    CASE of_kind
    WHEN 'note' THEN RETURN QUERY SELECT n.case_id, n.person_id, n.agency_id, n.happened_on, n.compartment_id, false FROM public.cases_note n
        WHERE n.id = wanted AND n.kind = 'contact' AND n.audience <> 'own' AND n.corrected_at IS NULL;
    WHEN 'plan_goal' THEN RETURN QUERY SELECT p.case_id, g.person_id, g.agency_id, public.conferences_day(g.recorded_at), g.compartment_id, false
        FROM public.plans_goal g JOIN public.plans_plan p ON p.id = g.plan_id WHERE g.id = wanted AND g.withdrawn_at IS NULL;
    WHEN 'plan_step' THEN RETURN QUERY SELECT p.case_id, s.person_id, s.written_agency_id, public.conferences_day(s.recorded_at),
            s.compartment_id, false
        FROM public.plans_step s JOIN public.plans_plan p ON p.id = s.plan_id WHERE s.id = wanted AND s.withdrawn_at IS NULL;
    WHEN 'assessment' THEN RETURN QUERY SELECT a.case_id, f.person_id, coalesce(f.source_agency_id, p.agency_id),
            coalesce(f.as_of, public.conferences_day(f.recorded_at)), f.compartment_id, d.declared_only
        FROM public.coordination_fact f JOIN public.coordination_assessment a ON a.id = f.assessment_id
        JOIN public.coordination_item d ON d.id = f.item_id LEFT JOIN public.agencies_posting p ON p.id = f.recorded_by
        WHERE f.id = wanted AND NOT EXISTS (SELECT 1 FROM public.coordination_fact n WHERE n.cell_id = f.cell_id AND n.number > f.number);
    ELSE RETURN;
    END CASE;
END $$;

-- 元の行を今読める人が、その事案の議題にだけ置ける。税の申告の欄と税務の機関の記録は、だれの税情報か分かるものだけ、税情報としてだけ
-- (その人の税の同意が要る)。世帯の課税状況のように、だれの同意が要るのか決まらないものは置けない。
-- 先に事案・会議・議題の順に鍵をかける(conferences_hold_case は in_order.sql)。
CREATE FUNCTION conferences_pick_fact(wanted uuid, of_item uuid, facts jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE s record; i public.conferences_item; picked uuid := (facts->>'source_id')::uuid;
BEGIN
    PERFORM public.conferences_hold_case((SELECT x.case_id FROM public.conferences_item x WHERE x.id = of_item));
    PERFORM 1 FROM public.conferences_conference c WHERE c.id = (SELECT x.conference_id FROM public.conferences_item x WHERE x.id = of_item)
        FOR SHARE;
    PERFORM 1 FROM public.conferences_item x WHERE x.id = of_item FOR UPDATE;
    SELECT * INTO i FROM public.conferences_item x WHERE x.id = of_item;
    SELECT * INTO s FROM public.conferences_source(facts->>'source_kind', picked);
    IF s.room IS NULL OR i.case_id IS DISTINCT FROM s.case_id OR s.person_id IS DISTINCT FROM (facts->>'person_id')::uuid
       OR NOT EXISTS (SELECT 1 FROM public.access_held(s.room)) THEN
        PERFORM public.cases_refuse('この記録は、この議題の資料にできません');
    END IF;
    IF (s.tax OR public.conferences_is_tax_office(s.agency_id)) AND (facts->>'provenance' <> 'tax' OR s.person_id IS NULL) THEN
        PERFORM public.cases_refuse('税のことは、本人の税の同意のもとで、税情報としてだけ載せられます');
    END IF;
    IF EXISTS (SELECT 1 FROM public.conferences_fact f WHERE f.item_id = of_item AND f.source_id = picked AND f.dropped_at IS NULL) THEN
        PERFORM public.cases_refuse('この記録は、もう資料に載っています');
    END IF;
    PERFORM public.conferences_put_fact(wanted, of_item, facts, false, at);
    UPDATE public.conferences_fact SET source_agency_id = coalesce(s.agency_id, source_agency_id), as_of = s.as_of WHERE id = wanted;
END $$;
REVOKE ALL ON FUNCTION conferences_source(text, uuid), conferences_pick_fact(uuid, uuid, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_pick_fact(uuid, uuid, jsonb, timestamptz) TO kasane_app;
