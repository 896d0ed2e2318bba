"""記録から選んで資料に載せる画面: 見える記録を、種類・だれのこと・出どころ・時点・つく出所と一緒に並べる。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.conferences import commands
from kasane.conferences.forms.room import PickForm
from kasane.conferences.queries.recorded import Pickable, pickable_lines
from kasane.conferences.queries.shapes import ItemRoom
from kasane.conferences.views.answering import deciding_room, item_url, room_sheet
from kasane.conferences.views.narrowing import narrow
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_LEAD: Final = (
    "この事案の記録のうち、あなたに見えるものです（経過は新しい30件）。会議に要るものだけに印をつけます。"
    "支援措置で伏せている居どころ・連絡先は、載せるときに自動で伏せます。"
)


@reads(Action.JOIN_CONFERENCE)
def picking(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """記録から選ぶ画面。"""
    room = deciding_room(request, item_id, lambda one: one.may_put)
    lines = pickable_lines(item_id, request.actor)
    return opened(request, _picking(request, room, lines), _form(lines))


@writes(Action.JOIN_CONFERENCE)
def pick(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """選んだ記録を資料に載せる。"""
    room = deciding_room(request, item_id, lambda one: one.may_put)
    lines = pickable_lines(item_id, request.actor)
    form = _form(lines, request.POST)

    def save() -> Any:
        given = form.cleaned_data
        return commands.pick_facts(by=request.actor, item_id=item_id, keys=given["picked"], tax_words_seen=given["tax_words_seen"])

    return saved(request, _picking(request, room, lines), form, save, done="選んだ記録を、資料に載せました。")


def _form(lines: tuple[Pickable, ...], *args: Any) -> PickForm:
    return PickForm(*args, lines=[(one.line.key, one.line.heading) for one in lines if not one.taken and not one.barred])


def _picking(request: DeskRequest, room: ItemRoom, lines: tuple[Pickable, ...]) -> Sheet:
    shown = narrow(request, lines, lambda one: f"{one.line.heading} {one.line.text} {one.about} {one.source}")
    return room_sheet(
        room, "記録から選んで載せる", f"{item_url(room.id, 'pick')}{shown.carried}", tab="packet", submit="選んだ記録を載せる", lead=_LEAD,
        template="conferences/pick_form.html", shown={"lines": shown.lines, "shown": shown, "picking_url": item_url(room.id, "picking")},
    )  # fmt: skip
