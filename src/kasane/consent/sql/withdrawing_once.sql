-- 取り消しは、今の時刻で、取り消した本人の席で残る。先の日付の取り消しは、効かないまま二度と取り消せない同意を作る。
CREATE OR REPLACE FUNCTION consent_keep_ledger() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
       AND NEW.withdrawn_at <= clock_timestamp() + interval '1 minute' AND (me IS NULL OR NEW.withdrawn_by = me[2])
       AND to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawal_reason']
         = to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawal_reason'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '同意の台帳は書き換えも削除もできません' USING ERRCODE = 'restrict_violation';
END $$;

-- 範囲の行は、取り消しを書いた取引でも「書いた取引が進行中」に見えるので、取り消した同意には加えられないことも確かめる。
CREATE OR REPLACE FUNCTION consent_scope_with_act() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE written bigint; here bigint := pg_current_xact_id()::text::bigint; epoch bigint := (here >> 32) << 32;
BEGIN
    SELECT c.xmin::text::bigint + epoch, c.valid_until INTO written, NEW.valid_until FROM public.consent_consent c
        WHERE c.id = NEW.consent_id AND c.compartment_id = NEW.compartment_id AND c.withdrawn_at IS NULL;
    IF written > here + 1000000 THEN written := written - 4294967296; END IF;
    IF written IS NULL OR written < 3 OR pg_xact_status(written::text::xid8) IS DISTINCT FROM 'in progress' THEN
        RAISE EXCEPTION '同意の範囲は、同意と同時にだけ記録できます' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
