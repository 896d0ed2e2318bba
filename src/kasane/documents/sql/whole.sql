-- 事案のだれの記録も見られるか(綴りに入れてよいか)。人の行は部屋ごとに隠れるので、隠れた行も数えて答える。見えない事案は答えに入らない。
CREATE FUNCTION documents_reads_whole(wanted uuid[]) RETURNS TABLE (case_id uuid, whole boolean) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.id, NOT EXISTS (SELECT 1 FROM public.cases_person p WHERE p.case_id = c.id
        AND NOT EXISTS (SELECT 1 FROM public.access_held(p.compartment_id)))
    FROM public.cases_case c WHERE c.id = ANY (wanted) AND EXISTS (SELECT 1 FROM public.access_held(c.compartment_id))
$$;
REVOKE ALL ON FUNCTION documents_reads_whole(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION documents_reads_whole(uuid[]) TO kasane_app;
