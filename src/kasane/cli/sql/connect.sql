-- だれがつなげるか。データベースの持ち主（kasane_owner）かスーパーユーザーが、かさねのデータベースの中で実行する。
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO kasane_owner, kasane_app, kasane_audit, kasane_portal', current_database());
END
$$;
