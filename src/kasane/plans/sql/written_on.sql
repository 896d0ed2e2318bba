-- 作成日は、書いた日(changed_at)より先にも、事案を始める前にもならない(domain/problems.py と同じ)。
CREATE FUNCTION plans_written_on_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.written_on > (NEW.changed_at AT TIME ZONE 'Asia/Tokyo')::date
       OR NEW.written_on < (SELECT c.opened_on FROM public.cases_case c WHERE c.id = NEW.case_id) THEN
        PERFORM public.plans_refuse('作成日は、事案を始めた日から今日までの日です');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_plan_written_on BEFORE INSERT OR UPDATE OF written_on ON plans_plan FOR EACH ROW EXECUTE FUNCTION plans_written_on_kept();
REVOKE ALL ON FUNCTION plans_written_on_kept() FROM PUBLIC;
