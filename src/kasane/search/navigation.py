"""メニューの項目と、記録の一文。"""

from __future__ import annotations

from kasane.access.policy import Action
from kasane.audit.presenters import presents
from kasane.screens.desk import desk


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_nav(label="記録をさがす", url_name="search:search", action=Action.SEARCH_RECORDS, order=40)
    presents("search_records", "記録をさがした")
