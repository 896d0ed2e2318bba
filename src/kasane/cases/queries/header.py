"""事案の見出し: どの画面にも出る、番号・段階・人・伴走・主担当・最初に読むもの・同意・なぜ見えるのか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from kasane.access.policy import RULES, decide
from kasane.access.queries import held_in, who_can_see
from kasane.agencies.queries.desk import holder_names
from kasane.cases.domain import CautionKind, PartRole, Stage, Standing
from kasane.cases.models import Case, CasePerson, Caution
from kasane.cases.queries.team import PartLine, team_now
from kasane.cases.queries.visible import visible_case
from kasane.consent.queries import PersonConsent, consent_state
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import PersonLine, person_lines

_UNSEEN: Final = "(氏名の見られない人)"


@dataclass(frozen=True, slots=True)
class CasePersonLine:
    """事案の中の一人。may_see_sensitive は、要配慮の部屋を今の行為者が見られるか。"""

    person_id: UUID
    name: str
    kana: str
    age: str
    standing: str
    standing_label: str
    general_room: UUID
    sensitive_room: UUID
    may_see_sensitive: bool


@dataclass(frozen=True, slots=True)
class CautionLine:
    """最初に読むものの一行。"""

    id: UUID
    kind: str
    kind_label: str
    text: str
    person_id: UUID | None
    person_name: str
    since: str


@dataclass(frozen=True, slots=True)
class CaseHolder:
    """見られる者の一行。"""

    name: str
    ground: str
    until: str


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """事案の見出し。"""

    id: UUID
    number: str
    title: str
    stage: str
    stage_label: str
    compartment_id: UUID
    persons: tuple[CasePersonLine, ...]
    companion: PartLine | None
    lead: PartLine | None
    team: tuple[PartLine, ...]
    cautions: tuple[CautionLine, ...]
    consents: tuple[PersonConsent, ...]
    household_id: UUID | None
    version: int
    opened_on: date
    closed_on: date | None
    closed_reason: str
    contact_rhythm_days: int | None
    last_contact_on: date | None
    decisions: dict[str, Decision]
    why: tuple[dict[str, str], ...]
    holders: tuple[CaseHolder, ...]

    @property
    def is_closed(self) -> bool:
        """終結しているか。"""
        return self.closed_on is not None

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return [one.person_id for one in self.persons]

    @property
    def names(self) -> dict[UUID, str]:
        """人 → 名前。名前の見られない人は入らない。"""
        return {one.person_id: one.name for one in self.persons if one.name != _UNSEEN}


def case_header(case_id: UUID, *, by: Actor) -> CaseHeader:
    """事案の見出し。見えない・無いなら NotVisible。人は、行為者に見える部屋の人だけが並ぶ。"""
    return header_of_case(visible_case(case_id), by=by)


def header_of_case(case: Case, *, by: Actor) -> CaseHeader:
    """引いた事案の行から見出しを作る。"""
    seats = list(CasePerson.objects.filter(case_id=case.id).order_by("recorded_at", "id"))
    grounds_in = held_in([case.compartment_id, *(seat.sensitive_room for seat in seats)])
    mine = grounds_in[case.compartment_id]
    if not mine:
        raise NotVisible
    lines = {line.id: line for line in person_lines([seat.person_id for seat in seats])}
    persons = _persons(seats, lines, {room for room, found in grounds_in.items() if found})
    team = team_now(case.id)
    viewers = who_can_see(case.compartment_id)
    names = holder_names(viewers)
    grounds = [item.ground for item in mine]
    return CaseHeader(
        id=case.id, number=case.number, title=case.title, stage=case.stage, stage_label=Stage.label_of(case.stage),
        compartment_id=case.compartment_id, persons=persons,
        companion=next((one for one in team if one.role == PartRole.COMPANION.value), None),
        lead=next((one for one in team if one.role == PartRole.LEAD.value), None),
        team=team, cautions=_cautions(case.id, {one.person_id: one.name for one in persons}),
        consents=consent_state(case.id, [one.person_id for one in persons], names={one.id: one.name for one in lines.values()}),
        household_id=case.household_id, version=case.version, opened_on=case.opened_on, closed_on=case.closed_on,
        closed_reason=case.closed_reason, contact_rhythm_days=case.contact_rhythm_days, last_contact_on=case.last_contact_on,
        decisions={action.value: decide(action, by=by, held=grounds) for action in RULES if RULES[action].grounds is not None},
        why=tuple({"reason": item.ground.label_ja, "until": _moment(item.until)} for item in mine),
        holders=tuple(CaseHolder(names.get(v.holder_id, "(終わった配属)"), v.ground.label_ja, _moment(v.until)) for v in viewers),
    )  # fmt: skip


def _persons(seats: list[CasePerson], lines: dict[UUID, PersonLine], readable: set[UUID]) -> tuple[CasePersonLine, ...]:
    order = [one.value for one in Standing]
    rows = sorted(seats, key=lambda row: order.index(row.standing) if row.standing in order else len(order))
    return tuple(_person(row, lines.get(row.person_id), row.sensitive_room in readable) for row in rows)


def _person(row: CasePerson, line: PersonLine | None, may_see_sensitive: bool) -> CasePersonLine:
    """line が None なのは、部屋は見えても氏名の区画が見えないとき(支援措置の封印など)。"""
    return CasePersonLine(
        person_id=row.person_id, name=line.name if line else _UNSEEN, kana=line.kana if line else "",
        age=line.age if line else "", standing=row.standing, standing_label=Standing.label_of(row.standing),
        general_room=row.compartment_id, sensitive_room=row.sensitive_room, may_see_sensitive=may_see_sensitive,
    )  # fmt: skip


def _cautions(case_id: UUID, names: dict[UUID, str]) -> tuple[CautionLine, ...]:
    rows = Caution.objects.filter(case_id=case_id, ended_at__isnull=True).order_by("kind", "recorded_at")
    return tuple(
        CautionLine(
            row.id, row.kind, CautionKind.label_of(row.kind), row.text, row.person_id,
            names.get(row.person_id, "") if row.person_id else "", _moment(row.recorded_at),
        )
        for row in rows
    )  # fmt: skip


def _moment(moment: Any) -> str:
    if moment is None:
        return ""
    local = clock.jst(moment)
    return f"{format_wareki(local.date())} {local:%H:%M}"
