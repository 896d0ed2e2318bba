"""人の雛形で使うフィルタ。"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from kasane.people.queries.lines import PersonLine
from kasane.people.rows import draw_rows

register = template.Library()


@register.filter
def person_rows(people: Iterable[PersonLine]) -> SafeString:
    """人の一覧の本体を描く（kasane.people.rows）。"""
    return draw_rows(people)
