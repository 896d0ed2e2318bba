"""書き込まれた Excel を読み戻す。同じ記録になるか、欄ごとに理由を言って断る。半分だけ読むことはしない。"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core import signing
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from kasane.documents.domain.form import PDF, FieldKind, Form
from kasane.documents.domain.grid import MARKS, VALUE_COLUMNS, Place, folded, read_mark, shown_options
from kasane.documents.domain.trace import NEW_LINE, Line, line_mark, line_print, print_of
from kasane.documents.domain.values import BLANK, Value
from kasane.documents.rendering.excel import SALT, SEAL, SHEET, label_of
from kasane.kernel.text import TextRefused, clean_text
from kasane.kernel.wareki import DateRefused, parse_date
from kasane.screens.forms import refuse_unstorable

MAX_FILE: Final = 4 * 1024 * 1024
MAX_UNPACKED: Final = 40 * 1024 * 1024
MAX_PARTS: Final = 120
MAX_TEXT: Final = 20_000
_NOT_OURS: Final = "この仕組みが書き出した Excel ではありません。書類の画面から書き出したファイルに書いてください。"
_MOVED: Final = "行がずれています。行を足したり消したりせず、書き出したファイルに書いてください。"
_NOT_OF_THIS: Final = "この書類の行ではありません。ほかのファイルの行を貼りつけず、書き出したファイルに書いてください。"
_NO_DROP: Final = "行を消しても、取り下げにはなりません。取り下げるときは、画面で理由を書いてください。"


class FileRefused(ValueError):
    """ファイルごと断る理由。"""


@dataclass(frozen=True, slots=True)
class CellReason:
    """読めなかった欄: 場所(B12 など)、見出し、書かれていたもの(先頭だけ)、理由。"""

    cell: str
    label: str
    given: str
    why: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """読み戻したもの。base は書き出したときの版。

    fields は読めた欄の値、reasons は読めなかった欄。行の控えのある書類では、touched は書き出した後に書き変えられた欄、lines は表の行、
    versions は書き出したときの行ごとの版、cells は欄の場所。
    """

    fields: Mapping[str, Value]
    reasons: tuple[CellReason, ...]
    base: int
    touched: frozenset[str] = frozenset()
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> Mapping[str, Value]:
        """欄の値のすべて。読めない欄が一つでもあれば空(半分だけ読むことはしない書類が使う)。"""
        return {} if self.reasons else self.fields


@dataclass(slots=True)
class _Reading:
    """読んでいる途中。cells は行ごとの欄。"""

    cells: list[tuple[Any, ...]]
    reasons: list[CellReason] = field(default_factory=list)

    def at(self, row: int, column: int) -> Any:
        """その場所の欄(なければ None)。"""
        line = self.cells[row - 1] if row <= len(self.cells) else ()
        return line[column - 1] if column <= len(line) else None

    def refuse(self, row: int, column: int, label: str, why: str) -> None:
        """この欄を断る。"""
        value = getattr(self.at(row, column), "value", "")
        given = "".join(one if one.isprintable() or one == "　" else "?" for one in str("" if value is None else value))[:40]
        self.reasons.append(CellReason(f"{get_column_letter(column)}{row}", label.strip(), given, why))


def read_back(form: Form, data: bytes, *, subject: str) -> ReadBack:
    """書き込まれたファイルを読む。

    form は今の様式(書き出したときと同じもの)、subject は書き出した元。ファイルごと読めない(大きすぎる、ほかの書類、版が違う、式や
    マクロ)ときは FileRefused、欄ごとの誤りは reasons に場所と理由を返す。
    """
    check_package(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        seal = _seal(book)
        _same_form(form, seal, subject)
        places = _places(form, seal["plan"])
        last = max((one.last for one in places), default=1)
        rows = [tuple(row) for row in book[SHEET].iter_rows(min_row=1, max_row=last, max_col=1 + VALUE_COLUMNS)]
    except FileRefused:
        raise
    except Exception as broken:  # 壊れた・細工されたファイルでは、openpyxl があらゆる例外を上げる。
        raise FileRefused(_NOT_OURS) from broken
    reading = _Reading(rows)
    if not _not_moved(reading, places):
        return ReadBack({}, tuple(reading.reasons), int(seal["base"]))
    opened = [one for one in places if one.open]
    traced = seal.get("lines", {})
    lines = {one.field.key: _lines(reading, one, traced[one.field.key], seal["prints"]) for one in opened if one.field.key in traced}
    fields = dict(_fields(reading, [one for one in opened if one.field.key not in traced]))
    prints = seal.get("prints", {})
    touched = frozenset(one.field.key for one in opened if _is_touched(one, fields, prints))
    cells = {one.field.key: f"B{one.row}" for one in opened}
    return ReadBack(fields, tuple(reading.reasons), int(seal["base"]), touched, lines, seal.get("versions", {}), cells)


def _fields(reading: _Reading, places: list[Place]) -> Iterator[tuple[str, Value]]:
    """読めた欄だけ。"""
    for one in places:
        before = len(reading.reasons)
        value = _READERS[one.field.kind](reading, one).tidy()
        if len(reading.reasons) == before:
            yield one.field.key, value


def _is_touched(place: Place, fields: Mapping[str, Value], prints: Mapping[str, Any]) -> bool:
    key = place.field.key
    return key in fields and key in prints and print_of(place.field, fields[key]) != prints[key]


def _lines(reading: _Reading, place: Place, units: list[str], prints: Mapping[str, Any]) -> tuple[Line, ...]:
    """表の行。行の目印で、どの行かを見分ける(並べ替えても取り違えない)。目印のおかしい行、読めない欄のある行は断る。"""
    field, width = place.field, len(place.field.columns)
    known = {line_mark(unit): (unit, before) for unit, before in zip(units, prints[field.key], strict=True)}
    found: list[Line] = []
    for row in range(place.first, place.last + 1):
        before = len(reading.reasons)
        cells = tuple(_plain(reading, place, row, column + 2, label=field.columns[column]) or "" for column in range(width))
        unit, kept = known.pop(mark, ("", "")) if (mark := _words(reading.at(row, 1))) in known else ("", "")
        if not unit and mark not in ("", NEW_LINE):
            reading.refuse(row, 1, field.label, _NOT_OF_THIS)
        if len(reading.reasons) == before:
            found.append(Line(unit, row, cells, line_print(cells, width) != kept))
    if known:
        reading.refuse(place.row, 1, field.label, f"{len(known)}行がなくなっています。{_NO_DROP}")
    return tuple(found)


def check_package(data: bytes) -> None:
    """開く前に確かめる: 大きさ、広げた大きさ(圧縮の爆弾)、部品の数、マクロ、外への参照、DTD。だめなら FileRefused。"""
    if len(data) > MAX_FILE:
        raise FileRefused("ファイルが大きすぎます（4MBまで）。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED:
                raise FileRefused("ファイルの中身が大きすぎます。")
            names = [one.filename for one in parts]
            if any("vbaProject" in name or "externalLink" in name or "embeddings" in name for name in names):
                raise FileRefused("マクロや、ほかのファイルへの参照が入っています。入っていないファイルにしてください。")
            if "xl/workbook.xml" not in names:
                raise FileRefused(_NOT_OURS)
            for one in parts:
                _check_part(package, one)
    # 暗号つきは RuntimeError、知らない圧縮は NotImplementedError、途中で切れたものは BadZipFile か OSError になる(zipfile の決まり)。
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as broken:
        raise FileRefused("Excel のファイル（.xlsx）として開けません。") from broken


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """部品の頭を読み、広げた大きさの偽り(zip の見出しより大きい中身)と DTD を断る。"""
    with package.open(part) as stream:
        size = 0
        while chunk := stream.read(1024 * 1024):
            size += len(chunk)
            if size > MAX_UNPACKED:
                raise FileRefused("ファイルの中身が大きすぎます。")
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise FileRefused(_NOT_OURS)


def _seal(book: Any) -> Mapping[str, Any]:
    if SEAL not in book.sheetnames or SHEET not in book.sheetnames:
        raise FileRefused(_NOT_OURS)
    text = "".join(str(row[0].value or "") for row in book[SEAL].iter_rows(min_row=1, max_row=40, max_col=1) if row)
    try:
        found: Mapping[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature as forged:
        raise FileRefused(_NOT_OURS) from forged
    return found


def _same_form(form: Form, seal: Mapping[str, Any], subject: str) -> None:
    if seal["form"] != form.code or seal["subject"] != subject:
        raise FileRefused("ほかの書類のファイルです。この書類から書き出したファイルを選んでください。")
    if seal["edition"] != form.edition:
        raise FileRefused("書き出した後に、様式の版が変わりました。もう一度書き出してください。")


def _places(form: Form, plan: list[list[Any]]) -> list[Place]:
    fields = {one.key: one for one in form.fields() if one.only != PDF}
    if [one[0] for one in plan] != list(fields):
        raise FileRefused("書き出した後に、様式か、事案の人が変わりました。もう一度書き出してください。")
    return [Place(fields[key], row, first, count, bool(is_open)) for key, row, first, count, is_open in plan]


def _not_moved(reading: _Reading, places: list[Place]) -> bool:
    """見出しの言葉が、書き出したときの場所にあるか。"""
    for place in places:
        if _words(reading.at(place.row, 1)) != label_of(place):
            reading.refuse(place.row, 1, place.field.label, _MOVED)
            return False
        if place.first > place.row and place.field.kind is not FieldKind.ROWS:
            shown = [f"　{label}" for _, label in place.field.options]
            if [_words(reading.at(place.first + step, 1)) for step in range(len(shown))] != shown:
                reading.refuse(place.first, 1, place.field.label, _MOVED)
                return False
    return True


def _words(cell: Any) -> str:
    value = getattr(cell, "value", None)
    return "" if value is None else str(value)


def _plain(reading: _Reading, place: Place, row: int, column: int, *, label: str = "") -> str | None:
    """文字として読む。式、読めない文字、長すぎる文は断って None。"""
    label = "　".join(filter(None, (place.field.label, label)))
    cell = reading.at(row, column)
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        reading.refuse(row, column, label, "式は読めません。値を書いてください。")
        return None
    if getattr(cell, "data_type", "") == "e":
        reading.refuse(row, column, label, "Excel の誤りの値です。値を書き直してください。")
        return None
    words = _number_words(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
    if len(words) > MAX_TEXT:
        reading.refuse(row, column, label, f"長すぎます（{MAX_TEXT:,}字まで）。")
        return None
    try:
        refuse_unstorable(words.replace("\r\n", "\n"))
        return clean_text(words).strip()
    except TextRefused as refused:
        reading.refuse(row, column, label, str(refused))
    except ValidationError as refused:
        reading.refuse(row, column, label, f"{refused.messages[0]}。")
    return None


def _number_words(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _text(reading: _Reading, place: Place) -> Value:
    words = _plain(reading, place, place.row, 2)
    return Value(text=words) if words else BLANK


def _date(reading: _Reading, place: Place) -> Value:
    value = getattr(reading.at(place.row, 2), "value", None)
    if isinstance(value, datetime):
        return Value(day=value.date())
    if isinstance(value, date):
        return Value(day=value)
    words = _plain(reading, place, place.row, 2)
    if not words:
        return BLANK
    try:
        found = parse_date(words)
    except DateRefused as refused:
        reading.refuse(place.row, 2, place.field.label, str(refused))
        return BLANK
    if found.precision != "day":
        reading.refuse(place.row, 2, place.field.label, "年月日まで入れてください。")
        return BLANK
    return Value(day=found.earliest)


def _number(reading: _Reading, place: Place) -> Value:
    words = _plain(reading, place, place.row, 2)
    if not words:
        return BLANK
    plain = unicodedata.normalize("NFKC", words).replace(",", "").removesuffix(place.field.unit).strip()
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= Decimal("9999999999"):
        reading.refuse(place.row, 2, place.field.label, "0以上の数を入れてください。")
        return BLANK
    return Value(number=found)


def _choice(reading: _Reading, place: Place) -> Value:
    words = _plain(reading, place, place.row, 2)
    if not words:
        return BLANK
    codes = {folded(label): code for code, label in shown_options(place.field).items()}
    code = codes.get(folded(words))
    if code is None:
        reading.refuse(place.row, 2, place.field.label, place.field.unknown)
        return BLANK
    return Value(codes=(code,))


def _choices(reading: _Reading, place: Place) -> Value:
    codes, mains = [], []
    for row, code, mark in _marks(reading, place):
        if mark is None:
            reading.refuse(row, 2, place.field.label, "○か◎を入れるか、空けてください。")
        elif mark:
            codes.append(code)
            mains.extend([(row, code)] if mark == MARKS[1] else [])
    if mains and place.field.kind is not FieldKind.RANKED:
        reading.refuse(mains[0][0], 2, place.field.label, "この欄では◎は使いません。○を入れてください。")
    if len(mains) > 1:
        reading.refuse(mains[1][0], 2, place.field.label, "◎は一つだけです。")
    return Value(codes=tuple(codes), main=mains[0][1] if mains else "")


def _marks(reading: _Reading, place: Place) -> Iterator[tuple[int, str, str | None]]:
    for step, (code, _) in enumerate(place.field.options):
        row = place.first + step
        words = _plain(reading, place, row, 2)
        if words is not None:
            yield row, code, read_mark(words)


def _rows(reading: _Reading, place: Place) -> Value:
    width = len(place.field.columns)
    found = [tuple(_plain(reading, place, place.first + step, column + 2) or "" for column in range(width)) for step in range(place.count)]
    return Value(rows=tuple(row for row in found if any(row)))


def _never(reading: _Reading, place: Place) -> Value:
    return BLANK


_READERS: Final[dict[FieldKind, Callable[[_Reading, Place], Value]]] = {
    FieldKind.TEXT: _text, FieldKind.LONG: _text, FieldKind.DATE: _date, FieldKind.NUMBER: _number, FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices, FieldKind.RANKED: _choices, FieldKind.ROWS: _rows, FieldKind.DRAWING: _never,
    FieldKind.SIGNATURE: _never, FieldKind.NOTE: _never,
}  # fmt: skip
