"""上の層がつなぐもの: 議題の部屋の見出しと、会議を招集したとき・移したときにすること。どれも同じ取引の中で呼ばれる。"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

CalledHandler = Callable[[UUID], None]

RoomTab = tuple[str, str, str]
"""議題の部屋の見出し(鍵, 言い方, item_id だけを取る URL の名前)。"""

_tabs: list[RoomTab] = []
_called: list[CalledHandler] = []
_moved: list[CalledHandler] = []


def register_officer_tab(key: str, label: str, url_name: str) -> None:
    """議題の部屋に、役員にだけ出る見出しを足す(上の部屋が起動時に)。同じものは一度だけ入る。"""
    if (tab := (key, label, url_name)) not in _tabs:
        _tabs.append(tab)


def officer_tabs() -> tuple[RoomTab, ...]:
    """上の部屋が足した見出し。登録の順。"""
    return tuple(_tabs)


def on_called(handler: CalledHandler) -> None:
    """会議を招集したときに行うこと(招集の知らせ)を登録する。渡すのは会議の番号。同じ関数は一度だけ入る。"""
    if handler not in _called:
        _called.append(handler)


def on_moved(handler: CalledHandler) -> None:
    """招集を知らせた会議の日時・場所が移ったときに行うこと(変更の知らせ)を登録する。同じ関数は一度だけ入る。"""
    if handler not in _moved:
        _moved.append(handler)


def called(conference_id: UUID) -> None:
    """招集したことを、登録されたすべての関数に伝える。"""
    for handler in _called:
        handler(conference_id)


def moved(conference_id: UUID) -> None:
    """日時・場所が移ったことを、登録されたすべての関数に伝える。"""
    for handler in _moved:
        handler(conference_id)
