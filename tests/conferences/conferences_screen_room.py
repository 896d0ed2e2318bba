"""会議の画面の試験の道具: 重田が招集し、市野が司会、重田治が記録。北見を構成員に招き、守秘を確かめてもらったところ。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from people_of_the_town import Cast

from conferences.conferences_town import acknowledge, as_, conference, fact, invite, item, opened
from kasane.agencies.domain import Field
from kasane.conferences import commands
from kasane.conferences.commands import appointments, cooperation, minutes, needs, roles
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
from kasane.conferences.domain.codes import Part, Purpose
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, Wanted
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.queries.appointments import appointment
from kasane.kernel import clock

HOSTILE = "<script>alert(1)</script>"
HEADING = "親子の見守りの体制"
OTHER = "別の世帯の入居の相談"
FACT = "新聞がたまっている"


@dataclass(frozen=True, slots=True)
class Room:
    """開いている支援会議。item は北見が構成員の議題、other は同じ会議の別の議題。seat は北見の席。"""

    conference: UUID
    case: UUID
    people: list[UUID]
    item: UUID
    other: UUID
    seat: UUID


def room(cast: Cast, *, ready: bool = True, opens: bool = True) -> Room:
    """会議・二つの議題・構成員・資料。ready なら北見は守秘を確かめている。"""
    case_id, people = opened(cast.csw, "高橋 花子", "高橋 一郎")
    other_case, others = opened(cast.csw, "鈴木 次郎")
    meeting = conference(cast.csw, (cast.city, Part.CHAIR), (cast.csw_manager, Part.MINUTES), place="市役所三階")
    acknowledge(cast.city)
    acknowledge(cast.csw_manager)
    one = item(cast.csw, meeting, case_id, *people, heading=HEADING)
    two = item(cast.csw, meeting, other_case, *others, heading=OTHER)
    seat = invite(cast.csw, one, cast.hokatsu)
    if ready:
        acknowledge(cast.hokatsu, seat)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact(FACT))
    commands.call_conference(by=cast.csw, conference_id=meeting)
    if opens:
        commands.open_conference(by=cast.csw, conference_id=meeting)
    return Room(meeting, case_id, people, one, two, seat)


def everything(cast: Cast, one: Room) -> dict[str, Any]:
    """すべての URL の引数。値は、この会議の記録を指す。"""
    by = cast.csw
    line = commands.put_fact(by=by, item_id=one.item, facts=fact(HOSTILE))
    minute = minutes.write_minute(by=by, item_id=one.item, kind=MinuteKind.SHARED, text=HOSTILE)
    role = roles.assign_role(by=by, item_id=one.item, wording=f"見守り{HOSTILE}", agency_id=cast.hokatsu.agency_id)
    need = needs.name_need(by=by, item_id=one.item, text=HOSTILE, field=Field.MULTI, purpose=Purpose.RESOURCE)
    asked = cooperation.request_cooperation(by=by, item_id=one.item, facts=letter(cast.hokatsu.agency_id))
    given = appointed(cast)
    return {
        "conference_id": one.conference, "case_id": one.case, "item_id": one.item, "fact_id": line, "minute_id": minute, "role_id": role,
        "need_id": need, "cooperation_id": asked, "seat_id": one.seat, "appointment_id": given[0], "appointed_id": given[1],
        "kind_code": "support_conference", "whose_id": cast.hokatsu.posting_id,
    }  # fmt: skip


def letter(agency: UUID, **rest: Any) -> CooperationFacts:
    """協力依頼の一件(一方向)。"""
    given: dict[str, Any] = {
        "addressee": Addressee.AGENCY, "wanted": (Wanted.INFORMATION,), "asked": f"最近の来所の様子{HOSTILE}",
        "deadline": clock.today() + timedelta(days=7), "contact": "福祉総務課 0000-00-0000", "agency_id": agency,
    }  # fmt: skip
    return CooperationFacts(**(given | rest))


def appointed(cast: Cast) -> tuple[UUID, UUID]:
    """民生委員を、支援会議のすべての議題について委嘱する(守秘の手続きはまだ)。"""
    facts = AppointmentFacts(
        AppointmentKind.PERSON, AppointmentScope.KIND, (cast.minsei,), clock.today(), clock.today() + timedelta(days=300),
        kind_code="support_conference",
    )  # fmt: skip
    key = appointments.appoint(by=cast.city, facts=facts)
    with as_(cast.city):
        return key, appointment(key).people[0].id


def day(name: str, when: date) -> dict[str, str]:
    """和暦の欄に打つ日付(西暦で)。"""
    return {f"{name}_era": "西暦", f"{name}_year": str(when.year), f"{name}_month": str(when.month), f"{name}_day": str(when.day)}


def url(name: str, *keys: object) -> str:
    """会議の画面の URL。"""
    return reverse(f"conferences:{name}", args=list(keys))
