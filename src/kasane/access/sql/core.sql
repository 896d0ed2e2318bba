-- 行為者の署名を確かめる鍵。所有者だけが読める。鍵の元はファイルにあり、ここには HMAC の内側・外側の詰め物だけを置く。
CREATE TABLE access_key (
    kid smallint PRIMARY KEY, inner_pad bytea NOT NULL, outer_pad bytea NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT clock_timestamp(), retired_at timestamptz
);
CREATE TABLE access_job (id uuid PRIMARY KEY, name text NOT NULL UNIQUE, roles text[] NOT NULL);
REVOKE ALL ON access_key, access_job FROM PUBLIC;

-- 行為者: 署名と期限を確かめ、今も有効な配属なら {人, 配属, 機関} を返す。それ以外は NULL（= 何も見えない）。
CREATE FUNCTION access_principal() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    part text[] := string_to_array(nullif(current_setting('kasane.ctx', true), ''), '|');
    k record; day date; holders uuid[];
BEGIN
    IF part IS NULL OR cardinality(part) <> 6 THEN RETURN NULL; END IF;
    SELECT inner_pad, outer_pad INTO k FROM public.access_key WHERE kid = part[1]::smallint AND retired_at IS NULL;
    IF NOT FOUND OR encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(array_to_string(part[1:5], '|'), 'UTF8'))), 'hex')
        <> part[6] OR part[5]::bigint < extract(epoch FROM statement_timestamp()) THEN
        RETURN NULL;
    END IF;
    IF part[2] = 'job' THEN
        SELECT ARRAY[j.id] INTO holders FROM public.access_job j WHERE j.id = part[3]::uuid;
        RETURN holders;
    END IF;
    day := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
    SELECT ARRAY[p.account_id, p.id, p.agency_id] INTO holders
        FROM public.agencies_posting p JOIN public.agencies_account a ON a.id = p.account_id
        WHERE p.id = part[4]::uuid AND p.account_id = part[3]::uuid AND a.is_active
          AND p.valid_from <= day AND (p.valid_to IS NULL OR p.valid_to > day);
    RETURN holders;
END $$;

-- agencies の表は後から作られるので、本文を呼ばれたときに読む plpgsql で書く（access_principal も同じ）。
CREATE FUNCTION access_roles() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); found_roles text[];
BEGIN
    IF me IS NULL THEN RETURN NULL; END IF;
    IF cardinality(me) = 1 THEN
        SELECT j.roles INTO found_roles FROM public.access_job j WHERE j.id = me[1];
    ELSE
        SELECT s.roles::text[] INTO found_roles FROM public.agencies_posting s WHERE s.id = me[2];
    END IF;
    RETURN found_roles;
END $$;

CREATE FUNCTION access_signed_in() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.access_principal() IS NOT NULL
$$;

CREATE FUNCTION access_has_role(wanted text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce(public.access_roles() && wanted, false)
$$;

-- 常時の根拠: この種類の区画すべてを見る窓口か。
CREATE FUNCTION access_stands(wanted smallint, writing boolean) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.access_grant g
        WHERE g.compartment_id IS NULL AND g.kind = wanted AND g.holder_id = ANY (public.access_principal())
          AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
          AND (g.may_write OR NOT writing))
$$;

-- 今の行為者がこの区画に持つ根拠。拒否と封印を含めて決める唯一の場所（rls.py の述語と一致することを試験が確かめる）。
CREATE FUNCTION access_held(room uuid)
RETURNS TABLE (ground text, holder_kind text, may_write boolean, valid_to timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    WITH me AS MATERIALIZED (SELECT public.access_principal() AS holders),
    denied AS MATERIALIZED (
        SELECT d.holder_id FROM public.access_deny d, me WHERE d.compartment_id = room
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())),
    flags AS MATERIALIZED (
        SELECT EXISTS (SELECT 1 FROM denied, me WHERE denied.holder_id = ANY (me.holders)) AS blocked,
               EXISTS (SELECT 1 FROM denied WHERE denied.holder_id IS NULL) AS sealed)
    SELECT g.ground, g.holder_kind, g.may_write, g.valid_to
    FROM public.access_grant g, me, flags
    WHERE g.holder_id = ANY (me.holders) AND NOT flags.blocked
      AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND ((g.compartment_id = room AND (g.holder_kind = 'account' OR NOT flags.sealed))
        OR (g.compartment_id IS NULL AND NOT flags.sealed
            AND g.kind = (SELECT c.kind FROM public.access_compartment c WHERE c.id = room)))
$$;

CREATE FUNCTION access_may_write(room uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write)
$$;

