"""会議の仕事の試験の道具: 支援会議を一つ招集し、議題を二つ上げ、開く。市野が事務局、北見が記録、重田が議題を持ち込む。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from cases.cases_town import as_, opened
from django.db import connection
from people_of_the_town import Cast

from kasane.conferences.models import ConferenceKind
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id

WORDING = "この会議で知ったことを漏らしてはならない。"


@dataclass(frozen=True, slots=True)
class Meeting:
    """招集した会議。item と other は同じ会議の二つの議題で、other には重田が席を持つが、事案が違う。"""

    conference: UUID
    item: UUID
    room: UUID
    case: UUID
    people: list[UUID]
    minutes_seat: UUID


def call(actor: Actor, statement: str, *given: Any) -> Any:
    """この人として関数を呼ぶ。"""
    with as_(actor), connection.cursor() as cursor:
        cursor.execute(statement, list(given))
        return cursor.fetchall()[0][0] if cursor.description else None


def meeting(
    cast: Cast,
    *,
    kind: str = "support_conference",
    opens: bool = True,
    place: str = "市役所3階",
    days: int = 0,
    names: tuple[str, ...] = (),
) -> Meeting:
    """会議を招集して議題を上げる。opens なら、記録の人が守秘を確認し、開会している。days は何日後の会議か。"""
    now, today = clock.now(), clock.today()
    with as_(cast.city):
        of_kind = ConferenceKind.objects.filter(code=kind, valid_from__lte=today).exclude(valid_to__lte=today).latest("valid_from").id
    conference, room, seat = new_id(), new_id(), new_id()
    facts = {
        "held_on": (today + timedelta(days=days)).isoformat(), "starts_at": "14:00", "ends_at": "16:00", "place": place, "method": "in_person", "purpose": "case",
        "takes_proposals": True,
    }  # fmt: skip
    officers = [{"id": str(seat), "posting_id": str(cast.hokatsu.posting_id), "part": "minutes"}]
    call(
        cast.city, "SELECT conferences_convene(%s, %s, %s, %s, %s, %s, %s, %s)", conference, room, of_kind, json.dumps(facts),
        json.dumps(officers), WORDING, now + timedelta(days=365), now,
    )  # fmt: skip
    call(cast.hokatsu, "SELECT conferences_acknowledge(%s, %s, %s)", seat, WORDING, now)
    case_id, people = opened(cast.csw, *(names or ("高橋 花子", "高橋 一郎")))
    item = add_item(cast.csw, conference, case_id, people)
    call(cast.city, "SELECT conferences_move(%s, 'called', '', %s)", conference, now)
    if opens:
        call(cast.city, "SELECT conferences_move(%s, 'open', '', %s)", conference, now)
    with as_(cast.city), connection.cursor() as cursor:
        cursor.execute("SELECT compartment_id FROM conferences_item WHERE id = %s", [item])
        item_room = cursor.fetchall()[0][0]
    return Meeting(conference, item, item_room, case_id, people, seat)


def add_item(by: Actor, conference: UUID, case_id: UUID, people: list[UUID]) -> UUID:
    """事案の議題を上げる(上げた人は、案件ごとの構成員になる)。"""
    now, item, room = clock.now(), new_id(), new_id()
    facts = {
        "minutes": 30, "case_id": str(case_id), "plan_id": None, "occasion": "share", "purpose": "case", "heading": "二人暮らしの支え方",
        "requested_on": (clock.today() - timedelta(days=10)).isoformat(), "shown_from": (now - timedelta(minutes=1)).isoformat(),
        "shown_until": datetime.combine(clock.today() + timedelta(days=14), time(), clock.JST).isoformat(),
    }  # fmt: skip
    tabled = [{"person_id": str(one), "label": "母" if place == 0 else "長男"} for place, one in enumerate(people)]
    call(
        by, "SELECT conferences_add_item(%s, %s, %s, %s, %s, %s, %s)", item, room, conference, json.dumps(facts), json.dumps(tabled),
        WORDING, now,
    )  # fmt: skip
    return item


def decide(by: Actor, at: Meeting, outcome: str = "noted") -> None:
    """出席を取って、議題を決める。"""
    with as_(by), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM conferences_member WHERE item_id = %s AND acknowledged_at IS NOT NULL", [at.item])
        seats = [row[0] for row in cursor.fetchall()]
    call(by, "SELECT conferences_attend(%s, true, %s)", seats, clock.now())
    facts = {"outcome": outcome, "text": "見守りを続ける", "lead_agency_id": None, "next_monitoring_on": None}
    call(by, "SELECT conferences_decide(%s, %s, %s, %s)", new_id(), at.item, json.dumps(facts), clock.now())


def close(by: Actor, at: Meeting) -> None:
    """閉会する。"""
    call(by, "SELECT conferences_move(%s, 'closed', '', %s)", at.conference, clock.now())
