"""書き出したときの行の控え: 読み戻すとき、どの行を、どの版から、だれが変えたのかを見分ける。"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kasane.documents.domain.form import Field, FieldKind
from kasane.documents.domain.values import Value

NEW_LINE: Final = "新しい行"
_CHOSEN: Final = frozenset({FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.RANKED})
_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Trace:
    """versions は行の名前 → 書き出したときの版(まだ書かれていない行は0)、lines は表の欄の key → その表の行の名前の並び。"""

    versions: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """読み戻した表の一行。unit は行の名前(新しい行なら空)、row は用紙の行、touched は書き出した後に書き変えられたか。"""

    unit: str
    row: int
    cells: tuple[str, ...]
    touched: bool


def print_of(one: Field, value: Value) -> str:
    """欄の値の指紋。Excel に出ないところ(選ぶ欄に添えた文)は含まない。"""
    tidy = value.tidy()
    if one.kind in _CHOSEN:
        return _hashed((tidy.codes, tidy.main))
    return _hashed((tidy.text, tidy.day, tidy.number))


def line_print(cells: Sequence[str], width: int) -> str:
    """表の一行の指紋。"""
    return _hashed(tuple(cell.replace("\r\n", "\n").strip() for cell in (*cells, *[""] * (width - len(cells))))[:width])


def line_mark(unit: str) -> str:
    """表の行の見出しの列に置く、行の目印。ほかのプランの行と取り違えないために、行ごとに違う。"""
    return f"行 {_hashed((unit,))[:6]}"


def _hashed(given: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(given).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
