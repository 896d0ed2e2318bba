"""議題の部屋: 資料を読む、載せる、自機関の知っていることを出す、外す、出所を付け替える、閉じる。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.forms import ReasonForm
from kasane.conferences import commands
from kasane.conferences.domain.codes import Provenance, Section
from kasane.conferences.forms.room import FactForm, RelabelForm
from kasane.conferences.queries import item_room
from kasane.conferences.queries.shapes import ItemRoom, PacketLine
from kasane.conferences.views import choosing
from kasane.conferences.views.answering import deciding_room, room_sheet, room_shown
from kasane.kernel.decision import NotVisible, require
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_PUT = "一行ずつ、出所をつけて載せます。税のことは、税情報の同意がない限り、どの書き方でも載せられません。"
_CONTRIBUTE = "あなたの機関が知っていることを、この議題の構成員に見せます。ほかの議題や、事案の記録には移りません。"
_RELABEL = "会議で知ったことは、このままでは事案で使えません。本人の同意を得たときか、理由をはっきり書けるときだけ、付け替えられます。"
_CLOSE = "閉じると、構成員からはこの議題の資料が、どの入口からも見えなくなります。"


@reads(Action.JOIN_CONFERENCE)
def item(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """資料(出所つき)。"""
    room = item_room(item_id, by=request.actor)
    return room_shown(request, room, "conferences/packet.html", "packet", sections=_sections(room))


@reads(Action.JOIN_CONFERENCE)
def packet_print(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """資料の印刷(A4)。見た人と時刻が入る。"""
    room = item_room(item_id, by=request.actor)
    return room_shown(request, room, "conferences/packet_print.html", "packet", sections=_sections(room))


@reads(Action.JOIN_CONFERENCE)
def putting(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """資料に載せる画面。"""
    room = deciding_room(request, item_id, lambda one: one.may_put)
    return opened_with_draft(request, _putting(room), lambda *args, **kwargs: _form(room, *args, **kwargs), {})


@writes(Action.JOIN_CONFERENCE)
def put(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """資料に一行載せる。"""
    room = deciding_room(request, item_id, lambda one: one.may_put)
    form = _form(room, request.POST)

    def save() -> Any:
        return commands.put_fact(by=request.actor, item_id=item_id, facts=form.to_fact())

    return saved(request, _putting(room), form, save, done="資料に載せました。")


@reads(Action.JOIN_CONFERENCE)
def contributing(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """自機関の知っていることを出す画面。"""
    room = deciding_room(request, item_id, lambda one: one.may_contribute)
    start = {"section": Section.LEARNED.value}
    return opened_with_draft(request, _contributing(room), lambda *args, **kwargs: _form(room, *args, **kwargs), start)


@writes(Action.JOIN_CONFERENCE)
def contribute(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """自機関の知っていることを出す。"""
    room = deciding_room(request, item_id, lambda one: one.may_contribute)
    form = _form(room, request.POST)

    def save() -> Any:
        return commands.contribute_fact(by=request.actor, item_id=item_id, facts=form.to_fact())

    return saved(request, _contributing(room), form, save, done="出しました。この議題の構成員だけが読めます。")


@reads(Action.JOIN_CONFERENCE)
def dropping(request: DeskRequest, item_id: UUID, fact_id: UUID) -> HttpResponse:
    """資料から外す理由を書く画面。"""
    room, line = _line(request, item_id, fact_id)
    require(line.may_drop)
    return opened(request, _dropping(room, line), ReasonForm())


@writes(Action.JOIN_CONFERENCE)
def drop(request: DeskRequest, item_id: UUID, fact_id: UUID) -> HttpResponse:
    """資料から外す。"""
    room, line = _line(request, item_id, fact_id)
    require(line.may_drop)
    form = ReasonForm(request.POST)

    def save() -> None:
        commands.drop_fact(by=request.actor, fact_id=fact_id, reason=form.cleaned_data["reason"])

    return saved(request, _dropping(room, line), form, save, done="外しました。理由は記録に残ります。")


@reads(Action.JOIN_CONFERENCE)
def relabelling(request: DeskRequest, item_id: UUID, fact_id: UUID) -> HttpResponse:
    """出所を付け替える画面。"""
    room, line = _line(request, item_id, fact_id)
    require(line.may_relabel)
    return opened(request, _relabelling(room, line), RelabelForm())


@writes(Action.JOIN_CONFERENCE)
def relabel(request: DeskRequest, item_id: UUID, fact_id: UUID) -> HttpResponse:
    """出所を付け替える。だれが、いつ、なぜかが残る。"""
    room, line = _line(request, item_id, fact_id)
    require(line.may_relabel)
    form = RelabelForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.relabel_fact(
            by=request.actor, fact_id=fact_id, provenance=Provenance(given["provenance"]), reason=given["reason"],
            into_case=given["into_case"],
        )  # fmt: skip

    return saved(request, _relabelling(room, line), form, save, done="出所を付け替えました。理由は資料と記録に残ります。")


@reads(Action.JOIN_CONFERENCE)
def closing(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議題を閉じる画面。"""
    return opened(request, _closing(deciding_room(request, item_id, lambda one: one.may_close)), ReasonForm())


