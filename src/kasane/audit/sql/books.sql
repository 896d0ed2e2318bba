-- 番号・時刻・取引番号はデータベースが付ける。アプリの役割にはこの三列へ書く権利がない。
ALTER TABLE audit_journal ALTER COLUMN at SET DEFAULT clock_timestamp(),
    ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint);
ALTER TABLE audit_access ALTER COLUMN at SET DEFAULT clock_timestamp(),
    ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX audit_journal_xid ON audit_journal (xid);
CREATE INDEX audit_journal_subjects ON audit_journal USING gin (subjects);
CREATE INDEX audit_journal_account ON audit_journal (account_id, at);
CREATE INDEX audit_access_xid ON audit_access (xid);
CREATE INDEX audit_access_subjects ON audit_access USING gin (subjects);
CREATE INDEX audit_access_account ON audit_access (account_id, at);

-- 追記のみ。所有者が直接書き換えようとしても止まる（引き金を外せば封印の検査で見つかる）。
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '監査の記録は変更も削除もできません（%）', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_journal_append_only BEFORE UPDATE OR DELETE ON audit_journal FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_access_append_only BEFORE UPDATE OR DELETE ON audit_access FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_journal_no_truncate BEFORE TRUNCATE ON audit_journal EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_access_no_truncate BEFORE TRUNCATE ON audit_access EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal EXECUTE FUNCTION audit_refuse_change();

-- 行の要約。to_jsonb は NULL と空文字、区切りのずれを区別する。時間帯を固定しないと同じ行の要約が変わる。
CREATE FUNCTION audit_row_hashes(book text, low bigint, high bigint)
RETURNS TABLE (id bigint, hash bytea) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET timezone = 'UTC' AS $$
BEGIN
    IF book = 'journal' THEN
        RETURN QUERY SELECT r.id, sha256(convert_to(to_jsonb(r)::text, 'UTF8')) FROM public.audit_journal r
            WHERE r.xid >= low AND r.xid < high ORDER BY r.id;
    ELSIF book = 'access' THEN
        RETURN QUERY SELECT r.id, sha256(convert_to(to_jsonb(r)::text, 'UTF8')) FROM public.audit_access r
            WHERE r.xid >= low AND r.xid < high ORDER BY r.id;
    ELSE
        RAISE EXCEPTION '帳簿がありません: %', book;
    END IF;
END $$;

CREATE FUNCTION audit_digest(previous bytea, book text, number bigint, low bigint, high bigint, ids bigint[], hashes bytea)
RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT sha256(previous || convert_to(
        jsonb_build_array(book, number, low, high, to_jsonb(ids))::text, 'UTF8') || hashes)
$$;

-- 封印: 終わった取引（xid < snapshot の xmin）だけを集めるので、書き手を止めず、あとから行が割り込む隙もない。
CREATE FUNCTION audit_seal_book(wanted text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    last record; low bigint; high bigint; ids bigint[]; hashes bytea; prior bytea; number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('kasane.audit.' || wanted, 0));
    high := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    SELECT s.number, s.to_xid, s.digest INTO last FROM public.audit_seal s WHERE s.book = wanted ORDER BY s.number DESC LIMIT 1;
    low := coalesce(last.to_xid, 0);
    prior := coalesce(last.digest, '\x'::bytea);
    number := coalesce(last.number, 0) + 1;
    IF high <= low THEN RETURN 0; END IF;
    SELECT coalesce(array_agg(h.id ORDER BY h.id), '{}'), coalesce(string_agg(h.hash, ''::bytea ORDER BY h.id), ''::bytea)
        INTO ids, hashes FROM public.audit_row_hashes(wanted, low, high) h;
    IF cardinality(ids) = 0 THEN RETURN 0; END IF;
    INSERT INTO public.audit_seal (book, number, from_xid, to_xid, row_ids, row_hashes, previous, digest, sealed_at)
    VALUES (wanted, number, low, high, ids, hashes, prior,
            public.audit_digest(prior, wanted, number, low, high, ids, hashes), clock_timestamp());
    RETURN cardinality(ids);
END $$;

-- 検査: 封印ごとに、変わった行・消えた行・割り込んだ行の番号を返す。封印自体の鎖も確かめる。
CREATE FUNCTION audit_problems(wanted text)
RETURNS TABLE (seal_number bigint, row_number bigint, problem text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    s record; expected_number bigint := 1; expected_low bigint := 0; prior bytea := '\x'::bytea;
BEGIN
    FOR s IN SELECT * FROM public.audit_seal a WHERE a.book = wanted ORDER BY a.number LOOP
        IF s.number <> expected_number OR s.from_xid <> expected_low OR s.previous <> prior
           OR s.digest <> public.audit_digest(s.previous, s.book, s.number, s.from_xid, s.to_xid, s.row_ids, s.row_hashes) THEN
            seal_number := s.number; row_number := NULL; problem := 'seal'; RETURN NEXT;
        END IF;
        RETURN QUERY
            SELECT s.number, coalesce(now_.id, then_.id),
                   CASE WHEN now_.id IS NULL THEN 'missing' WHEN then_.id IS NULL THEN 'inserted' ELSE 'changed' END
            FROM public.audit_row_hashes(wanted, s.from_xid, s.to_xid) now_
            FULL JOIN (SELECT t.id, substring(s.row_hashes FROM (32 * (t.n - 1) + 1)::int FOR 32) AS hash
                       FROM unnest(s.row_ids) WITH ORDINALITY t(id, n)) then_ ON then_.id = now_.id
            WHERE now_.hash IS DISTINCT FROM then_.hash ORDER BY 2;
        expected_number := s.number + 1; expected_low := s.to_xid; prior := s.digest;
    END LOOP;
END $$;

-- 権利: アプリの役割は日誌へ決まった列だけ足せる。監査の役割は閲覧記録へ足すことと封印だけができる。
REVOKE ALL ON FUNCTION audit_row_hashes(text, bigint, bigint), audit_seal_book(text), audit_problems(text),
    audit_digest(bytea, text, bigint, bigint, bigint, bigint[], bytea), audit_refuse_change() FROM PUBLIC;
GRANT INSERT (entry_id, account_id, posting_id, agency_id, act, subjects, compartment_id, ground, reason, request_id, kid, mac, changed)
    ON audit_journal TO kasane_app;
GRANT USAGE ON SEQUENCE audit_journal_id_seq TO kasane_app;
GRANT SELECT ON audit_journal, audit_access, audit_seal TO kasane_app;
GRANT INSERT (entry_id, account_id, posting_id, agency_id, act, subjects, compartment_id, ground, reason, request_id, kid, mac,
    outcome, route, seen, address) ON audit_access TO kasane_audit;
GRANT USAGE ON SEQUENCE audit_access_id_seq TO kasane_audit;
GRANT EXECUTE ON FUNCTION audit_seal_book(text), audit_problems(text) TO kasane_audit;

CREATE FUNCTION audit_last_seal(wanted text) RETURNS TABLE (number bigint, digest bytea) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT s.number, s.digest FROM public.audit_seal s WHERE s.book = wanted ORDER BY s.number DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION audit_last_seal(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_last_seal(text) TO kasane_audit;
