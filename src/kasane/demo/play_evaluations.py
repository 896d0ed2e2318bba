"""台本のうち、プランが確定してからのこと: 進み具合を聞く・答える、モニタリング、評価(様式2-2)、終結・中断の手続き、再開。"""

from __future__ import annotations

from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.plans import commands as plans
from kasane.plans.domain.codes import Grade, Outcome
from kasane.plans.domain.evaluation import EvaluationFacts, PartFacts
from kasane.plans.domain.progress import Judgement, ProgressState, StepReport


def ask_progress(scene: Scene, step: Step, by: Actor) -> None:
    """役割のある機関に、進み具合を聞く。"""
    scene.asked[step["key"]] = plans.ask_progress(
        by=by, plan_id=scene.plans[step["plan"]], due_on=scene.day(step.day + step["within"]),
        agency_ids=[scene.agency(key) for key in step["agencies"]], question=step.get("text"),
    )  # fmt: skip


def report_progress(scene: Scene, step: Step, by: Actor) -> None:
    """自分の機関の役割の進み具合を答える。"""
    told = [StepReport(scene.rows[row], ProgressState(state), text) for row, (state, text) in step["states"].items()]
    plans.report_progress(by=by, request_id=scene.asked[step["key"]], on=clock.today(), reports=told)


def hold_monitoring(scene: Scene, step: Step, by: Actor) -> None:
    """モニタリングの結果を書く。"""
    after = step.get("next", None)
    plans.hold_monitoring(
        by=by, plan_id=scene.plans[step["plan"]], held_on=clock.today(), judgement=Judgement(step["judgement"]), summary=step["text"],
        next_on=None if after is None else scene.day(after),
    )  # fmt: skip


def evaluate(scene: Scene, step: Step, by: Actor) -> None:
    """評価を始め、頭・人ごとの欄・目標の評価を書いて、書き終える。"""
    made = plans.start_evaluation(by=by, plan_id=scene.plans[step["plan"]], evaluated_on=clock.today())
    scene.evaluations[step["key"]] = made
    plans.write_evaluation(by=by, evaluation_id=made, version=1, facts=_head(scene, step))
    for part in step["parts"]:
        facts = PartFacts(
            changes=tuple(part.get("changes", [])), changes_text=part.get("changed", ""), state_now=part["now"],
            wishes=part.get("wishes", ""), reasons=tuple(part.get("reasons", [])), reasons_text=part.get("because", ""),
        )  # fmt: skip
        plans.write_part(
            by=by, evaluation_id=made, person_id=scene.person(part["who"]) if part.get("who") else None, version=0, facts=facts
        )
    for goal, (grade, text) in step["grades"].items():
        plans.grade_goal(by=by, evaluation_id=made, goal_id=scene.goals[goal], version=0, grade=Grade(grade), text=text)
    plans.finish_evaluation(by=by, evaluation_id=made)


def _head(scene: Scene, step: Step) -> EvaluationFacts:
    days = step.get("days", None)
    return EvaluationFacts(
        evaluated_on=clock.today(), outcome=Outcome(step["outcome"]), opinions=step.get("opinions"),
        next_lead_agency_id=scene.agency(step["lead"]) if step.get("lead") else None,
        next_lead_posting_id=scene.posting(step["seat"]) if step.get("seat") else None,
        follow_up_needed=None if days is None else True, follow_up_method=step.get("method"), follow_up_days=days,
    )  # fmt: skip


def carry_out(scene: Scene, step: Step, by: Actor) -> None:
    """会議で決まった終結・中断の手続きを進める。"""
    plans.carry_out_end(by=by, evaluation_id=scene.evaluations[step["key"]], handing_back=step.get("back"))


def resume(scene: Scene, step: Step, by: Actor) -> None:
    """元の支援チームとともに、一度で再開する。"""
    plans.resume_case(by=by, case_id=scene.case, reason=step["text"])
