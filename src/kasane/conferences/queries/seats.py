"""招集(自分の席)と、議題を受け付けている会議。"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.conferences.domain.codes import Part
from kasane.conferences.domain.rules import may_acknowledge
from kasane.conferences.queries.heads import head_line
from kasane.conferences.queries.kinds import kinds_by_id
from kasane.conferences.queries.shapes import Invitation, KindLine, OpenAgenda
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible

_SEATS: Final = (
    "SELECT conference_id, kind_id, kind_code, number, held_on, starts_at, ends_at, place, method, purpose, state, seat, item_id, part,"
    " acknowledged_at, shown_from, shown_until FROM conferences_my_seats() ORDER BY held_on, starts_at, seat"
)
_AGENDAS: Final = (
    "SELECT conference_id, kind_id, kind_code, number, held_on, starts_at, ends_at, place, method, purpose, state"
    " FROM conferences_open_agendas()"
)


def invitations(by: Actor) -> tuple[Invitation, ...]:
    """自分の招集: 日時・場所・種類・目的の段階だけ。題も名前も入らない。by は今結び付いている行為者(ほかの人の席は引けない)。"""
    rows = rows_of(_SEATS)
    kinds = kinds_by_id((row[1], row[4]) for row in rows)
    return tuple(_invitation(row, kinds[row[1], row[4]]) for row in rows)


def seat_to_read(seat_id: UUID, by: Actor) -> tuple[Invitation, datetime | None]:
    """自分の席の一つと、前の文を確かめた時刻(もう一度求められている席だけ)。ほかの人の席・無い席は NotVisible。"""
    seat = next((one for one in invitations(by) if one.seat_id == seat_id), None)
    if seat is None:
        raise NotVisible
    (before,) = rows_of("SELECT conferences_read_before(%s)", [seat_id])[0]
    again = before is not None
    may = may_acknowledge(acknowledged=seat.acknowledged_at is not None, again=again, ground=seat.may_acknowledge.ground)
    return replace(seat, may_acknowledge=may), before


def open_agendas(by: Actor) -> tuple[OpenAgenda, ...]:
    """議題を受け付けている、これからの会議。会議にかけられる役割の人にだけ返る。"""
    rows = rows_of(_AGENDAS)
    kinds = kinds_by_id((row[1], row[4]) for row in rows)
    return tuple(OpenAgenda(head_line(row, kinds[row[1], row[4]])) for row in rows)


def _invitation(row: tuple[Any, ...], kind: KindLine) -> Invitation:
    seat, item_id, part, acknowledged, since, until = row[11:]
    may = may_acknowledge(acknowledged=acknowledged is not None, again=False, ground=kind.statute)
    return Invitation(
        seat_id=seat, item_id=item_id if acknowledged else None, conference_id=row[0] if acknowledged else None,
        head=head_line(row[:11], kind), part=Part(part), acknowledged_at=acknowledged, shown_from=since, shown_until=until,
        wording=kind.wording, may_acknowledge=may,
    )  # fmt: skip
