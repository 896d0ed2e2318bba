"""議事の一行ずつの記録: 二人が同時に書いても、どの一字も失わない(forms §6.4 M-08)。"""

from __future__ import annotations

from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

LONGEST: Final = 4000
_GROUND: Final = "会議の記録"


class MinuteKind(Coded):
    """議事の行の種類。"""

    SHARED = "shared", "共有した情報"
    OPINION = "opinion", "意見"
    QUESTION = "question", "質問と答え"
    CHECKED = "checked", "確認したこと"
    HANDED = "handed", "配った・回収した資料"


def may_write_minute(*, writes: bool, closed: bool, began: bool) -> Decision:
    """議事を書けるか。

    writes: 事務局・司会・記録者として書ける根拠を今持つか。closed: 議題が終わったか。began: 会議が始まったか。
    """
    if not writes:
        return Decision.no("議事を書くのは、この議題の事務局・司会・記録者です。", _GROUND)
    if closed:
        return Decision.no("終わった議題の議事は変えられません。", _GROUND)
    if not began:
        return Decision.no("会議を始めてから書いてください。", _GROUND)
    return Decision.yes("議事を書けます。", _GROUND)


def minute_problem(text: str) -> str:
    """一行の書き方の誤り。なければ空。"""
    if not text:
        return "書くことがありません。"
    if len(text) > LONGEST:
        return f"一行は{LONGEST}字までです。行を分けて書いてください。"
    return ""
