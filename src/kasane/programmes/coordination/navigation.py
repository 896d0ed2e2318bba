"""メニューの項目、記録の一文、今日の仕事、引継ぎ。"""

from __future__ import annotations

from kasane.programmes.coordination.application_navigation import register_application
from kasane.programmes.coordination.queries.found import found_facts, found_issues
from kasane.search.registry import register_source


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_application()
    register_source("assessment_fact", "アセスメント", found_facts)
    register_source("assessment_issue", "課題と背景要因", found_issues)
