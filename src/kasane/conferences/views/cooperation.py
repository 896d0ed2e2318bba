"""協力依頼の画面(社会福祉法106条の6第3項): 書く、紙にする、届いた答えを残す。求められた側は、答えるまでの依頼書だけを読む(N24)。"""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.conferences.commands import cooperation as commands
from kasane.conferences.domain.cooperation import CooperationState
from kasane.conferences.forms.registers import CooperationAnswerForm, CooperationForm, RecordedAnswerForm
from kasane.conferences.queries import officer_room
from kasane.conferences.queries.cooperation import AskedLetter, CooperationLine, asked_of_me, cooperation, cooperation_of, letters_to_me
from kasane.conferences.queries.screens import may_ask_in
from kasane.conferences.queries.shapes import ItemRoom
from kasane.conferences.views import choosing
from kasane.conferences.views.answering import LIST, desk_shown, item_url, room_sheet, room_shown
from kasane.kernel import clock
from kasane.kernel.decision import Decision, NotVisible, require
from kasane.kernel.wareki import format_wareki
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_ASK: Final = (
    "求められた相手は、この依頼書だけを読みます。だれのことかは、対象者として書いたことだけが伝わります。"
    "会議の資料や記録は見えません。答えを出すことは、相手の守秘義務に反しません（努力義務）。"
)
_NOBODY: Final = "示されていません"
_ANSWER: Final = "答えると、この依頼書も、出した答えも、ここからは読めなくなります。会議の資料や記録は見えません。"


