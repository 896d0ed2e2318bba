-- 自機関の事案の一覧を作り直す。動いた順に並べてから、見えるかを一件ずつ確かめ、一頁分で止める(見えるかを先に確かめると、関わりの数だけ確かめることになる)。
DROP FUNCTION cases_mine(timestamptz, uuid, boolean, text, text, boolean, boolean, date, integer),
    cases_listed(uuid[], timestamptz, uuid, boolean, text, text, boolean, boolean, date, integer), cases_mine_sql(boolean, text);

-- 関わりの少ない機関は自分の関わりから一件ずつ引き(順の索引から探させない)、多い機関は動いた順の索引から一件ずつ確かめる。
CREATE FUNCTION cases_mine_sql(from_own boolean, visible text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN from_own
        THEN format('WITH own AS MATERIALIZED (SELECT DISTINCT i.case_id %s) SELECT c.id FROM (SELECT c.* FROM own CROSS JOIN LATERAL ('
             'SELECT c.id, c.compartment_id, c.changed_at FROM public.cases_case c WHERE c.id = own.case_id AND %s OFFSET 0) c'
             ' ORDER BY c.changed_at DESC, c.id DESC OFFSET 0) c WHERE %s LIMIT $8', part, filters, visible)
        ELSE format('SELECT c.id FROM public.cases_case c WHERE %s AND (SELECT true %s AND i.case_id = c.id LIMIT 1) AND %s'
             ' ORDER BY c.changed_at DESC, c.id DESC LIMIT $8', filters, part, visible) END
    FROM (SELECT 'FROM public.cases_involvement i WHERE i.agency_id = ($1)[3] AND i.valid_to IS NULL'
                 ' AND ($6 = '''' OR i.role = $6) AND (NOT $7 OR i.posting_id = ($1)[2])',
                 '(c.changed_at, c.id) < ($2, $3) AND ($4 IS NULL OR (c.closed_on IS NOT NULL) = $4) AND ($5 = '''' OR c.stage = $5)') s (part, filters)
$$;

DO $make$ BEGIN EXECUTE format($function$
    CREATE FUNCTION cases_listed(me uuid[], before timestamptz, before_id uuid, closed boolean, in_stage text, as_role text, mine boolean,
                                 take integer)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DECLARE few boolean;
    BEGIN
        -- 一人の担当は多くないので数えない。
        few := mine OR (SELECT count(*) <= 3000 FROM (SELECT 1 FROM public.cases_involvement i
            WHERE i.agency_id = me[3] AND i.valid_to IS NULL AND (as_role = '' OR i.role = as_role) LIMIT 3001) s);
        IF few THEN
            RETURN QUERY %s;
        ELSE
            RETURN QUERY %s;
        END IF;
    END $body$
$function$, cases_mine_sql(true, people_visible_sql('c.compartment_id', false, false)),
    cases_mine_sql(false, people_visible_sql('c.compartment_id', false, false))); END $make$;

CREATE FUNCTION cases_mine(before timestamptz, before_id uuid, closed boolean, in_stage text, as_role text, mine boolean, take integer)
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = pg_catalog, public AS $$
    SELECT public.cases_listed(public.access_principal(), before, before_id, closed, in_stage, as_role, mine, least(take, 201))
$$;

REVOKE ALL ON FUNCTION cases_mine_sql(boolean, text),
    cases_listed(uuid[], timestamptz, uuid, boolean, text, text, boolean, integer),
    cases_mine(timestamptz, uuid, boolean, text, text, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_mine(timestamptz, uuid, boolean, text, text, boolean, integer) TO kasane_app;
