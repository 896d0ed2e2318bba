-- 議事の一行。議題ごとに鍵をかけて tick を進めるので、確定の順と番号の順が同じになり、「番号の後」だけを見張れば一行も取りこぼさない。
CREATE FUNCTION conferences_keep_minute() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
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
REVOKE ALL ON FUNCTION conferences_keep_minute() FROM PUBLIC;
CREATE TRIGGER conferences_minute_kept BEFORE INSERT OR UPDATE ON conferences_minute FOR EACH ROW EXECUTE FUNCTION conferences_keep_minute();
REVOKE UPDATE ON conferences_minute FROM kasane_app;
GRANT UPDATE (kind, text, struck_at, struck_reason, changed_at) ON conferences_minute TO kasane_app;

-- 議題の部屋を持つ人に、会議が始まったかだけを答える。
CREATE FUNCTION conferences_has_begun(of_item uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce((SELECT c.state IN ('open', 'closed') FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
        WHERE i.id = of_item AND EXISTS (SELECT 1 FROM public.access_held(i.compartment_id))), false)
$$;
REVOKE ALL ON FUNCTION conferences_has_begun(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_has_begun(uuid) TO kasane_app;
