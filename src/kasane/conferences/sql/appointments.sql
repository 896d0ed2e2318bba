-- 委嘱簿。番号と、効き始める日は、ここだけが決める。後から委嘱して、前の共有を正しくすることはできない。

CREATE FUNCTION conferences_number_appointment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); today date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    IF me IS NULL THEN
        RETURN NEW;  -- 行為者のいない書き込みは、所有者の取り込みだけ(アプリは行の守りが断る)。
    END IF;
    NEW.fiscal_year := extract(year FROM today - interval '3 months');
    PERFORM pg_advisory_xact_lock(hashtextextended('conferences_appointment', NEW.fiscal_year));
    SELECT coalesce(max(a.serial), 0) + 1 INTO NEW.serial FROM public.conferences_appointment a WHERE a.fiscal_year = NEW.fiscal_year;
    NEW.effective_from := greatest(NEW.valid_from, today);
    NEW.recorded_by := me[2];
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_appointment_number BEFORE INSERT ON conferences_appointment
    FOR EACH ROW EXECUTE FUNCTION conferences_number_appointment();

-- 説明の日・署名の日は、一度書いたら変えられない(違っていたら名簿から外し、委嘱し直す)。
CREATE FUNCTION conferences_keep_briefing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.briefed_on IS NOT NULL AND NEW.briefed_on IS DISTINCT FROM OLD.briefed_on
       OR OLD.signed_on IS NOT NULL AND NEW.signed_on IS DISTINCT FROM OLD.signed_on
       OR greatest(NEW.briefed_on, NEW.signed_on) > (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date THEN
        PERFORM public.cases_refuse('守秘の説明と署名の日は、一度だけ、今日までの日で書けます');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_appointed_once_written BEFORE UPDATE ON conferences_appointed
    FOR EACH ROW EXECUTE FUNCTION conferences_keep_briefing();

-- この日、この議題の構成員として効く委嘱。守秘の説明と署名が済むまでは効かない。
CREATE FUNCTION conferences_cover(outside uuid, only_this uuid, of_item uuid, on_day date) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT a.id FROM public.conferences_appointed p JOIN public.conferences_appointment a ON a.id = p.appointment_id
    JOIN public.conferences_item i ON i.id = of_item JOIN public.conferences_conference c ON c.id = i.conference_id
    WHERE p.outside_member_id = outside AND (only_this IS NULL OR a.id = only_this) AND (p.removed_on IS NULL OR p.removed_on > on_day)
      AND a.effective_from <= on_day AND a.valid_to >= on_day AND (a.ended_on IS NULL OR a.ended_on > on_day)
      AND (a.scope = 'item' AND a.item_id = of_item OR a.scope = 'kind' AND a.kind_code = c.kind_code)
      AND p.briefed_on <= on_day AND p.signed_on <= on_day
    ORDER BY a.effective_from DESC, a.id LIMIT 1
$$;

-- 同じ答えを、招く人に返す。
CREATE FUNCTION conferences_appointment_of(outside uuid, of_item uuid, on_day date) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT public.conferences_cover(outside, NULL, of_item, on_day) WHERE public.access_has_role(ARRAY['secretariat', 'coordinator'])
$$;

-- 席の確かめ(移行0001)に本文を入れる: 招いたときの委嘱が書かれていればその一件、なければ今効くどれか。
CREATE OR REPLACE FUNCTION conferences_appointed(outside uuid, appointment uuid, of_item uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.conferences_cover(outside, appointment, of_item, on_day) IS NOT NULL
$$;

-- 委嘱を終わらせる(名簿の一人なら listed を渡す)。効かなくなった席は、同じ取引で閉じる。返り値は閉じた席。
CREATE FUNCTION conferences_end_appointment(wanted uuid, listed uuid, why text, at timestamptz)
RETURNS TABLE (member_id uuid, item_id uuid) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); seat record; today date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    IF NOT public.access_has_role(ARRAY['secretariat']) OR btrim(why) = '' THEN
        PERFORM public.cases_refuse('委嘱を終わらせるのは支援会議事務局です');
    END IF;
    IF listed IS NULL THEN
        UPDATE public.conferences_appointment SET ended_on = today, ended_by = me[2], ended_reason = why
            WHERE id = wanted AND ended_on IS NULL;
    ELSE
        UPDATE public.conferences_appointed SET removed_on = today, removed_reason = why, version = version + 1
            WHERE id = listed AND appointment_id = wanted AND removed_on IS NULL;
    END IF;
    IF NOT FOUND THEN
        PERFORM public.cases_refuse('もう終わっている委嘱です');
    END IF;
    FOR seat IN SELECT m.id, m.item_id FROM public.conferences_member m JOIN public.conferences_appointed p
            ON p.outside_member_id = m.outside_member_id AND p.appointment_id = wanted
        WHERE m.left_at IS NULL AND NOT public.conferences_appointed(m.outside_member_id, m.appointment_id, m.item_id, today)
          AND (listed IS NULL OR p.id = listed)
    LOOP
        UPDATE public.conferences_member SET left_at = at, version = version + 1 WHERE id = seat.id;
        PERFORM public.conferences_shut_member(seat.id, why);
        member_id := seat.id; item_id := seat.item_id;
        RETURN NEXT;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION conferences_number_appointment(), conferences_keep_briefing(), conferences_cover(uuid, uuid, uuid, date),
    conferences_appointment_of(uuid, uuid, date), conferences_end_appointment(uuid, uuid, text, timestamptz)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_appointment_of(uuid, uuid, date), conferences_end_appointment(uuid, uuid, text, timestamptz) TO kasane_app;

-- 委嘱簿は、書いた後は上の関数か、名簿の説明・署名の欄でしか変わらない。
REVOKE UPDATE ON conferences_appointment, conferences_appointed FROM kasane_app;
GRANT UPDATE (briefed_on, briefed_wording, signed_on, paper_place, version) ON conferences_appointed TO kasane_app;
