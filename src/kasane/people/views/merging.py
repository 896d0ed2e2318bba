"""名寄せの画面: 相手を選び、並べて見比べ、寄せる。間違いなら戻す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel.decision import NotVisible
from kasane.people import commands
from kasane.people.forms import ReasonForm
from kasane.people.queries.matching import compare, past_merges
from kasane.people.queries.person import header_of
from kasane.people.views.answering import candidates, person_url, sheet_for, shown_in, trail
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_LEAD = "「残す記録」に、もう一方の別名・居どころ・世帯・関係が移ります。間違いだったときは、元に戻せます。"


@reads(Action.MERGE_PEOPLE)
def choose(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """名寄せの相手を選ぶ画面。"""
    header = header_of(person_id)
    found = candidates(request, (), excluding=[person_id])
    choices = [{"label": label, "href": reverse("people:comparing", args=[person_id, other])} for other, label in found]
    data = {"header": header, "choices": choices, "crumbs": trail((header.name, person_url(person_id)), ("名寄せ", ""))}
    return page(request, "people/merge_choose.html", data, saw=[person_id, *shown_in(found)])


@reads(Action.MERGE_PEOPLE)
def comparing(request: DeskRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """二人を並べて見比べる画面。"""
    return opened(request, _sheet(person_id, other_id), ReasonForm())


@writes(Action.MERGE_PEOPLE)
def merge(request: DeskRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """other を person に寄せる。"""
    form, sheet = ReasonForm(request.POST), _sheet(person_id, other_id)

    def save() -> UUID:
        return commands.merge_people(by=request.actor, kept_id=person_id, absorbed_id=other_id, reason=form.cleaned_data["reason"])

    return saved(request, sheet, form, save, done="名寄せしました。人の画面の「これまでの名寄せ」から元に戻せます。")


@reads(Action.MERGE_PEOPLE)
def undoing(request: DeskRequest, person_id: UUID, merge_id: UUID) -> HttpResponse:
    """名寄せを戻す理由を書く画面。"""
    return opened(request, _undo_sheet(person_id, merge_id), ReasonForm())


@writes(Action.MERGE_PEOPLE)
def undo(request: DeskRequest, person_id: UUID, merge_id: UUID) -> HttpResponse:
    """名寄せを元に戻す。"""
    form, sheet = ReasonForm(request.POST), _undo_sheet(person_id, merge_id)
    return saved(
        request, sheet, form, lambda: commands.undo_merge(by=request.actor, merge_id=merge_id, reason=form.cleaned_data["reason"]),
        done="名寄せを元に戻しました。",
    )  # fmt: skip


@reads(Action.MERGE_PEOPLE)
def doubting(request: DeskRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """同じ人かもしれない、とだけ覚えておく画面。"""
    return opened(request, _doubt_sheet(person_id, other_id), ReasonForm())


@writes(Action.MERGE_PEOPLE)
def doubt(request: DeskRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """同じ人かもしれない、とだけ覚えておく。"""
    form, sheet = ReasonForm(request.POST), _doubt_sheet(person_id, other_id)

    def save() -> UUID:
        return commands.note_unsure_duplicate(by=request.actor, person_id=person_id, other_id=other_id, note=form.cleaned_data["reason"])

    return saved(request, sheet, form, save, done="覚えておきました。記録は何も動かしていません。")


def _sheet(person_id: UUID, other_id: UUID) -> Sheet:
    return _side_by_side(person_id, other_id, "見比べて名寄せする", "merge", submit="左の記録に寄せる", lead=_LEAD, danger=True)


def _doubt_sheet(person_id: UUID, other_id: UUID) -> Sheet:
    return _side_by_side(person_id, other_id, "同じ人かもしれないと覚えておく", "doubt", submit="覚えておく")


def _side_by_side(person_id: UUID, other_id: UUID, title: str, act: str, **rest: Any) -> Sheet:
    shown = {"comparison": compare(person_id, other_id)}
    return sheet_for(person_id, title, act, args=[person_id, other_id], also=[other_id], shown=shown, **rest)


def _undo_sheet(person_id: UUID, merge_id: UUID) -> Sheet:
    past = next((one for one in past_merges(person_id) if one.id == merge_id), None)
    if past is None:
        raise NotVisible
    facts = ({"label": "名寄せの相手", "value": past.name}, {"label": "名寄せの理由", "value": past.reason})
    return sheet_for(
        person_id, "名寄せを元に戻す", "undo", args=[person_id, merge_id], also=[past.other_id], facts=facts, submit="元に戻す", danger=True
    )
