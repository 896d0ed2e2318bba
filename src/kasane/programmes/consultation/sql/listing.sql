-- 自機関の相談の一覧。行の守りの述語は、相談内容の絞り込み(@>)より先に全行へ効いて遅くなるので、所有者の関数が同じ述語で確かめ、
-- 番号だけを返す。述語は people_visible_sql から写し取り(行の守りと一致することを試験が確かめる)、行は RLS のもとで読み直す。
DO $make$ BEGIN EXECUTE format($function$
    CREATE FUNCTION consultation_listed(me uuid[], in_state text, topic text, since date, until date, after_on date, after_id uuid,
        take integer)
    RETURNS TABLE (consultation_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    BEGIN
        IF in_state = '' THEN
            RETURN QUERY SELECT c.id FROM public.consultation_consultation c
                WHERE c.agency_id = $1[3] AND c.received_on >= since AND c.received_on < until
                  AND (c.received_on, c.id) < (after_on, after_id) AND (topic = '' OR c.topics @> ARRAY[topic]) AND %1$s
                ORDER BY c.received_on DESC, c.id DESC LIMIT take;
        ELSE
            RETURN QUERY SELECT c.id FROM public.consultation_consultation c
                WHERE c.agency_id = $1[3] AND c.state = in_state AND c.received_on >= since AND c.received_on < until
                  AND (c.received_on, c.id) < (after_on, after_id) AND (topic = '' OR c.topics @> ARRAY[topic]) AND %1$s
                ORDER BY c.received_on DESC, c.id DESC LIMIT take;
        END IF;
    END $$
$function$, people_visible_sql('c.compartment_id', false, false)); END $make$;

CREATE FUNCTION consultation_mine(in_state text, topic text, since date, until date, after_on date, after_id uuid, take integer)
RETURNS TABLE (consultation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.consultation_listed(public.access_principal(), in_state, topic, since, until, after_on, after_id, least(take, 201))
$$;

-- 去る人の、終わっていない相談。業務管理者は中身を見られないので、番号と受付日だけを返す。
CREATE FUNCTION consultation_open_of(leaving uuid) RETURNS TABLE (consultation_id uuid, received_on date) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.received_on FROM public.consultation_consultation c
    WHERE c.posting_id = leaving AND c.state <> 'done' AND public.agencies_may_hand_over(leaving) ORDER BY c.received_on, c.id
$$;

-- 担当を同じ機関の後任へ移す。返すのは、相談に出てくる人の番号(日誌に残す)。
CREATE FUNCTION consultation_pass(leaving uuid, successor uuid, keys uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE day date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    IF NOT public.agencies_may_hand_over(leaving) OR NOT EXISTS (
        SELECT 1 FROM public.agencies_posting n JOIN public.agencies_posting o ON o.id = leaving AND n.agency_id = o.agency_id
        WHERE n.id = successor AND n.id <> leaving AND (n.valid_to IS NULL OR n.valid_to > day)) THEN
        RAISE EXCEPTION '同じ機関の後任にだけ渡せます' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.consultation_consultation SET posting_id = successor WHERE posting_id = leaving AND state <> 'done' AND id = ANY (keys);
    RETURN QUERY SELECT DISTINCT s.person_id FROM public.consultation_subject s
        WHERE s.consultation_id = ANY (keys) AND s.person_id IS NOT NULL AND s.removed_at IS NULL;
END $$;

REVOKE ALL ON FUNCTION consultation_listed(uuid[], text, text, date, date, date, uuid, integer),
    consultation_mine(text, text, date, date, date, uuid, integer), consultation_open_of(uuid), consultation_pass(uuid, uuid, uuid[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consultation_mine(text, text, date, date, date, uuid, integer), consultation_open_of(uuid),
    consultation_pass(uuid, uuid, uuid[]) TO kasane_app;
