-- 自機関で受けた記録から引く窓口の上限(件)。
CREATE OR REPLACE FUNCTION search_few_own() RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$ SELECT 40000 $$;

-- この機関で受けた記録の数。most を超えたら、そこで数えるのをやめる。
CREATE OR REPLACE FUNCTION search_home_rows(agency uuid, most integer) RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM (SELECT 1 FROM public.search_text t WHERE t.home_agency_id = agency LIMIT most) s
$$;

-- 受けた記録の少ない窓口: 自機関で受けた記録を日付の索引から、見せてもらっている区画を区画の索引から引き、どちらも見えるかを一行ずつ確かめる。
-- よくある言葉は新しい方から読んで足りたところで止め、まれなら言葉の索引と重ねる。この引き方に合わない窓口なら NULL。
CREATE OR REPLACE FUNCTION search_own(me uuid[], terms smallint[], words text[], kinds text[], since date, take integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET work_mem = '64MB' SET max_parallel_workers_per_gather = 0
SET enable_seqscan = off SET enable_bitmapscan = on SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    most CONSTANT integer := public.search_few_own();
    away uuid[] := public.search_away_rooms(me, 3000);
    texts text := public.search_words_sql(terms, words); visible text := public.search_visible_sql(false, false, false);
    is_common boolean; few boolean; matching text; found uuid[]; own_found bigint;
BEGIN
    IF away IS NULL THEN RETURN NULL; END IF;
    EXECUTE format('SELECT count(*) FILTER (WHERE %s) >= 6 FROM (SELECT * FROM public.search_text WHERE home_agency_id = ($1)[3]'
                   ' ORDER BY happened_on DESC, source_id DESC LIMIT 300) t', texts) INTO is_common USING me;
    IF NOT is_common THEN
        few := public.search_home_rows(me[3], most + 1) <= most;
        IF NOT few THEN RETURN NULL; END IF;
    END IF;
    -- よくある言葉は、日付の索引の順に読むだけにする(束ねて引くと、足りても止まれない)。
    PERFORM set_config('enable_bitmapscan', CASE WHEN is_common THEN 'off' ELSE 'on' END, true);
    matching := format('%s AND ($3 IS NULL OR t.source_kind = ANY ($3)) AND ($4 IS NULL OR t.happened_on >= $4) AND (%s)',
        CASE WHEN is_common THEN 'true' ELSE 'public.search_grams(t.folded, t.happened_on, t.source_kind) @@ (SELECT $6::tsquery)' END, texts);
    -- 並べてから OFFSET 0 の外で見えるかを確かめる(先に確かめると、当たったすべての行を確かめることになる)。
    -- 自機関の記録で足りたら、見せてもらっている区画は、その最後の日より新しいものだけを引く。
    EXECUTE format('WITH own AS MATERIALIZED (SELECT t.source_id, t.happened_on FROM (SELECT t.* FROM %4$s t'
        ' WHERE t.home_agency_id = ($1)[3] AND %1$s ORDER BY t.happened_on DESC, t.source_id DESC OFFSET 0) t WHERE %2$s LIMIT $5),'
        ' shown AS MATERIALIZED (SELECT t.source_id, t.happened_on FROM (SELECT t.* FROM public.search_text t'
        ' WHERE t.compartment_id = ANY ((SELECT $2)::uuid[]) AND t.home_agency_id IS DISTINCT FROM ($1)[3] AND %1$s AND t.happened_on >='
        ' (SELECT CASE WHEN count(*) = $5 THEN min(o.happened_on) ELSE ''-infinity'' END FROM own o)'
        ' ORDER BY t.happened_on DESC, t.source_id DESC OFFSET 0) t WHERE %2$s LIMIT $5)'
        ' SELECT array_agg(r.source_id ORDER BY r.happened_on DESC, r.source_id DESC), (SELECT count(*) FROM own) FROM (SELECT u.* FROM'
        ' (SELECT * FROM own UNION ALL SELECT * FROM shown) u ORDER BY u.happened_on DESC, u.source_id DESC LIMIT $5) r',
        matching, visible, most,
        CASE WHEN is_common THEN format('(SELECT * FROM public.search_text WHERE home_agency_id = ($1)[3]'
            ' ORDER BY happened_on DESC, source_id DESC LIMIT %s)', most) ELSE 'public.search_text' END)
    INTO found, own_found USING me, away, kinds, since, take, public.search_words_query(terms, words);
    -- 読んだ分で足りず、まだ読んでいない記録があるなら、ほかの引き方に任せる。
    IF own_found < take AND few IS NULL AND public.search_home_rows(me[3], most + 1) > most THEN RETURN NULL; END IF;
    RETURN coalesce(found, '{}');
END $$;
REVOKE ALL ON FUNCTION search_few_own(), search_home_rows(uuid, integer), search_own(uuid[], smallint[], text[], text[], date, integer) FROM PUBLIC;
