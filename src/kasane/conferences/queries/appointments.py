"""委嘱簿を読む: 一覧(番号・だれ・期間・範囲・守秘の説明・書面)と、ある人がこの議題の構成員になれるか。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.register import statute_labels
from kasane.conferences.domain.appointment import (
    AppointmentKind,
    AppointmentScope,
    Listed,
    best_cover,
    number_label,
)
from kasane.kernel import clock
from kasane.kernel.decision import Decision, NotVisible

_REGISTER: Final = """
    SELECT a.id, a.fiscal_year, a.serial, a.kind, a.scope, a.kind_code, a.item_id, a.organisation, a.agreed_on, a.agreed_with,
           a.valid_from, a.effective_from, a.valid_to, a.note, a.ended_on, a.ended_reason,
           p.id, p.outside_member_id, p.briefed_on, p.briefed_wording, p.signed_on, p.paper_place, p.removed_on, p.removed_reason,
           p.version, o.name, o.organisation, o.secrecy_statute_code
    FROM conferences_appointment a JOIN conferences_appointed p ON p.appointment_id = a.id
    JOIN agencies_outsidemember o ON o.id = p.outside_member_id
    WHERE {wanted} ORDER BY a.fiscal_year DESC, a.serial DESC, o.kana, o.id
"""
_ALL: Final = _REGISTER.format(
    wanted="a.id IN (SELECT x.id FROM conferences_appointment x ORDER BY x.fiscal_year DESC, x.serial DESC LIMIT %s)"
)
_ONE: Final = _REGISTER.format(wanted="a.id = %s")
_OF_MEMBER: Final = """
    SELECT a.effective_from, least(a.valid_to, a.ended_on - 1), p.briefed_on, p.signed_on, a.scope, a.kind_code, a.item_id, p.removed_on
    FROM conferences_appointed p JOIN conferences_appointment a ON a.id = p.appointment_id WHERE p.outside_member_id = %s
"""


@dataclass(frozen=True, slots=True)
class AppointedLine:
    """名簿の一人。other_duty は、その人がもともと負う守秘義務の条文(民生委員法15条など)。ready は守秘の手続きがそろったか。"""

    id: UUID
    outside_member_id: UUID
    name: str
    organisation: str
    other_duty: str
    briefed_on: date | None
    briefed_wording: str
    signed_on: date | None
    paper_place: str
    removed_on: date | None
    removed_reason: str
    version: int

    @property
    def ready(self) -> bool:
        """守秘の説明と署名した書面がそろったか。"""
        return self.briefed_on is not None and self.signed_on is not None and self.removed_on is None


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """委嘱簿の一件。number は「令和8年度第3号」。live は今日効いているか(名簿の手続きは別)。"""

    id: UUID
    number: str
    kind: AppointmentKind
    scope: AppointmentScope
    kind_code: str
    item_id: UUID | None
    organisation: str
    agreed_on: date | None
    agreed_with: str
    valid_from: date
    effective_from: date
    valid_to: date
    note: str
    ended_on: date | None
    ended_reason: str
    people: tuple[AppointedLine, ...]

    @property
    def live(self) -> bool:
        """今日、期間の中か。"""
        today = clock.today()
        return self.effective_from <= today <= self.valid_to and (self.ended_on is None or self.ended_on > today)


def appointment_register(*, limit: int = 200) -> tuple[AppointmentLine, ...]:
    """委嘱簿。新しい番号から。事務局・多機関協働・市だけに返る(行の守り)。"""
    return _lines(_ALL, [limit])


def appointment(appointment_id: UUID) -> AppointmentLine:
    """委嘱の一件。見えない・無いなら NotVisible。"""
    found = _lines(_ONE, [appointment_id])
    if not found:
        raise NotVisible
    return found[0]


def cover_of(outside_member_id: UUID, *, item_id: UUID, kind_code: str, on: date) -> Decision:
    """この人が、この日のこの議題の構成員になれる委嘱があるか。なければ何が足りないか。"""
    listed = tuple(
        Listed(since, until or date.max, briefed, signed, AppointmentScope(scope), code, of_item, removed is not None and removed <= on)
        for since, until, briefed, signed, scope, code, of_item, removed in rows_of(_OF_MEMBER, [outside_member_id])
    )
    return best_cover(listed, on=on, kind_code=kind_code, item_id=item_id)


def _lines(statement: str, values: Sequence[Any]) -> tuple[AppointmentLine, ...]:
    statutes = statute_labels(clock.today())
    heads: dict[UUID, tuple[Any, ...]] = {}
    people: dict[UUID, list[AppointedLine]] = {}
    for row in rows_of(statement, values):
        head, (key, member, briefed, wording, signed, place, removed, why, version, name, body, statute) = row[:16], row[16:]
        heads[head[0]] = head
        people.setdefault(head[0], []).append(
            AppointedLine(key, member, name, body, statutes.get(statute, ""), briefed, wording, signed, place, removed, why, version)
        )
    return tuple(_line(head, tuple(people[key])) for key, head in heads.items())


def _line(head: tuple[Any, ...], people: tuple[AppointedLine, ...]) -> AppointmentLine:
    (key, year, serial, kind, scope, kind_code, item_id, organisation, agreed_on, agreed_with, valid_from, effective_from, valid_to, note,
     ended_on, ended_reason) = head  # fmt: skip
    return AppointmentLine(
        id=key, number=number_label(year, serial), kind=AppointmentKind(kind), scope=AppointmentScope(scope), kind_code=kind_code,
        item_id=item_id, organisation=organisation, agreed_on=agreed_on, agreed_with=agreed_with, valid_from=valid_from,
        effective_from=effective_from, valid_to=valid_to, note=note, ended_on=ended_on, ended_reason=ended_reason, people=people,
    )  # fmt: skip
