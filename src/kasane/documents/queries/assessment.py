"""様式1-2の値: 項目は日付つきの行から、値は画面と同じ一枚(assessment_sheet)から写す。図も同じ図を使う。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from kasane.cases.domain import Standing
from kasane.cases.queries import CaseHeader, case_header
from kasane.documents.domain.form import Field, FieldKind, Form, Section
from kasane.documents.domain.values import BLANK, Value, Values, text
from kasane.documents.queries.forms import form_for, recorrected
from kasane.documents.queries.paper import Paper, case_paper, person_values
from kasane.kernel.actor import Actor
from kasane.people.diagrams.genogram import Drawing
from kasane.programmes.coordination.domain.assessment import Report
from kasane.programmes.coordination.domain.values import FactValue, ValueKind
from kasane.programmes.coordination.queries.copied import Copied, copied
from kasane.programmes.coordination.queries.items import Item, items_on
from kasane.programmes.coordination.queries.sheet import AssessmentSheet, Cell, assessment_sheet

CODE: Final = "1-2"
_KINDS: Final = {
    ValueKind.TEXT: FieldKind.TEXT, ValueKind.LONG_TEXT: FieldKind.LONG, ValueKind.CHOICE: FieldKind.CHOICE,
    ValueKind.CHOICES: FieldKind.CHOICES, ValueKind.NUMBER: FieldKind.NUMBER, ValueKind.DATE: FieldKind.DATE,
    ValueKind.ROWS: FieldKind.ROWS, ValueKind.PERSON: FieldKind.CHOICE,
}  # fmt: skip


def assessment_paper(case_id: UUID, *, by: Actor) -> Paper:
    """様式1-2。見えない事案は NotVisible。見られない要配慮の部屋の欄は、欄ごと印字しない。"""
    header = case_header(case_id, by=by)
    sheet, written = assessment_sheet(header), copied(header, by=by)
    form = expanded(form_for(CODE), header, sheet)
    values = {**_copied_values(header, written), **cell_values(sheet)}
    rooms = [room for one in header.persons for room in (one.general_room, *([one.sensitive_room] if one.may_see_sensitive else []))]
    return case_paper(header, form, values, f"{header.number}-{form.code}", also=written.person_ids, rooms=rooms)


def expanded(form: Form, header: CaseHeader, sheet: AssessmentSheet) -> Form:
    """枠だけの様式に、この事案の項目と人の欄を入れる。人ごとの欄は、人ごとの節になる。"""
    people = tuple((str(one.person_id), one.name) for one in header.persons)
    sections = [section for part in form.sections for section in _sections(part, sheet, people)]
    return recorrected(replace(form, sections=tuple(sections)))


def blank_assessment(form: Form) -> Form:
    """直しの画面に出す様式1-2: 人を入れない、今日の項目。"""
    sections = []
    for part in form.sections:
        fields = tuple(_item_field(item, item.key, ()) for item in items_on() if item.section.value == part.fill and item.kind in _KINDS)
        sections.append(replace(part, fields=(*part.fields, *fields)))
    return replace(form, sections=tuple(sections))


def cell_values(sheet: AssessmentSheet) -> dict[str, Value]:
    """書ける欄の値。欄の key → 値。"""
    return {cell_key(cell): fact_value(cell.value) for part in sheet.parts for cell in part.asked}


def cell_key(cell: Cell) -> str:
    """欄の名前: 項目の番号と人。"""
    return f"{cell.item.key}@{cell.person_id}" if cell.person_id else cell.item.key


def fact_value(value: FactValue) -> Value:
    """台帳の値を、書類の値にする。"""
    codes = (str(value.named_id),) if value.named_id else value.codes
    return Value(text=value.text, codes=codes, number=value.amount, day=value.day, rows=value.rows)


def _sections(section: Section, sheet: AssessmentSheet, people: tuple[tuple[str, str], ...]) -> list[Section]:
    if not section.fill:
        return [section]
    parts = [one for one in sheet.parts if one.section.value == section.fill]
    shared = [_field(cell, people) for part in parts if part.person_id is None for cell in part.asked]
    made = [replace(section, fields=(*section.fields, *shared))] if section.fields or shared else []
    for part in parts:
        if part.person_id is not None and part.asked:
            made.append(
                Section(f"{section.key}:{part.person_id}", f"{section.key}　{part.title}", tuple(_field(one, people) for one in part.asked))
            )
    return made


def _field(cell: Cell, people: tuple[tuple[str, str], ...]) -> Field:
    return _item_field(cell.item, cell_key(cell), people)


def _item_field(item: Item, key: str, people: tuple[tuple[str, str], ...]) -> Field:
    kind = _KINDS[item.kind]
    options = people if item.kind is ValueKind.PERSON else tuple(item.choices.items())
    narrow = kind in (FieldKind.DATE, FieldKind.NUMBER)
    return Field(
        key=key, label=item.label, kind=kind, options=options, columns=item.columns, unit=item.unit, hint=item.hint,
        lines=3 if kind is FieldKind.LONG else 1, spare=2 if kind is FieldKind.ROWS else 0, wide=not narrow, must=item.must,
        report=item.report is not Report.NO,
    )  # fmt: skip


def _copied_values(header: CaseHeader, written: Copied) -> Values:
    focus = next((one for one in header.persons if one.standing == Standing.SELF), header.persons[0] if header.persons else None)
    person: Mapping[str, Value] = person_values(focus.person_id) if focus else {}
    return {
        **person, "sex": person.get("sex_words", BLANK), "number": text(header.number), "opened_on": text(written.opened_on),
        "members": Value(rows=tuple((one,) for one in written.members)), "carers": text("\n".join(written.carers)),
        "genogram": drawing_value(written.genogram), "ecomap": drawing_value(written.ecomap),
        "issues": Value(rows=tuple((i.who, i.label, i.weight, i.certainty, i.found_on, i.resolved_on) for i in written.issues)),
        "inquiries": text("\n".join(written.words("inquiries"))),
    }  # fmt: skip


def drawing_value(drawing: Drawing | None) -> Value:
    """図。描けなかったときは、画面と同じ説明の文だけを印字する。"""
    if drawing is None:
        return BLANK
    said = "".join(drawing.sentences)
    return Value(svg=drawing.svg, alt=said) if drawing.svg else text("\n".join(drawing.sentences))