-- だれが見られるのか: 自分が見られる区画についてだけ答える。封印・利害関係の中身は答えない。
CREATE FUNCTION access_who(room uuid)
RETURNS TABLE (ground text, holder_kind text, holder_id uuid, valid_from timestamptz, valid_to timestamptz, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT g.ground, g.holder_kind, g.holder_id, g.valid_from, g.valid_to, g.reason
    FROM public.access_grant g
    WHERE EXISTS (SELECT 1 FROM public.access_held(room))
      AND (g.compartment_id = room
        OR (g.compartment_id IS NULL AND g.kind = (SELECT c.kind FROM public.access_compartment c WHERE c.id = room)))
      AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND (g.holder_kind = 'account' OR NOT EXISTS (
        SELECT 1 FROM public.access_deny d WHERE d.compartment_id = room AND d.holder_id IS NULL
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp())))
    ORDER BY g.valid_from, g.ground
$$;

-- 区画を開く: 新しい記録の持ち主として、行為者の機関に「受付機関」の根拠を与える（名指し = PROTECTED と封印前提の区画は人に与える）。
CREATE FUNCTION access_open_room(room uuid, room_kind smallint, about uuid, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    IF me IS NULL OR room_kind NOT BETWEEN 1 AND 6 THEN
        RAISE EXCEPTION 'サインインした人だけが記録を作れます' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.access_compartment (id, kind, subject_id, opened_at, opened_by)
        VALUES (room, room_kind, about, clock_timestamp(), me[cardinality(me) - 1]);
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason,
                                     granted_by, granted_at, ended_reason)
    SELECT gen_random_uuid(), room,
           CASE WHEN room_kind = 6 OR cardinality(me) = 1 THEN 'account' ELSE 'agency' END,
           CASE WHEN room_kind = 6 OR cardinality(me) = 1 THEN me[1] ELSE me[3] END,
           CASE WHEN room_kind = 6 THEN 'named' ELSE 'received' END,
           true, statement_timestamp(), why, me[2], clock_timestamp(), '';
END $$;

-- 根拠を与える: 管理する根拠（受付・主担当・市・名指し）を今持つ人だけ。自分自身には与えられない。
CREATE FUNCTION access_give(grant_id uuid, room uuid, to_kind text, to_id uuid, on_ground text, since timestamptz,
                            until timestamptz, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); room_kind smallint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write AND h.ground IN ('received', 'lead', 'city', 'named')) THEN
        RAISE EXCEPTION 'この記録を管理する根拠がありません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT c.kind INTO room_kind FROM public.access_compartment c WHERE c.id = room;
    IF to_id = ANY (me) OR on_ground IN ('emergency', 'standing') OR to_kind NOT IN ('agency', 'posting', 'account')
       OR (room_kind = 6 AND (to_kind <> 'account' OR on_ground <> 'named')) OR (room_kind = 4 AND on_ground <> 'conference') THEN
        RAISE EXCEPTION 'この相手・この根拠では与えられません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason,
                                     granted_by, granted_at, ended_reason)
    VALUES (grant_id, room, to_kind, to_id, on_ground, on_ground IN ('received', 'lead', 'city', 'entrusted', 'team', 'asked', 'named'),
            greatest(since, statement_timestamp()), until, why, me[2], clock_timestamp(), '');
END $$;

-- 根拠を終わらせる: 今すぐ効く。管理する人、または持っている本人の機関だけ。
CREATE FUNCTION access_end(wanted uuid, why text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); g record;
BEGIN
    SELECT * INTO g FROM public.access_grant WHERE id = wanted FOR UPDATE;
    IF NOT FOUND OR me IS NULL OR g.compartment_id IS NULL OR NOT (g.holder_id = ANY (me) OR EXISTS (
        SELECT 1 FROM public.access_held(g.compartment_id) h WHERE h.may_write AND h.ground IN ('received', 'lead', 'city', 'named'))) THEN
        RETURN false;
    END IF;
    UPDATE public.access_grant SET valid_to = greatest(statement_timestamp(), valid_from), ended_by = me[2], ended_reason = why
        WHERE id = wanted AND (valid_to IS NULL OR valid_to > statement_timestamp());
    RETURN FOUND;
END $$;

-- 利害関係の遮断と封印: 管理する根拠を持つ人だけ。自分の利害関係は自分でも届け出られる。
CREATE FUNCTION access_deny_room(deny_id uuid, room uuid, deny_kind text, whom uuid, why text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    IF deny_kind = 'seal' AND whom IS NOT NULL OR deny_kind = 'conflict' AND whom IS NULL OR deny_kind NOT IN ('seal', 'conflict')
       OR NOT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write) THEN
        RAISE EXCEPTION 'この記録を管理する根拠がありません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF deny_kind = 'seal' THEN
        -- 封じた本人まで閉め出さないよう、名指しの根拠を先に置く。
        INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason,
                                         granted_by, granted_at, ended_reason)
        SELECT gen_random_uuid(), room, 'account', me[1], 'named', true, statement_timestamp(), why, me[2], clock_timestamp(), ''
        WHERE NOT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.holder_kind = 'account' AND h.may_write);
    END IF;
    INSERT INTO public.access_deny (id, compartment_id, kind, holder_id, valid_from, reason, decided_by)
    VALUES (deny_id, room, deny_kind, whom, statement_timestamp(), why, me[2]);
