"""今日の仕事: 次の一手が決まっていない相談と、期日の来た相談。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from kasane.access.reading import Row, rows_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.programmes.consultation.domain.codes import NextStep, State, Urgency
from kasane.programmes.consultation.queries.records import Called, called_in, heading_of

AHEAD_DAYS: Final = 3
_COLUMNS: Final = (
    "SELECT id, state, received_on, channel, speaker, urgency, next_step, next_due FROM consultation_consultation"
    " WHERE agency_id = %s AND state = %s"
)
_UNDECIDED: Final = f"{_COLUMNS} ORDER BY received_on, id LIMIT %s"
_UNSENT: Final = f"{_COLUMNS} AND id IN (SELECT consultation_unsent(%s)) ORDER BY received_on, id"
_DUE: Final = f"{_COLUMNS} AND next_due <= %s ORDER BY next_due, id LIMIT %s"


class _Waiting(NamedTuple):
    """待っている相談の行(_COLUMNS の列の順)。"""

    id: UUID
    state: str
    received_on: date
    channel: str
    speaker: str
    urgency: str
    next_step: str
    next_due: date | None


@dataclass(frozen=True, slots=True)
class Duty:
    """待っている相談の一件。"""

    id: UUID
    title: str
    status: str
    kind: str
    hint: str
    person_ids: tuple[UUID, ...]


def undecided_consultations(by: Actor, *, limit: int) -> tuple[Duty, ...]:
    """自機関の、次の一手が未定の相談。古い順に limit 件まで。"""
    return _duties(rows_of(_UNDECIDED, [by.agency_id, State.UNDECIDED.value, limit]))


def due_consultations(by: Actor, *, limit: int) -> tuple[Duty, ...]:
    """自機関の、期日が三日以内か過ぎた相談。期日の順に limit 件まで。"""
    soon = clock.today() + timedelta(days=AHEAD_DAYS)
    return _duties(rows_of(_DUE, [by.agency_id, State.ACTIVE.value, soon, limit]))


def unsent_consultations(by: Actor, *, limit: int) -> tuple[Duty, ...]:
    """自機関の、つなぎを書く一手を決めたのに、まだ送っていない相談。古い順に limit 件まで。"""
    found = _duties(rows_of(_UNSENT, [by.agency_id, State.ACTIVE.value, limit]))
    return tuple(replace(one, status="まだ送っていません", kind="attention") for one in found)


def _duties(found: list[Row]) -> tuple[Duty, ...]:
    rows = [_Waiting(*row) for row in found]
    about = called_in([row.id for row in rows]) if rows else {}
    return tuple(_duty(row, about.get(row.id, [])) for row in rows)


def _duty(row: _Waiting, about: Sequence[Called]) -> Duty:
    urgency, step, today = Urgency.read(row.urgency), NextStep.read(row.next_step), clock.today()
    pressing = bool(urgency and urgency.is_pressing)
    if row.state == State.UNDECIDED.value:
        status, kind = ("緊急・次の一手が未定", "overdue") if pressing else ("次の一手が未定", "attention")
    elif row.next_due is not None and row.next_due < today:
        status, kind = "期日を過ぎています", "overdue"
    else:
        status, kind = "期日が近い", "attention"
    names = "、".join(one.name for one in about) or "だれのことか分からない相談"
    hint = " ".join(filter(None, (heading_of(row), step.label_ja if step else "", _due(row))))
    return Duty(row.id, names, status, kind, hint, tuple(one.person_id for one in about if one.person_id))


def _due(row: _Waiting) -> str:
    return f"期日 {format_wareki(row.next_due)}" if row.next_due else ""
