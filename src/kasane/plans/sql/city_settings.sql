-- 報告を受ける課(plans_submit.sql のものを作り直す。どこで決めるかを言う)。
CREATE OR REPLACE FUNCTION plans_report_to() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); named text; found uuid[];
BEGIN
    named := public.plans_setting_on('deciding_agency', (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date);
    IF named ~ '^[0-9a-f-]{36}$' AND public.plans_decides(named::uuid) THEN RETURN named::uuid; END IF;
    IF public.access_has_role(ARRAY['city_officer']) AND public.plans_decides(me[3]) THEN RETURN me[3]; END IF;
    SELECT array_agg(d.agency_id) INTO found FROM public.plans_deciding_agencies() d;
    IF cardinality(found) IS DISTINCT FROM 1 THEN
        PERFORM public.plans_refuse('プランの報告を受ける課が決まっていません。市の担当者が、「市の支援決定」の「支援決定の決めごと」で決めます。');
    END IF;
    RETURN found[1];
END $$;

-- だれが結論を書いても、報告の届く課があるか: 決めごとの課に市の担当者がいるか、市の担当者のいる課がただ一つか。
CREATE FUNCTION plans_report_is_settled() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE named text := public.plans_setting_on('deciding_agency', (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date);
BEGIN
    IF named ~ '^[0-9a-f-]{36}$' AND public.plans_decides(named::uuid) THEN RETURN true; END IF;
    RETURN (SELECT count(*) = 1 FROM public.plans_deciding_agencies());
END $$;

REVOKE ALL ON FUNCTION plans_report_is_settled() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_report_is_settled() TO kasane_app;
