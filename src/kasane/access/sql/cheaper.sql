-- 行の守りの述語が文ごとに一度ずつ求めるものを軽くする。SQL の関数は呼ぶたびに実行の支度をするので、行為者がいるかは直に見て、常時の根拠は plpgsql で見る。
DROP POLICY access_deny_see ON access_deny;
CREATE POLICY access_deny_see ON access_deny FOR SELECT
    USING ((SELECT access_principal()) IS NOT NULL AND (holder_id IS NULL OR holder_id = ANY ((SELECT access_principal())::uuid[])));

CREATE OR REPLACE FUNCTION access_stands(wanted smallint, writing boolean) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM public.access_grant g
        WHERE g.compartment_id IS NULL AND g.kind = wanted AND g.holder_id = ANY (public.access_principal())
          AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
          AND (g.may_write OR NOT writing));
END $$;
