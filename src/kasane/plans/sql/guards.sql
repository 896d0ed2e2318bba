-- プランの守り: 行はその事案の部屋にだけ置ける。了承された後は書き換えられない。変える前の文は必ず残る。

CREATE FUNCTION plans_refuse(why text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'insufficient_privilege';
END $$;

-- アプリが作る見出しは、必ず作成中から始まる。状態・機会・確定日は、アプリからは一度も書けない(更新の権利も持たない)。
-- この引き金だけは呼んだ役割のまま動く(SECURITY DEFINER にすると、だれが書いたかが分からなくなる)。
CREATE FUNCTION plans_plan_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE me uuid[];
BEGIN
    IF current_user <> 'kasane_app' THEN RETURN NEW; END IF;
    me := public.access_principal();
    IF NEW.state <> 'draft' OR NEW.occasion <> '' OR NEW.confirmed_on IS NOT NULL OR NEW.ended_on IS NOT NULL OR NEW.tabled_at IS NOT NULL
       OR NEW.agency_id IS DISTINCT FROM me[3] OR NEW.recorded_by IS DISTINCT FROM me[2] THEN
        RAISE EXCEPTION 'プランは作成中から始めます' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_plan_begun BEFORE INSERT ON plans_plan FOR EACH ROW EXECUTE FUNCTION plans_plan_begins();

-- 見出しは事案の部屋に置く。引き継ぐのは、同じ事案・同じ種別の、確定か中断のプランだけ。中身を変えられるのは了承されるまで。
CREATE FUNCTION plans_plan_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE old_plan public.plans_plan; states text[] := ARRAY['state', 'occasion', 'tabled_at', 'tabled_by', 'confirmed_on', 'ended_on',
    'state_reason', 'changed_at', 'version'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = NEW.case_id AND c.compartment_id = NEW.compartment_id
                       AND c.closed_on IS NULL) THEN
            PERFORM public.plans_refuse('この事案の部屋ではないか、終結した事案です');
        END IF;
        IF NEW.replaces_id IS NOT NULL THEN
            SELECT * INTO old_plan FROM public.plans_plan WHERE id = NEW.replaces_id;
            IF (old_plan.case_id, old_plan.kind) IS DISTINCT FROM (NEW.case_id, NEW.kind) OR old_plan.state NOT IN ('final', 'suspended')
               OR NEW.number <> old_plan.number + 1 THEN
                PERFORM public.plans_refuse('引き継げるプランではありません');
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.case_id, OLD.compartment_id, OLD.kind, OLD.number, OLD.replaces_id, OLD.agency_id, OLD.recorded_at, OLD.recorded_by)
       IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.compartment_id, NEW.kind, NEW.number, NEW.replaces_id, NEW.agency_id, NEW.recorded_at, NEW.recorded_by) THEN
        PERFORM public.plans_refuse('プランの種別・回・作成者は変えられません');
    END IF;
    IF to_jsonb(OLD) - states IS DISTINCT FROM to_jsonb(NEW) - states THEN
        IF OLD.state NOT IN ('draft', 'tabled') THEN PERFORM public.plans_refuse('了承されたプランは書き換えられません'); END IF;
        IF OLD.consented <> NEW.consented AND OLD.state <> 'draft' THEN
            PERFORM public.plans_refuse('会議に諮っている間は、同意の有無を変えられません');
        END IF;
        IF NEW.version <> OLD.version + 1 THEN PERFORM public.plans_refuse('版が合いません'); END IF;
        PERFORM public.plans_keep_before(OLD.id, 'plan', OLD.id, OLD.compartment_id, OLD.version, to_jsonb(OLD));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_plan_kept BEFORE INSERT OR UPDATE ON plans_plan FOR EACH ROW EXECUTE FUNCTION plans_plan_keep();

