"""Excel の用紙の割り付け: どの欄が何行目から何行あるか。書き出しと読み戻しが同じ割り付けを使う。"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from kasane.documents.domain.form import PDF, Field, FieldKind, Form, Options
from kasane.documents.domain.values import BLANK, Value, Values

FIRST_ROW: Final = 5
VALUE_COLUMNS: Final = 13
MAX_ROWS: Final = 20
MARKS: Final = ("○", "◎")
_RING: Final = frozenset("○◯〇oO0✓✔☑レ1")


@dataclass(frozen=True, slots=True)
class Place:
    """一つの欄の場所。row は見出しの行、first は値の最初の行、count は値の行の数(選択肢の数か、表の行の数)。"""

    field: Field
    row: int
    first: int
    count: int
    open: bool

    @property
    def last(self) -> int:
        """この欄の最後の行。"""
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True)
class Heading:
    """節の見出しの行。"""

    row: int
    title: str
    note: str


def layout(form: Form, values: Values) -> tuple[list[Heading], list[Place]]:
    """用紙の割り付け。書ける表は、今の行に加えて空の行を置く(合わせて20行まで)。紙だけの欄は置かない。"""
    headings: list[Heading] = []
    places: list[Place] = []
    row = FIRST_ROW
    for section in form.sections:
        headings.append(Heading(row, section.title, section.note))
        row += 1
        for field in section.fields:
            if field.only == PDF:
                continue
            place = _place(field, values.get(field.key, BLANK), row)
            places.append(place)
            row = place.last + 1
    return headings, places


def _place(field: Field, value: Value, row: int) -> Place:
    writable = field.fillable and not value.masked
    match field.kind:
        case FieldKind.CHOICES | FieldKind.RANKED if not value.masked:
            return Place(field, row, row + 1, max(len(field.options), 1), writable)
        case FieldKind.ROWS if not value.masked:
            return Place(field, row, row + 2, max(_lines(field, len(value.rows), writable=writable), 1), writable)
        case _:
            return Place(field, row, row, 1, writable)


def _lines(field: Field, written: int, *, writable: bool) -> int:
    """表の行の数。書いてある行は、いくつあっても全部並べる。"""
    spare = max(field.spare, 3) if writable and field.grows else 0
    return max(written, min(written + spare, MAX_ROWS))


def mark_of(value: Value, code: str) -> str:
    """選択肢の印。"""
    return MARKS[1] if code == value.main else MARKS[0] if code in value.codes else ""


def read_mark(text: str) -> str | None:
    """書かれた印を読む。空は空、知らない印は None。"""
    given = text.strip()
    if not given or given in ("×", "-", "ー"):
        return ""
    return MARKS[1] if given == "◎" else MARKS[0] if given in _RING else None


def shown_options(field: Field) -> dict[str, str]:
    """選択肢の番号 → Excel に出す言い方。"""
    return told_apart(field.options)


def told_apart(options: Options) -> dict[str, str]:
    """番号 → 言い方。同じ言い方が二つあれば、番号の終わりをつけて分ける(番号の頭は、作った時が近いと同じになる)。"""
    labels = [label for _, label in options]
    return {code: f"{label}（{code[-6:]}）" if labels.count(label) > 1 else label for code, label in options}


def folded(words: str) -> str:
    """選択肢の言い方を比べる形: 全角と半角、空白の違いを除く。"""
    return unicodedata.normalize("NFKC", words).replace(" ", "")
