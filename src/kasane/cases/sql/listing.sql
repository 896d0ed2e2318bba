-- cases_mine の三つの関数は、0004 の移行が mine.sql で作り直す。ここには、作った時の形が残る。
-- 自機関の事案を、最後に動いた順に。行の守りの下で並べると全件を調べてしまうので、同じ述語で確かめて番号だけを返し、行は RLS のもとで読み直す。
-- 関わりの少ない機関は自分の関わりから、多い機関は動いた順の索引から一件ずつ確かめる(どちらも、読む行は一頁の数で決まる)。
CREATE FUNCTION cases_mine_sql(from_own boolean, visible text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT format('SELECT c.id, c.changed_at FROM public.cases_case c WHERE %s'
        ' (c.changed_at, c.id) < ($2, $3) AND ($4 IS NULL OR (c.closed_on IS NOT NULL) = $4) AND ($5 = '''' OR c.stage = $5)'
        ' AND (NOT $8 OR c.contact_rhythm_days IS NOT NULL AND greatest(coalesce(c.last_contact_on, c.opened_on), coalesce(c.closed_on, c.opened_on)) + c.contact_rhythm_days < $9)'
        '%s AND %s ORDER BY c.changed_at DESC, c.id DESC LIMIT $10',
        CASE WHEN from_own THEN format('c.id IN (SELECT i.case_id %s) AND', part) ELSE '' END,
        CASE WHEN from_own THEN '' ELSE format(' AND (SELECT true %s AND i.case_id = c.id LIMIT 1)', part) END, visible)
    FROM (SELECT 'FROM public.cases_involvement i WHERE i.agency_id = ($1)[3] AND i.valid_to IS NULL'
        ' AND ($6 = '''' OR i.role = $6) AND (NOT $7 OR i.posting_id = ($1)[2])' AS part) p
$$;

DO $make$ BEGIN EXECUTE format($function$
    CREATE FUNCTION cases_listed(me uuid[], before timestamptz, before_id uuid, closed boolean, in_stage text, as_role text, mine boolean,
                                 silent boolean, today date, take integer)
    RETURNS TABLE (case_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DECLARE few boolean;
    BEGIN
        SELECT count(*) <= 2000 INTO few FROM (SELECT 1 FROM public.cases_involvement i
            WHERE i.agency_id = me[3] AND i.valid_to IS NULL AND (NOT mine OR i.posting_id = me[2]) LIMIT 2001) s;
        IF few THEN
            RETURN QUERY SELECT f.id FROM (%s) f;
        ELSE
            RETURN QUERY SELECT f.id FROM (%s) f;
        END IF;
    END $body$
$function$, cases_mine_sql(true, people_visible_sql('c.compartment_id', false, false)),
    cases_mine_sql(false, people_visible_sql('c.compartment_id', false, false))); END $make$;

CREATE FUNCTION cases_mine(before timestamptz, before_id uuid, closed boolean, in_stage text, as_role text, mine boolean, silent boolean,
                           today date, take integer)
RETURNS TABLE (case_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.cases_listed(public.access_principal(), before, before_id, closed, in_stage, as_role, mine, silent, today, least(take, 201))
$$;

-- 期限を過ぎて答えのないつなぎ: 市へは、機関の名前と日付と日数だけ(個人に関することは何も含まない)。
CREATE FUNCTION cases_overdue_for_city(today date, after_days integer)
RETURNS TABLE (from_agency_id uuid, to_agency_id uuid, sent_on date, answer_by date, days integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.from_agency_id, r.to_agency_id, r.sent_on, r.answer_by, today - r.answer_by
    FROM public.cases_referral r WHERE r.state = 'sent' AND r.answer_by + after_days < today
      AND public.access_has_role(ARRAY['city_officer', 'secretariat'])
    ORDER BY r.answer_by, r.sent_on, r.id LIMIT 1000
$$;

REVOKE ALL ON FUNCTION cases_mine_sql(boolean, text),
    cases_listed(uuid[], timestamptz, uuid, boolean, text, text, boolean, boolean, date, integer),
    cases_mine(timestamptz, uuid, boolean, text, text, boolean, boolean, date, integer), cases_overdue_for_city(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_mine(timestamptz, uuid, boolean, text, text, boolean, boolean, date, integer),
    cases_overdue_for_city(date, integer) TO kasane_app;
