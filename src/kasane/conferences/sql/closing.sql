DROP FUNCTION conferences_move(uuid, text, text, timestamptz);
-- 会議のありさまを進める(移行0001のものを作り直す)。事務局・司会だけ。閉会すると、決まらなかった議題はその場で閉じ、来なかった構成員の窓も
-- 閉じる。決まらないまま閉じる議題は、一つずつ確かめた番号(leaving)で渡す: 確かめていない議題が残っていれば、閉会しない
-- (利害関係で見えない議題は、あることも知らせないので、確かめを求めない)。
CREATE FUNCTION conferences_move(wanted uuid, to_state text, why text, leaving uuid[], at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.conferences_conference; one uuid;
BEGIN
    c := public.conferences_lock(wanted, ARRAY['secretariat', 'chair']);
    IF NOT (to_state = 'called' AND c.state = 'planned' OR to_state = 'open' AND c.state IN ('planned', 'called')
         OR to_state = 'closed' AND c.state = 'open' OR to_state = 'cancelled' AND c.state IN ('planned', 'called') AND why <> '')
       OR to_state = 'open' AND c.held_on > public.conferences_day(at) THEN
        PERFORM public.cases_refuse('この会議は、いま進められません');
    END IF;
    IF to_state = 'closed' AND EXISTS (SELECT 1 FROM public.conferences_item i WHERE i.conference_id = wanted AND i.state = 'tabled'
            AND NOT i.id = ANY (leaving) AND public.access_may_write(i.compartment_id)) THEN
        PERFORM public.cases_refuse('決まっていない議題があります。閉じる議題を確かめてから閉会します');
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

REVOKE ALL ON FUNCTION conferences_move(uuid, text, text, uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_move(uuid, text, text, uuid[], timestamptz) TO kasane_app;
