-- 市へ出す書類の日付を和暦で写す(決裁の起案文に、そのまま載るため)。kernel/wareki.py の format_wareki と同じ言い方で、一致を確かめている。
CREATE FUNCTION plans_wareki(day date) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT e.era || CASE y.n WHEN 1 THEN '元' ELSE y.n::text END || to_char(day, '年FMMM月FMDD日')
    FROM (VALUES (date '2019-05-01', '令和', 2018), ('1989-01-08', '平成', 1988), ('1926-12-25', '昭和', 1925)) e (since, era, before),
        LATERAL (SELECT extract(year FROM day)::integer - e.before) y (n) WHERE e.since <= day ORDER BY e.since DESC LIMIT 1
$$;

REVOKE ALL ON FUNCTION plans_wareki(date) FROM PUBLIC;
