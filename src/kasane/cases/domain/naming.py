"""事案の名前の規則: 支援チームの全員が読むので、短く、秘密が分からないように。"""

from __future__ import annotations

from typing import Final

LONGEST_TITLE: Final = 60


def title_problem(title: str, *, now: str = "") -> str:
    """名前の誤り(なければ空)。now は今の名前。"""
    if len(title) > LONGEST_TITLE:
        return f"事案の名前は{LONGEST_TITLE}字までです。"
    if "\n" in title:
        return "事案の名前は一行で書いてください。"
    return "今と同じ名前です。" if title == now else ""
