"""会議を移す画面と、次第の順・時間を直す画面(事務局・司会だけ)。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.conferences import commands
from kasane.conferences.forms.moving import MoveForm, OrderForm, order_values
from kasane.conferences.queries.shapes import ConferencePage
from kasane.conferences.views.answering import allowed_conference, conference_sheet
from kasane.kernel.wareki import format_wareki
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_MOVE: Final = (
    "構成員が資料を読める期間も、同じ日数だけ移ります。招集の知らせを出した会議なら、案内のメールを送った人の全員に、変更を知らせます"
    "（氏名は載りません）。"
)
_ORDER: Final = "動かしたい議題に、新しい順の数を書きます。10番目の議題に2と書くと、いまの2番目の前に入ります。"
_MOVED: Final = "日時・場所を移しました。宛先の登録のない人には、紙か電話で知らせてください。"


@reads(Action.JOIN_CONFERENCE)
def moving(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """会議を移す画面。"""
    found = allowed_conference(request, conference_id, lambda one: one.may_reschedule)
    head = found.head
    start = {
        "held_on": head.held_on, "starts_at": head.starts_at, "ends_at": head.ends_at, "method": head.method.value, "place": head.place,
        "version": found.version,
    }  # fmt: skip
    return opened(request, _moving(found), MoveForm(initial=start))


@writes(Action.JOIN_CONFERENCE)
def move(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """会議を移す。"""
    found, form = allowed_conference(request, conference_id, lambda one: one.may_reschedule), MoveForm(request.POST)

    def save() -> None:
        version = form.cleaned_data["version"]
        commands.reschedule_conference(by=request.actor, conference_id=conference_id, facts=form.to_moving(), version=version)

    return saved(request, _moving(found), form, save, done=_MOVED)


@reads(Action.JOIN_CONFERENCE)
def ordering(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """次第の順と時間を直す画面。"""
    found = allowed_conference(request, conference_id, lambda one: one.may_reorder)
    return opened(request, _ordering(found), OrderForm(initial={"version": found.version}, lines=found.items))


@writes(Action.JOIN_CONFERENCE)
def order(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """次第の順と時間を直す。"""
    found = allowed_conference(request, conference_id, lambda one: one.may_reorder)
    form = OrderForm(request.POST, lines=found.items)

    def save() -> None:
        version = form.cleaned_data["version"]
        commands.reorder_items(by=request.actor, conference_id=conference_id, order=form.to_order(), version=version)

    return saved(request, _ordering(found), form, save, done="次第を直しました。")


def _moving(found: ConferencePage) -> Sheet:
    head = found.head
    now = f"{format_wareki(head.held_on)}　{head.starts_at:%H:%M}〜{head.ends_at:%H:%M}　{head.place}"
    return conference_sheet(
        found, "会議の日時・場所を移す", "move", submit="移す", lead=_MOVE, facts=({"label": "いまの日時・場所", "value": now},)
    )


def _ordering(found: ConferencePage) -> Sheet:
    def compared(row: Any) -> dict[str, Any]:
        return order_values(found.items, row.version)

    saw = tuple(dict.fromkeys(person for line in found.items for person in line.person_ids))
    return conference_sheet(
        found, "次第の順と時間を直す", "order", submit="この順にする", lead=_ORDER, saw=saw, template="conferences/order_form.html",
        compared=compared,
    )  # fmt: skip
