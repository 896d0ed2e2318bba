"""その日に使う様式: 定義(TOML)に、市の選択肢と市の直しを当てたもの。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from kasane.agencies.queries.register import label_sets
from kasane.documents.domain.corrections import Correction, CorrectionKind, corrected
from kasane.documents.domain.editions import all_forms, edition_on
from kasane.documents.domain.form import Field, Form, FormProblem
from kasane.documents.models import FormCorrection
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.programmes.coordination.application_seed import UNVERIFIED


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """直しの一行(直しの画面)。"""

    id: UUID
    correction: Correction
    reason: str
    now: bool


def form_for(code: str, *, on: date | None = None) -> Form:
    """その日(既定は今日)に使う様式。選択肢は市の一覧のその日の行、直しはその日に効くもの。知らない様式は NotVisible。"""
    day = on or clock.today()
    try:
        form = edition_on(code, day)
    except FormProblem as unknown:
        raise NotVisible from unknown
    return recorrected(with_lists(form, day), on=day)


def recorrected(form: Form, *, on: date | None = None) -> Form:
    """市の直しを当てた様式。記録から欄を入れた様式には、入れた後にもう一度当てる。"""
    return corrected(form, (line.correction for line in corrections_of(form.code)), on=on or clock.today())


def plain_form(code: str) -> Form:
    """市の直しを当てる前の、今日の様式。知らない様式は NotVisible。"""
    day = clock.today()
    try:
        return with_lists(edition_on(code, day), day)
    except FormProblem as unknown:
        raise NotVisible from unknown


def current_forms() -> tuple[Form, ...]:
    """今日使う様式のすべて(直しを当てる前)。"""
    return tuple(one for one in all_forms() if one.valid_on(clock.today()))


def corrections_of(code: str) -> tuple[CorrectionLine, ...]:
    """この様式への直し。新しい順。"""
    today = clock.today()
    rows = FormCorrection.objects.filter(form=code).order_by("-valid_from", "-recorded_at")
    return tuple(_line(row, today) for row in rows)


def correction_of(correction_id: UUID) -> CorrectionLine:
    """直しの一行。無ければ NotVisible。"""
    row = FormCorrection.objects.filter(id=correction_id).first()
    if row is None:
        raise NotVisible
    return _line(row, clock.today())


def with_lists(form: Form, day: date) -> Form:
    """市の選択肢の一覧を、選ぶ欄に入れる(その日に有効な行)。"""
    lists = label_sets({one.code_list for one in form.fields() if one.code_list}, on=day)
    return replace(form, sections=tuple(replace(part, fields=tuple(_listed(one, lists) for one in part.fields)) for part in form.sections))


def _listed(field: Field, lists: Mapping[str, Mapping[str, str]]) -> Field:
    if not field.code_list:
        return field
    return replace(field, options=tuple((code, label.removeprefix(f"{UNVERIFIED}：")) for code, label in lists[field.code_list].items()))


def _line(row: FormCorrection, today: date) -> CorrectionLine:
    one = Correction(row.form, CorrectionKind(row.kind), row.target, row.code, row.text, row.position, row.valid_from, row.valid_to)
    return CorrectionLine(row.id, one, row.reason, one.valid_on(today))
