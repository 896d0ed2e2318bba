"""人の詳細、登録、訂正、印刷。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.people import commands
from kasane.people.forms import PersonForm, person_initial
from kasane.people.queries.matching import doubts_of, past_merges
from kasane.people.queries.person import PersonOverview, header_of, person_overview
from kasane.people.queries.protection import measures_of
from kasane.people.registry import person_links
from kasane.people.views.answering import TEMPLATE, person_url, sheet_for, trail, whereabouts
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_NEW_DRAFT = "person:new"


@reads(Action.VIEW_PERSON)
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """人の詳細。"""
    return _shown(request, person_overview(person_id, by=request.actor), "people/person.html")


@reads(Action.VIEW_PERSON)
def person_print(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """人の詳細の印刷。"""
    return _shown(request, person_overview(person_id, by=request.actor), "people/person_print.html")


def _shown(request: DeskRequest, overview: PersonOverview, template: str) -> HttpResponse:
    header, merges, doubts = overview.header, past_merges(overview.header.id), doubts_of(overview.header.id)
    named = [*overview.related, *(one.other_id for one in merges), *(one for one, _, _ in doubts)]
    data = {
        "one": overview, "measures": measures_of(header.id), "merges": merges, "doubts": doubts, "crumbs": trail((header.name, "")),
        "links": person_links(header.id, by=request.actor),
    }  # fmt: skip
    ground = overview.access.why[0]["reason"] if overview.access.why else ""
    return page(request, template, data, saw=dict.fromkeys([header.id, *named]), compartment_id=header.compartment_id, ground=ground)


@reads(Action.REGISTER_PERSON)
def new(request: DeskRequest) -> HttpResponse:
    """人を登録する画面。"""
    return opened_with_draft(request, _new_sheet(), PersonForm, {})


@writes(Action.REGISTER_PERSON)
def register(request: DeskRequest) -> HttpResponse:
    """人を登録する。"""
    form = PersonForm(request.POST)
    return saved(
        request, _new_sheet(), form, lambda: commands.register_person(by=request.actor, facts=form.to_facts()),
        done="登録しました。", to=person_url,
    )  # fmt: skip


def _new_sheet() -> Sheet:
    lead = "先に「人をさがす」で、同じ人がいないか確かめてください。分からない項目は空けたまま登録できます。"
    action, back = reverse("people:register"), reverse("people:find")
    return Sheet("人の登録", action, back, "登録する", whereabouts(), lead=lead, draft=_NEW_DRAFT, template=TEMPLATE)


@reads(Action.CORRECT_PERSON)
def correct(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """訂正する画面。"""
    header = header_of(person_id)
    sheet = sheet_for(person_id, "訂正", "save_correction", header=header, draft=f"person:{person_id}")
    return opened_with_draft(request, sheet, PersonForm, person_initial(header.facts, header.version))


@writes(Action.CORRECT_PERSON)
def save_correction(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """訂正を保存する。ほかの人が先に直していれば、両方の文を見比べて409。"""
    form = PersonForm(request.POST)
    sheet = sheet_for(person_id, "訂正", "save_correction", draft=f"person:{person_id}")

    def save() -> int:
        version = form.cleaned_data["version"] or 0
        return commands.correct_person(by=request.actor, person_id=person_id, version=version, facts=form.to_facts())

    return saved(request, sheet, form, save, done="訂正しました。前の値は履歴に残ります。")
