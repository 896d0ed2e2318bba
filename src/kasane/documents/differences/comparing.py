"""書き込まれた Excel と今の記録の見比べ: 変わったところ、取り入れないものとその理由。書くのは、画面と同じコマンドだけ。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kasane.documents.domain.form import Field, FieldKind, Form
from kasane.documents.domain.values import BLANK, Value, Values
from kasane.documents.rendering.read_back import ReadBack
from kasane.kernel.wareki import format_wareki

MOVED: Final = "書き出した後に、ほかの人が画面で直しています。両方を見比べて、画面で直してください。"


@dataclass(frozen=True, slots=True)
class Difference:
    """変わった欄の一つ: 今の記録と、ファイルの値。"""

    label: str
    now: str
    given: str


@dataclass(frozen=True, slots=True)
class Change:
    """取り入れられる一行。save は画面と同じコマンド(by だけを待つ)、labels はコマンドの欄の名前 → 用紙の見出し。"""

    unit: str
    title: str
    cell: str
    version: int
    differences: tuple[Difference, ...]
    save: Callable[..., object]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """取り入れないものと、その理由。"""

    cell: str
    label: str
    now: str
    given: str
    why: str


class CellRefused(ValueError):
    """欄の値が受け取れない理由。"""


@dataclass(slots=True)
class Comparison:
    """見比べの結果。"""

    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """見せた差分の指紋。確かめて保存するまでに記録が変われば、違う値になる。"""
        shown = [(one.unit, one.version, [(d.label, d.now, d.given) for d in one.differences]) for one in self.changes]
        return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()

    def leave(self, cell: str, title: str, differences: Iterable[Difference], why: str) -> None:
        """この差分は取り入れない。"""
        self.left.extend(Left(cell, "　".join(filter(None, (title, one.label))), one.now, one.given, why) for one in differences)


def changed_fields(form: Form, read: ReadBack, now: Values, keys: Iterable[str]) -> dict[str, Difference]:
    """これらの欄のうち、ファイルで書き変えられ、今の値と違うもの。"""
    fields = {one.key: one for one in form.fields()}
    found = {}
    for key in keys:
        if key in read.touched:
            one, given, kept = fields[key], said(fields[key], read.fields[key]), said(fields[key], now.get(key, BLANK))
            if given != kept:
                found[key] = Difference(one.label, kept, given)
    return found


def said(one: Field, value: Value) -> str:
    """欄の値の言い方。"""
    if one.kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.RANKED):
        return "、".join(label for code, label in one.options if code in value.codes)
    if value.day is not None:
        return format_wareki(value.day)
    return f"{value.number:f}{one.unit}" if value.number is not None else value.text.replace("\r\n", "\n").strip()


def too_long(key: str, value: Value, limits: Mapping[str, int]) -> None:
    """画面より長い文は、画面と同じ字数で断る。"""
    limit = limits.get(key)
    if limit is not None and len(value.text) > limit:
        raise CellRefused(f"長すぎます（{len(value.text):,}字。{limit:,}字まで）。")


def unreadable(read: ReadBack) -> list[Left]:
    """読めなかった欄。"""
    return [Left(one.cell, one.label, "", one.given, one.why) for one in read.reasons]
