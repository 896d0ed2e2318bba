-- 資料の一行。出所のない行はなく、税のことは本人の税の同意がなければ、どの道からも入らない(security.md N40・N41・N44)。

-- 支援措置で伏せた居どころ・連絡先を、書く前に置き換える(見る人のところで隠すのではない。security.md K7)。
-- 空白の有無や全角・半角で逃げられないよう、文を同じ形(NFKC)にそろえてから照らし、見つかれば空白をはさんだ形ごと置き換える。
CREATE FUNCTION conferences_mask(of_case uuid, people uuid[], given text) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE hidden text; shape text; masked text := given; pattern text;
BEGIN
    FOR hidden IN SELECT DISTINCT v.value FROM public.people_protected_place p
            CROSS JOIN LATERAL (VALUES (p.text), (p.postal_code)) v (value)
            WHERE (p.person_id = ANY (people) OR p.person_id IN (SELECT c.person_id FROM public.cases_person c WHERE c.case_id = of_case))
              AND char_length(regexp_replace(v.value, '\s', '', 'g')) >= 4 ORDER BY v.value DESC LOOP
        shape := regexp_replace(normalize(hidden, NFKC), '[\s‐‑‒–—−ー-]', '', 'g');
        SELECT string_agg(regexp_replace(one, '([\\.^$*+?()\[\]{}|])', '\\\1', 'g'), '[\s‐‑‒–—−ー-]*')
            INTO pattern FROM string_to_table(shape, NULL) AS one;
        IF pattern IS NOT NULL AND normalize(masked, NFKC) ~ pattern THEN
            masked := regexp_replace(normalize(masked, NFKC), pattern, '(支援措置のため伏せています)', 'g');
        END IF;
    END LOOP;
    RETURN masked;
END $$;

-- 支援措置が始まる・秘匿の居どころが分かると、もう書いてある資料の行も、その場で置き換える。
CREATE FUNCTION conferences_place_hidden() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.conferences_fact f SET text = public.conferences_mask(i.case_id, ARRAY[NEW.person_id], f.text)
        FROM public.conferences_item i JOIN public.conferences_item_person p ON p.item_id = i.id
        WHERE f.item_id = i.id AND p.person_id = NEW.person_id AND public.conferences_mask(i.case_id, ARRAY[NEW.person_id], f.text) <> f.text;
    UPDATE public.conferences_item_person p SET label = public.conferences_mask(NULL, ARRAY[NEW.person_id], p.label)
        WHERE p.person_id = NEW.person_id;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_place_hides AFTER INSERT OR UPDATE OF text, postal_code ON people_protected_place
    FOR EACH ROW EXECUTE FUNCTION conferences_place_hidden();

-- 税務の機関か(機関の種別「税務」)。税務の職員が会議で話すことは、税の情報として扱う(地方税法22条)。
CREATE FUNCTION conferences_is_tax_office(agency uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.agencies_agency a JOIN public.agencies_code c ON c.list_name = 'agency_kind' AND c.code = a.kind
        WHERE a.id = agency AND c.label = '税務')
$$;

-- 税を思わせる言葉が、文にあるか。
CREATE FUNCTION conferences_has_tax_words(given text, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.conferences_tax_word w WHERE w.valid_from <= on_day AND (w.valid_to IS NULL OR w.valid_to > on_day)
        AND strpos(regexp_replace(normalize(given, NFKC), '\s', '', 'g'), w.word) > 0)
$$;

