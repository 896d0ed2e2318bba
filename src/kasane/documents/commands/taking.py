"""書き込まれた Excel の取り入れ: 変わった欄だけを、画面と同じコマンドで書く。だから規則も版も日誌も同じになる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.cases.queries import case_header
from kasane.documents.domain.form import Field, FieldKind, Form
from kasane.documents.domain.values import BLANK, Value, Values
from kasane.documents.queries.application import CODES, recorded_values
from kasane.documents.queries.assessment import cell_values, expanded
from kasane.documents.queries.forms import form_for
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused
from kasane.programmes.coordination import commands as coordination
from kasane.programmes.coordination.commands.application import write_application
from kasane.programmes.coordination.domain.application import Variant, sections_for
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Source
from kasane.programmes.coordination.domain.assessment import Section as Part
from kasane.programmes.coordination.domain.values import FactValue, ValueKind
from kasane.programmes.coordination.queries.application import application_sheet
from kasane.programmes.coordination.queries.items import Item, items_on
from kasane.programmes.coordination.queries.sheet import assessment_sheet

STALE = Decision.no("書き出した後に、ほかの人が画面で直しています。もう一度書き出して、書き写してください。", "Excel の取り入れ")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """取り入れた結果。labels は変わった欄の名前。"""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """書かれたことの出どころ(様式1-2)。"""

    origin: Origin = Origin.SELF
    as_of: date | None = None
    certainty: Certainty = Certainty.REPORTED


@act(Action.MAKE_DOCUMENT)
def take_in(*, by: Actor, kind: str, case_id: UUID, subject: UUID | None, values: Values, base: int, told: Told) -> TakenIn:
    """読み戻した値を取り入れる。kind は application(様式1-1)・assessment(様式1-2)。

    変わった欄だけを書く。書き出した後に記録が直されていれば Refused。規則の誤りは欄の key を鍵とする Invalid で、何も書かない。
    """
    if kind == "application" and subject is not None:
        labels = _application(by, case_id, subject, values, base)
    elif kind == "assessment" and subject is None:
        labels = _assessment(by, case_id, values, base, told)
    else:
        raise NotVisible
    header = case_header(case_id, by=by)
    journal.record(
        act="take_in_form", by=by, subjects=header.person_ids, compartment_id=header.compartment_id, reason=f"Excel（{kind}）",
        changed=list(labels),
    )  # fmt: skip
    return TakenIn(labels)


def changed_keys(before: Values, after: Values) -> tuple[str, ...]:
    """変わった欄。"""
    return tuple(key for key, value in after.items() if value.tidy() != before.get(key, BLANK).tidy())


def _application(by: Actor, case_id: UUID, application_id: UUID, values: Values, base: int) -> tuple[str, ...]:
    one = application_sheet(case_id, application_id, by=by)
    if one.row.version != base:
        raise Refused(STALE)
    form = form_for(CODES[one.variant])
    changed = changed_keys(recorded_values(form, one), values)
    version = one.row.version
    for section in sections_for(Variant(one.row.variant)):
        if not set(section.fields) & _columns_of(changed):
            continue
        given = {name: getattr(one.row, name) for name in section.fields}
        given |= {name: value for key in changed for name, value in _columns(key, values[key]).items() if name in given}
        version = write_application(by=by, application_id=application_id, section=section.key, version=version, values=given)
    return _labels(form, changed)


def _columns_of(keys: Sequence[str]) -> set[str]:
    return {*keys, *(["most_pressing"] if "topics" in keys else [])}


def _columns(key: str, value: Value) -> dict[str, Any]:
    """票の列の値にする。"""
    if key == "topics":
        return {"topics": list(value.codes), "most_pressing": value.main}
    if key == "heard_topics":
        return {key: list(value.codes)}
    if key == "household_members":
        return {key: [row[0] for row in value.rows]}
    if key == "received_on":
        return {key: value.day}
    if key == "household_size":
        return {key: int(value.number) if value.number is not None else None}
    return {key: value.codes[0] if value.codes else value.text}


def _assessment(by: Actor, case_id: UUID, values: Values, base: int, told: Told) -> tuple[str, ...]:
    header = case_header(case_id, by=by)
    sheet = assessment_sheet(header)
    if sheet.number != base:
        raise Refused(STALE)
    form = expanded(form_for("1-2"), header, sheet)
    changed = changed_keys(cell_values(sheet), values)
    items = {item.key: item for item in items_on()}
    source = _source(told)
    parts: dict[tuple[Part, UUID | None], list[coordination.CellAnswer]] = {}
    for key in changed:
        item_key, _, person = key.partition("@")
        item = items[item_key]
        answer = coordination.CellAnswer(item_key, _fact(item, values[key]), source)
        parts.setdefault((item.section, UUID(person) if person else None), []).append(answer)
    number = base
    for (section, person_id), answers in parts.items():
        try:
            number = coordination.save_section(by=by, case_id=case_id, section=section, person_id=person_id, base=number, answers=answers)
        except Invalid as wrong:
            raise Invalid(_named(wrong.errors, person_id)) from wrong
    return _labels(form, changed)


def _named(errors: Mapping[str, str], person_id: UUID | None) -> dict[str, str]:
    """項目ごとの誤りを、様式の欄の名前に付け替える。"""
    return {f"{key.rpartition(':')[2]}@{person_id}" if person_id else key.rpartition(":")[2]: text for key, text in errors.items()}


def _source(told: Told) -> Source:
    return Source(told.origin, None, told.as_of or clock.today(), told.certainty, "Excel の用紙から")


def _fact(item: Item, value: Value) -> FactValue:
    if item.kind is ValueKind.PERSON:
        return FactValue(named_id=UUID(value.codes[0]) if value.codes else None)
    return FactValue(text=value.text, codes=value.codes, amount=value.number, day=value.day, rows=value.rows)


def _labels(form: Form, keys: Sequence[str]) -> tuple[str, ...]:
    fields: dict[str, Field] = {one.key: one for one in form.fields() if one.kind is not FieldKind.NOTE}
    return tuple(fields[key].label for key in keys if key in fields)
