-- 今日の仕事のうち、この人に何かありうる見出しの符号。開く前に一度だけ聞き、何もない見出しの問いを省く。
-- あるかもしれないものを広めに答える(見えるかは、一覧の問いが行の守りのもとで決める)。人も件数も分からない。
CREATE FUNCTION plans_waits(today date) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me CONSTANT uuid := (public.access_principal())[3];
BEGIN
    RETURN array_remove(ARRAY[
        CASE WHEN EXISTS (SELECT 1 FROM public.plans_decision d WHERE d.agency_id = me AND d.state = 'waiting') THEN 'plans.deciding' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.plans_progress_ask a WHERE a.agency_id = me AND a.answered_at IS NULL) THEN 'plans.asked' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.plans_progress_ask a JOIN public.plans_progress_request q ON q.id = a.request_id
            WHERE a.answered_at IS NULL AND a.due_on < today AND q.agency_id = me) THEN 'plans.late' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.plans_plan p JOIN public.cases_involvement v ON v.case_id = p.case_id
            WHERE p.state = 'approved' AND v.agency_id = me AND v.valid_to IS NULL) THEN 'plans.approved' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.plans_evaluation e JOIN public.plans_plan p ON p.id = e.plan_id
            JOIN public.cases_involvement v ON v.case_id = p.case_id
            WHERE e.state = 'settled' AND e.carried_at IS NULL AND e.outcome IN ('close', 'suspend')
              AND v.agency_id = me AND v.valid_to IS NULL) THEN 'plans.ending' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.plans_plan p WHERE p.state = 'final' AND p.lead_agency_id = me)
              OR EXISTS (SELECT 1 FROM public.plans_plan p JOIN public.cases_case k ON k.id = p.case_id
                  WHERE p.state = 'final' AND k.companion_agency_id = me) THEN 'plans.monitoring' END
    ], NULL);
END $$;
REVOKE ALL ON FUNCTION plans_waits(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_waits(date) TO kasane_app;
