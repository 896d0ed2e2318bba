"""和暦: 元号の日付と西暦の相互変換、分かっているところまでの日付(年だけ、年月だけ)、入力の読み取り。

根拠: 元号法(昭和54年法律第43号)と各改元の政令・詔書、太陰暦ヲ廃シ太陽暦ヲ頒行ス(明治5年太政官布告第337号)。
保存するのは西暦だけで、元号は見せるときと読むときに使う(forms §11.3)。
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from kasane.kernel import clock

Precision = Literal["day", "month", "year"]


class DateRefused(ValueError):
    """日付として受け取れない。文は、何が違うかと、どう直すかを利用者に伝える日本語。"""


@dataclass(frozen=True, slots=True)
class Era:
    """元号。first_year は元年の西暦、first と last はその元号で扱う最初と最後の日(last が None なら続いている)。"""

    name: str
    letter: str
    first_year: int
    first: date
    last: date | None

    def year_label(self, year: int) -> str:
        """西暦の年をこの元号で書く。1年目は「元年」。"""
        number = year - self.first_year + 1
        return f"{self.name}{'元' if number == 1 else number}年"


# 太陽暦になった明治6年1月1日より前は旧暦で、西暦の月日と一致しないため扱わない。
GREGORIAN_START: Final = date(1873, 1, 1)

# 改元の日: 大正 = 明治45年7月30日詔書、昭和 = 大正15年12月25日詔書、
# 平成 = 昭和64年政令第1号(翌日施行)、令和 = 平成31年政令第143号(令和元年5月1日施行)。forms §11.3。
ERAS: Final = (
    Era("明治", "M", 1868, GREGORIAN_START, date(1912, 7, 29)),
    Era("大正", "T", 1912, date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", "S", 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", 2019, date(2019, 5, 1), None),
)
_ERA_BY_MARK: Final = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.letter)}


@dataclass(frozen=True, slots=True)
class Wareki:
    """元号による日付。year は元号の年(元年は 1)。"""

    era: Era
    year: int
    month: int
    day: int

    def to_date(self) -> date:
        """西暦の日付に戻す。"""
        return date(self.era.first_year + self.year - 1, self.month, self.day)

    def short(self) -> str:
        """表に入れる短い書き方(例 S20.3.1)。"""
        return f"{self.era.letter}{self.year}.{self.month}.{self.day}"

    def __str__(self) -> str:
        return f"{self.era.year_label(self.era.first_year + self.year - 1)}{self.month}月{self.day}日"


def to_wareki(day: date) -> Wareki:
    """西暦の日付を元号にする。明治6年1月1日より前は旧暦のため DateRefused で断る。"""
    for era in reversed(ERAS):
        if day >= era.first:
            return Wareki(era, day.year - era.first_year + 1, day.month, day.day)
    raise DateRefused(_BEFORE_GREGORIAN)


def format_wareki(day: date) -> str:
    """日付を「令和8年11月20日」「令和元年5月1日」の形にする。明治6年より前は DateRefused で断る。"""
    return str(to_wareki(day))


def format_moment(at: datetime) -> str:
    """時刻を、日本時間の「令和8年11月20日 09:05」の形にする。時差のない値は ValueError で断る。"""
    local = clock.jst(at)
    return f"{format_wareki(local.date())} {local:%H:%M}"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """分かっているところまでの日付。month と day は不明なら None(年だけ、年月だけ、年月日のどれか)。

    暦にない月日、月のない日、明治6年より前の年は DateRefused で断る。元号の端の年(昭和64年など)だけの入力は西暦の1年とみなす。
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.year < GREGORIAN_START.year:
            raise DateRefused(_BEFORE_GREGORIAN)
        if self.year > date.max.year:
            raise DateRefused(f"{self.year}年は扱えません。西暦の年は4桁で入力してください。")
        if self.month is None and self.day is not None:
            raise DateRefused("月が分からないときは、日も空けてください。")
        _check_month_day(self.year, self.month, self.day)

    @property
    def precision(self) -> Precision:
        """どこまで分かっているか。"""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def earliest(self) -> date:
        """ありうる最も早い日。"""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """ありうる最も遅い日。"""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def display(self) -> str:
        """和暦の表示。改元をまたぐ年・月は「1989年(昭和64年・平成元年)」と両方を書く。parse_date で読み戻せる。"""
        first, last = to_wareki(self.earliest).era, to_wareki(self.latest).era
        month = f"{self.month}月" if self.month else ""
        day = f"{self.day}日" if self.day else ""
        if first == last:
            return first.year_label(self.year) + month + day
        return f"{self.year}年({first.year_label(self.year)}・{last.year_label(self.year)}){month}"

    def isoformat(self) -> str:
        """保存と交換のための書き方。1945、1945-03、1945-03-01。"""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


