"""台本のうち、支援プランのこと(様式2-1): 作る、ほかの機関が行を足す、本人に説明する、会議に諮る、市へ出す、市が決める。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from kasane.agencies.queries.register import labels
from kasane.consent.domain.codes import Method
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.plans import commands as plans
from kasane.plans.domain import Occasion, PlanKind, Programme, Who
from kasane.plans.domain.facts import DecisionFacts, ExplanationFacts, HeadFacts, StepFacts, TextFacts

_UNWRITTEN: Final = 0
"""まだ書かれていない欄の版。"""


def draw_up(scene: Scene, step: Step, by: Actor) -> None:
    """プランを作る: 頭、種別ごとの欄、目標、実施事項。"""
    plan = plans.start_plan(by=by, case_id=scene.case, kind=PlanKind(step["kind"]), consented=not step.get("unconsented", False))
    scene.plans[step["key"]] = plan
    plans.write_plan(by=by, plan_id=plan, version=1, facts=_head(scene, step))
    for column in step.get("columns", []):
        plans.write_text(
            by=by, plan_id=plan, item=column["item"], person_id=_whose(scene, column), version=_UNWRITTEN,
            facts=TextFacts(column.get("text", ""), tuple(column.get("choices", []))),
        )  # fmt: skip
    for goal in step["goals"]:
        scene.goals[goal["key"]] = plans.add_goal(by=by, plan_id=plan, person_id=_whose(scene, goal), text=goal["text"])
    for row in step["rows"]:
        _row(scene, plan, row, by)


def add_row(scene: Scene, step: Step, by: Actor) -> None:
    """自分の機関の役割を、自分で書き足す。"""
    _row(scene, scene.plans[step["plan"]], step["row"], by)


def explain(scene: Scene, step: Step, by: Actor) -> None:
    """本人に説明し、答えを残す。"""
    facts = ExplanationFacts(
        explained_on=clock.today(), agreed=not step.get("disagreed", False), method=Method(step.get("method", "signed")),
        paper_kept=step.get("method", "signed") == "signed", note=step.get("note"),
    )  # fmt: skip
    plans.explain_plan(by=by, plan_id=scene.plans[step["plan"]], person_id=scene.person(step["who"]), facts=facts)


def table(scene: Scene, step: Step, by: Actor) -> None:
    """会議に諮る。"""
    plans.table_plan(by=by, plan_id=scene.plans[step["plan"]], occasion=Occasion(step["occasion"]))


def submit(scene: Scene, step: Step, by: Actor) -> None:
    """市に支援決定を求める。"""
    plan = scene.plans[step["plan"]]
    scene.decisions[step["plan"]] = plans.submit_for_decision(by=by, plan_id=plan, agency_id=scene.agency(step["to"]))


def decide(scene: Scene, step: Step, by: Actor) -> None:
    """市が支援決定をする。"""
    facts = DecisionFacts(step["number"], clock.today(), step["text"], step.get("conditions"))
    plans.decide_plan(by=by, decision_id=scene.decisions[step["plan"]], facts=facts)


def _head(scene: Scene, step: Step) -> HeadFacts:
    early = step.get("early", None)
    return HeadFacts(
        hope=step["hope"], long_goal=step.get("long"), policy=step.get("policy"), period_from=scene.day(step["from"]),
        period_to=scene.day(step["to"]), monitoring_on=scene.day(step["watch"]),
        lead_agency_id=scene.agency(step["lead"]) if step.get("lead") else None,
        lead_posting_id=scene.posting(step["seat"]) if step.get("seat") else None,
        early_start_on=None if early is None else scene.day(early), early_start_reason=step.get("because"), end_outlook=step.get("outlook"),
    )  # fmt: skip


def _row(scene: Scene, plan: UUID, row: Mapping[str, Any], by: Actor) -> None:
    agency, service = row.get("agency"), row.get("service")
    services = {label.partition("：")[2]: code for code, label in labels("plan_service", on=clock.today()).items()}
    facts = StepFacts(
        who=Who.AGENCY if agency else Who(row["by"]), content=row["content"], programme=Programme(row.get("programme", "other")),
        issue=row.get("issue", ""), agency_id=scene.agency(agency) if agency else None, who_text=row.get("name", ""),
        frequency=row.get("often", ""), period_from=scene.day(row["from"]) if "from" in row else None,
        period_to=scene.day(row["to"]) if "to" in row else None, service=services[service] if service else "", note=row.get("note", ""),
    )  # fmt: skip
    scene.rows[row["key"]] = plans.add_step(by=by, plan_id=plan, person_id=_whose(scene, row), facts=facts)


def _whose(scene: Scene, line: Mapping[str, Any]) -> UUID | None:
    """だれの行か。書いていなければ世帯の行。"""
    return scene.person(line["who"]) if line.get("who") else None
