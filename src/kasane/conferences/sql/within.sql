-- 名簿と、拠った同意の控えは会議の部屋の行だが、その議題の部屋にも根拠を持つ人にだけ見せる。利害関係で見えない議題は、あることも、
-- だれのことかも、だれが招かれたかも、役員に分からない(議題の行の守りが、そのまま効く)。
ALTER POLICY conferences_member_see ON conferences_member USING ((<conferences_memberの部屋>)
    AND EXISTS (SELECT 1 FROM conferences_item i WHERE i.id = conferences_member.item_id));
ALTER POLICY conferences_item_consent_see ON conferences_item_consent USING ((<conferences_item_consentの部屋>)
    AND EXISTS (SELECT 1 FROM conferences_item i WHERE i.id = conferences_item_consent.item_id));

-- conferences_seats_counted を作り直す(移行0004のもの。変わったこと: 見えない議題は、席の数も番号も答えない)。
CREATE OR REPLACE FUNCTION conferences_seats_counted(of_conference uuid) RETURNS TABLE (item_id uuid, seated bigint, acknowledged bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH opened AS MATERIALIZED (
        SELECT item.id FROM public.conferences_conference c JOIN public.conferences_item item ON item.conference_id = c.id
        WHERE c.id = of_conference AND EXISTS (SELECT 1 FROM public.access_held(c.compartment_id)) AND <itemの部屋>)
    SELECT m.item_id, count(*), count(m.acknowledged_at)
    FROM opened o JOIN public.conferences_member m ON m.item_id = o.id AND m.left_at IS NULL
    GROUP BY m.item_id
$$;
