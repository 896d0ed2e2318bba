-- 訂正の履歴は足すだけ。書き換えも削除も、だれがしても断る。
CREATE FUNCTION consultation_history_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '訂正の履歴は変えられません' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consultation_history_stays BEFORE UPDATE OR DELETE ON consultation_history
    FOR EACH ROW EXECUTE FUNCTION consultation_history_stays();
CREATE TRIGGER consultation_notice_stays BEFORE UPDATE OR DELETE ON consultation_notice_decision
    FOR EACH ROW EXECUTE FUNCTION consultation_history_stays();

-- 書かれたことを変えるときは、前の値を残した履歴が先に要る。版も一つ上がる。技術の列(担当・事案・時刻)だけなら要らない。
CREATE FUNCTION consultation_needs_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE technical text[] := ARRAY['version', 'changed_at', 'posting_id', 'case_id', 'sensitive_room', 'state'];
BEGIN
    IF to_jsonb(OLD) - technical = to_jsonb(NEW) - technical THEN RETURN NEW; END IF;
    IF NEW.version <> OLD.version + 1 OR NEW.agency_id <> OLD.agency_id OR NEW.compartment_id <> OLD.compartment_id
       OR NOT EXISTS (SELECT 1 FROM public.consultation_history h
                      WHERE h.consultation_id = OLD.id AND h.version = OLD.version AND h.room_kind = 2) THEN
        RAISE EXCEPTION '履歴を残さずに相談の記録は変えられません' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consultation_needs_history BEFORE UPDATE ON consultation_consultation
    FOR EACH ROW EXECUTE FUNCTION consultation_needs_history();

CREATE FUNCTION consultation_sensitive_needs_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.consultation_id <> OLD.consultation_id OR NEW.compartment_id <> OLD.compartment_id
       OR NOT EXISTS (SELECT 1 FROM public.consultation_history h JOIN public.consultation_consultation c ON c.id = h.consultation_id
                      WHERE h.consultation_id = OLD.consultation_id AND h.version = c.version AND h.room_kind = 3) THEN
        RAISE EXCEPTION '履歴を残さずに要配慮の記録は変えられません' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consultation_sensitive_needs_history BEFORE UPDATE ON consultation_sensitive
    FOR EACH ROW EXECUTE FUNCTION consultation_sensitive_needs_history();
REVOKE ALL ON FUNCTION consultation_history_stays(), consultation_needs_history(), consultation_sensitive_needs_history() FROM PUBLIC;
