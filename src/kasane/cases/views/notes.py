"""支援経過記録: 書く、訂正する、次の予定を済みにする。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.agencies.queries.register import label_sets
from kasane.cases import commands
from kasane.cases.domain import Audience
from kasane.cases.forms import CorrectionForm, NoteForm
from kasane.cases.queries import NOTE_LISTS, CaseHeader, person_ids_of, raw_note
from kasane.cases.views.answering import case_sheet, case_url, deciding, deciding_header, done, person_choices
from kasane.kernel import clock
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_NARROWING = (
    "だれが読めるかを狭めると、前の文も、狭い範囲の人だけが読めるようになります。"
    "ほかの人の経過には「見られる範囲を狭めた」という印だけが残ります。"
)
_TEMPLATE = "cases/note_form.html"


@reads(Action.RECORD_NOTE)
def note(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """経過を書く画面。日付は今日から始まる。"""
    header = deciding_header(request, case_id, Action.RECORD_NOTE)

    def make(*args: Any, **kwargs: Any) -> NoteForm:
        return NoteForm(*args, **kwargs, **_choices(header, request))

    return opened_with_draft(request, _sheet(header), make, {"happened_on": clock.today(), **_only_person(header)})


@writes(Action.RECORD_NOTE)
def add_note(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """経過を残す。"""
    form = NoteForm(request.POST, **_allowed(case_id))
    return saved(
        request, lambda: _sheet(_offered(request, case_id, form)), form,
        lambda: commands.record_note(by=request.actor, case_id=case_id, facts=form.to_facts()), done="記録しました。", to=case_url(case_id),
    )  # fmt: skip


@reads(Action.RECORD_NOTE)
def correcting(request: DeskRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """訂正する画面。今の内容が入っている。"""
    header = deciding_header(request, case_id, Action.RECORD_NOTE)
    facts = raw_note(case_id, note_id)

    def make(*args: Any, **kwargs: Any) -> CorrectionForm:
        return CorrectionForm(*args, **kwargs, **_choices(header, request))

    return opened_with_draft(request, _correction(header, note_id), make, _initial(facts))


@writes(Action.RECORD_NOTE)
def correct(request: DeskRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """訂正を残す。前の記録は消えない。"""
    deciding(request, case_id, Action.RECORD_NOTE)
    raw_note(case_id, note_id)
    form = CorrectionForm(request.POST, **_allowed(case_id))

    def sheet() -> Sheet:
        return _correction(_offered(request, case_id, form), note_id)

    def save() -> UUID:
        facts, reason = form.to_facts(), form.cleaned_data["reason"]
        return commands.correct_note(by=request.actor, case_id=case_id, note_id=note_id, facts=facts, reason=reason)

    return saved(request, sheet, form, save, done="訂正しました。前の記録も残っています。", to=case_url(case_id))


@writes(Action.RECORD_NOTE)
def finish(request: DeskRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """次の予定を済みにする(一押し)。"""
    deciding(request, case_id, Action.RECORD_NOTE)
    back = "/" if request.POST.get("from") == "home" else case_url(case_id)
    return done(
        request, lambda: commands.finish_next_action(by=request.actor, case_id=case_id, note_id=note_id), said="済みにしました。", to=back
    )


def _sheet(header: CaseHeader) -> Sheet:
    return case_sheet(
        header,
        "経過を書く",
        reverse("cases:add_note", args=[header.id]),
        submit="記録する",
        draft=f"case:{header.id}:note",
        template=_TEMPLATE,
    )


def _correction(header: CaseHeader, note_id: UUID) -> Sheet:
    action = reverse("cases:correct", args=[header.id, note_id])
    return case_sheet(header, "経過の訂正", action, submit="訂正する", draft=f"case:note:{note_id}", template=_TEMPLATE, lead=_NARROWING)


def _choices(header: CaseHeader, request: DeskRequest) -> dict[str, Any]:
    team = "、".join(dict.fromkeys(one.agency for one in header.team))
    readers = [
        (Audience.TEAM.value, f"支援チーム：{team}が読めます"),
        (Audience.SENSITIVE.value, "要配慮：病気・障害・虐待など。支援チームのうち、その人の要配慮の記録を開かれた機関だけが読めます"),
        (Audience.OWN.value, f"自機関のみ：{request.actor.agency_name}の職員だけが読めます"),
    ]
    return {"persons": person_choices(header), "readers": readers, "lists": _lists()}


def _allowed(case_id: UUID) -> dict[str, Any]:
    """保存のときに選べる番号だけ。見出し・同意・名前は、誤りの画面を出すときにだけ引く(_offered)。"""
    persons = [(str(one), "") for one in person_ids_of(case_id)]
    return {"persons": persons, "readers": [(one.value, "") for one in Audience], "lists": _lists()}


def _offered(request: DeskRequest, case_id: UUID, form: NoteForm) -> CaseHeader:
    header = deciding_header(request, case_id, Action.RECORD_NOTE)
    form.offer(**_choices(header, request))
    return header


def _lists() -> dict[str, list[tuple[str, str]]]:
    return {name.removeprefix("note_"): list(found.items()) for name, found in label_sets(NOTE_LISTS).items()}


def _only_person(header: CaseHeader) -> dict[str, str]:
    return {"person_id": str(header.persons[0].person_id)} if len(header.persons) == 1 else {}


def _initial(facts: Any) -> dict[str, Any]:
    names = NoteForm.base_fields
    return {**{name: getattr(facts, name) for name in names if name != "person_id"}, "person_id": str(facts.person_id or "")}
