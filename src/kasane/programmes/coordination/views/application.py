"""様式1-1の画面: 事案の人ごとの票、節の一覧、節を書く、利用申込の同意、取組の経過、印刷。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries.register import labels, nameable_agencies
from kasane.cases.queries import CaseHeader, case_header
from kasane.cases.views.answering import case_sheet, case_shown
from kasane.kernel.decision import NotVisible, require
from kasane.programmes.coordination.commands import application as commands
from kasane.programmes.coordination.domain.application import SOURCE, Section, Variant, carried_over, may_write, section_of
from kasane.programmes.coordination.forms.application import ApplyForm, EffortForm, SectionForm, StartForm, section_form
from kasane.programmes.coordination.queries.application import (
    ApplicationSheet,
    application_sheet,
    applications_of,
    section_values,
    source_decision,
)
from kasane.programmes.coordination.queries.application_print import printed
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_TAB = "application"
_START = "本人が書くことを原則とします。書けない人には、聞きながら代わりに記入し、最後に本人と一緒に読み返してください。"
_APPLY = "本人の前で読み上げて確かめます。利用申込と情報共有は別々の同意として台帳に残ります。税情報は含みません。"


@reads(Action.VIEW_CASE)
def applications(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """この事案の人ごとの票。"""
    header, found = case_header(case_id, by=request.actor), applications_of(case_id)
    people = [(person, found.get(person.person_id)) for person in header.persons]
    return case_shown(request, header, "coordination/applications.html", _TAB, people=people)


@reads(Action.WRITE_APPLICATION)
def application_starting(request: DeskRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """票を始める画面。"""
    return opened(request, _starting(request, case_id, person_id), StartForm())


@writes(Action.WRITE_APPLICATION)
def start_application(request: DeskRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """票を始める。"""
    sheet, form = _starting(request, case_id, person_id), StartForm(request.POST)

    def save() -> UUID:
        variant = Variant(form.cleaned_data["variant"])
        return commands.start_application(by=request.actor, case_id=case_id, person_id=person_id, variant=variant)

    return saved(request, sheet, form, save, done="票を作りました。", to=lambda made: _url("application", case_id, made))


@reads(Action.VIEW_CASE)
def application(request: DeskRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """一枚の票: 節の進み具合、書いたこと、同意の前に聞いたこと、履歴。"""
    header, one = case_header(case_id, by=request.actor), application_sheet(case_id, application_id, by=request.actor)
    return case_shown(request, header, "coordination/application.html", _TAB, one=one, tasks=_tasks(one), also=[one.person.id])


@reads(Action.WRITE_APPLICATION)
def application_section(request: DeskRequest, case_id: UUID, application_id: UUID, section: str) -> HttpResponse:
    """一つの節を書く画面。"""
    header, one, found = _writing(request, case_id, application_id, section)
    return opened_with_draft(request, _section_sheet(header, one, found), _section_form(found), _initial(header, one, found))


@writes(Action.WRITE_APPLICATION)
def write_application(request: DeskRequest, case_id: UUID, application_id: UUID, section: str) -> HttpResponse:
    """一つの節を保存する。"""
    header, one, found = _writing(request, case_id, application_id, section)
    form = _section_form(found)(request.POST)

    def save() -> int:
        values, version = form.to_values(), form.cleaned_data["version"]
        return commands.write_application(
            by=request.actor, application_id=application_id, section=section, version=version, values=values
        )  # fmt: skip

    return saved(request, _section_sheet(header, one, found), form, save, done=f"「{found.title}」を保存しました。")


@reads(Action.WRITE_APPLICATION)
def applying(request: DeskRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """利用申込の同意を記録する画面。"""
    header, one, _ = _writing(request, case_id, application_id)
    return opened_with_draft(request, _apply_sheet(header, one), _apply_form, {"version": one.row.version})


@writes(Action.WRITE_APPLICATION)
def apply(request: DeskRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """利用申込の同意を記録する。"""
    header, one, _ = _writing(request, case_id, application_id)
    form = _apply_form(request.POST)

    def save() -> None:
        version, facts = form.cleaned_data["version"], form.to_facts()
        commands.record_application_consent(by=request.actor, application_id=application_id, version=version, facts=facts)

    return saved(request, _apply_sheet(header, one), form, save, done="利用申込の同意を記録しました。")


@reads(Action.WRITE_APPLICATION)
def application_effort(request: DeskRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """同意を得るための取組を書き足す画面。"""
    header, one, _ = _writing(request, case_id, application_id)
    return opened_with_draft(request, _effort_sheet(header, one), EffortForm, {})


@writes(Action.WRITE_APPLICATION)
def add_application_effort(request: DeskRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """同意を得るための取組を書き足す。"""
    header, one, _ = _writing(request, case_id, application_id)
    form = EffortForm(request.POST)

    def save() -> UUID:
        return commands.add_application_effort(by=request.actor, application_id=application_id, **form.cleaned_data)

    return saved(request, _effort_sheet(header, one), form, save, done="取組を書き足しました。")


@reads(Action.VIEW_CASE)
def application_print(request: DeskRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """印刷用の一枚。"""
    header, one = case_header(case_id, by=request.actor), application_sheet(case_id, application_id, by=request.actor)
    data = {"case": header, "one": one, "sheet": printed(one)}
    return page(request, "coordination/application_print.html", data, saw=[one.person.id], compartment_id=one.row.compartment_id)


def _url(name: str, *args: Any) -> str:
    return reverse(f"coordination:{name}", args=args)


def _starting(request: DeskRequest, case_id: UUID, person_id: UUID) -> Sheet:
    header = case_header(case_id, by=request.actor)
    person = next((one for one in header.persons if one.person_id == person_id), None)
    if person is None:
        raise NotVisible
    require(require_access(Action.WRITE_APPLICATION, person.general_room, by=request.actor))
    return case_sheet(
        header, f"{person.name}さんの相談受付・申込票を作る", _url("start_application", case_id, person_id), tab=_TAB, lead=_START,
        submit="作る", back=_url("applications", case_id),
    )  # fmt: skip


def _writing(
    request: DeskRequest, case_id: UUID, application_id: UUID, section: str = "reception"
) -> tuple[CaseHeader, ApplicationSheet, Section]:
    """書いてよい票。節の名前が知らないものなら NotVisible。"""
    header, one, found = (
        case_header(case_id, by=request.actor),
        application_sheet(case_id, application_id, by=request.actor),
        section_of(section),
    )
    if found is None:
        raise NotVisible
    require(require_access(Action.WRITE_APPLICATION, one.row.compartment_id, by=request.actor))
    if section == SOURCE:
        require(source_decision(one.row, by=request.actor))
    return header, one, found


def _sheet(header: CaseHeader, one: ApplicationSheet, title: str, act: str, *args: Any, **rest: Any) -> Sheet:
    page_of = _url("application", header.id, one.row.id)
    return case_sheet(
        header, f"{title}（{one.person.name}さん）", _url(act, header.id, one.row.id, *args), tab=_TAB, also=[one.person.id], back=page_of,
        draft=f"coordination:{act}:{one.row.id}:{':'.join(args)}", **rest,
    )  # fmt: skip


def _section_sheet(header: CaseHeader, one: ApplicationSheet, section: Section) -> Sheet:
    require(may_write(section, one.variant))
    return _sheet(header, one, section.title, "write_application", section.key, lead=section.hint, compared=_as_form)


def _apply_sheet(header: CaseHeader, one: ApplicationSheet) -> Sheet:
    return _sheet(
        header, one, "利用申込の同意", "apply_application", lead=_APPLY, submit="同意を記録する", compared=lambda current: current
    )


def _effort_sheet(header: CaseHeader, one: ApplicationSheet) -> Sheet:
    return _sheet(header, one, "同意を得るための取組", "add_application_effort", submit="書き足す")


def _section_form(section: Section) -> type[SectionForm]:
    agencies = [(str(key), name) for key, name in nameable_agencies()]
    return section_form(section, agencies)


def _apply_form(data: Any = None, **rest: Any) -> ApplyForm:
    agencies = [(str(key), name) for key, name in nameable_agencies()]
    types = [(code, label.rpartition("：")[2]) for code, label in labels("legal_representative").items()]
    return ApplyForm(data, agencies=agencies, representatives=types, **rest)


def _initial(header: CaseHeader, one: ApplicationSheet, section: Section) -> Mapping[str, Any]:
    """初めの値。相談受付日は事案を開いた日、本人の相談内容は、同意の前に聞いていたものを写しておく(本人に確かめて直す)。"""
    values = section_values(one.row, section)
    if "received_on" in values and values["received_on"] is None:
        values["received_on"] = header.opened_on
    if "topics" in values:
        values["topics"] = carried_over(values["topics"], one.row.heard_topics)
    return {**_as_form(values), "version": one.row.version}


def _as_form(values: Mapping[str, Any]) -> Mapping[str, Any]:
    shown = dict(values)
    if "household_members" in shown:
        shown["household_members"] = "\n".join(shown["household_members"])
    if "involved_agencies" in shown:
        shown["involved_agencies"] = [str(one) for one in shown["involved_agencies"]]
    if shown.get("referrer_agency_id"):
        shown["referrer_agency_id"] = str(shown["referrer_agency_id"])
    return shown


def _tasks(one: ApplicationSheet) -> list[dict[str, str]]:
    """節の一覧(何が済み、何がまだか)。最後が同意。"""
    key = (one.row.case_id, one.row.id)
    tasks = [
        {
            "title": line.section.title, "hint": line.section.hint, "href": _url("application_section", *key, line.section.key),
            "status": line.state.words, "kind": line.state.kind,
        }
        for line in one.sections
    ]  # fmt: skip
    if one.variant is Variant.WITHOUT:
        efforts = f"{len(one.efforts)}件" if one.efforts else "まだ"
        kind = "active" if one.efforts else "neutral"
        hint = "訪問・手紙・電話など"
        tasks.append(
            {"title": "同意を得るための取組", "hint": hint, "href": _url("application_effort", *key), "status": efforts, "kind": kind}
        )
    title = "利用申込の同意" if one.variant is Variant.WITH_CONSENT else "本人の同意が得られたら：利用申込の同意"
    consent = {
        "title": title,
        "hint": "説明、情報共有の範囲、署名",
        "status": "まだ",
        "kind": "neutral",
        "href": _url("application_consent", *key),
    }
    if one.applied:
        consent |= {"status": "記録済み", "kind": "done", "href": reverse("cases:consents", args=[one.row.case_id])}
    elif one.applying is not None:
        consent |= {"status": "取り消された", "kind": "blocked"}
    return [*tasks, consent]
