"""庁内の画面: 議題の外の窓口（席と札）、札を出した紙、届いた文を受け取る。どれも、その議題の役員だけ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.conferences.domain.codes import Provenance, Section
from kasane.conferences.forms.room import FactForm
from kasane.conferences.queries import item_room, officer_room
from kasane.conferences.queries.shapes import ItemRoom
from kasane.conferences.views.answering import room_data, room_sheet, room_shown
from kasane.kernel.decision import NotVisible
from kasane.portal import commands, tokens
from kasane.portal.domain import MessageKind
from kasane.portal.forms import AnswerForm, DeclineForm, RevokeForm
from kasane.portal.queries import MessageLine, TicketLine, outside_desk, ticket_line, waiting_message
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_TAB = "outside"
_TAKE = "届いた文を、会議の資料の一行にします。要らないところは削ってかまいません（届いた文そのものは、記録に残ります）。"
_RECEIVE = "受け取ると、協力依頼は終わり、相手の札は使えなくなります。"
_REVOKE = "取り消すと、次の一押しから何も見えなくなります。新しい札は、いつでも出せます。"


@reads(Action.CONVENE_CONFERENCE)
def desk(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """この議題の外の窓口: だれに札を出したか、何が届いたか。"""
    room = item_room(item_id, by=request.actor)
    return room_shown(request, room, "portal/desk.html", _TAB, desk=outside_desk(room))


@writes(Action.CONVENE_CONFERENCE)
def issue(request: DeskRequest, item_id: UUID, member_id: UUID) -> HttpResponse:
    """構成員に札を出す。リンクと番号は、この画面に一度だけ出る。"""
    room = officer_room(item_id, by=request.actor)
    if member_id not in {one.id for one in room.members}:
        raise NotVisible
    return _letter(request, room, commands.issue_ticket(by=request.actor, member_id=member_id), asked=False)


@writes(Action.CONVENE_CONFERENCE)
def issue_asked(request: DeskRequest, item_id: UUID, cooperation_id: UUID) -> HttpResponse:
    """協力依頼の相手に、答えるだけの札を出す。"""
    room = officer_room(item_id, by=request.actor)
    if cooperation_id not in {one.id for one in outside_desk(room).asked}:
        raise NotVisible
    return _letter(request, room, commands.issue_ticket(by=request.actor, cooperation_id=cooperation_id), asked=True)


@reads(Action.CONVENE_CONFERENCE)
def revoking(request: DeskRequest, ticket_id: UUID) -> HttpResponse:
    """札を取り消す理由を書く画面。"""
    return opened(request, _revoking(request, *ticket_line(ticket_id)), RevokeForm())


@writes(Action.CONVENE_CONFERENCE)
def revoke(request: DeskRequest, ticket_id: UUID) -> HttpResponse:
    """札を取り消す。"""
    form = RevokeForm(request.POST)

    def save() -> None:
        commands.revoke_ticket(by=request.actor, ticket_id=ticket_id, reason=form.cleaned_data["reason"])

    return saved(request, _revoking(request, *ticket_line(ticket_id)), form, save, done="札を取り消しました。")


@reads(Action.CONVENE_CONFERENCE)
def message(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """届いた一通。構成員からなら資料にする画面、協力依頼の相手からなら答えとして受け取る画面。"""
    found = waiting_message(message_id)
    room = officer_room(found.item_id, by=request.actor)
    if found.kind is MessageKind.ANSWER:
        return opened(request, _receiving(room, found), AnswerForm())
    start = {"text": found.text, "section": Section.LEARNED.value, "provenance": _first(room)}
    return opened(request, _taking(room, found), _fact_form(room, initial=start))


@writes(Action.CONVENE_CONFERENCE)
def take(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """届いた文を、資料の一行にする。"""
    found = waiting_message(message_id, MessageKind.CONTRIBUTION)
    room = officer_room(found.item_id, by=request.actor)
    form = _fact_form(room, request.POST)

    def save() -> Any:
        return commands.take_as_fact(by=request.actor, message_id=message_id, facts=form.to_fact())

    return saved(request, _taking(room, found), form, save, done="資料に載せました。")


@writes(Action.CONVENE_CONFERENCE)
def receive(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """協力依頼の答えとして受け取る。"""
    found = waiting_message(message_id, MessageKind.ANSWER)
    room = officer_room(found.item_id, by=request.actor)
    form = AnswerForm(request.POST)

    def save() -> None:
        commands.take_as_answer(by=request.actor, message_id=message_id, declined=form.cleaned_data["how"] == "declined")

    return saved(request, _receiving(room, found), form, save, done="答えを受け取りました。")


@reads(Action.CONVENE_CONFERENCE)
def declining(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """資料に入れない理由を書く画面。"""
    found = waiting_message(message_id)
    return opened(request, _declining(officer_room(found.item_id, by=request.actor), found), DeclineForm())


@writes(Action.CONVENE_CONFERENCE)
def decline(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """資料に入れない。"""
    found, form = waiting_message(message_id), DeclineForm(request.POST)
    room = officer_room(found.item_id, by=request.actor)

    def save() -> None:
        commands.decline_message(by=request.actor, message_id=message_id, reason=form.cleaned_data["reason"])

    return saved(request, _declining(room, found), form, save, done="資料には入れませんでした。")


def _letter(request: DeskRequest, room: ItemRoom, issued: commands.Issued, *, asked: bool) -> HttpResponse:
    data = {**room_data(room, _TAB), "issued": issued, "code": tokens.spaced(issued.code), "asked": asked}
    return page(request, "portal/letter.html", data, saw=room.person_ids, compartment_id=room.compartment_id)


def _url(name: str, one: UUID) -> str:
    return reverse(f"portal:{name}", args=[one])


def _revoking(request: DeskRequest, ticket: TicketLine, item_id: UUID, name: str) -> Sheet:
    room = officer_room(item_id, by=request.actor)
    facts = ({"label": "札を持つ方", "value": name}, {"label": "今の状態", "value": ticket.state.label_ja})
    return room_sheet(
        room, "札を取り消す", _url("revoke", ticket.id), tab=_TAB, submit="取り消す", lead=_REVOKE, facts=facts, danger=True
    )  # fmt: skip


def _about(found: MessageLine) -> tuple[dict[str, Any], ...]:
    return ({"label": "届けた方", "value": found.sender}, {"label": "届いた文", "value": found.text})


def _taking(room: ItemRoom, found: MessageLine) -> Sheet:
    shown = {"decline_url": _url("declining", found.id)}
    return room_sheet(
        room, "届いた文を資料に載せる", _url("take", found.id), tab=_TAB, submit="資料に載せる", lead=_TAKE, facts=_about(found),
        template="portal/message_form.html", shown=shown,
    )  # fmt: skip


def _receiving(room: ItemRoom, found: MessageLine) -> Sheet:
    shown = {"decline_url": _url("declining", found.id)}
    return room_sheet(
        room, "協力依頼の答えを受け取る", _url("receive", found.id), tab=_TAB, submit="受け取る", lead=_RECEIVE, facts=_about(found),
        template="portal/message_form.html", shown=shown,
    )  # fmt: skip


def _declining(room: ItemRoom, found: MessageLine) -> Sheet:
    return room_sheet(room, "届いた文を使わない", _url("decline", found.id), tab=_TAB, submit="使わない", facts=_about(found))


def _fact_form(room: ItemRoom, *args: Any, **kwargs: Any) -> FactForm:
    people = [(str(one), label) for one, label in room.people]
    return FactForm(*args, people=people, provenances=_provenances(room), **kwargs)


def _provenances(room: ItemRoom) -> tuple[Provenance, ...]:
    """外から届いた文に付けられる出所。税情報は、外の窓口からは受け取らない（security.md §2.4）。"""
    return tuple(one for one in room.provenances if one is not Provenance.TAX)


def _first(room: ItemRoom) -> str:
    return _provenances(room)[0].value if room.on_consent else Provenance.CONFERENCE.value
