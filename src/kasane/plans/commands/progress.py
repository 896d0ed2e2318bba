"""実施状況を聞く・書く、モニタリングの結果を書く(seed 001 §6-5(3)④)。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.commands.events import add_event
from kasane.cases.queries import person_ids_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned
from kasane.plans.commands.common import note_act, plan_to_change, written
from kasane.plans.commands.indexing import index
from kasane.plans.domain.codes import PlanState
from kasane.plans.domain.progress import (
    Judgement,
    StepReport,
    asking_problems,
    may_ask_progress,
    may_monitor,
    monitoring_problems,
    report_problems,
)
from kasane.plans.models import Monitoring, Progress, ProgressAsk, ProgressRequest, Step
from kasane.plans.queries.progress import reporting

_ASKED: Final = "実施状況を聞いた"


@act(Action.EVALUATE_PLAN)
def ask_progress(*, by: Actor, plan_id: UUID, due_on: date, agency_ids: Sequence[UUID], question: str = "") -> UUID:
    """プランに役割のある機関に、実施状況を聞く。聞かれた機関は、自分の役割を一枚の画面で答える。新しい根拠は開かない。

    確定していないプランは Refused、見えないプランは NotVisible。役割のない機関、先に過ぎた期限は Invalid。返り値は聞いた一回の識別子。
    """
    plan, decision = plan_to_change(plan_id, Action.EVALUATE_PLAN, by)
    require(may_ask_progress(PlanState(plan.state)))
    question, agencies = cleaned("question", question), list(dict.fromkeys(agency_ids))
    with_steps = {row.agency_id for row in Step.objects.filter(plan=plan, withdrawn_at__isnull=True) if row.agency_id}
    if problems := asking_problems(due_on=due_on, today=clock.today(), agencies=agencies, with_steps=list(with_steps)):
        raise Invalid(problems)
    request = ProgressRequest.objects.create(
        id=new_id(), compartment_id=plan.compartment_id, plan=plan, agency_id=by.agency_id, due_on=due_on, question=question,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    ProgressAsk.objects.bulk_create(
        ProgressAsk(id=new_id(), compartment_id=plan.compartment_id, request=request, agency_id=agency, due_on=due_on)
        for agency in agencies
    )
    add_event(by, case_id=plan.case_id, room=plan.compartment_id, act="ask_progress", heading=_ASKED, reason=question, about=plan.id)
    note_act("ask_progress", plan, decision, by)
    return request.id


@act(Action.REPORT_PROGRESS)
def report_progress(
    *, by: Actor, request_id: UUID, agency_id: UUID | None = None, on: date, reports: Sequence[StepReport]
) -> tuple[UUID, ...]:
    """役割ごとの進み具合を、まとめて書く。追記だけで、一番新しいものが今の様子になる。

    agency_id を省けば自分の機関の役割。事案を受け持つ機関は、ほかの機関から聞き取ったことを代わりに書ける(だれが書いたかが残る)。
    聞かれていない・権限のない機関は Refused、見えない回・役割は NotVisible、事情のない「止まっている」は Invalid(鍵は役割の識別子)。
    """
    request = ProgressRequest.objects.select_related("plan").filter(id=request_id).first()
    if request is None:
        raise NotVisible
    plan, whose = request.plan, agency_id or by.agency_id
    asked = ProgressAsk.objects.filter(request=request, agency_id=whose).exists()
    decision = require(reporting(plan, by=by, agency_id=whose, asked=asked))
    steps = {row.id: row for row in Step.objects.filter(plan=plan, agency_id=whose, withdrawn_at__isnull=True)}
    told = [StepReport(one.step_id, one.state, cleaned(str(one.step_id), one.text)) for one in reports]
    if problems := report_problems(told, steps=list(steps), on=on, today=clock.today()):
        raise Invalid(problems)
    rows = []
    for one in told:
        step = steps[one.step_id]
        require(require_access(Action.REPORT_PROGRESS, step.compartment_id, by=by))
        rows.append(
            Progress(
                id=new_id(), compartment_id=step.compartment_id, request=request, step=step, agency_id=whose, on_day=on, text=one.text,
                reported_agency_id=by.agency_id, state=one.state.value, recorded_at=clock.now(), recorded_by=by.posting_id,
            )
        )  # fmt: skip
    with written():
        Progress.objects.bulk_create(rows)
    for row in rows:
        index(row, plan)
    persons = {steps[one.step_id].person_id for one in told}
    subjects = person_ids_of(plan.case_id) if None in persons else sorted(one for one in persons if one)
    journal.record(act="report_progress", by=by, subjects=subjects, compartment_id=plan.compartment_id, ground=decision.ground)
    return tuple(row.id for row in rows)


@act(Action.EVALUATE_PLAN)
def hold_monitoring(*, by: Actor, plan_id: UUID, held_on: date, judgement: Judgement, summary: str, next_on: date | None = None) -> UUID:
    """モニタリングの結果を書く。続けるなら次の時期が要る。見直し・終結・中断は、ここでは決まらず、評価を書いて会議に諮る。

    確定していないプランは Refused、見えないプランは NotVisible、日の誤り・次の時期のないものは Invalid。返り値はその識別子。
    """
    plan, decision = plan_to_change(plan_id, Action.EVALUATE_PLAN, by)
    require(may_monitor(PlanState(plan.state)))
    summary = cleaned("summary", summary)
    problems = monitoring_problems(
        held_on=held_on, next_on=next_on, judgement=judgement, summary=summary, since=plan.confirmed_on, today=clock.today()
    )
    if problems:
        raise Invalid(problems)
    row = Monitoring.objects.create(
        id=new_id(), compartment_id=plan.compartment_id, plan=plan, agency_id=by.agency_id, held_on=held_on, judgement=judgement.value,
        summary=summary, next_on=next_on, recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    index(row, plan)
    add_event(
        by, case_id=plan.case_id, room=plan.compartment_id, act="hold_monitoring", heading="モニタリングを行った", about=plan.id,
        reason=judgement.label_ja, value=judgement.value,
    )  # fmt: skip
    note_act("hold_monitoring", plan, decision, by)
    return row.id
