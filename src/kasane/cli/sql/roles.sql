-- かさねの4つの役割。データベースの管理者（スーパーユーザー）が、管理用データベース postgres で1回だけ実行する。
-- 何度実行しても同じ結果になる。PostgreSQL 15〜18。合言葉はこの後で \password kasane_owner などで決める。
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['kasane_owner', 'kasane_app', 'kasane_audit', 'kasane_portal'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END
$$;

-- 表の持ち主。移行（表の作り変え）と一括の取り込みだけに使う。行の守り（RLS）を越えるので、画面の処理には渡さない。
ALTER ROLE kasane_owner LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION INHERIT BYPASSRLS;
-- 画面の処理。何も持たず、行の守りを越えられない。
ALTER ROLE kasane_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS;
-- 閲覧の記録を書くだけの役割。
ALTER ROLE kasane_audit LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS;
-- 会議の外部構成員の窓口。表は一つも読めず、窓口の関数（portal_*）を呼べるだけ。
ALTER ROLE kasane_portal LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS;

ALTER ROLE kasane_app SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE kasane_app SET statement_timeout = '30s';
ALTER ROLE kasane_app SET lock_timeout = '10s';
ALTER ROLE kasane_audit SET statement_timeout = '10s';
ALTER ROLE kasane_portal SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE kasane_portal SET statement_timeout = '5s';
ALTER ROLE kasane_portal SET lock_timeout = '3s';
