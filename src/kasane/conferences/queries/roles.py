"""決まった役割を読む: 議題の側と、受け持つ機関の側(今日の仕事)。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries import agency_names
from kasane.conferences.domain.wording import may_finish
from kasane.conferences.queries.outside import outside_names
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible

_OF_ITEM: Final = (
    "SELECT id, agency_id, outside_member_id, wording, due_on, done_on, done_note, cancelled_reason, version FROM conferences_roles_of(%s)"
)
_TASKS: Final = """
    SELECT r.id, coalesce((SELECT k.name FROM conferences_kind k WHERE k.code = r.kind_code AND k.valid_from <= r.held_on
           ORDER BY k.valid_from DESC LIMIT 1), ''), r.held_on, r.wording, r.due_on, r.done_on, r.done_note, r.cancelled_reason, r.version,
           r.agency_id
    FROM conferences_role r WHERE {wanted}
"""
_MINE: Final = _TASKS.format(
    wanted="r.agency_id = %s AND r.done_on IS NULL AND r.cancelled_reason = '' ORDER BY r.due_on NULLS LAST, r.id LIMIT %s"
)
_ONE: Final = _TASKS.format(wanted="r.id = %s")


@dataclass(frozen=True, slots=True)
class RoleLine:
    """議題で決まった役割の一行(議題の部屋を持つ人に)。"""

    id: UUID
    whose: str
    wording: str
    due_on: date | None
    done_on: date | None
    done_note: str
    cancelled_reason: str
    version: int


@dataclass(frozen=True, slots=True)
class AgencyTask:
    """自機関が受け持つ役割。会議の種類と日、することだけ。議題も人も分からない。"""

    id: UUID
    kind: str
    held_on: date
    wording: str
    due_on: date | None
    done_on: date | None
    done_note: str
    cancelled_reason: str
    version: int
    late: int
    may_finish: Decision


def roles_of(item_id: UUID) -> tuple[RoleLine, ...]:
    """この議題で決まった役割。議題の部屋を持つ人だけに返る。"""
    rows = rows_of(_OF_ITEM, [item_id])
    agencies = agency_names(row[1] for row in rows if row[1] is not None)
    outside = outside_names(row[2] for row in rows if row[2] is not None)
    return tuple(
        RoleLine(key, agencies.get(agency, "") if agency else outside.get(member, ""), wording, due, done, note, cancelled, version)
        for key, agency, member, wording, due, done, note, cancelled, version in rows
    )


def my_tasks(by: Actor, *, limit: int) -> tuple[AgencyTask, ...]:
    """自機関が受け持つ、済んでいない役割。期限の近い順。"""
    return _tasks(by, _MINE, [by.agency_id, limit])


def task(role_id: UUID, *, by: Actor) -> AgencyTask:
    """役割の一件。見えない・無いなら NotVisible。"""
    found = _tasks(by, _ONE, [role_id])
    if not found:
        raise NotVisible
    return found[0]


def _tasks(by: Actor, statement: str, values: list[object]) -> tuple[AgencyTask, ...]:
    today = clock.today()
    found = []
    for key, kind, held_on, wording, due, done, note, cancelled, version, agency in rows_of(statement, values):
        own = agency in (None, by.agency_id)
        may = may_finish(own=own, done=done is not None, cancelled=cancelled != "")
        late = max(0, (today - due).days) if due is not None and may.allowed else 0
        found.append(AgencyTask(key, kind, held_on, wording, due, done, note, cancelled, version, late, may))
    return tuple(found)
