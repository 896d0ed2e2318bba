-- 同じ人が同じ機関に、同時に二つの配属を持たない。
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE agencies_posting ADD CONSTRAINT agencies_posting_no_overlap
    EXCLUDE USING gist (account_id WITH =, agency_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&);

-- サインイン直後: 今日の配属の番号だけを答える（氏名も機関も答えない）。どの机に着くかを決める前に要る。
CREATE FUNCTION agencies_postings_now(whose uuid) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT p.id FROM public.agencies_posting p JOIN public.agencies_account a ON a.id = p.account_id
    WHERE p.account_id = whose AND a.is_active
      AND p.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
      AND (p.valid_to IS NULL OR p.valid_to > (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date)
    ORDER BY p.valid_from, p.id
$$;

-- 署名つきの行為者から、その机（役割・氏名・機関名）を一度の往復で引く。署名と期間は access_principal が確かめる。
-- 読み終えたら元の行為者に戻すので、呼んだだけでは何も見えるようにならない。
CREATE FUNCTION agencies_desk(ctx text)
RETURNS TABLE (account_id uuid, posting_id uuid, agency_id uuid, roles text[], name text, agency_name text)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE former text := coalesce(current_setting('kasane.ctx', true), '');
BEGIN
    PERFORM set_config('kasane.ctx', ctx, true);
    RETURN QUERY
        SELECT p.account_id, p.id, p.agency_id, p.roles::text[], coalesce(s.name, ''), g.name
        FROM agencies_posting p JOIN agencies_agency g ON g.id = p.agency_id
        LEFT JOIN agencies_staffprofile s ON s.account_id = p.account_id
        WHERE p.id = ((SELECT access_principal())::uuid[])[2];
    PERFORM set_config('kasane.ctx', former, true);
END $$;

REVOKE ALL ON FUNCTION agencies_postings_now(uuid), agencies_desk(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agencies_postings_now(uuid), agencies_desk(text) TO kasane_app;
