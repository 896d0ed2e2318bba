"""様式の直し: 市が、言い方・順・選択肢を直す。個人の記録は出ない。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.documents import commands
from kasane.documents.domain.form import Form
from kasane.documents.domain.leaf import Foot, Sheet, leaf
from kasane.documents.forms.corrections import CorrectionForm, EndingForm
from kasane.documents.queries.correcting import form_as_corrected, form_to_correct
from kasane.documents.queries.forms import correction_of, corrections_of, current_forms
from kasane.documents.rendering.pdf import pdf_of
from kasane.documents.views.answering import PDF, file_response
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.screens.answering import Sheet as Screen
from kasane.screens.answering import opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_LIST = "書類の様式"


@reads(Action.CORRECT_FORMS)
def forms(request: DeskRequest) -> HttpResponse:
    """様式の一覧: 版、期間、出典、国の様式と見比べたか。"""
    return page(request, "documents/forms.html", {"forms": current_forms()})


@reads(Action.CORRECT_FORMS)
def form(request: DeskRequest, form_code: str) -> HttpResponse:
    """一つの様式: 欄と選択肢、直しの履歴。"""
    shown, lines = form_as_corrected(form_code), corrections_of(form_code)
    return page(request, "documents/form.html", {"form": shown, "corrections": lines, "crumbs": _crumbs(shown)})


@reads(Action.CORRECT_FORMS)
def form_pdf(request: DeskRequest, form_code: str) -> HttpResponse:
    """値の入っていない用紙(手で書く用紙、直しの確かめ)。"""
    shown, now = form_as_corrected(form_code), clock.jst(clock.now())
    foot = Foot(f"{request.actor.agency_name} {request.actor.name}", f"{format_wareki(now.date())} {now:%H:%M}", "白紙の用紙")
    made = pdf_of([leaf(Sheet(shown, {}), foot)], title=shown.title, author=request.actor.agency_name, made_at=clock.now())
    return file_response(made, PDF, f"blank-{shown.code}.pdf")


@reads(Action.CORRECT_FORMS)
def correcting(request: DeskRequest, form_code: str) -> HttpResponse:
    """直しの入力。"""
    found = form_to_correct(form_code)
    return opened_with_draft(request, _screen(found), lambda *a, **k: CorrectionForm(*a, form=found, **k), {"valid_from": clock.today()})


@writes(Action.CORRECT_FORMS)
def correct(request: DeskRequest, form_code: str) -> HttpResponse:
    """直す。"""
    found = form_to_correct(form_code)
    typed = CorrectionForm(request.POST, form=found)

    def save() -> UUID:
        return commands.correct_form(by=request.actor, correction=typed.to_correction(), reason=typed.cleaned_data["reason"])

    return saved(request, _screen(found), typed, save, done="様式を直しました。その日から作る書類に効きます。")


@reads(Action.CORRECT_FORMS)
def ending(request: DeskRequest, correction_id: UUID) -> HttpResponse:
    """直しを終える入力。"""
    return opened(request, _ending(correction_id), EndingForm())


@writes(Action.CORRECT_FORMS)
def end(request: DeskRequest, correction_id: UUID) -> HttpResponse:
    """直しを今日で終える。"""
    typed, screen = EndingForm(request.POST), _ending(correction_id)

    def save() -> None:
        commands.end_correction(by=request.actor, correction_id=correction_id, reason=typed.cleaned_data["reason"])

    return saved(request, screen, typed, save, done="元の言い方に戻しました。")


def _screen(found: Form) -> Screen:
    return Screen(
        title="様式を直す", action=reverse("documents:correct", args=[found.code]), back=reverse("documents:form", args=[found.code]),
        where=((_LIST, reverse("documents:forms")), (found.title, reverse("documents:form", args=[found.code]))),
        lead="直しは日付つきで残り、その日より前に作った書類は変わりません。", draft=f"form:{found.code}",
    )  # fmt: skip


def _ending(correction_id: UUID) -> Screen:
    line = correction_of(correction_id).correction
    back = reverse("documents:form", args=[line.form])
    return Screen(
        title="直しを終える", action=reverse("documents:end", args=[correction_id]), back=back, submit="元の言い方に戻す",
        where=((_LIST, reverse("documents:forms")), (line.form, back)), lead=f"{line.kind.label_ja}：{line.text or line.code}",
    )  # fmt: skip


def _crumbs(found: Form) -> list[dict[str, str]]:
    return [{"label": _LIST, "url": reverse("documents:forms")}, {"label": found.title, "url": ""}]