@writes(Action.JOIN_CONFERENCE)
def close(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議題を閉じる。"""
    room, form = deciding_room(request, item_id, lambda one: one.may_close), ReasonForm(request.POST)

    def save() -> None:
        commands.close_item(by=request.actor, item_id=item_id, reason=form.cleaned_data["reason"])

    back = reverse("conferences:conference", args=[room.head.id])
    return saved(request, _closing(room), form, save, done="閉じました。構成員からは、もう見えません。", to=back)


def _form(room: ItemRoom, *args: Any, **kwargs: Any) -> FactForm:
    return FactForm(*args, **kwargs, people=choosing.people(room), provenances=room.provenances)


def _sections(room: ItemRoom) -> list[tuple[Section, list[PacketLine]]]:
    found = [(section, [line for line in room.lines if line.section is section]) for section in Section]
    return [(section, lines) for section, lines in found if lines]


def _line(request: DeskRequest, item_id: UUID, fact_id: UUID) -> tuple[ItemRoom, PacketLine]:
    room = item_room(item_id, by=request.actor)
    line = next((one for one in room.lines if one.id == fact_id), None)
    if line is None:
        raise NotVisible
    return room, line


def _sheet(room: ItemRoom, title: str, act: str, *args: UUID, **rest: Any) -> Sheet:
    return room_sheet(room, title, reverse(f"conferences:{act}", args=[room.id, *args]), tab="packet", **rest)


def _putting(room: ItemRoom) -> Sheet:
    return _sheet(room, "資料に載せる", "put", submit="載せる", lead=_PUT, draft=f"conference-item:{room.id}:fact")


def _contributing(room: ItemRoom) -> Sheet:
    return _sheet(
        room, "自機関の知っていることを出す", "contribute", submit="出す", lead=_CONTRIBUTE, draft=f"conference-item:{room.id}:contribute"
    )


def _facts(line: PacketLine) -> tuple[dict[str, str], ...]:
    said = f"{line.provenance.label_ja}　{line.source}"
    return ({"label": "内容", "value": line.text}, {"label": "今の出所", "value": said})


def _dropping(room: ItemRoom, line: PacketLine) -> Sheet:
    return _sheet(room, "資料から外す", "drop", line.id, submit="外す", facts=_facts(line), danger=True)


def _relabelling(room: ItemRoom, line: PacketLine) -> Sheet:
    return _sheet(room, "出所を付け替える", "relabel", line.id, submit="付け替える", facts=_facts(line), lead=_RELABEL)


def _closing(room: ItemRoom) -> Sheet:
    return _sheet(room, "この議題を閉じる", "close", submit="閉じる", lead=_CLOSE, danger=True)
