"""市の直し: 様式の言い方・順・選択肢・要らない欄を、日付つきの行で直す。定義(TOML)もプログラムも触らない。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kasane.documents.domain.form import Field, FieldKind, Form, Section
from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

GROUND: Final = "様式の直し（国の様式の改訂と、市の帳票の決めに合わせる）"
MAX_LABEL: Final = 120
MAX_POSITION: Final = 999


class CorrectionKind(Coded):
    """直しの種類。"""

    TITLE = "title", "表題の言い方を直す"
    LABEL = "label", "欄の言い方を直す"
    POSITION = "position", "欄の順を直す"
    OPTION = "option", "選択肢の言い方を直す・加える"
    DROP_OPTION = "drop_option", "選択肢をやめる"
    HIDE = "hide", "欄を印字しない"


@dataclass(frozen=True, slots=True)
class Correction:
    """直しの一行。target は欄の key、code は選択肢の番号、text は新しい言い方、position は節の中の何番目か(1から)。"""

    form: str
    kind: CorrectionKind
    target: str
    code: str
    text: str
    position: int | None
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        """この日に効く直しか。"""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def corrected(form: Form, corrections: Iterable[Correction], *, on: date) -> Form:
    """その日に効く直しを当てた様式。同じ所への直しは、始まりの新しいものが勝つ。もうない欄への直しは何もしない。"""
    valid = sorted((one for one in corrections if one.form == form.code and one.valid_on(on)), key=lambda one: one.valid_from)
    for one in valid:
        form = _apply(form, one)
    return replace(form, corrected=tuple(dict.fromkeys(one.target or "title" for one in valid)))


def _apply(form: Form, one: Correction) -> Form:
    if one.kind is CorrectionKind.TITLE:
        return replace(form, title=one.text)
    return replace(form, sections=tuple(_in_section(section, one) for section in form.sections))


def _in_section(section: Section, one: Correction) -> Section:
    here = [field for field in section.fields if field.base == one.target]
    if not here:
        return section
    fields = list(section.fields)
    place = fields.index(here[0])
    match one.kind:
        case CorrectionKind.POSITION:
            moved = fields.pop(place)
            fields.insert(min((one.position or 1) - 1, len(fields)), moved)
        case CorrectionKind.HIDE:
            fields.pop(place)
        case _:
            fields[place] = _in_field(fields[place], one)
    return replace(section, fields=tuple(fields))


def _in_field(field: Field, one: Correction) -> Field:
    if one.kind is CorrectionKind.LABEL:
        return replace(field, label=one.text)
    if one.kind is CorrectionKind.DROP_OPTION:
        return replace(field, options=tuple(pair for pair in field.options if pair[0] != one.code))
    if one.code in field.codes:
        return replace(field, options=tuple((code, one.text if code == one.code else label) for code, label in field.options))
    return replace(field, options=(*field.options, (one.code, one.text)))


def correction_problems(form: Form, one: Correction, *, today: date) -> dict[str, str]:
    """直しの誤り(欄の名前 → 理由)。無い欄、空の言い方、選ぶ欄でない所への選択肢、要る欄を隠す、過ぎた日からの直しは断る。"""
    found = next((field for field in form.fields() if field.base == one.target), None)
    problems = _target_problems(found, one)
    if one.kind in (CorrectionKind.TITLE, CorrectionKind.LABEL, CorrectionKind.OPTION) and not one.text.strip():
        problems["text"] = "新しい言い方を書いてください。"
    if len(one.text) > MAX_LABEL:
        problems["text"] = f"言い方は{MAX_LABEL}字までです。"
    if one.kind is CorrectionKind.POSITION and not 1 <= (one.position or 0) <= MAX_POSITION:
        problems["position"] = "節の中の何番目か(1から)を入れてください。"
    if one.valid_from < today:
        problems["valid_from"] = "今日より前の日からは直せません。出した書類の版が変わってしまいます。"
    if one.valid_to is not None and one.valid_to <= one.valid_from:
        problems["valid_to"] = "終わりの日は、始まりの日より後にしてください。"
    return problems


def _target_problems(field: Field | None, one: Correction) -> dict[str, str]:
    if one.kind is CorrectionKind.TITLE:
        return {}
    if field is None:
        return {"target": "この様式の欄を選んでください。"}
    if one.kind is CorrectionKind.HIDE and field.must:
        return {"target": "要る欄(●)は隠せません。"}
    if one.kind in (CorrectionKind.OPTION, CorrectionKind.DROP_OPTION):
        if field.kind not in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.RANKED):
            return {"target": "選ぶ欄を選んでください。"}
        if not one.code.strip():
            return {"code": "選択肢の番号を入れてください。"}
        if one.kind is CorrectionKind.DROP_OPTION and one.code not in field.codes:
            return {"code": "この番号の選択肢はありません。"}
    return {}


def may_end(one: Correction, *, today: date) -> Decision:
    """直しを終えてよいか: まだ終わっていないもの。終えた後も、それまでの書類には効いたままになる。"""
    if one.valid_to is not None and one.valid_to <= today:
        return Decision.no("この直しは、もう終わっています。", GROUND)
    return Decision.yes("今日から元の言い方に戻ります。", GROUND)
