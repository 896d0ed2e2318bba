-- 堂々めぐりしていないか: 一つの種類の会議の、ある期間の数だけを返す(mission 3.9)。議題も事案も返さない。
-- 決まった、と数えるのは、了承・不適・役割を決めたもの。修正して再度・継続は、まだ決まっていない。
CREATE FUNCTION conferences_circles(of_kind text, first_day date, last_day date) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE answer jsonb;
BEGIN
    IF NOT public.access_has_role(ARRAY['city_officer', 'secretariat', 'coordinator']) THEN
        PERFORM public.cases_refuse('会議の振り返りを見る役割ではありません');
    END IF;
    WITH item AS (
        SELECT i.id, i.case_id, i.purpose, i.requested_on, f.field, d.decided_on,
               coalesce(d.outcome IN ('approved', 'declined', 'noted'), false) AS settled
        FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
        LEFT JOIN public.agencies_agency f ON f.id = i.reporter_agency_id
        LEFT JOIN public.conferences_decision d ON d.item_id = i.id
        WHERE c.kind_code = of_kind AND c.held_on BETWEEN first_day AND last_day AND c.state = 'closed' AND i.state <> 'cancelled'),
    by_case AS (SELECT case_id, count(*) AS times, bool_or(settled) AS settled FROM item WHERE case_id IS NOT NULL GROUP BY case_id)
    SELECT jsonb_build_object(
        'items', (SELECT count(*) FROM item),
        'decided', (SELECT count(*) FROM item WHERE settled),
        'unclear', (SELECT count(*) FROM item WHERE purpose = ''),
        'cases', (SELECT count(*) FROM by_case),
        'repeated', (SELECT count(*) FROM by_case WHERE times > 1),
        'stuck', (SELECT count(*) FROM by_case WHERE times > 1 AND NOT settled),
        'days', (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY decided_on - requested_on) FROM item WHERE settled),
        'slowest', (SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY decided_on - requested_on) FROM item WHERE settled),
        'purposes', (SELECT coalesce(jsonb_object_agg(p.purpose, p.n), '{}') FROM (
            SELECT purpose, count(*) AS n FROM item WHERE purpose <> '' GROUP BY purpose) p),
        'brought', (SELECT coalesce(jsonb_object_agg(b.field, b.n), '{}') FROM (
            SELECT field, count(*) AS n FROM item WHERE field IS NOT NULL GROUP BY field) b),
        'returned', (SELECT coalesce(jsonb_object_agg(r.field, jsonb_build_array(r.n, r.done)), '{}') FROM (
            SELECT a.field, count(*) AS n, count(*) FILTER (WHERE o.done_on IS NOT NULL) AS done
            FROM public.conferences_role o JOIN item ON item.id = o.item_id JOIN public.agencies_agency a ON a.id = o.agency_id
            WHERE o.cancelled_reason = '' GROUP BY a.field) r),
        'needs', (SELECT count(*) FROM public.conferences_need n WHERE n.kind_code = of_kind AND n.named_on BETWEEN first_day AND last_day),
        'met', (SELECT count(*) FROM public.conferences_need n WHERE n.kind_code = of_kind AND n.named_on BETWEEN first_day AND last_day
            AND n.state = 'met')) INTO answer;
    RETURN answer;
END $$;
REVOKE ALL ON FUNCTION conferences_circles(text, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_circles(text, date, date) TO kasane_app;