-- 変える前の行を残す。
CREATE FUNCTION plans_keep_before(of_plan uuid, what text, which uuid, room uuid, was integer, old_row jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    INSERT INTO public.plans_revision (id, compartment_id, recorded_at, recorded_by, plan_id, row_kind, row_id, version, agency_id, before)
    VALUES (public.cases_new_id(), room, clock_timestamp(), me[2], of_plan, what, which, was, me[3], old_row);
END $$;

-- 目標・実施事項・欄・説明: 人の行はその人の部屋、世帯の行は事案の部屋。書けるのは了承されるまで(説明は、確定した後も書き足せる)。
-- プランの見出しを分け合って押さえるので、了承と行の書き込みが同時に起きることはない。行どうしは互いを待たない。
CREATE FUNCTION plans_row_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan; me uuid[]; fixed text[] := ARRAY['id', 'plan_id', 'person_id', 'compartment_id', 'recorded_at', 'recorded_by', 'item'];
    told jsonb := to_jsonb(NEW); was jsonb; writer uuid;
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = NEW.plan_id FOR SHARE;
    IF p.id IS NULL OR NOT (CASE WHEN NEW.person_id IS NULL THEN NEW.compartment_id = p.compartment_id
        ELSE EXISTS (SELECT 1 FROM public.cases_person c WHERE c.case_id = p.case_id AND c.person_id = NEW.person_id
                     AND c.compartment_id = NEW.compartment_id) END) THEN
        PERFORM public.plans_refuse('この事案の部屋ではありません');
    END IF;
    IF p.state NOT IN ('draft', 'tabled')
       AND NOT (TG_TABLE_NAME = 'plans_explanation' AND p.state IN ('approved', 'final')) THEN
        PERFORM public.plans_refuse('了承されたプランは書き換えられません');
    END IF;
    IF TG_OP = 'INSERT' THEN
        me := public.access_principal();
        writer := CASE WHEN TG_TABLE_NAME = 'plans_step' THEN told ->> 'written_agency_id' ELSE told ->> 'agency_id' END;
        IF session_user = 'kasane_app' AND (NEW.recorded_by IS DISTINCT FROM me[2] OR writer IS DISTINCT FROM me[3]) THEN
            PERFORM public.plans_refuse('ほかの人の名前で書くことはできません');
        END IF;
        RETURN NEW;
    END IF;
    was := to_jsonb(OLD);
    IF EXISTS (SELECT 1 FROM unnest(fixed) f (name) WHERE was -> f.name IS DISTINCT FROM told -> f.name)
       OR NEW.version <> OLD.version + 1 THEN
        PERFORM public.plans_refuse('行の持ち主は変えられないか、版が合いません');
    END IF;
    PERFORM public.plans_keep_before(OLD.plan_id, TG_ARGV[0], OLD.id, OLD.compartment_id, OLD.version, was);
    RETURN NEW;
END $$;
CREATE TRIGGER plans_goal_kept BEFORE INSERT OR UPDATE ON plans_goal FOR EACH ROW EXECUTE FUNCTION plans_row_keep('goal');
CREATE TRIGGER plans_step_kept BEFORE INSERT OR UPDATE ON plans_step FOR EACH ROW EXECUTE FUNCTION plans_row_keep('step');
CREATE TRIGGER plans_text_kept BEFORE INSERT OR UPDATE ON plans_text FOR EACH ROW EXECUTE FUNCTION plans_row_keep('text');
CREATE TRIGGER plans_explanation_kept BEFORE INSERT ON plans_explanation FOR EACH ROW EXECUTE FUNCTION plans_row_keep('explanation');

-- 市の手続きの部屋が開いたら、事案の人の遮断・封印をその部屋にも写す(拒否は根拠に勝つ)。
CREATE TRIGGER plans_decision_spreads AFTER INSERT ON plans_decision FOR EACH ROW EXECUTE FUNCTION cases_room_added();

-- アプリが書けるのは中身の列だけ。状態・機会・日付は関数だけが動かす。
REVOKE UPDATE ON plans_plan FROM kasane_app;
GRANT UPDATE (consented, written_on, hope, long_goal, policy, period_from, period_to, monitoring_on, lead_agency_id, lead_posting_id,
    early_start_on, early_start_reason, end_outlook, changed_at, version) ON plans_plan TO kasane_app;

REVOKE ALL ON FUNCTION plans_refuse(text), plans_plan_begins(), plans_plan_keep(), plans_row_keep(),
    plans_keep_before(uuid, text, uuid, uuid, integer, jsonb) FROM PUBLIC;
