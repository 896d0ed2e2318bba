"""同意の画面: 台帳、同意の記録、断りの記録、取り消し(mission 2.2・2.9)。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries.names import agency_names
from kasane.agencies.queries.register import labels, nameable_agencies
from kasane.cases.forms.consents import GrantForm, RefuseForm, WithdrawForm
from kasane.cases.queries import CaseHeader, CasePersonLine, case_header
from kasane.cases.queries.consents import SharedLine, card_of, consent_cards, moment, shared_now
from kasane.cases.views.answering import case_sheet, case_shown
from kasane.consent import commands
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries import visible_consent
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused, require
from kasane.screens.answering import Sheet, opened, opened_with_draft
from kasane.screens.answering import saved as answered
from kasane.screens.views import DeskRequest, page, reads, writes

_GRANT = "本人の前で読み上げ、「だれに」「何を」「いつまで」を一つずつ確かめてから記録してください。同意は人ごとに別です。"
_REFUSE = "断ることは、同意と同じく本人の意思です。聞いた日だけで記録できます。断ったことで支援が止まることはありません。"
_WITHDRAW = "取り消すと、その場で効きます。下の機関は、次の画面から、この同意による記録を読めなくなります。"


@reads(Action.VIEW_CASE)
def consents(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """この事案の同意: だれの、だれに、何を、いつまで、今その根拠で何が伝わっているか。"""
    header, cards = case_header(case_id, by=request.actor), consent_cards(case_id)
    states = {one.person_id: one for one in header.consents}
    people = [(person, states.get(person.person_id), cards.get(person.person_id, ())) for person in header.persons]
    return case_shown(request, header, "cases/consents/list.html", "consents", people=people)


@reads(Action.RECORD_CONSENT)
def granting(request: DeskRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """同意を記録する画面。"""
    sheet = _sheet(request, case_id, person_id, "同意を記録する", "grant_consent", lead=_GRANT, submit="同意を記録する")
    return opened_with_draft(request, sheet, _grant_form, {"given_on": clock.today()})


@writes(Action.RECORD_CONSENT)
def grant_consent(request: DeskRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """同意を記録する。"""
    sheet = _sheet(request, case_id, person_id, "同意を記録する", "grant_consent", lead=_GRANT, submit="同意を記録する")
    form, room = _grant_form(request.POST), sheet.shown["person"].general_room

    def save() -> UUID:
        return commands.record_consent(by=request.actor, case_id=case_id, person_id=person_id, room_id=room, facts=form.to_facts())

    return answered(request, sheet, form, save, done="同意を記録しました。")


@reads(Action.RECORD_CONSENT)
def refusing(request: DeskRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """断られたことを記録する画面。"""
    sheet = _sheet(request, case_id, person_id, "断られたことを記録する", "refuse_consent", lead=_REFUSE, submit="断りを記録する")
    return opened_with_draft(request, sheet, _refuse_form, {"given_on": clock.today()})


@writes(Action.RECORD_CONSENT)
def refuse_consent(request: DeskRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """断られたことを記録する。"""
    sheet = _sheet(request, case_id, person_id, "断られたことを記録する", "refuse_consent", lead=_REFUSE, submit="断りを記録する")
    form, room = _refuse_form(request.POST), sheet.shown["person"].general_room

    def save() -> UUID:
        return commands.record_refusal(by=request.actor, case_id=case_id, person_id=person_id, room_id=room, facts=form.to_facts())

    return answered(request, sheet, form, save, done="断られたことを記録しました。")


@reads(Action.WITHDRAW_CONSENT)
def withdrawing(request: DeskRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """取り消す画面: 取り消す前に、だれに何が伝わっていて、何が止まるかを示す。"""
    return opened(request, _withdrawal(request, case_id, consent_id), WithdrawForm())


@writes(Action.WITHDRAW_CONSENT)
def withdraw_consent(request: DeskRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """取り消す。だれに何が伝わっていて、今止まったかを、答えの頁で示す。"""
    sheet, form = _withdrawal(request, case_id, consent_id), WithdrawForm(request.POST)
    if not form.is_valid():
        return opened(request, sheet, form, status=422)
    try:
        shared = commands.withdraw_consent(by=request.actor, consent_id=consent_id, reason=form.cleaned_data["reason"])
    except (Invalid, Refused) as refused:
        form.add_error(None, str(refused))
        return opened(request, sheet, form, status=422)
    return _withdrawn(request, sheet, shared)


def _withdrawn(request: DeskRequest, sheet: Sheet, shared: tuple[SharedWith, ...]) -> HttpResponse:
    """取り消した答え。受けた人自身の部屋も閉じていることがあるので、事案の外枠を使わない。"""
    names = agency_names(one.agency_id for one in shared)
    lines = [SharedLine(names.get(one.agency_id, ""), moment(one.since), one.what) for one in shared]
    still = _still_visible(request, sheet.shown["case"].id)
    data = {"sheet": sheet, "lines": lines, "still": still, "person": sheet.shown["person"], "case_id": sheet.shown["case"].id}
    return page(request, "cases/consents/withdrawn.html", data, saw=sheet.saw)


def _still_visible(request: DeskRequest, case_id: UUID) -> bool:
    try:
        case_header(case_id, by=request.actor)
    except NotVisible:
        return False
    return True


def _withdrawal(request: DeskRequest, case_id: UUID, consent_id: UUID) -> Sheet:
    line = visible_consent(consent_id)
    if line.case_id != case_id:
        raise NotVisible
    card = card_of(line, shared_now([consent_id]).get(consent_id, ()), _types())
    return _sheet(
        request, case_id, line.person_id, "同意を取り消す", "withdraw_consent", args=[case_id, consent_id], lead=_WITHDRAW,
        submit="同意を取り消す", danger=True, action=Action.WITHDRAW_CONSENT, shown={"card": card}, draft="",
        template="cases/consents/withdraw.html", facts=card.facts,
    )  # fmt: skip


def _sheet(
    request: DeskRequest, case_id: UUID, person_id: UUID, title: str, act: str, *, action: Action = Action.RECORD_CONSENT, **rest: Any
) -> Sheet:
    """一人の同意についての入力画面。人が事案にいなければ(見えなければ) NotVisible、根拠が足りなければ断る。"""
    header = case_header(case_id, by=request.actor)
    person = _person(header, person_id)
    require(require_access(action, person.general_room, by=request.actor))
    args, shown = rest.pop("args", [case_id, person_id]), {"person": person, **rest.pop("shown", {})}
    rest.setdefault("draft", f"cases:{act}:{person_id}")
    return case_sheet(
        header, f"{person.name}さんの{title}", reverse(f"cases:{act}", args=args), tab="consents", shown=shown,
        back=reverse("cases:consents", args=[case_id]), **rest,
    )  # fmt: skip


def _person(header: CaseHeader, person_id: UUID) -> CasePersonLine:
    found = next((one for one in header.persons if one.person_id == person_id), None)
    if found is None:
        raise NotVisible
    return found


def _grant_form(data: Any = None, **rest: Any) -> GrantForm:
    return GrantForm(data, agencies=_agencies(), representatives=list(_types().items()), **rest)


def _refuse_form(data: Any = None, **rest: Any) -> RefuseForm:
    return RefuseForm(data, agencies=_agencies(), representatives=list(_types().items()), **rest)


def _agencies() -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in nameable_agencies()]


def _types() -> dict[str, str]:
    return {code: label.rpartition("：")[2] for code, label in labels("legal_representative").items()}
