-- 札の中身。元に戻せない形でだけ置き、アプリの役割も窓口の役割も読めない（読むのは下の関数だけ）。
CREATE TABLE portal_key (
    ticket_id uuid PRIMARY KEY REFERENCES portal_ticket (id),
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    device_hash bytea CHECK (octet_length(device_hash) = 32),
    session_hash bytea UNIQUE CHECK (octet_length(session_hash) = 32),
    session_from timestamptz, session_seen timestamptz,
    CHECK ((session_hash IS NULL) = (session_from IS NULL) AND (session_hash IS NULL) = (session_seen IS NULL))
);
-- 入れなかった回数。接続元と10分ごとの枠で数える。
CREATE TABLE portal_knock (address inet, slot timestamptz, knocks integer NOT NULL, PRIMARY KEY (address, slot));
REVOKE ALL ON portal_key, portal_knock FROM PUBLIC;
ALTER TABLE portal_key ENABLE ROW LEVEL SECURITY; ALTER TABLE portal_key FORCE ROW LEVEL SECURITY;
ALTER TABLE portal_knock ENABLE ROW LEVEL SECURITY; ALTER TABLE portal_knock FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE portal_key IS 'kasane:owner_only'; COMMENT ON TABLE portal_knock IS 'kasane:owner_only';

-- 届いた文と出入りの記録は、足すだけ。事務局の扱いと、係が移した時刻のほかは、持ち主でも書き換えられない。
CREATE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'portal_message'
       AND to_jsonb(NEW) - '{taken_as,taken_id,taken_at,taken_by,taken_reason}'::text[]
         = to_jsonb(OLD) - '{taken_as,taken_id,taken_at,taken_by,taken_reason}'::text[] AND to_jsonb(OLD) ->> 'taken_at' IS NULL THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'portal_seen' AND to_jsonb(NEW) - 'carried_at' = to_jsonb(OLD) - 'carried_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '外の窓口の記録は変更も削除もできません（%）', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER portal_message_append_only BEFORE UPDATE OR DELETE ON portal_message FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER portal_seen_append_only BEFORE UPDATE OR DELETE ON portal_seen FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
