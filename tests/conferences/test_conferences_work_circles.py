"""会議の振り返り(データベース): 数だけを、決まった役割の人に。"""

from __future__ import annotations

from datetime import date

import pytest
from cases.cases_town import as_
from django.db import ProgrammingError, connection, transaction
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


def test_決まらないまま二度話し合った事案と_決まった事案を分けて数える(cast: Cast) -> None:
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
    with as_(cast.city):
        seen = circles(KIND, year())
    assert (seen.items, seen.cases, seen.repeated, seen.stuck, seen.decided) == (3, 2, 1, 1, 1)
    assert (seen.days, seen.slowest) == (10.0, 10.0)
    assert dict(seen.purposes) == {"個別ケース": 3}
    assert dict(seen.brought) == {Field.MULTI.label_ja: 3}
    assert dict(seen.returned) == {Field.CARE.label_ja: Returned(2, 1)}
    assert (seen.needs, seen.met, dict(seen.brought_before)) == (1, 0, {})


def test_開いたままの会議_別の種類_別の年度は数えない(cast: Cast) -> None:
    meeting(cast)
    ended = meeting(cast)
    decide(cast, ended)
    close(cast, ended)
    with as_(cast.city):
        assert circles(KIND, year()).items == 1
        assert circles("layered_conference", year()).items == 0
        assert circles(KIND, year().previous()).items == 0
        assert circles(KIND, year().next()).brought_before == {Field.MULTI.label_ja: 1}
        assert circles(KIND, year()).repeated == 0


def test_見られるのは市と事務局と多機関協働だけ(cast: Cast) -> None:
    with as_(cast.csw):
        assert circles(KIND, year()).items == 0
    for who in (cast.hokatsu, cast.auditor, cast.account_admin):
        with as_(who), pytest.raises(Refused):
            circles(KIND, year())
    with pytest.raises(ProgrammingError), as_(cast.hokatsu), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_circles(%s, %s, %s)", [KIND, date(2026, 4, 1), date(2027, 3, 31)])
