"""Excel(xlsx)の読み取り: 値だけを、一行ずつ。マクロ・外部リンク・数式は実行も追跡もしない。

展開後の大きさに上限を置く(zip 爆弾よけ)。
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from kasane.interop.headers import HeaderRow, find_header, unique_headers
from kasane.interop.refusal import FileRefused
from kasane.interop.table import RawRow, Table

MAX_MEMBER: Final = 96 << 20
MAX_TOTAL: Final = 192 << 20
MAX_SHARED_STRINGS: Final = 32 << 20
MAX_RATIO: Final = 200
MAX_COLUMNS: Final = 512
HEAD_ROWS: Final = 30
MAX_EMPTY_RUN: Final = 5000

BOMB = "Excel ファイルの中身が大きすぎます(展開すると上限を超えます)。細工されたファイルの恐れがあるため開きません。"
BROKEN = "Excel(xlsx)として開けません。途中で切れているか、壊れています。もう一度入手してください。"
OLD = "xlsx ではない圧縮ファイルです。Excel で「Excel ブック(*.xlsx)」として保存し直してください。"


def read(path: Path) -> list[Table]:
    """xlsx の全シートを表の並びにする。断るのは、壊れたもの・xlsx でない zip・展開後に大きすぎるもの。"""
    _refuse_bomb(path)
    with _opened(path) as book:
        titles = [(sheet.title, sheet.sheet_state) for sheet in book.worksheets]
    return [_table(path, title, state) for title, state in titles]


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused(BROKEN) from error
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise FileRefused(OLD)
    for member in members:
        swollen = member.file_size > (8 << 20) and member.file_size > member.compress_size * MAX_RATIO
        strings = member.filename == "xl/sharedStrings.xml" and member.file_size > MAX_SHARED_STRINGS
        if member.file_size > MAX_MEMBER or swollen or strings:
            raise FileRefused(BOMB)
    if sum(member.file_size for member in members) > MAX_TOTAL:
        raise FileRefused(BOMB)


class _opened:
    """読み取り専用で開き、必ず閉じる。openpyxl の投げる様々な例外を一つの断りにする。"""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        try:
            self._book = openpyxl.load_workbook(self._path, read_only=True, data_only=True, keep_links=False)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError, TypeError) as error:
            raise FileRefused(BROKEN) from error
        return self._book

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._book.close()
        if isinstance(error, zipfile.BadZipFile | EOFError | SyntaxError):
            raise FileRefused(BROKEN) from error


def _table(path: Path, title: str, state: str) -> Table:
    head = list(islice(_numbered(path, title), HEAD_ROWS))
    header = find_header(head)
    if header is None:
        table = Table(title, [], lambda: iter(()))
        table.skip_reason = "空のシートです。" if not head else "見出しの行がありません。"
        return table
    names = unique_headers(header.names)
    table = Table(title, names, _reader(path, title, header, names), header_line=header.line, encoding="Excel(xlsx)")
    if state != "visible":
        table.notes.append("隠されたシートです。")
    table.skip_reason = _example_reason(title, head, header)
    return table


def _example_reason(title: str, head: list[tuple[int, list[str]]], header: HeaderRow) -> str:
    before = "".join(cell for line, cells in head if line < header.line for cell in cells)
    if "入力例" in title or "記入例" in title or "(例)" in before or "（例）" in before:
        return "ひな形の記入例のシートです(施設のデータではありません)。"
    return ""


def _reader(path: Path, title: str, header: HeaderRow, names: list[str]) -> Callable[[], Iterator[RawRow]]:
    def rows() -> Iterator[RawRow]:
        for line, cells in _numbered(path, title):
            if line > header.line:
                yield RawRow(line, dict(zip(names, cells, strict=False)))

    return rows


def _numbered(path: Path, title: str) -> Iterator[tuple[int, list[str]]]:
    """(行番号, 欄)。空の行は飛ばし、空の行が続きすぎるシート(書式だけの行)はそこで終わる。"""
    with _opened(path) as book:
        sheet = book[title]
        sheet.reset_dimensions()
        empty = 0
        for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            if len(values) > MAX_COLUMNS and any(value is not None for value in values[MAX_COLUMNS:]):
                raise FileRefused(f"シート「{title}」の列が多すぎます({len(values)} 列)。表ではないようです。")
            cells = [_text(value) for value in values[:MAX_COLUMNS]]
            empty = 0 if any(cells) else empty + 1
            if empty > MAX_EMPTY_RUN:
                return
            if not empty:
                yield line, cells


def _text(value: object) -> str:
    """セルの値を、画面に見えていたとおりに近い文字列へ。"""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    # Excel は制御文字を _x000D_ と書く。
    return re.sub(r"_x000[dD]_", "", str(value))
