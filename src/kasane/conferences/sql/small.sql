-- 会議の振り返りの、少ない数を出さない(security.md §2・N62): 1から4の数は出さず、引き算で戻せる数も一緒に伏せる。
-- 数える関数(circles.sql)は中の部品にして、アプリには伏せた後の数だけを返す。伏せた数は NULL。
ALTER FUNCTION conferences_circles(text, date, date) RENAME TO conferences_circle_counts;
REVOKE ALL ON FUNCTION conferences_circle_counts(text, date, date) FROM PUBLIC, kasane_app;

CREATE FUNCTION conferences_small(given integer) RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN given BETWEEN 1 AND 4 THEN NULL ELSE given END
$$;

-- 全体のうちの一部。残りが1から4でも、引き算で分かるので伏せる(一部が0なら、残りは全体と同じで、全体のほうが伏せられている)。
CREATE FUNCTION conferences_part(given integer, of_all integer) RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN given > 0 AND of_all - given BETWEEN 1 AND 4 THEN NULL ELSE public.conferences_small(given) END
$$;

-- 足すと全体になる数の組。伏せる数が一つだけなら、次に少ない数も伏せる(全体から引いて戻せないように)。
CREATE FUNCTION conferences_cells(given jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    WITH cell AS (SELECT e.key, e.value::integer AS n FROM jsonb_each_text(given) e),
    hidden AS (SELECT key FROM cell WHERE n BETWEEN 1 AND 4),
    second AS (SELECT c.key FROM cell c WHERE (SELECT count(*) FROM hidden) = 1 AND c.n > 4 ORDER BY c.n, c.key LIMIT 1)
    SELECT coalesce(jsonb_object_agg(c.key, CASE WHEN c.key IN (SELECT key FROM hidden UNION SELECT key FROM second) THEN NULL ELSE c.n END), '{}')
    FROM cell c
$$;

-- 年度ごとにだけ答える: 日を一日ずつ動かして、引き算で一件を取り出させない。
CREATE FUNCTION conferences_circles(of_kind text, first_day date, last_day date) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c jsonb := public.conferences_circle_counts(of_kind, first_day, last_day); purposes jsonb; decided integer := c->>'decided';
BEGIN
    IF to_char(first_day, 'MM-DD') <> '04-01' OR last_day <> (first_day + interval '1 year' - interval '1 day')::date THEN
        PERFORM public.cases_refuse('会議の振り返りは、年度ごとに見ます');
    END IF;
    purposes := public.conferences_cells((c->'purposes') || jsonb_build_object('', c->'unclear'));
    RETURN c || jsonb_build_object(
        'items', public.conferences_small((c->>'items')::integer), 'cases', public.conferences_small((c->>'cases')::integer),
        'decided', public.conferences_part(decided, (c->>'items')::integer),
        'repeated', public.conferences_part((c->>'repeated')::integer, (c->>'cases')::integer),
        'stuck', public.conferences_part((c->>'stuck')::integer, (c->>'repeated')::integer),
        'days', CASE WHEN decided >= 5 THEN c->'days' END, 'slowest', CASE WHEN decided >= 5 THEN c->'slowest' END,
        'purposes', purposes - '', 'unclear', purposes->'', 'brought', public.conferences_cells(c->'brought'),
        'returned', (SELECT coalesce(jsonb_object_agg(r.key, jsonb_build_array(public.conferences_small((r.value->>0)::integer),
            CASE WHEN (r.value->>0)::integer >= 5 THEN public.conferences_part((r.value->>1)::integer, (r.value->>0)::integer) END)), '{}')
            FROM jsonb_each(c->'returned') r));
END $$;
REVOKE ALL ON FUNCTION conferences_small(integer), conferences_part(integer, integer), conferences_cells(jsonb),
    conferences_circles(text, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_circles(text, date, date) TO kasane_app;
