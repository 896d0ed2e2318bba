-- 取り込みの一時表を開く。アプリの役割は表を作れず(DDL なし)、行の守りのある表へは COPY できないので、所有者の関数が形の決まった一時表を作る。
-- 取引の終わりに消える。取り込みのできる役割だけが呼べる。
CREATE FUNCTION resources_open_staging() RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT public.access_has_role(ARRAY['job', 'account_admin']) THEN
        RAISE insufficient_privilege USING MESSAGE = '取り込みは「自動処理」か「業務管理者」の役割で行います。';
    END IF;
    DROP TABLE IF EXISTS pg_temp.resources_staging;
    CREATE TEMPORARY TABLE resources_staging (
        seq bigint NOT NULL, line bigint NOT NULL, id uuid NOT NULL, own_id text NOT NULL, match_key text NOT NULL, content_hash text NOT NULL,
        data jsonb NOT NULL, source_key text NOT NULL DEFAULT ''
    ) ON COMMIT DROP;
    GRANT SELECT, INSERT, UPDATE, DELETE ON pg_temp.resources_staging TO kasane_app;
END $$;

-- 流し込んだ後で統計を取る(突き合わせの計画のため)。索引は付けない。同じ取引で書き換えた表の索引は、その取引では使えないことがある。
CREATE FUNCTION resources_measure_staging() RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT public.access_has_role(ARRAY['job', 'account_admin']) THEN
        RAISE insufficient_privilege USING MESSAGE = '取り込みは「自動処理」か「業務管理者」の役割で行います。';
    END IF;
    ANALYZE pg_temp.resources_staging;
END $$;

REVOKE ALL ON FUNCTION resources_open_staging(), resources_measure_staging() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resources_open_staging(), resources_measure_staging() TO kasane_app;
