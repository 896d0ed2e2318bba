-- 去る人に付いている事案の仕事: 伴走・主担当・支援チームの担当、次の予定、答える人のいなくなるつなぎ。答えるのは番号だけで、名前も中身も答えない。
CREATE FUNCTION cases_duties_of(leaving uuid, since date) RETURNS TABLE (kind text, key uuid, label text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT i.role, i.id, c.number FROM public.cases_involvement i JOIN public.cases_case c ON c.id = i.case_id
    WHERE i.posting_id = leaving AND i.valid_to IS NULL AND public.agencies_may_hand_over(leaving)
    UNION ALL
    SELECT 'next', n.id, c.number || coalesce('（' || n.next_due || 'まで）', '') FROM public.cases_note n JOIN public.cases_case c ON c.id = n.case_id
    WHERE n.next_posting_id = leaving AND n.next_done_at IS NULL AND n.corrected_at IS NULL AND public.agencies_may_hand_over(leaving)
    UNION ALL
    SELECT 'letter', r.id, r.answer_by || 'までに答えるつなぎ' FROM public.cases_referral r JOIN public.agencies_posting p ON p.id = leaving
    WHERE r.to_agency_id = p.agency_id AND r.state = 'sent' AND public.agencies_may_hand_over(leaving)
      AND p.roles && @ANSWER_ROLES@ AND NOT EXISTS (
        SELECT 1 FROM public.agencies_posting o JOIN public.agencies_account a ON a.id = o.account_id
        WHERE o.agency_id = p.agency_id AND o.id <> leaving AND a.is_active AND o.roles && @ANSWER_ROLES@
          AND o.valid_from <= since AND (o.valid_to IS NULL OR o.valid_to > since))
$$;

-- 後任へ渡す。関わり(機関)は変わらず、担当だけが替わる。後任が見てはならない事案が含まれていれば、渡せない。
CREATE FUNCTION cases_pass_duties(leaving uuid, heir uuid, wanted uuid[], since date, why text, at timestamptz)
RETURNS TABLE (subject_id uuid) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); old record; fresh record; one record; touched uuid[] := '{}';
BEGIN
    SELECT * INTO old FROM public.agencies_posting WHERE id = leaving;
    SELECT * INTO fresh FROM public.agencies_posting WHERE id = heir;
    IF NOT public.agencies_may_hand_over(leaving) OR fresh.id IS NULL OR fresh.agency_id <> old.agency_id
       OR fresh.account_id IN (old.account_id, me[1]) THEN
        PERFORM public.cases_refuse('この人へは引き継げません');
    END IF;
    FOR one IN SELECT i.id, i.case_id, i.compartment_id, i.role FROM public.cases_involvement i
               WHERE i.posting_id = leaving AND i.valid_to IS NULL AND i.id = ANY (wanted) FOR UPDATE LOOP
        UPDATE public.cases_involvement SET posting_id = heir WHERE id = one.id;
        PERFORM public.cases_event(one.case_id, one.compartment_id, 'pass_duty', one.role, one.id, fresh.agency_id,
            to_char(since, 'YYYY-MM-DD') || 'に担当が替わる', why, at);
        touched := touched || one.case_id;
    END LOOP;
    FOR one IN UPDATE public.cases_note n SET next_posting_id = heir
               WHERE n.next_posting_id = leaving AND n.next_done_at IS NULL AND n.id = ANY (wanted) RETURNING n.case_id LOOP
        touched := touched || one.case_id;
    END LOOP;
    IF EXISTS (SELECT 1 FROM unnest(touched) t (id) CROSS JOIN LATERAL public.cases_rooms(t.id) r JOIN public.access_deny d ON d.compartment_id = r.room
               WHERE d.holder_id IN (fresh.account_id, fresh.id) AND (d.valid_to IS NULL OR d.valid_to > at)) THEN
        PERFORM public.cases_refuse('後任が見てはならない記録が含まれています');
    END IF;
    RETURN QUERY SELECT DISTINCT p.person_id FROM public.cases_person p WHERE p.case_id = ANY (touched);
END $$;

REVOKE ALL ON FUNCTION cases_duties_of(uuid, date), cases_pass_duties(uuid, uuid, uuid[], date, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_duties_of(uuid, date), cases_pass_duties(uuid, uuid, uuid[], date, text, timestamptz) TO kasane_app;
