"""支援世帯の画面。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel import clock
from kasane.people import commands
from kasane.people.forms import AsOfForm, EndForm, HouseholdForm, JoinForm, TieForm
from kasane.people.queries.household import HouseholdOverview, household_overview
from kasane.people.queries.records import visible_household
from kasane.people.views.answering import TEMPLATE, Choices, candidates, sheet_for, shown_in, trail, whereabouts
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes


@reads(Action.VIEW_HOUSEHOLD)
def household(request: DeskRequest, household_id: UUID) -> HttpResponse:
    """世帯の詳細。選んだ日の世帯員を示す。"""
    form = AsOfForm(request.GET if "on_year" in request.GET else None, initial={"on": clock.today()})
    one = household_overview(household_id, by=request.actor, on=form.day())
    data = {"one": one, "form": form, "crumbs": trail((one.label, ""))}
    return page(request, "people/household.html", data, saw=one.person_ids, status=422 if form.errors else 200)


@reads(Action.ARRANGE_HOUSEHOLD)
def form_new(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """支援世帯を組む画面。"""
    return opened(request, sheet_for(person_id, "支援世帯を組む", "form_household"), HouseholdForm())


@writes(Action.ARRANGE_HOUSEHOLD)
def form_household(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """支援世帯を組む。"""
    form, sheet = HouseholdForm(request.POST), sheet_for(person_id, "支援世帯を組む", "form_household")

    def save() -> UUID:
        return commands.form_household(by=request.actor, focus_person_id=person_id, **form.cleaned_data)

    return saved(request, sheet, form, save, done="世帯を組みました。", to=_url)


@reads(Action.ARRANGE_HOUSEHOLD)
def joining(request: DeskRequest, household_id: UUID) -> HttpResponse:
    """世帯員を加える画面。"""
    one = household_overview(household_id, by=request.actor)
    near = _near(request, one)
    return opened(request, _joining(household_id, near), JoinForm(candidates=near))


@writes(Action.ARRANGE_HOUSEHOLD)
def join_household(request: DeskRequest, household_id: UUID) -> HttpResponse:
    """世帯員を加える。"""
    one = household_overview(household_id, by=request.actor)
    near = _near(request, one)
    form = JoinForm(request.POST, candidates=near)

    def save() -> UUID:
        return commands.join_household(by=request.actor, household_id=household_id, **form.to_values())

    return saved(request, _joining(household_id, near), form, save, done="世帯員を加えました。")


@reads(Action.ARRANGE_HOUSEHOLD)
def leaving(request: DeskRequest, household_id: UUID, row_id: UUID) -> HttpResponse:
    """世帯から抜けた日を入れる画面。"""
    return opened(request, _sheet(household_id, "世帯から抜ける", "leave_household", row_id), EndForm())


@writes(Action.ARRANGE_HOUSEHOLD)
def leave_household(request: DeskRequest, household_id: UUID, row_id: UUID) -> HttpResponse:
    """世帯から抜けたと記録する。"""
    form = EndForm(request.POST)

    def save() -> None:
        commands.leave_household(by=request.actor, household_id=household_id, membership_id=row_id, on=form.cleaned_data["on"])

    return saved(request, _sheet(household_id, "世帯から抜ける", "leave_household", row_id), form, save, done="記録しました。")


@reads(Action.ARRANGE_HOUSEHOLD)
def tie(request: DeskRequest, household_id: UUID) -> HttpResponse:
    """世帯のつながりを足す画面。"""
    return opened(request, _sheet(household_id, "世帯のつながりを足す", "add_household_tie"), TieForm())


@writes(Action.ARRANGE_HOUSEHOLD)
def add_tie(request: DeskRequest, household_id: UUID) -> HttpResponse:
    """世帯のつながりを足す。"""
    form, sheet = TieForm(request.POST), _sheet(household_id, "世帯のつながりを足す", "add_household_tie")

    def save() -> UUID:
        return commands.record_tie(by=request.actor, household_id=household_id, **form.to_values())

    return saved(request, sheet, form, save, done="記録しました。")


def _url(household_id: UUID) -> str:
    return reverse("people:household", args=[household_id])


def _joining(household_id: UUID, near: Choices) -> Sheet:
    return _sheet(household_id, "世帯員を加える", "join_household", saw=shown_in(near))


def _sheet(household_id: UUID, title: str, act: str, *rest: UUID, saw: tuple[UUID, ...] = ()) -> Sheet:
    known, here = visible_household(household_id), _url(household_id)
    action = reverse(f"people:{act}", args=[household_id, *rest])
    return Sheet(title, action, here, where=whereabouts((known.label, here)), saw=saw, template=TEMPLATE)


def _near(request: DeskRequest, one: HouseholdOverview) -> Choices:
    there = [member.person_id for member in one.members if member.is_current]
    return candidates(request, one.person_ids, excluding=there)
