"""窓口の役割 kasane_portal: 表は一つも読めず、決まった関数だけを呼べる。札や入室を偽っても、何も返らない。"""

import re
import secrets
import subprocess
import sys
import uuid

import pytest
from django.db import DatabaseError, connections
from outer_town import SECRET_ONE, opened, owner, portal

from config.home import ROOT
from kasane.portal import tokens

pytestmark = pytest.mark.django_db(transaction=True)
DOORS = {"portal_open", "portal_read", "portal_acknowledge", "portal_contribute", "portal_answer", "portal_leave"}


def reachable() -> tuple[set[str], set[str], set[str]]:
    """窓口の役割が触れられる（表、列、関数）。"""
    tables = owner(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
        " AND (CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('kasane_portal', c.oid, 'USAGE, SELECT, UPDATE')"
        " ELSE has_table_privilege('kasane_portal', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') END)"
    )
    columns = owner(
        "SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND has_column_privilege('kasane_portal', c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES')"
    )
    functions = owner(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND has_function_privilege('kasane_portal', p.oid, 'EXECUTE')"
        # 拡張（btree_gist など）の部品は、値の比べ方だけで、表を読まない。
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    return tuple({row[0] for row in found} for found in (tables, columns, functions))


def test_表も列も一つも触れられず_呼べるのは六つの関数だけ():
    assert owner("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")[0][0] > 50
    tables, columns, functions = reachable()
    assert tables == set()
    assert columns == set()
    assert functions == DOORS


def test_権利を一つ足せば_見つかる():
    owner("GRANT SELECT (name) ON agencies_agency TO kasane_portal")
    owner("GRANT EXECUTE ON FUNCTION portal_seat(uuid) TO kasane_portal")
    try:
        _, columns, functions = reachable()
        assert columns == {"agencies_agency.name"}
        assert functions == DOORS | {"portal_seat"}
    finally:
        owner("REVOKE ALL (name) ON agencies_agency FROM kasane_portal")
        owner("REVOKE ALL ON FUNCTION portal_seat(uuid) FROM kasane_portal")


def test_健康診断は_窓口の役割の余分な権利を見つける():
    from kasane.cli.checkup_database import PORTAL_DOORS, portal_role

    assert PORTAL_DOORS == DOORS
    assert [finding.good for finding in portal_role()] == [True]
    owner("GRANT SELECT (name) ON agencies_agency TO kasane_portal")
    try:
        assert [finding.good for finding in portal_role()] == [False]
    finally:
        owner("REVOKE ALL (name) ON agencies_agency FROM kasane_portal")


def test_窓口の処理に渡す環境には_ほかの役割の接続先がない(monkeypatch):
    from config import databases
    from kasane.cli.portal import environment
    from tools.bootstrap.town import _for_portal, _without_owner

    for name in ("DATABASE_URL", "KASANE_APP_URL", "KASANE_AUDIT_URL", "KASANE_OWNER_URL"):
        monkeypatch.setenv(name, f"postgresql://kasane_portal:{name}@db/kasane")
    monkeypatch.setenv("KASANE_PORTAL_URL", "postgresql://kasane_portal:p@db/kasane")
    monkeypatch.setenv("KASANE_OWNER", "1")
    given = environment("127.0.0.1:9999")
    assert [name for name in given if name in databases.URL_NAMES.values() or name == "DATABASE_URL"] == ["KASANE_PORTAL_URL"]
    assert "KASANE_OWNER" not in given
    urls = {*databases.URL_NAMES.values(), "DATABASE_URL"}
    import os

    assert urls & set(_for_portal(dict(os.environ))) == {"KASANE_PORTAL_URL"}
    assert urls & set(_without_owner(dict(os.environ))) == {"KASANE_APP_URL", "KASANE_AUDIT_URL"}


def test_ほかのスキーマと_役割の属性も_窓口に何も許さない():
    schemas = owner(
        "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%%' AND nspname <> 'information_schema'"
        " AND (has_schema_privilege('kasane_portal', oid, 'CREATE') OR (nspname <> 'public' AND has_schema_privilege('kasane_portal', oid, 'USAGE')))"
    )
    assert schemas == []
    role = owner(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit FROM pg_roles WHERE rolname = 'kasane_portal'"
    )
    assert role == [(False,) * 6]
    assert owner("SELECT count(*) FROM pg_auth_members WHERE member = 'kasane_portal'::regrole")[0][0] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM portal_ticket",
        "SELECT * FROM portal_key",
        "SELECT * FROM portal_page",
        "SELECT * FROM portal_message",
        "SELECT * FROM portal_seen",
        "SELECT * FROM conferences_fact",
        "SELECT * FROM people_person",
        "SELECT * FROM agencies_outsidemember",
        "SELECT * FROM audit_access",
        "SELECT * FROM django_session",
        "UPDATE portal_ticket SET tries = 0",
        "INSERT INTO portal_seen (id) VALUES (gen_random_uuid())",
        "SELECT portal_seat(gen_random_uuid())",
        "SELECT portal_inside('\\x00', '\\x00', NULL)",
        "SELECT portal_publish(gen_random_uuid())",
        "SELECT portal_issue(gen_random_uuid(), gen_random_uuid(), NULL, '\\x00', '\\x00', '1 day')",
        "SELECT conferences_acknowledge_outside(gen_random_uuid(), 'x', now())",
        "SELECT access_principal()",
        "SET ROLE kasane_owner",
        "SET ROLE kasane_app",
        "CREATE TABLE mine (i int)",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_窓口の役割の_直の問いはすべて断られる(town, statement):
    town.ticket()
    with pytest.raises(DatabaseError):
        portal(statement)
    connections["portal"].close()


def test_偽った札_偽った入室_空の値では_何も返らない(town):
    issued = town.ticket()
    assert opened(issued)
    read = "SELECT portal_read(%s::bytea, %s::bytea, NULL)"
    real, device = tokens.digest("入室"), tokens.digest("端末")
    assert portal(read, [real, device])[0][0] is not None
    for session, held in (
        (secrets.token_bytes(32), device),
        (real, secrets.token_bytes(32)),
        (real, None),
        (None, None),
        (b"", b""),
        (tokens.digest(issued.link), device),
    ):
        assert portal(read, [session, held]) == [(None,)]
    for give in (None, b"", b"\x00" * 32):
        assert portal("SELECT portal_open(%s::bytea, %s::bytea, %s::bytea, %s::bytea, NULL)", [give] * 4) == [(False,)]


def test_番号の空の札や_長さの違う印では入れない(town):
    issued = town.ticket()
    token = issued.link.rstrip("/").rpartition("/")[2]
    good = [tokens.digest(token), tokens.code_digest(token, issued.code)]
    for device, session in (
        (None, tokens.digest("入室")),
        (tokens.digest("端末"), None),
        (b"x", tokens.digest("入室")),
        (tokens.digest("端末"), b"x"),
    ):
        assert portal("SELECT portal_open(%s::bytea, %s::bytea, %s::bytea, %s::bytea, NULL)", [*good, device, session]) == [(False,)]
    assert portal("SELECT portal_open(%s::bytea, NULL, %s::bytea, %s::bytea, NULL)", [good[0], tokens.digest("a"), tokens.digest("b")]) == [
        (False,)
    ]


def test_書き込みの口からは_何も読み返せず_SQLの文は文のまま届く(town):
    issued = town.ticket()
    assert opened(issued)
    who = [tokens.digest("入室"), tokens.digest("端末")]
    wording = owner("SELECT sha256(convert_to(wording, 'UTF8')) FROM portal_page")[0][0]
    assert portal("SELECT portal_acknowledge(%s::bytea, %s::bytea, %s::bytea, NULL)", [*who, wording]) == [(True,)]
    attack = "'); SELECT text FROM conferences_fact; --"
    assert portal("SELECT portal_contribute(%s::bytea, %s::bytea, %s, %s, NULL)", [*who, uuid.uuid4(), attack]) == [(True,)]
    assert owner("SELECT text FROM portal_message") == [(attack,)]
    assert portal("SELECT portal_answer(%s::bytea, %s::bytea, %s, 'x', NULL)", [*who, uuid.uuid4()]) == [(False,)]


def test_札の中身は_元に戻せない形でだけ残り_アプリの役割にも読めない(town):
    issued = town.ticket()
    token = issued.link.rstrip("/").rpartition("/")[2]
    kept = owner("SELECT to_jsonb(k)::text FROM portal_key k") + owner("SELECT to_jsonb(t)::text FROM portal_ticket t")
    text = "\n".join(row[0] for row in kept)
    assert token not in text
    assert issued.code not in re.sub(r"[0-9a-f]{16,}|[0-9a-f-]{36}|\d{4}-\d{2}-\d{2}T\S+", "", text)
    with pytest.raises(DatabaseError), connections["default"].cursor() as cursor:
        cursor.execute("SELECT * FROM portal_key")


def test_同時に二十人が番号を試しても_数え落とさない(town):
    """競り: 五回を超えて試せる隙間がない。"""
    issued = town.ticket()
    from concurrent.futures import ThreadPoolExecutor

    def wrong(number: int) -> bool:
        try:
            return opened(issued, code="00000000", address=f"198.51.100.{number}")
        finally:
            connections["portal"].close()

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(wrong, range(20)))
    assert owner("SELECT tries FROM portal_ticket") == [(5,)]
    assert owner("SELECT count(*) FROM portal_seen WHERE event = 'wrong_code'") == [(5,)]


