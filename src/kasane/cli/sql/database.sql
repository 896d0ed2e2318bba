-- かさねのデータベースの中の権限。kasane_owner として、かさねのデータベースの中で実行する。何度実行しても同じ結果になる。
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO kasane_app, kasane_audit, kasane_portal;
-- 関数は作っただけではだれも実行できない。移行が1つずつ許す。
ALTER DEFAULT PRIVILEGES FOR ROLE kasane_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
