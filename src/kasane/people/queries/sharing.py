"""見られる機関の一覧: 管理する人のための、根拠の番号つきの一覧。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kasane.access.domain import HolderKind, Kind
from kasane.access.queries import Managed, Viewer, managed_grants, rooms_about
from kasane.agencies.queries.desk import holder_names
from kasane.agencies.queries.register import find_agencies
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision
from kasane.kernel.wareki import format_wareki
from kasane.people.domain.sharing import may_end_sharing
from kasane.people.queries.records import visible_person
from kasane.people.registry import kept_grants


@dataclass(frozen=True, slots=True)
class GrantLine:
    """根拠の一行。may_end は、ここで終わらせられるか(できない理由)。"""

    id: UUID
    name: str
    scope: str
    ground: str
    until: str
    reason: str
    may_end: Decision


def grants_on(person_id: UUID) -> tuple[GrantLine, ...]:
    """この人の記録を今見られる機関と人。管理する根拠がなければ空。"""
    rooms = {**rooms_about(person_id), Kind.IDENTITY: visible_person(person_id).compartment_id}
    given = [(kind, grant) for kind in (Kind.IDENTITY, Kind.SENSITIVE) if kind in rooms for grant in managed_grants(rooms[kind])]
    names = holder_names([_viewer(grant) for _, grant in given])
    kept = kept_grants([grant.id for _, grant in given])
    return tuple(_line(kind, grant, names, kept=grant.id in kept) for kind, grant in given)


def _viewer(grant: Managed) -> Viewer:
    return Viewer(grant.ground, HolderKind(grant.holder_kind), grant.holder_id, grant.since, grant.until, grant.reason)


def _line(kind: Kind, grant: Managed, names: dict[UUID, str], *, kept: bool) -> GrantLine:
    until = clock.jst(grant.until) if grant.until else None
    return GrantLine(
        id=grant.id, name=names.get(grant.holder_id, "(終わった配属)"), scope=kind.label_ja, ground=grant.ground.label_ja,
        until=f"{format_wareki(until.date())} {until:%H:%M}" if until else "", reason=grant.reason,
        may_end=may_end_sharing(grant.ground.value, kept=kept),
    )  # fmt: skip


def shareable_agencies(by: Actor) -> list[tuple[str, str]]:
    """見せる相手に選べる機関(今開いている、自機関以外)。"""
    return [(str(agency.id), agency.name) for agency in find_agencies() if agency.id != by.agency_id]
