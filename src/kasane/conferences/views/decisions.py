"""決定と役割の画面: 決定を記録する、役割を決める、足りない資源を台帳に残す。役割は機関の仕事として、秘密の入らない言葉で渡る。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.agencies.domain import Field
from kasane.cases.forms import ReasonForm
from kasane.conferences import commands
from kasane.conferences.commands import roles as role_commands
from kasane.conferences.commands.needs import name_need as add_need
from kasane.conferences.domain.codes import Purpose
from kasane.conferences.forms.room import DecisionForm, NeedForm, RoleDoneForm, RoleForm
from kasane.conferences.queries import item_room, officer_room
from kasane.conferences.queries.needs import needs_of
from kasane.conferences.queries.roles import AgencyTask, roles_of, task
from kasane.conferences.queries.shapes import ItemRoom
from kasane.conferences.views import choosing
from kasane.conferences.views.answering import LIST, deciding_room, room_sheet, room_shown
from kasane.kernel.decision import NotVisible, require
from kasane.kernel.wareki import format_wareki
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_DECIDE: Final = "一度記録した決定は変えられません。プランの議題なら、決定と同時にプランが進みます（修正・不適なら、作成中に戻ります）。"
_ROLE: Final = "引き受ける機関の「今日の仕事」に、この言葉だけが出ます。議題や資料は開きません。会議に出ていない同僚も読みます。"
_NEED: Final = "地域の足りない資源の台帳に載ります。どの議題で出たかは、台帳からは分かりません。"


@reads(Action.JOIN_CONFERENCE)
def decisions(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """決定、役割分担、足りない資源。"""
    room = item_room(item_id, by=request.actor)
    data: dict[str, Any] = {"decided": _decided(room), "roles": roles_of(item_id), "needs": needs_of(item_id)}
    return room_shown(request, room, "conferences/decisions.html", "decisions", **data)


@reads(Action.DECIDE_ITEM)
def deciding(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """決定を記録する画面。"""
    room = deciding_room(request, item_id, lambda one: one.may_decide)
    return opened_with_draft(request, _deciding(room), lambda *args, **kwargs: _decision_form(room, *args, **kwargs), {})


@writes(Action.DECIDE_ITEM)
def decide(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議題を決める。"""
    room = deciding_room(request, item_id, lambda one: one.may_decide)
    form = _decision_form(room, request.POST)

    def save() -> Any:
        return commands.decide_item(by=request.actor, item_id=item_id, facts=form.to_facts())

    return saved(request, _deciding(room), form, save, done="決定を記録しました。続けて、役割と足りない資源を残せます。")


