"""プラン評価シート(様式2-2)の画面: 書き始める、評価結果、人ごとの変化と理由、目標ごとの達成、書き終える、決まった後の手続き。"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.queries import visible_case
from kasane.cases.views.answering import case_shown, done
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible, require
from kasane.plans.commands import evaluation as commands
from kasane.plans.forms.evaluation import EvaluationForm, GradeForm, PartForm, evaluation_initial, part_initial
from kasane.plans.queries.evaluation import evaluation_page, facts_of, part_facts
from kasane.plans.views.answering import TAB, plan_url
from kasane.plans.views.evaluation_shown import (
    carry_form,
    carry_sheet,
    evaluation_data,
    evaluation_print_data,
    evaluation_sheet,
    evaluation_url,
    goal_of,
    leads_after,
    part_of,
    part_options,
)
from kasane.screens.answering import opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes


@reads(Action.VIEW_CASE)
def evaluation(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """評価の頁。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    return case_shown(request, shown.case, "plans/evaluation.html", TAB, **evaluation_data(shown))


@reads(Action.VIEW_CASE)
def evaluation_print(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """様式2-2の印刷(A4)。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    data = evaluation_print_data(shown)
    return page(request, "plans/print22.html", data, saw=shown.person_ids, compartment_id=shown.case.compartment_id)


@writes(Action.EVALUATE_PLAN)
def start_evaluation(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """評価を書き始める(一押し)。評価日は今日から始まり、後で直せる。"""
    made: list[UUID] = []

    def act() -> None:
        made.append(commands.start_evaluation(by=request.actor, plan_id=plan_id, evaluated_on=clock.today()))

    answer = done(request, act, said="評価シートを書き始めました。", to=plan_url(plan_id))
    if made:
        answer["Location"] = evaluation_url(made[0])
    return answer


@reads(Action.EVALUATE_PLAN)
def writing_evaluation(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """評価結果とその後を書く画面。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    require(shown.write)
    make = partial(EvaluationForm, partners=leads_after(shown), methods=list(shown.choices.methods.items()))
    return opened_with_draft(request, evaluation_sheet(shown, "write_evaluation"), make, evaluation_initial(shown.facts, shown.version))


@writes(Action.EVALUATE_PLAN)
def write_evaluation(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """評価結果とその後を書く。ほかの人が先に書いていれば、両方を見比べて409。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    form = EvaluationForm(request.POST, partners=leads_after(shown), methods=list(shown.choices.methods.items()))

    def save() -> None:
        version = form.cleaned_data["version"]
        commands.write_evaluation(by=request.actor, evaluation_id=evaluation_id, version=version, facts=form.to_facts())

    sheet = evaluation_sheet(shown, "write_evaluation", compared=lambda row: evaluation_initial(facts_of(row), row.version))
    return saved(request, sheet, form, save, done="評価を保存しました。")


@reads(Action.EVALUATE_PLAN)
def writing_part(request: DeskRequest, evaluation_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """世帯または一人の、変化と今の状況を書く画面。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    line = part_of(shown, person_id)
    require(line.write)
    make = partial(PartForm, **part_options(shown))
    return opened_with_draft(request, evaluation_sheet(shown, "write_part", part=line), make, part_initial(line.facts, line.version))


@writes(Action.EVALUATE_PLAN)
def write_part(request: DeskRequest, evaluation_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """世帯または一人の、変化と今の状況を書く。ほかの人が先に書いていれば、両方を見比べて409。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    line, form = part_of(shown, person_id), PartForm(request.POST, **part_options(shown))

    def save() -> None:
        version = form.cleaned_data["version"] or 0
        commands.write_part(by=request.actor, evaluation_id=evaluation_id, person_id=person_id, version=version, facts=form.to_facts())

    sheet = evaluation_sheet(shown, "write_part", part=line, compared=lambda row: part_initial(part_facts(row), row.version))
    return saved(request, sheet, form, save, done=f"{line.name}の欄を保存しました。")


@reads(Action.EVALUATE_PLAN)
def grading(request: DeskRequest, evaluation_id: UUID, goal_id: UUID) -> HttpResponse:
    """目標の達成状況を書く画面。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    line = goal_of(shown, goal_id)
    require(line.write)
    now = {"version": line.version, "grade": line.grade.value if line.grade else "", "text": line.text}
    return opened_with_draft(request, evaluation_sheet(shown, "grade", goal=line), GradeForm, now)


@writes(Action.EVALUATE_PLAN)
def grade(request: DeskRequest, evaluation_id: UUID, goal_id: UUID) -> HttpResponse:
    """目標の達成状況を書く。ほかの人が先に書いていれば、両方を見比べて409。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    line, form = goal_of(shown, goal_id), GradeForm(request.POST)

    def save() -> None:
        given = {"version": form.cleaned_data["version"] or 0, "grade": form.chosen, "text": form.cleaned_data["text"]}
        commands.grade_goal(by=request.actor, evaluation_id=evaluation_id, goal_id=goal_id, **given)

    return saved(request, evaluation_sheet(shown, "grade", goal=line), form, save, done="目標の達成状況を残しました。")


@writes(Action.EVALUATE_PLAN)
def finish(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """書き終える(一押し)。足りないことがあれば、評価の頁に出る。"""
    return done(
        request, lambda: commands.finish_evaluation(by=request.actor, evaluation_id=evaluation_id),
        said="書き終えました。プランの頁から、会議に諮ってください。", to=evaluation_url(evaluation_id),
    )  # fmt: skip


@writes(Action.EVALUATE_PLAN)
def reopen(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """作成中に戻す(一押し)。"""
    return done(
        request, lambda: commands.reopen_evaluation(by=request.actor, evaluation_id=evaluation_id),
        said="作成中に戻しました。", to=evaluation_url(evaluation_id),
    )  # fmt: skip


@reads(Action.HAND_ON_CASE)
def carrying_out(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """会議で決まった終結・中断の手続きの画面。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    require(shown.carry_out)
    return opened_with_draft(request, carry_sheet(shown), carry_form(shown), {})


@writes(Action.HAND_ON_CASE)
def carry_out(request: DeskRequest, evaluation_id: UUID) -> HttpResponse:
    """会議で決まった終結・中断の手続きをする。"""
    shown = evaluation_page(evaluation_id, by=request.actor)
    form = carry_form(shown)(request.POST)

    def save() -> None:
        commands.carry_out_end(by=request.actor, evaluation_id=evaluation_id, **form.to_values())

    done = "会議で決まったとおりに進めました。伴走は続きます。"
    return saved(request, carry_sheet(shown), form, save, done=done, to=lambda _: _after(shown.case.id))


def _after(case_id: UUID) -> str:
    """手続きの後に移る先。引き継いで見る根拠が終わっていれば、事案の一覧。"""
    try:
        visible_case(case_id)
    except NotVisible:
        return reverse("cases:list")
    return reverse("cases:case", args=[case_id])
