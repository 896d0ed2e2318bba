"""庁内の問い: 議題の外の窓口のありさま（席・札・届いた文）。役員だけに返る。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.conferences.domain.codes import ItemState
from kasane.conferences.domain.cooperation import CooperationState
from kasane.conferences.queries.cooperation import cooperation_of
from kasane.conferences.queries.shapes import ItemRoom
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.portal.domain import LAW, MessageKind, Seat, Taken, TicketFacts, TicketState, may_issue, state_of
from kasane.portal.models import Message, Page, Ticket

_STANDING: Final = "SELECT member FROM portal_standing(%s)"
_WAITING: Final = (
    "SELECT m.item_id, m.kind, count(*) FROM portal_message m WHERE m.taken_at IS NULL GROUP BY m.item_id, m.kind"
    " ORDER BY min(m.written_at) LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class TicketLine:
    """札の一枚。"""

    id: UUID
    state: TicketState
    until: datetime
    opened_at: datetime | None
    tries: int

    @property
    def live(self) -> bool:
        """取り消せるか（まだ終わっていない）。"""
        return self.state not in (TicketState.REVOKED, TicketState.OVER)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """外の構成員の席。published_at は、窓口に公開した資料の最後に変わった時刻。"""

    id: UUID
    name: str
    organisation: str
    acknowledged_at: datetime | None
    shown_from: datetime
    shown_until: datetime
    published_at: datetime | None
    ticket: TicketLine | None
    may_issue: Decision


@dataclass(frozen=True, slots=True)
class AskedLine:
    """答えを待っている協力依頼。"""

    id: UUID
    to: str
    number: str
    ticket: TicketLine | None
    may_issue: Decision


@dataclass(frozen=True, slots=True)
class MessageLine:
    """外から届いた文。"""

    id: UUID
    item_id: UUID
    cooperation_id: UUID | None
    kind: MessageKind
    sender: str
    text: str
    written_at: datetime
    taken: Taken | None
    taken_reason: str


@dataclass(frozen=True, slots=True)
class OutsideDesk:
    """一つの議題の、外の窓口。"""

    seats: tuple[SeatLine, ...]
    asked: tuple[AskedLine, ...]
    messages: tuple[MessageLine, ...]


def outside_desk(room: ItemRoom) -> OutsideDesk:
    """この議題の席・札・届いた文。役員でなければ NotVisible（構成員どうしには、だれが外から読むかも見せない。N23）。"""
    if not room.officer:
        raise NotVisible
    now = clock.now()
    tickets = _tickets(room.id, now)
    standing = {row[0] for row in rows_of(_STANDING, [room.id])}
    published = dict(Page.objects.filter(item_id=room.id, wiped_at=None).values_list("member_id", "published_at"))
    seats = [
        SeatLine(
            one.id, one.name, one.agency, one.acknowledged_at, one.shown_from, one.shown_until, published.get(one.id), tickets.get(one.id),
            may_issue(Seat(one.outside, one.two_way, one.left_at is not None, one.id in standing, one.shown_until), at=now),
        )
        for one in room.members if one.outside
    ]  # fmt: skip
    asked = [
        AskedLine(one.id, one.to, one.number, tickets.get(one.id), _may_ask(room, now))
        for one in cooperation_of(room.id) if one.state is CooperationState.WAITING
    ]  # fmt: skip
    return OutsideDesk(tuple(seats), tuple(asked), messages_of(room.id))


def _may_ask(room: ItemRoom, now: datetime) -> Decision:
    if room.shown_until <= now or room.state not in (ItemState.TABLED, ItemState.DECIDED):
        return Decision.no("終わった議題です。", LAW)
    return Decision.yes("答えるための札を出せます。", LAW)


def messages_of(item_id: UUID) -> tuple[MessageLine, ...]:
    """この議題に外から届いた文。新しい順。議題の部屋に書ける人だけに返る。"""
    rows = Message.objects.select_related("ticket").filter(item_id=item_id).order_by("-written_at", "-id")[:200]
    return tuple(_message(row) for row in rows)


def waiting_message(message_id: UUID, kind: MessageKind | None = None) -> MessageLine:
    """まだ扱っていない一通。見えない・もう扱った・種類が違うなら NotVisible。"""
    row = Message.objects.select_related("ticket").filter(id=message_id, taken_at=None).first()
    if row is None or (kind is not None and row.kind != kind):
        raise NotVisible
    return _message(row)


def ticket_line(ticket_id: UUID) -> tuple[TicketLine, UUID, str]:
    """札の一枚と、その議題と、持つ人の名前。見えなければ NotVisible。"""
    row = Ticket.objects.filter(id=ticket_id).first()
    if row is None:
        raise NotVisible
    return _line(row, clock.now()), row.item_id, row.name


def waiting_by_item(by: Actor, *, limit: int) -> list[tuple[UUID, MessageKind, int]]:
    """自分が役員の議題に届いて、まだ扱っていない文の数（議題と種類ごと、古いものから）。"""
    return [(item, MessageKind(kind), count) for item, kind, count in rows_of(_WAITING, [limit])]


def _message(row: Any) -> MessageLine:
    return MessageLine(
        row.id, row.item_id, row.ticket.cooperation_id, MessageKind(row.kind), row.ticket.name, row.text, row.written_at,
        Taken(row.taken_as) if row.taken_as else None, row.taken_reason,
    )  # fmt: skip


def _tickets(item_id: UUID, now: datetime) -> dict[UUID, TicketLine]:
    """席（または協力依頼）ごとの、いちばん新しい札。"""
    rows = Ticket.objects.filter(item_id=item_id).order_by("recorded_at")
    found: dict[UUID, TicketLine] = {}
    for row in rows:
        found[row.member_id or row.cooperation_id or row.id] = _line(row, now)
    return found


def _line(row: Any, now: datetime) -> TicketLine:
    facts = TicketFacts(row.valid_to, row.locked_at, row.revoked_at, row.opened_at)
    return TicketLine(row.id, state_of(facts, at=now), row.valid_to, row.opened_at, row.tries)
