"""多機関協働の入口の画面: 依頼を書く、届いた依頼の一覧と一枚、紹介元と話す、受理する、紹介元へ戻す。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.domain import Explained
from kasane.cases.forms import ReasonForm
from kasane.cases.queries import CaseHeader, rhythm
from kasane.cases.views.answering import LIST, NAV, case_sheet, case_url, deciding_header, person_choices
from kasane.cases.views.choosing import coordinators, statutes_now
from kasane.kernel import clock
from kasane.kernel.decision import require
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.forms.entry import RequestForm, TalkForm
from kasane.programmes.coordination.queries.entry import EntryPage, entry_page, sent_page, waiting_entries
from kasane.screens.answering import Sheet, crumbs, opened, opened_with_draft, saved
from kasane.screens.desk import desk as frame_desk
from kasane.screens.views import DeskRequest, page, reads, writes

_TITLE = "多機関協働への依頼"
_LEAD = "受ける機関は、受理するまで、ここに書いたことだけを読めます。受理の前に、依頼した機関と必ず話します。"


@reads(Action.REFER_CASE)
def requesting(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """多機関協働へ依頼する画面。"""
    header = deciding_header(request, case_id, Action.REFER_CASE)
    choices = _choices(request, header)
    days = rhythm("referral_answer", clock.today())
    initial = {"answer_by": clock.today() + timedelta(days=days), "explained": Explained.EXPLAINED.value}

    def make(*args: Any, **kwargs: Any) -> RequestForm:
        return RequestForm(*args, **kwargs, **choices)

    return opened_with_draft(request, _writing(header), make, initial)


@writes(Action.REFER_CASE)
def send_request(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """依頼を送る。"""
    header = deciding_header(request, case_id, Action.REFER_CASE)
    form = RequestForm(request.POST, **_choices(request, header))

    def save() -> UUID:
        return commands.refer_to_coordination(by=request.actor, case_id=case_id, facts=form.to_facts())

    return saved(request, _writing(header), form, save, done="多機関協働へ依頼しました。答えは「つなぎ」の見出しに出ます。")


@reads(Action.ANSWER_COORDINATION)
def desk(request: DeskRequest) -> HttpResponse:
    """届いた依頼の一覧。"""
    found = waiting_entries(request.actor)
    saw = {person for one in found for person in one.person_ids}
    return page(request, "coordination/desk.html", {"entries": found, "crumbs": crumbs((_TITLE, ""))}, saw=saw)


@reads(Action.ANSWER_COORDINATION)
def entry(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """依頼の一枚: つなぎ要約、経路、試したこと、求めること、紹介元との話。"""
    found = entry_page(referral_id, by=request.actor)
    return opened(request, _talking(found), TalkForm(initial={"talked_on": clock.today()}))


@reads(Action.REFER_CASE)
def sent(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """送った側が、自分の送ったとおりに読み返す一枚と、その答え。受けた機関が後から書いたこと(紹介元との話)は出ない。"""
    found = sent_page(referral_id, by=request.actor)
    where = crumbs((LIST, reverse("cases:list")), (f"{found.letter.line.to_agency}への依頼", ""))
    data = {"found": found, "letter": found.letter, "crumbs": where, "nav": frame_desk.nav(request.actor, NAV)}
    return page(request, "coordination/sent.html", data, saw=found.letter.opens_persons, compartment_id=found.letter.compartment_id)


@writes(Action.ANSWER_COORDINATION)
def talk(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """紹介元と話したことを記録する。"""
    found, form = entry_page(referral_id, by=request.actor), TalkForm(request.POST)

    def save() -> UUID:
        return commands.talk_with_source(by=request.actor, referral_id=referral_id, facts=form.to_facts())

    return saved(request, _talking(found), form, save, done="紹介元と話したことを記録しました。受理するか、戻すかを決められます。")


@reads(Action.ANSWER_COORDINATION)
def taking_on(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """受理する理由を書く画面。"""
    return opened(request, _taking_on(_answering(request, referral_id)), ReasonForm())


@writes(Action.ANSWER_COORDINATION)
def take_on(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """多機関協働で受理する。"""
    found, form = _answering(request, referral_id), ReasonForm(request.POST)

    def save() -> None:
        commands.take_on_case(by=request.actor, referral_id=referral_id, reason=form.cleaned_data["reason"])

    return saved(
        request, _taking_on(found), form, save, done="受理しました。アセスメントを始められます。",
        to=reverse("coordination:entry", args=[referral_id]),
    )  # fmt: skip


@reads(Action.ANSWER_COORDINATION)
def sending_back(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """紹介元へ戻す理由を書く画面。"""
    return opened(request, _sending_back(_answering(request, referral_id)), ReasonForm())


@writes(Action.ANSWER_COORDINATION)
def send_back(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """紹介元へ戻す。"""
    found, form = _answering(request, referral_id), ReasonForm(request.POST)

    def save() -> None:
        commands.send_back_to_source(by=request.actor, referral_id=referral_id, reason=form.cleaned_data["reason"])

    done = "紹介元へ戻し、理由を知らせました。この依頼は、もう見えません。"
    return saved(request, _sending_back(found), form, save, done=done, to=reverse("coordination:desk"))


def _choices(request: DeskRequest, header: CaseHeader) -> dict[str, Any]:
    return {"coordinators": coordinators(request.actor), "statutes": statutes_now(), "persons": person_choices(header)}


def _writing(header: CaseHeader) -> Sheet:
    return case_sheet(
        header, "多機関協働へ依頼する", reverse("coordination:send_request", args=[header.id]), tab="referrals", lead=_LEAD,
        submit="依頼を送る", back=case_url(header.id, "referrals"), draft=f"case:{header.id}:coordination",
        template="coordination/request_form.html",
    )  # fmt: skip


def _answering(request: DeskRequest, referral_id: UUID) -> EntryPage:
    found = entry_page(referral_id, by=request.actor)
    require(found.may_answer)
    return found


def _sheet(found: EntryPage, title: str, act: str, **rest: Any) -> Sheet:
    here = reverse("coordination:entry", args=[found.letter.line.id])
    where = ((_TITLE, reverse("coordination:desk")), *(((found.letter.line.from_agency, here),) if act != "talk" else ()))
    return Sheet(
        title=title, action=reverse(f"coordination:{act}", args=[found.letter.line.id]), back=here, where=where,
        saw=found.letter.opens_persons, compartment_id=found.letter.compartment_id, shown={"entry": found}, **rest,
    )  # fmt: skip


def _talking(found: EntryPage) -> Sheet:
    title = f"{found.letter.line.from_agency}からの依頼"
    draft = f"coordination:{found.letter.line.id}:talk"
    return _sheet(found, title, "talk", submit="話したことを記録する", draft=draft, template="coordination/entry.html")


def _taking_on(found: EntryPage) -> Sheet:
    lead = "受理すると、支援チームに入り、選ばれた人の記録が開きます。段階は「インテーク・アセスメント」になります。"
    return _sheet(found, "多機関協働で受理する", "take_on", submit="受理する", lead=lead)


def _sending_back(found: EntryPage) -> Sheet:
    lead = (
        "戻すと、この依頼はその時から見えなくなります。理由は紹介元が読みます。次にどこへつなぐとよいかも書くと、たらいまわしを防げます。"
    )
    return _sheet(found, "紹介元へ戻す", "send_back", submit="紹介元へ戻す", lead=lead, danger=True)
