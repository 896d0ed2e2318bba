-- 自機関で受けた記録を、日付の順に引けるようにする。言葉の索引は、一行ずつ直すと何倍もかかるので、外してから作り直す。
DROP INDEX search_text_grams;
UPDATE search_text t SET home_agency_id = g.holder_id FROM access_grant g WHERE g.compartment_id = t.compartment_id AND g.home;
CREATE INDEX search_text_grams ON search_text USING gin (search_grams(folded, happened_on, source_kind)) WITH (fastupdate = off);

CREATE FUNCTION search_copy_home() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT g.holder_id INTO NEW.home_agency_id FROM public.access_grant g WHERE g.compartment_id = NEW.compartment_id AND g.home;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION search_copy_home() FROM PUBLIC;
CREATE TRIGGER search_text_home BEFORE INSERT OR UPDATE OF compartment_id ON search_text FOR EACH ROW EXECUTE FUNCTION search_copy_home();

-- 自機関で受けたもののほかに、見せてもらっている区画。most を超えるなら NULL。
CREATE FUNCTION search_away_rooms(me uuid[], most integer) RETURNS uuid[] LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN count(*) <= most THEN coalesce(array_agg(m.compartment_id), '{}') END FROM (
        SELECT g.compartment_id FROM public.access_grant g WHERE g.holder_id = ANY (me) AND NOT g.home AND g.compartment_id IS NOT NULL
          AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()) LIMIT most + 1) m
$$;

REVOKE ALL ON FUNCTION search_away_rooms(uuid[], integer) FROM PUBLIC;
