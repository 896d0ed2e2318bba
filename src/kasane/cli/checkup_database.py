"""健康診断のうち、データベースについて: 版・役割・持ち主・移行・行の守り・時計。"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from config.databases import ROLES
from kasane.cli.doctor import Finding

SUPPORTED = range(15, 19)
DRIFT = 5.0  # 秒
FRAMEWORK = "framework"  # Django と部品の表。人に関する内容を持たず、権利だけで絞る（access.setup）
# (superuser, bypassrls)
EXPECTED = {"kasane_owner": (False, True), "kasane_app": (False, False), "kasane_audit": (False, False), "kasane_portal": (False, False)}
PORTAL_DOORS = {"portal_open", "portal_read", "portal_acknowledge", "portal_contribute", "portal_answer", "portal_leave"}
WORKING = ["kasane_app", "kasane_audit", "kasane_portal"]
WORKING_SEATS = ("default", "audit")  # 業務の一つの筋が持つ接続
SPARE = 12  # 係（kasane worker）・命令・控え取り・管理者の分


def _rows(query: str, parameters: list[Any] | None = None, alias: str = "default") -> list[tuple[Any, ...]]:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def connections() -> Iterator[Finding]:
    """業務・監査（あれば持ち主）の3つの接続が、それぞれの役割でつながるか。"""
    from django.db import connections as known

    for alias in known:
        user = _rows("SELECT current_user", alias=alias)[0][0]
        yield Finding(f"接続 {alias}", user == ROLES[alias], str(user), f"{ROLES[alias]} としてつながる URL にしてください。")


def version() -> Iterator[Finding]:
    """PostgreSQL 15〜18、UTF-8。"""
    number, encoding = _rows("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")[0]
    good = number // 10_000 in SUPPORTED and encoding == "UTF8"
    detail = f"{number // 10_000}.{number % 10_000}・{encoding}"
    yield Finding("PostgreSQL", good, detail, "15〜18 の、文字コード UTF8 のデータベースを使ってください。")


def roles() -> Iterator[Finding]:
    """役割の属性: だれもスーパーユーザーでなく、行の守りを越えるのは持ち主だけ。"""
    query = "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = ANY(%s)"
    found = {name: ((superuser, bypass), create) for name, superuser, bypass, create in _rows(query, [list(EXPECTED)])}
    for role, expected in EXPECTED.items():
        attributes, create = found.get(role, ((None, None), None))
        good = attributes == expected and create is False
        detail = "ありません" if attributes[0] is None else f"superuser={attributes[0]} bypassrls={attributes[1]} createrole={create}"
        yield Finding(f"役割 {role}", good, detail, "./kasane db-setup（または --print-sql の SQL を管理者が）を行ってください。")


def ownership() -> Iterator[Finding]:
    """業務・監査・外の窓口の役割は何も持たず、スキーマに物を作れない。"""
    query = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = ANY(%s)"
    owned = _rows(query, [WORKING])[0][0]
    yield Finding("持ち物", owned == 0, f"業務・監査・外の窓口の役割が持つ表 {owned} 個", "表の持ち主を kasane_owner に変えてください。")
    query = "SELECT bool_or(has_schema_privilege(role, 'public', 'CREATE')) FROM unnest(%s::text[]) AS role"
    create = _rows(query, [WORKING])[0][0]
    detail = "業務・監査・外の窓口の役割が表を作れてしまいます" if create else "業務・監査・外の窓口の役割は表を作れません"
    yield Finding("スキーマの権限", not create, detail, "./kasane migrate を行ってください。")


def migrations() -> Iterator[Finding]:
    """行っていない移行がないか（持ち主の接続があるときだけ）。"""
    from django.db import connections as known

    if "owner" in known:
        from kasane.cli.migrate import pending

        waiting = pending()
        yield Finding("表の形", not waiting, f"残り {len(waiting)} 件" if waiting else "最新です", "./kasane migrate を行ってください。")


def row_security() -> Iterator[Finding]:
    """守りを宣言した表（access.rls が表の注記に残す）は、行の守りが有効で強制されている。宣言のない表に、業務の役割は触れられない。"""
    query = """
        SELECT c.relname, split_part(obj_description(c.oid, 'pg_class'), 'kasane:', 2), c.relrowsecurity AND c.relforcerowsecurity,
               has_table_privilege('kasane_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
    """
    tables = _rows(query)
    declared = [name for name, said, _, _ in tables if said and said != FRAMEWORK]
    bare = [name for name, said, guarded, _ in tables if said and said != FRAMEWORK and not guarded]
    loose = [name for name, said, _, reachable in tables if not said and reachable]
    detail = f"外れている表: {'、'.join(bare)}" if bare else f"宣言した {len(declared)} 個の表すべてで有効・強制"
    yield Finding(
        "行の守り（RLS）",
        bool(declared) and not bare,
        detail,
        "守りが外されています。控えから戻し、だれが外したかを調べてください。",
    )
    detail = f"宣言がないのに業務の役割が触れられる表: {'、'.join(loose)}" if loose else "宣言のない表に業務の役割は触れられません"
    yield Finding("守りの宣言", not loose, detail, "その表の移行に守りの宣言（access.rls）を加えてください。")


def portal_role() -> Iterator[Finding]:
    """外の窓口の役割は、表を一つも読めず、窓口の関数のほかは呼べない。"""
    columns = _rows(
        "SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND has_column_privilege('kasane_portal', c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES')"
    )[0][0]
    named = _rows(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
        " AND has_function_privilege('kasane_portal', p.oid, 'EXECUTE')"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    reachable = {name for (name,) in named}
    extra, missing = sorted(reachable - PORTAL_DOORS), sorted(PORTAL_DOORS - reachable)
    detail = f"触れられる列 {columns} 個、余分な関数 {'、'.join(extra) or 'なし'}、足りない関数 {'、'.join(missing) or 'なし'}"
    remedy = "./kasane migrate を行い、直らなければ、だれが権利を足したかを調べてください。"
    yield Finding("外の窓口の役割", not (columns or extra or missing), detail, remedy)


def room() -> Iterator[Finding]:
    """同時につなげる数が、業務と外の窓口のすべての筋に足りるか。足りないと、混んだときだけ画面が開かなくなる。"""
    needed = _threads("", 2, 4) * len(WORKING_SEATS) + _threads("PORTAL_", 1, 8) + SPARE
    allowed = _rows("SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int")[0][0]
    detail = f"使えるのは {allowed}、要るのは {needed}"
    yield Finding("同時の接続", allowed >= needed, detail, f"PostgreSQL の max_connections を {needed + 10} 以上にしてください。")


def _threads(prefix: str, workers: int, threads: int) -> int:
    return int(os.environ.get(f"KASANE_{prefix}WORKERS", workers)) * int(os.environ.get(f"KASANE_{prefix}THREADS", threads))


def clock() -> Iterator[Finding]:
    """データベースの時計が、この機械とそろっているか（記録の順番と期限に効く）。"""
    drift = abs((datetime.now(UTC) - _rows("SELECT clock_timestamp()")[0][0]).total_seconds())
    yield Finding("データベースの時計", drift <= DRIFT, f"差 {drift:.1f} 秒", "両方の機械を同じ NTP に合わせてください。")
