"""後から分かった人を加え、人違いを外す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel.decision import NotVisible
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.forms import RemoveSubjectForm, SubjectsForm, SubjectsTyped
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.consultation.queries.records import SubjectLine, subjects_of, visible_consultation
from kasane.programmes.consultation.views.answering import SUBJECTS, area_of, sheet_for
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes


@reads(Action.CORRECT_CONSULTATION)
def adding(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """人・世帯を加える画面。"""
    return opened(request, _sheet(request, visible_consultation(consultation_id), SubjectsTyped(None)), SubjectsForm())


@writes(Action.CORRECT_CONSULTATION)
def find(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """打つそばから人をさがす。JavaScript なしでは、打ったものを残して画面ごと返す。"""
    row, typed = visible_consultation(consultation_id), SubjectsTyped(request.POST)
    if request.headers.get("HX-Request"):
        area, here = area_of(request, typed), reverse("consultation:find_subjects", args=[row.id])
        return page(request, SUBJECTS, {"area": area, "find_url": here}, saw=area.person_ids)
    return opened(request, _sheet(request, row, typed), SubjectsForm.typed(request.POST))


@writes(Action.CORRECT_CONSULTATION)
def add(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """選んだ人・世帯・呼び方を加える。"""
    row, typed = visible_consultation(consultation_id), SubjectsTyped(request.POST)
    form = SubjectsForm(request.POST)
    form.ask_whom(typed)

    def save() -> None:
        commands.add_subjects(by=request.actor, consultation_id=row.id, subjects=typed.to_subjects())

    return saved(request, _sheet(request, row, typed), form, save, done="加えました。")


def _sheet(request: DeskRequest, row: Consultation, typed: SubjectsTyped) -> Sheet:
    area = area_of(request, typed)
    shown = {"area": area, "find_url": reverse("consultation:find_subjects", args=[row.id])}
    title, template = "だれについての相談かを加える", "consultation/subjects_form.html"
    return sheet_for(row, title, "add_subjects", submit="加える", template=template, also=area.person_ids, shown=shown)


@reads(Action.CORRECT_CONSULTATION)
def removing(request: DeskRequest, consultation_id: UUID, subject_id: UUID) -> HttpResponse:
    """人違いを外す画面。"""
    row = visible_consultation(consultation_id)
    return opened(request, _removing_sheet(row, _subject(row, subject_id)), RemoveSubjectForm())


@writes(Action.CORRECT_CONSULTATION)
def remove(request: DeskRequest, consultation_id: UUID, subject_id: UUID) -> HttpResponse:
    """人違いを外す。行は消えず、外した人と時が残る。"""
    row, form = visible_consultation(consultation_id), RemoveSubjectForm(request.POST)
    one = _subject(row, subject_id)

    def save() -> None:
        commands.remove_subject(by=request.actor, consultation_id=row.id, subject_id=one.id, reason=form.cleaned_data["reason"])

    return saved(request, _removing_sheet(row, one), form, save, done="外しました。外した記録は残ります。")


def _subject(row: Consultation, subject_id: UUID) -> SubjectLine:
    found = next((one for one in subjects_of([row.id]).get(row.id, []) if one.id == subject_id), None)
    if found is None:
        raise NotVisible
    return found


def _removing_sheet(row: Consultation, one: SubjectLine) -> Sheet:
    facts: tuple[dict[str, Any], ...] = ({"label": "外す人", "value": f"{one.name}　{one.detail}"},)
    return sheet_for(row, "人違いを外す", "remove_subject", args=[row.id, one.id], submit="外す", danger=True, facts=facts)
