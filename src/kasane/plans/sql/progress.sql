-- 実施状況とモニタリングの守り。どの表も追記だけ。聞く・書くは、確定したプランについてだけ。

-- 聞いた一回: 事案の部屋に、聞いた人の名前で。モニタリングの結果も同じ。
CREATE FUNCTION plans_following_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan; me uuid[] := public.access_principal();
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = NEW.plan_id FOR SHARE;
    IF p.id IS NULL OR p.compartment_id <> NEW.compartment_id THEN PERFORM public.plans_refuse('この事案の部屋ではありません'); END IF;
    IF p.state <> 'final' THEN PERFORM public.plans_refuse('確定したプランではありません'); END IF;
    IF NEW.agency_id IS DISTINCT FROM me[3] OR NEW.recorded_by IS DISTINCT FROM me[2] THEN
        PERFORM public.plans_refuse('ほかの人の名前で書くことはできません');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_progress_request_kept BEFORE INSERT ON plans_progress_request FOR EACH ROW EXECUTE FUNCTION plans_following_keep();
CREATE TRIGGER plans_monitoring_kept BEFORE INSERT ON plans_monitoring FOR EACH ROW EXECUTE FUNCTION plans_following_keep();

-- 聞いた相手: 聞いた機関だけが、プランに役割のある機関を、まだ答えのないものとして加える。
CREATE FUNCTION plans_ask_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE q public.plans_progress_request; me uuid[] := public.access_principal();
BEGIN
    SELECT * INTO q FROM public.plans_progress_request WHERE id = NEW.request_id;
    IF q.agency_id IS DISTINCT FROM me[3] OR q.compartment_id <> NEW.compartment_id OR q.due_on <> NEW.due_on
       OR NEW.answered_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM public.plans_step s
            WHERE s.plan_id = q.plan_id AND s.agency_id = NEW.agency_id AND s.withdrawn_at IS NULL) THEN
        PERFORM public.plans_refuse('この機関には聞けません');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_progress_ask_kept BEFORE INSERT ON plans_progress_ask FOR EACH ROW EXECUTE FUNCTION plans_ask_keep();

-- 進み具合: 実施事項の部屋に、役割を持つ機関自身が書く。事案を管理する機関は、聞き取ったこととして代わりに書ける。
CREATE FUNCTION plans_progress_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE q public.plans_progress_request; p public.plans_plan; me uuid[] := public.access_principal();
BEGIN
    SELECT * INTO q FROM public.plans_progress_request WHERE id = NEW.request_id;
    SELECT * INTO p FROM public.plans_plan WHERE id = q.plan_id FOR SHARE;
    IF p.id IS NULL OR p.state <> 'final' OR NOT EXISTS (SELECT 1 FROM public.plans_step s WHERE s.id = NEW.step_id AND s.plan_id = p.id
            AND s.withdrawn_at IS NULL AND s.agency_id = NEW.agency_id AND s.compartment_id = NEW.compartment_id) THEN
        PERFORM public.plans_refuse('確定したプランの、この機関の役割ではありません');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM public.plans_progress_ask a WHERE a.request_id = q.id AND a.agency_id = NEW.agency_id) THEN
        PERFORM public.plans_refuse('この機関には、進み具合を聞いていません');
    END IF;
    IF NEW.reported_agency_id IS DISTINCT FROM me[3] OR NEW.recorded_by IS DISTINCT FROM me[2]
       OR NEW.agency_id <> me[3] AND NOT public.access_manages(p.compartment_id) THEN
        PERFORM public.plans_refuse('ほかの機関の進み具合は書けません');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_progress_kept BEFORE INSERT ON plans_progress FOR EACH ROW EXECUTE FUNCTION plans_progress_keep();

-- 書かれたら、聞いた相手の答えの印をつける(最初に答えた時刻は変えない)。
CREATE FUNCTION plans_progress_answers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.plans_progress_ask SET answered_at = NEW.recorded_at, answered_by = NEW.recorded_by
        WHERE request_id = NEW.request_id AND agency_id = NEW.agency_id AND answered_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER plans_progress_answered AFTER INSERT ON plans_progress FOR EACH ROW EXECUTE FUNCTION plans_progress_answers();

REVOKE ALL ON FUNCTION plans_following_keep(), plans_ask_keep(), plans_progress_keep(), plans_progress_answers() FROM PUBLIC;
