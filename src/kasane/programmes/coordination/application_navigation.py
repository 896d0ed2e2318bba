"""様式1-1の見出しと、記録の一文と、検索。"""

from __future__ import annotations

from typing import Final

from kasane.audit.presenters import presents
from kasane.cases.registry import register_tab
from kasane.programmes.coordination.queries.application_search import APPLICATION, found_applications
from kasane.search.registry import register_source

_SENTENCES: Final = {
    "write_application": "相談受付・申込票を書いた",
    "start_application": "相談受付・申込票を作った",
    "record_application_consent": "利用申込の同意を記録した",
    "add_application_effort": "同意を得るための取組を書き足した",
}


def register_application() -> None:
    """起動時に一度だけ登録する。"""
    register_tab("application", "利用申込（様式1-1）", "coordination:applications", 40)
    register_source(APPLICATION, "相談受付・申込票", found_applications)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
