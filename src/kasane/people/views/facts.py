"""別名、居どころ・連絡先、心身・生活の状況を足す・終える。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.people import commands
from kasane.people.forms import AliasForm, ConditionForm, EndForm, PlaceForm
from kasane.people.views.answering import sheet_for
from kasane.screens.answering import opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_NOTED = "記録しました。"
_ENDED = "終わったと記録しました。"


@reads(Action.CORRECT_PERSON)
def alias(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """別名を足す画面。"""
    return opened(request, sheet_for(person_id, "別名を足す", "add_alias"), AliasForm())


@writes(Action.CORRECT_PERSON)
def add_alias(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """別名を足す。"""
    form, sheet = AliasForm(request.POST), sheet_for(person_id, "別名を足す", "add_alias")
    return saved(request, sheet, form, lambda: commands.add_alias(by=request.actor, person_id=person_id, **form.to_values()), done=_NOTED)


@reads(Action.CORRECT_PERSON)
def place(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """居どころ・連絡先を足す画面。"""
    return opened(request, sheet_for(person_id, "居どころ・連絡先を足す", "add_place"), PlaceForm())


@writes(Action.CORRECT_PERSON)
def add_place(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """居どころ・連絡先を足す。支援措置の人なら秘匿の記録に入る。"""
    form, sheet = PlaceForm(request.POST), sheet_for(person_id, "居どころ・連絡先を足す", "add_place")
    return saved(
        request, sheet, form, lambda: commands.record_place(by=request.actor, person_id=person_id, facts=form.to_facts()), done=_NOTED
    )


@reads(Action.CORRECT_PERSON)
def place_end(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """居どころ・連絡先が終わった日を入れる画面。"""
    return opened(request, sheet_for(person_id, "居どころ・連絡先の終わり", "end_place", args=[person_id, row_id]), EndForm())


@writes(Action.CORRECT_PERSON)
def end_place(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """居どころ・連絡先が終わったと記録する。"""
    form, sheet = EndForm(request.POST), sheet_for(person_id, "居どころ・連絡先の終わり", "end_place", args=[person_id, row_id])

    def save() -> None:
        commands.end_place(by=request.actor, person_id=person_id, place_id=row_id, on=form.cleaned_data["on"])

    return saved(request, sheet, form, save, done=_ENDED)


@reads(Action.CORRECT_PERSON)
def condition(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """心身・生活の状況を足す画面。"""
    return opened(request, sheet_for(person_id, "心身・生活の状況を足す", "add_condition"), ConditionForm())


@writes(Action.CORRECT_PERSON)
def add_condition(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """心身・生活の状況を足す。"""
    form, sheet = ConditionForm(request.POST), sheet_for(person_id, "心身・生活の状況を足す", "add_condition")
    return saved(
        request, sheet, form, lambda: commands.record_condition(by=request.actor, person_id=person_id, **form.to_values()), done=_NOTED
    )


@reads(Action.CORRECT_PERSON)
def condition_end(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """状況が終わった日を入れる画面。"""
    return opened(request, sheet_for(person_id, "状況の終わり", "end_condition", args=[person_id, row_id]), EndForm())


@writes(Action.CORRECT_PERSON)
def end_condition(request: DeskRequest, person_id: UUID, row_id: UUID) -> HttpResponse:
    """状況が終わったと記録する。"""
    form, sheet = EndForm(request.POST), sheet_for(person_id, "状況の終わり", "end_condition", args=[person_id, row_id])

    def save() -> None:
        commands.end_condition(by=request.actor, person_id=person_id, condition_id=row_id, on=form.cleaned_data["on"])

    return saved(request, sheet, form, save, done=_ENDED)
