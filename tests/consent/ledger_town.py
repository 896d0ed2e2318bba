"""同意の試験の道具: 一人の通常の部屋を開き、コマンドだけで同意を記録する。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from people.town import register

from kasane.access.commands import grant_access, open_compartment
from kasane.access.domain import Ground, HolderKind, Kind
from kasane.access.session import acting_as
from kasane.consent import commands
from kasane.consent.domain.codes import Method, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id

TALK = frozenset({Topic.IDENTITY, Topic.CIRCUMSTANCES})


@dataclass(frozen=True)
class Place:
    """事案の中の一人: 事案の番号、人、その人の通常の部屋。"""

    case_id: UUID
    person_id: UUID
    room_id: UUID


def place(by: Actor, name: str = "高橋 花子", case_id: UUID | None = None) -> Place:
    """人を登録し、その人の通常の部屋を開く。"""
    person = register(by, name)
    with as_(by):
        room = open_compartment(by=by, kind=Kind.GENERAL, subject_id=person, reason="事案を開いた")
    return Place(case_id or new_id(), person, room)


def scope(agency_id: UUID, topics: frozenset[Topic] = TALK) -> Scope:
    return Scope(agency_id, topics)


def said(*scopes: Scope, **rest: Any) -> ConsentFacts:
    """署名の紙がある、今日の同意。"""
    given: dict[str, Any] = {"given_on": clock.today(), "method": Method.SIGNED, "paper_kept": True, "explained": True, "scopes": scopes}
    return ConsentFacts(**(given | rest))


def grant(by: Actor, at: Place, *scopes: Scope, **rest: Any) -> UUID:
    return commands.record_consent(by=by, case_id=at.case_id, person_id=at.person_id, room_id=at.room_id, facts=said(*scopes, **rest))


def refuse(by: Actor, at: Place, **rest: Any) -> UUID:
    return commands.record_refusal(by=by, case_id=at.case_id, person_id=at.person_id, room_id=at.room_id, facts=said(**rest))


def team(by: Actor, at: Place, agency_id: UUID) -> None:
    """この機関を支援チームとして部屋に入れる。"""
    grant_access(
        by=by, compartment_id=at.room_id, holder_kind=HolderKind.AGENCY, holder_id=agency_id, ground=Ground.TEAM,
        reason="分担", subject_id=at.person_id,
    )  # fmt: skip


@contextmanager
def as_(actor: Actor) -> Iterator[None]:
    with transaction.atomic(), acting_as(actor):
        yield


def days_ago(days: int) -> date:
    return date.fromordinal(clock.today().toordinal() - days)
