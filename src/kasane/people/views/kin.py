"""関係とつながりを編集する。図は、保存したとおりに描き直す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.people import commands
from kasane.people.forms import EndForm, RelationForm, TieForm
from kasane.people.queries.person import PersonOverview, person_overview
from kasane.people.views.answering import Choices, candidates, sheet_for, shown_in
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes


@reads(Action.ARRANGE_HOUSEHOLD)
def relations(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """関係の編集: 今の図、関係の一覧、足す欄。"""
    one = person_overview(person_id, by=request.actor)
    near = _near(request, one)
    return opened(request, _sheet(one, near), RelationForm(candidates=near))


@writes(Action.ARRANGE_HOUSEHOLD)
def add_relation(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """関係を足す。"""
    one = person_overview(person_id, by=request.actor)
    near = _near(request, one)
    form = RelationForm(request.POST, candidates=near)

    def save() -> UUID:
        return commands.relate(by=request.actor, **form.to_values(person_id))

    return saved(request, _sheet(one, near), form, save, done="関係を記録し、図を描き直しました。")


@reads(Action.ARRANGE_HOUSEHOLD)
def relation_end(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """関係が終わった日を入れる画面。"""
    return opened(request, _ending(person_id, row_id, "関係の終わり", "end_relation"), EndForm())


@writes(Action.ARRANGE_HOUSEHOLD)
def end_relation(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """関係が終わったと記録する(過去の関係として図に残る)。"""
    form = EndForm(request.POST)

    def save() -> None:
        commands.end_relation(by=request.actor, relation_id=row_id, on=form.cleaned_data["on"])

    return saved(request, _ending(person_id, row_id, "関係の終わり", "end_relation"), form, save, done="終わったと記録しました。")


@reads(Action.ARRANGE_HOUSEHOLD)
def tie(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """つながり(エコマップの線)を足す画面。"""
    return opened(request, sheet_for(person_id, "つながりを足す", "add_tie"), TieForm())


@writes(Action.ARRANGE_HOUSEHOLD)
def add_tie(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """つながりを足す。"""
    form, sheet = TieForm(request.POST), sheet_for(person_id, "つながりを足す", "add_tie")
    return saved(
        request, sheet, form, lambda: commands.record_tie(by=request.actor, person_id=person_id, **form.to_values()), done="記録しました。"
    )


@reads(Action.ARRANGE_HOUSEHOLD)
def tie_end(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """つながりが終わった日を入れる画面。"""
    return opened(request, _ending(person_id, row_id, "つながりの終わり", "end_tie"), EndForm())


@writes(Action.ARRANGE_HOUSEHOLD)
def end_tie(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """つながりが終わったと記録する。"""
    form = EndForm(request.POST)

    def save() -> None:
        commands.end_tie(by=request.actor, tie_id=row_id, on=form.cleaned_data["on"])

    return saved(request, _ending(person_id, row_id, "つながりの終わり", "end_tie"), form, save, done="終わったと記録しました。")


def _sheet(one: PersonOverview, near: Choices) -> Sheet:
    here, also = reverse("people:relations", args=[one.header.id]), dict.fromkeys([*one.related, *shown_in(near)])
    return sheet_for(
        one.header.id, "関係の編集", "add_relation", header=one.header, also=also, shown={"one": one}, back=here, submit="関係を足す"
    )


def _ending(person_id: UUID, row_id: UUID, title: str, act: str, **rest: Any) -> Sheet:
    return sheet_for(person_id, title, act, args=[person_id, row_id], **rest)


def _near(request: DeskRequest, one: PersonOverview) -> Choices:
    return candidates(request, one.related, excluding=[one.header.id])
