"""台本を演じるときの舞台: どの世帯の、だれが、今どの事案・同意・つなぎのことを話しているか。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from kasane.access.session import acting_as
from kasane.demo.load_agencies import Directory
from kasane.demo.load_people import Recorded
from kasane.demo.storybook import Step, Story
from kasane.demo.values import HouseholdSpec
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.programmes.consultation.domain.codes import NextStep

_OPENS: Final = time(9, 20)
_PACE: Final = timedelta(minutes=11)


@dataclass(slots=True)
class Scene:
    """一つの世帯の舞台。letters・consents・notes・inquiries は、台本の中の符号(key)から記録の識別子を引く。"""

    story: Story
    home: HouseholdSpec
    town: Directory
    done: Recorded
    on: date
    case_id: UUID | None = None
    consultation_id: UUID | None = None
    next_step: NextStep | None = None
    version: int = 0
    letters: dict[str, UUID] = field(default_factory=dict)
    consents: dict[str, UUID] = field(default_factory=dict)
    notes: dict[str, UUID] = field(default_factory=dict)
    inquiries: dict[str, UUID] = field(default_factory=dict)
    applications: dict[str, tuple[UUID, int]] = field(default_factory=dict)

    @property
    def case(self) -> UUID:
        """開いた事案。開く前に使うのは、台本の書き誤り。"""
        if self.case_id is None:
            raise LookupError(f"{self.home.key}: 事案を開く前の行いです。")
        return self.case_id

    def person(self, key: str) -> UUID:
        """世帯の中の役から、人の識別子。"""
        return self.done.people[f"{self.home.key}/{key}"]

    def people(self, keys: list[str]) -> tuple[UUID, ...]:
        """世帯の中の役の並びから、人の識別子の並び。"""
        return tuple(self.person(key) for key in keys)

    def household(self) -> UUID:
        """この世帯の識別子。"""
        return self.done.households[self.home.key]

    def agency(self, key: str) -> UUID:
        """機関の符号から、識別子。"""
        return self.town.agencies[key]

    def day(self, from_loading: int) -> date:
        """読み込む日から数えた日。"""
        return self.on + timedelta(days=from_loading)

    @contextmanager
    def performing(self, step: Step, number: int) -> Iterator[Actor]:
        """その日のその時刻に時計を止め、その職員として動く。number は台本の中の順(同じ日の行いが、書いた順に並ぶように)。"""
        actor = self.town.staff[step.by]
        opening = datetime.combine(self.day(step.day), _OPENS, tzinfo=clock.JST)
        with clock.frozen(opening + _PACE * (number % 40)), acting_as(actor):
            yield actor
