-- 記録をさがす。行の守り(RLS)の述語は @@ や strpos より先に効いて索引を殺すので、所有者の関数が同じ述語で確かめ、番号だけを返す。
-- 述語は access/rls.py の mixed_predicate と同じで、一致することを試験が確かめる(tests/search/test_search_same_as_rls.py)。
-- どの順で引くかと、その数字は docs/adr/0008。順は速さだけを変え、答えは変えない。

-- 索引に入れる札: 二字の並びと、一字ずつ(一字の言葉のため。前方一致で引くと、よくある字で全部を読む)と、
-- 年・月・種類の札(利用者の打てない字 U+0001 で始める)。空の文には札がない。
CREATE FUNCTION search_grams(folded text, happened_on date, source_kind text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
COST 10000 AS $$
    SELECT pg_catalog.array_to_tsvector(pg_catalog.array_agg(a || b) FILTER (WHERE b IS NOT NULL) || c || ARRAY[pg_catalog.chr(1) || source_kind,
        pg_catalog.chr(1) || extract(year FROM happened_on), pg_catalog.chr(1) || (extract(year FROM happened_on) * 100 + extract(month FROM happened_on))])
    FROM (SELECT pg_catalog.string_to_array(folded, NULL)) s (c), unnest(c, c[2:]) u (a, b) GROUP BY c
$$;

CREATE INDEX search_text_grams ON search_text USING gin (search_grams(folded, happened_on, source_kind)) WITH (fastupdate = off);

CREATE FUNCTION search_quoted(lexeme text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT '''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''''
$$;

-- 言葉の条件(文の中にあるか)。同じ番号の言葉は言い換えで、どれか一つ。違う番号の言葉は、すべて。
CREATE FUNCTION search_words_sql(terms smallint[], words text[]) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT string_agg(either, ' AND ') FROM (
        SELECT '(' || string_agg(format('strpos(t.folded, %L) > 0', word), ' OR ') || ')' AS either
        FROM unnest(terms, words) AS u (term, word) GROUP BY term ORDER BY term) one
$$;

-- 言葉の索引での引き方(tsquery の文)。
CREATE FUNCTION search_words_query(terms smallint[], words text[]) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT string_agg(either, ' & ') FROM (
        SELECT '(' || string_agg(CASE WHEN char_length(word) = 1 THEN search_quoted(word) ELSE
            (SELECT '(' || string_agg(search_quoted(substr(word, i, 2)), ' & ') || ')' FROM generate_series(1, char_length(word) - 1) i) END,
            ' | ') || ')' AS either
        FROM unnest(terms, words) AS u (term, word) GROUP BY term) one
$$;

-- 区画から引く窓口の、区画の数の上限。
CREATE FUNCTION search_few() RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$ SELECT 6000 $$;

-- 自分が根拠を持つ区画(拒まれたもの・封印されたものを除く)。most を超えるなら NULL(一行ずつ確かめる方が速い)。
CREATE FUNCTION search_my_rooms(me uuid[], most integer) RETURNS uuid[] LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    WITH mine AS MATERIALIZED (
        SELECT g.compartment_id, g.holder_kind FROM public.access_grant g
        WHERE g.holder_id = ANY (me) AND g.compartment_id IS NOT NULL
          AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()) LIMIT most + 1),
    denied AS MATERIALIZED (
        SELECT d.compartment_id, d.holder_id FROM public.access_deny d WHERE (d.holder_id IS NULL OR d.holder_id = ANY (me))
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()))
    SELECT CASE WHEN count(*) <= most THEN coalesce(array_agg(DISTINCT m.compartment_id) FILTER (WHERE NOT EXISTS (
        SELECT 1 FROM denied d WHERE d.compartment_id = m.compartment_id AND (d.holder_id IS NOT NULL OR m.holder_kind <> 'account'))), '{}') END
    FROM mine m
$$;

-- 今の行為者に見えるか、という条件の文。$1 は行為者(人・配属・機関)、$2 は自分の区画の配列(あるときだけ使う)。
-- 副問い合わせを LIMIT 1 の値にしてあるのは、結合に変えられずに、言葉の合った行だけを一行ずつ確かめるため。
CREATE FUNCTION search_visible_sql(general boolean, sensitive boolean, few boolean) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN few THEN '((t.compartment_id IN (SELECT unnest($2))) IS TRUE)' ELSE format(
        '(SELECT true FROM public.access_deny d WHERE d.compartment_id = t.compartment_id AND d.holder_id = ANY ($1) AND %1$s LIMIT 1) IS NULL'
        ' AND ((t.room_kind = 2 AND %4$L OR t.room_kind = 3 AND %5$L) AND %2$s OR (SELECT true FROM public.access_grant g'
        ' WHERE g.compartment_id = t.compartment_id AND g.holder_id = ANY ($1) AND %3$s AND (g.holder_kind = ''account'' OR %2$s) LIMIT 1))',
        replace(live, '@', 'd'), sealed, replace(live, '@', 'g'), general, sensitive) END
    FROM (SELECT live, '(SELECT true FROM public.access_deny s WHERE s.compartment_id = t.compartment_id AND s.holder_id IS NULL AND '
            || replace(live, '@', 's') || ' LIMIT 1) IS NULL'
        FROM (SELECT '@.valid_from <= statement_timestamp() AND (@.valid_to IS NULL OR @.valid_to > statement_timestamp())') l (live)) f (live, sealed)
$$;

-- 期間の札: 0 は月一つ、1 は月三つ、2 は今年と前年、3 は全部(札なし)。newest の月から昔へ向かう。
CREATE FUNCTION search_span_query(span integer, newest date) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT CASE span WHEN 3 THEN NULL
        WHEN 2 THEN format('(%s | %s)', search_quoted(chr(1) || extract(year FROM newest)), search_quoted(chr(1) || (extract(year FROM newest) - 1)))
        ELSE (SELECT '(' || string_agg(search_quoted(chr(1) || (extract(year FROM m) * 100 + extract(month FROM m))), ' | ') || ')'
            FROM generate_series(0, span * 2) back, LATERAL (SELECT (date_trunc('month', newest::timestamp) - back * interval '1 month')::date) d (m))
        END
$$;
