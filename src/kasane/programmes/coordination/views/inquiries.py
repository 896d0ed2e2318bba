"""照会の画面: 事案の一覧、書く、届いた答えを取り入れる、取り下げる。聞かれた機関が答える画面(その一通だけを見せる)。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.agencies.queries.register import hosting_agencies
from kasane.cases.forms import ReasonForm
from kasane.cases.queries import CaseHeader, rhythm
from kasane.cases.views.answering import case_sheet, case_shown, deciding_header, done, person_choices
from kasane.cases.views.choosing import statutes_now
from kasane.kernel import clock
from kasane.kernel.decision import require
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.forms.inquiry import AnswerForm, InquiryForm
from kasane.programmes.coordination.queries.inquiries import (
    Inquiry,
    inquiries_of,
    inquiry_of,
    inquiry_to_answer,
    waiting_inquiries,
)
from kasane.programmes.coordination.queries.items import items_on
from kasane.programmes.coordination.queries.sheet import assessment_sheet
from kasane.screens.answering import Sheet, crumbs, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

TAB = "inquiries"
_LEAD = (
    "相手の機関が読むのは、この一通だけです。事案やほかの記録は見えません。氏名・ふりがな・生年月日が、だれについてかを示すために載ります。"
    "答えが届くか、取り下げると、相手からは見えなくなります。"
)


@reads(Action.VIEW_CASE)
def inquiries(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """この事案の照会。"""
    header = deciding_header(request, case_id, Action.VIEW_CASE)
    may_ask = header.decisions[Action.ASK_AGENCY.value]
    return case_shown(request, header, "coordination/inquiries.html", TAB, inquiries=inquiries_of(case_id), may_ask=may_ask)


@reads(Action.ASK_AGENCY)
def asking(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """照会を書く画面。"""
    header = deciding_header(request, case_id, Action.ASK_AGENCY)
    choices = _choices(request, header)
    initial = {"answer_by": clock.today() + timedelta(days=rhythm("inquiry_answer", clock.today()))}

    def make(data: Any = None, **kwargs: Any) -> InquiryForm:
        return InquiryForm(data, **choices, **kwargs)

    return opened_with_draft(request, _asking(header), make, initial)


@writes(Action.ASK_AGENCY)
def ask(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """照会を送る。"""
    header = deciding_header(request, case_id, Action.ASK_AGENCY)
    form = InquiryForm(request.POST, **_choices(request, header))

    def save() -> UUID:
        return commands.ask_agency(by=request.actor, case_id=case_id, facts=form.to_facts())

    return saved(request, _asking(header), form, save, done="照会を送りました。期限までに答えがなければ、今日の仕事に出ます。")


@reads(Action.ASK_AGENCY)
def inquiry(request: DeskRequest, case_id: UUID, inquiry_id: UUID) -> HttpResponse:
    """聞いた側から見た一通と、届いた答え。"""
    header = deciding_header(request, case_id, Action.ASK_AGENCY)
    found, sheet = _one(header, inquiry_id), assessment_sheet(header)
    answers = [(one, sheet.cell(one.item.key, one.person_id)) for one in found.questions]
    return case_shown(request, header, "coordination/inquiry.html", TAB, inquiry=found, answers=answers, base=sheet.number)


@writes(Action.WRITE_ASSESSMENT)
def take_over(request: DeskRequest, case_id: UUID, inquiry_id: UUID, question_id: UUID) -> HttpResponse:
    """届いた答えを一押しで取り入れる。"""
    header, base = deciding_header(request, case_id, Action.WRITE_ASSESSMENT), request.POST.get("base", "")
    found = _one(header, inquiry_id)
    number = int(base) if base.isdecimal() and len(base) < 7 else 0

    def act() -> UUID:
        return commands.take_over_answer(by=request.actor, inquiry_id=found.line.id, question_id=question_id, base=number)

    request.access.saw(header.person_ids, compartment_id=header.compartment_id)
    return done(request, act, said="アセスメントに取り入れました。", to=reverse("coordination:inquiry", args=[case_id, inquiry_id]))


@reads(Action.ASK_AGENCY)
def withdrawing(request: DeskRequest, case_id: UUID, inquiry_id: UUID) -> HttpResponse:
    """取り下げる理由を書く画面。"""
    header = deciding_header(request, case_id, Action.ASK_AGENCY)
    found = _one(header, inquiry_id)
    require(found.may_answer)
    return opened(request, _withdrawing(header, found), ReasonForm())


@writes(Action.ASK_AGENCY)
def withdraw(request: DeskRequest, case_id: UUID, inquiry_id: UUID) -> HttpResponse:
    """照会を取り下げる。"""
    header, form = deciding_header(request, case_id, Action.ASK_AGENCY), ReasonForm(request.POST)
    found = _one(header, inquiry_id)

    def save() -> None:
        commands.withdraw_inquiry(by=request.actor, inquiry_id=inquiry_id, reason=form.cleaned_data["reason"])

    return saved(request, _withdrawing(header, found), form, save, done="取り下げました。相手からは、もう見えません。")


@reads(Action.ANSWER_INFORMATION)
def waiting(request: DeskRequest) -> HttpResponse:
    """自分の機関に届いた照会の一覧。"""
    found = waiting_inquiries(request.actor)
    data = {"inquiries": found, "crumbs": crumbs(("届いた照会", ""))}
    return page(request, "coordination/waiting_inquiries.html", data, saw={person for one in found for person in one.person_ids})


@reads(Action.ANSWER_INFORMATION)
def answering(request: DeskRequest, inquiry_id: UUID) -> HttpResponse:
    """届いた照会の一通。この一通のほかには、何も出さない。"""
    found = inquiry_to_answer(inquiry_id, by=request.actor)
    require(found.may_answer)
    initial = {"as_of": clock.today()}
    return opened_with_draft(request, _answering(found), lambda *args, **kwargs: AnswerForm(*args, inquiry=found, **kwargs), initial)


@writes(Action.ANSWER_INFORMATION)
def answer(request: DeskRequest, inquiry_id: UUID) -> HttpResponse:
    """照会に答える。答えると、この一通は見えなくなる。"""
    found = inquiry_to_answer(inquiry_id, by=request.actor)
    require(found.may_answer)
    form = AnswerForm(request.POST, inquiry=found)

    def save() -> None:
        commands.answer_inquiry(by=request.actor, inquiry_id=inquiry_id, **form.to_answers())

    said = "答えを送りました。この照会は、もう見えません。"
    return saved(request, _answering(found), form, save, done=said, to=reverse("coordination:waiting_inquiries"))


def _choices(request: DeskRequest, header: CaseHeader) -> dict[str, Any]:
    agencies = [(str(one.id), one.name) for one in hosting_agencies() if one.id != request.actor.agency_id]
    items = [item for item in items_on() if item.askable]
    return {"agencies": agencies, "persons": person_choices(header), "statutes": statutes_now(), "items": items}


def _one(header: CaseHeader, inquiry_id: UUID) -> Inquiry:
    return inquiry_of(header.id, inquiry_id, people={one.person_id: one.name for one in header.persons})


def _asking(header: CaseHeader) -> Sheet:
    return case_sheet(
        header, "照会する", reverse("coordination:ask", args=[header.id]), tab=TAB, submit="照会を送る", lead=_LEAD,
        back=reverse("coordination:inquiries", args=[header.id]), draft=f"case:{header.id}:inquiry",
        template="coordination/inquiry_form.html",
    )  # fmt: skip


def _withdrawing(header: CaseHeader, found: Inquiry) -> Sheet:
    facts = ({"label": "照会した機関", "value": found.line.to_agency}, {"label": "目的", "value": found.line.purpose})
    return case_sheet(
        header, "照会を取り下げる", reverse("coordination:withdraw", args=[header.id, found.line.id]), tab=TAB, submit="取り下げる",
        back=reverse("coordination:inquiry", args=[header.id, found.line.id]), facts=facts, danger=True,
    )  # fmt: skip


def _answering(found: Inquiry) -> Sheet:
    return Sheet(
        title="照会に答える", action=reverse("coordination:answer", args=[found.line.id]), back=reverse("coordination:waiting_inquiries"),
        submit="答えを送る", where=(("届いた照会", reverse("coordination:waiting_inquiries")),), draft=f"inquiry:{found.line.id}",
        saw=found.line.person_ids, compartment_id=found.compartment_id, template="coordination/answer.html", shown={"inquiry": found},
        lead="知っていることだけを答えてください。知らない項目は「把握していない」を選びます。送ると、この照会は見えなくなります。",
    )  # fmt: skip
