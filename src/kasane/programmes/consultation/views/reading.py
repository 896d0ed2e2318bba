"""相談の詳細と印刷、事案の中の相談、人の相談。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.cases.queries import case_header
from kasane.cases.views.answering import case_shown
from kasane.people.queries.person import header_of
from kasane.programmes.consultation.forms import FilterForm
from kasane.programmes.consultation.queries.detail import consultation_overview
from kasane.programmes.consultation.queries.listing import consultations_of_case, consultations_of_person
from kasane.programmes.consultation.queries.records import visible_consultation
from kasane.programmes.consultation.views.answering import whereabouts
from kasane.screens.answering import crumbs
from kasane.screens.views import DeskRequest, page, reads


@reads(Action.VIEW_CONSULTATION)
def consultation(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """相談の詳細と気づき。"""
    return _shown(request, consultation_id, "consultation/consultation.html")


@reads(Action.VIEW_CONSULTATION)
def consultation_print(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """相談の印刷。"""
    return _shown(request, consultation_id, "consultation/print.html")


def _shown(request: DeskRequest, consultation_id: UUID, template: str) -> HttpResponse:
    one = consultation_overview(visible_consultation(consultation_id), by=request.actor)
    marking = decide(Action.MARK_NEAR_MISS, by=request.actor).allowed
    data = {"one": one, "crumbs": crumbs(*whereabouts((one.heading, ""))), "may_mark": marking}
    ground = one.access.why[0]["reason"] if one.access.why else ""
    return page(request, template, data, saw=one.person_ids, compartment_id=one.compartment_id, ground=ground)


def _after(request: DeskRequest) -> UUID | None:
    """前の頁の最後の相談。番号の形でなければ、初めから。"""
    found: UUID | None = FilterForm(request.GET).value("after")
    return found


@reads(Action.LIST_CONSULTATIONS)
def of_person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """この人の相談のうち、見えるもの。この人に名寄せした記録の分も出る。"""
    person, shown = header_of(person_id), consultations_of_person(person_id, after=_after(request))
    trail = crumbs((person.name, reverse("people:person", args=[person_id])), ("相談", ""))
    data = {"person": person, "shown": shown, "crumbs": trail}
    saw = dict.fromkeys([person_id, *shown.person_ids])
    return page(request, "consultation/of_person.html", data, saw=saw, compartment_id=person.compartment_id)


@reads(Action.VIEW_CASE)
def of_case(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """この事案に結ばれた相談のうち、見えるもの。"""
    header = case_header(case_id, by=request.actor)
    shown = consultations_of_case(case_id, after=_after(request))
    return case_shown(request, header, "consultation/of_case.html", "consultations", also=shown.person_ids, shown=shown)
