"""アセスメントの項目の型と、値。型に合わない値は、ここでもデータベースの引き金でも断る。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.text import is_storable
from kasane.kernel.wareki import format_wareki


class ValueKind(Coded):
    """項目の型。ほかの記録から写すものは copied で、値を持たない。"""

    TEXT = "text", "短い文字"
    LONG_TEXT = "long_text", "文章"
    CHOICE = "choice", "一つを選ぶ"
    CHOICES = "choices", "いくつでも選ぶ"
    NUMBER = "number", "数"
    DATE = "date", "日付"
    ROWS = "rows", "行"
    PERSON = "person", "事案の中の人"
    COPIED = "copied", "ほかの記録から写す"


MAX_ROWS: Final = 20
MAX_NUMBER: Final = Decimal("9999999999")
_COLUMN: Final = {
    ValueKind.TEXT: "text",
    ValueKind.LONG_TEXT: "text",
    ValueKind.CHOICE: "codes",
    ValueKind.CHOICES: "codes",
    ValueKind.NUMBER: "amount",
    ValueKind.DATE: "day",
    ValueKind.ROWS: "rows",
    ValueKind.PERSON: "named_id",
}


@dataclass(frozen=True, slots=True)
class FactValue:
    """一つの値。型に応じて、どれか一つの列だけが入る。すべて空なら「空欄にした」という事実。"""

    text: str = ""
    codes: tuple[str, ...] = ()
    amount: Decimal | None = None
    day: date | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    named_id: UUID | None = None

    @property
    def is_blank(self) -> bool:
        """何も入っていないか。"""
        return self == BLANK

    def tidy(self) -> FactValue:
        """前後の空白、空の行、選択肢の並びを整えた値。同じ内容なら必ず等しくなる。"""
        rows = tuple(tuple(cell.strip() for cell in row) for row in self.rows)
        return replace(
            self,
            text=self.text.replace("\r\n", "\n").strip(),
            codes=tuple(sorted(dict.fromkeys(self.codes))),
            rows=tuple(row for row in rows if any(row)),
        )

    def columns(self) -> dict[str, Any]:
        """表の列。"""
        return {
            "text": self.text, "codes": list(self.codes), "amount": self.amount, "day": self.day,
            "rows": [list(row) for row in self.rows], "named_id": self.named_id,
        }  # fmt: skip


BLANK: Final = FactValue()


@dataclass(frozen=True, slots=True)
class Shape:
    """項目の形: 型、選べる番号、行の列の数。"""

    kind: ValueKind
    codes: frozenset[str] = frozenset()
    columns: int = 0
    people: frozenset[UUID] = frozenset()


def value_problem(shape: Shape, value: FactValue, *, today: date) -> str:
    """値の誤りの文。誤りがなければ空。

    型と違う列が入っている、選択肢にない番号、負の数、まだ来ていない日、行の列の数の違い、事案にいない人を断る。
    """
    if shape.kind is ValueKind.COPIED:
        return "ほかの記録から写す項目です。ここでは入力できません。"
    used = {name for name in ("text", "codes", "amount", "day", "rows", "named_id") if getattr(value, name) != getattr(BLANK, name)}
    if used - {_COLUMN[shape.kind]}:
        return f"この項目は「{shape.kind.label_ja}」で答えます。"
    if not used:
        return ""
    texts = (value.text, *(cell for row in value.rows for cell in row))
    return next((why.reason for text in texts if not (why := is_storable(text)).allowed), "") or _checked(shape, value, today)


def _checked(shape: Shape, value: FactValue, today: date) -> str:
    problem = ""
    match shape.kind:
        case ValueKind.CHOICE if len(value.codes) > 1:
            problem = "一つだけ選んでください。"
        case ValueKind.CHOICE | ValueKind.CHOICES if set(value.codes) - shape.codes:
            problem = "一覧の中から選んでください。"
        case ValueKind.NUMBER if value.amount is not None and not 0 <= value.amount <= MAX_NUMBER:
            problem = "0以上の数で入力してください。"
        case ValueKind.DATE if value.day is not None and value.day > today:
            problem = "まだ来ていない日です。"
        case ValueKind.ROWS if len(value.rows) > MAX_ROWS:
            problem = f"行は{MAX_ROWS}行までです。"
        case ValueKind.ROWS if any(len(row) != shape.columns for row in value.rows):
            problem = "行の欄の数が合いません。画面を開き直してください。"
        case ValueKind.PERSON if value.named_id not in shape.people:
            problem = "この事案の中の人を選んでください。"
        case _:
            problem = ""
    return problem


def spoken(
    kind: ValueKind, value: FactValue, *, labels: Mapping[str, str], unit: str = "", people: Mapping[UUID, str], columns: Sequence[str] = ()
) -> str:
    """値を人が読む文にする。見えない人は名を出さない。"""
    if value.is_blank:
        return ""
    match kind:
        case ValueKind.CHOICE | ValueKind.CHOICES:
            return "、".join(labels.get(code, code) for code in value.codes)
        case ValueKind.NUMBER:
            return f"{value.amount.normalize():,f}{unit}" if value.amount is not None else ""
        case ValueKind.DATE:
            return format_wareki(value.day) if value.day else ""
        case ValueKind.ROWS:
            return "\n".join("　".join(_cells(columns, row)) for row in value.rows)
        case ValueKind.PERSON:
            return people.get(value.named_id, "(名前を見られない人)") if value.named_id else ""
        case _:
            return value.text


def _cells(columns: Sequence[str], row: Sequence[str]) -> list[str]:
    named = zip(columns, row, strict=True) if len(columns) == len(row) else (("", cell) for cell in row)
    return [f"{name}：{cell}" if name else cell for name, cell in named if cell]