def parse_date(text: str) -> PartialDate:
    """利用者が書いた日付を読む。和暦(漢字・頭文字・漢数字・元年)、西暦(年月日・- / .・8桁)、年だけ、年月だけ。

    読めない書き方、暦にない日、元号の期間に合わない年月日、どちらの暦か分からない2桁の年は、
    理由と直し方を書いた DateRefused で断る。黙って別の日に直すことはしない。
    """
    plain = _normalise(text)
    if not plain:
        raise DateRefused("日付を入力してください。例: 昭和20年3月1日、S20.3.1、1945-03-01")
    outer, note = _split_note(plain)
    parsed = _read(outer, text.strip())
    if note:
        _check_note(parsed, note, text.strip())
    return parsed


_BEFORE_GREGORIAN: Final = (
    "明治5年(1872年)までは旧暦のため、西暦の月日と合わず扱えません。明治6年(1873年)1月1日以降の日付を入力してください。"
)
_MAX_LENGTH: Final = 60
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー─", "-") | {"○": "〇", "。": ".", "．": ".", "、": "."})
_KANJI_NUMBER: Final = re.compile("[〇零一二三四五六七八九十百千]+")
_KANJI_DIGITS: Final = {kanji: number for number, kanji in enumerate("〇一二三四五六七八九")} | {"零": 0}
_KANJI_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_MIDNIGHT: Final = re.compile(r"[T\s]00:00(:00(\.0+)?)?$")
_ERA_MARK: Final = "(?P<era>" + "|".join(sorted(_ERA_BY_MARK, key=len, reverse=True)) + r")?\.?"
_YEAR: Final = "(?P<year>元|[0-9]{1,4})"
_FORMS: Final = tuple(
    re.compile(_ERA_MARK + form)
    for form in (
        _YEAR + "年?",
        _YEAR + "(?:年|[-/.])(?P<month>[0-9]{1,2})月?",
        _YEAR + "(?:年|[-/.])(?P<month>[0-9]{1,2})(?:月|[-/.])(?P<day>[0-9]{1,2})日?",
    )
)
_PACKED: Final = re.compile("(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_PACKED_ERA: Final = re.compile(_ERA_MARK.replace(")?", ")") + "(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_WITHOUT_YEAR: Final = re.compile("(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日?")
_ANY_LEAP_YEAR: Final = 2000
_NOTE: Final = re.compile(r"\((?P<note>[^()]*年)\)")


def _normalise(text: str) -> str:
    if len(text) > _MAX_LENGTH:
        raise DateRefused(f"日付としては長すぎます({len(text)}文字)。日付だけを入力してください。")
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip()).upper().translate(_DASHES)
    plain = re.sub(r"\s+", "", plain)
    plain = re.sub("(生まれ|うまれ|生)$", "", plain)
    return _KANJI_NUMBER.sub(lambda match: str(_kanji_number(match.group())), plain)


def _kanji_number(text: str) -> int:
    if not any(unit in text for unit in _KANJI_UNITS):
        return int("".join(str(_KANJI_DIGITS[char]) for char in text))
    total = pending = 0
    for char in text:
        if char in _KANJI_UNITS:
            total, pending = total + (pending or 1) * _KANJI_UNITS[char], 0
        else:
            pending = pending * 10 + _KANJI_DIGITS[char]
    return total + pending


