"""事案の頁: 経過、印刷、支援チーム、つなぎの一覧。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.cases.queries import CasePage, case_page
from kasane.cases.views.answering import case_shown
from kasane.screens.views import DeskRequest, reads


@reads(Action.VIEW_CASE)
def case(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """経過。新しい順に30件ずつ。"""
    return _timeline(request, case_id, "cases/timeline.html")


@reads(Action.VIEW_CASE)
def case_print(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """経過一覧の印刷(forms.md §6.1 の出力用)。"""
    return _timeline(request, case_id, "cases/timeline_print.html")


@reads(Action.VIEW_CASE)
def team(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """支援チーム: だれが、何の役で、何を根拠に、いつまで関わるか。"""
    found = case_page(case_id, by=request.actor, page=1)
    return case_shown(request, found.header, "cases/team.html", "team", one=found)


@reads(Action.VIEW_CASE)
def referrals(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """つなぎ: この事案のすべてのつなぎと、今どこにあるか。"""
    found = case_page(case_id, by=request.actor, page=1)
    return case_shown(request, found.header, "cases/referrals.html", "referrals", one=found)


def _timeline(request: DeskRequest, case_id: UUID, template: str) -> HttpResponse:
    number = request.GET.get("page", "1")
    found = case_page(case_id, by=request.actor, page=int(number) if number.isdecimal() else 1)
    return case_shown(request, found.header, template, "timeline", also=_named(found), one=found)


def _named(found: CasePage) -> list[UUID]:
    return [note.person_id for note in found.notes if note.person_id]
