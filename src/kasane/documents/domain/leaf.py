"""紙面の組み立て: 様式と値から、印字する箱の並び(JSON にできる値)を作る。字と罫線の描き方は rendering が知る。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from kasane.documents.domain.form import EXCEL, Field, FieldKind, Form, Section
from kasane.documents.domain.values import BLANK, MASKED, Value, Values
from kasane.kernel.wareki import format_wareki

UNVERIFIED: Final = "国の様式と未照合"
OWN: Final = "国の様式はなく、市が決める書類"
_REPORT: Final = "報"
MANY: Final = 24  # これより選択肢の多い「一つを選ぶ」欄は、四角を並べず、選んだ言葉だけを印字する(機関の種別など)。


@dataclass(frozen=True, slots=True)
class Foot:
    """頁の下に必ず入るもの: だれが・いつ・どの根拠で作ったか。number は事案の番号など。"""

    who: str
    when: str
    ground: str
    number: str = ""

    def words(self, form: Form) -> str:
        """頁の下の一行。"""
        edition = f"様式 {form.edition}" + ("" if form.verified else f"（{UNVERIFIED if form.national else OWN}）")
        return "　".join(filter(None, (self.number, f"作成：{self.when} {self.who}", f"根拠：{self.ground}", edition, "取扱注意")))


@dataclass(frozen=True, slots=True)
class Sheet:
    """書類の一枚: 様式、値、宛名の欄に当たる人の呼び名(しおりに使う番号)。"""

    form: Form
    values: Values
    number: str = ""


def leaf(sheet: Sheet, foot: Foot) -> dict[str, Any]:
    """一枚の紙面。値のない欄も、手で書けるように箱を残す。"""
    form = sheet.form
    foot = replace(foot, number=foot.number or sheet.number)
    return {
        "title": form.title, "subtitle": form.subtitle, "number": sheet.number, "landscape": form.landscape, "notes": list(form.notes),
        "foot": foot.words(form), "sections": [_section(one, sheet.values) for one in form.sections if _printed(one) or one.note],
    }  # fmt: skip


def _section(section: Section, values: Values) -> dict[str, Any]:
    return {
        "title": section.title,
        "note": section.note,
        "cells": _paired([_cell(one, values.get(one.key, BLANK)) for one in _printed(section)]),
    }


def _printed(section: Section) -> list[Field]:
    return [one for one in section.fields if one.only != EXCEL]


def _paired(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """半分の幅の欄は、隣と二つで一段になる。相手のない半分の欄は、一段を使う。"""
    found: list[dict[str, Any]] = []
    waiting: dict[str, Any] | None = None
    for cell in cells:
        if cell["wide"]:
            found.extend([{**waiting, "wide": True}] if waiting else [])
            found.append(cell)
            waiting = None
        elif waiting is None:
            waiting = cell
        else:
            found.extend([waiting, cell])
            waiting = None
    return [*found, *([{**waiting, "wide": True}] if waiting else [])]


def _cell(field: Field, value: Value) -> dict[str, Any]:
    label = field.label + ("　●" if field.must else "")
    body = {"kind": "text", "text": MASKED.text} if value.masked else _BODIES[field.kind](field, value)
    hint = field.hint if value.is_blank else ""  # 書き方は、これから書く欄にだけ印字する。
    return {"label": label, "report": _REPORT if field.report else "", "hint": hint, "wide": field.wide, "lines": field.lines, **body}


def _text(field: Field, value: Value) -> dict[str, Any]:
    return {"kind": "text", "text": value.text}


def _date(field: Field, value: Value) -> dict[str, Any]:
    return {"kind": "text", "text": format_wareki(value.day) if value.day else value.text or "　　　　年　　　月　　　日"}


def _number(field: Field, value: Value) -> dict[str, Any]:
    words = f"{value.number.normalize():,f}" if value.number is not None else "　　　　"
    return {"kind": "text", "text": f"{words}{field.unit}" if field.unit or value.number is not None else ""}


def _boxes(field: Field, value: Value) -> dict[str, Any]:
    if field.kind is FieldKind.CHOICE and len(field.options) > MANY:
        return {"kind": "text", "text": "、".join(field.codes.get(code, code) for code in value.codes)}
    boxes = [{"mark": _mark(field, value, code), "label": label} for code, label in field.options]
    strange = [code for code in value.codes if code not in field.codes]
    boxes += [{"mark": "on", "label": f"{code}（今の様式にない選択肢）"} for code in strange]
    return {"kind": "boxes", "boxes": boxes, "text": value.text}


def _mark(field: Field, value: Value, code: str) -> str:
    if field.kind is FieldKind.RANKED:
        return "double" if code == value.main else "ring" if code in value.codes else "none"
    return "on" if code in value.codes else "off"


def _rows(field: Field, value: Value) -> dict[str, Any]:
    width = len(field.columns)
    filled = [[*row, *[""] * (width - len(row))][:width] for row in value.rows]
    return {
        "kind": "rows",
        "columns": list(field.columns),
        "widths": list(field.widths or [1] * width),
        "rows": filled,
        "spare": max(field.spare - len(filled), 0),
    }


def _drawing(field: Field, value: Value) -> dict[str, Any]:
    return {"kind": "drawing", "svg": value.svg, "alt": value.alt or field.label, "text": value.text}


def _signature(field: Field, value: Value) -> dict[str, Any]:
    return {"kind": "signature", "text": value.text, "note": field.text}


def _note(field: Field, value: Value) -> dict[str, Any]:
    return {"kind": "note", "text": value.text or field.text}


_BODIES: Final[dict[FieldKind, Callable[[Field, Value], dict[str, Any]]]] = {
    FieldKind.TEXT: _text, FieldKind.LONG: _text, FieldKind.DATE: _date, FieldKind.NUMBER: _number, FieldKind.CHOICE: _boxes,
    FieldKind.CHOICES: _boxes, FieldKind.RANKED: _boxes, FieldKind.ROWS: _rows, FieldKind.DRAWING: _drawing,
    FieldKind.SIGNATURE: _signature, FieldKind.NOTE: _note,
}  # fmt: skip