@reads(Action.JOIN_CONFERENCE)
def cooperations(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """この議題の協力依頼と、届いた答え。"""
    room = officer_room(item_id, by=request.actor)
    data: dict[str, Any] = {"lines": cooperation_of(item_id), "may_ask": _may_ask(room)}
    return room_shown(request, room, "conferences/cooperations.html", "cooperation", **data)


@reads(Action.DECIDE_ITEM)
def requesting(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """協力依頼書を書く画面。"""
    room = _asking_room(request, item_id)
    return opened_with_draft(request, _requesting(room), partial(_form, room), {"contact": request.actor.agency_name})


@writes(Action.DECIDE_ITEM)
def request_cooperation(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """協力を求める。双方向なら、先に委嘱が要る。"""
    room = _asking_room(request, item_id)
    form = _form(room, request.POST)

    def save() -> Any:
        return commands.request_cooperation(by=request.actor, item_id=item_id, facts=form.to_facts(), number=form.cleaned_data["number"])

    return saved(request, _requesting(room), form, save, done="協力を求めました。紙で送るときは、協力依頼書を印刷してください。")


@reads(Action.JOIN_CONFERENCE)
def cooperation_page(request: DeskRequest, cooperation_id: UUID) -> HttpResponse:
    """協力依頼の一件と、届いた答え。"""
    line, room = _line(request, cooperation_id)
    return room_shown(request, room, "conferences/cooperation.html", "cooperation", line=line)


@reads(Action.JOIN_CONFERENCE)
def cooperation_print(request: DeskRequest, cooperation_id: UUID) -> HttpResponse:
    """協力依頼書(A4)。"""
    line, room = _line(request, cooperation_id)
    return room_shown(request, room, "conferences/cooperation_print.html", "cooperation", letter=line)


@reads(Action.DECIDE_ITEM)
def recording(request: DeskRequest, cooperation_id: UUID) -> HttpResponse:
    """届いた答えを書き写す画面。"""
    line, room = _line(request, cooperation_id)
    require(line.may_record)
    return opened(request, _recording(room, line), RecordedAnswerForm(initial={"answered_on": clock.today()}))


@writes(Action.DECIDE_ITEM)
def record_answer(request: DeskRequest, cooperation_id: UUID) -> HttpResponse:
    """届いた答えを残す。"""
    line, room = _line(request, cooperation_id)
    form = RecordedAnswerForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.record_answer(
            by=request.actor, cooperation_id=cooperation_id, state=CooperationState(given["state"]), answer=given["answer"],
            answered_on=given["answered_on"],
        )  # fmt: skip

    return saved(request, _recording(room, line), form, save, done="答えを残しました。")


@reads(Action.ANSWER_COOPERATION)
def asked(request: DeskRequest) -> HttpResponse:
    """自分の機関に届いた協力依頼の一覧。議題も、だれのことかも出ない(対象者は、依頼書を開いたときにだけ出る)。"""
    return desk_shown(request, "conferences/asked.html", "asked", "届いた協力依頼", letters=letters_to_me(limit=100))


@reads(Action.ANSWER_COOPERATION)
def answering(request: DeskRequest, cooperation_id: UUID) -> HttpResponse:
    """届いた協力依頼に答える画面。"""
    found = _letter(cooperation_id)
    return opened_with_draft(request, _answering(found), CooperationAnswerForm, {})


@writes(Action.ANSWER_COOPERATION)
def answer(request: DeskRequest, cooperation_id: UUID) -> HttpResponse:
    """協力依頼に答える。答えた後は、読み返せない。"""
    found, form = _letter(cooperation_id), CooperationAnswerForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        declined = given["declined"] == "yes"
        commands.answer_cooperation(by=request.actor, cooperation_id=cooperation_id, declined=declined, answer=given["answer"])

    return saved(request, _answering(found), form, save, done="答えを送りました。", to=reverse("conferences:asked"))


def _form(room: ItemRoom, *args: Any, **kwargs: Any) -> CooperationForm:
    return CooperationForm(*args, **kwargs, agencies=choosing.agencies(), outside=choosing.outside(), people=choosing.people(room))


def _asking_room(request: DeskRequest, item_id: UUID) -> ItemRoom:
    room = officer_room(item_id, by=request.actor)
    require(_may_ask(room))
    return room


def _may_ask(room: ItemRoom) -> Decision:
    return may_ask_in(room.id)


def _line(request: DeskRequest, cooperation_id: UUID) -> tuple[CooperationLine, ItemRoom]:
    line = cooperation(cooperation_id)
    if line is None:
        raise NotVisible
    return line, officer_room(line.item_id, by=request.actor)


def _letter(cooperation_id: UUID) -> AskedLetter:
    found = asked_of_me(cooperation_id)
    if found is None:
        raise NotVisible
    return found


def _requesting(room: ItemRoom) -> Sheet:
    return room_sheet(
        room, "協力を求める", item_url(room.id, "request_cooperation"), tab="cooperation", submit="協力を求める", lead=_ASK,
        draft=f"conference-item:{room.id}:cooperation",
    )  # fmt: skip


def _recording(room: ItemRoom, line: CooperationLine) -> Sheet:
    facts = ({"label": "求めた相手", "value": line.to}, {"label": "求めたこと", "value": line.asked})
    action = reverse("conferences:record_answer", args=[line.id])
    return room_sheet(room, "届いた答えを残す", action, tab="cooperation", submit="残す", facts=facts)


def _answering(found: AskedLetter) -> Sheet:
    facts = (
        {"label": "根拠", "value": found.statute}, {"label": "文書番号", "value": found.number},
        {"label": "求められた日", "value": format_wareki(found.requested_on)},
        {"label": "求められたこと", "value": "・".join(one.label_ja for one in found.wanted)},
        {"label": "対象者", "value": found.about or _NOBODY},
        {"label": "中身", "value": found.asked}, {"label": "期限", "value": format_wareki(found.deadline)},
        {"label": "答えの届け先", "value": found.contact},
    )  # fmt: skip
    return Sheet(
        title="協力依頼に答える", action=reverse("conferences:send_answer", args=[found.id]), back=reverse("conferences:asked"),
        submit="答えを送る", where=((LIST, reverse("conferences:list")), ("届いた協力依頼", reverse("conferences:asked"))), facts=facts,
        lead=_ANSWER, draft=f"cooperation:{found.id}", saw=found.person_ids,
    )  # fmt: skip
