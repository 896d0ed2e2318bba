"""事案の雛形で使うフィルタ: 和暦、印の種類、最初に読むものの分け方。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django import template

from kasane.cases.domain import PartRole, ReferralState, Stage
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki

register = template.Library()

_STAGES: Final = {Stage.GATHERING: "attention", Stage.REQUESTED: "attention", Stage.CLOSED: "blocked"}
_ROLES: Final = {PartRole.COMPANION: "done", PartRole.LEAD: "active"}
_STATES: Final = {
    ReferralState.SENT: "attention", ReferralState.ACCEPTED: "active", ReferralState.DECLINED: "overdue", ReferralState.RECALLED: "blocked",
    ReferralState.RETURNED: "done",
}  # fmt: skip
_AUDIENCES: Final = {"team": "neutral", "sensitive": "secret", "own": "blocked"}


@register.filter
def wareki(day: date | datetime | None) -> str:
    """日付を和暦で(時刻つきなら日本時間のその日)。なければ空。"""
    if day is None:
        return ""
    return format_wareki(clock.jst(day).date() if isinstance(day, datetime) else day)


@register.filter
def stage_kind(stage: str) -> str:
    """段階の印の種類。"""
    return _STAGES.get(Stage(stage), "active")


@register.filter
def role_kind(role: str) -> str:
    """役の印の種類。"""
    return _ROLES.get(PartRole(role), "neutral")


@register.filter
def state_kind(state: str) -> str:
    """つなぎの状態の印の種類。"""
    return _STATES[ReferralState(state)]


@register.filter
def audience_kind(audience: str) -> str:
    """公開範囲の印の種類。"""
    return _AUDIENCES.get(audience, "neutral")


@register.filter
def of_kind(rows: Iterable[Any], kind: str) -> list[Any]:
    """この種類の行だけ(最初に読むものを、避けることと望みに分ける)。"""
    return [row for row in rows if row.kind == kind]


@register.filter
def days_since(day: date) -> int:
    """その日から今日までの日数。"""
    return (clock.today() - day).days
