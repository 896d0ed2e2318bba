"""メニューの項目と、記録の一文。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action
from kasane.audit.presenters import presents
from kasane.screens.desk import desk

_SENTENCES: Final = {
    "search_records": "記録をさがした",
    "add_synonyms": "検索の言い換えの組を加えた",
    "revise_synonyms": "検索の言い換えを改めた",
    "end_synonyms": "検索の言い換えの組を使うのをやめた",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_nav(label="記録をさがす", url_name="search:search", action=Action.SEARCH_RECORDS, order=40)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
