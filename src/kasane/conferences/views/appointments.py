"""委嘱簿の画面: 一人ずつ、または団体の名簿でまとめて委嘱し、守秘の説明と署名した書面までを残す(forms §6.5)。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.forms import ReasonForm
from kasane.conferences.commands import appointments as commands
from kasane.conferences.domain.appointment import AppointmentKind
from kasane.conferences.forms.registers import AppointForm, BriefingForm, MoreForm, PaperForm
from kasane.conferences.queries.appointments import AppointedLine, AppointmentLine, appointment, appointment_register
from kasane.conferences.queries.screens import wording_now
from kasane.conferences.views import choosing
from kasane.conferences.views.answering import LIST, desk_shown
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.kernel.fiscal import FiscalYear
from kasane.kernel.wareki import format_wareki
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.forms import KasaneForm
from kasane.screens.views import DeskRequest, reads, writes

_TITLE: Final = "委嘱簿"
_APPOINT: Final = "委嘱しただけでは、まだ資料は見えません。守秘義務の説明と、署名した書面がそろってから効きます。"
_END: Final = "終えると、この委嘱による席は今すぐ閉じ、外の窓口からも見えなくなります。"


@reads(Action.KEEP_APPOINTMENTS)
def appointments(request: DeskRequest) -> HttpResponse:
    """委嘱簿。新しい番号から。"""
    return desk_shown(request, "conferences/appointments.html", "appointments", _TITLE, lines=appointment_register())


@reads(Action.KEEP_APPOINTMENTS)
def appointing(request: DeskRequest) -> HttpResponse:
    """委嘱する画面。"""
    return opened_with_draft(request, _appointing(), _form, {"valid_from": clock.today(), "valid_to": FiscalYear.of(clock.today()).last})


@writes(Action.KEEP_APPOINTMENTS)
def appoint(request: DeskRequest) -> HttpResponse:
    """委嘱する。"""
    form = _form(request.POST)

    def save() -> UUID:
        facts = form.to_facts()
        act = commands.appoint_organisation if facts.kind is AppointmentKind.BODY else commands.appoint
        return act(by=request.actor, facts=facts)

    return saved(request, _appointing(), form, save, done="委嘱簿に載せました。守秘の説明と書面を残すと効きます。", to=_url)


@reads(Action.KEEP_APPOINTMENTS)
def appointment_page(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """委嘱の一件と、名簿の一人ずつの手続き。"""
    found = appointment(appointment_id)
    return desk_shown(request, "conferences/appointment.html", "appointments", found.number, line=found, facts=_facts(found))


@reads(Action.KEEP_APPOINTMENTS)
def appointment_print(request: DeskRequest, appointment_id: UUID, appointed_id: UUID) -> HttpResponse:
    """委嘱状(A4)と、署名する誓約書。"""
    found, person = _person(appointment_id, appointed_id)
    data = {"line": found, "person": person, "kind_name": choosing.kind_name(found.kind_code)}
    wording = wording_now(found.kind_code, found.item_id)
    return desk_shown(request, "conferences/appointment_print.html", "appointments", found.number, wording=wording, **data)


@reads(Action.KEEP_APPOINTMENTS)
def listing_more(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """名簿に足す画面。"""
    return opened(request, _more(appointment(appointment_id)), MoreForm(members=choosing.outside()))


@writes(Action.KEEP_APPOINTMENTS)
def list_more(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """名簿に足す。"""
    form = MoreForm(request.POST, members=choosing.outside())

    def save() -> None:
        commands.list_more(by=request.actor, appointment_id=appointment_id, member_ids=form.chosen)

    return saved(request, _more(appointment(appointment_id)), form, save, done="名簿に足しました。")


@reads(Action.KEEP_APPOINTMENTS)
def briefing(request: DeskRequest, appointment_id: UUID, appointed_id: UUID) -> HttpResponse:
    """守秘義務を説明した日を書く画面。"""
    found, person = _person(appointment_id, appointed_id)
    return opened(request, _briefing(found, person), BriefingForm(initial={"on": clock.today(), "version": person.version}))


@writes(Action.KEEP_APPOINTMENTS)
def brief(request: DeskRequest, appointment_id: UUID, appointed_id: UUID) -> HttpResponse:
    """守秘義務を説明した日と、説明した文を残す。"""
    found, person = _person(appointment_id, appointed_id)
    form = BriefingForm(request.POST)

    def save() -> None:
        given, wording = form.cleaned_data, wording_now(found.kind_code, found.item_id)
        commands.note_briefing(by=request.actor, appointed_id=appointed_id, on=given["on"], wording=wording, version=given["version"])

    return saved(request, _briefing(found, person), form, save, done="説明の日と、説明した文を残しました。")


@reads(Action.KEEP_APPOINTMENTS)
def filing(request: DeskRequest, appointment_id: UUID, appointed_id: UUID) -> HttpResponse:
    """署名した書面を受け取った日を書く画面。"""
    found, person = _person(appointment_id, appointed_id)
    return opened(request, _filing(found, person), PaperForm(initial={"on": clock.today(), "version": person.version}))


@writes(Action.KEEP_APPOINTMENTS)
def file_paper(request: DeskRequest, appointment_id: UUID, appointed_id: UUID) -> HttpResponse:
    """署名した書面を受け取った日と、綴じた所を残す。"""
    found, person = _person(appointment_id, appointed_id)
    form = PaperForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.note_paper(by=request.actor, appointed_id=appointed_id, on=given["on"], place=given["place"], version=given["version"])

    return saved(request, _filing(found, person), form, save, done="書面を残しました。")


@reads(Action.KEEP_APPOINTMENTS)
def ending(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """委嘱を終える理由を書く画面。"""
    return opened(request, _ending(appointment(appointment_id)), ReasonForm())


@writes(Action.KEEP_APPOINTMENTS)
def end(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """委嘱を終える。"""
    form = ReasonForm(request.POST)
    return _ended(request, lambda: _ending(appointment(appointment_id)), form, appointment_id)


@reads(Action.KEEP_APPOINTMENTS)
def ending_one(request: DeskRequest, appointment_id: UUID, appointed_id: UUID) -> HttpResponse:
    """名簿の一人を外す理由を書く画面。"""
    return opened(request, _ending(*_person(appointment_id, appointed_id)), ReasonForm())


@writes(Action.KEEP_APPOINTMENTS)
def end_one(request: DeskRequest, appointment_id: UUID, appointed_id: UUID) -> HttpResponse:
    """名簿の一人を外す。"""
    form = ReasonForm(request.POST)
    return _ended(request, lambda: _ending(*_person(appointment_id, appointed_id)), form, appointment_id, appointed_id=appointed_id)


def _ended(request: DeskRequest, sheet: Callable[[], Sheet], form: KasaneForm, appointment_id: UUID, **whom: Any) -> HttpResponse:
    def save() -> None:
        commands.end_appointment(by=request.actor, appointment_id=appointment_id, reason=form.cleaned_data["reason"], **whom)

    return saved(request, sheet(), form, save, done="委嘱を終えました。席は閉じています。", to=_url(appointment_id))


def _form(*args: Any, **kwargs: Any) -> AppointForm:
    return AppointForm(*args, **kwargs, members=choosing.outside(), kinds=choosing.kinds(), items=choosing.my_items())


def _url(appointment_id: UUID) -> str:
    return reverse("conferences:appointment", args=[appointment_id])


def _person(appointment_id: UUID, appointed_id: UUID) -> tuple[AppointmentLine, AppointedLine]:
    found = appointment(appointment_id)
    person = next((one for one in found.people if one.id == appointed_id), None)
    if person is None:
        raise NotVisible
    return found, person


def _facts(found: AppointmentLine) -> list[dict[str, str]]:
    period = f"{format_wareki(found.effective_from)}から{format_wareki(found.valid_to)}まで"
    reach = f"{found.scope.label_ja}　{choosing.kind_name(found.kind_code)}"
    agreed = f"{format_wareki(found.agreed_on)}　{found.agreed_with}" if found.agreed_on else ""
    return [
        {"label": "委嘱のしかた", "value": found.kind.label_ja}, {"label": "範囲", "value": reach},
        {"label": "効く期間", "value": period}, {"label": "団体", "value": found.organisation, "blank": "（一人への委嘱）"},
        {"label": "事前の調整", "value": agreed, "blank": "（一人への委嘱）"}, {"label": "補足", "value": found.note},
    ]  # fmt: skip


def _sheet(found: AppointmentLine, title: str, act: str, *args: UUID, **rest: Any) -> Sheet:
    here = _url(found.id)
    where = ((LIST, reverse("conferences:list")), (_TITLE, reverse("conferences:appointments")), (found.number, here))
    return Sheet(title=title, action=reverse(f"conferences:{act}", args=[found.id, *args]), back=here, where=where, **rest)


def _appointing() -> Sheet:
    back = reverse("conferences:appointments")
    return Sheet(
        title="委嘱する", action=reverse("conferences:appoint"), back=back, submit="委嘱簿に載せる", lead=_APPOINT,
        where=((LIST, reverse("conferences:list")), (_TITLE, back)), draft="appointment:new", template="conferences/appoint_form.html",
    )  # fmt: skip


def _more(found: AppointmentLine) -> Sheet:
    return _sheet(found, "名簿に足す", "list_more", submit="足す")


def _whom(person: AppointedLine) -> tuple[dict[str, str], ...]:
    return ({"label": "氏名", "value": person.name}, {"label": "もともとの守秘義務", "value": person.other_duty, "blank": "記録なし"})


def _briefing(found: AppointmentLine, person: AppointedLine) -> Sheet:
    facts = (*_whom(person), {"label": "説明する文", "value": wording_now(found.kind_code, found.item_id)})
    return _sheet(found, "守秘義務の説明", "brief", person.id, submit="残す", facts=facts, compared=_compared)


def _filing(found: AppointmentLine, person: AppointedLine) -> Sheet:
    return _sheet(found, "署名した書面", "file_paper", person.id, submit="残す", facts=_whom(person), compared=_compared)


def _ending(found: AppointmentLine, person: AppointedLine | None = None) -> Sheet:
    if person is None:
        return _sheet(found, "委嘱を終える", "end_appointment", submit="終える", lead=_END, danger=True)
    return _sheet(found, "名簿から外す", "end_appointed", person.id, submit="外す", lead=_END, facts=_whom(person), danger=True)


def _compared(row: Any) -> dict[str, Any]:
    return {"on": row.signed_on or row.briefed_on, "place": row.paper_place, "version": row.version}
