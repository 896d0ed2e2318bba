-- 同意の範囲に、同意の終わりの日を写す。これまでの行にも写す(範囲の引き金は書き換えを断るので、この移行の間だけ外す)。
ALTER TABLE consent_scope DISABLE TRIGGER consent_scope_kept;
ALTER TABLE consent_scope NO FORCE ROW LEVEL SECURITY;
ALTER TABLE consent_consent NO FORCE ROW LEVEL SECURITY;
UPDATE consent_scope s SET valid_until = c.valid_until FROM consent_consent c WHERE c.id = s.consent_id AND c.valid_until IS NOT NULL;
DO $check$ BEGIN
    IF EXISTS (SELECT 1 FROM consent_scope s JOIN consent_consent c ON c.id = s.consent_id WHERE s.valid_until IS DISTINCT FROM c.valid_until) THEN
        RAISE EXCEPTION '同意の終わりの日を写し切れていません';
    END IF;
END $check$;
ALTER TABLE consent_consent FORCE ROW LEVEL SECURITY;
ALTER TABLE consent_scope FORCE ROW LEVEL SECURITY;
ALTER TABLE consent_scope ENABLE TRIGGER consent_scope_kept;

CREATE OR REPLACE FUNCTION consent_scope_with_act() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE written bigint; here bigint := pg_current_xact_id()::text::bigint; epoch bigint := (here >> 32) << 32;
BEGIN
    SELECT c.xmin::text::bigint + epoch, c.valid_until INTO written, NEW.valid_until FROM public.consent_consent c
        WHERE c.id = NEW.consent_id AND c.compartment_id = NEW.compartment_id;
    IF written > here + 1000000 THEN written := written - 4294967296; END IF;
    IF written IS NULL OR written < 3 OR pg_xact_status(written::text::xid8) IS DISTINCT FROM 'in progress' THEN
        RAISE EXCEPTION '同意の範囲は、同意と同時にだけ記録できます' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
