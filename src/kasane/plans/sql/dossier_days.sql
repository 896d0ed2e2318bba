-- 市へ出す書類の日付を和暦で写す(決裁の起案文に、そのまま載るため)。kernel/wareki.py の format_wareki と同じ言い方で、一致を確かめている。
CREATE FUNCTION plans_wareki(day date) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT e.era || CASE y.n WHEN 1 THEN '元' ELSE y.n::text END || to_char(day, '年FMMM月FMDD日')
    FROM (VALUES (date '2019-05-01', '令和', 2018), ('1989-01-08', '平成', 1988), ('1926-12-25', '昭和', 1925)) e (since, era, before),
        LATERAL (SELECT extract(year FROM day)::integer - e.before) y (n) WHERE e.since <= day ORDER BY e.since DESC LIMIT 1
$$;

-- 写す行(plans_submit.sql のものを作り直す)。期間・モニタリングの時期・主担当も、決裁に要る(forms §7「内容・期間・委託先」)。参加支援・アウトリーチの行は支援決定の対象、ほかの行は確認だけ(seed 001 §6-6(4))。
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
        SELECT 6 AS place, row_number() OVER (ORDER BY s.programme = 'other', s.recorded_at, s.id) AS n, s.person_id, 'step' AS section,
               CASE s.programme WHEN 'outreach' THEN 'アウトリーチ等事業' WHEN 'participation' THEN '参加支援事業' ELSE '両事業以外の支援' END AS label,
               concat_ws(' ／ ', nullif(s.issue, ''), coalesce((SELECT a.name FROM public.agencies_agency a WHERE a.id = s.agency_id),
                   nullif(s.who_text, '')), s.content, nullif(s.frequency, ''), CASE WHEN coalesce(s.period_from, s.period_to) IS NOT NULL
                   THEN concat(public.plans_wareki(s.period_from), '〜', public.plans_wareki(s.period_to)) END) AS body,
               CASE WHEN s.programme = 'other' THEN 'check' ELSE 'decide' END AS part
        FROM public.plans_step s WHERE s.plan_id = wanted AND s.withdrawn_at IS NULL)
    SELECT l.person_id, l.section, l.label, l.body, l.part FROM (
        SELECT about.*, 'about' AS part FROM about UNION ALL SELECT head.*, 'about' FROM head WHERE head.body <> ''
        UNION ALL SELECT * FROM steps) l ORDER BY l.place, l.n
$$;

REVOKE ALL ON FUNCTION plans_wareki(date) FROM PUBLIC;
