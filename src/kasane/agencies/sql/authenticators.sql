-- 二つ目の鍵は、登録した後に持ち主・種類・種を替えられない。使った回復コードを、未使用に戻すこともできない。
-- 使用回数の更新はサインインの途中（だれでもない状態）で要るため、行の守りではなく、変えてよい中身で守る。
CREATE FUNCTION agencies_authenticator_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE loose text[] := ARRAY['used_mask', 'viewed_at', 'name'];
BEGIN
    IF NEW.user_id <> OLD.user_id OR NEW.type <> OLD.type OR (NEW.data - loose) IS DISTINCT FROM (OLD.data - loose)
       OR coalesce((OLD.data ->> 'used_mask')::bigint, 0) & ~coalesce((NEW.data ->> 'used_mask')::bigint, 0) <> 0 THEN
        RAISE EXCEPTION '登録した鍵の中身は変えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION agencies_authenticator_kept() FROM PUBLIC;
CREATE TRIGGER agencies_authenticator_kept BEFORE UPDATE ON mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION agencies_authenticator_kept();
