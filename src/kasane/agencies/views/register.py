"""機関の台帳の画面。"""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.agencies.commands import register as commands
from kasane.agencies.domain import Field
from kasane.agencies.forms import AgencyForm, ClosingForm, named
from kasane.agencies.queries import register as queries
from kasane.agencies.views import tables
from kasane.agencies.views.answering import crumbs, whereabouts
from kasane.kernel import clock
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

PER_PAGE = 100


@reads(Action.VIEW_AGENCIES)
def table(request: DeskRequest) -> HttpResponse:
    """機関一覧（実施計画の表）。"""
    field, area = _filters(request)
    rows = queries.agency_table(field=field, area_id=area)
    data = {"table": tables.plan(rows), "count": sum(len(row.agencies) for row in rows), "bases": sum(row.bases for row in rows)}
    shown = {**data, **_filter_data(field, area), "crumbs": crumbs(("機関", "")), "today": clock.today(), "may": _may(request)}
    return page(request, "agencies/table.html", {**shown, "tabs": tables.tabs("table")})


@reads(Action.VIEW_AGENCIES)
def directory(request: DeskRequest) -> HttpResponse:
    """機関の名簿（すべて）。"""
    field, area = _filters(request)
    text, closed = request.GET.get("q", "")[:100], request.GET.get("closed") == "1"
    found = queries.find_agencies(text=text, field=field, area_id=area, closed=closed)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    data = {"table": tables.directory(queries.lines(list(shown))), "page": shown, "text": text, "closed": closed}
    query = request.GET.copy()
    query.pop("page", None)
    place = crumbs(("機関", reverse("agencies:table")), ("名簿", ""))
    around = {**_filter_data(field, area), "crumbs": place, "query": query.urlencode(), "tabs": tables.tabs("directory")}
    return page(request, "agencies/directory.html", {**data, **around})


@reads(Action.VIEW_AGENCIES)
def detail(request: DeskRequest, agency_id: UUID) -> HttpResponse:
    """機関の詳細。"""
    found = queries.agency_detail(agency_id)
    place = crumbs(("機関", reverse("agencies:table")), (found.agency.name, ""))
    tabs = {"facts": tables.facts(found), "bases": tables.bases(found, request.actor), "staff": tables.agency_staff(found)}
    return page(request, "agencies/detail.html", {"found": found, **tabs, "crumbs": place, "may": _may(request)})


@reads(Action.MANAGE_AGENCIES)
def new(request: DeskRequest) -> HttpResponse:
    """機関を登録する（入力）。"""
    return opened(request, _new_sheet(), AgencyForm())


@writes(Action.MANAGE_AGENCIES)
def register(request: DeskRequest) -> HttpResponse:
    """機関を登録する（保存）。"""
    form = AgencyForm(request.POST)
    return saved(
        request, _new_sheet(), form, lambda: commands.register_agency(by=request.actor, agency=form.draft()), done="機関を登録しました"
    )


@reads(Action.MANAGE_AGENCIES)
def edit(request: DeskRequest, agency_id: UUID) -> HttpResponse:
    """機関の内容を直す（入力）。"""
    agency = queries.agency_detail(agency_id).agency
    values = {name: getattr(agency, name) for name in AgencyForm.base_fields}
    return opened(request, _edit_sheet(agency_id, agency.name), AgencyForm(initial=_as_initial(values)))


@writes(Action.MANAGE_AGENCIES)
def correct(request: DeskRequest, agency_id: UUID) -> HttpResponse:
    """機関の内容を直す（保存）。"""
    form = AgencyForm(request.POST)
    name = queries.agency_detail(agency_id).agency.name

    def save() -> None:
        version = form.cleaned_data["version"] or 0
        commands.correct_agency(by=request.actor, agency_id=agency_id, version=version, agency=form.draft())

    return saved(request, _edit_sheet(agency_id, name), form, save, done="機関の内容を直しました")


@reads(Action.MANAGE_AGENCIES)
def closing(request: DeskRequest, agency_id: UUID) -> HttpResponse:
    """機関を閉じる（入力）。"""
    agency = queries.agency_detail(agency_id).agency
    return opened(request, _closing_sheet(agency_id, agency.name), ClosingForm(initial={"version": agency.version}))


@writes(Action.MANAGE_AGENCIES)
def close(request: DeskRequest, agency_id: UUID) -> HttpResponse:
    """機関を閉じる（保存）。"""
    form = ClosingForm(request.POST)
    name = queries.agency_detail(agency_id).agency.name

    def save() -> None:
        given = form.cleaned_data
        commands.close_agency(
            by=request.actor, agency_id=agency_id, version=given["version"], closed_on=given["on"], reason=given["reason"]
        )

    return saved(request, _closing_sheet(agency_id, name), form, save, done="機関を閉じました")


def _filters(request: DeskRequest) -> tuple[Field | None, UUID | None]:
    field, area = request.GET.get("field", ""), request.GET.get("area", "")
    try:
        return (Field(field) if field else None), (UUID(area) if area else None)
    except ValueError:
        return None, None


def _filter_data(field: Field | None, area: UUID | None) -> dict[str, Any]:
    return {
        "fields": [(f.value, f.label_ja, f is field) for f in Field],
        "areas": [(value, name, value == str(area)) for value, name in named(queries.areas())],
    }


def _may(request: DeskRequest) -> Any:
    return decide(Action.MANAGE_AGENCIES, by=request.actor)


def _as_initial(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


def _new_sheet() -> Sheet:
    home = reverse("agencies:table")
    return Sheet("機関の登録", reverse("agencies:register"), home, "登録する", whereabouts(("機関", home)))


def _edit_sheet(agency_id: UUID, name: str) -> Sheet:
    back = reverse("agencies:detail", args=[agency_id])
    place = whereabouts(("機関", reverse("agencies:table")), (name, back))
    return Sheet("機関の修正", reverse("agencies:correct", args=[agency_id]), back, "保存する", place)


def _closing_sheet(agency_id: UUID, name: str) -> Sheet:
    back = reverse("agencies:detail", args=[agency_id])
    lead = "閉じた機関は一覧に出なくなります。台帳の行は消えません。配属が残っている間は閉じられません。"
    place = whereabouts(("機関", reverse("agencies:table")), (name, back))
    return Sheet("機関を閉じる", reverse("agencies:close", args=[agency_id]), back, "閉じる", place, lead, danger=True)
