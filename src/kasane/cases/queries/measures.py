"""たらいまわしの目安、いま開いている共有、期限の近い次の予定。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from kasane.access.domain import Kind
from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.cases.domain import Basis, PartRole
from kasane.cases.queries.rhythms import rhythm
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.people.queries.lines import person_names

_LIMIT: Final = 200
_WHAT: Final = {Kind.IDENTITY: "氏名など", Kind.GENERAL: "通常の記録", Kind.SENSITIVE: "要配慮の記録"}
_DUE: Final = """
    SELECT n.id, n.case_id, c.number, c.title, n.next_action, n.next_due, n.next_posting_id, n.person_id
    FROM cases_note n JOIN cases_case c ON c.id = n.case_id
    WHERE n.agency_id = %s AND n.next_due <= %s AND n.next_done_at IS NULL AND n.corrected_at IS NULL
    ORDER BY n.next_due, n.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Hops:
    """最初の支援までに移った窓口の数と、受付からの日数(まだなら None)。"""

    count: int
    days_to_first_support: int | None


@dataclass(frozen=True, slots=True)
class SharingLine:
    """いま開いている共有の一行。person_id が空なら事案の記録。"""

    agency_id: UUID
    agency: str
    role_label: str
    basis: str
    basis_label: str
    person_id: UUID | None
    person_name: str
    what: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class DueLine:
    """期限の近い(過ぎた)次の予定の一行。mine は、自分(配属)が受け持つもの。"""

    note_id: UUID
    case_id: UUID
    number: str
    title: str
    text: str
    due: date
    mine: bool
    person_ids: tuple[UUID, ...]


def hops(case_id: UUID) -> Hops:
    """たらいまわしの目安(mission 1.7)。見えない・無い事案なら NotVisible。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count, opened_on, first_support FROM cases_measure(%s)", [case_id])
        found = cursor.fetchone()
    if found is None:
        raise NotVisible
    count, opened, first = found
    return Hops(count, max((first - opened).days, 0) if first else None)


def sharing_on(case_id: UUID) -> tuple[SharingLine, ...]:
    """いま、どの機関に・だれの何を・どの根拠で・いつまで開いているか(mission 2.9)。受付機関が持つ根拠は含まない。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, role, basis, person_id, room_kind, until FROM cases_sharing(%s)", [case_id])
        rows = cursor.fetchall()
    agencies = agency_names(row[0] for row in rows)
    names = person_names(row[3] for row in rows if row[3])
    return tuple(
        SharingLine(
            agency, agencies.get(agency, ""), PartRole.label_of(role), basis, Basis.label_of(basis), person,
            names.get(person, "") if person else "", _WHAT[Kind(kind)] if person else "事案の記録", until,
        )
        for agency, role, basis, person, kind, until in rows
    )  # fmt: skip


def due_actions(by: Actor, *, limit: int = _LIMIT) -> tuple[DueLine, ...]:
    """自機関の次の予定のうち、期限が近い(過ぎた)もの。期限の順に limit 件まで。何日前から知らせるかは日数の決めごと。"""
    until = clock.today() + timedelta(days=rhythm("due_soon", clock.today()))
    return tuple(
        DueLine(note, case, number, title, text, due, posting == by.posting_id, (person,) if person else ())
        for note, case, number, title, text, due, posting, person in rows_of(_DUE, [by.agency_id, until, limit])
    )
