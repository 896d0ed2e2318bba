"""事案の雛形で使うフィルタ: 和暦、印の種類、最初に読むものの分け方。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kasane.cases.domain import PartRole, ReferralState
from kasane.cases.views.drawing import Story, Told
from kasane.cases.views.rows import draw_cases, stage_kind
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki

register = template.Library()

_ROLES: Final = {PartRole.COMPANION: "done", PartRole.LEAD: "active"}
_STATES: Final = {
    ReferralState.SENT: "attention", ReferralState.ACCEPTED: "active", ReferralState.DECLINED: "overdue", ReferralState.RECALLED: "blocked",
    ReferralState.RETURNED: "done",
}  # fmt: skip


@register.filter
def wareki(day: date | datetime | None) -> str:
    """日付を和暦で(時刻つきなら日本時間のその日)。なければ空。"""
    if day is None:
        return ""
    return format_wareki(clock.jst(day).date() if isinstance(day, datetime) else day)


register.filter(stage_kind)
register.filter(draw_cases)


@register.filter
def role_kind(role: str) -> str:
    """役の印の種類。"""
    return _ROLES.get(PartRole(role), "neutral")


@register.filter
def state_kind(state: str) -> str:
    """つなぎの状態の印の種類。"""
    return _STATES[ReferralState(state)]


@register.simple_tag
def draw_story(story: Iterable[Told], case_id: UUID, *, may_write: bool = False, csrf_token: str = "", once: str = "") -> SafeString:
    """経過の並びを描く(kasane.cases.views.drawing)。may_write なら、済みにする・訂正するも出す。"""
    head = render_to_string("components/form_head.html", {"csrf_token": csrf_token, "once": once}) if may_write else SafeString("")
    return Story(case_id, may_write=may_write, head=head).draw(story)


@register.filter
def of_kind(rows: Iterable[Any], kind: str) -> list[Any]:
    """この種類の行だけ(最初に読むものを、避けることと望みに分ける)。"""
    return [row for row in rows if row.kind == kind]


@register.filter
def days_since(day: date) -> int:
    """その日から今日までの日数。"""
    return (clock.today() - day).days
