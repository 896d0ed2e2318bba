-- 管理する人（受付・主担当・市・名指し）が終わらせるための、根拠の番号つきの一覧。ほかの人には空。
CREATE FUNCTION access_managed(room uuid)
RETURNS TABLE (id uuid, ground text, holder_kind text, holder_id uuid, valid_from timestamptz, valid_to timestamptz, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT g.id, g.ground, g.holder_kind, g.holder_id, g.valid_from, g.valid_to, g.reason FROM public.access_grant g
    WHERE g.compartment_id = room AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write AND h.ground IN ('received', 'lead', 'city', 'named'))
    ORDER BY g.valid_from, g.id
$$;
REVOKE ALL ON FUNCTION access_managed(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_managed(uuid) TO kasane_app;
