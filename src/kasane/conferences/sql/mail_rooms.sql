-- 案内の箱と宛先は、事務局・多機関協働の役割の人にも、自分が役員の会議のものだけ(security.md N23)。ほかの会議にだれが招かれたか・いつどこであるかは、事務局の役割だけでは見えず、
-- ほかの会議の人の宛先を書き換えて、案内を横取りすることもできない。

-- 自分が役員の会議の部屋にいる人(役員と、議題の構成員): 案内の宛先を読み書きしてよい席。
CREATE FUNCTION conferences_addressable() RETURNS TABLE (posting_id uuid, outside_member_id uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT c.id, c.compartment_id FROM public.conferences_officer o JOIN public.conferences_conference c ON c.id = o.conference_id
        WHERE o.posting_id = (public.access_principal())[2] AND o.ended_at IS NULL AND o.acknowledged_at IS NOT NULL
          AND c.kept_until > statement_timestamp()),
    held AS MATERIALIZED (SELECT m.id FROM mine m WHERE EXISTS (SELECT 1 FROM public.access_held(m.compartment_id) h WHERE h.may_write))
    SELECT o.posting_id, NULL::uuid FROM public.conferences_officer o JOIN held ON held.id = o.conference_id WHERE o.ended_at IS NULL
    UNION SELECT m.posting_id, m.outside_member_id FROM public.conferences_item item JOIN held ON held.id = item.conference_id
        JOIN public.conferences_member m ON m.item_id = item.id AND m.left_at IS NULL WHERE <itemの部屋>
$$;
REVOKE ALL ON FUNCTION conferences_addressable() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_addressable() TO kasane_app;

DROP POLICY conferences_mailbox_see ON conferences_mailbox;
DROP POLICY conferences_mailbox_add ON conferences_mailbox;
DROP POLICY conferences_mailbox_change ON conferences_mailbox;
CREATE POLICY conferences_mailbox_see ON conferences_mailbox FOR SELECT USING (
    (SELECT access_has_role(ARRAY['secretariat', 'coordinator']::text[])) AND (
    posting_id IN (SELECT a.posting_id FROM conferences_addressable() a)
    OR outside_member_id IN (SELECT a.outside_member_id FROM conferences_addressable() a)));
CREATE POLICY conferences_mailbox_add ON conferences_mailbox FOR INSERT WITH CHECK (
    (SELECT access_has_role(ARRAY['secretariat', 'coordinator']::text[])) AND (
    posting_id IN (SELECT a.posting_id FROM conferences_addressable() a)
    OR outside_member_id IN (SELECT a.outside_member_id FROM conferences_addressable() a)));
CREATE POLICY conferences_mailbox_change ON conferences_mailbox FOR UPDATE USING (
    (SELECT access_has_role(ARRAY['secretariat', 'coordinator']::text[])) AND (
    posting_id IN (SELECT a.posting_id FROM conferences_addressable() a)
    OR outside_member_id IN (SELECT a.outside_member_id FROM conferences_addressable() a)));

-- 書き換えてよいのは宛先だけ。登録の持ち主は付け替えられない。
REVOKE UPDATE ON conferences_mailbox FROM kasane_app;
GRANT UPDATE (address) ON conferences_mailbox TO kasane_app;

-- 箱: その会議の部屋を持つ人(会議の行の守りがそのまま効く)と、送る係だけ。
DROP POLICY conferences_outbox_see ON conferences_outbox;
CREATE POLICY conferences_outbox_see ON conferences_outbox FOR SELECT USING (
    (SELECT access_has_role(ARRAY['job']::text[]))
    OR (SELECT access_has_role(ARRAY['secretariat', 'coordinator']::text[]))
        AND EXISTS (SELECT 1 FROM conferences_conference c WHERE c.id = conferences_outbox.conference_id));
