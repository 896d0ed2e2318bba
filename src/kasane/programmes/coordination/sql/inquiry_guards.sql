-- 照会の一通は、送ったときの相手・事案・部屋・根拠のまま残る。部屋はその事案の部屋、根拠はその部屋を聞かれた機関に見せるものに限る。
-- 守りがなければ、ほかの人の根拠の番号を書いた一通を「取り下げて」、その人の根拠を終わらせられてしまう。
CREATE FUNCTION coordination_guard_inquiry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.compartment_id, NEW.case_id, NEW.from_agency_id, NEW.to_agency_id, NEW.grant_id, NEW.recorded_by)
       IS DISTINCT FROM (OLD.id, OLD.compartment_id, OLD.case_id, OLD.from_agency_id, OLD.to_agency_id, OLD.grant_id, OLD.recorded_by) THEN
        PERFORM public.cases_refuse('照会の相手・事案・根拠は変えられません');
    END IF;
    IF TG_OP = 'INSERT' AND (
        NOT EXISTS (SELECT 1 FROM public.access_compartment c WHERE c.id = NEW.compartment_id AND c.subject_id = NEW.case_id)
        OR NOT EXISTS (SELECT 1 FROM public.access_grant g WHERE g.id = NEW.grant_id AND g.compartment_id = NEW.compartment_id
                       AND g.ground = 'asked' AND g.holder_kind = 'agency' AND g.holder_id = NEW.to_agency_id)
        OR public.access_principal() IS NOT NULL AND NEW.from_agency_id IS DISTINCT FROM (public.access_principal())[3]) THEN
        PERFORM public.cases_refuse('照会の相手・事案・根拠が合いません');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER coordination_guard_inquiry BEFORE INSERT OR UPDATE ON coordination_inquiry
    FOR EACH ROW EXECUTE FUNCTION coordination_guard_inquiry();

-- 照会の部屋にも、利害関係の遮断と封印が効く(security.md X1・X3)。
CREATE TRIGGER coordination_inquiry_spreads AFTER INSERT ON coordination_inquiry FOR EACH ROW EXECUTE FUNCTION cases_room_added();
SELECT cases_spread_denies(p.person_id) FROM cases_person p JOIN people_person h ON h.id = p.person_id
    WHERE EXISTS (SELECT 1 FROM access_deny d WHERE d.compartment_id = h.compartment_id AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()))
    GROUP BY p.person_id;
REVOKE ALL ON FUNCTION coordination_guard_inquiry() FROM PUBLIC;
