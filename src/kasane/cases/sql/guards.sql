-- 伴走はいつも一人: 開いている事案にも終結した事案にも、今の伴走がちょうど一件あることを、確定の時に確かめる。
CREATE FUNCTION cases_one_companion_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE touched uuid[]; one uuid;
BEGIN
    IF TG_TABLE_NAME = 'cases_case' THEN touched := ARRAY[NEW.id];
    ELSIF TG_OP = 'DELETE' THEN touched := ARRAY[OLD.case_id];
    ELSIF TG_OP = 'UPDATE' THEN touched := ARRAY[OLD.case_id, NEW.case_id];
    ELSE touched := ARRAY[NEW.case_id]; END IF;
    FOREACH one IN ARRAY touched LOOP
        IF EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = one) AND (
            SELECT count(*) FROM public.cases_involvement v WHERE v.case_id = one AND v.role = 'companion' AND v.valid_to IS NULL) <> 1 THEN
            RAISE EXCEPTION '伴走する人がちょうど一人ではない事案は、確定できません' USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'cases_always_one_companion';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_case_companion AFTER INSERT ON cases_case DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_one_companion_check();
CREATE CONSTRAINT TRIGGER cases_involvement_companion AFTER INSERT OR UPDATE OR DELETE ON cases_involvement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_one_companion_check();

-- 伴走の期間に切れ目を作らない: 最初は事案を記録した瞬間から、次は前の人が終わった瞬間から。終わった関わりと、始まり・役・機関は変えられない。
CREATE FUNCTION cases_involvement_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE before public.cases_involvement;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.valid_to IS NOT NULL OR (OLD.id, OLD.case_id, OLD.compartment_id, OLD.agency_id, OLD.role, OLD.basis, OLD.valid_from)
           IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.compartment_id, NEW.agency_id, NEW.role, NEW.basis, NEW.valid_from) THEN
            RAISE EXCEPTION '終わった関わりと、関わりの始まり・役・機関は変えられません' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.role = 'companion' THEN
        SELECT * INTO before FROM public.cases_involvement v WHERE v.case_id = NEW.case_id AND v.role = 'companion'
            ORDER BY v.valid_from DESC, v.valid_to DESC NULLS FIRST LIMIT 1;
        IF before.id IS NULL THEN
            SELECT c.recorded_at INTO NEW.valid_from FROM public.cases_case c WHERE c.id = NEW.case_id;
        ELSIF before.valid_to IS NULL THEN
            RAISE EXCEPTION '前の伴走が終わっていません' USING ERRCODE = 'integrity_constraint_violation';
        ELSE
            NEW.valid_from := before.valid_to;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_involvement_kept BEFORE INSERT OR UPDATE ON cases_involvement FOR EACH ROW EXECUTE FUNCTION cases_involvement_keep();

-- 経過は追記だけ: 中身は変えられない。変わってよいのは、訂正された時刻と、次の予定を済ませた時刻(どちらも一度きり)、次の予定の担当(異動)だけ。
CREATE FUNCTION cases_note_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF to_jsonb(OLD) - ARRAY['corrected_at', 'next_done_at', 'next_done_by', 'next_posting_id'] <> to_jsonb(NEW) - ARRAY['corrected_at', 'next_done_at', 'next_done_by', 'next_posting_id']
       OR OLD.corrected_at IS NOT NULL AND NEW.corrected_at IS DISTINCT FROM OLD.corrected_at
       OR OLD.next_done_at IS NOT NULL AND (OLD.next_done_at, OLD.next_done_by) IS DISTINCT FROM (NEW.next_done_at, NEW.next_done_by) THEN
        RAISE EXCEPTION '経過の記録は書き換えられません。訂正は、新しい記録として書いてください' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_note_kept BEFORE UPDATE ON cases_note FOR EACH ROW EXECUTE FUNCTION cases_note_keep();

-- 書く行は、その事案の部屋に置かれていること(自分の別の部屋に、ほかの事案の行を作ることはできない)。
-- アプリが書くできごとは行為者の機関と配属の名で残り、つなぎの一通を読むだけの機関は経過を書けない。
CREATE FUNCTION cases_row_in_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[];
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = NEW.case_id AND c.compartment_id = NEW.compartment_id)
       AND NOT EXISTS (SELECT 1 FROM public.cases_person p WHERE p.case_id = NEW.case_id
                       AND NEW.compartment_id IN (p.compartment_id, p.sensitive_room))
       AND NOT EXISTS (SELECT 1 FROM public.cases_agency_room a WHERE a.case_id = NEW.case_id AND a.compartment_id = NEW.compartment_id)
       AND NOT EXISTS (SELECT 1 FROM public.cases_referral r WHERE r.case_id = NEW.case_id AND r.compartment_id = NEW.compartment_id) THEN
        PERFORM public.cases_refuse('この事案の部屋ではありません');
    END IF;
    IF TG_TABLE_NAME = 'cases_note' AND TG_OP = 'INSERT' AND session_user = 'kasane_app' THEN
        me := public.access_principal();
        IF NEW.agency_id IS DISTINCT FROM me[3] OR NEW.recorded_by IS DISTINCT FROM me[2] THEN
            PERFORM public.cases_refuse('ほかの人の名前で記録することはできません');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_note_in_case BEFORE INSERT OR UPDATE OF case_id, compartment_id ON cases_note
    FOR EACH ROW EXECUTE FUNCTION cases_row_in_case();
