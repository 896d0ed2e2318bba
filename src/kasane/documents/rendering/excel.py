"""様式を Excel の用紙にする。見出しは鍵をかけ、書く欄だけが開いている。選ぶ欄は一覧から選ぶ。図と署名は PDF にある。"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

from django.core import signing
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kasane.documents.domain.form import FieldKind, Form
from kasane.documents.domain.grid import FIRST_ROW, MARKS, VALUE_COLUMNS, Place, layout, mark_of, shown_options, told_apart
from kasane.documents.domain.leaf import Foot
from kasane.documents.domain.trace import NEW_LINE, Trace, line_mark, line_print, print_of
from kasane.documents.domain.values import BLANK, MASKED, Value, Values
from kasane.kernel.wareki import format_wareki

SHEET: Final = "記入用紙"
LISTS: Final = "選択肢"
SEAL: Final = "かさね"
SALT: Final = "kasane.documents.excel"
ON_PDF: Final = "（PDF にあります）"
_THIN: Final = Side(style="thin", color="777777")
_BORDER: Final = Border(_THIN, _THIN, _THIN, _THIN)
_LABEL: Final = PatternFill("solid", fgColor="F0F0F0")
_OPEN: Final = PatternFill("solid", fgColor="FFFBE0")
_LAST: Final = 1 + VALUE_COLUMNS


def workbook_of(form: Form, values: Values, foot: Foot, *, subject: str, base: int, trace: Trace | None = None) -> bytes:
    """用紙の Excel ファイル。subject は書き出した元(票や事案の番号)、base はそのときの版。どちらも読み戻すときに確かめる。

    trace を渡すと、行ごとの版と指紋も封に入れる(行ごとに読み戻す書類)。
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("Excel の用紙を作れませんでした。")
    sheet.title = SHEET
    headings, places = layout(form, values)
    _head(sheet, form, foot)
    for heading in headings:
        _heading(sheet, heading.row, heading.title, heading.note)
    lists = _Lists(book.create_sheet(LISTS))
    for place in places:
        _write(sheet, lists, place, values.get(place.field.key, BLANK), trace)
    _seal(book, sealed(form, places, subject=subject, base=base, traced=_traced(places, values, trace)))
    _finish(sheet, lists.sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sealed(form: Form, places: list[Place], *, subject: str, base: int, traced: Mapping[str, Any] | None = None) -> str:
    """読み戻すときに確かめる封: 様式・版・元・割り付け・行の控え。この仕組みの鍵で署名する。"""
    plan = [[one.field.key, one.row, one.first, one.count, one.open] for one in places]
    given = {"form": form.code, "edition": form.edition, "subject": subject, "base": base, "plan": plan, **(traced or {})}
    return signing.dumps(given, salt=SALT, compress=True)


def _traced(places: list[Place], values: Values, trace: Trace | None) -> dict[str, Any]:
    """封に入れる行の控え: 行ごとの版、表の行の並び、書ける欄と行の指紋。"""
    if trace is None:
        return {}
    prints: dict[str, Any] = {}
    for place in places:
        one, value = place.field, values.get(place.field.key, BLANK)
        if place.open:
            table = one.kind is FieldKind.ROWS
            prints[one.key] = [line_print(row, len(one.columns)) for row in value.rows] if table else print_of(one, value)
    return {"versions": dict(trace.versions), "lines": {key: list(units) for key, units in trace.lines.items()}, "prints": prints}


class _Lists:
    """選ぶ欄の一覧を置く、見えないシート。"""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self._columns = sheet, 0

    def rule(self, labels: list[str]) -> DataValidation:
        """この一覧から選ぶ決まり。"""
        self._columns += 1
        for place, label in enumerate(labels, 1):
            put(self.sheet.cell(place, self._columns), label)
        letter = get_column_letter(self._columns)
        rule = DataValidation(type="list", formula1=f"'{LISTS}'!${letter}$1:${letter}${max(len(labels), 1)}", allow_blank=True)
        rule.error, rule.errorTitle, rule.showErrorMessage = "一覧の中から選んでください。", "選べない値", True
        return rule


def put(cell: Any, words: str) -> None:
    """文字として置く。式として読まれる字で始まっていても、文字のまま(security.md N73)。"""
    cell.value = words
    if isinstance(cell, Cell) and words:
        cell.data_type = "s"
        cell.quotePrefix = words[0] in "=+-@\t\r＝＋－＠"


def _head(sheet: Worksheet, form: Form, foot: Foot) -> None:
    put(sheet.cell(1, 1), f"{form.title}{form.subtitle}")
    sheet.cell(1, 1).font = Font(size=14, bold=True)
    put(sheet.cell(2, 1), foot.words(form))
    put(sheet.cell(3, 1), "黄色の欄に書いてください。ほかの欄は変えられません。行を足したり、並べ替えたりしないでください。")
    for row in range(1, FIRST_ROW - 1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_LAST)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = 30


def _heading(sheet: Worksheet, row: int, title: str, note: str) -> None:
    put(sheet.cell(row, 1), "　".join(filter(None, (title, note))))
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_LAST)
    sheet.cell(row, 1).font = Font(bold=True, color="FFFFFF")
    sheet.cell(row, 1).fill = PatternFill("solid", fgColor="3A3A3A")
    sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _write(sheet: Worksheet, lists: _Lists, place: Place, value: Value, trace: Trace | None) -> None:
    label = sheet.cell(place.row, 1)
    put(label, label_of(place))
    label.fill, label.font, label.border = _LABEL, Font(bold=True, size=9), _BORDER
    label.alignment = Alignment(wrap_text=True, vertical="top")
    if place.first == place.row:
        _single(sheet, lists, place, value)
    elif place.field.kind is FieldKind.ROWS:
        _table(sheet, lists, place, value, trace.lines.get(place.field.key, ()) if trace else None)
    else:
        _options(sheet, lists, place, value)


