"""構成員の画面(役員だけ): 名簿、招く、外す、出席を取る。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.forms import ReasonForm
from kasane.conferences import commands
from kasane.conferences.domain.appointment import may_attend_on_paper
from kasane.conferences.forms.members import AttendanceForm, InviteForm
from kasane.conferences.queries import officer_room
from kasane.conferences.queries.appointments import cover_of
from kasane.conferences.queries.shapes import ItemRoom, MemberLine
from kasane.conferences.views import choosing
from kasane.conferences.views.answering import deciding_room, item_url, room_sheet, room_shown
from kasane.conferences.views.narrowing import Choosing, Narrowed, narrow
from kasane.kernel.decision import NotVisible, require
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_INVITE = "招いた人に、はじめに見えるのは日時・場所・目的の段階だけです。守秘を確かめてから、この議題の資料だけを、決めた期間だけ読めます。"

_ON_PAPER = "委嘱簿に、守秘の説明と、署名した誓約書を受け取った日があります。"
_PAPER_LEAD = "かさねで守秘を確認できない外の構成員の出席を、受け取ってある誓約書によって記録します。この人に資料は開きません。"


@reads(Action.JOIN_CONFERENCE)
def members(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """この議題の構成員の名簿。構成員には見せない(security.md N23)。"""
    room = officer_room(item_id, by=request.actor)
    shown = _narrowed(request, room)
    return room_shown(request, room, "conferences/members.html", "members", form=_attendance(shown.lines), shown=shown)


@reads(Action.JOIN_CONFERENCE)
def inviting(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """構成員を招く画面。"""
    room = deciding_room(request, item_id, lambda one: one.may_invite)
    return opened(request, _inviting(request, room), _form(request, room))


@writes(Action.JOIN_CONFERENCE)
def invite(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """構成員を招く。"""
    room = deciding_room(request, item_id, lambda one: one.may_invite)
    form = _form(request, room, request.POST)

    def save() -> Any:
        return commands.invite_member(by=request.actor, item_id=item_id, **form.to_values())

    return saved(request, _inviting(request, room), form, save, done="招きました。守秘を確かめるまで、資料は見えません。")


@reads(Action.JOIN_CONFERENCE)
def releasing(request: DeskRequest, item_id: UUID, seat_id: UUID) -> HttpResponse:
    """構成員を外す理由を書く画面。"""
    return opened(request, _releasing(*_seat(request, item_id, seat_id)), ReasonForm())


@writes(Action.JOIN_CONFERENCE)
def release(request: DeskRequest, item_id: UUID, seat_id: UUID) -> HttpResponse:
    """構成員を外す。その時から、何も見えない。"""
    room, member = _seat(request, item_id, seat_id)
    form = ReasonForm(request.POST)

    def save() -> None:
        commands.release_member(by=request.actor, member_id=seat_id, reason=form.cleaned_data["reason"])

    return saved(request, _releasing(room, member), form, save, done="外しました。その人からは、もう見えません。")


@writes(Action.JOIN_CONFERENCE)
def attend(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """出席を記録する。会議が成り立つかは、この出席で決まる。"""
    room = deciding_room(request, item_id, lambda one: one.may_attend)
    shown = _narrowed(request, room)
    form = _attendance(shown.lines, request.POST)

    def save() -> None:
        for came, chosen in form.split():
            commands.attend(by=request.actor, member_ids=chosen, came=came)

    sheet = room_sheet(room, "出席を取る", f"{item_url(item_id, 'attend')}{shown.carried}", tab="members", submit="出席を記録する")
    return saved(request, sheet, form, save, done="出席を記録しました。")


@reads(Action.JOIN_CONFERENCE)
def attending_on_paper(request: DeskRequest, item_id: UUID, seat_id: UUID) -> HttpResponse:
    """紙の誓約書によって出席にする理由を書く画面。"""
    return opened(request, _on_paper(*_paper_seat(request, item_id, seat_id)), ReasonForm())


@writes(Action.JOIN_CONFERENCE)
def attend_on_paper(request: DeskRequest, item_id: UUID, seat_id: UUID) -> HttpResponse:
    """紙の誓約書によって出席にする。資料は、その人が守秘を確認するまで開かない。"""
    room, member = _paper_seat(request, item_id, seat_id)
    form = ReasonForm(request.POST)

    def save() -> None:
        commands.attend_on_paper(by=request.actor, member_id=seat_id, reason=form.cleaned_data["reason"])

    return saved(request, _on_paper(room, member), form, save, done="紙の誓約書による出席を記録しました。資料は開いていません。")


def _form(request: DeskRequest, room: ItemRoom, *args: Any) -> InviteForm:
    outside = choosing.appointed(room.id, room.head.kind_code)
    return InviteForm(*args, postings=_staff(request).choices, outside=outside, agencies=choosing.agencies())


def _staff(request: DeskRequest) -> Choosing:
    return choosing.postings(request.GET.get("q", ""), keep={request.POST.get("posting_id", "")})


def _narrowed(request: DeskRequest, room: ItemRoom) -> Narrowed[MemberLine]:
    """名簿の一頁。出席も、この頁に並んだ人だけを取る(ほかの頁の人の出席は変わらない)。"""
    return narrow(request, room.members, lambda one: f"{one.name} {one.agency} {one.part.label_ja}")


def _attendance(members: list[MemberLine], *args: Any) -> AttendanceForm:
    here = [one for one in members if one.left_at is None and (one.acknowledged_at is not None or one.paper_reason)]
    choices = [(str(one.id), f"{one.name}（{one.agency}）") for one in here]
    return AttendanceForm(*args, members=choices, initial={"present": [str(one.id) for one in here if one.attended]})


def _seat(request: DeskRequest, item_id: UUID, seat_id: UUID) -> tuple[ItemRoom, MemberLine]:
    room = officer_room(item_id, by=request.actor)
    require(room.may_invite)
    member = next((one for one in room.members if one.id == seat_id and one.left_at is None), None)
    if member is None:
        raise NotVisible
    return room, member


def _paper_seat(request: DeskRequest, item_id: UUID, seat_id: UUID) -> tuple[ItemRoom, MemberLine]:
    room = officer_room(item_id, by=request.actor)
    require(room.may_lead)
    member = next((one for one in room.members if one.id == seat_id and one.by_paper), None)
    if member is None:
        raise NotVisible
    cover = cover_of(member.outside_member_id, item_id=item_id, kind_code=room.head.kind_code, on=room.head.held_on)  # type: ignore[arg-type]
    require(may_attend_on_paper(outside=member.outside, acknowledged=False, left=False, cover=cover))
    return room, member


def _on_paper(room: ItemRoom, member: MemberLine) -> Sheet:
    facts = ({"label": "構成員", "value": f"{member.name}（{member.agency}）"}, {"label": "根拠", "value": _ON_PAPER})
    action = reverse("conferences:attend_on_paper", args=[room.id, member.id])
    return room_sheet(room, "紙の誓約書で出席にする", action, tab="members", submit="出席にする", facts=facts, lead=_PAPER_LEAD)


def _inviting(request: DeskRequest, room: ItemRoom) -> Sheet:
    shown = {"staff": _staff(request), "staff_url": item_url(room.id, "inviting"), "staff_query": request.GET.get("q", "")}
    return room_sheet(
        room, "構成員を招く", item_url(room.id, "invite"), tab="members", submit="招く", lead=_INVITE,
        template="conferences/invite_form.html", shown=shown,
    )  # fmt: skip


def _releasing(room: ItemRoom, member: MemberLine) -> Sheet:
    facts = ({"label": "構成員", "value": f"{member.name}（{member.agency}）"}, {"label": "区分", "value": member.part.label_ja})
    action = reverse("conferences:release", args=[room.id, member.id])
    return room_sheet(room, "構成員を外す", action, tab="members", submit="外す", facts=facts, danger=True)
