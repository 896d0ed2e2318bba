"""保存できる文章にする。"""

from __future__ import annotations

from kasane.kernel.decision import Invalid
from kasane.kernel.text import TextRefused, clean_text


def cleaned(field: str, text: str, *, required: str = "") -> str:
    """保存できる文章にして返す。保存できない文字があれば、また required があって空なら、その理由で Invalid。"""
    try:
        kept = clean_text(text).strip()
    except TextRefused as refused:
        raise Invalid({field: str(refused)}) from refused
    if required and not kept:
        raise Invalid({field: required})
    return kept
