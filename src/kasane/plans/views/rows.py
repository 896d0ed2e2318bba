"""プランの行の画面: 達成目標、実施事項。行ごとに開き、行ごとの版で、ほかの機関の書いた行に触れない。"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.cases.forms import ReasonForm
from kasane.plans import commands
from kasane.plans.forms.rows import GoalForm, StepForm, goal_initial, step_initial, step_now
from kasane.plans.queries.screens import goal_row, step_row
from kasane.plans.views.answering import Place, person_options, placed, plan_sheet, plan_url
from kasane.plans.views.choosing import doers, services
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_GOAL = "本人が言った言葉のまま書きます。言いかえは「支援の方針」に書いてください。"
_STEP = "一行に一つ。ほかの機関が別の行を同時に書いても重なりません。同じ行を先に直されたときは、両方を並べて見比べられます。"
_DROP = "取り下げた行は、プランには出なくなりますが、記録には理由とともに残ります。"


@reads(Action.WRITE_PLAN)
def adding_goal(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """達成目標を加える画面。"""
    place = placed(request, plan_id, "write")
    return opened_with_draft(request, _adding_goal(place), partial(GoalForm, persons=person_options(place)), {})


@writes(Action.WRITE_PLAN)
def add_goal(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """達成目標を加える。"""
    place = placed(request, plan_id, "write")
    form = GoalForm(request.POST, persons=person_options(place))

    def save() -> UUID:
        return commands.add_goal(by=request.actor, plan_id=plan_id, person_id=form.person_id, text=form.cleaned_data["text"])

    return saved(request, _adding_goal(place), form, save, done="目標を加えました。", to=_at(plan_id, "goal"))


@reads(Action.WRITE_PLAN)
def revising_goal(request: DeskRequest, plan_id: UUID, goal_id: UUID) -> HttpResponse:
    """達成目標を直す画面。"""
    place, row = placed(request, plan_id, "write"), goal_row(plan_id, goal_id)
    return opened_with_draft(request, _revising_goal(place, goal_id), partial(GoalForm, fixed=True), goal_initial(row))


@writes(Action.WRITE_PLAN)
def revise_goal(request: DeskRequest, plan_id: UUID, goal_id: UUID) -> HttpResponse:
    """達成目標を直す。ほかの人が先に直していれば、両方を見比べて409。"""
    place, form = placed(request, plan_id, "write"), GoalForm(request.POST, fixed=True)
    goal_row(plan_id, goal_id)

    def save() -> None:
        given = form.cleaned_data
        commands.revise_goal(by=request.actor, goal_id=goal_id, version=given["version"], text=given["text"])

    done = "目標を直しました。前の文も残っています。"
    return saved(request, _revising_goal(place, goal_id), form, save, done=done, to=f"{plan_url(plan_id)}#goal-{goal_id}")


@reads(Action.WRITE_PLAN)
def dropping_goal(request: DeskRequest, plan_id: UUID, goal_id: UUID) -> HttpResponse:
    """達成目標を取り下げる理由を書く画面。"""
    return opened(request, _dropping_goal(placed(request, plan_id, "write"), goal_id), ReasonForm())


@writes(Action.WRITE_PLAN)
def drop_goal(request: DeskRequest, plan_id: UUID, goal_id: UUID) -> HttpResponse:
    """達成目標を取り下げる。"""
    place, form = placed(request, plan_id, "write"), ReasonForm(request.POST)

    def save() -> None:
        commands.withdraw_goal(by=request.actor, goal_id=goal_id, reason=form.cleaned_data["reason"])

    return saved(request, _dropping_goal(place, goal_id), form, save, done="目標を取り下げました。記録は残ります。")


@reads(Action.WRITE_PLAN)
def adding_step(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """実施事項を加える画面。"""
    place = placed(request, plan_id, "write")
    return opened_with_draft(request, _adding_step(place), partial(StepForm, persons=person_options(place), **_lists(place)), {})


@writes(Action.WRITE_PLAN)
def add_step(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """実施事項を加える。"""
    place = placed(request, plan_id, "write")
    form = StepForm(request.POST, persons=person_options(place), **_lists(place))

    def save() -> UUID:
        return commands.add_step(by=request.actor, plan_id=plan_id, person_id=form.person_id, facts=form.to_facts())

    return saved(request, _adding_step(place), form, save, done="実施事項を加えました。", to=_at(plan_id, "step"))


@reads(Action.WRITE_PLAN)
def revising_step(request: DeskRequest, plan_id: UUID, step_id: UUID) -> HttpResponse:
    """実施事項を直す画面。"""
    place, row = placed(request, plan_id, "write"), step_row(plan_id, step_id)
    return opened_with_draft(request, _revising_step(place, step_id), partial(StepForm, fixed=True, **_lists(place)), step_initial(row))


@writes(Action.WRITE_PLAN)
def revise_step(request: DeskRequest, plan_id: UUID, step_id: UUID) -> HttpResponse:
    """実施事項を直す。ほかの人が先に直していれば、両方を見比べて409。"""
    place = placed(request, plan_id, "write")
    step_row(plan_id, step_id)
    form = StepForm(request.POST, fixed=True, **_lists(place))

    def save() -> None:
        commands.revise_step(by=request.actor, step_id=step_id, version=form.cleaned_data["version"], facts=form.to_facts())

    done = "実施事項を直しました。前の文も残っています。"
    return saved(request, _revising_step(place, step_id), form, save, done=done, to=f"{plan_url(plan_id)}#step-{step_id}")


@reads(Action.WRITE_PLAN)
def dropping_step(request: DeskRequest, plan_id: UUID, step_id: UUID) -> HttpResponse:
    """実施事項を取り下げる理由を書く画面。"""
    return opened(request, _dropping_step(placed(request, plan_id, "write"), step_id), ReasonForm())


@writes(Action.WRITE_PLAN)
def drop_step(request: DeskRequest, plan_id: UUID, step_id: UUID) -> HttpResponse:
    """実施事項を取り下げる。"""
    place, form = placed(request, plan_id, "write"), ReasonForm(request.POST)

    def save() -> None:
        commands.withdraw_step(by=request.actor, step_id=step_id, reason=form.cleaned_data["reason"])

    return saved(request, _dropping_step(place, step_id), form, save, done="実施事項を取り下げました。記録は残ります。")


def _at(plan_id: UUID, row: str) -> Any:
    return lambda row_id: f"{plan_url(plan_id)}#{row}-{row_id}"


def _lists(place: Place) -> dict[str, Any]:
    return {"agencies": doers(place.header), "services": services()}


def _adding_goal(place: Place) -> Sheet:
    return plan_sheet(place, "目標を加える", "add_goal", submit="加える", lead=_GOAL, draft=f"plan:{place.plan.id}:goal")


def _revising_goal(place: Place, goal_id: UUID) -> Sheet:
    return plan_sheet(place, "目標を直す", "revise_goal", goal_id, lead=_GOAL, draft=f"plan:goal:{goal_id}", compared=dict)


def _dropping_goal(place: Place, goal_id: UUID) -> Sheet:
    facts = ({"label": "目標", "value": goal_row(place.plan.id, goal_id).text},)
    return plan_sheet(place, "目標を取り下げる", "drop_goal", goal_id, submit="取り下げる", facts=facts, lead=_DROP, danger=True)


def _adding_step(place: Place) -> Sheet:
    return plan_sheet(place, "実施事項を加える", "add_step", submit="加える", lead=_STEP, draft=f"plan:{place.plan.id}:step")


def _revising_step(place: Place, step_id: UUID) -> Sheet:
    return plan_sheet(place, "実施事項を直す", "revise_step", step_id, lead=_STEP, draft=f"plan:step:{step_id}", compared=step_now)


def _dropping_step(place: Place, step_id: UUID) -> Sheet:
    row = step_row(place.plan.id, step_id)
    facts = ({"label": "課題", "value": row.issue}, {"label": "何を", "value": row.content})
    return plan_sheet(place, "実施事項を取り下げる", "drop_step", step_id, submit="取り下げる", facts=facts, lead=_DROP, danger=True)
