-- 今日の仕事のうち、この人に何かありうる会議の見出しの符号。広めに答える(見えるかは、一覧の問いが決める)。
CREATE FUNCTION conferences_waits(today date) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me CONSTANT uuid[] := public.access_principal();
BEGIN
    RETURN array_remove(ARRAY[
        CASE WHEN EXISTS (SELECT 1 FROM public.conferences_officer o JOIN public.conferences_conference c ON c.id = o.conference_id
                WHERE o.posting_id = me[2] AND o.ended_at IS NULL AND c.held_on >= today)
              OR EXISTS (SELECT 1 FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
                JOIN public.conferences_conference c ON c.id = i.conference_id
                WHERE m.posting_id = me[2] AND m.left_at IS NULL AND m.shown_until > statement_timestamp() AND c.held_on >= today)
            THEN 'conferences.near' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.conferences_cooperation c WHERE c.agency_id = me[3] AND c.state = 'waiting')
            THEN 'conferences.letters' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.conferences_role r WHERE r.agency_id = me[3] AND r.done_on IS NULL AND r.cancelled_reason = '')
            THEN 'conferences.roles' END,
        CASE WHEN EXISTS (SELECT 1 FROM public.conferences_officer o JOIN public.conferences_item i ON i.conference_id = o.conference_id
                JOIN public.conferences_cooperation c ON c.item_id = i.id
                WHERE o.posting_id = me[2] AND o.ended_at IS NULL AND c.state = 'waiting') THEN 'conferences.answers' END
    ], NULL);
END $$;
REVOKE ALL ON FUNCTION conferences_waits(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_waits(date) TO kasane_app;
