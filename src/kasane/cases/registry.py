"""事案の画面の見出し(タブ)の台帳: 上の部屋(様式1-1・1-2など)が、起動時に自分の画面を登録する。"""

from __future__ import annotations

from dataclasses import dataclass


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
