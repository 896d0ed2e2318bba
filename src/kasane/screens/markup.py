"""枠の文に値をはめて HTML にする。経過や一覧の本体のように、一頁に千を超える値を描くところで使う。

django.utils.html.format_html と同じ結果になる。違いは、値ごとに後回しの文(翻訳など)かどうかを調べないことだけで、その分だけ速い。
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

NOTHING: Final = SafeString("")


def fill(frame: str, *values: object) -> SafeString:
    """枠の {} に値をはめる。無害と分かっている文(SafeString)のほかは、どの値も無害にしてからはめる。"""
    return SafeString(frame.format(*[one if isinstance(one, SafeString) else escape(str(one)) for one in values]))


def fill_each(frame: str, rows: Iterable[Iterable[object]], between: str = "") -> SafeString:
    """行ごとに枠にはめ、between でつなぐ。"""
    return SafeString(between.join([fill(frame, *row) for row in rows]))


def fill_if(frame: str, value: str) -> SafeString:
    """値があるときだけ枠にはめる。空なら何も出さない。"""
    return fill(frame, value) if value else NOTHING


@lru_cache(maxsize=1024)
def tag(text: str, kind: str) -> SafeString:
    """印(components/tag.html)。同じ言い方の印は、だれの画面でも同じなので一度だけ描く。氏名などの個人のことは入れない。"""
    return render_to_string("components/tag.html", {"text": text, "kind": kind})
