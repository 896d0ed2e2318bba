-- 会議の日時・場所を移す、次第の順と時間を直す。どちらも始まりの版を持ち、先に変わっていれば断る。

-- 会議の日の守秘の文: 会議の種類のうち、その日に効いている行の文に、その日に効いている罰則を入れたもの。招集した後に行が改められても、
-- 会議の日の文を確認してもらう。
CREATE FUNCTION conferences_wording(of_kind uuid, on_day date) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT replace(w.secrecy_wording, '{penalty}', coalesce((SELECT p.wording FROM public.access_statute p WHERE p.code = w.penalty_code
        AND p.valid_from <= on_day AND (p.valid_to IS NULL OR p.valid_to >= on_day) ORDER BY p.valid_from DESC LIMIT 1),
        '根拠となる法律の定める罰'))
    FROM public.conferences_kind k JOIN public.conferences_kind w ON w.code = k.code
    WHERE k.id = of_kind AND (w.id = k.id OR w.valid_from <= on_day AND (w.valid_to IS NULL OR w.valid_to > on_day))
    ORDER BY (w.valid_from <= on_day AND (w.valid_to IS NULL OR w.valid_to > on_day)) DESC LIMIT 1
$$;

-- 会議の回は、その種類の、その年度の一番大きい回の次。会議を別の年度へ移しても、同じ回が二つできない。
CREATE FUNCTION conferences_next_number(of_code text, held date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kasane:conference-number:' || of_code));
    RETURN (SELECT coalesce(max(x.number), 0) + 1 FROM public.conferences_conference x WHERE x.kind_code = of_code
        AND date_trunc('year', x.held_on - interval '3 months') = date_trunc('year', held - interval '3 months'));
END $$;
CREATE FUNCTION conferences_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.number := public.conferences_next_number(NEW.kind_code, NEW.held_on);
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_numbered BEFORE INSERT ON conferences_conference FOR EACH ROW
    WHEN (cardinality(public.access_principal()) = 3) EXECUTE FUNCTION conferences_number();

-- 移す日に効く種類の行。諮り方か、もう確認された守秘の文が変わる日へは移せない(取りやめて、その日の決まりで招集し直す)。
CREATE FUNCTION conferences_kind_at(c conferences_conference, to_day date) RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE was public.conferences_kind; k public.conferences_kind; me uuid := (public.access_principal())[2];
BEGIN
    SELECT * INTO was FROM public.conferences_kind x WHERE x.id = c.kind_id;
    SELECT * INTO k FROM public.conferences_kind x WHERE x.code = c.kind_code AND x.valid_from <= to_day
        AND (x.valid_to IS NULL OR x.valid_to > to_day);
    IF k.id IS NULL THEN PERFORM public.cases_refuse('その日に使える種類の会議ではありません'); END IF;
    IF (was.statute_code, was.consent_required, was.both_laws, was.penal_secrecy, was.approves_plans)
            IS DISTINCT FROM (k.statute_code, k.consent_required, k.both_laws, k.penal_secrecy, k.approves_plans)
       OR EXISTS (SELECT 1 FROM public.conferences_item i WHERE i.conference_id = c.id AND i.state = 'tabled'
            AND NOT i.occasion = ANY (k.allowed_occasions)) THEN
        PERFORM public.cases_refuse('その日は、この種類の会議の諮り方が変わっています');
    END IF;
    IF public.conferences_wording(was.id, c.held_on) IS DISTINCT FROM public.conferences_wording(k.id, to_day)
       AND (EXISTS (SELECT 1 FROM public.conferences_officer o WHERE o.conference_id = c.id AND o.acknowledged_at IS NOT NULL
                AND o.posting_id <> me)
         OR EXISTS (SELECT 1 FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
                WHERE i.conference_id = c.id AND m.acknowledged_at IS NOT NULL AND m.posting_id IS DISTINCT FROM me)) THEN
        PERFORM public.cases_refuse('その日は、守秘の文が変わっています');
    END IF;
    RETURN k.id;
END $$;

-- 会議を移す: 事務局・司会だけ、開会の前だけ。窓と根拠は、移した日数だけ一緒に動き、いつも終わりがある。閉じた席・抜けた席は開かない。
CREATE FUNCTION conferences_reschedule(wanted uuid, expected integer, facts jsonb, read_wording text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me uuid[] := public.access_principal(); c public.conferences_conference; to_day date := (facts->>'held_on')::date;
    on_kind uuid; kept timestamptz; nth integer;
BEGIN
    c := public.conferences_lock(wanted, ARRAY['secretariat', 'chair']);
    IF c.version <> expected THEN PERFORM public.cases_refuse('ほかの人が先に更新しました'); END IF;
    IF c.state NOT IN ('planned', 'called') OR to_day < public.conferences_day(statement_timestamp()) OR read_wording = ''
       OR (facts->>'ends_at')::time <= (facts->>'starts_at')::time THEN
        PERFORM public.cases_refuse('この会議は、いま移せません');
    END IF;
    on_kind := public.conferences_kind_at(c, to_day);
    SELECT (to_day + r.days + 1)::timestamp AT TIME ZONE 'Asia/Tokyo' INTO kept FROM public.conferences_rhythm r
        WHERE r.name = 'kept_for' AND r.valid_from <= to_day AND (r.valid_to IS NULL OR r.valid_to > to_day) ORDER BY r.valid_from DESC LIMIT 1;
    IF kept IS NULL THEN PERFORM public.cases_refuse('役員が記録を持つ日数が決められていません'); END IF;
    nth := c.number;
    IF date_trunc('year', c.held_on - interval '3 months') <> date_trunc('year', to_day - interval '3 months') THEN
        nth := public.conferences_next_number(c.kind_code, to_day);
    END IF;
    UPDATE public.conferences_conference SET held_on = to_day, starts_at = (facts->>'starts_at')::time, ends_at = (facts->>'ends_at')::time,
        place = facts->>'place', method = facts->>'method', kind_id = on_kind, kept_until = kept, number = nth, version = version + 1
        WHERE id = wanted;
    IF to_day = c.held_on THEN RETURN; END IF;
    UPDATE public.conferences_officer SET wording = read_wording WHERE conference_id = wanted AND posting_id = me[2]
        AND acknowledged_at IS NOT NULL AND ended_at IS NULL;
    PERFORM public.conferences_shift(wanted, make_interval(days => to_day - c.held_on), kept);
END $$;

-- 議題の窓・席・役員の根拠を、日数だけ動かす。
CREATE FUNCTION conferences_shift(wanted uuid, moved interval, kept timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.conferences_conference; m record; today date := public.conferences_day(statement_timestamp()); seat uuid;
BEGIN
    SELECT * INTO c FROM public.conferences_conference WHERE id = wanted;
    FOR seat IN SELECT DISTINCT o.posting_id FROM public.conferences_officer o WHERE o.conference_id = wanted AND o.ended_at IS NULL
                AND o.acknowledged_at IS NOT NULL LOOP
        PERFORM public.cases_end_grants(ARRAY(SELECT g.id FROM public.access_grant g WHERE g.compartment_id = c.compartment_id
            AND g.holder_id = seat AND g.ground = 'conference'), '会議の日を移した');
        PERFORM public.conferences_give(c.compartment_id, seat, true, statement_timestamp(), kept);
    END LOOP;
    -- 席から先に動かす: 議題の窓より先に席が閉じて見えても、窓の外へは出ない。閉じられた席(終わりが過ぎた席)は、そのまま。
    FOR m IN SELECT x.id, x.grant_id, x.part IN ('secretariat', 'chair', 'minutes') AS officer, x.agency_id, x.item_id, i.shown_until AS closes
             FROM public.conferences_member x JOIN public.conferences_item i ON i.id = x.item_id
             WHERE i.conference_id = wanted AND i.state = 'tabled' AND x.left_at IS NULL AND x.shown_until > statement_timestamp()
             ORDER BY x.id FOR UPDATE OF x LOOP
        PERFORM public.cases_end_grants(ARRAY[m.grant_id], '会議の日を移した');
        UPDATE public.conferences_member SET grant_id = NULL, version = version + 1, shown_from = shown_from + moved,
            shown_until = CASE WHEN m.officer THEN greatest(kept, m.closes + moved) ELSE shown_until + moved END WHERE id = m.id;
        IF NOT public.conferences_lacks(m.item_id, m.agency_id, today) THEN PERFORM public.conferences_admit(m.id); END IF;
    END LOOP;
    UPDATE public.conferences_item SET shown_from = shown_from + moved, shown_until = shown_until + moved, version = version + 1
        WHERE conference_id = wanted AND state = 'tabled';
END $$;

-- 次第の順と、かける時間を直す: 事務局・司会だけ、閉会の前だけ。渡した議題どうしの間で場所を入れ替える
-- (利害関係で見えない議題の場所は動かず、あることも分からない)。
CREATE FUNCTION conferences_reorder(wanted uuid, expected integer, lines jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.conferences_conference; count_of integer;
BEGIN
    c := public.conferences_lock(wanted, ARRAY['secretariat', 'chair']);
    IF c.version <> expected THEN PERFORM public.cases_refuse('ほかの人が先に更新しました'); END IF;
    PERFORM 1 FROM public.conferences_item i WHERE i.conference_id = wanted ORDER BY i.id FOR UPDATE;
    SELECT count(*) INTO count_of FROM jsonb_array_elements(lines);
    IF c.state NOT IN ('planned', 'called', 'open') OR count_of = 0
       OR (SELECT count(DISTINCT i.id) FROM jsonb_to_recordset(lines) AS x (id uuid, minutes integer)
           JOIN public.conferences_item i ON i.id = x.id AND i.conference_id = wanted AND public.access_may_write(i.compartment_id)
           WHERE x.minutes BETWEEN 1 AND 480) <> count_of THEN
        PERFORM public.cases_refuse('この次第は直せません');
    END IF;
    WITH asked AS (
        SELECT (e.value->>'id')::uuid AS id, (e.value->>'minutes')::smallint AS minutes, e.nth FROM jsonb_array_elements(lines)
            WITH ORDINALITY AS e (value, nth)),
    places AS (SELECT i.position, row_number() OVER (ORDER BY i.position, i.id) AS nth FROM public.conferences_item i JOIN asked ON asked.id = i.id)
    UPDATE public.conferences_item i SET position = p.position, minutes = a.minutes, version = i.version + 1
        FROM asked a JOIN places p ON p.nth = a.nth WHERE i.id = a.id AND (i.position, i.minutes) IS DISTINCT FROM (p.position, a.minutes);
    UPDATE public.conferences_conference SET version = version + 1 WHERE id = wanted;
END $$;

REVOKE ALL ON FUNCTION conferences_wording(uuid, date), conferences_next_number(text, date), conferences_number(),
    conferences_kind_at(conferences_conference, date), conferences_reschedule(uuid, integer, jsonb, text, timestamptz),
    conferences_shift(uuid, interval, timestamptz), conferences_reorder(uuid, integer, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_reschedule(uuid, integer, jsonb, text, timestamptz), conferences_reorder(uuid, integer, jsonb) TO kasane_app;
