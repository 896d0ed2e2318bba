"""段階を動かす、名前を改める、終結、再開、連絡の間隔。どれも事案の版を見て、ほかの人の変更に重ねない。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases import commands
from kasane.cases.domain import Stage
from kasane.cases.domain.stages import by_hand
from kasane.cases.forms import CloseForm, ReopenForm, RhythmForm, StageForm, TitleForm
from kasane.cases.queries import CaseHeader, closing_of
from kasane.cases.registry import closing_ways
from kasane.cases.views.answering import case_sheet, case_shown, deciding_header, unchanged
from kasane.kernel import clock
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.forms import KasaneForm
from kasane.screens.views import DeskRequest, reads, writes

_CLOSE = "終結しても、伴走する機関と連絡の間隔は残ります。事情が変われば、記録を残したまま、すぐに再開できます。"


@reads(Action.RECORD_NOTE)
def moving(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """段階を動かす画面。"""
    header = deciding_header(request, case_id, Action.RECORD_NOTE)
    return opened(request, _moving(header), StageForm(initial={"version": header.version}, stages=_next(header)))


@writes(Action.RECORD_NOTE)
def move(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """段階を動かす。"""
    header = deciding_header(request, case_id, Action.RECORD_NOTE)
    form = StageForm(request.POST, stages=_next(header))

    def act() -> None:
        commands.move_stage(by=request.actor, case_id=case_id, to=Stage(form.cleaned_data["to"]), reason=form.cleaned_data["reason"])

    return saved(request, _moving(header), form, _guarded(header, form, act), done="段階を動かしました。")


@reads(Action.RECORD_NOTE)
def retitling(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """事案の名前を改める画面。"""
    header = deciding_header(request, case_id, Action.RECORD_NOTE)
    return opened(request, _retitling(header), TitleForm(initial={"title": header.title, "version": header.version}))


@writes(Action.RECORD_NOTE)
def retitle(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """事案の名前を改める。"""
    header, form = deciding_header(request, case_id, Action.RECORD_NOTE), TitleForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        commands.retitle_case(by=request.actor, case_id=case_id, title=given["title"], reason=given["reason"])

    return saved(request, _retitling(header), form, _guarded(header, form, act), done="名前を改めました。前の名前は経過に残ります。")


@reads(Action.CLOSE_CASE)
def closing(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """終結の画面。今は終結できないなら、書かせる前に、その理由と先へ進む道を出す。"""
    header = deciding_header(request, case_id, Action.CLOSE_CASE)
    if not (now := closing_of(case_id, Stage(header.stage))).allowed:
        ways = [{"label": label, "url": url} for label, url in closing_ways(case_id)]
        return case_shown(request, header, "cases/not_closing.html", "timeline", now=now, ways_on=ways)
    return opened(request, _closing(header), CloseForm(initial={"on": clock.today(), "version": header.version}))


@writes(Action.CLOSE_CASE)
def close(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """終結する。"""
    header, form = deciding_header(request, case_id, Action.CLOSE_CASE), CloseForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        days = int(given["follow_up_days"])
        commands.close_case(by=request.actor, case_id=case_id, on=given["on"], reason=given["reason"], follow_up_days=days)

    return saved(request, _closing(header), form, _guarded(header, form, act), done="終結しました。伴走は続きます。")


@reads(Action.CLOSE_CASE)
def reopening(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """再開の画面。"""
    header = deciding_header(request, case_id, Action.CLOSE_CASE)
    return opened(request, _reopening(header), ReopenForm(initial={"version": header.version}))


@writes(Action.CLOSE_CASE)
def reopen(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """再開する。"""
    header, form = deciding_header(request, case_id, Action.CLOSE_CASE), ReopenForm(request.POST)

    def act() -> None:
        commands.reopen_case(by=request.actor, case_id=case_id, reason=form.cleaned_data["reason"])

    return saved(request, _reopening(header), form, _guarded(header, form, act), done="再開しました。")


@reads(Action.ARRANGE_TEAM)
def spacing(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """連絡の間隔を決める画面。"""
    header = deciding_header(request, case_id, Action.ARRANGE_TEAM)
    return opened(request, _spacing(header), RhythmForm(initial={"days": header.contact_rhythm_days, "version": header.version}))


@writes(Action.ARRANGE_TEAM)
def space(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """連絡の間隔を決める。"""
    header, form = deciding_header(request, case_id, Action.ARRANGE_TEAM), RhythmForm(request.POST)

    def act() -> None:
        commands.set_contact_rhythm(by=request.actor, case_id=case_id, days=int(form.cleaned_data["days"]))

    return saved(request, _spacing(header), form, _guarded(header, form, act), done="連絡の間隔を決めました。")


def _next(header: CaseHeader) -> list[Stage]:
    return list(by_hand(Stage(header.stage)))


def _guarded(header: CaseHeader, form: KasaneForm, act: Callable[[], None]) -> Callable[[], Any]:
    def save() -> None:
        now = {"title": header.title, "to": header.stage, "days": header.contact_rhythm_days, "on": header.closed_on}
        unchanged(header, form.cleaned_data["version"], {name: now[name] for name in now if name in form.fields}, form.cleaned_data)
        act()

    return save


def _sheet(header: CaseHeader, title: str, act: str, **rest: Any) -> Sheet:
    now = ({"label": "いまの段階", "value": header.stage_label},)
    return case_sheet(header, title, reverse(f"cases:{act}", args=[header.id]), facts=now, compared=dict, **rest)


def _moving(header: CaseHeader) -> Sheet:
    return _sheet(header, "段階を動かす", "move", submit="動かす")


def _retitling(header: CaseHeader) -> Sheet:
    return _sheet(header, "事案の名前を改める", "retitle", submit="改める")


def _closing(header: CaseHeader) -> Sheet:
    return _sheet(header, "終結", "close", submit="終結する", lead=_CLOSE, draft=f"case:{header.id}:close")


def _reopening(header: CaseHeader) -> Sheet:
    return _sheet(header, "再開", "reopen", submit="再開する")


def _spacing(header: CaseHeader) -> Sheet:
    return _sheet(header, "連絡の間隔", "space", submit="決める")
