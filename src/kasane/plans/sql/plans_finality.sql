-- その日に効いている市の決めごと。
CREATE FUNCTION plans_setting_on(wanted text, on_day date) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce((SELECT s.value FROM public.plans_setting s WHERE s.name = wanted AND s.valid_from <= on_day
        AND (s.valid_to IS NULL OR s.valid_to > on_day) ORDER BY s.valid_from DESC LIMIT 1), '')
$$;

-- 取り下げていない行が使う事業。参加支援・アウトリーチのプランは、行になくても、その事業を使うものとして数える。
CREATE FUNCTION plans_programmes(wanted uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(DISTINCT u.programme ORDER BY u.programme), '{}') FROM (
        SELECT s.programme FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL
        UNION ALL SELECT p.kind FROM public.plans_plan p WHERE p.id = wanted AND p.kind IN ('participation', 'outreach')) u
$$;

-- 確定の仕方(seed 001 §6-6(4))。domain/finality.py と同じ規則で、乱数の世界で一致を確かめている。
CREATE FUNCTION plans_finality(wanted uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE p public.plans_plan; used text[] := public.plans_programmes(wanted);
BEGIN
    SELECT * INTO p FROM public.plans_plan WHERE id = wanted;
    IF p.id IS NULL OR NOT used && ARRAY['outreach', 'participation'] THEN RETURN 'report'; END IF;
    IF p.kind = 'outreach' AND NOT p.consented AND public.plans_setting_on('preconsent_outreach_needs_decision',
        (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date) = 'no' THEN
        RETURN 'report';
    END IF;
    RETURN CASE WHEN 'other' = ANY (used) THEN 'decide_and_check' ELSE 'decide' END;
END $$;

-- このプランがだれのことか: 行のある人。人の行が一つもなければ、事案の本人。
CREATE FUNCTION plans_about(wanted uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH named AS (
        SELECT s.person_id FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL AND s.person_id IS NOT NULL
        UNION SELECT g.person_id FROM public.plans_goal g WHERE g.plan_id = wanted AND g.withdrawn_at IS NULL AND g.person_id IS NOT NULL)
    SELECT c.person_id FROM public.plans_plan p JOIN public.cases_person c ON c.case_id = p.case_id
    WHERE p.id = wanted AND (c.person_id IN (SELECT n.person_id FROM named n) OR c.standing = 'self' AND NOT EXISTS (SELECT 1 FROM named))
    ORDER BY c.recorded_at, c.id
$$;

-- 説明への同意がまだない人の数: このプランの人のうち、最後の説明が同意でない人。
CREATE FUNCTION plans_unexplained(wanted uuid) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*)::integer FROM public.plans_about(wanted) a WHERE NOT coalesce((
        SELECT e.agreed FROM public.plans_explanation e WHERE e.plan_id = wanted AND e.person_id = a.person_id
        ORDER BY e.recorded_at DESC, e.id DESC LIMIT 1), false)
$$;

-- 書き終えた評価(様式2-2)があるか。outcome は close・replan・suspend。評価の表は次の移行(0002)で作られる。
CREATE FUNCTION plans_evaluated(wanted uuid, with_outcome text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.plans_evaluation e WHERE e.plan_id = wanted AND e.outcome = with_outcome
        AND e.state IN ('finished', 'tabled'));
END $$;

-- 諮れるか・確定の仕方を決める事実。一部の人の部屋しか見えない機関にも、同じ答えになるよう、全部の行から数える(文も名前も返さない)。
CREATE FUNCTION plans_facts(wanted uuid)
RETURNS TABLE (programmes text[], steps integer, goals integer, unexplained integer, replaced_state text, ended boolean, replanned boolean,
               suspended boolean, waiting boolean, finality text, persons uuid[]) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.plans_programmes(p.id),
           (SELECT count(*)::integer FROM public.plans_step s WHERE s.plan_id = p.id AND s.withdrawn_at IS NULL),
           (SELECT count(*)::integer FROM public.plans_goal g WHERE g.plan_id = p.id AND g.withdrawn_at IS NULL),
           public.plans_unexplained(p.id), o.state, public.plans_evaluated(p.id, 'close'),
           p.replaces_id IS NOT NULL AND public.plans_evaluated(p.replaces_id, 'replan'), public.plans_evaluated(p.id, 'suspend'),
           EXISTS (SELECT 1 FROM public.plans_decision d WHERE d.plan_id = p.id AND d.state = 'waiting'), public.plans_finality(p.id),
           ARRAY(SELECT a.person_id FROM public.plans_about(p.id) a)
    FROM public.plans_plan p LEFT JOIN public.plans_plan o ON o.id = p.replaces_id
    WHERE p.id = wanted AND EXISTS (SELECT 1 FROM public.access_held(p.compartment_id))
$$;

REVOKE ALL ON FUNCTION plans_setting_on(text, date), plans_programmes(uuid), plans_finality(uuid), plans_about(uuid), plans_unexplained(uuid),
    plans_evaluated(uuid, text), plans_facts(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plans_setting_on(text, date), plans_facts(uuid) TO kasane_app;
