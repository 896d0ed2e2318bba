-- 値が項目の定義と合うことを確かめる: 型、選択肢(その日に有効な行)、一つだけ選ぶ、行の欄の数。合わなければ保存できない。
CREATE FUNCTION coordination_check_value(item uuid, given_kind text, codes text[], table_rows jsonb, amount numeric, on_day date)
RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE d record;
BEGIN
    SELECT * INTO d FROM public.coordination_item i WHERE i.id = item;
    IF d.kind <> given_kind OR d.kind = 'copied' THEN
        RAISE EXCEPTION '項目の型と違います' USING ERRCODE = 'check_violation';
    END IF;
    IF d.kind = 'choice' AND cardinality(codes) > 1 OR amount < 0 THEN
        RAISE EXCEPTION '値が項目の決まりに合いません' USING ERRCODE = 'check_violation';
    END IF;
    IF d.code_list <> '' AND EXISTS (
        SELECT 1 FROM unnest(codes) c WHERE NOT EXISTS (
            SELECT 1 FROM public.agencies_code k WHERE k.list_name = d.code_list AND k.code = c
              AND k.valid_from <= on_day AND (k.valid_to IS NULL OR k.valid_to > on_day))) THEN
        RAISE EXCEPTION '選択肢にない値です' USING ERRCODE = 'check_violation';
    END IF;
    IF jsonb_typeof(table_rows) <> 'array' OR EXISTS (
        SELECT 1 FROM jsonb_array_elements(table_rows) r
        WHERE CASE jsonb_typeof(r) WHEN 'array' THEN jsonb_array_length(r) <> cardinality(d.columns)
              OR EXISTS (SELECT 1 FROM jsonb_array_elements(r) cell WHERE jsonb_typeof(cell) <> 'string') ELSE true END) THEN
        RAISE EXCEPTION '行の欄の数が合いません' USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- 事実の一行: 値のほかに、置く部屋が項目と人に合うことを確かめる。要配慮の項目は要配慮の部屋、世帯の項目は事案の部屋にしか置けない。
CREATE FUNCTION coordination_check_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE d record; a record; rooms record;
BEGIN
    PERFORM public.coordination_check_value(NEW.item_id, NEW.kind, NEW.codes, NEW.rows, NEW.amount,
                                            (NEW.recorded_at AT TIME ZONE 'Asia/Tokyo')::date);
    SELECT * INTO d FROM public.coordination_item i WHERE i.id = NEW.item_id;
    SELECT s.case_id, s.compartment_id INTO a FROM public.coordination_assessment s WHERE s.id = NEW.assessment_id;
    IF d.declared_only AND NEW.origin <> 'self' THEN
        RAISE EXCEPTION '税のことは本人の申告だけで書きます' USING ERRCODE = 'check_violation';
    END IF;
    IF d.key <> NEW.item_key OR d.per_person <> (NEW.person_id IS NOT NULL) THEN
        RAISE EXCEPTION '項目と人が合いません' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.person_id IS NULL THEN
        IF NEW.compartment_id <> a.compartment_id THEN
            RAISE EXCEPTION '世帯の項目は事案の部屋に置きます' USING ERRCODE = 'check_violation';
        END IF;
    ELSE
        SELECT p.compartment_id, p.sensitive_room INTO rooms FROM public.cases_person p
            WHERE p.case_id = a.case_id AND p.person_id = NEW.person_id;
        IF NOT FOUND OR NEW.compartment_id <> (CASE WHEN d.sensitive THEN rooms.sensitive_room ELSE rooms.compartment_id END) THEN
            RAISE EXCEPTION '人の項目はその人の部屋に置きます' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.named_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM public.cases_person p WHERE p.case_id = a.case_id AND p.person_id = NEW.named_id) THEN
        RAISE EXCEPTION '事案の中の人ではありません' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- 照会の問い: 答えの値も、同じ定義で確かめる。聞いてはいけない項目(税の申告など)は問いにできない。
CREATE FUNCTION coordination_check_question() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.coordination_check_value(NEW.item_id, NEW.kind, NEW.codes, NEW.rows, NEW.amount,
                                            (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date);
    IF EXISTS (SELECT 1 FROM public.coordination_item i WHERE i.id = NEW.item_id
               AND (NOT i.askable OR i.per_person <> (NEW.person_id IS NOT NULL)
                    OR i.sensitive AND (SELECT c.kind FROM public.access_compartment c WHERE c.id = NEW.compartment_id) <> 3)) THEN
        RAISE EXCEPTION 'この部屋の照会では聞けない項目です' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- 課題: 要配慮の課題は、その人の要配慮の部屋にしか置けない。
CREATE FUNCTION coordination_check_issue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE day date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date; room uuid; secret boolean; listed boolean;
BEGIN
    SELECT count(*) FILTER (WHERE k.list_name = 'assessment_issue_sensitive') > 0, count(*) FILTER (WHERE k.list_name = 'assessment_issue') > 0
        INTO secret, listed FROM public.agencies_code k
        WHERE k.code = NEW.code AND k.valid_from <= day AND (k.valid_to IS NULL OR k.valid_to > day);
    IF NEW.person_id IS NULL THEN
        SELECT c.compartment_id INTO room FROM public.cases_case c WHERE c.id = NEW.case_id;
    ELSE
        SELECT CASE WHEN secret THEN p.sensitive_room ELSE p.compartment_id END INTO room FROM public.cases_person p
            WHERE p.case_id = NEW.case_id AND p.person_id = NEW.person_id;
    END IF;
    IF NOT listed OR secret AND NEW.person_id IS NULL OR room IS NULL OR room <> NEW.compartment_id THEN
        RAISE EXCEPTION '課題の番号か、置く部屋が合いません' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION coordination_check_value(uuid, text, text[], jsonb, numeric, date), coordination_check_fact(),
    coordination_check_question(), coordination_check_issue() FROM PUBLIC;

CREATE TRIGGER coordination_fact_check BEFORE INSERT ON coordination_fact FOR EACH ROW EXECUTE FUNCTION coordination_check_fact();
CREATE TRIGGER coordination_question_check BEFORE INSERT OR UPDATE ON coordination_question
    FOR EACH ROW EXECUTE FUNCTION coordination_check_question();
CREATE TRIGGER coordination_issue_check BEFORE INSERT ON coordination_issue FOR EACH ROW EXECUTE FUNCTION coordination_check_issue();
