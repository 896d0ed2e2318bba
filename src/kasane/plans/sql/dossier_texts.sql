-- 市へ出す書類に、種別ごとの欄（様式2-1。参加の場、訪問計画など）も写す。決める課は、この写しだけを読んで決めるため。
-- 写すのは、世帯の欄と、支援対象者の欄だけ。説明も同意もしていない人の欄は、市に渡らない。前に出した一件の写しは変わらない。

-- その日の、選択肢の言い方。一覧にない番号は番号のまま。
CREATE FUNCTION plans_choices_said(list text, choices jsonb, day date) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce(string_agg(coalesce(c.label, k.code), '・' ORDER BY k.n), '')
    FROM jsonb_array_elements_text(choices) WITH ORDINALITY k (code, n) LEFT JOIN LATERAL (
        SELECT x.label FROM public.agencies_code x WHERE x.list_name = list AND x.code = k.code AND x.valid_from <= day
            AND (x.valid_to IS NULL OR x.valid_to > day) ORDER BY x.valid_from DESC LIMIT 1) c ON true
$$;

-- 写す欄: 欄の名前は、プランを書き始めた日のもの。並びは様式の順。
CREATE FUNCTION plans_text_lines(wanted uuid) RETURNS TABLE (n bigint, person_id uuid, label text, body text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT row_number() OVER (ORDER BY i.position NULLS LAST, t.recorded_at, t.id), t.person_id, coalesce(i.label, t.item),
           concat_ws(E'\n', nullif(public.plans_choices_said(i.options, t.choices, p.written_on), ''), nullif(btrim(t.text), ''))
    FROM public.plans_plan p JOIN public.plans_text t ON t.plan_id = p.id LEFT JOIN LATERAL (
        SELECT x.label, x.options, x.position FROM public.plans_item x WHERE x.kind = p.kind AND x.code = t.item
            AND x.valid_from <= p.written_on AND (x.valid_to IS NULL OR x.valid_to > p.written_on) ORDER BY x.valid_from DESC LIMIT 1) i ON true
    WHERE p.id = wanted AND (btrim(t.text) <> '' OR jsonb_array_length(t.choices) > 0)
      AND (t.person_id IS NULL OR t.person_id IN (SELECT a.person_id FROM public.plans_about(wanted) a))
$$;

-- このプランの行が置かれた部屋のうち、この機関が今見られないものがあるか(plans_submit.sql のものを作り直す。写す欄の部屋も数える)。
CREATE OR REPLACE FUNCTION plans_hidden_from(wanted uuid, agency uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM (
            SELECT p.compartment_id AS room FROM public.plans_plan p WHERE p.id = wanted
            UNION SELECT s.compartment_id FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL
            UNION SELECT g.compartment_id FROM public.plans_goal g WHERE g.plan_id = wanted AND g.withdrawn_at IS NULL
            UNION SELECT t.compartment_id FROM public.plans_text t JOIN public.plans_about(wanted) a ON a.person_id = t.person_id
                WHERE t.plan_id = wanted) r
        WHERE NOT EXISTS (SELECT 1 FROM public.access_grant a WHERE a.compartment_id = r.room AND a.holder_kind = 'agency'
            AND a.holder_id = agency AND a.valid_from <= statement_timestamp() AND (a.valid_to IS NULL OR a.valid_to > statement_timestamp())))
$$;

-- 写す行(plans_submit.sql のものを作り直す)。期間・モニタリングの時期・主担当も、決裁に要る(forms §7「内容・期間・委託先」)。
-- 参加支援・アウトリーチの行は支援決定の対象、ほかの行は確認だけ(seed 001 §6-6(4))。種別ごとの欄は、方針・期間の後、支援の行の前に並ぶ。
CREATE OR REPLACE FUNCTION plans_lines(wanted uuid) RETURNS TABLE (person_id uuid, section text, label text, body text, part text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH p AS (SELECT * FROM public.plans_plan x WHERE x.id = wanted),
    head AS (
        SELECT 1 AS place, 0::bigint AS n, NULL::uuid AS person_id, 'hope' AS section, '本人・世帯の希望' AS label, p.hope AS body FROM p
        UNION ALL SELECT 2, 0, NULL, 'long_goal', '目標（目指す姿）', p.long_goal FROM p
        UNION ALL SELECT 4, 0, NULL, 'policy', '支援方針', p.policy FROM p
        UNION ALL SELECT 5, 0, NULL, 'early_start', '先に始めた理由', concat(public.plans_wareki(p.early_start_on), '　', p.early_start_reason) FROM p
            WHERE p.early_start_on IS NOT NULL
        UNION ALL SELECT 5, 1, NULL, 'period', 'プランの期間', concat(public.plans_wareki(p.period_from), '〜', public.plans_wareki(p.period_to))
            FROM p WHERE coalesce(p.period_from, p.period_to) IS NOT NULL
        UNION ALL SELECT 5, 2, NULL, 'monitoring', 'モニタリングの時期', public.plans_wareki(p.monitoring_on) FROM p WHERE p.monitoring_on IS NOT NULL
        UNION ALL SELECT 5, 3, NULL, 'lead', '主担当機関', (SELECT a.name FROM public.agencies_agency a WHERE a.id = p.lead_agency_id)
            FROM p WHERE p.lead_agency_id IS NOT NULL
        UNION ALL SELECT 3, row_number() OVER (ORDER BY g.position, g.recorded_at, g.id), g.person_id, 'goal', '達成目標', g.text
            FROM public.plans_goal g WHERE g.plan_id = wanted AND g.withdrawn_at IS NULL),
    about AS (
        SELECT 0 AS place, row_number() OVER (ORDER BY c.recorded_at, c.id) AS n, c.person_id, 'about' AS section, '支援対象者' AS label,
               public.plans_name_of(c.person_id) AS body
        FROM p JOIN public.cases_person c ON c.case_id = p.case_id JOIN public.plans_about(wanted) a ON a.person_id = c.person_id),
    steps AS (
        SELECT 7 AS place, row_number() OVER (ORDER BY s.programme = 'other', s.recorded_at, s.id) AS n, s.person_id, 'step' AS section,
               CASE s.programme WHEN 'outreach' THEN 'アウトリーチ等事業' WHEN 'participation' THEN '参加支援事業' ELSE '両事業以外の支援' END AS label,
               concat_ws(' ／ ', nullif(s.issue, ''), coalesce((SELECT a.name FROM public.agencies_agency a WHERE a.id = s.agency_id),
                   nullif(s.who_text, '')), s.content, nullif(s.frequency, ''), CASE WHEN coalesce(s.period_from, s.period_to) IS NOT NULL
                   THEN concat(public.plans_wareki(s.period_from), '〜', public.plans_wareki(s.period_to)) END) AS body,
               CASE WHEN s.programme = 'other' THEN 'check' ELSE 'decide' END AS part
        FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL)
    SELECT l.person_id, l.section, l.label, l.body, l.part FROM (
        SELECT about.*, 'about' AS part FROM about UNION ALL SELECT head.*, 'about' FROM head WHERE head.body <> ''
        UNION ALL SELECT 6, t.n, t.person_id, 'text', t.label, t.body, 'about' FROM public.plans_text_lines(wanted) t
        UNION ALL SELECT * FROM steps) l ORDER BY l.place, l.n
$$;

REVOKE ALL ON FUNCTION plans_choices_said(text, jsonb, date), plans_text_lines(uuid) FROM PUBLIC;
