-- 名前を当てる道具にしない: 台帳と役割の言葉は、動かせること(役割・版)を先に確かめてから名前と照らし、断りはどれも同じ言葉にする。
-- 版の違う送信では照らさないので、何も変えずに試し続けることはできない。断られた送信は、閲覧記録に残る(commands)。
-- conferences_finish_role と conferences_move_need を作り直す(移行0002のもの)。

CREATE OR REPLACE FUNCTION conferences_finish_role(wanted uuid, said text, pieces text[], expected integer, on_day date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); r public.conferences_role; settled boolean;
BEGIN
    SELECT * INTO r FROM public.conferences_role WHERE id = wanted FOR UPDATE;
    settled := r.id IS NULL OR NOT public.access_may_write(r.compartment_id) OR r.done_on IS NOT NULL OR r.cancelled_reason <> ''
       OR r.version <> expected OR r.agency_id IS NOT NULL AND r.agency_id <> me[3];
    IF settled OR public.conferences_speaks_name(r.item_id, pieces) THEN
        PERFORM public.cases_refuse('この役割を済みにできません');
    END IF;
    UPDATE public.conferences_role SET done_on = on_day, done_by = me[2], done_note = said, version = version + 1 WHERE id = wanted;
END $$;

CREATE OR REPLACE FUNCTION conferences_move_need(wanted uuid, to_state text, said text, pieces text[], expected integer, on_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); n public.conferences_need;
BEGIN
    IF NOT public.access_has_role(ARRAY['secretariat', 'coordinator', 'community']) OR to_state NOT IN ('named', 'working', 'met', 'dropped') THEN
        PERFORM public.cases_refuse('台帳を進める役割ではありません');
    END IF;
    SELECT * INTO n FROM public.conferences_need WHERE id = wanted FOR UPDATE;
    IF n.id IS NULL OR n.version <> expected THEN
        PERFORM public.cases_refuse('この台帳の行は、いま進められません');
    END IF;
    IF public.conferences_speaks_name((SELECT x.item_id FROM public.conferences_item_need x WHERE x.need_id = wanted), pieces) THEN
        PERFORM public.cases_refuse('この台帳の行は、いま進められません');
    END IF;
    UPDATE public.conferences_need SET state = to_state, progress = said, changed_on = on_day, changed_by = me[2], version = version + 1
        WHERE id = wanted;
END $$;
