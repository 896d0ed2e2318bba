"""書き込まれた Excel の表の見比べ: 今ある行は直し、新しい行は加える。読めない列が一つでもあれば、その行は取り入れない。"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from openpyxl.utils import get_column_letter

from kasane.documents.differences.comparing import MOVED, CellRefused, Change, Comparison, Difference, too_long
from kasane.documents.domain.form import Field, Form
from kasane.documents.domain.grid import folded, told_apart
from kasane.documents.domain.trace import Line
from kasane.documents.domain.values import Value
from kasane.documents.rendering.read_back import ReadBack
from kasane.kernel.wareki import DateRefused, parse_date

GONE: Final = "書き出した後に、取り下げられたか、見られなくなった行です。"
EMPTIED: Final = "行を空にしても、取り下げにはなりません。取り下げるときは、画面で理由を書いてください。"
KEPT: Final = "この列は、今ある行では変えられません。"
CHOOSE: Final = "一覧の中から選んでください。"
Save = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Table:
    """読み戻す表の一つ。

    names は列ごとの、コマンドの欄の名前。limits は列の番号 → 字数。value は列の値の読み方、add は新しい行を書くコマンドを作る関数
    (足せない表では None)、emptied は今ある行が空にされたときの断り。
    """

    title: str
    one: Field
    names: tuple[str, ...]
    limits: Mapping[int, int]
    value: Callable[[Table, Line, int], Any]
    add: Callable[[Mapping[int, Any]], Save] | None = None
    emptied: str = EMPTIED

    @property
    def labels(self) -> dict[str, str]:
        """コマンドの欄の名前 → 列の見出し。"""
        return dict(zip(self.names, self.one.columns, strict=True))

    def differences(self, line: Line, now: Sequence[str]) -> dict[int, Difference]:
        """変わった列。"""
        kept = tuple(cell.replace("\r\n", "\n").strip() for cell in (*now, *[""] * (len(self.one.columns) - len(now))))
        return {n: Difference(name, kept[n], line.cells[n]) for n, name in enumerate(self.one.columns) if kept[n] != line.cells[n]}

    def cell(self, line: Line, column: int = 0) -> str:
        """欄の場所。"""
        return f"{get_column_letter(column + 2)}{line.row}"

    def text(self, line: Line, column: int) -> str:
        """文として読む。長すぎれば CellRefused。"""
        too_long(str(column), Value(text=line.cells[column]), {str(key): limit for key, limit in self.limits.items()})
        return line.cells[column]

    def code(self, line: Line, column: int) -> str:
        """一覧から選んだ番号。空は空。一覧にない言葉は CellRefused。"""
        words = folded(line.cells[column])
        codes = {folded(label): code for code, label in told_apart(self.one.column_options[column]).items()}
        if words and words not in codes:
            raise CellRefused(CHOOSE)
        return codes.get(words, "")

    def day(self, line: Line, column: int) -> date | None:
        """日付として読む。暦にない日、元号の期間に合わない日、年月だけの日は CellRefused。"""
        if not line.cells[column]:
            return None
        try:
            found = parse_date(line.cells[column])
        except DateRefused as refused:
            raise CellRefused(str(refused)) from refused
        if found.precision != "day":
            raise CellRefused("年月日まで入れてください。")
        return found.earliest


@dataclass(frozen=True, slots=True)
class Row:
    """今ある行: 版、今の欄、書くコマンドを作る関数(変わった列と、読んだ値から)。"""

    version: int
    cells: tuple[str, ...]
    save: Callable[[Mapping[int, Any]], Save]


def field_of(form: Form, key: str) -> Field | None:
    """この表の欄(様式の直しで隠されていれば None)。"""
    return next((one for one in form.fields() if one.key == key), None)


def compare_table(found: Comparison, read: ReadBack, table: Table, rows: Mapping[str, Row]) -> None:
    """表の行を見比べる。rows は今ある行(行の名前 → 行)。"""
    for line in read.lines.get(table.one.key, ()):
        if line.touched and line.unit:
            _existing(found, read, table, line, rows.get(line.unit))
        elif line.touched and any(line.cells) and table.add is not None:
            _fresh(found, table, line, table.add)


def _existing(found: Comparison, read: ReadBack, table: Table, line: Line, row: Row | None) -> None:
    changed = table.differences(line, row.cells if row else ())
    where = table.cell(line, next(iter(changed), 0))
    if row is None:
        found.leave(where, table.title, changed.values(), GONE)
    elif changed and not any(cell for n, cell in enumerate(line.cells) if n not in table.one.kept):
        found.leave(where, table.title, changed.values(), table.emptied)
    elif changed and read.versions.get(line.unit) != row.version:
        found.leave(where, table.title, changed.values(), MOVED)
    elif changed:
        taken = _readable(found, table, line, changed)
        if taken is not None:
            named = f"{table.title}（{row.cells[0]}）"
            found.changes.append(Change(line.unit, named, where, row.version, tuple(changed.values()), row.save(taken), table.labels))


def _fresh(found: Comparison, table: Table, line: Line, add: Callable[[Mapping[int, Any]], Save]) -> None:
    changed = table.differences(line, ())
    empty = {n: Difference(name, "", "") for n, name in enumerate(table.one.columns)}
    taken = _readable(found, table, line, empty | changed)
    if taken is not None:
        unit, named = f"{table.one.key}:{line.row}", f"新しい{table.title}（{line.cells[0]}）"
        found.changes.append(Change(unit, named, table.cell(line), 0, tuple(changed.values()), add(taken), table.labels))


def _readable(found: Comparison, table: Table, line: Line, changed: Mapping[int, Difference]) -> dict[int, Any] | None:
    """変わった列を読む。読めない列が一つでもあれば None。"""
    taken, whole = {}, True
    for column, one in changed.items():
        try:
            if line.unit and column in table.one.kept:
                raise CellRefused(KEPT)
            taken[column] = table.value(table, line, column)
        except CellRefused as refused:
            found.leave(table.cell(line, column), table.title, [one], str(refused))
            whole = False
    return taken if whole else None
