"""会議の雛形で使うフィルタ: 時刻、「いつまで」、印の種類。"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from django import template
from django.utils.safestring import SafeString

from kasane.conferences.domain.codes import ConferenceState, ItemState, Outcome, Provenance
from kasane.conferences.domain.cooperation import CooperationState
from kasane.kernel import clock
from kasane.kernel.coded import Coded
from kasane.kernel.wareki import format_wareki
from kasane.screens.markup import tag

register = template.Library()

_KINDS: Final[dict[str, str]] = {
    f"conference:{ConferenceState.PLANNED}": "attention", f"conference:{ConferenceState.CALLED}": "active",
    f"conference:{ConferenceState.OPEN}": "active", f"conference:{ConferenceState.CLOSED}": "done",
    f"conference:{ConferenceState.CANCELLED}": "blocked",
    f"item:{ItemState.TABLED}": "attention", f"item:{ItemState.DECIDED}": "done", f"item:{ItemState.CLOSED}": "done",
    f"item:{ItemState.HALTED}": "overdue", f"item:{ItemState.CANCELLED}": "blocked",
    f"outcome:{Outcome.APPROVED}": "done", f"outcome:{Outcome.NOTED}": "done", f"outcome:{Outcome.REVISE}": "attention",
    f"outcome:{Outcome.CARRIED}": "attention", f"outcome:{Outcome.DECLINED}": "overdue",
    f"provenance:{Provenance.CONSENT}": "done", f"provenance:{Provenance.CONFERENCE}": "secret", f"provenance:{Provenance.DUTY}": "neutral",
    f"provenance:{Provenance.TAX}": "secret",
    f"cooperation:{CooperationState.WAITING}": "attention", f"cooperation:{CooperationState.ANSWERED}": "done",
    f"cooperation:{CooperationState.DECLINED}": "blocked", f"cooperation:{CooperationState.WITHDRAWN}": "blocked",
}  # fmt: skip


@register.filter
def kind_of(code: str, what: str) -> str:
    """符号の印の種類。what は conference・item・outcome・provenance・cooperation。"""
    return _KINDS.get(f"{what}:{code}", "neutral")


@register.simple_tag
def marked(coded: Coded, what: str) -> SafeString:
    """符号の印(言い方と形)。同じ印は一度だけ描く。what は kind_of と同じ。"""
    return tag(coded.label_ja, kind_of(coded, what))


@register.filter
def hour(moment: time | datetime | None) -> str:
    """時刻(14:00)。日時なら日本時間で。"""
    if moment is None:
        return ""
    return f"{clock.jst(moment) if isinstance(moment, datetime) else moment:%H:%M}"


@register.filter
def moment(at: datetime | None) -> str:
    """日時(令和8年11月20日 14:00)。"""
    return f"{format_wareki(clock.jst(at).date())} {clock.jst(at):%H:%M}" if at else ""


@register.filter
def until(at: datetime | None) -> str:
    """いつまで。日本時間の0時で終わるものは、その前の日までと言う。"""
    if at is None:
        return "期限なし"
    local = clock.jst(at)
    if local.time() == time():
        return f"{format_wareki((local - timedelta(days=1)).date())}まで"
    return f"{moment(at)}まで"


@register.filter
def since(at: datetime) -> str:
    """いつから。日本時間の0時に始まるものは、日だけを言う。"""
    local = clock.jst(at)
    return f"{format_wareki(local.date())}から" if local.time() == time() else f"{moment(at)}から"


@register.filter
def count(given: int | None, unit: str = "") -> str:
    """数と単位。少ないので伏せた数(None)は、0と区別して、単位をつけずに言う。"""
    return "少数" if given is None else f"{given}{unit}"
