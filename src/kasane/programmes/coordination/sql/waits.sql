-- 今日の仕事のうち、この人に何かありうる多機関協働の見出しの符号。広めに答える(見えるかは、一覧の問いが決める)。
CREATE FUNCTION coordination_waits(today date) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me CONSTANT uuid := (public.access_principal())[3];
BEGIN
    RETURN array_remove(ARRAY[
        CASE WHEN EXISTS (SELECT 1 FROM public.cases_referral r JOIN public.coordination_entry e ON e.referral_id = r.id
            WHERE r.to_agency_id = me AND r.state = 'sent' AND e.answer = '') THEN 'coordination.entries' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.coordination_inquiry i WHERE i.to_agency_id = me AND i.state = 'sent')
            THEN 'coordination.asked' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.coordination_inquiry i WHERE i.from_agency_id = me AND i.state = 'sent' AND i.answer_by < today)
            THEN 'coordination.late' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.coordination_inquiry i JOIN public.coordination_question q ON q.inquiry_id = i.id
            WHERE i.from_agency_id = me AND i.state = 'answered' AND q.answered AND q.taken_at IS NULL) THEN 'coordination.arrived' END
    ], NULL);
END $$;
REVOKE ALL ON FUNCTION coordination_waits(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION coordination_waits(date) TO kasane_app;
