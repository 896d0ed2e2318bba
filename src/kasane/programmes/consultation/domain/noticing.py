"""気づき: 複数の分野、すでにいる機関、典型の重なりを、点数ではなく理由の文で示す。決めるのは職員である。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kasane.kernel.folding import fold_text

_CLAUSE: Final = re.compile(r"[^。\n、，,]+")
_LONGEST: Final = 40
_PARENT: Final = "(?:父|母|両親|親|祖父|祖母)"
_CHILD: Final = "(?:息子|娘|長男|次男|三男|長女|次女|三女|子|孫|兄|弟|姉|妹)"  # 家族が話すときは、親から見た呼び方とは限らない
_AGE: Final = r"(?P<age>\d{1,3})\s*(?:歳|才|代)"


class Shape(StrEnum):
    """世帯の形の見方。"""

    WORDS = "words"
    PARENT_AND_CHILD = "parent_and_child"
    SMALL_CHILD_AND_AGED = "small_child_and_aged"


@dataclass(frozen=True, slots=True)
class Pattern:
    """典型の重なりの一つ。日付つきの行から読む。

    words のどれかが書かれているか、世帯が shape の形(親が parent_from 歳以上、子が child_from〜child_to 歳)なら気づきになる。
    because は「だから何が心配か」、partners はよく関わる機関。
    """

    code: str
    label: str
    words: tuple[str, ...]
    because: str
    partners: tuple[str, ...] = ()
    shape: Shape = Shape.WORDS
    parent_from: int = 0
    child_from: int = 0
    child_to: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """書かれた文章の一つ。sensitive は要配慮の部屋のもの。"""

    label: str
    text: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """世帯の一人。low〜high は分かっている年齢の幅。"""

    name: str
    low: int
    high: int

    @property
    def age(self) -> str:
        """年齢の言い方。"""
        return f"{self.low}歳" if self.low == self.high else f"{self.low}〜{self.high}歳"


@dataclass(frozen=True, slots=True)
class Pair:
    """世帯の中の親子の一組。"""

    parent: Member
    child: Member


@dataclass(frozen=True, slots=True)
class Around:
    """気づきの材料。topics は選ばれた相談内容(符号 → 言い方)、fields は相談内容の符号 → 分野の名前。

    agencies は、この人・世帯にすでに関わっている機関の、この職員が知ってよい名前(自機関を除く)。
    """

    topics: Mapping[str, str]
    fields: Mapping[str, Sequence[str]]
    pieces: Sequence[Piece]
    pairs: Sequence[Pair] = ()
    members: Sequence[Member] = ()
    agencies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """気づきの一つ。reasons は理由の文。sensitive は、要配慮の部屋の文章だけから気づいたもの。"""

    code: str
    title: str
    reasons: tuple[str, ...]
    because: str = ""
    partners: tuple[str, ...] = ()
    sensitive: bool = False


def notice(around: Around, patterns: Iterable[Pattern], same_words: Callable[[str], Iterable[str]] = lambda word: (word,)) -> list[Notice]:
    """気づきの一覧。same_words は、ある語と同じ意味で書かれる語(同義語の行)を返す。"""
    found = [*_fields(around), *_agencies(around)]
    for pattern in patterns:
        if made := _pattern(pattern, around, same_words):
            found.append(made)
    return found


def _fields(around: Around) -> list[Notice]:
    reasons, fields = [], set()
    for code, label in around.topics.items():
        names = around.fields.get(code, ())
        fields |= set(names)
        if names:
            reasons.append(f"「{label}」は、{'・'.join(names)}の分野に関わります。")
    if len(fields) < 2:
        return []
    because = "一つの機関だけで抱えると、ほかの分野の困りごとが見落とされがちです。"
    return [Notice("fields", f"{len(fields)}つの分野にまたがっています", tuple(reasons), because)]


def _agencies(around: Around) -> list[Notice]:
    names = sorted(set(around.agencies))
    if not names:
        return []
    because = "先に連絡を取ると、同じことを二度聞かずに済み、支援の重なりや抜けが分かります。内容は、連絡を取って確かめてください。"
    return [
        Notice(
            "agencies", "すでに関わっている機関があります", tuple(f"{name}が、この人か世帯を把握しています。" for name in names), because
        )
    ]


def _pattern(pattern: Pattern, around: Around, same_words: Callable[[str], Iterable[str]]) -> Notice | None:
    hits = [(piece, clause) for piece in around.pieces if (clause := _written(pattern, piece, same_words))]
    built = _built(pattern, around)
    ages = [(piece, words) for piece in around.pieces if (words := _ages_written(pattern, piece.text))]
    if not (hits or built or ages):
        return None
    reasons = [f"「{piece.label}」に「{clause}」と書かれています。" for piece, clause in [*hits, *ages]]
    sensitive = not built and all(piece.sensitive for piece, _ in [*hits, *ages])
    return Notice(f"pattern:{pattern.code}", pattern.label, (*built, *reasons), pattern.because, pattern.partners, sensitive)


def _written(pattern: Pattern, piece: Piece, same_words: Callable[[str], Iterable[str]]) -> str:
    """この重なりを思わせる語の入った節。なければ空。"""
    words = {fold_text(word) for one in pattern.words for word in same_words(one)} - {""}
    for clause in _CLAUSE.findall(piece.text):
        folded = fold_text(clause)
        if any(_contains(folded, word) for word in words):
            return _shortened(clause)
    return ""


def _contains(folded: str, word: str) -> bool:
    """語が入っているか。英数字だけの語(DV・8050)は、DVD や 8050円 に当たらないよう、切れ目まで見る。"""
    if not word.isascii():
        return word in folded
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9円])", folded) is not None


def _built(pattern: Pattern, around: Around) -> list[str]:
    """世帯の形から分かる理由。年齢に幅があるときは、幅のどこかが当たれば示す。"""
    if pattern.shape is Shape.PARENT_AND_CHILD:
        fitting = [pair for pair in around.pairs if _aged(pair.parent, pattern) and _of_age(pair.child, pattern)]
        return [f"{p.parent.name}さん({p.parent.age})と、子の{p.child.name}さん({p.child.age})が同じ世帯にいます。" for p in fitting]
    if pattern.shape is Shape.SMALL_CHILD_AND_AGED:
        small = next((one for one in around.members if one.low <= pattern.child_to), None)
        aged = next((one for one in around.members if _aged(one, pattern)), None)
        if small and aged:
            return [f"同じ世帯に、{small.name}さん({small.age})と{aged.name}さん({aged.age})がいます。"]
    return []


def _aged(member: Member, pattern: Pattern) -> bool:
    return member.high >= pattern.parent_from


def _of_age(member: Member, pattern: Pattern) -> bool:
    return member.high >= pattern.child_from and member.low <= pattern.child_to


def _ages_written(pattern: Pattern, text: str) -> str:
    """文章に書かれた親と子の年齢が、この形に当たるか。当たれば「母82歳…長男54歳」のような写し。"""
    if pattern.shape is not Shape.PARENT_AND_CHILD:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    parents = [(age, words) for age, words in _ages(_PARENT, plain) if pattern.parent_from // 10 * 10 <= age]
    children = [(age, words) for age, words in _ages(_CHILD, plain) if pattern.child_from <= age <= pattern.child_to]
    return f"{parents[0][1]}…{children[0][1]}" if parents and children else ""


def _ages(who: str, text: str) -> list[tuple[int, str]]:
    # 「母82歳」「母(82歳)」「82歳の母」。間に別の人が入らないよう、数字と名指しは近いものだけを結ぶ。
    shapes = (rf"{who}[はがも・(\s]{{0,2}}{_AGE}", rf"{_AGE}(?:くらい|ぐらい|前後)?の?{who}")
    found = (match for shape in shapes for match in re.finditer(shape, text))
    return [(int(match["age"]), match.group()) for match in found]


def _shortened(clause: str) -> str:
    text = clause.strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
