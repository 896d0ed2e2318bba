"""会議を開く画面: 招集、次第、役員、招集の知らせ、開会・閉会・取りやめ。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.forms import ReasonForm
from kasane.cases.views.answering import done
from kasane.conferences import commands
from kasane.conferences.domain.codes import Part
from kasane.conferences.forms.convening import CloseForm, ConveneForm, SeatForm
from kasane.conferences.queries import conference_page
from kasane.conferences.queries.closing import closing_of, people_in, undecided_in
from kasane.conferences.queries.shapes import AgendaLine, ConferencePage
from kasane.conferences.views import choosing
from kasane.conferences.views.answering import LIST, allowed_conference, conference_sheet, why_seen
from kasane.conferences.views.drawing import draw_agenda
from kasane.conferences.views.narrowing import Choosing
from kasane.screens.answering import Sheet, crumbs, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_CLOSING: Final = (
    "まだ決まっていない議題があります。閉会すると、決まらないまま閉じて、もう開きません。続けて話すものは、やめて戻り、先に決定"
    "（継続して検討・修正して再度諮る）を記録します。閉じた後に話すときは、事案から、次の会議にかけ直します。"
)


@dataclass(frozen=True, slots=True)
class Timed:
    """次第の一行と、始まる見込みの時刻。"""

    item: AgendaLine
    begins: time


@reads(Action.CONVENE_CONFERENCE)
def convening(request: DeskRequest) -> HttpResponse:
    """会議を招集する画面。"""
    start = {"chair": str(request.actor.posting_id)}
    return opened_with_draft(request, _convening(request), partial(_form, request), start)


@writes(Action.CONVENE_CONFERENCE)
def convene(request: DeskRequest) -> HttpResponse:
    """会議を招集する。招集した人は事務局になる。"""
    form = _form(request, request.POST)
    return saved(
        request, _convening(request), form,
        lambda: commands.convene(by=request.actor, facts=form.to_facts(), officers=form.seats()),
        done="会議を用意しました。議題を加えてから、招集の知らせを出します。", to=_conference_url,
    )  # fmt: skip


@reads(Action.JOIN_CONFERENCE)
def conference(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """会議の次第(役員だけ)。"""
    found = conference_page(conference_id, by=request.actor)
    return _shown(request, found, "conferences/conference.html", drawn=draw_agenda(_timed(found)))


@reads(Action.JOIN_CONFERENCE)
def agenda_print(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """次第の印刷(A4)。"""
    return _shown(request, conference_page(conference_id, by=request.actor), "conferences/agenda_print.html")


@reads(Action.JOIN_CONFERENCE)
def seating(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """役員を加える画面。"""
    found = allowed_conference(request, conference_id, lambda one: one.may_seat)
    return opened(request, _seating(request, found), SeatForm(postings=_staff(request).choices))


@writes(Action.JOIN_CONFERENCE)
def seat(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """役員を加える。守秘を確かめるまで、その人には何も見えない。"""
    found = allowed_conference(request, conference_id, lambda one: one.may_seat)
    form = SeatForm(request.POST, postings=_staff(request).choices)

    def save() -> None:
        given = form.cleaned_data
        commands.seat_officer(by=request.actor, conference_id=conference_id, posting_id=UUID(given["posting_id"]), part=Part(given["part"]))

    return saved(request, _seating(request, found), form, save, done="役員を加えました。守秘を確かめてから入ります。")


@writes(Action.JOIN_CONFERENCE)
def call(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """招集の知らせを出す。日時・場所・目的の段階だけが載る。"""
    return _step(request, conference_id, commands.call_conference, "招集の知らせを出しました。氏名は載せていません。")


@writes(Action.JOIN_CONFERENCE)
def open_room(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """開会する。ここから議事を書ける。"""
    return _step(request, conference_id, commands.open_conference, "開会しました。議事を書けます。")


@reads(Action.JOIN_CONFERENCE)
def closing_room(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """閉会の前に確かめる画面: 決まっていない議題と、見えなくなる構成員。"""
    found = allowed_conference(request, conference_id, lambda one: one.may_close)
    return opened(request, _closing(found), _close_form(found))


@writes(Action.JOIN_CONFERENCE)
def close_room(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """閉会する。決まっていない議題があれば、一つずつ確かめてから。"""
    found = allowed_conference(request, conference_id, lambda one: one.may_close)
    form = _close_form(found, request.POST)

    def save() -> None:
        commands.close_conference(by=request.actor, conference_id=conference_id, leaving=form.cleaned_data["leaving"])

    return saved(request, lambda: _closing(found), form, save, done="閉会しました。", to=_conference_url(conference_id))


@reads(Action.JOIN_CONFERENCE)
def cancelling(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """取りやめる理由を書く画面。"""
    return opened(request, _cancelling(allowed_conference(request, conference_id, lambda one: one.may_cancel)), ReasonForm())


@writes(Action.JOIN_CONFERENCE)
def cancel(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """取りやめる。構成員からは、その時から見えない。"""
    found, form = allowed_conference(request, conference_id, lambda one: one.may_cancel), ReasonForm(request.POST)

    def save() -> None:
        commands.cancel_conference(by=request.actor, conference_id=conference_id, reason=form.cleaned_data["reason"])

    return saved(request, _cancelling(found), form, save, done="取りやめました。", to=reverse("conferences:list"))


def _form(request: DeskRequest, *args: Any, **kwargs: Any) -> ConveneForm:
    return ConveneForm(*args, **kwargs, kinds=choosing.kinds(), postings=_staff(request, *args).choices)


def _staff(request: DeskRequest, *typed: Mapping[str, Any]) -> Choosing:
    """役員に選べる職員。探した言葉に合う人と、自分と、もう選んである人。"""
    chosen = {str(given.get(name, "")) for given in (request.POST, *typed) for name in ("chair", "minutes", "posting_id")}
    return choosing.postings(request.GET.get("q", ""), keep=chosen | {str(request.actor.posting_id)})


def _conference_url(conference_id: UUID) -> str:
    return reverse("conferences:conference", args=[conference_id])


def _step(request: DeskRequest, conference_id: UUID, act: Callable[..., Any], said: str) -> HttpResponse:
    conference_page(conference_id, by=request.actor)
    return done(request, lambda: act(by=request.actor, conference_id=conference_id), said=said, to=_conference_url(conference_id))


def _shown(request: DeskRequest, found: ConferencePage, template: str, **drawn: Any) -> HttpResponse:
    saw = dict.fromkeys(person for line in found.items for person in line.person_ids)
    length = _minutes_between(found.head.starts_at, found.head.ends_at)
    data = {
        "conference": found, "agenda": _timed(found), "length": length, "over": max(0, found.minutes_planned - length),
        "why": why_seen(found.compartment_id), "steps": _steps(found),
        "crumbs": crumbs((LIST, reverse("conferences:list")), (found.head.title, "")), **drawn,
    }  # fmt: skip
    return page(request, template, data, saw=saw, compartment_id=found.compartment_id)


def _timed(found: ConferencePage) -> list[Timed]:
    at, lines = datetime.combine(found.head.held_on, found.head.starts_at), []
    for item in found.items:
        lines.append(Timed(item, at.time()))
        at += timedelta(minutes=item.minutes)
    return lines


def _minutes_between(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def _steps(found: ConferencePage) -> list[dict[str, Any]]:
    ask = bool(undecided_in(found))  # 決まっていない議題があれば、確かめる画面を挟む
    named = (
        ("招集の知らせを出す", "call", found.may_call, False),
        ("開会する", "open", found.may_open, False),
        ("閉会する", "closing_conference" if ask else "close_conference", found.may_close, ask),
    )
    return [
        {"label": label, "url": reverse(f"conferences:{name}", args=[found.head.id]), "decision": may, "asks": asks}
        for label, name, may, asks in named
    ]  # fmt: skip


def _convening(request: DeskRequest) -> Sheet:
    return Sheet(
        title="会議を招集する", action=reverse("conferences:convene"), back=reverse("conferences:list"), submit="会議を用意する",
        where=((LIST, reverse("conferences:list")),), draft="conference:new",
        lead="まだだれにも知らせません。議題と構成員を決めてから、招集の知らせを出します。あなたは事務局になり、この会議の守秘を確かめたことになります。",
        template="conferences/staff_form.html", shown=_search(request, reverse("conferences:convening")),
    )  # fmt: skip


def _search(request: DeskRequest, where: str) -> dict[str, Any]:
    return {"staff": _staff(request), "staff_url": where, "staff_query": request.GET.get("q", "")}


def _seating(request: DeskRequest, found: ConferencePage) -> Sheet:
    return conference_sheet(
        found,
        "役員を加える",
        "seat",
        submit="加える",
        lead="役員は、この会議のすべての議題を扱います。",
        template="conferences/staff_form.html",
        shown=_search(request, reverse("conferences:seating", args=[found.head.id])),
    )


def _close_form(found: ConferencePage, *args: Any) -> CloseForm:
    return CloseForm(*args, undecided=[(str(one.id), f"{one.position}　{one.heading}") for one in undecided_in(found)])


def _closing(found: ConferencePage) -> Sheet:
    return conference_sheet(
        found, "閉会する", "close_conference", submit="印をつけた議題も閉じて、閉会する", lead=_CLOSING, danger=True,
        template="conferences/closing_form.html", shown={"closing": closing_of(found)}, saw=people_in(found),
    )  # fmt: skip


def _cancelling(found: ConferencePage) -> Sheet:
    return conference_sheet(found, "会議を取りやめる", "cancel", submit="取りやめる", danger=True)
