"""だれでもない接続: 個人の表はすべて空に見え、一行も書けない。守りを一つ外せば、この試験が赤くなる。"""

import pytest
from django.db import DatabaseError, connection, connections, transaction
from protection import GUARDED, columns, comment, tables

pytestmark = pytest.mark.django_db


def test_すべての表が_守り方を宣言している():
    undeclared = [table for table in tables() if not comment(table)]
    assert undeclared == []


def unguarded() -> set[str]:
    """RLS が無効か、強制でない表（枠組みの表を除く）。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        return {row[0] for row in cursor.fetchall() if comment(row[0]) != "framework"}


def test_守りのある表は_RLSが有効で強制されている():
    assert unguarded() == set()


@pytest.mark.parametrize("weakening", ["DISABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"])
def test_どの表の守りを外しても見つかる(weakening):
    for table in (name for name in tables() if comment(name) in GUARDED):
        with transaction.atomic("owner"):
            with connections["owner"].cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} {weakening}")
            assert unguarded() == {table}
            transaction.set_rollback(True, using="owner")


def test_宣言と方針が食い違う表はない():
    """「区画で守る」表の読む方針は、必ず根拠の表を読んでいる（true と書いた方針は見つかる）。"""
    assert open_policies() == []
    with transaction.atomic("owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER POLICY people_person_see ON people_person USING (true)")
        assert open_policies() == ["people_person"]
        transaction.set_rollback(True, using="owner")


def open_policies() -> list[str]:
    """「区画で守る」と宣言しながら、根拠の表を読まない読み取りの方針を持つ表。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND cmd IN ('SELECT', 'ALL') AND qual NOT LIKE '%%access_grant%%'"
            " AND obj_description(tablename::regclass, 'pg_class') = 'kasane:compartment' ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def test_個人に関する列を持つ表は_区画か持ち主か職員の守りを持つ():
    from protection import personal_tables

    weak = {table: comment(table) for table in personal_tables() if comment(table) not in GUARDED}
    assert weak == {}


def test_だれでもない接続では_守られた表は空で_一行も書けない():
    guarded = [table for table in tables() if comment(table) in GUARDED]
    assert len(guarded) > 10
    for table in guarded:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}") if _may(cursor, table, "SELECT") else cursor.execute("SELECT 0")
            assert cursor.fetchone()[0] == 0, f"{table} がだれにでも見えます"
        for statement in (
            f"INSERT INTO {table} DEFAULT VALUES",
            f"UPDATE {table} SET {columns(table)[-1]} = DEFAULT",
            f"DELETE FROM {table}",
        ):
            assert _written(statement) == 0, f"{table} にだれでも書けます: {statement}"


def test_アプリの役割は何も所有せず_守りを越えられない():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner IN ('kasane_app'::regrole, 'kasane_audit'::regrole)")
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN ('kasane_app', 'kasane_audit') AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE access_grant",
        "SET ROLE kasane_owner",
        "SET SESSION AUTHORIZATION kasane_owner",
        "SELECT * FROM access_key",
        "INSERT INTO access_grant (id) VALUES (gen_random_uuid())",
        "UPDATE access_grant SET valid_to = NULL",
        "SELECT * FROM access_derivation()",
        "SELECT audit_seal_book('journal')",
        "ALTER TABLE access_grant DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE stolen AS SELECT 1",
        "COPY access_grant TO PROGRAM 'cat'",
    ],
)
def test_アプリの役割にできないこと(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def _may(cursor, table: str, right: str) -> bool:
    cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
    return cursor.fetchone()[0]


def _written(statement: str) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            changed = cursor.rowcount
            transaction.set_rollback(True)
            return changed
    except DatabaseError:
        return 0
