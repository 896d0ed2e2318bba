"""本人・家族の参加の画面(事務局・司会だけ、開会中だけ)。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.forms import ReasonForm
from kasane.conferences import commands
from kasane.conferences.forms.members import PresentForm
from kasane.conferences.queries.present import agreed_to_sit
from kasane.conferences.queries.shapes import ItemRoom, PresentLine
from kasane.conferences.views.answering import deciding_room, item_url, room_sheet
from kasane.kernel.decision import NotVisible
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_LEAD: Final = "出たことだけを記録します。本人・家族に、かさねや資料は開きません。会議が成り立つかの人数には数えません。"
_NOBODY: Final = "この議題の人に、開催の日に効く「会議への本人参加」の同意がありません。同意の台帳に記録すると、ここに並びます。"


@reads(Action.JOIN_CONFERENCE)
def sitting(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """本人・家族が出たことを書く画面。"""
    room = deciding_room(request, item_id, lambda one: one.may_sit)
    return opened(request, _sitting(room), _form(room))


@writes(Action.JOIN_CONFERENCE)
def sit(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """本人・家族が出たことを記録する。"""
    room = deciding_room(request, item_id, lambda one: one.may_sit)
    form = _form(room, request.POST)

    def save() -> Any:
        return commands.seat_person(by=request.actor, item_id=item_id, **form.to_values())

    return saved(request, _sitting(room), form, save, done="本人・家族の参加を記録しました。")


@reads(Action.JOIN_CONFERENCE)
def unsitting(request: DeskRequest, item_id: UUID, seat_id: UUID) -> HttpResponse:
    """参加の記録を取り消す理由を書く画面。"""
    return opened(request, _unsitting(*_line(request, item_id, seat_id)), ReasonForm())


@writes(Action.JOIN_CONFERENCE)
def unsit(request: DeskRequest, item_id: UUID, seat_id: UUID) -> HttpResponse:
    """参加の記録を取り消す。"""
    room, line = _line(request, item_id, seat_id)
    form = ReasonForm(request.POST)

    def save() -> None:
        commands.unseat_person(by=request.actor, present_id=seat_id, reason=form.cleaned_data["reason"])

    return saved(request, _unsitting(room, line), form, save, done="参加の記録を取り消しました。")


def _form(room: ItemRoom, *args: Any) -> PresentForm:
    agreed = agreed_to_sit(room.id)
    return PresentForm(*args, people=[(str(key), label) for key, label in room.people if key in agreed])


def _line(request: DeskRequest, item_id: UUID, present_id: UUID) -> tuple[ItemRoom, PresentLine]:
    room = deciding_room(request, item_id, lambda one: one.may_sit)
    line = next((one for one in room.presents if one.id == present_id), None)
    if line is None:
        raise NotVisible
    return room, line


def _sitting(room: ItemRoom) -> Sheet:
    facts = () if agreed_to_sit(room.id) else ({"label": "いまは記録できません", "value": _NOBODY},)
    return room_sheet(
        room, "本人・家族の参加を記録する", item_url(room.id, "sit"), tab="members", submit="記録する", lead=_LEAD, facts=facts
    )  # fmt: skip


def _unsitting(room: ItemRoom, line: PresentLine) -> Sheet:
    facts = ({"label": line.standing, "value": line.name},)
    action = reverse("conferences:unsit", args=[room.id, line.id])
    return room_sheet(room, "参加の記録を取り消す", action, tab="members", submit="取り消す", facts=facts, danger=True)
