-- 支援措置の居どころを、議題の題・議事・決定からも伏せる(security.md K7・N30・N34)。書く時に置き換え、後から始まった措置はその場で置き換える。
-- conferences_place_hidden と conferences_keep_minute を作り直す(移行0001・0002のもの。変わったこと: 題・議事・前の議事・決定も伏せる。
-- 議題に上げた人だけでなく、その事案の人の全員の居どころを伏せる)。

-- 議題の文に、この議題にかかわる人の居どころがあれば置き換える。
CREATE FUNCTION conferences_masked(of_item uuid, given text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.conferences_mask(NULL, ARRAY(SELECT c.person_id FROM public.conferences_concerned(of_item) c), given)
$$;

CREATE FUNCTION conferences_keep_heading() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.heading := public.conferences_mask(NEW.case_id, '{}', NEW.heading);
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_heading_kept BEFORE INSERT OR UPDATE OF heading ON conferences_item
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL) EXECUTE FUNCTION conferences_keep_heading();

CREATE OR REPLACE FUNCTION conferences_keep_minute() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    -- 伏せるだけの置き換え(文のほかは何も変わらない)は、終わった議題でも止めず、前の文を残さない。
    IF TG_OP = 'UPDATE' AND NEW.text <> OLD.text AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text'
        AND NEW.text = public.conferences_masked(OLD.item_id, OLD.text) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.item_id, NEW.compartment_id, NEW.recorded_at, NEW.recorded_by)
        IS DISTINCT FROM (OLD.id, OLD.item_id, OLD.compartment_id, OLD.recorded_at, OLD.recorded_by) THEN
        PERFORM public.cases_refuse('議事の行は、ほかの議題へ移せません');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
        WHERE i.id = NEW.item_id AND i.compartment_id = NEW.compartment_id AND i.ended_at IS NULL AND c.state IN ('open', 'closed')) THEN
        PERFORM public.cases_refuse('議事を書けるのは、始まった会議の、終わっていない議題だけです');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('conferences_minute:' || NEW.item_id, 0));
    SELECT coalesce(max(m.tick), 0) + 1 INTO NEW.tick FROM public.conferences_minute m WHERE m.item_id = NEW.item_id;
    NEW.text := public.conferences_masked(NEW.item_id, NEW.text);
    IF me IS NOT NULL THEN
        NEW.changed_by := me[2];
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.recorded_by := NEW.changed_by; NEW.version := 1;
    ELSE
        NEW.version := OLD.version + 1;
        INSERT INTO public.conferences_minute_before (id, compartment_id, minute_id, version, kind, text, written_by, written_at)
            VALUES (gen_random_uuid(), OLD.compartment_id, OLD.id, OLD.version, OLD.kind, OLD.text, OLD.changed_by, OLD.changed_at);
    END IF;
    RETURN NEW;
END $$;

-- この人にかかわる議題の、もう書いてある文の全部を置き換える。
CREATE FUNCTION conferences_hide_places(whom uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one uuid; who CONSTANT uuid[] := ARRAY[whom];
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.people_protected_place p WHERE p.person_id = whom) THEN RETURN; END IF;
    FOR one IN SELECT a.item_id FROM public.conferences_items_about(whom) a LOOP
        UPDATE public.conferences_item SET heading = public.conferences_mask(NULL, who, heading)
            WHERE id = one AND public.conferences_mask(NULL, who, heading) <> heading;
        UPDATE public.conferences_item_person SET label = public.conferences_mask(NULL, who, label)
            WHERE item_id = one AND public.conferences_mask(NULL, who, label) <> label;
        UPDATE public.conferences_fact SET text = public.conferences_mask(NULL, who, text)
            WHERE item_id = one AND public.conferences_mask(NULL, who, text) <> text;
        UPDATE public.conferences_decision SET text = public.conferences_mask(NULL, who, text)
            WHERE item_id = one AND public.conferences_mask(NULL, who, text) <> text;
        UPDATE public.conferences_minute SET text = public.conferences_masked(one, text)
            WHERE item_id = one AND public.conferences_masked(one, text) <> text;
        UPDATE public.conferences_minute_before b SET text = public.conferences_mask(NULL, who, b.text)
            FROM public.conferences_minute m WHERE m.id = b.minute_id AND m.item_id = one AND public.conferences_mask(NULL, who, b.text) <> b.text;
    END LOOP;
END $$;
CREATE OR REPLACE FUNCTION conferences_place_hidden() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.conferences_hide_places(NEW.person_id);
    RETURN NULL;
END $$;

-- 支援措置のある人が、議題を上げた後に事案に加わったときも。
CREATE FUNCTION conferences_person_hidden() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.conferences_hide_places(NEW.person_id);
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_person_hides AFTER INSERT ON cases_person FOR EACH ROW EXECUTE FUNCTION conferences_person_hidden();
REVOKE ALL ON FUNCTION conferences_masked(uuid, text), conferences_keep_heading(), conferences_hide_places(uuid), conferences_person_hidden()
    FROM PUBLIC;

-- もう書いてある文も、ここで置き換える。
DO $$ BEGIN
    PERFORM public.conferences_hide_places(p.person_id) FROM (SELECT DISTINCT x.person_id FROM public.people_protected_place x) p;
END $$;
