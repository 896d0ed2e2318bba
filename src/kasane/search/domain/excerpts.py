"""抜き書き: 当たった言葉の前後を、元の文のまま切り出し、当たった所に印を付ける。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kasane.kernel.folding import fold_letters
from kasane.search.domain.words import Query, Word

AROUND: Final = 40
MOST_EXCERPTS: Final = 2
# 前の字に付く字(濁点・半濁点・枝番・ハングルの母音と終声)は、前の字と一緒にそろえる。
_ATTACHED: Final = re.compile("[゛゜ﾞﾟ\u1160-\u11ff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """抜き書きの一片。hit なら印を付ける。"""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """抜き書き一つ。cut_before・cut_after は、前後に続きがあること。"""

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


def excerpts(texts: Sequence[str], query: Query) -> tuple[Excerpt, ...]:
    """記録の文から、当たった所の抜き書きを作る。

    texts: 記録の文(元のまま)。当たった言葉の多い文から、まだ示していない言葉のあるものを二つまで。字をそろえて当たった所を、
    元の文の位置に戻して示す。どの文にも当たらなければ、最初の文の頭を印なしで示す。
    """
    found = sorted(((text, _spans(text, query.words)) for text in texts), key=lambda one: -len({span.word for span in one[1]}))
    shown: set[int] = set()
    made: list[Excerpt] = []
    for text, spans in found:
        fresh = [span for span in spans if span.word not in shown]
        if fresh and len(made) < MOST_EXCERPTS:
            made.append(_cut(text, fresh[0], spans))
            shown |= {span.word for span in spans}
    head = next((text for text in texts if text.strip()), "")
    return tuple(made) or ((_cut(head, _Span(0, 0, -1), ()),) if head else ())


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    word: int


def _spans(text: str, words: Sequence[Word]) -> list[_Span]:
    whole = fold_letters(text)
    if not any(variant in whole for word in words for variant in word.variants):
        return []
    folded, places = _mapped(text)
    found: list[_Span] = []
    for number, word in enumerate(words):
        for variant in word.variants:
            found += [
                _Span(places[at.start()][0], places[at.end() - 1][1], number) for at in re.finditer(re.escape(variant), folded) if variant
            ]
    return sorted(found, key=lambda span: (span.start, -span.end))


def _mapped(text: str) -> tuple[str, list[tuple[int, int]]]:
    """字をそろえた文と、その一字ごとの元の位置(始まり、終わり)。"""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _attaches(text[end]):
            end += 1
        for letter in _fold_cluster(text[at:end]):
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                places.append((at, end))
        at = end
    return "".join(letters), places


@lru_cache(maxsize=20_000)
def _fold_cluster(cluster: str) -> str:
    # 両端に印を置くのは、前後の空白を落とさせないため。
    return fold_letters(f"|{cluster}|")[1:-1]


@lru_cache(maxsize=20_000)
def _attaches(char: str) -> bool:
    return bool(_ATTACHED.match(char)) or unicodedata.category(char) in ("Mn", "Cf")


def _cut(text: str, about: _Span, spans: Sequence[_Span]) -> Excerpt:
    start, end = max(0, about.start - AROUND), min(len(text), about.end + AROUND)
    pieces: list[Piece] = []
    at = start
    for span in spans:
        if at <= span.start and span.end <= end:
            pieces += [Piece(text[at : span.start]), Piece(text[span.start : span.end], hit=True)]
            at = span.end
    pieces.append(Piece(text[at:end]))
    return Excerpt(tuple(piece for piece in pieces if piece.text), start > 0, end < len(text))
