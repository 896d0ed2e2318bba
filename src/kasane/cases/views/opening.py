"""この人の事案、事案を開く、人を加える。"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases import commands
from kasane.cases.domain import Stage, Standing
from kasane.cases.forms import AddPersonForm, OpenCaseForm
from kasane.cases.forms.cases import standing_initial
from kasane.cases.queries import CaseHeader, cases_of_person
from kasane.cases.views.answering import LIST, case_sheet, case_url, deciding_header, people_of
from kasane.cases.views.rows import listed
from kasane.kernel import clock
from kasane.people.queries.household import household_around
from kasane.people.queries.lines import person_lines
from kasane.people.queries.person import header_of
from kasane.people.views.answering import Choices, candidates, person_url, shown_in
from kasane.screens.answering import Sheet, crumbs, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_LEAD = (
    "開くと、あなたの機関が伴走と主担当になります。伴走は、ほかの機関が動いている間も、プランが終わった後も、全体を見ている機関です。"
    "名前の記録は、選んだ人の一人ひとりに分けて持ちます（同意は人ごとに別だからです）。"
)


@reads(Action.LIST_CASES)
def of_person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """この人の事案。新しく開く入口もここにある。"""
    header = header_of(person_id)
    found = cases_of_person(person_id, by=request.actor)
    data = {"person": header, "cases": listed(found), "crumbs": crumbs(*_person_trail(header.name, person_id), (LIST, ""))}
    named = dict.fromkeys([person_id, *(one for line in found for one in line.person_ids)])
    return page(request, "cases/of_person.html", data, saw=named, compartment_id=header.compartment_id)


@reads(Action.OPEN_CASE)
def new(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """事案を開く画面。世帯の人から、対象にする人を選ぶ。"""
    people = _household(person_id)
    initial = {"opened_on": clock.today(), "stage": Stage.INTAKE.value, **standing_initial(person_id)}
    return opened_with_draft(request, _opening(person_id, people), partial(OpenCaseForm, candidates=people), initial)


@writes(Action.OPEN_CASE)
def open_case(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """事案を開く。"""
    people = _household(person_id)
    form = OpenCaseForm(request.POST, candidates=people)

    def save() -> UUID:
        return commands.open_case(by=request.actor, household_id=household_around(person_id)[0], **form.to_values())

    return saved(request, _opening(person_id, people), form, save, done="事案を開きました。", to=case_url)


@reads(Action.OPEN_CASE)
def adding(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """事案に人を加える画面。世帯の人と、直前にさがした人から選ぶ。"""
    header = deciding_header(request, case_id, Action.ARRANGE_TEAM)
    people = _others(request, header)
    return opened(request, _adding(header, people), AddPersonForm(candidates=people))


@writes(Action.OPEN_CASE)
def add_person(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """事案に人を加える。"""
    header = deciding_header(request, case_id, Action.ARRANGE_TEAM)
    people = _others(request, header)
    form = AddPersonForm(request.POST, candidates=people)

    def save() -> UUID:
        person, standing = UUID(form.cleaned_data["person_id"]), Standing(form.cleaned_data["standing"])
        return commands.add_person_to_case(by=request.actor, case_id=case_id, person_id=person, standing=standing)

    return saved(request, _adding(header, people), form, save, done="事案に人を加えました。")


def _household(person_id: UUID) -> Choices:
    header_of(person_id)
    lines = person_lines(household_around(person_id)[1])
    return [(str(line.id), "　".join(filter(None, (line.name, line.age, line.address)))) for line in lines]


def _others(request: DeskRequest, header: CaseHeader) -> Choices:
    here = people_of(header)
    near = household_around(here[0])[1] if here else ()
    return candidates(request, near, excluding=here)


def _person_trail(name: str, person_id: UUID) -> tuple[tuple[str, str], ...]:
    return ((LIST, reverse("cases:list")), (name, person_url(person_id)))


def _opening(person_id: UUID, people: Choices) -> Sheet:
    header = header_of(person_id)
    return Sheet(
        "事案を開く", reverse("cases:open_case", args=[person_id]), reverse("cases:of_person", args=[person_id]), "事案を開く",
        _person_trail(header.name, person_id), lead=_LEAD, draft=f"case:new:{person_id}", saw=shown_in(people),
        compartment_id=header.compartment_id,
    )  # fmt: skip


def _adding(header: CaseHeader, people: Choices) -> Sheet:
    return case_sheet(
        header, "事案に人を加える", reverse("cases:add_person", args=[header.id]), tab="team", also=shown_in(people), submit="加える"
    )
