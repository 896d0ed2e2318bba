"""三つの一致: Python の方針 = SQL の導出 = RLS が実際に返す行。わざと植えた誤りは、すべて見つかる（security.md §3.4）。"""

import re
from pathlib import Path

import pytest
from django.db import connections
from worlds import PROBED, World, build, by_derivation, by_python, by_rows, inhabit, set_policy, vacate

import kasane.access

SQL = "\n".join((Path(kasane.access.__file__).parent / "sql" / name).read_text() for name in ("core.sql", "derivation.sql"))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(_django_db_helper):
    made: list[World] = []

    def make(seed: int, **size: int) -> World:
        made.append(build(seed, **size))
        inhabit(made[0])
        return made[0]

    yield make
    if made:
        vacate(made[0])


@pytest.mark.slow
def test_百万の判断で_三つが一致する(world):
    town = world(20261120, seats=420, rooms=2600, agencies=45)
    expected = by_python(town)
    assert len(town.seats) * len(town.rooms) >= 1_000_000
    assert 10_000 < len(expected) < 300_000
    assert by_derivation(town) == expected
    assert by_rows(town) == expected


@pytest.mark.parametrize("seed", range(5))
def test_小さな世界をいくつも作っても_三つが一致する(world, seed):
    town = world(seed, seats=40, rooms=150, agencies=6)
    expected = by_python(town)
    assert by_derivation(town) == expected
    assert by_rows(town) == expected


def _function(name: str) -> str:
    found = re.search(rf"CREATE FUNCTION {name}\(.*?\$\$;", SQL, re.S)
    assert found, name
    return found.group(0).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


IN_POLICY = {
    "始まっていない根拠を数える": (r"statement_timestamp\(\) >= g\.valid_from", "true"),
    "昨日取り下げた同意を数える": (r"\(g\.valid_to IS NULL OR g\.valid_to > statement_timestamp\(\)\)", "true"),
    "終わった根拠に終わりの日の翌日まで余裕を持たせる": (r"g\.valid_to > statement_timestamp\(\)", "g.valid_to > statement_timestamp() - interval '1 day'"),
    "人への根拠しか見ない": (r"g\.holder_id = ANY \(\(SELECT access_principal\(\)\)::uuid\[\]\)", "g.holder_id = (SELECT access_principal())[1]"),
    "利害関係を無視する": (r" AND NOT EXISTS \(SELECT 1 FROM access_deny d .*$", ""),
    "利害関係が明けても閉め出す": (r"\(d\.valid_to IS NULL OR d\.valid_to > statement_timestamp\(\)\)", "true"),
    "まだ始まらない利害関係で閉め出す": (r"statement_timestamp\(\) >= d\.valid_from", "true"),
    "利害関係を人だけで見て機関を見ない": (r"d\.holder_id = ANY \(\(SELECT access_principal\(\)\)::uuid\[\]\)", "d.holder_id = (SELECT access_principal())[1]"),
    "封印を機関の根拠で破る": (r"g\.holder_kind = 'account' OR NOT", "true OR NOT"),
    "封印で名指しまで閉め出す": (r"g\.holder_kind = 'account' OR NOT", "false OR NOT"),
    "封印を配属への根拠で破る": (r"g\.holder_kind = 'account' OR NOT", "g.holder_kind IN ('account', 'posting') OR NOT"),
    "封印を常時の根拠で破る": (r"(access_stands\(\d::smallint, false\)\)) AND NOT EXISTS \(SELECT 1 FROM access_deny s .*?\) OR EXISTS", r"\1) OR EXISTS"),
    "明けた封印が効き続ける": (r"\(s\.valid_to IS NULL OR s\.valid_to > statement_timestamp\(\)\)", "true"),
    "封印の印を見落とす": (r"s\.holder_id IS NULL", "s.holder_id IS NOT NULL"),
    "別の種類の常時の根拠を使う": (r"access_stands\((\d)::smallint", "access_stands(((\\1 % 3) + 1)::smallint"),
    "常時の根拠を忘れる": (r"\(SELECT access_stands\(\d::smallint, false\)\)", "false"),
}  # fmt: skip
IN_FUNCTION = {
    "異動した人に見せ続ける": ("access_principal", r"\(p\.valid_to IS NULL OR p\.valid_to > day\)", "true"),
    "異動の日の一日余分に見せる": ("access_principal", r"p\.valid_to > day", "p.valid_to >= day"),
    "着任前の人に見せる": ("access_principal", r"p\.valid_from <= day", "true"),
    "着任の日に見せない": ("access_principal", r"p\.valid_from <= day", "p.valid_from < day"),
    "止めたアカウントに見せる": ("access_principal", r"a\.is_active", "true"),
    "機関への根拠を忘れる": ("access_principal", r"ARRAY\[p\.account_id, p\.id, p\.agency_id\]", "ARRAY[p.account_id, p.id, p.id]"),
    "配属への根拠を忘れる": ("access_principal", r"ARRAY\[p\.account_id, p\.id, p\.agency_id\]", "ARRAY[p.account_id, p.account_id, p.agency_id]"),
    "終わった常時の根拠を数える": ("access_stands", r"\(g\.valid_to IS NULL OR g\.valid_to > statement_timestamp\(\)\)", "true"),
    "始まらない常時の根拠を数える": ("access_stands", r"g\.valid_from <= statement_timestamp\(\)", "true"),
    "だれの常時の根拠でも使う": ("access_stands", r"g\.holder_id = ANY \(public\.access_principal\(\)\)", "true"),
}  # fmt: skip


@pytest.mark.parametrize("bug", IN_POLICY)
def test_行の守りに植えた誤りは見つかる(world, bug):
    town = world(7, seats=60, rooms=500, agencies=8)
    pattern, wrong = IN_POLICY[bug]
    with connections["owner"].cursor() as cursor:
        for kind in PROBED:
            set_policy(cursor, kind, lambda text: _changed(pattern, wrong, text))
    assert by_rows(town) != by_python(town)


def test_述語が相手を確かめ忘れても_根拠の表の守りで止まり_両方を壊すと見つかる(world):
    town = world(7, seats=60, rooms=500, agencies=8)
    holder = r"g\.holder_id = ANY \(\(SELECT access_principal\(\)\)::uuid\[\]\)"
    with connections["owner"].cursor() as cursor:
        for kind in PROBED:
            set_policy(cursor, kind, lambda text: _changed(holder, "true", text))
        assert by_rows(town) == by_python(town)
        cursor.execute("ALTER POLICY access_grant_see ON access_grant USING (true)")
        try:
            assert by_rows(town) != by_python(town)
        finally:
            cursor.execute("ALTER POLICY access_grant_see ON access_grant USING (holder_id = ANY ((SELECT access_principal())::uuid[]))")


@pytest.mark.parametrize("bug", IN_FUNCTION)
def test_関数に植えた誤りは見つかる(world, bug):
    town = world(7, seats=60, rooms=500, agencies=8)
    name, pattern, wrong = IN_FUNCTION[bug]
    right = _function(name)
    with connections["owner"].cursor() as cursor:
        cursor.execute(_changed(pattern, wrong, right))
        try:
            assert by_rows(town) != by_python(town)
        finally:
            cursor.execute(right)


def _changed(pattern: str, wrong: str, text: str) -> str:
    planted, count = re.subn(pattern, wrong, text, flags=re.S)
    assert count, f"植える場所がありません: {pattern}"
    return planted
