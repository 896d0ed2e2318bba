"""会議の仕事の試験の道具: 支援会議を一つ招集し、議題を上げ、開く。市野が事務局、北見が記録、重田が議題を持ち込む。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cases.cases_town import as_, opened
from people_of_the_town import Cast

from conferences.conferences_town import SUPPORT, acknowledge, adjourn, come, conference, item, noted
from kasane.conferences import commands
from kasane.conferences.domain.codes import Outcome, Part
from kasane.conferences.models import Item
from kasane.kernel import clock
from kasane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Meeting:
    """招集した会議と、その一つの議題。room は議題の部屋。"""

    conference: UUID
    item: UUID
    room: UUID
    case: UUID
    people: list[UUID]


def meeting(
    cast: Cast,
    *,
    kind: str = SUPPORT,
    calls: bool = True,
    opens: bool = True,
    place: str = "市役所3階",
    days: int = 0,
    names: tuple[str, ...] = (),
) -> Meeting:
    """会議を招集して議題を上げる。opens なら開会している。calls が偽なら、招集の知らせはまだ。days は何日後の会議か。"""
    called = conference(cast.city, (cast.hokatsu, Part.MINUTES), kind=kind, place=place, days=days, takes_proposals=True)
    acknowledge(cast.hokatsu)
    case_id, people = opened(cast.csw, *(names or ("高橋 花子", "高橋 一郎")))
    tabled = add_item(cast.csw, called, case_id, people)
    if calls:
        commands.call_conference(by=cast.city, conference_id=called)
    if calls and opens:
        commands.open_conference(by=cast.city, conference_id=called)
    with as_(cast.city):
        room = Item.objects.get(id=tabled).compartment_id
    return Meeting(called, tabled, room, case_id, people)


def add_item(by: Actor, conference_id: UUID, case_id: UUID, people: list[UUID]) -> UUID:
    """十日前に求められた議題を上げる(上げた人は、案件ごとの構成員になる)。"""
    return item(by, conference_id, case_id, *people, requested_on=clock.today() - timedelta(days=10))


def decide(cast: Cast, at: Meeting, outcome: Outcome = Outcome.NOTED) -> None:
    """三人が出席して、議題を決める。"""
    come(cast.city, at.item, cast.city, cast.hokatsu, cast.csw)
    commands.decide_item(by=cast.city, item_id=at.item, facts=noted(outcome=outcome))


def close(cast: Cast, at: Meeting) -> None:
    """閉会する(決まっていない議題は、閉じてよいと確かめる)。"""
    adjourn(cast.city, at.conference)
