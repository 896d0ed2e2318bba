-- この根拠のうち、続いている伴走・主担当に結び付いたもの。その区画を管理する人だけが尋ねられる(事案が見えなくても、伴走を見えなくはできない)。
CREATE FUNCTION cases_keeps(grants uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT g.id FROM public.access_grant g
    WHERE g.id = ANY (grants) AND public.access_manages(g.compartment_id) AND EXISTS (
        SELECT 1 FROM public.cases_involvement_grant x JOIN public.cases_involvement v ON v.id = x.involvement_id
        WHERE x.grant_id = g.id AND x.room_id = g.compartment_id AND v.role IN ('companion', 'lead') AND v.valid_to IS NULL)
$$;
REVOKE ALL ON FUNCTION cases_keeps(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_keeps(uuid[]) TO kasane_app;
