"""事案によらない書類の一覧: 自分に席のある会議、委嘱簿、協力依頼、支援決定。どれも、それぞれの部屋の問いが返した分だけ。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.policy import Action, decide
from kasane.conferences.queries import invitations, my_conferences
from kasane.conferences.queries.appointments import appointment_register
from kasane.conferences.queries.cooperation import waiting_answers
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain import DecisionState
from kasane.plans.queries import decision_desk, number_label
from kasane.plans.queries.letters import NoticeLine, notices_of

_MOST: Final = 30


@dataclass(frozen=True, slots=True)
class DeskLine:
    """作れる書類の一行。packet は、会議資料の綴りを頼める会議の番号(役員だけ)。人の名前は出さない。

    refused は、まだ作れない理由(支援決定通知の教示が決まっていないなど)。空なら作れる。
    """

    kind: str
    subject: UUID
    title: str
    about: str
    packet: UUID | None = None
    refused: str = ""


def desk_lines(by: Actor) -> tuple[DeskLine, ...]:
    """今の行為者が作れる、事案によらない書類。"""
    return (*_meetings(by), *_seats(by), *_asked(by), *_appointments(by), *_decisions(by))


def _meetings(by: Actor) -> Iterator[DeskLine]:
    for one in my_conferences(by, limit=_MOST):
        about = f"{one.head.title}　{format_wareki(one.head.held_on)}"
        yield DeskLine("agenda", one.head.id, "会議次第", about, packet=one.head.id if one.items else None)


def _seats(by: Actor) -> Iterator[DeskLine]:
    for one in invitations(by):
        if one.item_id is not None:
            about = f"{one.head.title}　{format_wareki(one.head.held_on)}"
            yield DeskLine("packet", one.item_id, "会議資料", about)
            yield DeskLine("minutes", one.item_id, "会議 議事録", about)


def _asked(by: Actor) -> Iterator[DeskLine]:
    for one in waiting_answers(by, limit=_MOST):
        yield DeskLine("cooperation", one.id, "協力依頼書", f"{one.to}　{format_wareki(one.requested_on)}")


def _appointments(by: Actor) -> Iterator[DeskLine]:
    if not decide(Action.KEEP_APPOINTMENTS, by=by).allowed:
        return
    for one in appointment_register(limit=_MOST):
        for person in one.people:
            if person.removed_on is None:
                yield DeskLine("appointment", person.id, "委嘱状・誓約書", f"{one.number}　{person.organisation} {person.name}".strip())


def _decisions(by: Actor) -> Iterator[DeskLine]:
    if not decide(Action.LIST_DECISIONS, by=by).allowed:
        return
    made = {one.id: one for one in decision_desk(by, limit=_MOST).settled if one.state is DecisionState.DECIDED}
    notices: dict[UUID, list[NoticeLine]] = {}
    for notice in notices_of(list(made)):
        notices.setdefault(notice.decision_id, []).append(notice)
    for key, one in made.items():
        about = f"{one.document_number}　{one.kind.label_ja}プラン {number_label(one.number)}"
        refused = "" if one.sending.allowed else one.sending.reason
        for notice in notices.get(key, ()):
            yield DeskLine("decision", notice.id, "支援決定通知書", f"{about}　{notice.order}人目", refused=refused)
