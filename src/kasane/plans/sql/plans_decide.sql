-- 市が決める・差し戻す。決める課に「実施主体（市）」の根拠を持つ、市の担当者だけ。決まって初めてプランが確定する。
CREATE FUNCTION plans_decide(wanted uuid, result text, document text, on_day date, what text, under text, draft text,
                             at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); d public.plans_decision; p public.plans_plan; plan uuid;
BEGIN
    -- 先にプラン、次に一件の順で押さえる(ほかの関数と同じ順なので、互いに待ち合うことがない)。
    SELECT x.plan_id INTO plan FROM public.plans_decision x WHERE x.id = wanted;
    SELECT * INTO p FROM public.plans_plan WHERE id = plan FOR UPDATE;
    SELECT * INTO d FROM public.plans_decision WHERE id = wanted FOR UPDATE;
    IF me IS NULL OR cardinality(me) <> 3 OR d.id IS NULL OR NOT public.access_has_role(ARRAY['city_officer'])
       OR NOT EXISTS (SELECT 1 FROM public.access_held(d.compartment_id) h WHERE h.ground = 'city' AND h.may_write) THEN
        PERFORM public.plans_refuse('この一件を決める根拠がありません');
    END IF;
    IF d.state <> 'waiting' OR p.state <> 'approved' OR result NOT IN ('decided', 'returned') OR btrim(what) = ''
       OR on_day IS NULL OR on_day < d.approved_on OR on_day > (at AT TIME ZONE 'Asia/Tokyo')::date
       OR result = 'decided' AND btrim(document) = '' THEN
        PERFORM public.plans_refuse('もう決まった一件か、決裁の日・文書番号・内容が合いません');
    END IF;
    UPDATE public.plans_decision SET state = result, document_number = document, decided_on = on_day, decided_by = me[2], content = what,
        conditions = under, draft_text = draft, version = version + 1 WHERE id = d.id;
    IF result = 'decided' THEN
        PERFORM public.cases_event(p.case_id, p.compartment_id, 'decide_plan', 'decided', d.id, d.agency_id, '市が支援決定をした', '', at);
        PERFORM public.plans_make_final(p.id, on_day, at);
    ELSE
        UPDATE public.plans_plan SET state = 'draft', state_reason = what, changed_at = at WHERE id = p.id;
        PERFORM public.cases_event(p.case_id, p.compartment_id, 'return_plan', 'returned', d.id, d.agency_id, '市がプランを差し戻した', '', at);
    END IF;
END $$;
REVOKE ALL ON FUNCTION plans_decide(uuid, text, text, date, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_decide(uuid, text, text, date, text, text, text, timestamptz) TO kasane_app;
