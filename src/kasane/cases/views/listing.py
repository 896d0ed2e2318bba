"""事案の一覧(支援ケース一覧)。"""

from __future__ import annotations

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.cases.domain import Stage
from kasane.cases.queries import CaseFilters, my_cases
from kasane.cases.registry import list_links
from kasane.cases.views.rows import listed
from kasane.screens.views import DeskRequest, page, reads


@reads(Action.LIST_CASES)
def cases(request: DeskRequest) -> HttpResponse:
    """自分が担当する事案、または自機関が関わる事案。動いた順に50件ずつ。"""
    whose = "agency" if request.GET.get("whose") == "agency" else "mine"
    stage = request.GET.get("stage", "")
    closed = stage == Stage.CLOSED.value
    filters = CaseFilters(stage=stage, mine_only=whose == "mine", closed=closed)
    shown = my_cases(request.actor, request.GET.get("after", ""), filters)
    data = {"shown": shown, "listed": listed(shown.lines), "whose": whose, "stage": stage, "stages": Stage.choices(), "links": list_links()}
    return page(request, "cases/list.html", data, partial="rows", saw=shown.person_ids)
