"""メニューの項目、記録の一文、今日の仕事、引継ぎ。"""

from __future__ import annotations

from kasane.cases import consent_navigation


def register() -> None:
    """起動時に一度だけ登録する。"""
    consent_navigation.register()
