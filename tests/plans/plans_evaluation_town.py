"""評価・モニタリング・再開の試験の道具: 母と長男の事案に、確定したプランを置き、会議の結論を写す。

北地域包括(hokatsu)が伴走と主担当、社協(csw)は二人の同意で支援チーム、市(city)は報告を受ける。隣の町の窓口(neighbour)は、どこにも出てこない。
会議の結論は、fixture の meeting が道を開けている間だけ写せる。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from cases.cases_town import agrees, as_, opened
from django.db import connection

from kasane.cases import commands as cases
from kasane.cases.domain import Basis
from kasane.cases.models import Case, CasePerson
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain.codes import Grade, Outcome
from kasane.plans.domain.evaluation import EvaluationFacts, PartFacts
from kasane.plans.models import Evaluation, Explanation, Goal, Plan, Step
from kasane.plans.queries.evaluation import evaluation_page

APPROVE = "SELECT plans_approve(%s, %s, 'layered_conference', true, gen_random_uuid(), gen_random_uuid(), %s, %s, clock_timestamp())"


@dataclass(frozen=True)
class Town:
    """事案、長男(本人)、母、確定したプラン、目標、役割。"""

    case_id: UUID
    son: UUID
    mother: UUID
    plan_id: UUID
    goals: tuple[UUID, ...]
    steps: dict[str, UUID]


def days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def call(by: Actor, text: str, *given: Any) -> Any:
    """この人として、画面もコマンドも通さずに SQL の一文を呼ぶ。"""
    with as_(by), connection.cursor() as cursor:
        cursor.execute(text, list(given))
        return cursor.fetchall() if cursor.description else cursor.rowcount


def rooms(by: Actor, case_id: UUID) -> dict[UUID | None, UUID]:
    """人 → その人の部屋(空は事案の部屋)。"""
    with as_(by):
        found: dict[UUID | None, UUID] = {row.person_id: row.compartment_id for row in CasePerson.objects.filter(case_id=case_id)}
        found[None] = Case.objects.get(id=case_id).compartment_id
    return found


def team(cast: Any, *, sensitive: bool = False) -> tuple[UUID, UUID, UUID]:
    """二人の事案を開き、社協を二人の同意で支援チームに加える。(事案, 長男, 母)。"""
    case_id, (son, mother) = opened(cast.hokatsu, "高橋 太郎", "高橋 花子")
    for person in (son, mother):
        agrees(cast.hokatsu, case_id, person, cast.csw.agency_id)
    cases.add_member(
        by=cast.hokatsu, case_id=case_id, agency_id=cast.csw.agency_id, posting_id=cast.csw.posting_id, duty="多機関協働", basis=Basis.CONSENT,
        person_ids=[son, mother], sensitive=sensitive, reason="役割の整理",
    )  # fmt: skip
    return case_id, son, mother


def planned(cast: Any, case_id: UUID, *people: UUID, replaces: UUID | None = None, number: int = 1, lead: Actor | None = None) -> Town:
    """作成中のプラン(行・説明まで)。"""
    by, where = cast.hokatsu, rooms(cast.hokatsu, case_id)
    son, mother = people
    base = {"recorded_at": clock.now(), "recorded_by": by.posting_id}
    with as_(by):
        plan = Plan.objects.create(
            id=new_id(), compartment_id=where[None], case_id=case_id, agency_id=by.agency_id, kind="coordination", number=number,
            replaces_id=replaces, consented=True, policy="二人の歩みに合わせる", written_on=clock.today(), monitoring_on=days(20), lead_agency_id=(lead or by).agency_id,
            lead_posting_id=(lead or by).posting_id, changed_at=clock.now(), **base,
        )  # fmt: skip
        goals = tuple(
            Goal.objects.create(
                id=new_id(), compartment_id=where[person], plan=plan, person_id=person, agency_id=by.agency_id, text=text, **base
            ).id
            for person, text in ((son, "週に一回、外に出る"), (mother, "家で安心して暮らす"))
        )
        steps = {}
        for key, person, agency in (("csw_son", son, cast.csw), ("csw_mother", mother, cast.csw), ("hokatsu", mother, by)):
            steps[key] = Step.objects.create(
                id=new_id(), compartment_id=where[person], plan=plan, person_id=person, written_agency_id=by.agency_id, who="agency",
                agency_id=agency.agency_id, content=f"訪問する({key})", programme="other", **base,
            ).id  # fmt: skip
        for person in people:
            Explanation.objects.create(
                id=new_id(), compartment_id=where[person], plan=plan, person_id=person, agency_id=by.agency_id, explained_on=clock.today(),
                agreed=True, method="oral", given_by="self", plan_version=1, **base,
            )  # fmt: skip
    return Town(case_id, son, mother, plan.id, goals, steps)


def table(by: Actor, plan_id: UUID, occasion: str) -> None:
    call(by, "SELECT plans_table(%s, %s, now())", plan_id, occasion)


def meets(by: Actor, plan_id: UUID, occasion: str, result: str = "approved") -> None:
    """会議の結論を写す(fixture の meeting を使う試験だけ)。"""
    call(by, APPROVE, plan_id, occasion, result, clock.today())


def confirmed(cast: Any, **rest: Any) -> Town:
    """確定したプランのある事案。"""
    town = planned(cast, *team(cast), **rest)
    table(cast.hokatsu, town.plan_id, "establish")
    meets(cast.city, town.plan_id, "establish")
    return town


def head(outcome: Outcome | None = Outcome.CLOSE, **rest: Any) -> EvaluationFacts:
    """頭の欄。終結なら、社協が主担当になり、三十日ごとに様子をうかがう。"""
    given: dict[str, Any] = {"evaluated_on": clock.today(), "outcome": outcome, "opinions": "役割がはっきりした"}
    if outcome in (Outcome.CLOSE, Outcome.SUSPEND):
        given |= {"follow_up_needed": True, "follow_up_method": "02", "follow_up_days": 45}
    return EvaluationFacts(**(given | rest))


def part(**rest: Any) -> PartFacts:
    given: dict[str, Any] = {
        "state_now": "週に二回、通いの場に出ている",
        "changes": ("07", "31"),
        "wishes": "このまま続けたい",
        "reasons": ("02",),
    }
    return PartFacts(**(given | rest))


def started(by: Actor, town: Town) -> UUID:
    return evaluations.start_evaluation(by=by, plan_id=town.plan_id, evaluated_on=clock.today())


def written(by: Actor, town: Town, facts: EvaluationFacts | None = None) -> UUID:
    """書くべきことをすべて書いた評価(まだ作成中)。"""
    key, facts = started(by, town), facts or head(next_lead_agency_id=by.agency_id)
    evaluations.write_evaluation(by=by, evaluation_id=key, version=1, facts=facts)
    reasons = {Outcome.CLOSE: ("02",), Outcome.SUSPEND: ("01",)}.get(facts.outcome, ()) if facts.outcome else ()
    evaluations.write_part(by=by, evaluation_id=key, person_id=town.son, version=0, facts=part(reasons=reasons))
    for goal in town.goals:
        evaluations.grade_goal(by=by, evaluation_id=key, goal_id=goal, version=0, grade=Grade.MOSTLY, text="続いている")
    return key


def finished(by: Actor, town: Town, facts: EvaluationFacts | None = None) -> UUID:
    """書き終えた評価。"""
    key = written(by, town, facts)
    evaluations.finish_evaluation(by=by, evaluation_id=key)
    return key


def page(by: Actor, evaluation_id: UUID) -> Any:
    with as_(by):
        return evaluation_page(evaluation_id, by=by)


def plan_of(by: Actor, plan_id: UUID) -> Plan:
    with as_(by):
        return Plan.objects.get(id=plan_id)


def row_of(by: Actor, evaluation_id: UUID) -> Evaluation:
    with as_(by):
        return Evaluation.objects.get(id=evaluation_id)


def random_id() -> UUID:
    return uuid4()
