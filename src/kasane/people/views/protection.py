"""支援措置の画面。名指しの人のほかには、措置があることも見えない。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel.decision import NotVisible
from kasane.people import commands
from kasane.people.forms import EndProtectionForm, ExtendForm, KeeperForm, ProtectionForm
from kasane.people.queries.names import colleagues
from kasane.people.queries.person import person_overview
from kasane.people.queries.protection import MeasureLine, measures_of
from kasane.people.views.answering import Choices, candidates, sheet_for, shown_in
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_LEAD = (
    "始めた瞬間から、居どころ・連絡先・つながりは名指しの職員だけに見えるようになります。期間は申出から1年です。"
    "相手方を支えている機関や職員を、名指しに入れないでください。"
)


@reads(Action.PROTECT_ADDRESS)
def protection(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """支援措置を始める画面。続いている措置があれば、その内容も示す。"""
    near = _near(request, person_id)
    return opened(request, _sheet(person_id, near), ProtectionForm(people=near, staff=colleagues(request.actor)))


@writes(Action.PROTECT_ADDRESS)
def protect(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """支援措置を始める。"""
    near = _near(request, person_id)
    form = ProtectionForm(request.POST, people=near, staff=colleagues(request.actor))

    def save() -> UUID:
        return commands.protect_address(by=request.actor, person_id=person_id, facts=form.to_facts())

    return saved(request, _sheet(person_id, near), form, save, done="支援措置を始め、居どころ・連絡先を伏せました。")


@reads(Action.PROTECT_ADDRESS)
def extending(request: DeskRequest, person_id: UUID, measure_id: UUID) -> HttpResponse:
    """延長を確かめる画面。"""
    measure = _measure(person_id, measure_id)
    return opened(request, _measure_sheet(measure, "支援措置の延長", "extend_protection"), ExtendForm(initial={"version": measure.version}))


@writes(Action.PROTECT_ADDRESS)
def extend(request: DeskRequest, person_id: UUID, measure_id: UUID) -> HttpResponse:
    """期限から1年延ばす。"""
    form, sheet = ExtendForm(request.POST), _measure_sheet(_measure(person_id, measure_id), "支援措置の延長", "extend_protection")

    def save() -> object:
        return commands.extend_protection(by=request.actor, measure_id=measure_id, version=form.cleaned_data["version"])

    return saved(request, sheet, form, save, done="期限を1年延ばしました。")


@reads(Action.PROTECT_ADDRESS)
def naming(request: DeskRequest, person_id: UUID, measure_id: UUID) -> HttpResponse:
    """名指しの職員を加える画面。"""
    sheet = _measure_sheet(_measure(person_id, measure_id), "名指しの職員を加える", "name_keeper")
    return opened(request, sheet, KeeperForm(staff=colleagues(request.actor)))


@writes(Action.PROTECT_ADDRESS)
def name_keeper(request: DeskRequest, person_id: UUID, measure_id: UUID) -> HttpResponse:
    """名指しの職員を加える。加えた瞬間から見える。"""
    form = KeeperForm(request.POST, staff=colleagues(request.actor))
    sheet = _measure_sheet(_measure(person_id, measure_id), "名指しの職員を加える", "name_keeper")

    def save() -> None:
        account, reason = UUID(form.cleaned_data["account"]), form.cleaned_data["reason"]
        commands.name_keeper(by=request.actor, measure_id=measure_id, account_id=account, reason=reason)

    return saved(request, sheet, form, save, done="名指しの職員を加えました。")


@reads(Action.PROTECT_ADDRESS)
def ending(request: DeskRequest, person_id: UUID, measure_id: UUID) -> HttpResponse:
    """終える理由を書く画面。"""
    measure = _measure(person_id, measure_id)
    return opened(
        request, _measure_sheet(measure, "支援措置の終了", "end_protection"), EndProtectionForm(initial={"version": measure.version})
    )


@writes(Action.PROTECT_ADDRESS)
def end(request: DeskRequest, person_id: UUID, measure_id: UUID) -> HttpResponse:
    """支援措置を終える。"""
    form, sheet = EndProtectionForm(request.POST), _measure_sheet(_measure(person_id, measure_id), "支援措置の終了", "end_protection")

    def save() -> None:
        commands.end_protection(by=request.actor, measure_id=measure_id, **form.cleaned_data)

    return saved(request, sheet, form, save, done="支援措置を終えました。")


def _sheet(person_id: UUID, near: Choices) -> Sheet:
    shown = {"measures": measures_of(person_id)}
    return sheet_for(person_id, "支援措置", "protect", also=shown_in(near), shown=shown, submit="今すぐ伏せる", lead=_LEAD, danger=True)


def _near(request: DeskRequest, person_id: UUID) -> Choices:
    return candidates(request, person_overview(person_id, by=request.actor).related, excluding=[person_id])


def _measure(person_id: UUID, measure_id: UUID) -> MeasureLine:
    found = next((one for one in measures_of(person_id) if one.id == measure_id), None)
    if found is None:
        raise NotVisible
    return found


def _measure_sheet(measure: MeasureLine, title: str, act: str) -> Sheet:
    back = reverse("people:protection", args=[measure.person_id])
    return sheet_for(measure.person_id, title, act, args=[measure.person_id, measure.id], back=back)
