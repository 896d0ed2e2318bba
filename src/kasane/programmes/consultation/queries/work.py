"""今日の仕事: 次の一手が決まっていない相談と、期日の来た相談。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.programmes.consultation.domain.codes import NextStep, State, Urgency
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.consultation.queries.records import SubjectLine, heading_of, subjects_of

AHEAD_DAYS: Final = 3


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
    mine = Consultation.objects.filter(agency_id=by.agency_id, state=State.UNDECIDED.value)
    return _duties(mine.order_by("received_on", "id")[:limit])


def due_consultations(by: Actor, *, limit: int) -> tuple[Duty, ...]:
    """自機関の、期日が三日以内か過ぎた相談。期日の順に limit 件まで。"""
    soon = clock.today() + timedelta(days=AHEAD_DAYS)
    mine = Consultation.objects.filter(agency_id=by.agency_id, state=State.ACTIVE.value, next_due__lte=soon)
    return _duties(mine.order_by("next_due", "id")[:limit])


def _duties(found: Iterable[Consultation]) -> tuple[Duty, ...]:
    rows = list(found)
    if not rows:
        return ()
    about = subjects_of([row.id for row in rows])
    return tuple(_duty(row, about.get(row.id, [])) for row in rows)


def _duty(row: Consultation, about: Sequence[SubjectLine]) -> Duty:
    urgency, step, today = Urgency.read(row.urgency), NextStep.read(row.next_step), clock.today()
    pressing = bool(urgency and urgency.is_pressing)
    if row.state == State.UNDECIDED.value:
        status, kind = ("緊急・次の一手が未定", "overdue") if pressing else ("次の一手が未定", "attention")
    elif row.next_due is not None and row.next_due < today:
        status, kind = "期日を過ぎています", "overdue"
    else:
        status, kind = "期日が近い", "attention"
    names = "、".join(line.name for line in about) or "だれのことか分からない相談"
    hint = " ".join(filter(None, (heading_of(row), step.label_ja if step else "", _due(row))))
    return Duty(row.id, names, status, kind, hint, tuple(line.person_id for line in about if line.person_id))


def _due(row: Consultation) -> str:
    return f"期日 {format_wareki(row.next_due)}" if row.next_due else ""
