"""相談を続ける先になる、この人たちの開いている事案。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kasane.cases.domain import Stage
from kasane.cases.queries import cases_of_person
from kasane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class OpenCase:
    """開いている事案の一つ。"""

    id: UUID
    label: str


def open_cases_of(person_ids: Iterable[UUID], *, by: Actor) -> tuple[OpenCase, ...]:
    """この人たちの、今の行為者に見える開いている事案(新しい順、重なりなし)。"""
    found = {one.id: one for person_id in person_ids for one in cases_of_person(person_id, by=by)}
    return tuple(OpenCase(one.id, f"{one.number} {one.title}") for one in found.values() if one.stage != Stage.CLOSED.value)
