"""足りない資源の台帳と、会議のふりかえり。どちらも氏名も事案も出ない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.agencies.domain import Field
from kasane.conferences.commands import needs as commands
from kasane.conferences.domain.circles import Circle, reads_as
from kasane.conferences.domain.needs import TRANSITIONS, NeedState
from kasane.conferences.forms.room import NeedMoveForm
from kasane.conferences.queries import kinds_on
from kasane.conferences.queries.circles import circles
from kasane.conferences.queries.needs import NeedLine, need, needs_ledger
from kasane.conferences.views.answering import LIST, desk_shown
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.kernel.fiscal import FiscalYear
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes


@reads(Action.SEE_NEEDS)
def needs(request: DeskRequest) -> HttpResponse:
    """足りない資源の台帳。分野といまの様子で絞れる。"""
    field, state = request.GET.get("field", ""), NeedState.read(request.GET.get("state", ""))
    data = {
        "needs": needs_ledger(field=field if Field.read(field) else "", state=state), "fields": Field.choices(), "field": field,
        "states": NeedState.choices(), "state": state.value if state else "", "may_move": decide(Action.MOVE_NEED, by=request.actor),
    }  # fmt: skip
    return desk_shown(request, "conferences/needs.html", "needs", "足りない資源", **data)


@reads(Action.MOVE_NEED)
def moving_need(request: DeskRequest, need_id: UUID) -> HttpResponse:
    """台帳の一行を進める画面。"""
    found = _need(need_id)
    return opened(request, _sheet(found), _form(found, initial={"version": found.version, "progress": found.progress}))


@writes(Action.MOVE_NEED)
def move_need(request: DeskRequest, need_id: UUID) -> HttpResponse:
    """台帳の一行を進める。"""
    found = _need(need_id)
    form = _form(found, request.POST)

    def save() -> None:
        given = form.cleaned_data
        state = NeedState(given["state"])
        commands.move_need(by=request.actor, need_id=need_id, state=state, progress=given["progress"], version=given["version"])

    return saved(request, _sheet(found), form, save, done="台帳を進めました。")


@reads(Action.SEE_CIRCLES)
def circle_report(request: DeskRequest) -> HttpResponse:
    """会議のふりかえり: 堂々めぐりしていないか。種類ごと・年度ごとの数だけで、だれの事案かは出ない。"""
    this = FiscalYear.of(clock.today())
    years = [FiscalYear(this.year - back) for back in range(3)]
    asked = request.GET.get("year", "")
    year = next((one for one in years if str(one.year) == asked), this)
    lines = kinds_on()
    kind = next((one for one in lines if one.code == request.GET.get("kind", "")), lines[0] if lines else None)
    found = circles(kind.code, year) if kind else None
    data = {"kinds": lines, "kind": kind, "years": years, "year": year, "circle": found, **(_told(found) if found else {})}
    return desk_shown(request, "conferences/circles.html", "circles", "会議のふりかえり", **data)


def _told(found: Circle) -> dict[str, Any]:
    fields = dict.fromkeys([*found.brought, *found.brought_before, *found.returned])
    rows = [(name, found.brought.get(name, 0), found.brought_before.get(name, 0), found.returned.get(name)) for name in fields]
    return {"said": reads_as(found), "fields": rows, "purposes": list(found.purposes.items())}


def _need(need_id: UUID) -> NeedLine:
    found = need(need_id)
    if found is None:
        raise NotVisible
    return found


def _form(found: NeedLine, *args: Any, **kwargs: Any) -> NeedMoveForm:
    return NeedMoveForm(*args, **kwargs, states=[one for one in NeedState if one in TRANSITIONS[found.state]])


def _sheet(found: NeedLine) -> Sheet:
    back = reverse("conferences:needs")
    facts = ({"label": "足りない資源", "value": found.text}, {"label": "今", "value": found.state.label_ja})
    return Sheet(
        title="台帳を進める", action=reverse("conferences:move_need", args=[found.id]), back=back, submit="進める",
        where=((LIST, reverse("conferences:list")), ("足りない資源", back)), facts=facts,
    )  # fmt: skip
