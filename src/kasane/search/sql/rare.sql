-- まれな言葉として引く、当たる行の上限(件)。
CREATE OR REPLACE FUNCTION search_few_hits() RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$ SELECT 3000 $$;

-- まれな言葉: 期間を決めずに言葉の索引だけで引く(月や年の札を重ねる方が、当たる行をすべて読むより何倍もかかる)。当たる行が多ければ NULL。
-- texts・visible は言葉の条件と見えるかの条件の文、rooms は自分の区画(少ない窓口だけ。ほかは NULL)。
CREATE OR REPLACE FUNCTION search_rare(me uuid[], rooms uuid[], texts text, visible text, words text, kinds text[], since date, take integer)
RETURNS uuid[] LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan AS $$
DECLARE most CONSTANT integer := public.search_few_hits(); read_rows bigint; found uuid[];
BEGIN
    EXECUTE format('WITH hit AS MATERIALIZED (SELECT t.* FROM public.search_text t'
        ' WHERE public.search_grams(t.folded, t.happened_on, t.source_kind) @@ (SELECT $3::tsquery) LIMIT %s)'
        ' SELECT (SELECT count(*) FROM hit), array_agg(r.source_id ORDER BY r.happened_on DESC, r.source_id DESC) FROM ('
        ' SELECT t.source_id, t.happened_on FROM (SELECT t.* FROM hit t WHERE (%s) AND ($4 IS NULL OR t.source_kind = ANY ($4))'
        ' AND ($5 IS NULL OR t.happened_on >= $5) ORDER BY t.happened_on DESC, t.source_id DESC OFFSET 0) t WHERE %s LIMIT $6) r',
        most + 1, texts, visible)
    INTO read_rows, found USING me, rooms, words, kinds, since, take;
    RETURN CASE WHEN read_rows <= most THEN coalesce(found, '{}') END;
END $$;
REVOKE ALL ON FUNCTION search_few_hits(), search_rare(uuid[], uuid[], text, text, text, text[], date, integer) FROM PUBLIC;
