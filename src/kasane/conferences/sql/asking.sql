-- 協力依頼の対象者: この議題に上がっている、この事案の人だけ。支援措置で伏せた居どころは、依頼書からも伏せる(security.md K7)。
-- conferences_check_cooperation と conferences_asked_of_me を作り直す(移行0002のもの)。
CREATE OR REPLACE FUNCTION conferences_check_cooperation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); power text; i public.conferences_item;
BEGIN
    SELECT * INTO i FROM public.conferences_item WHERE id = NEW.item_id FOR SHARE;
    SELECT s.code INTO power FROM public.conferences_conference c JOIN public.conferences_kind k ON k.id = c.kind_id
        JOIN public.access_statute s ON s.code = k.statute_code || '.request'
        WHERE c.id = i.conference_id AND s.valid_from <= NEW.requested_on AND (s.valid_to IS NULL OR s.valid_to >= NEW.requested_on);
    IF i.id IS NULL OR NEW.compartment_id <> i.compartment_id OR i.ended_at IS NOT NULL OR power IS NULL OR NEW.state <> 'waiting' THEN
        PERFORM public.cases_refuse('この議題では協力を求められません');
    END IF;
    IF NEW.two_way AND NOT (CASE NEW.addressee
        WHEN 'agency' THEN EXISTS (SELECT 1 FROM public.conferences_member m
            WHERE m.item_id = i.id AND m.agency_id = NEW.agency_id AND m.left_at IS NULL)
        WHEN 'member' THEN public.conferences_cover(NEW.outside_member_id, NULL, i.id, NEW.requested_on) IS NOT NULL
        ELSE false END) THEN
        PERFORM public.cases_refuse('双方向のやりとりには、先に構成員の委嘱が要ります');
    END IF;
    IF EXISTS (SELECT 1 FROM unnest(NEW.person_ids) x (person) WHERE NOT EXISTS (
            SELECT 1 FROM public.conferences_item_person p JOIN public.cases_person m ON m.case_id = i.case_id AND m.person_id = p.person_id
            WHERE p.item_id = i.id AND p.person_id = x.person)) THEN
        PERFORM public.cases_refuse('対象者にできるのは、この議題に上がっている人だけです');
    END IF;
    NEW.about := public.conferences_mask(i.case_id, NEW.person_ids, NEW.about);
    NEW.asked := public.conferences_mask(i.case_id, NEW.person_ids, NEW.asked);
    NEW.statute_code := power;
    IF me IS NOT NULL THEN
        NEW.recorded_by := me[2];
    END IF;
    RETURN NEW;
END $$;

-- 依頼を出した後に支援措置が始まったときも、もう書いてある依頼書から伏せる。
CREATE FUNCTION conferences_asking_hidden() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.conferences_cooperation c SET about = public.conferences_mask(i.case_id, ARRAY[NEW.person_id], c.about),
            asked = public.conferences_mask(i.case_id, ARRAY[NEW.person_id], c.asked)
        FROM public.conferences_item i JOIN public.conferences_item_person p ON p.item_id = i.id
        WHERE c.item_id = i.id AND p.person_id = NEW.person_id
          AND (public.conferences_mask(i.case_id, ARRAY[NEW.person_id], c.about), public.conferences_mask(i.case_id, ARRAY[NEW.person_id], c.asked))
              <> (c.about, c.asked);
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_asking_hides AFTER INSERT OR UPDATE OF text, postal_code ON people_protected_place
    FOR EACH ROW EXECUTE FUNCTION conferences_asking_hidden();

DROP FUNCTION conferences_asked_of_me(uuid, integer);
-- 求められた機関の職員が見るのは、答えるまでの依頼書だけ。答えた後は、自分の答えも含めて何も返さない(N24)。議題も事案も返さない。
-- 人のことは、対象者として書いたこと(about)だけが返る。person_ids は、だれの記録を見せたかを閲覧記録に残すため。
CREATE FUNCTION conferences_asked_of_me(one uuid, at_most integer)
RETURNS TABLE (id uuid, statute_code text, number text, requested_on date, wanted text[], asked text, contact text, deadline date,
    about text, person_ids uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.statute_code, c.number, c.requested_on, c.wanted, c.asked, c.contact, c.deadline,
           c.about, c.person_ids
    FROM public.conferences_cooperation c
    WHERE c.agency_id = (public.access_principal())[3] AND c.state = 'waiting' AND (one IS NULL OR c.id = one)
      AND public.access_has_role(ARRAY['consultant', 'coordinator', 'outreach', 'participation', 'manager', 'secretariat', 'city_officer'])
      AND NOT EXISTS (SELECT 1 FROM public.access_deny d WHERE d.compartment_id = c.compartment_id
          AND (d.holder_id IS NULL OR d.holder_id = ANY (public.access_principal()))
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()))
    ORDER BY c.deadline, c.id LIMIT at_most
$$;
REVOKE ALL ON FUNCTION conferences_check_cooperation(), conferences_asking_hidden(), conferences_asked_of_me(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_asked_of_me(uuid, integer) TO kasane_app;
