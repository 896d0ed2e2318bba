-- 連絡の途絶えた事案を、伴走の機関から一度に引く。伴走の機関の写し(引き金が関わりから写す)と、途絶え始める日(列から決まる)に索引を置く。
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_involvement NO FORCE ROW LEVEL SECURITY;
UPDATE cases_case c SET companion_agency_id = i.agency_id FROM cases_involvement i
    WHERE i.case_id = c.id AND i.role = 'companion' AND i.valid_to IS NULL;
DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM cases_case WHERE companion_agency_id IS NULL) THEN RAISE EXCEPTION '伴走の機関を写し切れていません'; END IF;
END $check$;
ALTER TABLE cases_involvement FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;

ALTER TABLE cases_case ADD COLUMN silent_from date GENERATED ALWAYS AS
    (greatest(coalesce(last_contact_on, opened_on), coalesce(closed_on, opened_on)) + contact_rhythm_days) STORED;
CREATE INDEX cases_case_silent ON cases_case (companion_agency_id, silent_from, id) INCLUDE (compartment_id) WHERE silent_from IS NOT NULL;

CREATE FUNCTION cases_companion_copied() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_case SET companion_agency_id = NEW.agency_id WHERE id = NEW.case_id;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_involvement_companion_copied AFTER INSERT ON cases_involvement
    FOR EACH ROW WHEN (NEW.role = 'companion') EXECUTE FUNCTION cases_companion_copied();

-- 自機関が伴走する事案のうち、今日までに連絡の周期を過ぎたもの。長く途絶えているものから。述語は people_visible_sql から写し取る($1 = 行為者)。
DO $make$ BEGIN EXECUTE format($function$
    CREATE FUNCTION cases_silent_of(me uuid[], today date, take integer) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $body$
    BEGIN
        RETURN QUERY SELECT c.id FROM public.cases_case c WHERE c.companion_agency_id = me[3] AND c.silent_from < today AND %s
            ORDER BY c.silent_from, c.id LIMIT least(take, 201);
    END $body$
$function$, people_visible_sql('c.compartment_id', false, false)); END $make$;
CREATE FUNCTION cases_silent(today date, take integer) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, public AS $$ SELECT public.cases_silent_of(public.access_principal(), today, take) $$;
REVOKE ALL ON FUNCTION cases_companion_copied(), cases_silent_of(uuid[], date, integer), cases_silent(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_silent(date, integer) TO kasane_app;
