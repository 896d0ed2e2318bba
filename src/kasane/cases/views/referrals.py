"""つなぎを書く: 入力、相手にどう見えるかの確かめ、送る、取り下げる。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases import commands
from kasane.cases.domain import ReferralKind
from kasane.cases.forms import ReasonForm, ReferralForm
from kasane.cases.queries import CaseHeader, preview_letter, referral_sheet, rhythm
from kasane.cases.registry import door_of
from kasane.cases.views.answering import case_sheet, case_url, deciding_header, person_choices
from kasane.cases.views.choosing import destinations, nearest_window, reaching_out, statutes_now
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.drafts import NOT_TYPED
from kasane.screens.views import DeskRequest, reads, writes

_LEAD = (
    "相手の機関は、受け入れるまで、ここに書いた一通だけを読めます。受け入れると、選んだ人の記録が開きます。"
    "送る前に、相手に見える形を確かめます。"
)
_OUTREACH = "アウトリーチをお願いしたい"


@reads(Action.REFER_CASE)
def referring(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """つなぎを書く画面。受け持つ画面が別にある種類(多機関協働への依頼)なら、そこへ移る。"""
    header = deciding_header(request, case_id, Action.REFER_CASE)
    if door := door_of(request.GET.get("kind", "")):
        return redirect(door.writing, case_id)
    choices = _choices(request, header)

    def make(*args: Any, **kwargs: Any) -> ReferralForm:
        return ReferralForm(*args, **kwargs, **choices)

    return opened_with_draft(request, _writing(header), make, _initial(request, header, choices))


@writes(Action.REFER_CASE)
def preview(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """相手に見える形を確かめる画面。まだ送らない。書き直すなら、打った文字のまま入力に戻る。"""
    header = deciding_header(request, case_id, Action.REFER_CASE)
    form = ReferralForm(request.POST, **_choices(request, header))
    if request.POST.get("again"):
        return opened(request, _writing(header), _as_typed(form))
    if not form.is_valid():
        return opened(request, _writing(header), form, status=422)
    letter = preview_letter(case_id, form.to_facts(), by=request.actor)
    return opened(request, _checking(header), form, letter=letter, typed=_typed(request))


@writes(Action.REFER_CASE)
def refer(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """送る。断られたら、打った文字のまま入力に戻る。"""
    header = deciding_header(request, case_id, Action.REFER_CASE)
    form = ReferralForm(request.POST, **_choices(request, header))

    def save() -> UUID:
        return commands.send_referral(by=request.actor, case_id=case_id, facts=form.to_facts())

    return saved(
        request,
        _writing(header),
        form,
        save,
        done="つなぎを送りました。返事は、この見出しに出ます。",
        to=case_url(case_id, "referrals"),
    )


@reads(Action.REFER_CASE)
def recalling(request: DeskRequest, case_id: UUID, referral_id: UUID) -> HttpResponse:
    """取り下げる理由を書く画面。"""
    header = deciding_header(request, case_id, Action.REFER_CASE)
    return opened(request, _recalling(request, header, referral_id), ReasonForm())


@writes(Action.REFER_CASE)
def recall(request: DeskRequest, case_id: UUID, referral_id: UUID) -> HttpResponse:
    """取り下げる。相手からは、その時から見えない。"""
    header, form = deciding_header(request, case_id, Action.REFER_CASE), ReasonForm(request.POST)

    def save() -> None:
        commands.recall_referral(by=request.actor, referral_id=referral_id, reason=form.cleaned_data["reason"])

    return saved(request, _recalling(request, header, referral_id), form, save, done="取り下げました。相手からは、もう見えません。")


def _choices(request: DeskRequest, header: CaseHeader) -> dict[str, Any]:
    found = destinations(request.actor)
    if _for_outreach(request):
        first = reaching_out(request.actor)
        found["agencies"] = [*first, *(one for one in found["agencies"] if one not in first)]
    return {**found, "statutes": statutes_now(), "persons": person_choices(header)}


def _initial(request: DeskRequest, header: CaseHeader, choices: dict[str, Any]) -> dict[str, Any]:
    days = rhythm("referral_answer", clock.today())
    kind = request.GET.get("kind", "")
    given = {
        "answer_by": clock.today() + timedelta(days=days), "kind": kind if kind in set(ReferralKind) else "",
        "window": nearest_window(header, choices["windows"]),
    }  # fmt: skip
    if _for_outreach(request):
        found = reaching_out(request.actor)
        given |= {"agency": found[0][0] if len(found) == 1 else "", "purpose": _OUTREACH}
    return given


def _for_outreach(request: DeskRequest) -> bool:
    """相談の次の一手「アウトリーチへ」から書くつなぎか(アウトリーチを担う機関が、先に並ぶ)。"""
    return request.GET.get("for") == "outreach"


def _typed(request: DeskRequest) -> list[tuple[str, str]]:
    """打たれた値を、次の送信へそのまま運ぶ隠し欄。札と下書きの鍵は新しく作る。"""
    return [(name, value) for name, values in request.POST.lists() if name not in NOT_TYPED for value in values]


def _as_typed(form: ReferralForm) -> ReferralForm:
    """誤りを言わずに、打った文字だけを戻す入力。"""
    form.errors.clear()
    return form


def _sheet(header: CaseHeader, title: str, act: str, *args: UUID, **rest: Any) -> Sheet:
    back = case_url(header.id, "referrals")
    return case_sheet(header, title, reverse(f"cases:{act}", args=[header.id, *args]), tab="referrals", back=back, **rest)


def _writing(header: CaseHeader) -> Sheet:
    return _sheet(
        header, "つなぎを書く", "preview", submit="相手に見える形を確かめる", lead=_LEAD, draft=f"case:{header.id}:referral",
        template="cases/referral_form.html",
    )  # fmt: skip


def _checking(header: CaseHeader) -> Sheet:
    return _sheet(
        header, "相手に見える形を確かめる", "refer", submit="この内容で送る", draft=f"case:{header.id}:referral",
        template="cases/referral_preview.html",
    )  # fmt: skip


def _recalling(request: DeskRequest, header: CaseHeader, referral_id: UUID) -> Sheet:
    letter = referral_sheet(referral_id, by=request.actor).line
    if letter.case_id != header.id:
        raise NotVisible
    facts = ({"label": "つなぎ先", "value": letter.to_agency}, {"label": "お願いしたこと", "value": letter.purpose})
    return _sheet(header, "つなぎを取り下げる", "recall", referral_id, submit="取り下げる", facts=facts, danger=True)
