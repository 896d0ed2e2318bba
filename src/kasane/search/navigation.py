"""メニューの項目と、記録の一文。"""

from __future__ import annotations

from kasane.audit.presenters import presents


def register() -> None:
    """起動時に一度だけ登録する。"""
    presents("search_records", "記録をさがした")