def _split_note(plain: str) -> tuple[str, str]:
    """「1945年(昭和20年)3月1日」のかっこの年を分ける。"""
    match = _NOTE.search(plain)
    return (plain[: match.start()] + plain[match.end() :], match["note"]) if match else (plain, "")


def _check_note(parsed: PartialDate, note: str, original: str) -> None:
    for part in note.split("・"):
        if _read(part, original).year != parsed.year:
            raise DateRefused(f"「{original}」は、かっこの中の年と外の年が合いません。どちらかを直してください。")


def _read(plain: str, original: str) -> PartialDate:
    for form in (_PACKED, _PACKED_ERA, *_FORMS):
        if match := form.fullmatch(plain):
            found = match.groupdict()
            month, day = (int(found[key]) if found.get(key) else None for key in ("month", "day"))
            if mark := found.get("era"):
                return _in_era(_ERA_BY_MARK[mark], found["year"], month, day)
            return PartialDate(_western_year(found["year"], original), month, day)
    raise DateRefused(_unreadable(plain, original))


def _unreadable(plain: str, original: str) -> str:
    if found := _WITHOUT_YEAR.fullmatch(plain):
        _check_month_day(_ANY_LEAP_YEAR, int(found["month"]), int(found["day"]))
        return f"「{original}」には年がありません。昭和20年3月1日のように年から入力してください。"
    if re.fullmatch("[0-9]{5,}", plain):
        hint = "8桁(19450301)か、1945-03-01 のように区切って入力してください。"
        return f"「{original}」は{len(plain)}桁の数字のため、年月日に分けられません。{hint}"
    return f"「{original}」は日付として読めません。例: 昭和20年3月1日、S20.3.1、1945-03-01、年だけなら 昭和20年"


def _western_year(digits: str, original: str) -> int:
    if digits == "元":
        raise DateRefused(f"「{original}」は元号がありません。令和元年のように元号をつけてください。")
    if len(digits) < len("1873"):
        hint = f"昭和{digits}年のように元号をつけるか、西暦4桁で入力してください。"
        raise DateRefused(f"「{original}」の年は、元号の年か西暦の年か分かりません。{hint}")
    return int(digits)


def _in_era(era: Era, digits: str, month: int | None, day: int | None) -> PartialDate:
    number = 1 if digits == "元" else int(digits)
    if number == 0:
        raise DateRefused(f"{era.name}0年はありません。{era.name}は元年から始まります。")
    if number > 99:
        raise DateRefused(f"{era.name}{number}年はありません。西暦なら元号をつけずに{number}年と入力してください。")
    year = era.first_year + number - 1
    if year < GREGORIAN_START.year:
        raise DateRefused(_BEFORE_GREGORIAN)
    parsed = PartialDate(year, month, day)
    if parsed.latest < era.first or (era.last is not None and parsed.earliest > era.last):
        raise DateRefused(_outside_era(era, parsed))
    return parsed


def _outside_era(era: Era, parsed: PartialDate) -> str:
    hint = f"{parsed.display()}ではありませんか。"
    if era.last is None or parsed.latest < era.first:
        return f"{era.name}は{era.first.year}年{era.first.month}月{era.first.day}日からです。{hint}"
    last = f"{era.last.month}月{era.last.day}日までです。"
    if parsed.year == era.last.year:
        return f"{era.year_label(parsed.year)}は{last}{hint}"
    return f"{era.name}は{era.last.year - era.first_year + 1}年{last}{hint}"


def _check_month_day(year: int, month: int | None, day: int | None) -> None:
    if month is None:
        return
    if not 1 <= month <= 12:
        raise DateRefused(f"{month}月は存在しません。月は1から12で入力してください。")
    length = calendar.monthrange(year, month)[1]
    if day is None or 1 <= day <= length:
        return
    if (month, day) == (2, 29):
        raise DateRefused(f"2月29日は存在しません。{year}年はうるう年ではないため、2月は28日までです。")
    raise DateRefused(f"{month}月{day}日は存在しません。{month}月は{_length_label(year, month)}までです。")


def _length_label(year: int, month: int) -> str:
    length = calendar.monthrange(year, month)[1]
    return "28日(うるう年は29日)" if month == 2 else f"{length}日"
