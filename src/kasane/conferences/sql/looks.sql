-- 「だれが記録を見たか」を作り直す(移行0001 の access のもの)。会議の部屋でのことは、監査・保護責任者と、その部屋に書ける役員と、
-- した本人にだけ答える: 会議が開かれたこと・だれが構成員かを、事案の記録を持つだけの人に知らせない(security.md N23)。
CREATE OR REPLACE FUNCTION audit_looks_at(person uuid, room uuid, since timestamptz)
RETURNS TABLE (at timestamptz, account_id uuid, posting_id uuid, agency_id uuid, act text, outcome text, ground text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH me AS MATERIALIZED (SELECT public.access_has_role(ARRAY['auditor', 'privacy_officer']) AS oversees, public.access_principal() AS who),
    found AS MATERIALIZED (
        SELECT a.at, a.account_id, a.posting_id, a.agency_id, a.act, a.outcome, a.ground, a.reason, a.compartment_id
        FROM public.audit_access a WHERE a.subjects @> ARRAY[person] AND a.at >= since
        UNION ALL
        SELECT j.at, j.account_id, j.posting_id, j.agency_id, j.act, 'written', j.ground, j.reason, j.compartment_id
        FROM public.audit_journal j WHERE j.subjects @> ARRAY[person] AND j.at >= since),
    shut AS MATERIALIZED (
        SELECT c.id FROM public.access_compartment c WHERE c.kind = 4 AND c.id IN (SELECT f.compartment_id FROM found f)
          AND NOT public.access_may_write(c.id))
    SELECT l.at, l.account_id, l.posting_id, l.agency_id, l.act, l.outcome, l.ground, l.reason FROM found l, me
    WHERE me.oversees
       OR EXISTS (SELECT 1 FROM public.access_held(room) h, public.access_compartment c WHERE c.id = room AND c.subject_id = person)
          AND (l.account_id = me.who[1] OR l.compartment_id IS NULL OR l.compartment_id NOT IN (SELECT s.id FROM shut s))
    ORDER BY l.at DESC LIMIT 2000
$$;