def test_本物の設定では_業務の接続も署名の鍵もない(tmp_path):
    """別の処理として読み込み、持ち物を数える。"""
    script = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.portal_settings'; django.setup()\n"
        "from django.conf import settings; from django.db import connections; from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "import sys\n"
        "print(sorted(settings.DATABASES), settings.DATABASES['portal']['USER'], connections.settings['default']['ENGINE'])\n"
        "print([n for n in dir(settings) if n.startswith('KASANE') and 'KEY' in n])\n"
        "print(sorted(m for m in sys.modules if m.startswith('kasane.')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "KASANE_HOME": str(tmp_path), "PATH": "/usr/bin",
             "KASANE_PORTAL_URL": "postgresql://kasane_portal:x@db/kasane"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, keys, modules = done.stdout.strip().splitlines()
    assert first == "['default', 'portal'] kasane_portal django.db.backends.dummy"
    assert keys == "[]"
    for room in ("access", "audit", "cases", "people", "screens", "agencies", "consent", "plans", "search"):
        assert f"'kasane.{room}" not in modules, room
    assert "kasane.conferences.models" not in modules
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["portal-django"]


def test_写しの中身は_公開された席の分だけで_ほかの議題の文を含まない(town):
    town.ticket(0)
    assert SECRET_ONE in owner("SELECT content::text FROM portal_page WHERE member_id = %s", [town.seats[0]])[0][0]
    assert owner("SELECT count(*) FROM portal_page WHERE member_id = %s", [town.seats[1]]) == [(0,)]
