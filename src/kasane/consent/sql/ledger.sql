-- 同意の台帳は書き加えるだけ。変えてよいのは取り消しの三列だけで、一度だけ。消すことはできない。
CREATE FUNCTION consent_keep_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
       AND to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawal_reason']
         = to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawal_reason'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '同意の台帳は書き換えも削除もできません' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION consent_keep_scope() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '同意の範囲は書き換えも削除もできません' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_consent_kept BEFORE UPDATE OR DELETE ON consent_consent FOR EACH ROW EXECUTE FUNCTION consent_keep_ledger();
CREATE TRIGGER consent_scope_kept BEFORE UPDATE OR DELETE ON consent_scope FOR EACH ROW EXECUTE FUNCTION consent_keep_scope();

-- 範囲の行は、同意と同じ部屋に、同意を書いたのと同じ取引の中でだけ加えられる(後から相手を足せない)。
-- まだ確定していない行が見えるのは自分の取引だけなので、書いた取引が進行中かどうかで分かる(保存点の中でも同じ)。
CREATE FUNCTION consent_scope_with_act() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE written bigint; here bigint := pg_current_xact_id()::text::bigint; epoch bigint := (here >> 32) << 32;
BEGIN
    SELECT c.xmin::text::bigint + epoch INTO written FROM public.consent_consent c
        WHERE c.id = NEW.consent_id AND c.compartment_id = NEW.compartment_id;
    IF written > here + 1000000 THEN written := written - 4294967296; END IF;
    IF written IS NULL OR written < 3 OR pg_xact_status(written::text::xid8) IS DISTINCT FROM 'in progress' THEN
        RAISE EXCEPTION '同意の範囲は、同意と同時にだけ記録できます' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_scope_at_once BEFORE INSERT ON consent_scope FOR EACH ROW EXECUTE FUNCTION consent_scope_with_act();
