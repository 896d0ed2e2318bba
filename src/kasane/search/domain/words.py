"""検索の言葉の読み取りと言い換え(mission 8.4)。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from kasane.kernel.folding import fold_letters

LONGEST: Final = 200
LONGEST_WORD: Final = 50
MOST_WORDS: Final = 8
MOST_VARIANTS: Final = 12
# 目に見えない制御文字は、どの記録にも保存されていない。言葉の切れ目として読む。
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTES: Final = '"“”„＂'
_PART: Final = re.compile(f"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]|([^\\s、，{_QUOTES}]+)")

Groups = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Word:
    """探す言葉一つ。typed は打たれたとおり、variants は字をそろえた言葉とその言い換え(先頭が打たれた言葉)。"""

    typed: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """読み取った言葉。すべての言葉を含む記録を探す。problem は読まなかった部分の説明。"""

    words: tuple[Word, ...] = ()
    problem: str = ""

    @property
    def swapped(self) -> tuple[str, ...]:
        """一緒に探した言い換え(打たれた言葉は除く)。"""
        return tuple(dict.fromkeys(other for word in self.words for other in word.variants[1:]))


def fold_groups(groups: Iterable[Iterable[str]]) -> Groups:
    """言い換えの組の字をそろえる。そろえると同じになる言葉は一つになり、一語だけの組は落ちる。"""
    folded = (frozenset(filter(None, map(fold_letters, group))) for group in groups)
    return [group for group in folded if len(group) > 1]


def parse(text: str, groups: Groups = ()) -> Query:
    """検索欄の文字を言葉に分ける。空白・読点で区切り、"…" の中は一続きとして読む。

    text: 打たれた文字(どんな文字でもよい)。groups: fold_groups の返り値。長すぎる文字・多すぎる言葉は、読まずに problem で伝える。
    """
    problems = [f"長いので、はじめの{LONGEST}字だけでさがしました。"] if len(text) > LONGEST else []
    found: dict[str, Word] = {}
    for part in _PART.finditer(_CONTROLS.sub(" ", text[:LONGEST])):
        typed = (part[1] or part[2]).strip()
        folded = fold_letters(typed)
        if len(folded) > LONGEST_WORD:
            problems.append(f"一つの言葉は{LONGEST_WORD}字までです。")
            folded = folded[:LONGEST_WORD].rstrip()
        if folded:
            found.setdefault(folded, Word(typed, variants_of(folded, groups)))
    if len(found) > MOST_WORDS:
        problems.append(f"言葉は{MOST_WORDS}個までです。はじめの{MOST_WORDS}個でさがしました。")
    return Query(tuple(found.values())[:MOST_WORDS], "".join(dict.fromkeys(problems)))


def variants_of(folded: str, groups: Groups) -> tuple[str, ...]:
    """言葉と、その中の言い換えられる部分を置き換えた言葉。「障害者」なら「障がい者」「障碍者」も。

    左から、いちばん長く合うところを置き換える。多くても MOST_VARIANTS 個。ほかの言葉を含む長い言い換えは、無くても見つかるので省く。
    """
    spots = _spots(folded, groups)
    if not spots:
        return (folded,)
    made = ("".join(pieces) for pieces in product(*spots))
    every = list(dict.fromkeys(_some(made, MOST_VARIANTS)))
    return tuple(one for one in every if one == folded or not any(other != one and other in one for other in every))


def _some(made: Iterable[str], most: int) -> Iterable[str]:
    return (one for one, _ in zip(made, range(most), strict=False))


def _spots(folded: str, groups: Groups) -> list[tuple[str, ...]]:
    """言葉を、置き換えられない部分(一通り)と置き換えられる部分(元の書き方が先頭)の並びに分ける。置き換えがなければ空。"""
    words = sorted({word for group in groups for word in group if word in folded}, key=lambda word: (-len(word), word))
    if not words:
        return []
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", folded)
    return [(piece, *sorted(_others(piece, groups))) for piece in pieces if piece]


def _others(piece: str, groups: Groups) -> set[str]:
    return {word for group in groups if piece in group for word in group} - {piece}
