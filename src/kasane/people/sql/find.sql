-- 人をさがす。行の守り(RLS)の述語は LIKE などの前に効いて索引を殺すので、所有者の関数が同じ述語で確かめ、番号だけを返す。
-- 述語は access/rls.py の room_predicate と同じで、一致することを試験が確かめる(tests/people/test_find_same_as_rls.py)。

-- 期間の条件の文。
CREATE FUNCTION people_current_sql(alias text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT format('%1$I.valid_from <= statement_timestamp() AND (%1$I.valid_to IS NULL OR %1$I.valid_to > statement_timestamp())', alias)
$$;

-- 自分が根拠を持つ区画の配列。most を超えるなら NULL(多い人は、配列を作るより一人ずつ確かめる方が速い)。
CREATE FUNCTION people_my_rooms(me uuid[], most integer) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    WITH mine AS MATERIALIZED (
        SELECT g.compartment_id, g.holder_kind FROM public.access_grant g
        WHERE g.holder_id = ANY (me) AND g.compartment_id IS NOT NULL
          AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()) LIMIT most + 1)
    SELECT CASE WHEN count(*) <= most THEN coalesce(array_agg(DISTINCT m.compartment_id) FILTER (WHERE m.holder_kind = 'account'
        OR NOT EXISTS (SELECT 1 FROM public.access_deny s WHERE s.compartment_id = m.compartment_id AND s.holder_id IS NULL
            AND s.valid_from <= statement_timestamp() AND (s.valid_to IS NULL OR s.valid_to > statement_timestamp()))), '{}') END
    FROM mine m
$$;

-- 今の行為者に見えるか、という条件の文。$1 は行為者(人・配属・機関)、$3 は自分の区画の配列(few のときだけ使う)。
-- 副問い合わせを LIMIT 1 の値にしてあるのは、結合に変えられずに、並べた順に一行ずつ確かめて必要な数で止まるため。
CREATE FUNCTION people_visible_sql(room text, stands boolean, few boolean) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public AS $$
    SELECT format('(SELECT true FROM public.access_deny d WHERE d.compartment_id = %s AND d.holder_id = ANY ($1) AND %s LIMIT 1) IS NULL AND ',
            room, public.people_current_sql('d'))
        || CASE WHEN stands THEN format('(%s IS NULL OR (%s AND g.holder_kind = ''account'' LIMIT 1))', sealed, own)
                WHEN few THEN format('%s = ANY ($3)', room)
                ELSE format('(%s AND (g.holder_kind = ''account'' OR %s IS NULL) LIMIT 1)', own, sealed) END
    FROM (SELECT format('(SELECT true FROM public.access_deny s WHERE s.compartment_id = %s AND s.holder_id IS NULL AND %s LIMIT 1)',
                     room, public.people_current_sql('s')),
                 format('SELECT true FROM public.access_grant g WHERE g.compartment_id = %s AND g.holder_id = ANY ($1) AND %s',
                     room, public.people_current_sql('g'))) f (sealed, own)
$$;

-- 鍵の範囲の条件の文。前方一致は C 照合順序の範囲として索引で引く。
CREATE FUNCTION people_key_sql(alias text, wanted_kind smallint, wanted_key text, is_exact boolean) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN is_exact THEN format('%1$I.kind = %2$s AND %1$I.key = %3$L', alias, wanted_kind, wanted_key)
        ELSE format('%1$I.kind = %2$s AND %1$I.key >= %3$L AND %1$I.key < %4$L', alias, wanted_kind, wanted_key, wanted_key || chr(1114111)) END
$$;

-- 条件に当たる人を集める文。最初の条件(最もよく絞れるもの)の範囲ごとに索引の順に引き、残りの条件と visible(見える条件の文)を確かめ、
-- most 人で止める。最初の条件が一致だけなら当たる人は少ないので、残りの条件は一人ずつ確かめる(LIMIT 1 と OFFSET 0 は、その人の鍵から
-- 引かせるため。名前の範囲の見積もりはよく外れ、姓の全員を人数回読む計画になることがある)。
CREATE FUNCTION people_candidates_sql(terms smallint[], kinds smallint[], keys text[], exacts boolean[], visible text, most text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    WITH given AS (SELECT * FROM unnest(terms, kinds, keys, exacts) AS u (term, kind, key, exact)),
    shape AS (SELECT CASE WHEN bool_and(exact)
            THEN ' AND (SELECT true FROM (SELECT x.kind, x.key FROM public.people_search_key x WHERE x.person_id = k.person_id OFFSET 0) o
                   WHERE %s LIMIT 1)'
            ELSE ' AND EXISTS (SELECT 1 FROM public.people_search_key o WHERE o.person_id = k.person_id AND (%s))' END AS probe
        FROM given WHERE term = 1),
    others AS (SELECT coalesce(string_agg(condition, ''), '') AS body FROM (
        SELECT format((SELECT probe FROM shape), string_agg('(' || people_key_sql('o', kind, key, exact) || ')', ' OR ')) AS condition
        FROM given WHERE term > 1 GROUP BY term) t)
    SELECT 'SELECT c.person_id, c.compartment_id, c.sort, min(c.quality) AS quality FROM (' || string_agg(format(
            '(SELECT k.person_id, k.compartment_id, k.sort, CASE WHEN k.key = %L THEN 0 ELSE 2 END + %s AS quality
              FROM public.people_search_key k WHERE k.person_id IS NOT NULL AND %s%s AND (%s) ORDER BY k.key LIMIT %s)',
            key, CASE WHEN kind = 2 THEN 1 ELSE 0 END, people_key_sql('k', kind, key, exact), others.body, visible, most), ' UNION ALL ')
        || ') c GROUP BY c.person_id, c.compartment_id, c.sort'
    FROM given, others WHERE term = 1
