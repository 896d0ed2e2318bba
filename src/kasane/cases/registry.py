"""事案の画面の台帳: 上の部屋(様式1-1・1-2、多機関協働の入口など)が、起動時に自分の画面を登録する。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.cases.domain import ReferralKind
from kasane.kernel.decision import Decision


@dataclass(frozen=True, slots=True)
class Tab:
    """事案の画面の一枚。url_name は case_id だけを取る URL の名前。"""

    key: str
    label: str
    url_name: str
    order: int


_tabs: dict[str, Tab] = {}


def register_tab(key: str, label: str, url_name: str, order: int) -> None:
    """画面を登録する(起動時に一度)。同じ key に別のものを登録すると、片方が消えるので ValueError で断る。"""
    tab = Tab(key, label, url_name, order)
    if _tabs.setdefault(key, tab) != tab:
        raise ValueError(f"事案の画面「{key}」が二度登録されました。")


def tabs() -> tuple[Tab, ...]:
    """登録された画面。並びの順。"""
    return tuple(sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key)))


@dataclass(frozen=True, slots=True)
class Door:
    """ある種類のつなぎを受け持つ、上の部屋の画面。writing は case_id、reading は referral_id だけを取る URL の名前。"""

    kind: ReferralKind
    label: str
    writing: str
    reading: str


_doors: dict[ReferralKind, Door] = {}


def register_door(kind: ReferralKind, label: str, *, writing: str, reading: str) -> None:
    """この種類のつなぎを書く画面と読む画面を登録する(起動時に一度)。同じ種類に別のものを登録すると ValueError。"""
    door = Door(kind, label, writing, reading)
    if _doors.setdefault(kind, door) != door:
        raise ValueError(f"つなぎ「{kind.label_ja}」の画面が二度登録されました。")


def doors() -> tuple[Door, ...]:
    """登録された、つなぎの画面。"""
    return tuple(_doors.values())


def door_of(kind: str) -> Door | None:
    """この種類のつなぎを受け持つ画面。なければ None(事案の部屋が受け持つ)。"""
    return next((door for door in _doors.values() if door.kind.value == kind), None)


_reopening: list[str] = []


def register_reopening(url_name: str) -> None:
    """「再開する」の先の画面を登録する(起動時に。元の支援チームを呼び戻す画面を持つ部屋)。url_name は case_id だけを取る URL の名前。"""
    _reopening[:] = [url_name]


def reopening() -> str:
    """「再開する」の先の画面の名前。登録がなければ、事案の部屋の再開の画面。"""
    return _reopening[0] if _reopening else "cases:reopening"


ClosingRule = Callable[[UUID], Decision]
_closing: list[ClosingRule] = []
_FREE: Final = Decision.yes("終結できます。伴走する人は、終結の後も残ります。", "支援の流れ(様式1-1・1-2)")


def register_closing_rule(rule: ClosingRule) -> None:
    """事案の終結をさえぎる規則を登録する(起動時に。プランの部屋など)。rule は事案の番号から判断を返す。同じ規則は一度だけ入る。"""
    if rule not in _closing:
        _closing.append(rule)


def closing_decision(case_id: UUID) -> Decision:
    """上の部屋の規則から見て、この事案を終結できるか。断る規則があれば、最初のその理由(ボタンと同じ文)。"""
    return next((found for found in (rule(case_id) for rule in _closing) if not found.allowed), _FREE)
