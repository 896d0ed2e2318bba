-- 自機関で受けた記録を、日付の順に引けるようにする。言葉の索引は、一行ずつ直すと何倍もかかるので、外してから作り直す。
DROP INDEX search_text_grams;
UPDATE search_text t SET home_agency_id = g.holder_id FROM access_grant g WHERE g.compartment_id = t.compartment_id AND g.home;
CREATE INDEX search_text_grams ON search_text USING gin (search_grams(folded, happened_on, source_kind)) WITH (fastupdate = off);

CREATE FUNCTION search_copy_home() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT g.holder_id INTO NEW.home_agency_id FROM public.access_grant g WHERE g.compartment_id = NEW.compartment_id AND g.home;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION search_copy_home() FROM PUBLIC;
CREATE TRIGGER search_text_home BEFORE INSERT OR UPDATE OF compartment_id ON search_text FOR EACH ROW EXECUTE FUNCTION search_copy_home();

-- 自機関で受けたもののほかに、見せてもらっている区画。most を超えるなら NULL。
CREATE FUNCTION search_away_rooms(me uuid[], most integer) RETURNS uuid[] LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN count(*) <= most THEN coalesce(array_agg(m.compartment_id), '{}') END FROM (
        SELECT g.compartment_id FROM public.access_grant g WHERE g.holder_id = ANY (me) AND NOT g.home AND g.compartment_id IS NOT NULL
          AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()) LIMIT most + 1) m
$$;

-- 受けた記録の少ない窓口: 自機関で受けた記録を日付の索引から、見せてもらっている区画を区画の索引から引き、どちらも見えるかを一行ずつ確かめる。
-- 言葉がよくあるなら新しい方から読み、まれなら言葉の索引と重ねる。この引き方に合わない窓口なら NULL。
CREATE FUNCTION search_own(me uuid[], terms smallint[], words text[], kinds text[], since date, take integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public
SET work_mem = '64MB' SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    away uuid[] := public.search_away_rooms(me, 3000);
    texts text := public.search_words_sql(terms, words); visible text := public.search_visible_sql(false, false, false);
    is_common boolean; grams text; found uuid[];
BEGIN
    IF away IS NULL OR (SELECT count(*) > 40000 FROM (SELECT 1 FROM public.search_text t WHERE t.home_agency_id = me[3] LIMIT 40001) s) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT count(*) FILTER (WHERE %s) >= 6 FROM (SELECT * FROM public.search_text WHERE home_agency_id = ($1)[3]'
                   ' ORDER BY happened_on DESC, source_id DESC LIMIT 300) t', texts) INTO is_common USING me;
    grams := CASE WHEN is_common THEN 'true' ELSE 'public.search_grams(t.folded, t.happened_on, t.source_kind) @@ (SELECT $6::tsquery)' END;
    -- 並べてから OFFSET 0 の外で見えるかを確かめる(先に確かめると、当たったすべての行を確かめることになる)。
    EXECUTE format('SELECT array_agg(r.source_id ORDER BY r.happened_on DESC, r.source_id DESC) FROM ('
        '(SELECT t.source_id, t.happened_on FROM (SELECT t.* FROM public.search_text t WHERE t.home_agency_id = ($1)[3] AND %1$s AND %2$s'
        ' ORDER BY t.happened_on DESC, t.source_id DESC OFFSET 0) t WHERE %3$s LIMIT $5) UNION ALL'
        ' (SELECT t.source_id, t.happened_on FROM (SELECT t.* FROM public.search_text t WHERE t.compartment_id = ANY ((SELECT $2)::uuid[])'
        ' AND t.home_agency_id IS DISTINCT FROM ($1)[3] AND %1$s AND %2$s ORDER BY t.happened_on DESC, t.source_id DESC OFFSET 0) t'
        ' WHERE %3$s LIMIT $5) ORDER BY happened_on DESC, source_id DESC LIMIT $5) r',
        grams, format('($3 IS NULL OR t.source_kind = ANY ($3)) AND ($4 IS NULL OR t.happened_on >= $4) AND (%s)', texts), visible)
    INTO found USING me, away, kinds, since, take, public.search_words_query(terms, words);
    RETURN coalesce(found, '{}');
END $$;
REVOKE ALL ON FUNCTION search_away_rooms(uuid[], integer), search_own(uuid[], smallint[], text[], text[], date, integer) FROM PUBLIC;
