"""事案の一覧(支援ケース一覧)。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.cases.domain import Stage
from kasane.cases.queries import my_cases
from kasane.screens.views import DeskRequest, page, reads


@reads(Action.LIST_CASES)
def cases(request: DeskRequest) -> HttpResponse:
    """自分が担当する事案、または自機関が関わる事案。動いた順に50件ずつ。"""
    whose = "agency" if request.GET.get("whose") == "agency" else "mine"
    stage = request.GET.get("stage", "")
    shown = my_cases(by=request.actor, after=_uuid(request.GET.get("after", "")), filters={"whose": whose, "stage": stage})
    data = {"shown": shown, "whose": whose, "stage": stage, "stages": Stage.choices()}
    return page(request, "cases/list.html", data, partial="rows", saw=shown.person_ids)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
