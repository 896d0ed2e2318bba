-- たらいまわし: 受付から最初の支援までに、いくつの窓口を移り、何日かかったか(mission 1.7)。数と日付だけで、事案の見える人にだけ答える。
-- 最初の支援は、つなぎの受諾、本人か家族に会えた訪問・同行、「各分野で支援」「アセスメント」の段階のうち、いちばん早い日。
CREATE FUNCTION cases_measure(wanted uuid) RETURNS TABLE (count bigint, opened_on date, first_support date) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    WITH c AS (SELECT k.id, k.opened_on FROM public.cases_case k
               WHERE k.id = wanted AND EXISTS (SELECT 1 FROM public.access_held(k.compartment_id))),
    s AS (SELECT least(
        (SELECT min((r.answered_at AT TIME ZONE 'Asia/Tokyo')::date) FROM public.cases_referral r, c
            WHERE r.case_id = c.id AND r.state IN ('accepted', 'returned')),
        (SELECT min(n.happened_on) FROM public.cases_note n, c WHERE n.case_id = c.id AND (
            n.kind = 'contact' AND n.audience <> 'own' AND n.corrected_at IS NULL AND n.method IN ('visit', 'accompany')
                AND n.counterpart IN ('self', 'family') AND n.met IN ('', 'met')
            OR n.kind = 'event' AND n.act IN ('open_case', 'move_stage') AND n.value IN ('field', 'assessing')))) AS on_day)
    SELECT (SELECT count(*) FROM public.cases_referral r WHERE r.case_id = c.id AND r.state <> 'recalled'
            AND r.sent_on <= coalesce(s.on_day, 'infinity'::date)), c.opened_on, s.on_day FROM c, s
$$;

-- いま、どの機関に・だれの何を・どの根拠で・いつまで開いているか。自分に見えない人の分は答えない。
CREATE FUNCTION cases_sharing(wanted uuid)
RETURNS TABLE (agency_id uuid, role text, basis text, person_id uuid, room_kind smallint, until timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT i.agency_id, i.role, i.basis, x.person_id, k.kind, g.valid_to
    FROM public.cases_case c JOIN public.cases_involvement i ON i.case_id = c.id AND i.valid_to IS NULL
    JOIN public.cases_involvement_grant x ON x.involvement_id = i.id JOIN public.access_grant g ON g.id = x.grant_id
    JOIN public.access_compartment k ON k.id = x.room_id
    WHERE c.id = wanted AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND EXISTS (SELECT 1 FROM public.access_held(c.compartment_id))
      AND (x.person_id IS NOT NULL AND EXISTS (SELECT 1 FROM public.access_held(x.room_id)) OR x.room_id = c.compartment_id)
    ORDER BY i.valid_from, i.id, x.person_id, k.kind
$$;

-- 連絡の周期を決める。できごとが残る。
CREATE FUNCTION cases_set_rhythm(of_case uuid, days integer, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case;
BEGIN
    c := public.cases_lock(of_case, true);
    UPDATE public.cases_case SET contact_rhythm_days = days WHERE id = of_case;
    PERFORM public.cases_event(of_case, c.compartment_id, 'set_contact_rhythm', coalesce(days::text, ''), of_case, NULL, '連絡の間隔を決めた', why, at);
END $$;

REVOKE ALL ON FUNCTION cases_measure(uuid), cases_sharing(uuid), cases_set_rhythm(uuid, integer, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_measure(uuid), cases_sharing(uuid), cases_set_rhythm(uuid, integer, text, timestamptz) TO kasane_app;
