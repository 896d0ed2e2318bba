"""言い換えの組を改める規則(mission 8.4): 市がプログラムに触れずに直しても、検索がおかしくならないこと。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kasane.kernel.decision import Decision
from kasane.kernel.folding import fold_letters
from kasane.search.domain.words import LONGEST_WORD, MOST_VARIANTS

_GROUND: Final = "検索の言い換え"
_BREAKS: Final = re.compile(r"[\s、，,]+")


def read_words(text: str) -> tuple[str, ...]:
    """欄に書かれた言葉(一行に一つ。読点・空白でも区切れる)。同じ言葉は一度だけ。"""
    return tuple(dict.fromkeys(filter(None, _BREAKS.split(text))))


def may_stand(words: Sequence[str], elsewhere: Mapping[str, str]) -> Decision:
    """この言葉の組を置けるか。

    elsewhere: ほかの組の、字をそろえた言葉 → その組の名前。字をそろえて二語に満たない組、長すぎる言葉、多すぎる言葉、
    一度に探せない数、ほかの組にもある言葉(どちらの組で探したのか分からなくなる)を断る。
    """
    folded = {word: fold_letters(word) for word in words}
    if blank := [word for word, key in folded.items() if not key]:
        return Decision.no(f"「{blank[0]}」は、検索で使えない文字だけの言葉です。", _GROUND)
    if long := [word for word, key in folded.items() if len(key) > LONGEST_WORD]:
        return Decision.no(f"一つの言葉は{LONGEST_WORD}字までです：{long[0][:LONGEST_WORD]}…", _GROUND)
    if len(set(folded.values())) < 2:
        same = "。書かれた言葉は、検索では同じ文字として扱われます" if len(words) > 1 else ""
        return Decision.no(f"言い換えには、違う言葉が二つ以上要ります{same}。", _GROUND)
    if len(words) > MOST_VARIANTS:
        return Decision.no(f"一つの組は{MOST_VARIANTS}語までです（一度にさがせる言い換えの数です）。", _GROUND)
    if taken := [f"「{word}」は「{elsewhere[key]}」の組にあります" for word, key in folded.items() if key in elsewhere]:
        return Decision.no(f"{'。'.join(taken)}。一つの言葉は、一つの組にだけ入れられます。", _GROUND)
    return Decision.yes("この組でさがせます。", _GROUND)


def folded_elsewhere(groups: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """組の名前と言葉から、字をそろえた言葉 → 組の名前。"""
    return {fold_letters(word): name for name, words in groups for word in words}
