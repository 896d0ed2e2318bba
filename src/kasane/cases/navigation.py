"""メニューの項目、記録の一文、今日の仕事、引継ぎ。"""

from __future__ import annotations


def register() -> None:
    """起動時に一度だけ登録する。"""
