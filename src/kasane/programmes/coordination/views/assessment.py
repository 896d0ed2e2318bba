"""様式1-2の画面: 段の一覧、段ごとの入力、欄の履歴、印刷。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.agencies.queries.register import nameable_agencies
from kasane.cases.queries import CaseHeader, case_header
from kasane.cases.views.answering import case_sheet, case_shown, deciding, deciding_header, done, person_choices
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.commands import Clash
from kasane.programmes.coordination.domain.assessment import Section
from kasane.programmes.coordination.forms.section import SectionForm, section_initial
from kasane.programmes.coordination.queries.copied import copied
from kasane.programmes.coordination.queries.proposed import proposed
from kasane.programmes.coordination.queries.sheet import AssessmentSheet, Part, assessment_sheet, cell_history
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

TAB = "assessment"


@reads(Action.VIEW_CASE)
def assessment(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """様式1-2: 段の一覧と、今の値。"""
    header = deciding_header(request, case_id, Action.VIEW_CASE)
    sheet, written = assessment_sheet(header), copied(header, by=request.actor)
    return case_shown(
        request, header, "coordination/assessment.html", TAB, also=written.person_ids, assessment=sheet, copied=written,
        tasks=[_task(header, part) for part in sheet.parts if part.asked or not part.readable],
        proposed=proposed(header, sheet), issue_columns=_ISSUE_COLUMNS, may_write=header.decisions[Action.WRITE_ASSESSMENT.value],
    )  # fmt: skip


@writes(Action.WRITE_ASSESSMENT)
def take(request: DeskRequest, case_id: UUID, subject: str, ref: UUID) -> HttpResponse:
    """相談の記録の案を取り入れる(一押し)。"""
    deciding(request, case_id, Action.WRITE_ASSESSMENT)
    return done(
        request, lambda: commands.take_proposal(by=request.actor, case_id=case_id, subject=subject, ref=ref),
        said="取り入れました。「聞いた(未確認)」として、聞いた機関と日付が付いています。",
        to=reverse("coordination:assessment", args=[case_id]),
    )  # fmt: skip


@reads(Action.WRITE_ASSESSMENT)
def section(request: DeskRequest, case_id: UUID, section: str, person_id: UUID | None = None) -> HttpResponse:
    """一つの段の入力。"""
    header = deciding_header(request, case_id, Action.WRITE_ASSESSMENT)
    sheet = assessment_sheet(header)
    part = _part(sheet, section, person_id)
    make = _maker(request.actor, header, part)
    return opened_with_draft(request, _writing(header, part), make, section_initial(part, sheet.number))


@writes(Action.WRITE_ASSESSMENT)
def save_section(request: DeskRequest, case_id: UUID, section: str, person_id: UUID | None = None) -> HttpResponse:
    """一つの段を保存する。ほかの人が同じ欄を先に変えていれば、両方を見比べて409。"""
    header = deciding_header(request, case_id, Action.WRITE_ASSESSMENT)
    part = _part(assessment_sheet(header), section, person_id)
    form = _maker(request.actor, header, part)(request.POST)

    def save() -> int:
        base = form.cleaned_data["version"] - 1
        answers = form.answers()
        return commands.save_section(
            by=request.actor, case_id=case_id, section=part.section, person_id=person_id, base=base, answers=answers
        )

    return saved(request, _writing(header, part, form), form, save, done=f"「{part.title}」を保存しました。前の値は履歴に残ります。")


@reads(Action.VIEW_CASE)
def history(request: DeskRequest, case_id: UUID, item_key: str, person_id: UUID | None = None) -> HttpResponse:
    """一つの欄の、これまでの値。"""
    header = deciding_header(request, case_id, Action.VIEW_CASE)
    return case_shown(request, header, "coordination/history.html", TAB, past=cell_history(header, item_key, person_id))


@reads(Action.VIEW_CASE)
def assessment_print(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """様式1-2の印刷(A4)。版を指定すれば、その版のときのもの。"""
    header = case_header(case_id, by=request.actor)
    asked = request.GET.get("version", "")
    sheet = assessment_sheet(header, number=int(asked) if asked.isdecimal() and len(asked) < 7 else None)
    written = copied(header, by=request.actor)
    data = {"case": header, "assessment": sheet, "copied": written, "groups": _by_section(sheet), "past": asked}
    saw = dict.fromkeys([*header.person_ids, *written.person_ids])
    return page(request, "coordination/assessment_print.html", data, saw=saw, compartment_id=header.compartment_id)


_ISSUE_COLUMNS = [{"label": name} for name in ("だれの", "課題と背景要因", "主・従", "確かさ", "分かった日", "解消した日")]


def _part(sheet: AssessmentSheet, section: str, person_id: UUID | None) -> Part:
    found = sheet.part(Section(section), person_id) if section in set(Section) else None
    if found is None or not found.asked:
        raise NotVisible
    return found


def _maker(by: Actor, header: CaseHeader, part: Part) -> Any:
    near = {one.agency_id: one.agency for one in header.team} | {by.agency_id: by.agency_name}
    agencies = list({**near, **{key: name for key, name in nameable_agencies() if key not in near}}.items())

    def make(data: Any = None, **kwargs: Any) -> SectionForm:
        return SectionForm(data, part=part, agencies=agencies, people=person_choices(header), **kwargs)

    return make


def _writing(header: CaseHeader, part: Part, form: SectionForm | None = None) -> Sheet:
    args = [header.id, part.section.value, *([part.person_id] if part.person_id else [])]
    where = f":{part.person_id}" if part.person_id else ""
    return case_sheet(
        header, f"{part.section.value}　{part.title}", reverse(f"coordination:save_section{'_of' if part.person_id else ''}", args=args),
        tab=TAB, back=reverse("coordination:assessment", args=[header.id]), draft=f"assessment:{header.id}:{part.section.value}{where}",
        template="coordination/section_form.html", compared=_compared(form) if form else None,
        lead="変えた欄だけが、出どころと日付のついた新しい記録になります。前の値は消えません。",
    )  # fmt: skip


def _compared(form: SectionForm) -> Any:
    def values(current: object) -> Mapping[str, Any]:
        if not isinstance(current, Clash):
            raise TypeError(f"見比べられない衝突です: {type(current).__name__}")
        theirs = {key: fact.value for key, fact in current.theirs.items()}
        return form.current_of(current.number, theirs, {key: fact.value for key, fact in current.now.items()}, current.mine)

    return values


def _task(header: CaseHeader, part: Part) -> dict[str, Any]:
    if not part.readable and not part.asked:
        return {
            "title": f"{part.section.value}　{part.title}",
            "status": "要配慮の部屋",
            "kind": "blocked",
            "hint": "この機関には開かれていません",
        }
    args = [header.id, part.section.value, *([part.person_id] if part.person_id else [])]
    total = len(part.asked)
    name = f"coordination:section{'_of' if part.person_id else ''}"
    kind = "done" if part.filled and not part.missing else "attention" if part.missing else "neutral"
    return {
        "title": f"{part.section.value}　{part.title}", "href": reverse(name, args=args),
        "hint": f"※でまだ空の欄：{'、'.join(part.missing)}" if part.missing else "", "status": f"{part.filled}／{total} 記入", "kind": kind,
    }  # fmt: skip


def _by_section(sheet: AssessmentSheet) -> list[tuple[Section, list[Part]]]:
    return [(one, [part for part in sheet.parts if part.section is one]) for one in Section]
