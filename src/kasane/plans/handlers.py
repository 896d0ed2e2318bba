"""ほかの部屋とのつなぎ目: 事案の終結をさえぎる規則。"""

from __future__ import annotations

from kasane.cases.registry import register_closing_rule
from kasane.plans.queries.closing import closing_rule


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_closing_rule(closing_rule)
