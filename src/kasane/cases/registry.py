"""事案の見出し(タブ): この部屋と、上の部屋(様式1-1・1-2 など)が、起動時に一つずつ加える。"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """見出しの一つ。url_name は事案の番号だけを受け取る画面。"""

    key: str
    label: str
    url_name: str
    order: int


_tabs: dict[str, Tab] = {}


def register_tab(key: str, label: str, url_name: str, order: int) -> None:
    """見出しを加える。同じ key に別のものを登録すると片方が消えるので、ValueError で断る。"""
    tab = Tab(key, label, url_name, order)
    if _tabs.setdefault(key, tab) != tab:
        raise ValueError(f"事案の見出し「{key}」が二度登録されました。")


def tabs() -> tuple[Tab, ...]:
    """並べる順。"""
    return tuple(sorted(_tabs.values(), key=lambda tab: tab.order))