CREATE TRIGGER cases_caution_in_case BEFORE INSERT OR UPDATE OF case_id, compartment_id ON cases_caution
    FOR EACH ROW EXECUTE FUNCTION cases_row_in_case();

-- 記録が増えたら事案の最後の動きを進める。最後に連絡が取れた日は、本人か家族に会えた(話せた)日。自機関だけの記録は数えない。
CREATE FUNCTION cases_note_moves_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.cases_case SET changed_at = greatest(changed_at, NEW.recorded_at),
        last_contact_on = CASE WHEN NEW.counterpart IN ('self', 'family') AND NEW.met IN ('', 'met')
            THEN greatest(last_contact_on, NEW.happened_on) ELSE last_contact_on END
        WHERE id = NEW.case_id;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_note_moves AFTER INSERT ON cases_note FOR EACH ROW WHEN (NEW.kind = 'contact' AND NEW.audience <> 'own')
    EXECUTE FUNCTION cases_note_moves_case();

REVOKE ALL ON FUNCTION cases_one_companion_check(), cases_involvement_keep(), cases_note_keep(), cases_row_in_case(), cases_note_moves_case()
    FROM PUBLIC;

-- 内側の関数は、だれも直に呼べない。表の関数だけをアプリに開く。
REVOKE ALL ON FUNCTION cases_new_id(), cases_refuse(text), cases_rooms(uuid), cases_lock(uuid, boolean),
    cases_event(uuid, uuid, text, text, uuid, uuid, text, text, timestamptz), cases_open_room(uuid, uuid, smallint, text),
    cases_grant(uuid, uuid, uuid, uuid, uuid, uuid, text, timestamptz, text), cases_end_grants(uuid[], text),
    cases_finish(uuid, text, timestamptz), cases_close_letter(cases_referral, text), cases_check_rooms(uuid, uuid[]),
    cases_check_agency(uuid, uuid), cases_open(jsonb, jsonb, text, timestamptz), cases_put_person(uuid, jsonb, text, timestamptz),
    cases_add_person(uuid, jsonb, text, timestamptz),
    cases_begin(uuid, uuid, text, uuid, uuid, text, text, uuid, uuid, jsonb, text, timestamptz),
    cases_hand_on(uuid, uuid, text, uuid, uuid, text, timestamptz),
    cases_add_member(uuid, uuid, uuid, uuid, text, text, uuid, jsonb, text, timestamptz),
    cases_end_involvement(uuid, uuid, text, timestamptz), cases_move(uuid, text, text, date, integer, text, timestamptz),
    cases_set_stage(uuid, text, text, text, timestamptz), cases_own_room(uuid, uuid, timestamptz), cases_send(jsonb, jsonb, timestamptz),
    cases_follow_letter(cases_referral, text, text, timestamptz), cases_lock_letter(uuid, text), cases_asked(cases_referral),
    cases_answer(uuid, boolean, uuid, text, timestamptz), cases_recall(uuid, text, timestamptz),
    cases_take_back(cases_referral, text, timestamptz), cases_return(uuid, text, timestamptz), cases_withdraw(uuid, text, timestamptz)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_open(jsonb, jsonb, text, timestamptz), cases_add_person(uuid, jsonb, text, timestamptz),
    cases_hand_on(uuid, uuid, text, uuid, uuid, text, timestamptz),
    cases_add_member(uuid, uuid, uuid, uuid, text, text, uuid, jsonb, text, timestamptz),
    cases_end_involvement(uuid, uuid, text, timestamptz), cases_move(uuid, text, text, date, integer, text, timestamptz),
    cases_own_room(uuid, uuid, timestamptz), cases_send(jsonb, jsonb, timestamptz), cases_answer(uuid, boolean, uuid, text, timestamptz),
    cases_recall(uuid, text, timestamptz), cases_return(uuid, text, timestamptz), cases_withdraw(uuid, text, timestamptz) TO kasane_app;
