"""見られる機関を決める画面: 見せる、やめる、利害関係の遮断、封印。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.kernel.decision import NotVisible, require
from kasane.people import commands
from kasane.people.forms import BlockForm, ReasonForm, ShareForm
from kasane.people.queries.names import colleagues
from kasane.people.queries.person import header_of
from kasane.people.queries.sharing import grants_on, shareable_agencies
from kasane.people.views.answering import sheet_for
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_SHARE = "見せた瞬間から、その機関の職員が読めるようになります。本人同意と法令に基づく提供には、終わりの日が要ります。"
_BLOCK = "親族・近隣・加害の疑いのある職員を遮断します。どの根拠にも勝ち、その人には記録があることも見えなくなります。"
_SEAL = "名指しの人だけが見られるようになり、さがしても出なくなります。封じたあなたが最初の名指しになります（職員の家族の記録など）。"


@reads(Action.SHARE_RECORD)
def sharing(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """今見られる機関の一覧と、ほかの機関に見せる入力。"""
    return opened(request, _sharing(request, person_id), ShareForm(agencies=shareable_agencies(request.actor)))


@writes(Action.SHARE_RECORD)
def share(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """ほかの機関に見せる。"""
    sheet = _sharing(request, person_id)
    form = ShareForm(request.POST, agencies=shareable_agencies(request.actor))

    def save() -> object:
        return commands.share_person(by=request.actor, person_id=person_id, **form.to_sharing())

    return saved(request, sheet, form, save, done="見せました。", to=lambda _: reverse("people:sharing", args=[person_id]))


@reads(Action.SHARE_RECORD)
def grant_end(request: DeskRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """見せるのをやめる理由を書く画面。"""
    return opened(request, _ending(request, person_id, grant_id), ReasonForm())


@writes(Action.SHARE_RECORD)
def stop(request: DeskRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """見せるのをやめる。"""
    form, sheet = ReasonForm(request.POST), _ending(request, person_id, grant_id)

    def save() -> None:
        commands.stop_sharing(by=request.actor, person_id=person_id, grant_id=grant_id, reason=form.cleaned_data["reason"])

    return saved(request, sheet, form, save, done="見せるのをやめました。今から見えません。")


@reads(Action.BLOCK_CONFLICT)
def blocking(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """利害関係のある職員を選ぶ画面。"""
    return opened(request, _blocking(request, person_id), BlockForm(staff=colleagues(request.actor)))


@writes(Action.BLOCK_CONFLICT)
def block(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """利害関係のある職員を遮断する。"""
    form, sheet = BlockForm(request.POST, staff=colleagues(request.actor)), _blocking(request, person_id)

    def save() -> None:
        account, reason = UUID(form.cleaned_data["account"]), form.cleaned_data["reason"]
        commands.block_from_person(by=request.actor, person_id=person_id, account_id=account, reason=reason)

    return saved(request, sheet, form, save, done="遮断しました。今から、その人には見えません。")


@reads(Action.SEAL_RECORD)
def sealing(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """封印を確かめる画面。"""
    return opened(request, _sealing(request, person_id), ReasonForm())


@writes(Action.SEAL_RECORD)
def seal(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """記録を封印する。"""
    form, sheet = ReasonForm(request.POST), _sealing(request, person_id)

    def save() -> None:
        commands.seal_person(by=request.actor, person_id=person_id, reason=form.cleaned_data["reason"])

    return saved(request, sheet, form, save, done="封印しました。名指しの人だけが見られます。")


def _sheet(request: DeskRequest, person_id: UUID, action: Action, title: str, act: str, **rest: Any) -> Sheet:
    header = header_of(person_id)
    require(require_access(action, header.compartment_id, by=request.actor))
    return sheet_for(person_id, title, act, header=header, **rest)


def _sharing(request: DeskRequest, person_id: UUID) -> Sheet:
    shown = {"grants": grants_on(person_id)}
    return _sheet(request, person_id, Action.SHARE_RECORD, "見られる機関", "share", shown=shown, submit="見せる", lead=_SHARE)


def _ending(request: DeskRequest, person_id: UUID, grant_id: UUID) -> Sheet:
    grant = next((one for one in grants_on(person_id) if one.id == grant_id), None)
    if grant is None:
        raise NotVisible
    require(grant.may_end)
    back = reverse("people:sharing", args=[person_id])
    title = f"{grant.name}に見せるのをやめる"
    return _sheet(
        request, person_id, Action.SHARE_RECORD, title, "stop_sharing", args=[person_id, grant_id], back=back, submit="やめる", danger=True
    )


def _blocking(request: DeskRequest, person_id: UUID) -> Sheet:
    return _sheet(request, person_id, Action.BLOCK_CONFLICT, "利害関係の遮断", "block", submit="遮断する", lead=_BLOCK, danger=True)


def _sealing(request: DeskRequest, person_id: UUID) -> Sheet:
    return _sheet(request, person_id, Action.SEAL_RECORD, "記録の封印", "seal", submit="封印する", lead=_SEAL, danger=True)
