"""プランの画面の試験の道具: 名前から URL を作り、画面の打ち方で送り、どの段階のプランも用意する。"""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from cases.cases_town import as_
from django.urls import reverse

from kasane.cases import commands as cases
from kasane.cases.domain import Basis
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.plans import commands
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.commands import progress
from kasane.plans.domain import Occasion, Programme, Who
from kasane.plans.domain.codes import Grade, Outcome
from kasane.plans.domain.evaluation import EvaluationFacts, PartFacts
from kasane.plans.models import CityDecision, Goal, Step
from kasane.plans.urls import urlpatterns

from .plans_town import appeal_settled, approve, decision_facts, household, step, tabled, written

Town = dict[str, Any]
_ARGUMENT = re.compile(r"<\w+:(\w+)>")


def address(name: str, town: Town) -> str:
    """URL の名前と番号の控えから、実在の番号を入れた URL。"""
    pattern = next(str(one.pattern) for one in urlpatterns if one.name == name)
    return reverse(f"plans:{name}", args=[town[key] for key in _ARGUMENT.findall(pattern)])


def absent(town: Town) -> Town:
    """同じ形で、どこにもない番号。"""
    return {key: uuid4() if isinstance(value, UUID) else value for key, value in town.items()}


def plain(body: bytes) -> str:
    """押すたびに変わるところを除いた文。"""
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value|印刷日時：)[^>　]*', "", body.decode())


def day(name: str, on: date | None = None) -> dict[str, str]:
    """和暦の欄の打ち方(西暦で)。"""
    on = on or clock.today()
    return {f"{name}_era": "西暦", f"{name}_year": str(on.year), f"{name}_month": str(on.month), f"{name}_day": str(on.day)}


def together(by: Actor, other: Actor, *programmes: Programme, both: bool = True) -> Town:
    """作成中のプラン: by と other が、二人(both でなければ長男だけ)の同意でいっしょに支える。other の行が一つある。"""
    world = household(by, by.agency_id, other.agency_id)
    cases.add_member(
        by=by, case_id=world.case_id, agency_id=other.agency_id, duty="一緒に支える", basis=Basis.CONSENT,
        person_ids=[world.son, *([world.mother] if both else [])], sensitive=False, reason="役割を分けて支える",
    )  # fmt: skip
    plan_id = written(by, world, *(programmes or (Programme.OUTREACH, Programme.OTHER)))
    theirs = step(Programme.OTHER, who=Who.AGENCY, agency_id=other.agency_id, content="介護の相談にのる", issue="母の介護")
    commands.add_step(by=by, plan_id=plan_id, person_id=world.son, facts=theirs)
    with as_(by):
        goal = Goal.objects.get(plan_id=plan_id).id
        steps = {row.content: row.id for row in Step.objects.filter(plan_id=plan_id)}
    return {
        "case_id": world.case_id, "plan_id": plan_id, "person_id": world.son, "mother": world.mother, "goal_id": goal,
        "step_id": steps["介護の相談にのる"], "agency_id": other.agency_id, "item": "untangling",
    }  # fmt: skip


def approved(by: Actor, town: Town) -> Town:
    """会議で了承された。"""
    tabled(by, town["plan_id"])
    approve(by, town["plan_id"], Occasion.ESTABLISH)
    return town


def waiting(by: Actor, city: Actor, town: Town) -> Town:
    """市の支援決定を待っている。"""
    approved(by, town)
    found = commands.submit_for_decision(by=by, plan_id=town["plan_id"], agency_id=city.agency_id)
    return {**town, "decision_id": found}


def final(by: Actor, city: Actor, town: Town) -> Town:
    """市が支援決定をし、確定した。評価と、進み具合の問い合わせが一つずつある。"""
    town = waiting(by, city, town)
    commands.decide_plan(by=city, decision_id=town["decision_id"], facts=decision_facts())
    appeal_settled(city)
    found = evaluations.start_evaluation(by=by, plan_id=town["plan_id"], evaluated_on=clock.today())
    asked = progress.ask_progress(by=by, plan_id=town["plan_id"], due_on=clock.today(), agency_ids=[town["agency_id"]], question="様子は")
    return {**town, "evaluation_id": found, "request_id": asked}


def ended(by: Actor, town: Town) -> Town:
    """評価を書き終え、会議で終結が決まった。"""
    finished(by, town)
    tabled(by, town["plan_id"], Occasion.END)
    approve(by, town["plan_id"], Occasion.END)
    return town


def finished(by: Actor, town: Town) -> Town:
    """終結の評価を書き終えた。"""
    facts = EvaluationFacts(
        evaluated_on=clock.today(), outcome=Outcome.CLOSE, next_lead_agency_id=by.agency_id, follow_up_needed=True, follow_up_method="02",
        follow_up_days=45,
    )  # fmt: skip
    key, told = town["evaluation_id"], PartFacts(state_now="通いの場に出ている", reasons=("02",))
    evaluations.write_evaluation(by=by, evaluation_id=key, version=1, facts=facts)
    evaluations.write_part(by=by, evaluation_id=key, person_id=town["person_id"], version=0, facts=told)
    evaluations.grade_goal(by=by, evaluation_id=key, goal_id=town["goal_id"], version=0, grade=Grade.MOSTLY, text="続いている")
    evaluations.finish_evaluation(by=by, evaluation_id=key)
    return town


def closed(by: Actor, town: Town) -> Town:
    """会議で決まった手続きを済ませ、事案を終結した。"""
    evaluations.carry_out_end(by=by, evaluation_id=town["evaluation_id"])
    cases.close_case(by=by, case_id=town["case_id"], on=clock.today(), reason="役割が定まった")
    return town


def decision_of(by: Actor, plan_id: UUID) -> CityDecision:
    """このプランの市の手続き。"""
    with as_(by):
        return CityDecision.objects.get(plan_id=plan_id)
