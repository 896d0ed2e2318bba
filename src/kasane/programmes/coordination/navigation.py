"""メニューの項目、記録の一文、今日の仕事、引継ぎ。"""

from __future__ import annotations

from kasane.programmes.coordination.application_navigation import register_application


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_application()
