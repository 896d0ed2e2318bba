"""議題を上げる前に: どの会議に、だれを、どの同意のもとで上げられるか。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.cases.queries.places import agency_is_open
from kasane.cases.queries.team import team_now
from kasane.cases.queries.visible import visible_case
from kasane.conferences.domain.codes import Occasion
from kasane.conferences.domain.facts import ItemFacts
from kasane.conferences.domain.rules import SUPPORT, Standing, may_name_bringer, may_table
from kasane.conferences.models import Conference, Officer
from kasane.conferences.queries.heads import head_line, head_of
from kasane.conferences.queries.kinds import kind_by_id, kinds_on, rule_of
from kasane.conferences.queries.seats import open_agendas
from kasane.conferences.queries.shapes import ConferenceHead, KindChoice, KindLine
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.people.queries.lines import person_names

_STANDING: Final = "SELECT person_id, agreed, missing FROM conferences_unconsented(%s, %s, %s, %s)"
_PLAN: Final = "SELECT consented, occasion FROM plans_plan WHERE id = %s AND case_id = %s"
_MANAGES: Final = "SELECT access_manages(compartment_id) FROM cases_case WHERE id = %s"
_NOT_MANAGED: Final = "この機関が管理していない記録は、会議に上げられません(同意で受け取った記録を、さらに渡すことはできません)。"


@dataclass(frozen=True, slots=True)
class Tabling:
    """この会議に上げられるかの答えと、今の同意のもとで選べる会議の種類。"""

    decision: Decision
    choices: tuple[KindChoice, ...]


def head_for_tabling(conference_id: UUID) -> ConferenceHead:
    """議題を上げられる会議の見出し: 自分が役員の会議か、議題を受け付けている会議。ほかは NotVisible。"""
    row = Conference.objects.select_related("kind").filter(id=conference_id).first()
    if row is not None:
        return head_of(row)
    return _open_row(conference_id)[0]


def kind_of(conference_id: UUID) -> KindLine:
    """その会議の、招集したときの種類の行。見えない会議は NotVisible。"""
    found = Conference.objects.filter(id=conference_id).values_list("kind_id", "held_on").first()
    return kind_by_id(found[0], on=found[1]) if found else _open_row(conference_id)[1]


def tabling_of(conference_id: UUID, facts: ItemFacts, *, by: Actor) -> Tabling:
    """この事案のこの議題を、この会議に上げられるか。見えない事案は NotVisible。"""
    kind = kind_of(conference_id)
    seated = Officer.objects.filter(conference_id=conference_id, ended_at=None).values_list("agency_id", flat=True)
    if facts.case_id is None:
        return Tabling(may_table(rule_of(kind), facts.occasion, ()), ())
    agencies = {by.agency_id, *seated}
    choices = kind_choices(facts.case_id, [one.person_id for one in facts.people], facts.occasion, facts.plan_id, agencies=agencies)
    mine = next((one for one in choices if one.kind.id == kind.id), None)
    if mine is None:
        standing = _standing(facts.case_id, [one.person_id for one in facts.people], agencies)
        if isinstance(standing, Decision):
            return Tabling(standing, choices)
        consented = _plan_consented(facts.plan_id, facts.case_id, facts.occasion)
        return Tabling(may_table(rule_of(kind), facts.occasion, standing, plan_consented=consented), choices)
    return Tabling(mine.tabling, choices)


def kind_choices(
    case_id: UUID, person_ids: Sequence[UUID], occasion: Occasion, plan_id: UUID | None = None, *, agencies: Iterable[UUID] = ()
) -> tuple[KindChoice, ...]:
    """この人たちのこの時期のことを、どの種類の会議に上げられるか。断る種類には、根拠と、代わりに上げられる種類の名前が入る。"""
    visible_case(case_id)
    standing = _standing(case_id, person_ids, agencies)
    kinds = kinds_on()
    if isinstance(standing, Decision):
        return tuple(KindChoice(kind, standing) for kind in kinds)
    consented = _plan_consented(plan_id, case_id, occasion)
    first = {kind.id: may_table(rule_of(kind), occasion, standing, plan_consented=consented) for kind in kinds}
    fitting = [kind.name for kind in kinds if first[kind.id].allowed and kind.code in ("support_conference", "layered_conference")]
    return tuple(
        KindChoice(kind, first[kind.id] if first[kind.id].allowed else may_table(
            rule_of(kind), occasion, standing, plan_consented=consented, others=fitting))
        for kind in kinds
    )  # fmt: skip


def bringers(case_id: UUID, *, by: Actor) -> dict[UUID, str]:
    """この事案の議題を持ち込んだ機関に選べる機関(番号 → 名前): 自機関が先、次に今関わる機関。見えない事案は NotVisible。"""
    visible_case(case_id)
    return {by.agency_id: by.agency_name} | {one.agency_id: one.agency for one in team_now(case_id)}


def bringer_decision(agency_id: UUID, case_id: UUID | None, *, by: Actor) -> Decision:
    """この機関を、持ち込んだ機関として書いてよいか。"""
    team = bringers(case_id, by=by) if case_id is not None else ()
    known = case_id is not None or agency_is_open(agency_id)
    return may_name_bringer(agency_id, own=by.agency_id, team=team, of_case=case_id is not None, known=known)


def agreed_people(case_id: UUID, person_ids: Sequence[UUID]) -> set[UUID]:
    """今、情報共有の同意がある人(管理している事案の人についてだけ分かる)。"""
    return {person for person, agreed, _ in rows_of(_STANDING, [case_id, list(person_ids), [], clock.today()]) if agreed}


def manages_case(case_id: UUID | None) -> bool:
    """今の行為者の機関が、この事案を管理しているか。"""
    return case_id is not None and any(found for (found,) in rows_of(_MANAGES, [case_id]))


def _standing(case_id: UUID, person_ids: Sequence[UUID], agencies: Iterable[UUID]) -> tuple[Standing, ...] | Decision:
    rows: list[tuple[Any, ...]] = rows_of(_STANDING, [case_id, list(person_ids), list(agencies), clock.today()])
    if not manages_case(case_id) or {row[0] for row in rows} != set(person_ids):
        return Decision.no(_NOT_MANAGED, SUPPORT)
    people = person_names(row[0] for row in rows)
    names = agency_names(agency for row in rows for agency in row[2])
    return tuple(Standing(people.get(key, ""), agreed, tuple(names.get(one, "") for one in missing)) for key, agreed, missing in rows)


def _plan_consented(plan_id: UUID | None, case_id: UUID, occasion: Occasion) -> bool | None:
    """プランの本人同意の有無。この事案の、この時期として諮られているプランでなければ NotVisible。"""
    if plan_id is None:
        return None
    rows = rows_of(_PLAN, [plan_id, case_id])
    if not rows or rows[0][1] != occasion.value:
        raise NotVisible
    return bool(rows[0][0])


def _open_row(conference_id: UUID) -> tuple[ConferenceHead, KindLine]:
    rows = rows_of(
        "SELECT conference_id, kind_id, kind_code, number, held_on, starts_at, ends_at, place, method, purpose, state"
        " FROM conferences_open_agendas() WHERE conference_id = %s",
        [conference_id],
    )
    if not rows:
        raise NotVisible
    kind = kind_by_id(rows[0][1], on=rows[0][4])
    return head_line(rows[0], kind), kind


__all__ = [
    "Tabling", "agreed_people", "bringer_decision", "bringers", "head_for_tabling", "kind_choices", "kind_of", "manages_case",
    "open_agendas", "tabling_of",
]  # fmt: skip
