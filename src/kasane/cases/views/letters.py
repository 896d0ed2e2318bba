"""つなぎの一通: 読む、受け入れる、差し戻す、もどす、戻ってきたと知る。受け入れるまで、受けた機関に事案のほかのことは見えない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases import commands
from kasane.cases.forms import AcceptForm, HeardForm, ReasonForm, ReturnForm
from kasane.cases.queries import ReferralSheet, overdue_for_city, referral_sheet
from kasane.cases.registry import door_of
from kasane.cases.views.answering import LIST, case_url, done
from kasane.kernel import clock
from kasane.kernel.decision import require
from kasane.screens.answering import Sheet, crumbs, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_TEMPLATE = "cases/letter_form.html"
_HOME = "/"


@reads(Action.ANSWER_REFERRAL)
def letter(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """届いた一通。受け入れる返事は、この画面で書ける。受け持つ画面が別にある種類なら、そこへ移る。"""
    found = referral_sheet(referral_id, by=request.actor)
    if door := door_of(found.line.kind):
        return redirect(door.reading if found.is_receiver else door.sent, referral_id)
    return opened(request, _accepting(found), AcceptForm())


@writes(Action.ANSWER_REFERRAL)
def accept(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """受け入れる。選ばれた人の記録が開き、支援チームに入る。"""
    found = referral_sheet(referral_id, by=request.actor)
    form = AcceptForm(request.POST)

    def save() -> None:
        commands.accept_referral(by=request.actor, referral_id=referral_id, answer=form.cleaned_data["answer"])

    return saved(
        request,
        _accepting(found),
        form,
        save,
        done="受け入れました。渡した機関に知らせました。",
        to=reverse("cases:letter", args=[referral_id]),
    )


@reads(Action.ANSWER_REFERRAL)
def declining(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """差し戻す理由を書く画面。"""
    return opened(request, _declining(_asked(request, referral_id, "decline_referral")), ReasonForm())


@writes(Action.ANSWER_REFERRAL)
def decline(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """差し戻す。この一通は、その時から見えない。"""
    form, sheet = ReasonForm(request.POST), _declining(_asked(request, referral_id, "decline_referral"))

    def save() -> None:
        commands.decline_referral(by=request.actor, referral_id=referral_id, reason=form.cleaned_data["reason"])

    return saved(request, sheet, form, save, done="差し戻しました。渡した機関に、理由と一緒に知らせました。", to=_HOME)


@reads(Action.ANSWER_REFERRAL)
def returning(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """もどす画面。したことと、これからのことを書く。"""
    return opened(request, _returning(_asked(request, referral_id, "return_referral")), ReturnForm())


@writes(Action.ANSWER_REFERRAL)
def give_back(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """もどす。伴走している機関が続きを引き受け、この機関からは見えなくなる。"""
    form, sheet = ReturnForm(request.POST), _returning(_asked(request, referral_id, "return_referral"))

    def save() -> None:
        commands.return_referral(by=request.actor, referral_id=referral_id, outcome=form.cleaned_data["outcome"])

    return saved(request, sheet, form, save, done="もどしました。伴走している機関に知らせました。", to=_HOME)


@reads(Action.ANSWER_REFERRAL)
def letter_print(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """一通を紙やFAXで渡すための頁。受けた機関に見えるのと同じ一通だけが載る。受け持つ画面が別にある種類なら、そこへ移る。"""
    found = referral_sheet(referral_id, by=request.actor)
    if door := door_of(found.line.kind):
        return redirect(door.reading if found.is_receiver else door.sent, referral_id)
    return page(request, "cases/letter_print.html", {"letter": found}, saw=found.opens_persons, compartment_id=found.compartment_id)


@reads(Action.REFER_CASE)
def hearing(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """席のない機関から聞いた返事を書く画面。"""
    found = _asked(request, referral_id, "hear_referral")
    return opened(request, _hearing(found), HeardForm(initial={"told_on": clock.today()}, now=found.line.state))


@writes(Action.REFER_CASE)
def hear(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """聞いた返事を書く。受けた機関に、記録は開かない。"""
    found = _asked(request, referral_id, "hear_referral")
    form = HeardForm(request.POST, now=found.line.state)

    def save() -> None:
        commands.hear_referral(by=request.actor, referral_id=referral_id, facts=form.to_facts())

    return saved(
        request, _hearing(found), form, save, done="聞いた返事を残しました。経過に出ます。", to=reverse("cases:letter", args=[referral_id])
    )


@writes(Action.REFER_CASE)
def acknowledge(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """戻ってきた一通を、読んだと記す(一押し)。事案のつなぎの頁へ移る。"""
    found = referral_sheet(referral_id, by=request.actor)
    return done(
        request, lambda: commands.acknowledge_referral(by=request.actor, referral_id=referral_id),
        said="読んだと記しました。", to=case_url(found.case_id, "referrals") if found.case_id else _HOME,
    )  # fmt: skip


@reads(Action.WATCH_REFERRALS)
def overdue(request: DeskRequest) -> HttpResponse:
    """答えのないつなぎ(市)。機関の名前と日数だけで、だれのことかは出ない。"""
    data = {"rows": overdue_for_city(), "crumbs": crumbs((LIST, reverse("cases:list")), ("答えのないつなぎ", ""))}
    return page(request, "cases/overdue.html", data)


def _asked(request: DeskRequest, referral_id: UUID, act: str) -> ReferralSheet:
    found = referral_sheet(referral_id, by=request.actor)
    require(found.decisions[act])
    return found


def _sheet(found: ReferralSheet, title: str, act: str, **rest: Any) -> Sheet:
    here = reverse("cases:letter", args=[found.line.id])
    where = (("届いたつなぎ" if found.is_receiver else "送ったつなぎ", here),) if act != "accept" else ()
    return Sheet(
        title=title, action=reverse(f"cases:{act}", args=[found.line.id]), back=here if act != "accept" else _HOME, where=where,
        saw=found.opens_persons, compartment_id=found.compartment_id, template=rest.pop("template", _TEMPLATE),
        shown={"letter": found}, **rest,
    )  # fmt: skip


def _accepting(found: ReferralSheet) -> Sheet:
    title = "届いたつなぎ" if found.is_receiver else "送ったつなぎ"
    return _sheet(found, title, "accept", submit="受け入れる", template="cases/letter.html")


def _declining(found: ReferralSheet) -> Sheet:
    return _sheet(found, "つなぎを差し戻す", "decline", submit="差し戻す", danger=True)


def _returning(found: ReferralSheet) -> Sheet:
    return _sheet(found, "もどす", "give_back", submit="もどす", draft=f"referral:{found.line.id}:return")


def _hearing(found: ReferralSheet) -> Sheet:
    lead = "この機関には、この仕組みを使う人がいません。電話・対面・紙やFAXで聞いた返事を、聞いたとおりに書きます。相手に記録は開きません。"
    return _sheet(found, "聞いた返事を書く", "hear", submit="聞いた返事を残す", lead=lead)
