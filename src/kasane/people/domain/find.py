"""一つの検索欄の読み取り: 氏名・ふりがな・電話・生年月日・宛名番号を、順番を問わずに分ける(issue 2-6「Find first」)。"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import permutations
from typing import Final

from kasane.kernel.folding import digits, fold_name
from kasane.kernel.text import is_storable
from kasane.kernel.wareki import DateRefused, PartialDate, parse_date
from kasane.people.domain.person import KeyKind, number_key

MAX_LENGTH: Final = 120
MAX_NAME_PARTS: Final = 4
_ERA: Final = "(?:明治|大正|昭和|平成|令和)"
_NUMBER: Final = "[0-9〇零一二三四五六七八九十]"
# 空白なしで続けて書かれた「髙橋昭和20年3月1日生」から日付を取り出す。
_INLINE_DATE: Final = re.compile(
    rf"(?:{_ERA}(?:[0-9]+年?|{_NUMBER}+年|元年)|[12][0-9]{{3}}年)(?:{_NUMBER}+月(?:{_NUMBER}+日)?)?(?:生まれ|生)?"
    rf"|{_ERA}[0-9]+[./-][0-9]+(?:[./-][0-9]+)?"
)
_DATE_LIKE: Final = re.compile(rf"^(?:[MTSHRmtshr明大昭平令]\S{{0,2}}[0-9]|[12][0-9]{{3}}[-/.年]|\S*[0-9]年|{_ERA}(?:元|{_NUMBER}+)年)")
_PHONE_LIKE: Final = re.compile(r"\+?[0-9()\-]{4,}")
_YEAR: Final = re.compile("(?:18|19|20)[0-9]{2}")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


@dataclass(frozen=True, slots=True)
class Range:
    """鍵の範囲。exact なら一致、そうでなければ前方一致。"""

    kind: KeyKind
    key: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Query:
    """読み取った検索。names は打たれた順の名前の部分、born は生年月日、phone と number は数字だけ。"""

    names: tuple[str, ...] = ()
    born: PartialDate | None = None
    phone: str = ""
    number: str = ""
    problem: str = field(default="", compare=False)

    @property
    def is_empty(self) -> bool:
        """さがす手がかりが一つもないか。"""
        return not (self.names or self.born or self.phone or self.number)

    def terms(self) -> list[tuple[Range, ...]]:
        """すべて満たすべき条件の列。一つの条件は、どれかに当たればよい範囲の組。よく絞れる条件を先に置く。"""
        found: list[tuple[Range, ...]] = []
        if self.number or self.phone:
            found.append(self._number_ranges())
        if self.born:
            found.append(_birth_ranges(self.born))
        if self.names:
            found.append(self._name_ranges())
        if self.born and self.names and self.born.precision != "day":
            found.reverse()
        return found

    def disclosing_terms(self) -> list[tuple[Range, ...]]:
        """見えない人について「把握している機関」を答えてよいほど絞れているときの条件。絞れていなければ空。

        全名、電話番号の全部、または生年月日(年月日)と名前。姓だけ・年だけで総当たりして存在を探れないようにする。
        """
        if self.phone and len(self.phone) >= 10:
            phone = [(Range(KeyKind.PHONE, self.phone, exact=True),)]
            return phone + ([self._exact_names()] if self.names else [])
        if not self.names:
            return []
        if self.born and self.born.precision == "day":
            return [(Range(KeyKind.BIRTH, self.born.isoformat(), exact=True),), self._name_ranges()]
        return [self._exact_names()] if self.born is None else []

    def _number_ranges(self) -> tuple[Range, ...]:
        ranges = [Range(KeyKind.NUMBER, self.number, exact=True)] if self.number else []
        if self.phone:
            ranges.append(Range(KeyKind.PHONE, self.phone, exact=len(self.phone) >= 10))
        return tuple(ranges)

    def _joined(self) -> tuple[str, ...]:
        """姓名の順が逆でも引けるように、部分をつないだ鍵。部分が多いときは打たれた順だけ。"""
        if len(self.names) > MAX_NAME_PARTS - 1:
            return (fold_name("".join(self.names)),)
        return tuple(dict.fromkeys(fold_name("".join(order)) for order in permutations(self.names)))

    def _name_ranges(self) -> tuple[Range, ...]:
        kinds = (KeyKind.FULL, KeyKind.PART)
        return tuple(Range(kind, key, exact=_too_short(key)) for key in self._joined() for kind in kinds if key)

    def _exact_names(self) -> tuple[Range, ...]:
        return tuple(Range(KeyKind.FULL, key, exact=True) for key in self._joined() if key)


def _too_short(key: str) -> bool:
    """かな一字・英字一字の前方一致は町の一割に当たりうるので、その一字の名前だけをさがす。漢字一字の姓は前方一致でよい。"""
    return len(key) == 1 and (key.isascii() or "ぁ" <= key <= "ゖ")


def _birth_ranges(born: PartialDate) -> tuple[Range, ...]:
    """生年月日の範囲。年だけ・年月だけが記録された人も、打たれた日付と矛盾しなければ当てる。"""
    text = born.isoformat()
    coarser = [text[:length] for length in (4, 7) if length < len(text)]
    return (Range(KeyKind.BIRTH, text, exact=born.precision == "day"), *(Range(KeyKind.BIRTH, part, exact=True) for part in coarser))


def parse_query(text: str) -> Query:
    """検索欄の文字を読み取る。日付らしいのに読めない部分があれば、その理由を problem に入れる(検索は残りで続ける)。"""
    storable = is_storable(text)
    if not storable.allowed:
        return Query(problem=storable.reason)
    if len(text) > MAX_LENGTH:
        return Query(problem=f"検索する言葉は{MAX_LENGTH}文字までにしてください。")
    spaced = _INLINE_DATE.sub(lambda match: f" {match.group()} ", unicodedata.normalize("NFKC", text))
    return _Reader(_joined_dates(spaced.split())).read()


def _joined_dates(parts: list[str]) -> list[str]:
    """「昭和20年 3月 1日」「昭和 20.3.1」のように分かれた日付をつなぐ。"""
    joined: list[str] = []
    index = 0
    while index < len(parts):
        size = next((n for n in (4, 3, 2) if _is_split_date(parts[index : index + n], n)), 1)
        joined.append("".join(parts[index : index + size]))
        index += size
    return joined


def _is_split_date(parts: list[str], size: int) -> bool:
    return (
        len(parts) == size
        and all(re.search("[0-9年月日]|明治|大正|昭和|平成|令和", part) for part in parts)
        and (_as_date("".join(parts)) is not None and any(mark in "".join(parts) for mark in "年月日"))
    )


def _as_date(text: str) -> PartialDate | None:
    try:
        return parse_date(text)
    except DateRefused:
        return None


class _Reader:
    """部分を一つずつ、日付・番号・名前のどれかに振り分ける。"""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.names: list[str] = []
        self.born: PartialDate | None = None
        self.phone = self.number = self.problem = ""

    def read(self) -> Query:
        for part in self.parts:
            self._take(part)
        if len(self.names) > MAX_NAME_PARTS:
            self.names = ["".join(self.names)]
        return Query(tuple(self.names), self.born, self.phone, self.number, self.problem)

    def _take(self, part: str) -> None:
        plain = part.translate(_DASHES) if re.search("[0-9]", part) else part
        if plain.isascii() and plain.isdigit():
            self._take_digits(plain)
        elif _DATE_LIKE.match(plain):
            self._take_date(plain)
        elif _PHONE_LIKE.fullmatch(plain):
            self.phone = digits(plain)
        elif fold_name(part):
            self.names.append(part)

    def _take_date(self, text: str) -> None:
        try:
            self.born = parse_date(text)
        except DateRefused as refused:
            if _PHONE_LIKE.fullmatch(text):
                self.phone = digits(text)
            else:
                self.problem = str(refused)

    def _take_digits(self, text: str) -> None:
        if _YEAR.fullmatch(text) or (len(text) == 8 and _YEAR.match(text) and _as_date(text)):
            self.born = _as_date(text)
        else:
            self.number = number_key(text)
            self.phone = text if len(text) >= 4 else ""
