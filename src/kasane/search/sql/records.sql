-- 見える記録をさがす。新しい順に take 件。返すのは番号だけで、題・人・文は RLS のもとで読み直す。
-- 受けた記録の少ない窓口は search_own(own.sql)が、新しい方に一つもないまれな言葉は search_rare(rare.sql)が引く。ほかの窓口は次の順で引く。
-- 一) 新しい方から少しだけ読む(よくある言葉はここで足りる。言葉の多さもここで分かる)。
-- 二) 足りなければ、その多さから決めた期間を索引で引く。見える区画の少ない窓口は、区画の索引と重ねて(BitmapAnd)、見える行だけを読む。
-- 三) それでも足りなければ期間を広げ、最後は全部を引く。どの期間も、足りたときだけ答えにするので、順は正しい。
CREATE OR REPLACE FUNCTION search_records(terms smallint[], words text[], kinds text[], since date, take integer)
RETURNS TABLE (found_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET work_mem = '64MB' SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off SET enable_indexscan = on SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    me uuid[] := public.access_principal();
    general boolean := public.access_stands(2::smallint, false);
    sensitive boolean := public.access_stands(3::smallint, false);
    rooms uuid[]; few boolean; share float8; density float8; total float8; monthly float8; read_rows bigint; hits bigint;
    ids uuid[]; more uuid[]; last_on date; last_id uuid; depth integer := 300; span integer; is_common boolean; reach date;
    texts text; visible text; scope text; narrowed text; spanned text;
BEGIN
    IF me IS NULL OR coalesce(cardinality(terms), 0) = 0 THEN RETURN; END IF;
    take := least(take, 200);
    IF NOT general AND NOT sensitive THEN
        ids := public.search_own(me, terms, words, kinds, since, take);
        IF ids IS NOT NULL THEN
            RETURN QUERY SELECT unnest(ids);
            RETURN;
        END IF;
    END IF;
    IF NOT general AND NOT sensitive THEN rooms := public.search_my_rooms(me, public.search_few()); END IF;
    few := rooms IS NOT NULL;
    IF few AND cardinality(rooms) = 0 THEN RETURN; END IF;
    texts := public.search_words_sql(terms, words);
    visible := public.search_visible_sql(general, sensitive, few);
    share := CASE WHEN few THEN least(1, cardinality(rooms) / greatest((SELECT c.reltuples FROM pg_class c
        WHERE c.oid = 'public.access_compartment'::regclass), 1)) WHEN general THEN 1 ELSE 0.2 END;
    -- 一)
    LOOP
        EXECUTE format('SELECT count(*), count(*) FILTER (WHERE w.hit), array_agg(w.source_id ORDER BY w.happened_on DESC, w.source_id DESC)
                FILTER (WHERE w.seen), (array_agg(w.happened_on ORDER BY w.happened_on, w.source_id))[1],
                (array_agg(w.source_id ORDER BY w.happened_on, w.source_id))[1]
            FROM (SELECT t.source_id, t.happened_on, h.hit, CASE WHEN h.hit THEN (%2$s) END AS seen
                FROM (SELECT * FROM public.search_text WHERE $4 IS NULL OR happened_on >= $4
                    ORDER BY happened_on DESC, source_id DESC LIMIT %3$s) t
                CROSS JOIN LATERAL (SELECT (%1$s) AND ($3 IS NULL OR t.source_kind = ANY ($3)) OFFSET 0) h (hit)) w',
            texts, visible, depth)
        INTO read_rows, hits, ids, last_on, last_id USING me, rooms, kinds, since;
        density := (hits + 0.5) / greatest(read_rows, 1);
        -- 多くの区画を持つ窓口の見える割合は、当たった行のうち見えた行で見積もる。
        IF NOT few AND NOT general AND hits >= 30 THEN share := greatest((coalesce(cardinality(ids), 0) + 1.0) / (hits + 1), 0.005); END IF;
        EXIT WHEN read_rows < depth OR coalesce(cardinality(ids), 0) >= take OR depth > 300
            OR density * share < 0.015 AND (few OR density < 0.1);
        depth := least(CASE WHEN density < 0.1 THEN 6000 ELSE 30000 END, (take / (density * share) * 1.5)::integer + 300);
    END LOOP;
    IF read_rows < depth OR coalesce(cardinality(ids), 0) >= take THEN
        RETURN QUERY SELECT unnest(ids[:take]);
        RETURN;
    END IF;
    IF hits = 0 THEN
        more := public.search_rare(me, rooms, texts, visible, public.search_words_query(terms, words), kinds, since, take);
        IF more IS NOT NULL THEN
            RETURN QUERY SELECT unnest(more);
            RETURN;
        END IF;
    END IF;
    -- 二)
    ids := coalesce(ids, '{}');
    take := take - cardinality(ids);
    SELECT greatest(c.reltuples, 1000) INTO total FROM pg_class c WHERE c.oid = 'public.search_text'::regclass;
    monthly := total / greatest((last_on - (SELECT min(happened_on) FROM public.search_text)) / 30.4, 1);
    span := CASE WHEN density * share * monthly >= take * 1.5 THEN 0 WHEN density * share * monthly * 3 >= take * 1.5 THEN 1
        WHEN density * share * monthly * 12 >= take * 1.5 THEN 2 ELSE 3 END;
    -- 区画が多めの窓口でも、言葉がよくあって見える行が少ないなら、区画から引く方が速い。
    IF NOT few AND NOT general AND NOT sensitive AND density >= 0.02 THEN
        rooms := public.search_my_rooms(me, public.search_few() * 3);
        few := rooms IS NOT NULL;
    END IF;
    -- 見える区画が少なく言葉がよくあるなら、言葉は索引で引かず、見える行を新しい方から要るだけ読んで確かめる。
    is_common := few AND (density >= 0.025 OR density >= 0.02 AND share * total <= 1500);
    IF is_common THEN span := 0; END IF;
    scope := 't.compartment_id = ANY ((SELECT $2)::uuid[])' || CASE WHEN is_common THEN ' AND t.happened_on >= $8' ELSE '' END;
    narrowed := concat_ws(' & ', public.search_words_query(terms, words),
        (SELECT '(' || string_agg(public.search_quoted(chr(1) || kind), ' | ') || ')' FROM unnest(kinds) kind));
    -- ここからは索引を重ねて引く(この関数を出ると元に戻る)。
    PERFORM set_config('enable_indexscan', 'off', true);
    LOOP
        reach := CASE WHEN span = 3 THEN '-infinity' WHEN is_common THEN last_on - least(take / density * 1.5 / (share * monthly) * 30.4 + 1, 36500)::integer
            WHEN span = 2 THEN make_date(extract(year FROM last_on)::integer - 1, 1, 1)
            ELSE (date_trunc('month', last_on::timestamp) - span * 2 * interval '1 month')::date END;
        spanned := concat_ws(' & ', narrowed, public.search_span_query(span, last_on));
        EXECUTE format('SELECT array_agg(r.source_id ORDER BY r.happened_on DESC, r.source_id DESC) FROM (
                SELECT t.source_id, t.happened_on FROM (SELECT * FROM public.search_text t WHERE %s %s OFFSET 0) t
                WHERE (%s) AND ($3 IS NULL OR t.source_kind = ANY ($3)) AND ($4 IS NULL OR t.happened_on >= $4)
                  AND (t.happened_on, t.source_id) < ($5, $6) AND (%s) ORDER BY t.happened_on DESC, t.source_id DESC LIMIT %s) r',
            CASE WHEN few THEN scope ELSE 'true' END,
            CASE WHEN NOT is_common THEN 'AND public.search_grams(t.folded, t.happened_on, t.source_kind) @@ (SELECT $7::tsquery)' ELSE '' END,
            texts, CASE WHEN few THEN 'true' ELSE visible END, take)
        INTO more USING me, rooms, kinds, since, last_on, last_id, spanned, reach;
        EXIT WHEN span = 3 OR coalesce(cardinality(more), 0) >= take OR since >= reach;
        -- 三)
        span := CASE WHEN NOT is_common AND coalesce(cardinality(more), 0) * 4 >= take THEN span + 1 ELSE 3 END;
    END LOOP;
    RETURN QUERY SELECT unnest(ids || coalesce(more, '{}'));
END $$;

REVOKE ALL ON FUNCTION search_grams(text, date, text), search_quoted(text), search_words_sql(smallint[], text[]),
    search_words_query(smallint[], text[]), search_my_rooms(uuid[], integer), search_visible_sql(boolean, boolean, boolean),
    search_span_query(integer, date), search_few(), search_records(smallint[], text[], text[], date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_grams(text, date, text), search_records(smallint[], text[], text[], date, integer) TO kasane_app;
