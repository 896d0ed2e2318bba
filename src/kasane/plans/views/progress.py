"""実施状況とモニタリングの画面: 機関ごとの進み具合、機関に聞く、自分の機関の一枚で答える、モニタリングの結果。"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.views.answering import case_sheet, case_shown
from kasane.kernel import clock
from kasane.kernel.decision import require
from kasane.plans.commands import progress as commands
from kasane.plans.domain.progress import Judgement
from kasane.plans.forms.progress import AskProgressForm, MonitorForm, ProgressForm
from kasane.plans.queries.progress import Asked, Following, ProgressSheet, progress_sheet
from kasane.plans.queries.progress import following as following_of
from kasane.plans.views.answering import FORM, TAB, Acts, plan_url
from kasane.plans.views.evaluation_shown import plan_title
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_ASK = "プランに役割のある機関に、進み具合を聞きます。聞かれた機関は、自分の実施事項だけを一枚の画面で答えます。"
_MONITOR = "分かったことと、これからを残します。見直し・終結・中断は、評価シートを書いて会議に諮って決めます。"


@reads(Action.VIEW_CASE)
def following(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """実施状況とモニタリングの頁。"""
    shown = following_of(plan_id, by=request.actor)
    acts = Acts()
    acts.add("ask", "機関に進み具合を聞く", plan_url(plan_id, "asking"), shown.ask)
    acts.add("monitor", "モニタリングの結果を残す", plan_url(plan_id, "monitoring"), shown.monitor, kind="secondary")
    title = plan_title(shown.kind, shown.plan_number)
    return case_shown(
        request, shown.case, "plans/following.html", TAB, following=shown, plan_title=title, acts=acts.shown, requests=_requests(shown)
    )


@reads(Action.EVALUATE_PLAN)
def asking(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """機関に聞く画面。役割のある機関のすべてに印がついている。"""
    shown = following_of(plan_id, by=request.actor)
    require(shown.ask)
    agencies = _agencies(shown)
    first = {"due_on": shown.due_default, "agencies": [key for key, _ in agencies]}
    return opened_with_draft(request, _asking(shown), partial(AskProgressForm, agencies=agencies), first)


@writes(Action.EVALUATE_PLAN)
def ask(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """機関に聞く。"""
    shown = following_of(plan_id, by=request.actor)
    form = AskProgressForm(request.POST, agencies=_agencies(shown))

    def save() -> UUID:
        given = form.cleaned_data
        return commands.ask_progress(
            by=request.actor, plan_id=plan_id, due_on=given["due_on"], agency_ids=form.agency_ids, question=given["question"]
        )

    return saved(request, _asking(shown), form, save, done="聞きました。相手の機関の「今日の仕事」に出ます。")


@reads(Action.EVALUATE_PLAN)
def monitoring(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """モニタリングの結果を書く画面。"""
    shown = following_of(plan_id, by=request.actor)
    require(shown.monitor)
    return opened_with_draft(request, _monitoring(shown), MonitorForm, {"held_on": clock.today()})


@writes(Action.EVALUATE_PLAN)
def monitor(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """モニタリングの結果を残す。"""
    shown, form = following_of(plan_id, by=request.actor), MonitorForm(request.POST)

    def save() -> UUID:
        given = {**form.cleaned_data, "judgement": Judgement(form.cleaned_data["judgement"])}
        return commands.hold_monitoring(by=request.actor, plan_id=plan_id, **given)

    return saved(request, _monitoring(shown), form, save, done="モニタリングの結果を残しました。")


@reads(Action.REPORT_PROGRESS)
def progress(request: DeskRequest, request_id: UUID, agency_id: UUID | None = None) -> HttpResponse:
    """一つの機関が、自分の実施事項の進み具合を書く一枚。今の様子が入っている。"""
    shown = progress_sheet(request_id, by=request.actor, agency_id=agency_id)
    return opened_with_draft(request, _progress(shown), _form(shown), _now(shown))


@writes(Action.REPORT_PROGRESS)
def report(request: DeskRequest, request_id: UUID, agency_id: UUID) -> HttpResponse:
    """進み具合を残す。"""
    shown = progress_sheet(request_id, by=request.actor, agency_id=agency_id)
    form = _form(shown)(request.POST)

    def save() -> Any:
        given = {"agency_id": agency_id, "on": form.cleaned_data["on"], "reports": form.reports()}
        return commands.report_progress(by=request.actor, request_id=request_id, **given)

    return saved(request, _progress(shown), form, save, done="進み具合を残しました。", to=plan_url(shown.plan_id, "following"))


def _requests(shown: Following) -> list[dict[str, Any]]:
    return [
        {"due_on": due_on, "url": reverse("plans:progress", args=[key]), "asked": [_asked(key, one) for one in asked]}
        for key, due_on, asked in shown.requests
    ]


def _asked(request_id: UUID, one: Asked) -> dict[str, Any]:
    return {"agency": one.agency, "answered_on": one.answered_at, "url": reverse("plans:progress_of", args=[request_id, one.agency_id])}


def _agencies(shown: Following) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in shown.agencies]


def _form(shown: ProgressSheet) -> partial[ProgressForm]:
    return partial(ProgressForm, steps=shown.steps)


def _now(shown: ProgressSheet) -> dict[str, Any]:
    """今の様子。様子の文は、書き直すものなので空で始める。"""
    return {"on": clock.today(), **{f"state-{one.step_id}": one.state.value for one in shown.steps if one.state}}


def _asking(shown: Following) -> Sheet:
    return _sheet(shown, "機関に進み具合を聞く", "ask", submit="聞く", lead=_ASK)


def _monitoring(shown: Following) -> Sheet:
    return _sheet(shown, "モニタリングの結果", "monitor", submit="残す", lead=_MONITOR)


def _sheet(shown: Following, title: str, act: str, **rest: Any) -> Sheet:
    back, draft = plan_url(shown.plan_id, "following"), f"plan:{shown.plan_id}:{act}"
    return case_sheet(shown.case, title, plan_url(shown.plan_id, act), tab=TAB, back=back, draft=draft, template=FORM, **rest)


def _progress(shown: ProgressSheet) -> Sheet:
    facts = (
        {"label": "答える機関", "value": shown.agency}, {"label": "聞いた機関", "value": shown.from_agency},
        {"label": "プラン", "value": plan_title(shown.kind, shown.plan_number)},
        {"label": "聞かれたこと", "value": shown.question, "blank": "受け持つ実施事項の進み具合"},
    )  # fmt: skip
    action = reverse("plans:report", args=[shown.request_id, shown.agency_id])
    return case_sheet(
        shown.case, "進み具合を答える", action, tab=TAB, back=plan_url(shown.plan_id, "following"), facts=facts, submit="答える",
        draft=f"progress:{shown.request_id}:{shown.agency_id}", template="plans/progress.html", shown={"asked_sheet": shown},
    )  # fmt: skip
