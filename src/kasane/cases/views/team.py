"""支援チームの画面: 伴走の引継ぎ、主担当、支援チームの機関、避けるべき関わり方と本人の望み。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases import commands
from kasane.cases.forms import CautionForm, HandOnForm, MemberForm, ReasonForm
from kasane.cases.queries import CaseHeader, PartLine
from kasane.cases.views.answering import case_sheet, case_url, deciding_header, person_choices
from kasane.cases.views.choosing import partners, statutes_now
from kasane.kernel.decision import NotVisible, require
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_HAND_ON = (
    "引き継ぐと、相手の機関がこの事案の全体を見る機関になります。"
    "あなたの機関が見られる範囲は、主担当・支援チームとしての役割だけになります。"
)
_LEAD = "主担当は、いま中心になって動く機関です。一つだけ決めます。これまでの主担当の記録は残ります。"
_MEMBER = "加えた瞬間から、選んだ人の記録を、その機関の職員が読めるようになります。同意によるものは、同意の期限か撤回で終わります。"


@reads(Action.HAND_ON_CASE)
def handing_on(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """伴走を引き継ぐ画面。"""
    header = deciding_header(request, case_id, Action.HAND_ON_CASE)
    return opened(request, _handing_on(header), HandOnForm(partners=partners()))


@writes(Action.HAND_ON_CASE)
def hand_on(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """伴走を引き継ぐ。"""
    header, form = deciding_header(request, case_id, Action.HAND_ON_CASE), HandOnForm(request.POST, partners=partners())

    def save() -> None:
        commands.hand_on_companion(by=request.actor, case_id=case_id, **_chosen(form))

    return saved(request, _handing_on(header), form, save, done="伴走を引き継ぎました。", to=reverse("cases:list"))


@reads(Action.HAND_ON_CASE)
def appointing(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """主担当を決める画面。"""
    header = deciding_header(request, case_id, Action.HAND_ON_CASE)
    return opened(request, _appointing(header), HandOnForm(partners=partners()))


@writes(Action.HAND_ON_CASE)
def appoint(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """主担当を決める。"""
    header, form = deciding_header(request, case_id, Action.HAND_ON_CASE), HandOnForm(request.POST, partners=partners())

    def save() -> None:
        commands.appoint_lead(by=request.actor, case_id=case_id, **_chosen(form))

    return saved(request, _appointing(header), form, save, done="主担当を決めました。")


@reads(Action.ARRANGE_TEAM)
def joining(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """支援チームに機関を加える画面。"""
    header = deciding_header(request, case_id, Action.ARRANGE_TEAM)

    def make(*args: Any, **kwargs: Any) -> MemberForm:
        return MemberForm(*args, **kwargs, **_for_member(header))

    return opened_with_draft(request, _joining(header), make, {})


@writes(Action.ARRANGE_TEAM)
def add_member(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """支援チームに機関を加える。"""
    header = deciding_header(request, case_id, Action.ARRANGE_TEAM)
    form = MemberForm(request.POST, **_for_member(header))
    return saved(
        request, _joining(header), form, lambda: commands.add_member(by=request.actor, case_id=case_id, **form.to_values()),
        done="支援チームに加えました。",
    )  # fmt: skip


@reads(Action.RECORD_NOTE)
def leaving(request: DeskRequest, case_id: UUID, involvement_id: UUID) -> HttpResponse:
    """関わりを終える理由を書く画面。自分の機関の関わりは、自分で終えられる。"""
    line, header = _ending(request, case_id, involvement_id)
    return opened(request, _leaving(header, line), ReasonForm())


@writes(Action.RECORD_NOTE)
def end_involvement(request: DeskRequest, case_id: UUID, involvement_id: UUID) -> HttpResponse:
    """関わりを終える。開けた記録も同時に閉じる。"""
    line, header = _ending(request, case_id, involvement_id)
    form = ReasonForm(request.POST)

    def save() -> None:
        reason = form.cleaned_data["reason"]
        commands.end_involvement(by=request.actor, case_id=case_id, involvement_id=involvement_id, reason=reason)

    back = reverse("cases:list") if line.agency_id == request.actor.agency_id else case_url(case_id, "team")
    return saved(request, _leaving(header, line), form, save, done="関わりを終えました。開いていた記録は、もう見えません。", to=back)


@reads(Action.SET_CAUTION)
def cautioning(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """避けるべき関わり方・本人の望みを書く画面。"""
    header = deciding_header(request, case_id, Action.SET_CAUTION)
    kind = {"kind": request.GET["kind"]} if request.GET.get("kind") else {}
    return opened(request, _cautioning(header), CautionForm(initial=kind, persons=person_choices(header)))


@writes(Action.SET_CAUTION)
def set_caution(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """避けるべき関わり方・本人の望みを残す。"""
    header = deciding_header(request, case_id, Action.SET_CAUTION)
    form = CautionForm(request.POST, persons=person_choices(header))

    def save() -> UUID:
        return commands.set_caution(by=request.actor, case_id=case_id, **form.to_values())

    return saved(request, _cautioning(header), form, save, done="残しました。この事案を開いた人が最初に読みます。")


@reads(Action.SET_CAUTION)
def lifting(request: DeskRequest, case_id: UUID, caution_id: UUID) -> HttpResponse:
    """取り下げる理由を書く画面。"""
    header = deciding_header(request, case_id, Action.SET_CAUTION)
    return opened(request, _lifting(header, caution_id), ReasonForm())


@writes(Action.SET_CAUTION)
def end_caution(request: DeskRequest, case_id: UUID, caution_id: UUID) -> HttpResponse:
    """避けるべき関わり方・本人の望みを取り下げる。"""
    header, form = deciding_header(request, case_id, Action.SET_CAUTION), ReasonForm(request.POST)

    def save() -> None:
        commands.end_caution(by=request.actor, case_id=case_id, caution_id=caution_id, reason=form.cleaned_data["reason"])

    return saved(request, _lifting(header, caution_id), form, save, done="取り下げました。記録は残ります。")


def _chosen(form: HandOnForm) -> dict[str, Any]:
    return {"agency_id": form.agency_id, "posting_id": form.posting_id, "reason": form.cleaned_data["reason"]}


def _for_member(header: CaseHeader) -> dict[str, Any]:
    return {"partners": partners(), "persons": person_choices(header), "statutes": statutes_now()}


def _team_sheet(header: CaseHeader, title: str, act: str, *args: UUID, **rest: Any) -> Sheet:
    back = case_url(header.id, "team")
    return case_sheet(header, title, reverse(f"cases:{act}", args=[header.id, *args]), tab="team", back=back, **rest)


def _handing_on(header: CaseHeader) -> Sheet:
    return _team_sheet(header, "伴走を引き継ぐ", "hand_on", submit="引き継ぐ", lead=_HAND_ON)


def _appointing(header: CaseHeader) -> Sheet:
    return _team_sheet(header, "主担当を決める", "appoint", submit="決める", lead=_LEAD)


def _joining(header: CaseHeader) -> Sheet:
    return _team_sheet(header, "支援チームに機関を加える", "add_member", submit="加える", lead=_MEMBER, draft=f"case:{header.id}:member")


def _ending(request: DeskRequest, case_id: UUID, involvement_id: UUID) -> tuple[PartLine, CaseHeader]:
    header = deciding_header(request, case_id, Action.RECORD_NOTE)
    line = next((one for one in header.team if one.id == involvement_id), None)
    if line is None:
        raise NotVisible
    if line.agency_id != request.actor.agency_id:
        require(header.decisions[Action.ARRANGE_TEAM.value])
    return line, header


def _leaving(header: CaseHeader, line: PartLine) -> Sheet:
    return _team_sheet(header, f"{line.agency}の関わりを終える", "end_involvement", line.id, submit="終える", danger=True)


def _cautioning(header: CaseHeader) -> Sheet:
    return case_sheet(header, "避けるべき関わり方・本人の望み", reverse("cases:set_caution", args=[header.id]), submit="残す")


def _lifting(header: CaseHeader, caution_id: UUID) -> Sheet:
    one = next((line for line in header.cautions if line.id == caution_id), None)
    if one is None:
        raise NotVisible
    facts = ({"label": one.kind_label, "value": one.text},)
    return case_sheet(
        header, "取り下げる", reverse("cases:end_caution", args=[header.id, caution_id]), submit="取り下げる", facts=facts, danger=True
    )
