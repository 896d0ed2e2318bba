"""相談の受付(一画面)と訂正。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel import clock
from kasane.kernel.ids import new_id
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.forms import ConsultationForm, CorrectionForm, SubjectsTyped, content_initial
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.consultation.queries.continuing import open_cases_of
from kasane.programmes.consultation.queries.records import facts_of, sensitive_row, visible_consultation
from kasane.programmes.consultation.views.answering import SUBJECTS, TEMPLATE, area_of, consultation_url, sheet_for, whereabouts
from kasane.screens import drafts
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_ONE = "consultation:new:"


@reads(Action.RECEIVE_CONSULTATION)
def new(request: DeskRequest) -> HttpResponse:
    """相談を受け付ける画面。一枚ごとに札(d)を持ち、書きかけが何枚あっても混ざらない。"""
    ticket = request.GET.get("d", "")
    if not _is_ticket(ticket):
        return redirect(f"{reverse('consultation:new')}?d={new_id().hex}")
    kept = drafts.restore(request, f"{_ONE}{ticket}")
    typed = SubjectsTyped(kept.fields if kept else None)
    initial = {"received_on": clock.today(), "sheet": ticket}
    return opened_with_draft(request, _new_sheet(request, typed, ticket), ConsultationForm.typed, initial)


@writes(Action.FIND_PERSON)
def find(request: DeskRequest) -> HttpResponse:
    """打つそばから人をさがす。htmx には欄の部分だけ、JavaScript なしでは打ったものをすべて残して画面ごと返す。"""
    typed = SubjectsTyped(request.POST)
    if request.headers.get("HX-Request"):
        area = area_of(request, typed)
        return page(request, SUBJECTS, {"area": area, "find_url": reverse("consultation:find")}, saw=area.person_ids)
    ticket = request.POST.get("sheet", "")
    return opened(request, _new_sheet(request, typed, ticket), ConsultationForm.typed(request.POST, cases=_cases(request, typed)))


@writes(Action.RECEIVE_CONSULTATION)
def receive(request: DeskRequest) -> HttpResponse:
    """相談を受け付ける。人の登録も、事案を開くことも、この一度の送信で行う。"""
    typed = SubjectsTyped(request.POST)
    form = ConsultationForm(request.POST, cases=_cases(request, typed))
    form.ask_whom(typed)
    sheet = _new_sheet(request, typed, request.POST.get("sheet", ""))

    def save() -> UUID:
        return commands.receive_consultation(
            by=request.actor, facts=form.to_facts(), subjects=typed.to_subjects(), step=form.to_step(), case=form.to_case()
        )

    return saved(request, sheet, form, save, done="相談を記録しました。", to=consultation_url)


def _new_sheet(request: DeskRequest, typed: SubjectsTyped, ticket: str) -> Sheet:
    area = area_of(request, typed)
    return Sheet(
        "相談を受け付ける", reverse("consultation:receive"), reverse("consultation:list"), "記録する", whereabouts(),
        draft=f"{_ONE}{ticket}" if _is_ticket(ticket) else "", saw=tuple(area.person_ids), template=TEMPLATE,
        shown={"area": area, "find_url": reverse("consultation:find")},
    )  # fmt: skip


def _cases(request: DeskRequest, typed: SubjectsTyped) -> list[tuple[str, str]]:
    return [(str(one.id), one.label) for one in open_cases_of(typed.persons, by=request.actor)]


def _is_ticket(text: str) -> bool:
    return len(text) == 32 and text.isalnum() and text.isascii()


@reads(Action.CORRECT_CONSULTATION)
def correct(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """訂正する画面。"""
    row = visible_consultation(consultation_id)
    facts = facts_of(row, sensitive_row(row))
    return opened_with_draft(request, _correction_sheet(row), _correction_form(row), content_initial(facts, row.version))


@writes(Action.CORRECT_CONSULTATION)
def save_correction(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """訂正を保存する。ほかの人が先に直していれば、両方の文を見比べて409。"""
    row = visible_consultation(consultation_id)
    form = CorrectionForm(request.POST, with_sensitive=_writes_sensitive(row))

    def save() -> int:
        given = form.cleaned_data
        return commands.correct_consultation(
            by=request.actor, consultation_id=row.id, version=given["version"], facts=form.to_facts(), reason=given["reason"],
            with_sensitive=_writes_sensitive(row),
        )  # fmt: skip

    return saved(request, _correction_sheet(row), form, save, done="訂正しました。前の値は履歴に残ります。")


def _correction_sheet(row: Consultation) -> Sheet:
    return sheet_for(row, "相談の訂正", "save_correction", draft=f"consultation:{row.id}", template=TEMPLATE, compared=_compared)


def _correction_form(row: Consultation) -> Any:
    def make(data: Any = None, *, initial: Any = None) -> Any:
        return CorrectionForm.typed(data, initial=initial, with_sensitive=_writes_sensitive(row))

    return make


def _compared(current: Consultation) -> dict[str, Any]:
    return content_initial(facts_of(current, sensitive_row(current)), current.version)


def _writes_sensitive(row: Consultation) -> bool:
    """要配慮の欄を出すか。まだ要配慮の部屋がないか、その文章が見えるとき。"""
    return row.sensitive_room is None or sensitive_row(row) is not None
