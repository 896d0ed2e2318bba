-- 同意の撤回: その同意に拠る共有を、同じ取引で止める。撤回を記録する人は、その事案に書ける人だけ(cases_lock)。
-- 返す行: 伝わっていた機関(分からない外部の構成員は NULL)、いつから、何が、どの議題の、どの席(行だけが消えた議題は NULL)。
CREATE FUNCTION conferences_withdraw(of_case uuid, wanted uuid, why text, at timestamptz)
RETURNS TABLE (agency_id uuid, since timestamptz, what text, item_id uuid, member_id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); i public.conferences_item; m public.conferences_member; today date := public.conferences_today(at);
    halting boolean; changed uuid[];
BEGIN
    PERFORM public.cases_lock(of_case, false);
    WITH dropped AS (
        UPDATE public.conferences_fact f SET dropped_at = at, dropped_by = me[2], dropped_reason = why FROM public.conferences_item x
            WHERE x.id = f.item_id AND x.case_id = of_case AND f.dropped_at IS NULL AND f.person_id IS NOT NULL
              AND (f.consent_id = wanted OR f.provenance = 'tax' AND EXISTS (SELECT 1 FROM public.consent_consent k WHERE k.id = wanted
                   AND k.kind = 'tax' AND k.person_id = f.person_id
                   AND public.conferences_uncovered(x.id, f.person_id, 'tax', f.source_agency_id, today)))
            RETURNING f.item_id)
    SELECT array_agg(DISTINCT d.item_id) INTO changed FROM dropped d;
    RETURN QUERY SELECT DISTINCT x.agency_id, x.invited_at, '会議の資料の行'::text, x.item_id, NULL::uuid
        FROM public.conferences_member x WHERE x.item_id = ANY (changed) AND x.acknowledged_at IS NOT NULL;
    FOR i IN SELECT x.* FROM public.conferences_item x WHERE x.case_id = of_case AND x.state IN ('tabled', 'decided')
             AND (EXISTS (SELECT 1 FROM public.conferences_item_consent n WHERE n.item_id = x.id AND n.consent_id = wanted)
               OR x.on_consent AND EXISTS (SELECT 1 FROM public.conferences_item_person p JOIN public.consent_consent k ON k.id = wanted
                    AND k.person_id = p.person_id AND k.kind = 'sharing' WHERE p.item_id = x.id))
             ORDER BY x.id FOR UPDATE LOOP
        halting := EXISTS (SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = i.id
            AND NOT public.conferences_agreed(of_case, p.person_id, today));
        FOR m IN SELECT x.* FROM public.conferences_member x WHERE x.item_id = i.id AND x.left_at IS NULL
                 AND (halting OR public.conferences_lacks(i.id, x.agency_id, today)) LOOP
            IF NOT EXISTS (SELECT 1 FROM public.conferences_item_person p WHERE p.item_id = i.id
                           AND public.conferences_has_duty(of_case, p.person_id, m.agency_id)) THEN
                PERFORM public.conferences_shut_member(m.id, why);
                RETURN QUERY SELECT m.agency_id, m.invited_at, '会議の資料'::text, i.id, m.id;
            END IF;
        END LOOP;
        IF halting THEN PERFORM public.conferences_shut(i.id, 'halted', why, at); END IF;
    END LOOP;
END $$;
