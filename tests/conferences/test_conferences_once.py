"""会議の部屋のコマンドから届く、一意・検査の制約: どれも利用者の言葉の断りになり、エラーの頁にならない。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from people_of_the_town import Cast

from conferences.conference_work_room import meeting
from conferences.conferences_town import as_, conference, item, opened
from kasane.conferences import commands
from kasane.conferences.commands import appointments
from kasane.conferences.commands.minutes import write_minute
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
from kasane.conferences.domain.codes import Occasion
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.models import Minute
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible

pytestmark = pytest.mark.django_db


def test_議題_同じ人を二度_プランのない策定_終わりが始まりより前の窓(cast: Cast) -> None:
    case, (person,) = opened(cast.csw, "高橋 花子")
    held = conference(cast.csw, days=30)
    with pytest.raises(Invalid) as twice:
        item(cast.csw, held, case, person, person)
    assert set(twice.value.errors) == {"people"}
    for occasion in (Occasion.ESTABLISH, Occasion.REPLAN, Occasion.END, Occasion.SUSPEND):
        with pytest.raises(Invalid) as planless:
            item(cast.csw, held, case, person, occasion=occasion)
        assert set(planless.value.errors) == {"occasion"}
    for rest in ({"shown_until": clock.now() + timedelta(days=1)}, {"shown_from": clock.now() + timedelta(days=90)}):
        with pytest.raises(Invalid) as window:
            item(cast.csw, held, case, person, **rest)
        assert set(window.value.errors) == {"shown_until"}


@pytest.mark.parametrize(
    ("rest", "field"),
    [
        ({"organisation": "民生委員協議会"}, "organisation"),
        ({"item_id": uuid4()}, "scope"),
        ({"scope": AppointmentScope.ITEM, "item_id": uuid4()}, "scope"),
    ],
)
def test_委嘱_一人への委嘱に団体の名_二つの範囲(cast: Cast, rest: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {
        "kind": AppointmentKind.PERSON, "scope": AppointmentScope.KIND, "member_ids": (cast.minsei,), "valid_from": clock.today(),
        "valid_to": clock.today() + timedelta(days=30), "kind_code": "support_conference",
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        appointments.appoint(by=cast.city, facts=AppointmentFacts(**(given | rest)))
    assert field in refused.value.errors


def test_議事_見えない議題の行と同じ番号を送っても_あることは分からない(cast: Cast) -> None:
    hidden, mine = meeting(cast), meeting(cast)
    line = write_minute(by=cast.city, item_id=hidden.item, kind=MinuteKind.SHARED, text="秘密の発言")
    assert write_minute(by=cast.city, item_id=hidden.item, kind=MinuteKind.SHARED, text="送り直し", line_id=line) == line
    with pytest.raises(NotVisible):
        write_minute(by=cast.city, item_id=mine.item, kind=MinuteKind.SHARED, text="別の議題に", line_id=line)
    other = conference(cast.csw)
    own = item(cast.csw, other)
    commands.open_conference(by=cast.csw, conference_id=other)
    with pytest.raises(NotVisible):  # csw には、北見と市野の議事に書く席がなく、その行は見えない
        write_minute(by=cast.csw, item_id=own, kind=MinuteKind.SHARED, text="当ててみる", line_id=_unseen(cast))
    with as_(cast.city):
        assert Minute.objects.get(id=line).text == "秘密の発言"


def _unseen(cast: Cast) -> Any:
    """csw の席のない会議の、議事の行。"""
    held = conference(cast.city)
    one = item(cast.city, held)
    commands.open_conference(by=cast.city, conference_id=held)
    return write_minute(by=cast.city, item_id=one, kind=MinuteKind.SHARED, text="別の会議の発言")
