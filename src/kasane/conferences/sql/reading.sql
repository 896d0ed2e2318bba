-- 構成員が、会議の部屋(名簿・ほかの議題)を持たずに、自分の席と会議の日時だけを知るための関数。

-- 自分の席: まだ終わっていない招集。議題の題も、ほかの人も返さない。
CREATE FUNCTION conferences_my_seats() RETURNS TABLE (seat uuid, item_id uuid, conference_id uuid, kind_id uuid, kind_code text, number smallint,
    held_on date, starts_at time, ends_at time, place text, method text, purpose text, state text, part text, acknowledged_at timestamptz,
    shown_from timestamptz, shown_until timestamptz, opened boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT o.id, NULL::uuid, c.id, c.kind_id, c.kind_code, c.number::smallint, c.held_on, c.starts_at, c.ends_at, c.place, c.method, c.purpose,
           c.state, o.part, o.acknowledged_at, o.recorded_at, c.kept_until, o.acknowledged_at IS NOT NULL
    FROM public.conferences_officer o JOIN public.conferences_conference c ON c.id = o.conference_id
    WHERE o.posting_id = (public.access_principal())[2] AND o.ended_at IS NULL AND c.state IN ('planned', 'called', 'open')
    UNION ALL
    SELECT m.id, m.item_id, NULL::uuid, c.kind_id, c.kind_code, c.number::smallint, c.held_on, c.starts_at, c.ends_at, c.place, c.method,
           i.purpose, c.state, m.part, m.acknowledged_at, m.shown_from, m.shown_until,
           EXISTS (SELECT 1 FROM public.access_held(i.compartment_id))
    FROM public.conferences_member m JOIN public.conferences_item i ON i.id = m.item_id
    JOIN public.conferences_conference c ON c.id = i.conference_id
    WHERE m.posting_id = (public.access_principal())[2] AND m.left_at IS NULL AND m.part NOT IN ('secretariat', 'chair', 'minutes')
      AND c.state <> 'cancelled' AND i.state IN ('tabled', 'decided') AND m.shown_until > statement_timestamp()
      AND NOT public.conferences_denied(i.compartment_id, m.posting_id)
$$;

-- 議題の部屋を持つ人に、その会議の見出しと、自分の席を答える。
CREATE FUNCTION conferences_head(of_item uuid) RETURNS TABLE (conference_id uuid, kind_id uuid, kind_code text, number smallint, held_on date,
    starts_at time, ends_at time, place text, method text, purpose text, state text, seat uuid, part text, wording text, attended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.kind_id, c.kind_code, c.number::smallint, c.held_on, c.starts_at, c.ends_at, c.place, c.method, c.purpose, c.state,
           m.id, m.part, m.wording, m.attended
    FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
    LEFT JOIN public.conferences_member m ON m.item_id = i.id AND m.posting_id = (public.access_principal())[2] AND m.left_at IS NULL
    WHERE i.id = of_item AND EXISTS (SELECT 1 FROM public.access_held(i.compartment_id))
$$;

-- (この関数は、移行0007が bringing.sql で作り直す。)
-- 議題を受け付けている会議(日時と種類だけ)。事務局・多機関協働の人が引ける。
CREATE FUNCTION conferences_open_agendas() RETURNS TABLE (conference_id uuid, kind_id uuid, kind_code text, number smallint, held_on date,
    starts_at time, ends_at time, place text, method text, purpose text, state text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.id, c.kind_id, c.kind_code, c.number::smallint, c.held_on, c.starts_at, c.ends_at, c.place, c.method, c.purpose, c.state
    FROM public.conferences_conference c
    WHERE c.takes_proposals AND c.state IN ('planned', 'called') AND c.held_on >= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
      AND public.access_has_role(ARRAY['secretariat', 'coordinator']) ORDER BY c.held_on, c.id
$$;

-- この事案を管理する人に、同意が会議の種類を決めるための答え: 同意のない人と、同意の及ばない機関。
CREATE FUNCTION conferences_unconsented(of_case uuid, people uuid[], agencies uuid[], on_day date)
RETURNS TABLE (person_id uuid, agreed boolean, missing uuid[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.person_id, public.conferences_agreed(of_case, p.person_id, on_day),
           ARRAY(SELECT a FROM unnest(agencies) a WHERE NOT public.conferences_covers(of_case, p.person_id, a, 'circumstances', on_day))
    FROM public.cases_person p
    WHERE p.case_id = of_case AND p.person_id = ANY (people) AND public.access_manages(p.compartment_id)
$$;

-- 同意のもとの議題の、今の構成員のすべてに同意が及んでいるか。役員にだけ答える(ほかの人には NULL)。
CREATE FUNCTION conferences_consent_stands(of_item uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT NOT EXISTS (SELECT 1 FROM public.conferences_agencies(of_item) a
        WHERE public.conferences_lacks(of_item, a.agency, public.conferences_day(statement_timestamp())))
    FROM public.conferences_item i
    WHERE i.id = of_item AND public.conferences_is_officer(i.conference_id, ARRAY['secretariat', 'chair', 'minutes'])
$$;
