-- 今日の仕事のうち、外から届いて扱っていない文が、この人の役員の会議にありうるか。広めに答える(見えるかは、一覧の問いが決める)。
CREATE FUNCTION portal_waits(today date) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me CONSTANT uuid[] := public.access_principal();
BEGIN
    RETURN CASE WHEN EXISTS (
        SELECT 1 FROM public.portal_message m WHERE m.taken_at IS NULL AND EXISTS (
            SELECT 1 FROM public.access_grant g WHERE g.compartment_id = m.compartment_id AND g.holder_id = ANY (me)))
        THEN ARRAY['portal.arrived'] ELSE ARRAY[]::text[] END;
END $$;
REVOKE ALL ON FUNCTION portal_waits(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_waits(date) TO kasane_app;
