-- 同意が終わったとき(撤回・期限): その同意がなければ見せられない行を、出所にかかわらず止める。
-- conferences_withdraw を作り直す(移行0001のもの。変わったこと: 止める行を、書き留めた同意の番号でなく、今の及びから決める。
-- 閉じた議題・取りやめた議題の席も閉じる。事案・会議・議題の順に鍵をかけてから確かめる)。

-- 議題を今読める(または、これから読める)構成員の機関。根拠の終わった席・閉じた席は入らない。
-- まだ根拠のない席と外の構成員は、上がった人の全員のことが及んでいるときだけ数える(及ばなければ、部屋そのものに入れない)。
CREATE FUNCTION conferences_readers(of_item uuid, on_day date, at timestamptz) RETURNS TABLE (agency uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT m.agency_id FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
    WHERE i.id = of_item AND m.left_at IS NULL AND CASE WHEN m.grant_id IS NOT NULL
        THEN EXISTS (SELECT 1 FROM public.access_grant g WHERE g.id = m.grant_id
            AND (g.valid_to IS NULL OR g.valid_to > greatest(at, g.valid_from)))
        ELSE m.shown_until > greatest(at, m.shown_from + interval '1 microsecond') AND NOT (i.on_consent AND EXISTS (
            SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = i.id
                AND NOT public.conferences_covers(i.case_id, p.person_id, m.agency_id, 'circumstances', on_day))) END
$$;

-- この行の要る同意が、読む人のだれかに及ばなくなったか。同意のもとの議題の職務の行は、職務として記録を持つ機関には残る。
-- 税の行は、席の閉じた機関も含めて、構成員のすべてに及んでいなければ止める。
CREATE FUNCTION conferences_outlived(f conferences_fact, on_day date, at timestamptz) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT f.person_id IS NOT NULL AND EXISTS (SELECT 1 FROM public.conferences_item i WHERE i.id = f.item_id AND CASE
        WHEN f.provenance = 'tax' THEN public.conferences_uncovered(i.id, f.person_id, 'tax', f.source_agency_id, on_day)
        WHEN i.on_consent OR f.provenance = 'consent' AND f.first_provenance = 'consent' THEN EXISTS (
            SELECT 1 FROM public.conferences_readers(i.id, on_day, at) a WHERE a.agency IS DISTINCT FROM f.source_agency_id
                AND public.conferences_consent(i.case_id, f.person_id, a.agency, f.topic, on_day) IS NULL
                AND NOT (public.conferences_has_duty(i.case_id, f.person_id, a.agency)
                    AND (f.provenance <> 'consent' OR public.conferences_agreed(i.case_id, f.person_id, on_day))))
        ELSE false END)
$$;

-- 事案と、その議題の会議・議題に、いつも同じ順で鍵をかける(上げる・招く・確認する・置くと、同意の終わりが食い違わない)。
CREATE FUNCTION conferences_hold_items(of_case uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM public.cases_case c WHERE c.id = of_case FOR UPDATE;
    PERFORM 1 FROM public.conferences_conference c WHERE c.id IN (SELECT i.conference_id FROM public.conferences_item i WHERE i.case_id = of_case)
        ORDER BY c.id FOR SHARE;
    PERFORM 1 FROM public.conferences_item i WHERE i.case_id = of_case ORDER BY i.id FOR UPDATE;
END $$;

CREATE OR REPLACE FUNCTION conferences_withdraw(of_case uuid, wanted uuid, why text, at timestamptz)
RETURNS TABLE (agency_id uuid, since timestamptz, what text, item_id uuid, member_id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.conferences_item; m public.conferences_member; today date := public.conferences_today(at);
    halting boolean; changed uuid[]; whose uuid; of_kind text; now timestamptz := greatest(at, statement_timestamp());
BEGIN
    PERFORM public.cases_lock(of_case, false);
    PERFORM public.conferences_hold_items(of_case);
    SELECT k.person_id, k.kind INTO whose, of_kind FROM public.consent_consent k WHERE k.id = wanted AND k.case_id = of_case;
    FOR i IN SELECT x.* FROM public.conferences_item x WHERE x.case_id = of_case AND x.on_consent AND of_kind = 'sharing'
             AND x.state IN ('tabled', 'decided', 'closed', 'cancelled')
             AND EXISTS (SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = x.id AND p.person_id = whose) ORDER BY x.id LOOP
        halting := EXISTS (SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = i.id
            AND NOT public.conferences_agreed(of_case, p.person_id, today));
        FOR m IN SELECT x.* FROM public.conferences_member x WHERE x.item_id = i.id AND x.left_at IS NULL
                 AND (halting OR EXISTS (SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = i.id
                    AND NOT public.conferences_covers(of_case, p.person_id, x.agency_id, 'circumstances', today))) LOOP
            IF NOT EXISTS (SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = i.id
                           AND public.conferences_has_duty(of_case, p.person_id, m.agency_id)) THEN
                PERFORM public.conferences_shut_member(m.id, why);
                RETURN QUERY SELECT m.agency_id, m.invited_at, '会議の資料'::text, i.id, m.id;
            END IF;
        END LOOP;
        IF halting AND i.state IN ('tabled', 'decided') THEN PERFORM public.conferences_shut(i.id, 'halted', why, at); END IF;
    END LOOP;
    WITH dropped AS (
        UPDATE public.conferences_fact f SET dropped_at = at, dropped_by = me[2], dropped_reason = why FROM public.conferences_item x
            WHERE x.id = f.item_id AND x.case_id = of_case AND f.dropped_at IS NULL
              AND (f.consent_id = wanted OR f.person_id = whose AND public.conferences_outlived(f, today, now))
            RETURNING f.item_id)
    SELECT array_agg(DISTINCT d.item_id) INTO changed FROM dropped d;
    RETURN QUERY SELECT DISTINCT x.agency_id, x.invited_at, '会議の資料の行'::text, x.item_id, NULL::uuid
        FROM public.conferences_member x WHERE x.item_id = ANY (changed) AND x.acknowledged_at IS NOT NULL;
END $$;

-- 期間の過ぎた同意に拠る行を、事案 most 件まで止める(席の根拠は、期限の時刻に根拠の行が終わる)。返すのは、止めた議題とその部屋と人。
-- 自動処理だけが呼べる。四百日より前に終わった同意は、もう確かめ終わっている。
CREATE FUNCTION conferences_lapse(why text, at timestamptz, most integer) RETURNS TABLE (item uuid, room uuid, people uuid[]) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE k uuid; today date := public.conferences_today(at); now timestamptz := greatest(at, statement_timestamp());
BEGIN
    IF NOT public.access_has_role(ARRAY['job']) THEN PERFORM public.cases_refuse('期間の過ぎた同意を片づけるのは、自動処理だけです'); END IF;
    FOR k IN WITH ended AS MATERIALIZED (
                SELECT DISTINCT c.case_id, c.person_id FROM public.consent_consent c WHERE c.outcome = 'granted'
                    AND (c.valid_until BETWEEN today - 400 AND today - 1 OR public.conferences_day(c.withdrawn_at) BETWEEN today - 400 AND today)),
             lines AS MATERIALIZED (
                SELECT o.case_id, f FROM ended o JOIN public.conferences_item i ON i.case_id = o.case_id
                    JOIN public.conferences_fact f ON f.item_id = i.id AND f.person_id = o.person_id AND f.dropped_at IS NULL
                WHERE i.on_consent OR f.provenance IN ('tax', 'consent'))
             SELECT DISTINCT l.case_id FROM lines l WHERE public.conferences_outlived(l.f, today, now) ORDER BY 1 LIMIT most
    LOOP
        PERFORM public.conferences_hold_items(k);
        RETURN QUERY WITH dropped AS (
            UPDATE public.conferences_fact f SET dropped_at = at, dropped_by = (public.access_principal())[1], dropped_reason = why
                FROM public.conferences_item x WHERE x.id = f.item_id AND x.case_id = k AND f.dropped_at IS NULL
                  AND public.conferences_outlived(f, today, now) RETURNING f.item_id, f.compartment_id, f.person_id)
            SELECT d.item_id, d.compartment_id, array_agg(DISTINCT d.person_id) FROM dropped d GROUP BY d.item_id, d.compartment_id;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION conferences_readers(uuid, date, timestamptz), conferences_outlived(conferences_fact, date, timestamptz),
    conferences_hold_items(uuid), conferences_lapse(text, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_lapse(text, timestamptz, integer) TO kasane_app;
