-- 初めに受け付けた機関の根拠に印を付ける(区画に一つ)。これまでの根拠にも付ける。
UPDATE access_grant g SET home = true FROM (
    SELECT DISTINCT ON (compartment_id) id FROM access_grant WHERE ground = 'received' AND holder_kind = 'agency' AND compartment_id IS NOT NULL
    ORDER BY compartment_id, valid_from, id) f WHERE f.id = g.id;

CREATE UNIQUE INDEX access_grant_home ON access_grant (compartment_id) INCLUDE (holder_id) WHERE home;
CREATE INDEX access_grant_away ON access_grant (holder_id) INCLUDE (compartment_id, valid_from, valid_to) WHERE NOT home AND compartment_id IS NOT NULL;

CREATE FUNCTION access_mark_home() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.home := NOT EXISTS (SELECT 1 FROM public.access_grant g WHERE g.compartment_id = NEW.compartment_id AND g.home);
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION access_mark_home() FROM PUBLIC;
CREATE TRIGGER access_grant_home BEFORE INSERT ON access_grant FOR EACH ROW
    WHEN (NEW.ground = 'received' AND NEW.holder_kind = 'agency' AND NEW.compartment_id IS NOT NULL) EXECUTE FUNCTION access_mark_home();
