-- 引継ぎを決められる人: 業務管理者、またはその機関の管理者。自分自身の引継ぎは決められない。
CREATE FUNCTION agencies_may_hand_over(leaving uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.agencies_posting p, (SELECT public.access_principal() AS me) a
        WHERE p.id = leaving AND a.me IS NOT NULL AND p.account_id <> a.me[1]
          AND (public.access_has_role(ARRAY['account_admin'])
            OR (public.access_has_role(ARRAY['manager']) AND p.agency_id = a.me[3])))
$$;

-- 去る人に付いている根拠: 人または配属に与えられ、その日以後も続くもの。だれの記録かは答えない。緊急閲覧は引き継がない。
CREATE FUNCTION agencies_grants_of(leaving uuid, since timestamptz)
RETURNS TABLE (grant_id uuid, kind smallint, ground text, holder_kind text, valid_to timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT g.id, coalesce(c.kind, g.kind), g.ground, g.holder_kind, g.valid_to
    FROM public.agencies_posting p
    JOIN public.access_grant g ON g.holder_id IN (p.id, p.account_id)
    LEFT JOIN public.access_compartment c ON c.id = g.compartment_id
    WHERE p.id = leaving AND public.agencies_may_hand_over(leaving)
      AND g.ground <> 'emergency' AND (g.valid_to IS NULL OR g.valid_to > greatest(since, g.valid_from))
    ORDER BY 2, g.valid_from, g.id
$$;

-- 根拠を後任へ移す: その日の0時に切り替わる。後任は同じ機関の人に限り、決める本人ではなく、利害関係で断られていないこと。
CREATE FUNCTION agencies_pass_grants(leaving uuid, heir uuid, wanted uuid[], since timestamptz, why text)
RETURNS TABLE (compartment_id uuid, subject_id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); old record; new_seat record;
BEGIN
    SELECT * INTO old FROM public.agencies_posting WHERE id = leaving;
    SELECT * INTO new_seat FROM public.agencies_posting WHERE id = heir;
    IF NOT public.agencies_may_hand_over(leaving) OR new_seat.id IS NULL OR new_seat.agency_id <> old.agency_id
       OR new_seat.account_id IN (old.account_id, me[1]) THEN
        RAISE EXCEPTION 'この人へは引き継げません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (
        SELECT 1 FROM public.agencies_grants_of(leaving, since) h JOIN public.access_grant g ON g.id = h.grant_id
        JOIN public.access_deny d ON d.compartment_id = g.compartment_id
        WHERE g.id = ANY (wanted) AND d.holder_id IN (new_seat.account_id, new_seat.id)
          AND (d.valid_to IS NULL OR d.valid_to > since)) THEN
        RAISE EXCEPTION '後任が見てはならない記録が含まれています' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH passing AS (
        SELECT g.* FROM public.agencies_grants_of(leaving, since) h JOIN public.access_grant g ON g.id = h.grant_id
        WHERE g.id = ANY (wanted)),
    ended AS (
        UPDATE public.access_grant g SET valid_to = greatest(since, g.valid_from), ended_by = me[2], ended_reason = why
        FROM passing WHERE g.id = passing.id RETURNING g.id),
    given AS (
        INSERT INTO public.access_grant (id, compartment_id, kind, holder_kind, holder_id, ground, may_write, valid_from, valid_to,
                                         reason, granted_by, granted_at, ended_reason)
        SELECT gen_random_uuid(), s.compartment_id, s.kind, s.holder_kind,
               CASE WHEN s.holder_kind = 'account' THEN new_seat.account_id ELSE new_seat.id END,
               s.ground, s.may_write, greatest(since, s.valid_from), s.valid_to, why, me[2], clock_timestamp(), ''
        FROM passing s RETURNING access_grant.compartment_id)
    SELECT c.id, c.subject_id FROM public.access_compartment c WHERE c.id IN (SELECT s.compartment_id FROM passing s)
        AND (SELECT count(*) FROM ended) = (SELECT count(*) FROM given);
END $$;

-- 去る人の下書き: 件数だけを答え、後任の机へ移す。同じ名前の下書きがあれば、消さずに名前を分ける。
CREATE FUNCTION agencies_drafts_of(leaving uuid) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.agencies_may_hand_over(leaving) THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM public.screens_draft d JOIN public.agencies_posting p ON p.account_id = d.account_id
            WHERE p.id = leaving);
END $$;

CREATE FUNCTION agencies_pass_drafts(leaving uuid, heir uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); old record; new_seat record; moved bigint;
BEGIN
    SELECT * INTO old FROM public.agencies_posting WHERE id = leaving;
    SELECT * INTO new_seat FROM public.agencies_posting WHERE id = heir;
    IF NOT public.agencies_may_hand_over(leaving) OR new_seat.id IS NULL OR new_seat.agency_id <> old.agency_id
       OR new_seat.account_id IN (old.account_id, me[1]) THEN
        RAISE EXCEPTION 'この人へは引き継げません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.screens_draft d SET account_id = new_seat.account_id,
        key = CASE WHEN EXISTS (SELECT 1 FROM public.screens_draft o WHERE o.account_id = new_seat.account_id AND o.key = d.key)
                   THEN d.key || '#' || d.id::text ELSE d.key END
        WHERE d.account_id = old.account_id;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;

-- 点検の済んでいない緊急閲覧: 去った後に問い合わせに答える人を決めるため、件数だけを答える。
CREATE FUNCTION agencies_reviews_of(leaving uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM public.access_emergency e
    WHERE e.posting_id = leaving AND e.reviewed_at IS NULL AND public.agencies_may_hand_over(leaving)
$$;

-- 配属を終わらせる: その日の0時から、配属の人には何も見えない。過ぎた日や、すでに終わった配属は変えられない。
CREATE FUNCTION agencies_end_posting(leaving uuid, until date, why text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE today date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    IF NOT public.agencies_may_hand_over(leaving) OR until < today THEN
        RAISE EXCEPTION 'この配属を終わらせることはできません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.agencies_posting p SET valid_to = greatest(until, p.valid_from), ended_reason = why,
           ended_by = (public.access_principal())[2]
        WHERE p.id = leaving AND (p.valid_to IS NULL OR p.valid_to > until);
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION agencies_end_posting(uuid, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agencies_end_posting(uuid, date, text) TO kasane_app;

REVOKE ALL ON FUNCTION agencies_may_hand_over(uuid), agencies_grants_of(uuid, timestamptz),
    agencies_pass_grants(uuid, uuid, uuid[], timestamptz, text), agencies_drafts_of(uuid), agencies_pass_drafts(uuid, uuid),
    agencies_reviews_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agencies_may_hand_over(uuid), agencies_grants_of(uuid, timestamptz),
    agencies_pass_grants(uuid, uuid, uuid[], timestamptz, text), agencies_drafts_of(uuid), agencies_pass_drafts(uuid, uuid),
    agencies_reviews_of(uuid) TO kasane_app;
