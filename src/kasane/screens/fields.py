"""入力欄の部品。和暦の日付、ふりがな、電話番号、版番号、選択肢。

どれも「打ったとおりに再表示し、直した値だけを保存する」。誤りは必ず、どの欄をどう直すかを日本語で言う。
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from kasane.kernel.wareki import DateRefused, PartialDate, format_wareki, parse_date, to_wareki

WESTERN = "西暦"
ERAS: tuple[str, ...] = ("令和", "平成", "昭和", "大正", "明治", WESTERN)
PART_LABELS: tuple[tuple[str, str], ...] = (("era", "元号"), ("year", "年"), ("month", "月"), ("day", "日"))

_HYPHENS = re.compile("[-\u2010-\u2015\u2212\u30fc\uff0d\uff70]")
_KANA = re.compile(r"[ァ-ヺー・ヽヾ　]+")
_PHONE = re.compile(r"0\d{9,10}|#?\d{3,4}|\+\d{8,15}")


def refuse(message: str, part: str | None = None) -> ValidationError:
    """誤りを作る。part は和暦の欄名（era・year・month・day）で、エラーの一覧からその欄へ飛ぶために使う。"""
    return ValidationError(message, code="refused", params={"part": part})


class WarekiWidget(forms.MultiWidget):
    """元号の選択と年・月・日の三つの文字欄。`<input type=date>` は和暦を出せず表示もブラウザの言語に従うので使わない。"""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric"}
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "era": forms.Select(choices=[(era, era) for era in ERAS]),
            "year": forms.TextInput(attrs=number),
            "month": forms.TextInput(attrs=number),
            "day": forms.TextInput(attrs=number),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | PartialDate | None) -> list[str]:
        """保存された日付を四つの欄に分ける。元号が一つに決まらない不完全な日付（1989年のみ等）は西暦で出す。"""
        if value is None:
            return [ERAS[0], "", "", ""]
        first, last = (value, value) if isinstance(value, date) else (value.earliest, value.latest)
        month = str(first.month) if isinstance(value, date) or value.month else ""
        day = str(first.day) if isinstance(value, date) or value.day else ""
        start, end = to_wareki(first), to_wareki(last)
        if start.era != end.era:
            return [WESTERN, str(first.year), month, day]
        return [start.era.name, str(start.year), month, day]

    def date_parts(self, name: str, auto_id: str, value: Any) -> list[dict[str, Any]]:
        """雛形が描く四つの欄（名前・id・値・見出し）を返す。"""
        values = value if isinstance(value, list) else self.decompress(value)
        return [
            {
                "key": key,
                "label": label,
                "name": f"{name}_{key}",
                "id": f"{auto_id}_{key}",
                "value": text or "",
                "choices": [(era, era) for era in ERAS] if key == "era" else [],
            }
            for (key, label), text in zip(PART_LABELS, values, strict=True)
        ]


class WarekiField(forms.Field):
    """元号・年・月・日で受け取る日付（DADS の分割型日付欄に元号を足したもの）。

    partial=True のとき年だけ・年月だけを許し PartialDate を返す。それ以外は date を返す。
    年の欄に「S20.3.1」「1945-03-01」のように続けて書いても読む。not_after は「この日まで」を返す関数。
    存在しない日、元号の範囲外の年、欠けた欄は、直すべき欄を名指しして断る。
    """

    widget = WarekiWidget

    def __init__(self, *, partial: bool = False, not_after: Callable[[], date] | None = None, **kwargs: Any) -> None:
        self.partial = partial
        self.not_after = not_after
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | PartialDate | None:
        era, year, month, day = _folded(value)
        if not (year or month or day):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required", params={"part": "year"})
            return None
        found = self._free_text(year) if _is_free_text(year, month, day) else self._from_parts(era, year, month, day)
        self._check_not_after(found)
        return found if self.partial else found.earliest

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, list) else WarekiWidget().decompress(initial)
        return _folded(before) != _folded(data)

    def _free_text(self, text: str) -> PartialDate:
        try:
            found = parse_date(text)
        except DateRefused as refused:
            raise refuse(f"年：{refused}", "year") from refused
        if not self.partial and found.day is None:
            raise refuse("日：年月日をすべて入力してください", "day" if found.month else "month")
        return found

    def _from_parts(self, era: str, year: str, month: str, day: str) -> PartialDate:
        self._check_missing(year, month, day)
        y = 1 if year == "元" and era != WESTERN else _number("year", "年", year, 1, 9999)
        m = _number("month", "月", month, 1, 12) if month else None
        if era not in ERAS:
            raise refuse("元号：一覧から選んでください", "era")
        if era != WESTERN and y >= 1868:
            raise refuse("元号：西暦で入力するときは「西暦」を選んでください", "era")
        d = _number("day", "日", day, 1, 31) if day else None
        return self._parse(era, y, m, d)

    def _parse(self, era: str, year: int, month: int | None, day: int | None) -> PartialDate:
        prefix = "" if era == WESTERN else era
        months = f"{month}月" if month else ""
        try:
            base = parse_date(f"{prefix}{year}年{months}")
            if day is None or month is None:
                return base
            length = monthrange(base.year, month)[1]
            if day > length:
                raise refuse(f"日：{month}月は{length}日までです", "day")
            return parse_date(f"{prefix}{year}年{month}月{day}日")
        except DateRefused as refused:
            raise refuse(f"年：{refused}", "year") from refused

    def _check_missing(self, year: str, month: str, day: str) -> None:
        if not year:
            raise refuse("年：入力してください", "year")
        if not month and (day or not self.partial):
            raise refuse("月：入力してください", "month")
        if not day and not self.partial:
            raise refuse("日：入力してください", "day")

    def _check_not_after(self, found: PartialDate) -> None:
        if self.not_after is None:
            return
        limit = self.not_after()
        if found.earliest > limit:
            part = "day" if found.day else "year"
            raise refuse(f"{format_wareki(limit)}以前の日付を入力してください", part)


def _folded(value: Any) -> tuple[str, str, str, str]:
    texts = [unicodedata.normalize("NFKC", str(item or "")).strip() for item in value or ()]
    era, year, month, day = [*texts, "", "", "", ""][:4]
    return era, year.removesuffix("年") if len(year) <= 5 else year, month.removesuffix("月"), day.removesuffix("日")


def _is_free_text(year: str, month: str, day: str) -> bool:
    return not month and not day and (len(year) >= 6 or bool(re.search(r"\D.*\d|\d.*\D", year)))


def _number(part: str, label: str, text: str, low: int, high: int) -> int:
    if not text.isdecimal():
        raise refuse(f"{label}：数字で入力してください", part)
    number = int(text[:9])
    if not low <= number <= high:
        raise refuse(f"{label}：{low}から{high}までの数字で入力してください", part)
    return number


class KanaField(forms.CharField):
    """ふりがな。ひらがな・半角カナも受け取り、全角カタカナで保存する。漢字・英数字は、その字を挙げて断る。"""

    def __init__(self, *, max_length: int = 100, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "ひらがなで入力しても、カタカナに直して保存します")
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        kana = re.sub(r"\s+", "　", _katakana(unicodedata.normalize("NFKC", text)))
        kana = _HYPHENS.sub("ー", kana)
        if text and not _KANA.fullmatch(kana):
            odd = next(ch for ch in kana if not _KANA.fullmatch(ch))
            raise refuse(f"ひらがなかカタカナで入力してください。「{odd}」はかなではありません")
        return kana


def _katakana(text: str) -> str:
    return "".join(chr(ord(ch) + 0x60) if "ぁ" <= ch <= "ゖ" or ch in "ゝゞ" else ch for ch in text)


class PhoneField(forms.CharField):
    """電話番号。全角・かっこ・空白は直して「0867-72-0000」の形で返す。文字や桁の過不足は断る（110 などの短い番号は可）。"""

    def __init__(self, *, max_length: int = 20, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel"}))
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        folded = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text))
        number = re.sub(r"-{2,}", "-", re.sub(r"[\s()]+", "-", folded)).strip("-")
        if re.search(r"[^-\d#+]", number):
            raise refuse("数字とハイフンで入力してください。例：0867-72-0000")
        if number and not _PHONE.fullmatch(number.replace("-", "")):
            raise refuse("市外局番から10桁か11桁で入力してください。例：0867-72-0000")
        return number


class LongTextField(forms.CharField):
    """文章の欄。改行は LF に揃える。画面では切り捨てず、長すぎるときは今の字数を示して断る（既定 4,000 字）。"""

    def __init__(self, *, max_length: int = 4000, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class VersionField(forms.IntegerField):
    """楽観ロックの版番号（隠し欄、1 以上の整数）。欠けたり壊れたりした送信は、読み直しを促して断る。"""

    widget = forms.HiddenInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "画面を開き直してから、もう一度保存してください",
        "invalid": "画面を開き直してから、もう一度保存してください",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 1)
        kwargs.setdefault("max_value", 2_147_483_647)
        super().__init__(**kwargs)


class ChoiceRadio(forms.ChoiceField):
    """一つを選ぶ欄（丸い印）。選択肢が六つ以下のときに使う。初めから選ばれた印は付けない。"""

    widget = forms.RadioSelect


class ChoiceCheckboxes(forms.MultipleChoiceField):
    """いくつでも選べる欄（四角い印）。"""

    widget = forms.CheckboxSelectMultiple


class ChoiceSelect(forms.ChoiceField):
    """一覧から一つを選ぶ欄。先頭に「選んでください」を置き、選び忘れを既定値で埋めない。"""

    def __init__(self, *, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(choices=[("", "選んでください"), *choices], **kwargs)