-- 一行が表に入る所での守り。関数を通らない所有者の書き込みにも効く。文の置き換え(支援措置)は、何があっても止めない。
CREATE FUNCTION conferences_guard_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item; today date := public.conferences_day(statement_timestamp());
BEGIN
    SELECT * INTO i FROM public.conferences_item WHERE id = NEW.item_id AND compartment_id = NEW.compartment_id;
    IF i.id IS NULL THEN PERFORM public.cases_refuse('この議題の部屋ではありません'); END IF;
    IF NEW.dropped_at IS NOT NULL THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND OLD.provenance = 'tax' AND NEW.provenance <> 'tax' THEN
        PERFORM public.cases_refuse('税情報の出所は、付け替えられません');
    END IF;
    IF NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = i.id
                                                 AND p.person_id = NEW.person_id) THEN
        PERFORM public.cases_refuse('議題に上がっていない人のことは書けません');
    END IF;
    IF NEW.provenance <> 'tax' AND public.conferences_is_tax_office(NEW.source_agency_id) AND i.case_id IS NOT NULL THEN
        PERFORM public.cases_refuse('税務の機関が伝えることは、本人の税の同意のもとで、税情報としてだけ書けます');
    END IF;
    IF NEW.provenance = 'tax' AND (i.case_id IS NULL
        OR public.conferences_consent(i.case_id, NEW.person_id, NEW.source_agency_id, 'tax', today) IS NULL AND NOT EXISTS (
            SELECT 1 FROM public.conferences_agencies(i.id) a WHERE a.agency IS DISTINCT FROM NEW.source_agency_id)
        OR public.conferences_uncovered(i.id, NEW.person_id, 'tax', NEW.source_agency_id, today)) THEN
        PERFORM public.cases_refuse('税情報には、本人の税の同意が要ります');
    END IF;
    IF NEW.provenance <> 'tax' AND NOT NEW.words_seen AND public.conferences_has_tax_words(NEW.text, today) THEN
        PERFORM public.cases_refuse('税を思わせる言葉があります');
    END IF;
    IF NEW.provenance = 'conference' AND i.on_consent THEN
        PERFORM public.cases_refuse('本人同意のもとの議題に、106条の6を出所とする行は置けません');
    END IF;
    -- 会議の守秘のもとで伝わった行の付け替えは、新しくだれかに見せることではないので、構成員への同意の及びを問い直さない。
    IF NEW.person_id IS NOT NULL AND (NEW.provenance = 'consent' AND NEW.first_provenance = 'consent' OR i.on_consent)
       AND public.conferences_uncovered(i.id, NEW.person_id, NEW.topic, NEW.source_agency_id, today) THEN
        PERFORM public.cases_refuse('このことを伝える本人の同意が、構成員のすべてには及んでいません');
    END IF;
    IF NEW.provenance = 'consent' AND NOT public.conferences_agreed(i.case_id, NEW.person_id, today) THEN
        PERFORM public.cases_refuse('本人の同意がありません');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_fact_guarded BEFORE INSERT OR UPDATE OF provenance, first_provenance, topic, person_id, words_seen ON conferences_fact
    FOR EACH ROW EXECUTE FUNCTION conferences_guard_fact();

-- 一行を置く。given_by が真なら、構成員が自分の機関の知ることを持ち寄る。偽なら、役員か議題を上げた人が資料を作る。
CREATE FUNCTION conferences_put_fact(wanted uuid, of_item uuid, facts jsonb, brought boolean, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.conferences_item; c public.conferences_conference;
BEGIN
    SELECT x.* INTO i FROM public.conferences_item x WHERE x.id = of_item;
    SELECT x.* INTO c FROM public.conferences_conference x WHERE x.id = i.conference_id FOR SHARE;
    SELECT x.* INTO i FROM public.conferences_item x WHERE x.id = of_item FOR UPDATE;
    IF i.id IS NULL OR me IS NULL OR cardinality(me) <> 3 OR i.state NOT IN ('tabled', 'decided')
       OR c.state NOT IN ('planned', 'called', 'open')
       OR NOT EXISTS (SELECT 1 FROM public.access_held(i.compartment_id) h WHERE h.ground = 'conference')
       OR NOT EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.item_id = of_item AND m.posting_id = me[2] AND m.left_at IS NULL
            AND m.acknowledged_at IS NOT NULL AND m.part <> 'observer')
       OR NOT brought AND i.recorded_by <> me[2]
          AND NOT public.conferences_is_officer(i.conference_id, ARRAY['secretariat', 'chair', 'minutes']) THEN
        PERFORM public.cases_refuse('この議題に書く席がありません');
    END IF;
    PERFORM public.conferences_insert_fact(wanted, i, me[2], me[3], facts, brought, at);
END $$;