def label_of(place: Place) -> str:
    """見出しの言い方。読み戻すとき、行がずれていないかを確かめるのにも使う。"""
    return place.field.label + ("　●" if place.field.must else "")


def _single(sheet: Worksheet, lists: _Lists, place: Place, value: Value) -> None:
    field, cell = place.field, sheet.cell(place.row, 2)
    sheet.merge_cells(start_row=place.row, start_column=2, end_row=place.row, end_column=_LAST)
    if value.masked:
        put(cell, value.text or MASKED.text)
    elif field.kind is FieldKind.DATE and value.day is not None:
        put(cell, format_wareki(value.day))
    elif field.kind is FieldKind.NUMBER and value.number is not None:
        cell.value = int(value.number) if value.number == value.number.to_integral_value() else float(value.number)
    elif field.kind is FieldKind.CHOICE:
        put(cell, "、".join(shown_options(field).get(code, code) for code in value.codes))
    elif field.kind in (FieldKind.DRAWING, FieldKind.SIGNATURE):
        put(cell, value.alt or value.text or ON_PDF)
    else:
        put(cell, value.text or field.text)
    _dress(cell, place)
    if field.kind is FieldKind.LONG:
        sheet.row_dimensions[place.row].height = max(45, 15 * (value.text.count("\n") + len(value.text) // 60 + 1))
    if place.open:
        _rule(sheet, lists, place, cell)


def _rule(sheet: Worksheet, lists: _Lists, place: Place, cell: Any) -> None:
    field = place.field
    if field.kind is FieldKind.CHOICE:
        rule = lists.rule(list(shown_options(field).values()))
    elif field.kind is FieldKind.NUMBER:
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        rule.error, rule.showErrorMessage = "0以上の数を入れてください。", True
    elif field.kind is FieldKind.DATE:
        rule = _day_rule()
    else:
        return
    rule.add(cell)
    sheet.add_data_validation(rule)


def _day_rule() -> DataValidation:
    rule = DataValidation(allow_blank=True)
    rule.promptTitle, rule.prompt, rule.showInputMessage = "日付", "令和8年11月20日 や 2026-11-20 のように入れてください。", True
    return rule


def _options(sheet: Worksheet, lists: _Lists, place: Place, value: Value) -> None:
    field = place.field
    put(sheet.cell(place.row, 2), "あてはまるものに○、一番困っていること一つに◎" if field.kind is FieldKind.RANKED else "あてはまるものに○")
    rule = lists.rule(list(MARKS if field.kind is FieldKind.RANKED else MARKS[:1]))
    for step, (code, label) in enumerate(field.options):
        name, cell = sheet.cell(place.first + step, 1), sheet.cell(place.first + step, 2)
        put(name, f"　{label}")
        name.border, name.alignment = _BORDER, Alignment(wrap_text=True, vertical="top")
        put(cell, mark_of(value, code))
        _dress(cell, place)
        if place.open:
            rule.add(cell)
    if place.open and field.options:
        sheet.add_data_validation(rule)


def _table(sheet: Worksheet, lists: _Lists, place: Place, value: Value, units: tuple[str, ...] | None) -> None:
    """表。units は今ある行の名前(行の控えのない書類では None)。行の目印は見出しの列に置き、今ある行の動かせない列には鍵をかける。"""
    field = place.field
    for column, name in enumerate(field.columns, 2):
        head = sheet.cell(place.row + 1, column)
        put(head, name)
        head.font, head.fill, head.border = Font(bold=True, size=9), _LABEL, _BORDER
    for step in range(place.count):
        cells = value.rows[step] if step < len(value.rows) else ()
        unit = units[step] if units is not None and step < len(units) else ""
        if units is not None and place.open:
            put(sheet.cell(place.first + step, 1), line_mark(unit) if unit else NEW_LINE if field.grows else "")
        for column in range(len(field.columns)):
            cell = sheet.cell(place.first + step, column + 2)
            put(cell, cells[column] if column < len(cells) else "")
            _dress(cell, place, locked=column in field.kept if unit else not field.grows)
    if place.open:
        _column_rules(sheet, lists, place)


def _column_rules(sheet: Worksheet, lists: _Lists, place: Place) -> None:
    field, last = place.field, place.last
    rules = {column: lists.rule(list(told_apart(options).values())) for column, options in enumerate(field.column_options) if options}
    rules |= {column: _day_rule() for column in field.dates}
    for column, rule in rules.items():
        letter = get_column_letter(column + 2)
        rule.add(f"{letter}{place.first}:{letter}{last}")
        sheet.add_data_validation(rule)


def _dress(cell: Any, place: Place, *, locked: bool = False) -> None:
    cell.border, cell.alignment = _BORDER, Alignment(wrap_text=True, vertical="top")
    if place.open and not locked:
        cell.protection, cell.fill = Protection(locked=False), _OPEN
        if place.field.kind is not FieldKind.NUMBER:
            cell.number_format = "@"


def _seal(book: Workbook, text: str) -> None:
    sheet = book.create_sheet(SEAL)
    for row, start in enumerate(range(0, len(text), 30_000), 1):  # 一つの欄は32,767字まで。
        put(sheet.cell(row, 1), text[start : start + 30_000])
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True


def _finish(sheet: Worksheet, lists: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 34
    for column in range(2, _LAST + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 16
    sheet.freeze_panes = f"B{FIRST_ROW - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    lists.sheet_state = "hidden"
    lists.protection.sheet = True
