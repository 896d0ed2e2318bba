"""事案の見出し: どの画面にも出る、番号・段階・人・伴走・主担当・最初に読むもの・同意・なぜ見えるのか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from kasane.access.policy import RULES, decide
from kasane.access.queries import held_in, who_can_see
from kasane.access.reading import Row, rows_of
from kasane.agencies.queries.desk import holder_names
from kasane.cases.domain import CautionKind, PartRole, Stage, Standing
from kasane.cases.queries.team import PartLine, team_now
from kasane.consent.queries import PersonConsent, consent_state
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import PersonLine, person_lines

_UNSEEN: Final = "(氏名の見られない人)"
_CASE: Final = """
    SELECT id, compartment_id, number, title, stage, household_id, version, opened_on, closed_on, closed_reason, contact_rhythm_days,
           last_contact_on FROM cases_case WHERE id = %s
"""
_PERSONS: Final = """
    SELECT person_id, standing, compartment_id, sensitive_room FROM cases_person WHERE case_id = %s
    ORDER BY array_position(%s, standing), recorded_at, id
"""
_CAUTIONS: Final = """
    SELECT id, kind, text, person_id, recorded_at FROM cases_caution WHERE case_id = %s AND ended_at IS NULL ORDER BY kind, recorded_at
"""
_STANDINGS: Final = [one.value for one in Standing]
_GROUNDED: Final = tuple(action for action, rule in RULES.items() if rule.grounds is not None)


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
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return [one.person_id for one in self.persons]

    @property
    def names(self) -> dict[UUID, str]:
        """人 → 名前。名前の見られない人は入らない。"""
        return {one.person_id: one.name for one in self.persons if one.name != _UNSEEN}


def case_header(case_id: UUID, *, by: Actor) -> CaseHeader:
    """事案の見出し。見えない・無いなら NotVisible。人は、行為者に見える部屋の人だけが並ぶ。"""
    found = rows_of(_CASE, [case_id])
    if not found:
        raise NotVisible
    key, room, number, title, stage, household, version, opened_on, closed_on, reason, rhythm_days, last_contact_on = found[0]
    seats = rows_of(_PERSONS, [case_id, _STANDINGS])
    grounds_in = held_in([room, *(seat[3] for seat in seats)])
    mine = grounds_in[room]
    if not mine:
        raise NotVisible
    lines = {line.id: line for line in person_lines([seat[0] for seat in seats], placed=False)}
    persons = tuple(_person(seat, lines.get(seat[0]), bool(grounds_in[seat[3]])) for seat in seats)
    viewers = who_can_see(room)
    holders = holder_names(viewers)
    team = team_now(key)
    grounds = [item.ground for item in mine]
    names = {one.id: one.name for one in lines.values()}
    return CaseHeader(
        id=key, number=number, title=title, stage=stage, stage_label=Stage.label_of(stage), compartment_id=room, persons=persons,
        companion=next((one for one in team if one.role == PartRole.COMPANION.value), None),
        lead=next((one for one in team if one.role == PartRole.LEAD.value), None), team=team,
        cautions=tuple(_caution(row, names) for row in rows_of(_CAUTIONS, [key])),
        consents=consent_state(key, [one.person_id for one in persons], names=names),
        household_id=household, version=version, opened_on=opened_on, closed_on=closed_on, closed_reason=reason,
        contact_rhythm_days=rhythm_days, last_contact_on=last_contact_on,
        decisions={action.value: decide(action, by=by, held=grounds) for action in _GROUNDED},
        why=tuple({"reason": item.ground.label_ja, "until": _moment(item.until)} for item in mine),
        holders=tuple(CaseHolder(holders.get(v.holder_id, "(終わった配属)"), v.ground.label_ja, _moment(v.until)) for v in viewers),
    )  # fmt: skip


def _person(row: Row, line: PersonLine | None, may_see_sensitive: bool) -> CasePersonLine:
    """line が None なのは、部屋は見えても氏名の区画が見えないとき(支援措置の封印など)。"""
    person, standing, room, sensitive_room = row
    return CasePersonLine(
        person_id=person, name=line.name if line else _UNSEEN, kana=line.kana if line else "", age=line.age if line else "",
        standing=standing, standing_label=Standing.label_of(standing), general_room=room, sensitive_room=sensitive_room,
        may_see_sensitive=may_see_sensitive,
    )  # fmt: skip


def _caution(row: Row, names: dict[UUID, str]) -> CautionLine:
    key, kind, text, person, recorded_at = row
    whose = names.get(person, "") if person else ""
    return CautionLine(key, kind, CautionKind.label_of(kind), text, person, whose, _moment(recorded_at))


def _moment(moment: Any) -> str:
    if moment is None:
        return ""
    local = clock.jst(moment)
    return f"{format_wareki(local.date())} {local:%H:%M}"