END $$;

-- 緊急閲覧: 一区画・60分。理由と回数と点検の有無はここでも確かめる（画面を通らない呼び出しに備える）。
CREATE FUNCTION access_break_glass(emergency_id uuid, room uuid, why text, review_by date) RETURNS timestamptz LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); c record; ends timestamptz := statement_timestamp() + interval '60 minutes';
BEGIN
    SELECT * INTO c FROM public.access_compartment WHERE id = room;
    IF me IS NULL OR cardinality(me) <> 3 OR NOT FOUND OR c.kind NOT IN (1, 2) OR char_length(regexp_replace(why, '\s', '', 'g')) < 10
       OR EXISTS (SELECT 1 FROM public.access_deny d WHERE d.compartment_id = room AND (d.holder_id IS NULL OR d.holder_id = ANY (me))
                  AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()))
       OR EXISTS (SELECT 1 FROM public.access_emergency e WHERE e.account_id = me[1] AND e.reviewed_at IS NULL
                  AND e.expires_at < statement_timestamp())
       OR (SELECT count(*) FROM public.access_emergency e WHERE e.account_id = me[1]
           AND e.opened_at > statement_timestamp() - interval '24 hours') >= 3 THEN
        RAISE EXCEPTION '緊急閲覧を開けません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.access_emergency (id, compartment_id, subject_id, account_id, posting_id, agency_id, reason, opened_at,
                                         expires_at, review_due, finding)
    VALUES (emergency_id, room, c.subject_id, me[1], me[2], me[3], why, statement_timestamp(), ends, review_by, '');
    INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason,
                                     granted_by, granted_at, ended_reason)
    VALUES (gen_random_uuid(), room, 'account', me[1], 'emergency', false, statement_timestamp(), ends, why, me[2], clock_timestamp(), '');
    RETURN ends;
END $$;

CREATE INDEX access_grant_holder ON access_grant (holder_id, compartment_id) INCLUDE (valid_from, valid_to, may_write, holder_kind);
CREATE INDEX access_grant_room ON access_grant (compartment_id, holder_id) INCLUDE (valid_from, valid_to, may_write, holder_kind);
CREATE INDEX access_grant_standing ON access_grant (kind, holder_id) WHERE compartment_id IS NULL;

