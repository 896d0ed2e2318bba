-- 会議を進める: 招集、開会、出欠、決定、閉会、取りやめ。決定は席にいる人の数と役を数えてからでないと書けない。

-- (この関数は、移行0010が closing.sql で作り直す。ここには、作った時の形が残る。)
-- 会議のありさまを進める。事務局・司会だけ。閉会すると、決まらなかった議題はその場で閉じ、来なかった構成員の窓も閉じる。
CREATE FUNCTION conferences_move(wanted uuid, to_state text, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.conferences_conference; one uuid;
BEGIN
    c := public.conferences_lock(wanted, ARRAY['secretariat', 'chair']);
    IF NOT (to_state = 'called' AND c.state = 'planned' OR to_state = 'open' AND c.state IN ('planned', 'called')
         OR to_state = 'closed' AND c.state = 'open' OR to_state = 'cancelled' AND c.state IN ('planned', 'called') AND why <> '')
       OR to_state = 'open' AND c.held_on > public.conferences_day(at) THEN
        PERFORM public.cases_refuse('この会議は、いま進められません');
    END IF;
    UPDATE public.conferences_conference SET state = to_state, version = version + 1,
        called_at = CASE WHEN to_state = 'called' THEN at ELSE called_at END,
        opened_at = CASE WHEN to_state = 'open' THEN at ELSE opened_at END,
        closed_at = CASE WHEN to_state = 'closed' THEN at END,
        cancelled_reason = CASE WHEN to_state = 'cancelled' THEN why ELSE '' END WHERE id = wanted;
    IF to_state = 'closed' THEN
        FOR one IN SELECT m.id FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
                   WHERE i.conference_id = wanted AND m.left_at IS NULL AND m.attended IS DISTINCT FROM true
                     AND m.part NOT IN ('secretariat', 'chair', 'minutes') LOOP
            PERFORM public.conferences_shut_member(one, '出席しなかった');
        END LOOP;
    END IF;
    FOR one IN SELECT i.id FROM public.conferences_item i WHERE i.conference_id = wanted
               AND (to_state = 'cancelled' AND i.state IN ('tabled', 'decided') OR to_state = 'closed' AND i.state = 'tabled') LOOP
        PERFORM public.conferences_shut(one, CASE to_state WHEN 'closed' THEN 'closed' ELSE 'cancelled' END,
            CASE to_state WHEN 'closed' THEN '閉会' ELSE why END, at);
    END LOOP;
END $$;

-- 議題の窓を今すぐ閉じる。構成員の根拠は終わり、役員だけが記録のために持ち続ける。
CREATE FUNCTION conferences_shut(of_item uuid, to_state text, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE one uuid;
BEGIN
    UPDATE public.conferences_item SET state = to_state, ended_at = at, ended_reason = why, version = version + 1 WHERE id = of_item;
    FOR one IN SELECT m.id FROM public.conferences_member m WHERE m.item_id = of_item
               AND (m.part NOT IN ('secretariat', 'chair', 'minutes') OR to_state = 'halted' AND NOT EXISTS (
                    SELECT 1 FROM public.conferences_item i JOIN public.conferences_item_person p ON p.item_id = i.id
                    WHERE i.id = of_item AND public.conferences_has_duty(i.case_id, p.person_id, m.agency_id))) LOOP
        PERFORM public.conferences_shut_member(one, why);
    END LOOP;
END $$;
CREATE FUNCTION conferences_close_item(of_item uuid, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item;
BEGIN
    i := public.conferences_lock_item(of_item, ARRAY['secretariat', 'chair']);
    IF i.state NOT IN ('tabled', 'decided') OR why = '' THEN PERFORM public.cases_refuse('この議題は、もう閉じています'); END IF;
    PERFORM public.conferences_shut(of_item, 'closed', why, at);
END $$;

-- (この関数は、移行0012が on_paper.sql で作り直す。ここには、作った時の形が残る。)
-- 出欠。役員だけ、開会中だけ。守秘を確認していない人は、出席にできない。
CREATE FUNCTION conferences_attend(seats uuid[], came boolean, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE m public.conferences_member; c public.conferences_conference;
BEGIN
    FOR m IN SELECT * FROM public.conferences_member x WHERE x.id = ANY (seats) ORDER BY x.item_id, x.id FOR UPDATE LOOP
        SELECT x.* INTO c FROM public.conferences_conference x JOIN public.conferences_item i ON i.conference_id = x.id WHERE i.id = m.item_id;
        IF NOT public.conferences_is_officer(c.id, ARRAY['secretariat', 'chair', 'minutes']) OR c.state <> 'open' OR m.left_at IS NOT NULL
           OR came AND m.acknowledged_at IS NULL OR came AND m.outside_member_id IS NOT NULL AND m.two_way
              AND NOT public.conferences_appointed(m.outside_member_id, m.appointment_id, m.item_id, c.held_on) THEN
            PERFORM public.cases_refuse('この人の出欠は書けません');
        END IF;
        UPDATE public.conferences_member SET attended = came, version = version + 1 WHERE id = m.id;
    END LOOP;
    IF NOT FOUND THEN PERFORM public.cases_refuse('この人の出欠は書けません'); END IF;
END $$;

-- 会議として成り立っているか(議題ごと): 人数、市と多機関協働事業者(別の人)の出席。足りないものを返し、足りていれば空。
CREATE FUNCTION conferences_quorum(of_item uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH k AS (SELECT kind.*, c.held_on FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
            JOIN public.conferences_kind kind ON kind.id = c.kind_id WHERE i.id = of_item),
    came AS (SELECT m.id, p.roles::text[] AS roles FROM public.conferences_member m LEFT JOIN public.agencies_posting p ON p.id = m.posting_id
        WHERE m.item_id = of_item AND m.attended AND m.left_at IS NULL AND m.part NOT IN ('observer', 'person_or_family')),
    city AS (SELECT id FROM came WHERE 'city_officer' = ANY (roles)), desk AS (SELECT id FROM came WHERE 'coordinator' = ANY (roles))
    SELECT array_remove(ARRAY[
        CASE WHEN k.needs_city AND NOT EXISTS (SELECT 1 FROM city) THEN 'city' END,
        CASE WHEN k.needs_coordinator AND NOT EXISTS (SELECT 1 FROM desk) THEN 'coordinator' END,
        CASE WHEN k.needs_city AND k.needs_coordinator AND EXISTS (SELECT 1 FROM city) AND EXISTS (SELECT 1 FROM desk)
            AND NOT EXISTS (SELECT 1 FROM city, desk WHERE city.id <> desk.id) THEN 'two_people' END,
        CASE WHEN (SELECT count(*) FROM came) < k.minimum_members THEN 'members' END], NULL) FROM k
$$;

-- 議題を決める: 出席している事務局・司会だけ、開会中だけ、一つの議題に一度だけ。同意のもとの議題は、決める時にも同意が及んでいること。
-- プランの議題なら、同じ取引でプランに伝える(伝えられなければ、決定も残らない)。
CREATE FUNCTION conferences_decide(wanted uuid, of_item uuid, facts jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.conferences_item; c public.conferences_conference; k public.conferences_kind;
BEGIN
    i := public.conferences_lock_item(of_item, ARRAY['secretariat', 'chair']);
    SELECT * INTO c FROM public.conferences_conference WHERE id = i.conference_id;
    SELECT * INTO k FROM public.conferences_kind WHERE id = c.kind_id;
    IF c.state <> 'open' OR i.state <> 'tabled' OR NOT i.occasion = ANY (k.allowed_occasions) OR i.plan_id IS NOT NULL AND NOT k.approves_plans
       OR NOT facts->>'outcome' = ANY (CASE WHEN i.plan_id IS NULL THEN ARRAY['noted', 'carried'] ELSE ARRAY['approved', 'revise', 'declined'] END)
       OR NOT EXISTS (SELECT 1 FROM public.conferences_member m WHERE m.item_id = of_item AND m.posting_id = me[2] AND m.attended
            AND m.left_at IS NULL AND m.part IN ('secretariat', 'chair')) THEN
        PERFORM public.cases_refuse('この議題は、いまこの人には決められません');
    END IF;
    IF cardinality(public.conferences_quorum(of_item)) > 0 THEN PERFORM public.cases_refuse('会議が成り立っていません'); END IF;
    IF EXISTS (SELECT 1 FROM public.conferences_agencies(of_item) a WHERE public.conferences_lacks(of_item, a.agency, public.conferences_today(at))) THEN
        PERFORM public.cases_refuse('本人の同意が、いまの構成員のすべてには及んでいません');
    END IF;
    INSERT INTO public.conferences_decision (id, compartment_id, recorded_at, recorded_by, item_id, occasion, outcome, text, lead_agency_id,
        next_monitoring_on, decided_on, attended)
    VALUES (wanted, i.compartment_id, at, me[2], of_item, i.occasion, facts->>'outcome',
        public.conferences_mask(i.case_id, ARRAY(SELECT p.person_id FROM public.conferences_item_person p WHERE p.item_id = i.id), facts->>'text'),
        (facts->>'lead_agency_id')::uuid, (facts->>'next_monitoring_on')::date, c.held_on,
        (SELECT count(*) FROM public.conferences_member m WHERE m.item_id = of_item AND m.attended AND m.left_at IS NULL));
    UPDATE public.conferences_item SET state = 'decided', version = version + 1 WHERE id = of_item;
    PERFORM public.conferences_tell_plan(of_item, facts->>'outcome', c.held_on, at);
END $$;

-- プランに、会議の決定を伝える。プランの側の関数は、アプリからは呼べない。
CREATE FUNCTION conferences_tell_plan(of_item uuid, outcome text, on_day date, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE i public.conferences_item; c public.conferences_conference;
BEGIN
    SELECT * INTO i FROM public.conferences_item WHERE id = of_item;
    IF i.plan_id IS NULL THEN RETURN; END IF;
    SELECT * INTO c FROM public.conferences_conference WHERE id = i.conference_id;
    PERFORM public.plans_approve(i.plan_id, i.occasion, c.kind_code, i.on_consent, c.id, i.id, outcome, on_day, at);
END $$;
