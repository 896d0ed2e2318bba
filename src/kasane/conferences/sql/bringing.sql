-- 持ち込んだ機関を書いて議題を上げる。会議にかけられる役割に、アウトリーチ・参加支援を加える(seed 001: どちらの事業者もプランを会議に諮る)。
-- conferences_open_agendas を作り直す(移行0001のもの)。conferences_add_item は、鍵の順とともに in_order.sql が作り直す。

-- 議題を持ち込んだ機関として書けるか: 自機関か、事案の議題なら今その事案に関わる機関、事案のない議題なら今ある町の機関。
CREATE FUNCTION conferences_brings(agency uuid, of_case uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce(agency = (public.access_principal())[3]
        OR of_case IS NOT NULL AND EXISTS (SELECT 1 FROM public.cases_involvement v
            WHERE v.case_id = of_case AND v.agency_id = agency AND v.valid_to IS NULL)
        OR of_case IS NULL AND EXISTS (SELECT 1 FROM public.agencies_agency a
            WHERE a.id = agency AND (a.closed_on IS NULL OR a.closed_on > on_day)), false)
$$;
REVOKE ALL ON FUNCTION conferences_brings(uuid, uuid, date) FROM PUBLIC;

-- 議題を受け付けている会議(日時と種類だけ)。会議にかけられる役割の人が引ける。
CREATE OR REPLACE FUNCTION conferences_open_agendas() RETURNS TABLE (conference_id uuid, kind_id uuid, kind_code text, number smallint, held_on date,
    starts_at time, ends_at time, place text, method text, purpose text, state text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.kind_id, c.kind_code, c.number::smallint, c.held_on, c.starts_at, c.ends_at, c.place, c.method, c.purpose, c.state
    FROM public.conferences_conference c
    WHERE c.takes_proposals AND c.state IN ('planned', 'called') AND c.held_on >= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
      AND public.access_has_role(ARRAY['secretariat', 'coordinator', 'outreach', 'participation']) ORDER BY c.held_on, c.id
$$;
