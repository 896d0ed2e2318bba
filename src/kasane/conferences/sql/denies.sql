-- 利害関係の遮断は、議題に上げた人だけでなく、その事案のだれについてでも、議題の部屋に効く(事案の全部を遮断された人が、会議からは読める、を塞ぐ)。
-- conferences_copy_denies と conferences_deny_added を作り直す(移行0001のもの。変わったこと: 事案の人の全員から写す。事案に人が加わったときも写す)。

-- 議題にかかわる人: 上げた人と、その事案の人の全員。
CREATE FUNCTION conferences_concerned(of_item uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT p.person_id FROM public.conferences_item_person p WHERE p.item_id = of_item
    UNION SELECT p.person_id FROM public.conferences_item i JOIN public.cases_person p ON p.case_id = i.case_id WHERE i.id = of_item
$$;

-- この人にかかわる議題。
CREATE FUNCTION conferences_items_about(whom uuid) RETURNS TABLE (item_id uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT p.item_id FROM public.conferences_item_person p WHERE p.person_id = whom
    UNION SELECT i.id FROM public.cases_person p JOIN public.conferences_item i ON i.case_id = p.case_id WHERE p.person_id = whom
$$;

CREATE OR REPLACE FUNCTION conferences_copy_denies(of_item uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.access_deny (id, compartment_id, kind, holder_id, valid_from, valid_to, reason, decided_by)
    SELECT DISTINCT ON (d.holder_id) gen_random_uuid(), i.compartment_id, d.kind, d.holder_id, d.valid_from, d.valid_to, d.reason, d.decided_by
    FROM public.conferences_item i CROSS JOIN public.conferences_concerned(of_item) p
    JOIN public.people_person h ON h.id = p.person_id JOIN public.access_deny d ON d.compartment_id = h.compartment_id
    WHERE i.id = of_item AND d.holder_id IS NOT NULL AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())
      AND NOT EXISTS (SELECT 1 FROM public.access_deny x WHERE x.compartment_id = i.compartment_id AND x.holder_id = d.holder_id
                      AND x.valid_from <= d.valid_from AND (x.valid_to IS NULL OR x.valid_to >= coalesce(d.valid_to, 'infinity')))
    ORDER BY d.holder_id, d.valid_to DESC NULLS FIRST, d.valid_from
$$;

CREATE OR REPLACE FUNCTION conferences_deny_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one uuid;
BEGIN
    FOR one IN SELECT a.item_id FROM public.people_person h CROSS JOIN LATERAL public.conferences_items_about(h.id) a
               WHERE h.compartment_id = NEW.compartment_id LOOP
        PERFORM public.conferences_copy_denies(one);
    END LOOP;
    RETURN NULL;
END $$;

-- 議題を上げた後に事案に加わった人についての遮断も、議題の部屋に写す。
CREATE FUNCTION conferences_person_joined() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.conferences_copy_denies(i.id) FROM public.conferences_item i WHERE i.case_id = NEW.case_id;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_person_denies AFTER INSERT ON cases_person FOR EACH ROW EXECUTE FUNCTION conferences_person_joined();
REVOKE ALL ON FUNCTION conferences_concerned(uuid), conferences_items_about(uuid), conferences_person_joined() FROM PUBLIC;

-- もう上がっている議題にも写す。
DO $$ BEGIN
    PERFORM public.conferences_copy_denies(i.id) FROM public.conferences_item i WHERE i.case_id IS NOT NULL;
END $$;
