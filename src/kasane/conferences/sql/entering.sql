-- 開かれた後に、会議を入れる。

-- 会議を招集する(移行0001のものを作り直す): 事務局か多機関協働の人だけ。開かれた後に入れる会議(土曜の緊急の会議、運用の始まりの前の会議)は、
-- なぜ後から入れるのかが要る。その日の決まり(種類・守秘の文・日数)で入り、構成員の窓も開催の日から数えるので、過ぎていれば開かない。
-- 役員が記録を持つ終わりも過ぎた会議は入れられない(だれも持てない部屋を作らない)。招集した人は、守秘の文を読んで事務局になる。ほかの役員は、確認してから入る。
CREATE OR REPLACE FUNCTION conferences_convene(wanted uuid, room uuid, of_kind uuid, facts jsonb, officers jsonb, read_wording text,
                                    kept timestamptz, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); k public.conferences_kind; held date := (facts->>'held_on')::date; o record; nth integer;
    late boolean := (facts->>'held_on')::date < public.conferences_day(at); why text := btrim(coalesce(facts->>'late_reason', ''));
BEGIN
    IF me IS NULL OR cardinality(me) <> 3 OR NOT public.access_has_role(ARRAY['secretariat', 'coordinator']) OR read_wording = '' THEN
        PERFORM public.cases_refuse('会議を招集できるのは、事務局か多機関協働の担当です');
    END IF;
    SELECT * INTO k FROM public.conferences_kind x WHERE x.id = of_kind AND x.valid_from <= held AND (x.valid_to IS NULL OR x.valid_to > held);
    IF k.id IS NULL THEN PERFORM public.cases_refuse('その日に使える種類の会議ではありません'); END IF;
    -- 役員の根拠の終わりは、日数の決めごとより遅くできない。
    SELECT least(kept, (held + r.days + 1)::timestamp AT TIME ZONE 'Asia/Tokyo') INTO kept FROM public.conferences_rhythm r
        WHERE r.name = 'kept_for' AND r.valid_from <= held AND (r.valid_to IS NULL OR r.valid_to > held) ORDER BY r.valid_from DESC LIMIT 1;
    IF NOT FOUND THEN PERFORM public.cases_refuse('役員が記録を持つ日数が決められていません'); END IF;
    IF late <> (why <> '') THEN PERFORM public.cases_refuse('過ぎた日の会議には、後から入れる理由が要ります'); END IF;
    IF kept <= statement_timestamp() AND late THEN PERFORM public.cases_refuse('役員が記録を持つ期間を過ぎた会議は入れられません'); END IF;
    PERFORM pg_advisory_xact_lock(hashtext('kasane:conference-number:' || k.code));
    SELECT count(*) + 1 INTO nth FROM public.conferences_conference x
        WHERE x.kind_code = k.code AND date_trunc('year', x.held_on - interval '3 months') = date_trunc('year', held - interval '3 months');
    PERFORM public.conferences_open_room(room, wanted);
    INSERT INTO public.conferences_conference (id, compartment_id, recorded_at, recorded_by, kind_id, kind_code, number, held_on, starts_at,
        ends_at, place, method, purpose, takes_proposals, convener_agency_id, state, cancelled_reason, late_reason, kept_until, version)
    VALUES (wanted, room, at, me[2], k.id, k.code, nth, held, (facts->>'starts_at')::time, (facts->>'ends_at')::time, facts->>'place',
        facts->>'method', facts->>'purpose', (facts->>'takes_proposals')::boolean, me[3], 'planned', '', why, kept, 1);
    INSERT INTO public.conferences_officer (id, compartment_id, recorded_at, recorded_by, conference_id, posting_id, agency_id, part,
        acknowledged_at, wording)
    VALUES (public.cases_new_id(), room, at, me[2], wanted, me[2], me[3], 'secretariat', at, read_wording);
    PERFORM public.conferences_give(room, me[2], true, statement_timestamp(), kept);
    FOR o IN SELECT * FROM jsonb_to_recordset(officers) AS x (id uuid, posting_id uuid, part text) LOOP
        PERFORM public.conferences_seat(o.id, wanted, o.posting_id, o.part, at);
    END LOOP;
END $$;

-- もう開かれた会議は、別の日へ移せない。議題を求められた日も、開催の日より後にはならない。
CREATE FUNCTION conferences_held_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_refuse('開かれた後に入れた会議の日は、移せません');
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_held_day_stays BEFORE UPDATE OF held_on ON conferences_conference FOR EACH ROW
    WHEN (OLD.late_reason <> '' AND NEW.held_on IS DISTINCT FROM OLD.held_on) EXECUTE FUNCTION conferences_held_stays();
CREATE FUNCTION conferences_asked_before() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.conferences_conference c WHERE c.id = NEW.conference_id AND c.late_reason <> ''
               AND NEW.requested_on > c.held_on) THEN
        PERFORM public.cases_refuse('求めのあった日は、開催の日までの日です');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_item_asked_before BEFORE INSERT ON conferences_item FOR EACH ROW EXECUTE FUNCTION conferences_asked_before();
-- 開かれた後に入れた会議の、招集の知らせは出せない(もう終わった会議の案内を送らない)。
CREATE FUNCTION conferences_not_called() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.cases_refuse('開かれた後に入れた会議の、招集の知らせは出せません');
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_held_not_called BEFORE UPDATE OF state ON conferences_conference FOR EACH ROW
    WHEN (OLD.late_reason <> '' AND NEW.state = 'called') EXECUTE FUNCTION conferences_not_called();

REVOKE ALL ON FUNCTION conferences_held_stays(), conferences_asked_before(), conferences_not_called() FROM PUBLIC;