CREATE FUNCTION conferences_insert_fact(wanted uuid, i conferences_item, seat uuid, agency uuid, facts jsonb, brought boolean,
                                        at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE about uuid := (facts->>'person_id')::uuid; today date := public.conferences_today(at);
BEGIN
    INSERT INTO public.conferences_fact (id, compartment_id, recorded_at, recorded_by, item_id, position, person_id, section, text, provenance,
        topic, consent_id, source_agency_id, contributed, as_of, source_kind, source_id, words_seen, first_provenance, relabelled_reason,
        dropped_reason)
    VALUES (wanted, i.compartment_id, at, seat, i.id,
        1 + (SELECT coalesce(max(f.position), 0) FROM public.conferences_fact f WHERE f.item_id = i.id), about, facts->>'section',
        public.conferences_mask(i.case_id, ARRAY(SELECT p.person_id FROM public.conferences_item_person p WHERE p.item_id = i.id),
            facts->>'text'),
        facts->>'provenance', facts->>'topic', (SELECT public.conferences_consent(i.case_id, about, a.agency, facts->>'topic', today)
            FROM public.conferences_agencies(i.id) a WHERE facts->>'provenance' IN ('consent', 'tax')
            ORDER BY 1 NULLS LAST LIMIT 1),
        agency, brought, (facts->>'as_of')::date, facts->>'source_kind', (facts->>'source_id')::uuid, (facts->>'words_seen')::boolean,
        facts->>'provenance', '', '');
END $$;

-- 一行を取り下げる: 役員か、書いた本人。消さずに、理由を残す。
CREATE FUNCTION conferences_drop_fact(wanted uuid, why text, at timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); f public.conferences_fact; i public.conferences_item;
BEGIN
    SELECT * INTO f FROM public.conferences_fact WHERE id = wanted FOR UPDATE;
    SELECT * INTO i FROM public.conferences_item WHERE id = f.item_id;
    IF f.id IS NULL OR f.dropped_at IS NOT NULL OR why = '' OR NOT EXISTS (SELECT 1 FROM public.access_held(f.compartment_id))
       OR f.recorded_by <> me[2] AND NOT public.conferences_is_officer(i.conference_id, ARRAY['secretariat', 'chair', 'minutes']) THEN
        PERFORM public.cases_refuse('この行を取り下げられません');
    END IF;
    UPDATE public.conferences_fact SET dropped_at = at, dropped_by = me[2], dropped_reason = why WHERE id = wanted;
    RETURN i.id;
END $$;

-- 出所を付け替える: 会議で知ったことは、本人の同意を得たか、職務としての理由を書いたときだけ、会議の外で使える(security.md P7)。
-- 事案を管理する人だけが、その事案のために付け替えられる。税情報は付け替えられない。
CREATE FUNCTION conferences_relabel(wanted uuid, to_provenance text, why text, at timestamptz) RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); f public.conferences_fact; i public.conferences_item;
BEGIN
    SELECT * INTO f FROM public.conferences_fact WHERE id = wanted FOR UPDATE;
    SELECT * INTO i FROM public.conferences_item WHERE id = f.item_id;
    IF f.id IS NULL OR f.dropped_at IS NOT NULL OR f.provenance NOT IN ('conference', 'duty') OR to_provenance NOT IN ('consent', 'duty')
       OR f.provenance = to_provenance OR char_length(regexp_replace(why, '\s', '', 'g')) < 10
       OR NOT EXISTS (SELECT 1 FROM public.access_held(f.compartment_id) h WHERE h.ground = 'conference')
       OR NOT EXISTS (SELECT 1 FROM public.cases_case x WHERE x.id = i.case_id AND public.access_manages(x.compartment_id))
       OR to_provenance = 'consent' AND (f.person_id IS NULL
            OR NOT public.conferences_agreed(i.case_id, f.person_id, public.conferences_today(at))) THEN
        PERFORM public.cases_refuse('この行の出所は付け替えられません');
    END IF;
    UPDATE public.conferences_fact SET provenance = to_provenance, relabelled_at = at, relabelled_by = me[2], relabelled_reason = why
        WHERE id = wanted;
    RETURN i.id;
END $$;