$$;

-- 見える人をさがす。よく当たった順、五十音順。返すのは番号だけで、氏名などは RLS のもとで読み直す。
-- 見える人が千人を超えて当たるときは、鍵の順に千人までを五十音順に並べる(画面は50人と「ほかにもあります」を出す)。
-- 広く当たる言葉(300行以上)のときだけ、自分の区画の配列を先に作る。絞れている言葉なら、当たった人の根拠を一人ずつ確かめる方が速い。
CREATE FUNCTION people_find(terms smallint[], kinds smallint[], keys text[], exacts boolean[], take integer)
RETURNS TABLE (person_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); stands boolean := public.access_stands(1::smallint, false); rooms uuid[]; breadth bigint;
BEGIN
    IF me IS NULL OR cardinality(terms) = 0 THEN RETURN; END IF;
    IF NOT stands THEN
        SELECT count(*) INTO breadth FROM unnest(terms, kinds, keys, exacts) AS u (term, kind, key, exact)
        CROSS JOIN LATERAL (SELECT 1 FROM public.people_search_key k
            WHERE k.kind = u.kind AND k.key >= u.key AND k.key < u.key || chr(1114111) LIMIT 300) AS hit
        WHERE u.term = 1 AND NOT u.exact;
        IF breadth >= 300 THEN rooms := public.people_my_rooms(me, 20000); END IF;
    END IF;
    RETURN QUERY EXECUTE format('SELECT f.person_id FROM (%s) f ORDER BY f.quality, f.sort, f.person_id LIMIT $2',
        public.people_candidates_sql(terms, kinds, keys, exacts,
            public.people_visible_sql('k.compartment_id', stands, rooms IS NOT NULL), '1000'))
    USING me, least(take, 200), rooms;
END $$;

-- 見えない人について、把握している機関だけを答える。全名・電話の全部・生年月日と名前のどれかで一致したときだけ。
-- person_id と compartment_id は閲覧記録と緊急閲覧の取次に使い、画面には出さない(people/queries/find.py)。
CREATE FUNCTION people_find_hidden(terms smallint[], kinds smallint[], keys text[], exacts boolean[])
RETURNS TABLE (agency_id uuid, person_id uuid, compartment_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    -- 常時の根拠で見える窓口に見えないのは、伏せるべき人だけなので、答えることがない。
    IF me IS NULL OR cardinality(terms) = 0 OR public.access_stands(1::smallint, false) OR NOT public.access_has_role(@FIND_ROLES@)
       OR NOT (kinds[1] = 3 AND exacts[1] AND char_length(keys[1]) >= 10
            OR kinds[1] = 4 AND exacts[1] AND char_length(keys[1]) = 10 AND 2 = ANY (terms)
            OR NOT EXISTS (SELECT 1 FROM unnest(kinds, exacts) AS u (kind, exact) WHERE kind <> 1 OR NOT exact)) THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT known.agency_id, f.person_id, f.compartment_id FROM (%s) f
         CROSS JOIN LATERAL public.people_known_to(f.compartment_id, f.person_id, $1) AS known (agency_id)
         WHERE (%s) IS NOT TRUE AND known.agency_id <> $1[3] ORDER BY known.agency_id, f.person_id',
        public.people_candidates_sql(terms, kinds, keys, exacts, 'true', 'ALL'),
        public.people_visible_sql('f.compartment_id', false, false))
    USING me;
END $$;

REVOKE ALL ON FUNCTION people_current_sql(text), people_my_rooms(uuid[], integer),
    people_visible_sql(text, boolean, boolean), people_key_sql(text, smallint, text, boolean),
    people_candidates_sql(smallint[], smallint[], text[], boolean[], text, text), people_find(smallint[], smallint[], text[], boolean[], integer),
    people_find_hidden(smallint[], smallint[], text[], boolean[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_find(smallint[], smallint[], text[], boolean[], integer),
    people_find_hidden(smallint[], smallint[], text[], boolean[]) TO kasane_app;
