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
from kasane.demo.storybook import Step
from kasane.demo.values import HouseholdSpec
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.portal.commands import Issued
from kasane.programmes.consultation.domain.codes import NextStep

_OPENS: Final = time(9, 20)
_PACE: Final = timedelta(minutes=11)


@dataclass(frozen=True, slots=True)
class Meeting:
    """招集した会議。日と始まりの時刻で、自分に届いた招集と見合わせる(確認するまで、会議の番号は招かれた人に知らされない)。"""

    id: UUID
    held_on: date
    starts_at: time


@dataclass(slots=True)
class Hall:
    """町で一つの会議室。一つの会議に、いくつもの世帯の議題が上がるので、世帯の舞台とは別に持つ。tickets は、出した外の窓口の札。"""

    meetings: dict[str, Meeting] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)
    roles: dict[str, UUID] = field(default_factory=dict)
    needs: dict[str, UUID] = field(default_factory=dict)
    asked: dict[str, UUID] = field(default_factory=dict)
    seats: dict[str, UUID] = field(default_factory=dict)
    tickets: dict[str, Issued] = field(default_factory=dict)


@dataclass(slots=True)
class Scene:
    """一つの世帯の舞台。letters・consents・plans などは、台本の中の符号(key)から記録の識別子を引く。"""

    home: HouseholdSpec
    title: str
    town: Directory
    done: Recorded
    on: date
    hall: Hall
    case_id: UUID | None = None
    consultation_id: UUID | None = None
    next_step: NextStep | None = None
    version: int = 0
    letters: dict[str, UUID] = field(default_factory=dict)
    consents: dict[str, UUID] = field(default_factory=dict)
    notes: dict[str, UUID] = field(default_factory=dict)
    inquiries: dict[str, UUID] = field(default_factory=dict)
    applications: dict[str, tuple[UUID, int]] = field(default_factory=dict)
    plans: dict[str, UUID] = field(default_factory=dict)
    goals: dict[str, UUID] = field(default_factory=dict)
    rows: dict[str, UUID] = field(default_factory=dict)
    asked: dict[str, UUID] = field(default_factory=dict)
    decisions: dict[str, UUID] = field(default_factory=dict)
    evaluations: dict[str, UUID] = field(default_factory=dict)

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

    def posting(self, login_id: str) -> UUID:
        """サインイン名から、その人の配属。"""
        return self.town.staff[login_id].posting_id

    def day(self, from_loading: int) -> date:
        """読み込む日から数えた日。"""
        return self.on + timedelta(days=from_loading)

    @contextmanager
    def performing(self, step: Step, number: int) -> Iterator[Actor]:
        """その日のその時刻に時計を止め、その職員として動く。number は台本の中の順(同じ日の行いが、書いた順に並ぶように)。"""
        actor = self.town.staff[step.by]
        day = self.day(step.day)
        if step.at:
            now = datetime.combine(day, time.fromisoformat(step.at), tzinfo=clock.JST) + timedelta(seconds=number % 60)
        else:
            now = datetime.combine(day, _OPENS, tzinfo=clock.JST) + _PACE * (number % 40)
        with clock.frozen(now), acting_as(actor):
            yield actor
