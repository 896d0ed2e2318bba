-- 引き継ぐ下書きは、去る席で打ったものだけ(席の残っていない古い下書きは、ほかに席のない人の分だけ)。兼務の人が別の機関の席で打った
-- 文は、後任には渡らず、本人の机に残る。
CREATE FUNCTION agencies_leaves_draft(leaving agencies_posting, draft screens_draft) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
    SELECT draft.account_id = leaving.account_id AND (draft.posting_id = leaving.id OR draft.posting_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM public.agencies_posting o WHERE o.account_id = leaving.account_id AND o.id <> leaving.id
            AND (o.valid_to IS NULL OR o.valid_to > (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date)))
$$;

CREATE OR REPLACE FUNCTION agencies_drafts_of(leaving uuid) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE old public.agencies_posting;
BEGIN
    SELECT * INTO old FROM public.agencies_posting WHERE id = leaving;
    IF NOT public.agencies_may_hand_over(leaving) THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM public.screens_draft d WHERE d.account_id = old.account_id AND public.agencies_leaves_draft(old, d));
END $$;

CREATE OR REPLACE FUNCTION agencies_pass_drafts(leaving uuid, heir uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); old public.agencies_posting; new_seat record; moved bigint;
BEGIN
    SELECT * INTO old FROM public.agencies_posting WHERE id = leaving;
    SELECT * INTO new_seat FROM public.agencies_posting WHERE id = heir;
    IF NOT public.agencies_may_hand_over(leaving) OR new_seat.id IS NULL OR new_seat.agency_id <> old.agency_id
       OR new_seat.account_id IN (old.account_id, me[1]) THEN
        RAISE EXCEPTION 'この人へは引き継げません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.screens_draft d SET account_id = new_seat.account_id, posting_id = new_seat.id,
        key = CASE WHEN EXISTS (SELECT 1 FROM public.screens_draft o WHERE o.account_id = new_seat.account_id AND o.key = d.key)
                   THEN d.key || '#' || d.id::text ELSE d.key END
        WHERE d.account_id = old.account_id AND public.agencies_leaves_draft(old, d);
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;
REVOKE ALL ON FUNCTION agencies_leaves_draft(agencies_posting, screens_draft) FROM PUBLIC;
