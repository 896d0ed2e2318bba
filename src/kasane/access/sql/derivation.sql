-- 導出: 今「どの配属が、どの区画に、どの根拠を持つか」の全組。行の守り（rls.py の述語）とは別の書き方で同じ規則を述べ、
-- doctor と試験が三つ（Python・この導出・RLS が実際に返す行）の一致を確かめる。所有者だけが引ける。
CREATE FUNCTION access_derivation() RETURNS TABLE (posting_id uuid, compartment_id uuid, ground text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    WITH moment AS (SELECT statement_timestamp() AS at, (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS day),
    seat AS (
        SELECT p.id, h.holder_id FROM moment, public.agencies_posting p
        JOIN public.agencies_account a ON a.id = p.account_id AND a.is_active
        CROSS JOIN LATERAL unnest(ARRAY[p.account_id, p.id, p.agency_id]) AS h(holder_id)
        WHERE daterange(p.valid_from, p.valid_to, '[)') @> moment.day),
    live_deny AS (
        SELECT d.compartment_id, d.holder_id FROM public.access_deny d, moment
        WHERE tstzrange(d.valid_from, d.valid_to, '[)') @> moment.at),
    live_grant AS (
        SELECT coalesce(g.compartment_id, c.id) AS room, g.holder_id, g.ground,
               g.compartment_id IS NOT NULL AND g.holder_kind = 'account' AS by_name
        FROM moment, public.access_grant g
        LEFT JOIN public.access_compartment c ON g.compartment_id IS NULL AND c.kind = g.kind
        WHERE tstzrange(g.valid_from, g.valid_to, '[)') @> moment.at)
    SELECT DISTINCT s.id, g.room, g.ground
    FROM live_grant g JOIN seat s ON s.holder_id = g.holder_id
    WHERE (g.by_name OR NOT EXISTS (SELECT FROM live_deny d WHERE d.compartment_id = g.room AND d.holder_id IS NULL))
      AND NOT EXISTS (SELECT FROM live_deny d JOIN seat other ON other.holder_id = d.holder_id
                      WHERE d.compartment_id = g.room AND other.id = s.id);
END $$;
REVOKE ALL ON FUNCTION access_derivation() FROM PUBLIC;
