"""事案の支援プラン: 一覧、作り始める、前の支援チームで再開する。"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.queries import CaseHeader, case_header
from kasane.cases.views.answering import case_sheet, case_shown, deciding_header
from kasane.kernel import clock
from kasane.plans import commands
from kasane.plans.domain.codes import PlanState
from kasane.plans.forms.plan import StartForm
from kasane.plans.queries import plans_of
from kasane.plans.views.answering import FORM, TAB, plan_url
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_START = "プランは、本人・世帯の望みから書き始めます。どの機関がいつ何をするかは、実施事項に一行ずつ書きます。"


@reads(Action.VIEW_CASE)
def plans(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """事案の支援プランの一覧。"""
    header = case_header(case_id, by=request.actor)
    may_start = header.decisions[Action.WRITE_PLAN.value]
    return case_shown(request, header, "plans/plans.html", TAB, plans=plans_of(case_id), may_start=may_start)


@reads(Action.WRITE_PLAN)
def starting(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """プランを作り始める画面。"""
    header = deciding_header(request, case_id, Action.WRITE_PLAN)
    first = {"replaces": request.GET.get("replaces", ""), "written_on": clock.today()}
    return opened_with_draft(request, _starting(header), partial(StartForm, plans=_replaceable(case_id)), first)


@writes(Action.WRITE_PLAN)
def start(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """プランを作り始める。"""
    header = deciding_header(request, case_id, Action.WRITE_PLAN)
    form = StartForm(request.POST, plans=_replaceable(case_id))

    def save() -> UUID:
        return commands.start_plan(by=request.actor, case_id=case_id, **form.to_values())

    return saved(request, _starting(header), form, save, done="プランを作り始めました。", to=plan_url)


def _replaceable(case_id: UUID) -> list[tuple[str, str]]:
    """再プランにできるプラン: 確定しているか、中断しているもの。"""
    found = [one for one in plans_of(case_id) if one.state in (PlanState.FINAL, PlanState.SUSPENDED)]
    return [(str(one.id), f"{one.kind_label}プラン　{one.number_label}（{one.state_label}）") for one in found]


def _starting(header: CaseHeader) -> Sheet:
    return case_sheet(
        header, "プランを作る", reverse("plans:start", args=[header.id]), tab=TAB, back=reverse("plans:plans", args=[header.id]),
        submit="作り始める", lead=_START, draft=f"case:{header.id}:plan", template=FORM,
    )  # fmt: skip
