-- 読める範囲を狭める訂正をしたら、前の文も狭い範囲の人だけが読む。前の部屋には「見られる範囲を狭めた」という印だけが残る。
-- domain/notes.py の narrows と同じ表(一致を試験が確かめる)。行を移すのはこの引き金だけで、アプリは経過の部屋を変えられない。

-- 前の部屋から後の部屋へ、範囲が狭くなるか: 事案の部屋 → 人の部屋 → 同じ人の要配慮の部屋。どこからでも → 機関の部屋(自機関のみ)。
CREATE FUNCTION cases_is_narrower(of_case uuid, before uuid, after uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT before <> after
        AND NOT EXISTS (SELECT 1 FROM public.cases_agency_room a WHERE a.case_id = of_case AND a.compartment_id = before)
        AND (EXISTS (SELECT 1 FROM public.cases_agency_room a WHERE a.case_id = of_case AND a.compartment_id = after)
            OR EXISTS (SELECT 1 FROM public.cases_person p JOIN public.cases_case c ON c.id = p.case_id WHERE p.case_id = of_case
                AND (c.compartment_id = before AND after IN (p.compartment_id, p.sensitive_room)
                    OR p.compartment_id = before AND p.sensitive_room = after)))
$$;

-- 訂正した行から、訂正の元をさかのぼり、広い部屋に残る文を移す。移した文ごとに、前の部屋に印を置く。
CREATE FUNCTION cases_narrow(fresh cases_note) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one public.cases_note; next_one uuid := fresh.corrects_id;
BEGIN
    WHILE next_one IS NOT NULL LOOP
        SELECT * INTO one FROM public.cases_note n WHERE n.id = next_one AND n.case_id = fresh.case_id AND n.agency_id = fresh.agency_id
            AND n.kind = 'contact' FOR UPDATE;
        EXIT WHEN NOT FOUND;
        IF public.cases_is_narrower(fresh.case_id, one.compartment_id, fresh.compartment_id) THEN
            UPDATE public.cases_note SET compartment_id = fresh.compartment_id WHERE id = one.id;
            INSERT INTO public.cases_note (id, compartment_id, room_kind, recorded_at, recorded_by, case_id, agency_id, person_id, kind, act, value,
                about_id, happened_on, method, counterpart, counterpart_name, met, activity, title, fact, words, view, next_action, audience,
                correction_reason)
            VALUES (public.cases_new_id(), one.compartment_id, 2, fresh.recorded_at, fresh.recorded_by, fresh.case_id, fresh.agency_id,
                one.person_id, 'event', 'narrow_note', '', one.id, one.happened_on, '', '', '', '', '', '見られる範囲を狭めた', '', '', '', '',
                one.audience, '');
        END IF;
        next_one := one.corrects_id;
    END LOOP;
END $$;

CREATE FUNCTION cases_note_narrows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_narrow(NEW);
    RETURN NULL;
END $$;
CREATE TRIGGER cases_note_narrowed AFTER INSERT ON cases_note FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL AND NEW.kind = 'contact')
    EXECUTE FUNCTION cases_note_narrows();

-- 経過は追記だけ(cases/sql/guards.sql と同じ)。部屋だけは、表の持ち主の権限で動く上の関数が移せる。
-- だれの権限で動いているかを見るので、この引き金は SECURITY DEFINER にしない。
CREATE OR REPLACE FUNCTION cases_note_keep() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, public AS $$
DECLARE loose text[] := ARRAY['corrected_at', 'next_done_at', 'next_done_by', 'next_posting_id'];
BEGIN
    IF current_user = (SELECT pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c WHERE c.oid = TG_RELID) THEN
        loose := loose || ARRAY['compartment_id', 'room_kind'];
    END IF;
    IF to_jsonb(OLD) - loose <> to_jsonb(NEW) - loose
       OR OLD.corrected_at IS NOT NULL AND NEW.corrected_at IS DISTINCT FROM OLD.corrected_at
       OR OLD.next_done_at IS NOT NULL AND (OLD.next_done_at, OLD.next_done_by) IS DISTINCT FROM (NEW.next_done_at, NEW.next_done_by) THEN
        RAISE EXCEPTION '経過の記録は書き換えられません。訂正は、新しい記録として書いてください' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION cases_is_narrower(uuid, uuid, uuid), cases_narrow(cases_note), cases_note_narrows(), cases_note_keep() FROM PUBLIC;
