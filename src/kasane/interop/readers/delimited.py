"""CSV・TSV の読み取り: 一行ずつ、上限のある記憶量で。

根拠: RFC 4180。実物には、見出しの前の説明行・複数行の欄・閉じていない引用符・途中で切れた最後の行がある。
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kasane.interop.headers import HeaderRow, find_header, unique_headers
from kasane.interop.readers.encoding import REPLACEMENT, Encoding, decode, detect
from kasane.interop.refusal import FileRefused
from kasane.interop.table import Meter, RawRow, Table

MAX_LINE: Final = 4 << 20
MAX_CELL: Final = 1 << 20
HEAD_ROWS: Final = 30

TOO_LONG = '一行が長すぎます(4 MB 超)。表ではないか、引用符(")が閉じていません。'
UNCLOSED = '引用符(")が閉じないままファイルが終わっています。途中で切れたと思われます。もう一度入手してください。'
CUT = "最後の行が途中で終わっています(列が足りず、改行もありません)。途中で切れたと思われます。もう一度入手してください。"

Numbered = tuple[int, list[str]]


class _Lines:
    """文字の流れを改行で区切る。最後まで読んだか、最後に改行があったかを覚える。"""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self.ended = False
        self.newline_at_end = True

    def __iter__(self) -> Iterator[str]:
        # str.splitlines は U+2028 や垂直タブでも切ってしまい、欄の途中で行が終わる。改行だけで切る。
        newline = io.IncrementalNewlineDecoder(None, translate=True)
        rest = ""
        for chunk in self._chunks:
            *lines, rest = (rest + newline.decode(chunk)).split("\n")
            if len(rest) > MAX_LINE:
                raise FileRefused(TOO_LONG)
            for line in lines:
                yield line + "\n"
        rest += newline.decode("", final=True)
        if rest:
            self.newline_at_end = rest.endswith("\n")
            yield rest
        self.ended = True


def read_rows(path: Path, encoding: Encoding, delimiter: str, meter: Meter | None = None) -> Iterator[Numbered]:
    """(行番号, 欄) を順に返す。行番号は、その行が始まる元ファイルの行。断るのは切れたファイルと長すぎる行。"""
    lines = _Lines(decode(path, encoding, meter))
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(iter(lines), delimiter=delimiter)
    start, shortest, last = 1, 0, 0
    try:
        for cells in reader:
            if lines.ended:
                raise FileRefused(UNCLOSED)
            yield start, cells
            start = reader.line_num + 1
            shortest, last = (min(shortest, last) if last and shortest else last or shortest), len(cells) or last
    except csv.Error as error:
        raise FileRefused(f"{start} 行目が CSV として読めません({_in_japanese(error)})。") from error
    if not lines.newline_at_end and shortest and last < shortest:
        raise FileRefused(CUT)


def _in_japanese(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "一つの欄が 1 MB を超えます。引用符が閉じていないと思われます"
    return "欄の区切りがおかしい箇所があります"


def read(path: Path) -> list[Table]:
    """CSV・TSV を表一つとして読む。断るのは、文字でないもの・見出しのないもの・切れたもの。"""
    encoding = detect(path)
    head = _head(path, encoding)
    delimiter = _delimiter(head)
    first: list[Numbered] = []
    for numbered in read_rows(path, encoding, delimiter):
        first.append(numbered)
        if len(first) >= HEAD_ROWS:
            break
    header = find_header(first)
    if header is None:
        raise FileRefused("見出しの行が見つかりません。表のファイルではないようです。")
    return [_table(path, encoding, delimiter, header)]


def read_headerless(path: Path, names: list[str]) -> list[Table]:
    """見出しのない CSV(日本郵便の KEN_ALL など)を、与えた見出しで読む。"""
    return [_table(path, detect(path), ",", HeaderRow(0, names))]


def _table(path: Path, encoding: Encoding, delimiter: str, header: HeaderRow) -> Table:
    names, meter = unique_headers(header.names), Meter(path.stat().st_size)
    table = Table(path.name, names, lambda: _rows(path, encoding, delimiter, header, names, meter), header_line=header.line, meter=meter)
    table.encoding = f"{encoding.label}: {encoding.why}"
    return table


def _head(path: Path, encoding: Encoding) -> str:
    head = ""
    for chunk in decode(path, encoding):
        head += chunk
        if len(head) > 8192:
            break
    return head


def _delimiter(head: str) -> str:
    lines = head.splitlines()[:HEAD_ROWS]
    best = max((",", "\t", ";"), key=lambda mark: max((line.count(mark) for line in lines), default=0))
    return best if any(best in line for line in lines) else ","


def _rows(path: Path, encoding: Encoding, delimiter: str, header: HeaderRow, names: list[str], meter: Meter) -> Iterator[RawRow]:
    meter.done = 0
    for line, cells in read_rows(path, encoding, delimiter, meter):
        if line <= header.line:
            continue
        remarks: tuple[str, ...] = ()
        if encoding.damaged and any(REPLACEMENT in cell for cell in cells):
            remarks = ("読めない文字(文字化け)があります。その文字は「\ufffd」として入れました。",)
        yield RawRow(line, dict(zip(names, cells, strict=False)), remarks + _width_remark(cells, names))


def _width_remark(cells: list[str], names: list[str]) -> tuple[str, ...]:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        return (f"見出し({len(names)} 列)より多い欄があります。余った欄は使っていません。",)
    if cells and 1 < len(cells) < len(names):
        return (f"欄が {len(names) - len(cells)} 列足りません。足りない欄は空としました。",)
    return ()
