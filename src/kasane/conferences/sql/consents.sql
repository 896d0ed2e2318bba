-- 同意が会議の種類を決める。規則は consent/domain/coverage.py の covers と同じで、一致することを試験が確かめる。

-- この人のこのことを、この日、この機関に伝えてよいという同意(一番長く効くもの)。なければ NULL。後の断りの言葉があれば効かない。
CREATE FUNCTION conferences_consent(of_case uuid, whom uuid, agency uuid, topic text, on_day date) RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id FROM public.consent_consent c JOIN public.consent_scope s ON s.consent_id = c.id AND NOT s.excluded
    WHERE c.case_id = of_case AND c.person_id = whom AND c.outcome = 'granted' AND s.agency_id = agency AND topic = ANY (s.topics)
      AND c.kind = CASE topic WHEN 'tax' THEN 'tax' WHEN 'medical' THEN 'medical' ELSE 'sharing' END
      AND on_day BETWEEN c.valid_from AND c.valid_until
      AND (c.withdrawn_at IS NULL OR on_day < (c.withdrawn_at AT TIME ZONE 'Asia/Tokyo')::date)
      AND NOT EXISTS (SELECT 1 FROM public.consent_consent n WHERE n.case_id = of_case AND n.person_id = whom AND n.kind = c.kind
          AND n.given_on <= on_day AND (n.given_on, n.recorded_at) >= (c.given_on, c.recorded_at)
          AND (EXISTS (SELECT 1 FROM public.consent_scope x WHERE x.consent_id = n.id AND x.excluded AND x.agency_id = agency)
            OR n.outcome = 'refused' AND NOT EXISTS (SELECT 1 FROM public.consent_scope x WHERE x.consent_id = n.id AND x.excluded)))
    ORDER BY c.valid_until DESC, c.id LIMIT 1
$$;

-- この人に、今効いている情報共有の同意(どの機関あてでも)が一つでもあるか。
CREATE FUNCTION conferences_agreed(of_case uuid, whom uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.consent_scope s JOIN public.consent_consent c ON c.id = s.consent_id
        WHERE c.case_id = of_case AND c.person_id = whom AND NOT s.excluded AND 'circumstances' = ANY (s.topics)
          AND public.conferences_consent(of_case, whom, s.agency_id, 'circumstances', on_day) IS NOT NULL)
$$;

-- 職務としてもともとこの人の記録を持つ機関か(受付・主担当など)。自分の持つ記録を読むのに、本人の同意は要らない。
CREATE FUNCTION conferences_has_duty(of_case uuid, whom uuid, agency uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_person p JOIN public.access_grant g ON g.compartment_id = p.compartment_id
        WHERE p.case_id = of_case AND p.person_id = whom AND g.holder_kind = 'agency' AND g.holder_id = agency
          AND g.ground IN ('received', 'lead', 'city') AND g.valid_from <= statement_timestamp()
          AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()))
$$;

-- この議題のこの人のこのことを、この機関に見せてよいか。税のことだけは、職務として記録を持つ機関にも、税の同意がなければ見せない。
CREATE FUNCTION conferences_covers(of_case uuid, whom uuid, agency uuid, topic text, on_day date) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(public.conferences_consent(of_case, whom, agency, topic, on_day) IS NOT NULL
        OR topic <> 'tax' AND public.conferences_has_duty(of_case, whom, agency) AND public.conferences_agreed(of_case, whom, on_day), false)
$$;

-- この機関を構成員に迎えるのに、足りない同意があるか。同意のもとの議題なら上がった人の全員と資料のすべてに、
-- 106条の6の議題でも、税情報と、初めから「本人同意」を出所とする行には、この機関に及ぶ同意が要る。機関の分からない人には及ばない。
CREATE FUNCTION conferences_lacks(of_item uuid, agency uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.conferences_item i JOIN public.conferences_item_person p ON p.item_id = i.id
            WHERE i.id = of_item AND i.on_consent AND NOT public.conferences_covers(i.case_id, p.person_id, agency, 'circumstances', on_day))
        OR EXISTS (SELECT 1 FROM public.conferences_item i JOIN public.conferences_fact f ON f.item_id = i.id
            WHERE i.id = of_item AND f.dropped_at IS NULL AND f.person_id IS NOT NULL AND f.source_agency_id IS DISTINCT FROM agency
              AND (i.on_consent OR f.provenance = 'tax' OR f.provenance = 'consent' AND f.first_provenance = 'consent')
              AND NOT public.conferences_covers(i.case_id, f.person_id, agency, f.topic, on_day))
$$;

-- 議題の構成員の機関(まだいる人)。機関の分からない外部の構成員は NULL の一行になる。
CREATE FUNCTION conferences_agencies(of_item uuid) RETURNS TABLE (agency uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT m.agency_id FROM public.conferences_member m WHERE m.item_id = of_item AND m.left_at IS NULL
$$;

-- この人のこのことを見せてはならない構成員が、議題にいるか。
CREATE FUNCTION conferences_uncovered(of_item uuid, whom uuid, topic text, source uuid, on_day date) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.conferences_item i, public.conferences_agencies(of_item) a
        WHERE i.id = of_item AND a.agency IS DISTINCT FROM source AND NOT public.conferences_covers(i.case_id, whom, a.agency, topic, on_day))
$$;

-- 拠って立つ同意を書き留める(撤回で、この行から止めるものが分かる)。
CREATE FUNCTION conferences_note_consents(of_item uuid, agency uuid, on_day date) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    INSERT INTO public.conferences_item_consent (id, compartment_id, item_id, agency_id, person_id, consent_id)
    SELECT gen_random_uuid(), c.compartment_id, i.id, agency, p.person_id, found.consent
    FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
    JOIN public.conferences_item_person p ON p.item_id = i.id
    CROSS JOIN LATERAL public.conferences_consent(i.case_id, p.person_id, agency, 'circumstances', on_day) found (consent)
    WHERE i.id = of_item AND i.on_consent AND found.consent IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

-- 同意のもとの議題を、この機関が見てよい終わり: 窓の終わりと、同意の終わりの次の日の0時(日本時間)の早い方。
CREATE FUNCTION conferences_consented_until(of_item uuid, agency uuid, until timestamptz, on_day date) RETURNS timestamptz LANGUAGE sql
STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT least(until, min((c.valid_until + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'))
    FROM public.conferences_item i JOIN public.conferences_item_person p ON p.item_id = i.id
    JOIN public.consent_consent c ON c.id = public.conferences_consent(i.case_id, p.person_id, agency, 'circumstances', on_day)
    WHERE i.id = of_item AND i.on_consent AND NOT public.conferences_has_duty(i.case_id, p.person_id, agency)
$$;