@reads(Action.KEEP_MINUTES)
def assigning(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """役割を決める画面。"""
    room = officer_room(item_id, by=request.actor)
    return opened(request, _assigning(room), RoleForm(holders=choosing.holders(room)))


@writes(Action.KEEP_MINUTES)
def assign(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """役割を決める。"""
    room = officer_room(item_id, by=request.actor)
    form = RoleForm(request.POST, holders=choosing.holders(room))

    def save() -> Any:
        given = form.cleaned_data
        return role_commands.assign_role(
            by=request.actor, item_id=item_id, wording=given["wording"], due_on=given["due_on"], **form.holder_id
        )

    return saved(request, _assigning(room), form, save, done="役割を決めました。引き受ける機関の「今日の仕事」に出ます。")


@reads(Action.KEEP_MINUTES)
def cancelling_role(request: DeskRequest, item_id: UUID, role_id: UUID) -> HttpResponse:
    """役割を取りやめる理由を書く画面。"""
    return opened(request, _cancelling(officer_room(item_id, by=request.actor), role_id), ReasonForm())


@writes(Action.KEEP_MINUTES)
def cancel_role(request: DeskRequest, item_id: UUID, role_id: UUID) -> HttpResponse:
    """役割を取りやめる。"""
    room, form = officer_room(item_id, by=request.actor), ReasonForm(request.POST)

    def save() -> None:
        role_commands.cancel_role(by=request.actor, role_id=role_id, reason=form.cleaned_data["reason"])

    return saved(request, _cancelling(room, role_id), form, save, done="取りやめました。")


@reads(Action.KEEP_MINUTES)
def naming_need(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """足りない資源を書く画面。"""
    return opened(request, _naming(officer_room(item_id, by=request.actor)), NeedForm(areas=choosing.areas()))


@writes(Action.KEEP_MINUTES)
def name_need(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """足りない資源を台帳に残す。"""
    room, form = officer_room(item_id, by=request.actor), NeedForm(request.POST, areas=choosing.areas())

    def save() -> Any:
        given = form.cleaned_data
        return add_need(
            by=request.actor, item_id=item_id, text=given["text"], field=Field(given["field"]), purpose=Purpose(given["purpose"]),
            area_id=UUID(given["area"]) if given["area"] else None,
        )  # fmt: skip

    return saved(request, _naming(room), form, save, done="台帳に残しました。どの議題で出たかは、台帳からは分かりません。")


@reads(Action.FINISH_ROLE)
def finishing_role(request: DeskRequest, role_id: UUID) -> HttpResponse:
    """自機関が引き受けた役割を済みにする画面。議題も人も出ない。"""
    found = task(role_id, by=request.actor)
    require(found.may_finish)
    return opened(request, _finishing(found), RoleDoneForm(initial={"version": found.version}))


@writes(Action.FINISH_ROLE)
def finish_role(request: DeskRequest, role_id: UUID) -> HttpResponse:
    """役割を済みにする。"""
    found, form = task(role_id, by=request.actor), RoleDoneForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        role_commands.finish_role(by=request.actor, role_id=role_id, note=given["note"], version=given["version"])

    return saved(request, _finishing(found), form, save, done="済みにしました。会議の役員に伝わります。")


def _decision_form(room: ItemRoom, *args: Any, **kwargs: Any) -> DecisionForm:
    return DecisionForm(*args, **kwargs, outcomes=room.outcomes, agencies=choosing.agencies())


def _decided(room: ItemRoom) -> list[dict[str, str]]:
    found = room.decision
    if found is None:
        return []
    came = "、".join(f"{one.name}（{one.standing}）" for one in room.presents)
    sat = [{"label": "本人・家族の参加", "value": came, "blank": "なし"}] if room.officer else []
    day = format_wareki(found.next_monitoring_on) if found.next_monitoring_on else ""
    return [
        {"label": "決めた日", "value": format_wareki(found.decided_on)}, {"label": "出席した人数", "value": f"{found.attended}人"}, *sat,
        {"label": "主担当の機関", "value": found.lead_agency, "blank": "変えない・決めない"},
        {"label": "次のモニタリング", "value": day, "blank": "決めていません"},
    ]  # fmt: skip


def _sheet(room: ItemRoom, title: str, act: str, *args: UUID, **rest: Any) -> Sheet:
    return room_sheet(room, title, reverse(f"conferences:{act}", args=[room.id, *args]), tab="decisions", **rest)


def _deciding(room: ItemRoom) -> Sheet:
    draft = f"conference-item:{room.id}:decide"
    facts = ({"label": "会議が成り立つか", "value": room.quorum.reason},)
    return _sheet(room, "決定を記録する", "decide", submit="決定を記録する", lead=_DECIDE, facts=facts, draft=draft)


def _assigning(room: ItemRoom) -> Sheet:
    return _sheet(room, "役割を決める", "assign", submit="決める", lead=_ROLE)


def _cancelling(room: ItemRoom, role_id: UUID) -> Sheet:
    one = next((line for line in roles_of(room.id) if line.id == role_id), None)
    if one is None:
        raise NotVisible
    facts = ({"label": one.whose, "value": one.wording},)
    return _sheet(room, "役割を取りやめる", "cancel_role", role_id, submit="取りやめる", facts=facts, danger=True)


def _naming(room: ItemRoom) -> Sheet:
    return _sheet(room, "足りない資源を台帳に残す", "name_need", submit="台帳に残す", lead=_NEED)


def _finishing(found: AgencyTask) -> Sheet:
    facts = (
        {"label": "すること", "value": found.wording}, 
        {"label": "決まった会議", "value": f"{found.kind}（{format_wareki(found.held_on)}）"},
        {"label": "いつまでに", "value": format_wareki(found.due_on) if found.due_on else "", "blank": "決まっていません"},
    )  # fmt: skip
    return Sheet(
        title="引き受けた役割を済みにする", action=reverse("conferences:finish_role", args=[found.id]), back=reverse("conferences:list"),
        submit="済みにする", where=((LIST, reverse("conferences:list")),), facts=facts,
        lead="会議で決まったことのうち、自機関がすることです。だれのことかは、ここには出ません。", compared=_compared,
    )  # fmt: skip


def _compared(row: Any) -> dict[str, Any]:
    return {"note": row.done_note, "version": row.version}