REVOKE ALL ON FUNCTION access_principal(), access_roles(), access_signed_in(), access_has_role(text[]), access_stands(smallint, boolean),
    access_held(uuid), access_may_write(uuid), access_who(uuid), access_open_room(uuid, smallint, uuid, text),
    access_give(uuid, uuid, text, uuid, text, timestamptz, timestamptz, text), access_end(uuid, text),
    access_deny_room(uuid, uuid, text, uuid, text), access_break_glass(uuid, uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_principal(), access_roles(), access_signed_in(), access_has_role(text[]),
    access_stands(smallint, boolean), access_held(uuid), access_may_write(uuid), access_who(uuid),
    access_open_room(uuid, smallint, uuid, text), access_give(uuid, uuid, text, uuid, text, timestamptz, timestamptz, text),
    access_end(uuid, text), access_deny_room(uuid, uuid, text, uuid, text), access_break_glass(uuid, uuid, text, date) TO kasane_app;

CREATE FUNCTION access_room_kind(room uuid) RETURNS smallint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.kind FROM public.access_compartment c WHERE c.id = room AND public.access_signed_in()
$$;
REVOKE ALL ON FUNCTION access_room_kind(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_room_kind(uuid) TO kasane_app;

-- 帳簿と権限の表の守り。根拠と拒否は自分に関わるものだけが読め、書くのは上の関数だけ。
ALTER TABLE access_compartment ENABLE ROW LEVEL SECURITY; ALTER TABLE access_compartment FORCE ROW LEVEL SECURITY;
ALTER TABLE access_grant ENABLE ROW LEVEL SECURITY; ALTER TABLE access_grant FORCE ROW LEVEL SECURITY;
ALTER TABLE access_deny ENABLE ROW LEVEL SECURITY; ALTER TABLE access_deny FORCE ROW LEVEL SECURITY;
ALTER TABLE access_emergency ENABLE ROW LEVEL SECURITY; ALTER TABLE access_emergency FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_journal ENABLE ROW LEVEL SECURITY; ALTER TABLE audit_journal FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_access ENABLE ROW LEVEL SECURITY; ALTER TABLE audit_access FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_seal ENABLE ROW LEVEL SECURITY; ALTER TABLE audit_seal FORCE ROW LEVEL SECURITY;
ALTER TABLE access_key ENABLE ROW LEVEL SECURITY; ALTER TABLE access_key FORCE ROW LEVEL SECURITY;
ALTER TABLE access_job ENABLE ROW LEVEL SECURITY; ALTER TABLE access_job FORCE ROW LEVEL SECURITY;

CREATE POLICY access_grant_see ON access_grant FOR SELECT USING (holder_id = ANY ((SELECT access_principal())::uuid[]));
CREATE POLICY access_deny_see ON access_deny FOR SELECT
    USING ((SELECT access_signed_in()) AND (holder_id IS NULL OR holder_id = ANY ((SELECT access_principal())::uuid[])));
CREATE POLICY access_compartment_see ON access_compartment FOR SELECT
    USING (EXISTS (SELECT 1 FROM access_held(access_compartment.id)));
CREATE POLICY access_emergency_see ON access_emergency FOR SELECT
    USING (account_id = ((SELECT access_principal())::uuid[])[1] OR (SELECT access_has_role(ARRAY['privacy_officer', 'auditor'])));
CREATE POLICY access_emergency_change ON access_emergency FOR UPDATE
    USING ((SELECT access_has_role(ARRAY['privacy_officer'])) AND account_id <> ((SELECT access_principal())::uuid[])[1])
    WITH CHECK (reviewed_by = ((SELECT access_principal())::uuid[])[2]);
CREATE POLICY audit_journal_add ON audit_journal FOR INSERT
    WITH CHECK (account_id = ((SELECT access_principal())::uuid[])[1]);
CREATE POLICY audit_journal_see ON audit_journal FOR SELECT
    USING (account_id = ((SELECT access_principal())::uuid[])[1] OR (SELECT access_has_role(ARRAY['auditor', 'privacy_officer'])));
CREATE POLICY audit_access_see ON audit_access FOR SELECT
    USING (account_id = ((SELECT access_principal())::uuid[])[1] OR (SELECT access_has_role(ARRAY['auditor', 'privacy_officer'])));
CREATE POLICY audit_access_add ON audit_access FOR INSERT TO kasane_audit WITH CHECK (true);
CREATE POLICY audit_seal_see ON audit_seal FOR SELECT USING ((SELECT access_has_role(ARRAY['auditor', 'privacy_officer'])));

GRANT SELECT ON access_compartment, access_grant, access_deny, access_emergency TO kasane_app;
GRANT UPDATE (reviewed_by, reviewed_at, finding) ON access_emergency TO kasane_app;

COMMENT ON TABLE access_compartment IS 'kasane:access'; COMMENT ON TABLE access_grant IS 'kasane:access';
COMMENT ON TABLE access_deny IS 'kasane:access'; COMMENT ON TABLE access_emergency IS 'kasane:access';
COMMENT ON TABLE access_key IS 'kasane:owner_only'; COMMENT ON TABLE access_job IS 'kasane:owner_only';
COMMENT ON TABLE audit_journal IS 'kasane:audit'; COMMENT ON TABLE audit_access IS 'kasane:audit'; COMMENT ON TABLE audit_seal IS 'kasane:audit';

-- だれが私の記録を見たか: その人の区画に今根拠を持つ職員（本人に説明する立場）と、監査・保護責任者だけが引ける。
CREATE FUNCTION audit_looks_at(person uuid, room uuid, since timestamptz)
RETURNS TABLE (at timestamptz, account_id uuid, posting_id uuid, agency_id uuid, act text, outcome text, ground text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT l.at, l.account_id, l.posting_id, l.agency_id, l.act, l.outcome, l.ground, l.reason FROM (
        SELECT a.at, a.account_id, a.posting_id, a.agency_id, a.act, a.outcome, a.ground, a.reason
        FROM public.audit_access a WHERE a.subjects @> ARRAY[person] AND a.at >= since
        UNION ALL
        SELECT j.at, j.account_id, j.posting_id, j.agency_id, j.act, 'written', j.ground, j.reason
        FROM public.audit_journal j WHERE j.subjects @> ARRAY[person] AND j.at >= since) l
    WHERE public.access_has_role(ARRAY['auditor', 'privacy_officer'])
       OR EXISTS (SELECT 1 FROM public.access_held(room) h, public.access_compartment c WHERE c.id = room AND c.subject_id = person)
    ORDER BY l.at DESC LIMIT 2000
$$;
REVOKE ALL ON FUNCTION audit_looks_at(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_looks_at(uuid, uuid, timestamptz) TO kasane_app;
