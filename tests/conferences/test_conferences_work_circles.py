"""会議の振り返り(データベース): 数だけを、決まった役割の人に。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from cases.cases_town import as_, sql
from django.db import ProgrammingError, connection, connections, transaction
from people_of_the_town import Cast

from conferences.conference_work_room import add_item, close, decide, meeting
from kasane.agencies.domain import Field
from kasane.conferences.commands import needs, open_conference, roles
from kasane.conferences.domain.circles import Returned
from kasane.conferences.domain.codes import Outcome, Purpose
from kasane.conferences.queries.circles import circles
from kasane.kernel import clock
from kasane.kernel.decision import Refused
from kasane.kernel.fiscal import FiscalYear

pytestmark = pytest.mark.django_db
KIND = "support_conference"


def year() -> FiscalYear:
    """今の年度。"""
    return FiscalYear.of(clock.today())


def test_決まらないまま二度話し合った事案と_決まった事案を分けて数える(cast: Cast, unhidden: None) -> None:
    first = meeting(cast)
    decide(cast, first, Outcome.CARRIED)
    close(cast, first)
    again = meeting(cast, opens=False)
    add_item(cast.csw, again.conference, first.case, first.people)
    open_conference(by=cast.city, conference_id=again.conference)
    decide(cast, again)
    roles.assign_role(by=cast.city, item_id=again.item, wording="月に一度訪ねる", agency_id=cast.hokatsu.agency_id)
    done = roles.assign_role(by=cast.city, item_id=again.item, wording="週に一度電話する", agency_id=cast.hokatsu.agency_id)
    roles.finish_role(by=cast.hokatsu, role_id=done, note="続いている", version=1)
    needs.name_need(by=cast.city, item_id=again.item, text="夜の居場所", field=Field.CHILD, purpose=Purpose.RESOURCE)
    close(cast, again)
    found = counted(cast, year())
    assert [found[name] for name in ("items", "cases", "repeated", "stuck", "decided")] == [3, 2, 1, 1, 1]
    assert (found["days"], found["slowest"]) == (10.0, 10.0)
    assert (found["purposes"], found["brought"], found["returned"]) == ({"case": 3}, {"multi": 3}, {"care": [2, 1]})
    assert (found["needs"], found["met"]) == (1, 0)
    with as_(cast.city):  # 画面に出るのは、少ない数を伏せた後
        seen = circles(KIND, year())
    assert (seen.items, seen.cases, seen.repeated, seen.stuck, seen.decided) == (None, None, None, None, None)
    assert (seen.days, seen.slowest) == (None, None)
    assert dict(seen.purposes) == {"個別ケース": None}
    assert dict(seen.brought) == {Field.MULTI.label_ja: None}
    assert dict(seen.returned) == {Field.CARE.label_ja: Returned(None, None)}
    assert (seen.needs, seen.met, dict(seen.brought_before)) == (1, 0, {})


@pytest.fixture
def unhidden(_django_db_helper: None) -> Iterator[None]:
    """伏せる前の数(所有者の部品)を、この試験の間だけ呼べるようにする。"""
    name = "conferences_circle_counts(text, date, date)"
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {name} TO kasane_app")
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM kasane_app")


def counted(cast: Cast, of: FiscalYear) -> dict[str, Any]:
    """伏せる前の数。"""
    found: dict[str, Any] = json.loads(sql(cast.city, "SELECT conferences_circle_counts(%s, %s, %s)", KIND, of.first, of.last)[0])
    return found


CELLS = [
    ({"a": 7, "b": 9}, {"a": 7, "b": 9}),
    ({"a": 3, "b": 9, "c": 6}, {"a": None, "b": 9, "c": None}),  # 一つだけ伏せると、全体から引いて戻せる
    ({"a": 3, "b": 2, "c": 6}, {"a": None, "b": None, "c": 6}),
    ({"a": 3, "b": 0}, {"a": None, "b": 0}),  # 全体も3で、全体のほうが伏せられている
    ({"a": 0, "b": 5}, {"a": 0, "b": 5}),
    ({}, {}),
]


@pytest.mark.parametrize(("given", "shown"), CELLS)
def test_少ない数と_引き算で戻せる数は伏せる_N62(owner_sql: Any, given: dict[str, int], shown: dict[str, int | None]) -> None:
    assert json.loads(owner_sql("SELECT conferences_cells(%s)::text", [json.dumps(given)])[0][0]) == shown


@pytest.mark.parametrize("whole", range(0, 13))
def test_全体の一部は_一部も残りも1から4にならない_N62(owner_sql: Any, whole: int) -> None:
    for part in range(whole + 1):
        (seen,) = owner_sql("SELECT conferences_part(%s, %s)", [part, whole])[0]
        assert seen == (None if part in (1, 2, 3, 4) or (part and whole - part in (1, 2, 3, 4)) else part)


def test_振り返りは年度ごとにだけ答え_伏せる前の数は呼べない_N62(cast: Cast) -> None:
    first, last = year().first, year().last
    statements = (
        ("SELECT conferences_circles(%s, %s, %s)", [KIND, first, last - timedelta(days=1)]),
        ("SELECT conferences_circles(%s, %s, %s)", [KIND, first + timedelta(days=1), last]),
        ("SELECT conferences_circle_counts(%s, %s, %s)", [KIND, first, last]),
    )
    for who in (cast.city, cast.neighbour):
        for statement, given in statements:
            with pytest.raises(ProgrammingError), as_(who), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, given)


def test_開いたままの会議_別の種類_別の年度は数えない(cast: Cast, unhidden: None) -> None:
    meeting(cast)
    ended = meeting(cast)
    decide(cast, ended)
    close(cast, ended)
    found = counted(cast, year())
    assert (found["items"], found["repeated"]) == (1, 0)
    with as_(cast.city):
        assert circles("layered_conference", year()).items == 0
        assert circles(KIND, year().previous()).items == 0
        assert circles(KIND, year().next()).brought_before == {Field.MULTI.label_ja: None}
        assert circles(KIND, year()).repeated == 0


def test_見られるのは市と事務局と多機関協働だけ(cast: Cast) -> None:
    with as_(cast.csw):
        assert circles(KIND, year()).items == 0
    for who in (cast.hokatsu, cast.auditor, cast.account_admin):
        with as_(who), pytest.raises(Refused):
            circles(KIND, year())
    with pytest.raises(ProgrammingError), as_(cast.hokatsu), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_circles(%s, %s, %s)", [KIND, date(2026, 4, 1), date(2027, 3, 31)])
