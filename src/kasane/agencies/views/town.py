"""圏域・法人・拠点・既存会議体・外部構成員の画面。"""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.agencies import forms
from kasane.agencies.commands import register as commands
from kasane.agencies.models import Base, OutsideMember
from kasane.agencies.queries import register as queries
from kasane.agencies.views import tables
from kasane.agencies.views.answering import crumbs, whereabouts
from kasane.kernel.decision import NotVisible
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes


@reads(Action.VIEW_AGENCIES)
def areas(request: DeskRequest) -> HttpResponse:
    """圏域と受託する法人。"""
    listed = tables.areas(queries.areas(), queries.labels("area_kind"))
    data = {
        "title": "圏域と受託する法人",
        "tables": [listed, tables.operators(queries.operators())],
        "adds": _adds("area_new", "operator_new"),
    }
    return page(request, "agencies/lists.html", {**data, **_place(request, "areas", "圏域と法人")})


@reads(Action.VIEW_AGENCIES)
def bodies(request: DeskRequest) -> HttpResponse:
    """既存会議体。"""
    data = {"title": "既存会議体", "tables": [tables.bodies(queries.existing_bodies())], "adds": _adds("body_new")}
    lead = "支援会議（社会福祉法106条の6）を兼ねるものは、市が指定します。"
    return page(request, "agencies/lists.html", {**data, "lead": lead, **_place(request, "bodies", "既存会議体")})


@reads(Action.VIEW_AGENCIES)
def outside(request: DeskRequest) -> HttpResponse:
    """会議の外部構成員。"""
    data = {"title": "会議の外部構成員", "tables": [tables.outside(queries.outside_members(), request.actor)], "adds": _adds("outside_new")}
    lead = "民生委員・学校・医療機関など。アカウントは持たず、呼ばれた会議の議題のほかは何も見られません。"
    return page(request, "agencies/lists.html", {**data, "lead": lead, **_place(request, "outside", "外部構成員")})


@reads(Action.MANAGE_AGENCIES)
def area_new(request: DeskRequest) -> HttpResponse:
    """圏域を決める（入力）。"""
    return opened(request, _sheet("圏域の追加", "area_add", "areas"), forms.AreaForm())


@writes(Action.MANAGE_AGENCIES)
def area_add(request: DeskRequest) -> HttpResponse:
    """圏域を決める（保存）。"""
    form = forms.AreaForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.define_area(by=request.actor, name=given["name"], kind=given["kind"], parent_id=forms.chosen(given["parent_id"]))

    return saved(request, _sheet("圏域の追加", "area_add", "areas"), form, save, done="圏域を追加しました")


@reads(Action.MANAGE_AGENCIES)
def operator_new(request: DeskRequest) -> HttpResponse:
    """受託する法人（入力）。"""
    return opened(request, _sheet("受託する法人の追加", "operator_add", "areas"), forms.OperatorForm())


@writes(Action.MANAGE_AGENCIES)
def operator_add(request: DeskRequest) -> HttpResponse:
    """受託する法人（保存）。"""
    form, sheet = forms.OperatorForm(request.POST), _sheet("受託する法人の追加", "operator_add", "areas")
    return saved(request, sheet, form, lambda: commands.register_operator(by=request.actor, **form.cleaned_data), done="法人を追加しました")


@reads(Action.MANAGE_AGENCIES)
def base_new(request: DeskRequest, agency_id: UUID) -> HttpResponse:
    """拠点を開く（入力）。"""
    return opened(request, _base_sheet(agency_id), forms.BaseForm())


@writes(Action.MANAGE_AGENCIES)
def base_add(request: DeskRequest, agency_id: UUID) -> HttpResponse:
    """拠点を開く（保存）。"""
    form = forms.BaseForm(request.POST)

    def save() -> None:
        given = {**form.cleaned_data, "area_id": forms.chosen(form.cleaned_data["area_id"])}
        commands.open_base(by=request.actor, agency_id=agency_id, **given)

    return saved(request, _base_sheet(agency_id), form, save, done="拠点を開きました")


@reads(Action.MANAGE_AGENCIES)
def base_closing(request: DeskRequest, base_id: UUID) -> HttpResponse:
    """拠点を閉じる（入力）。"""
    base = _base(base_id)
    return opened(request, _base_closing_sheet(base), forms.ClosingForm(initial={"version": base.version}))


@writes(Action.MANAGE_AGENCIES)
def base_close(request: DeskRequest, base_id: UUID) -> HttpResponse:
    """拠点を閉じる（保存）。"""
    form, base = forms.ClosingForm(request.POST), _base(base_id)

    def save() -> None:
        commands.close_base(by=request.actor, base_id=base_id, version=form.cleaned_data["version"], on=form.cleaned_data["on"])

    return saved(request, _base_closing_sheet(base), form, save, done="拠点を閉じました")


@reads(Action.MANAGE_AGENCIES)
def body_new(request: DeskRequest) -> HttpResponse:
    """既存会議体（入力）。"""
    return opened(request, _sheet("既存会議体の追加", "body_add", "bodies"), forms.ExistingBodyForm())


@writes(Action.MANAGE_AGENCIES)
def body_add(request: DeskRequest) -> HttpResponse:
    """既存会議体（保存）。"""
    form = forms.ExistingBodyForm(request.POST)

    def save() -> None:
        given = {**form.cleaned_data, "section_id": forms.chosen(form.cleaned_data["section_id"])}
        commands.designate_existing_body(by=request.actor, **given)

    return saved(request, _sheet("既存会議体の追加", "body_add", "bodies"), form, save, done="既存会議体を追加しました")


@reads(Action.MANAGE_AGENCIES)
def outside_new(request: DeskRequest) -> HttpResponse:
    """外部構成員（入力）。"""
    return opened(request, _sheet("外部構成員の追加", "outside_add", "outside"), forms.OutsideMemberForm())


@writes(Action.MANAGE_AGENCIES)
def outside_add(request: DeskRequest) -> HttpResponse:
    """外部構成員（保存）。"""
    form = forms.OutsideMemberForm(request.POST)

    def save() -> None:
        given = {**form.cleaned_data, "area_id": forms.chosen(form.cleaned_data["area_id"])}
        commands.register_outside_member(by=request.actor, **given)

    return saved(request, _sheet("外部構成員の追加", "outside_add", "outside"), form, save, done="外部構成員を追加しました")


@reads(Action.MANAGE_AGENCIES)
def outside_ending(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """外部構成員を外す（入力）。"""
    member = _member(member_id)
    return opened(request, _ending_sheet(member), forms.ClosingForm(initial={"version": member.version}))


@writes(Action.MANAGE_AGENCIES)
def outside_end(request: DeskRequest, member_id: UUID) -> HttpResponse:
    """外部構成員を外す（保存）。"""
    form, member = forms.ClosingForm(request.POST), _member(member_id)

    def save() -> None:
        commands.end_outside_membership(by=request.actor, member_id=member_id, **form.cleaned_data)

    return saved(request, _ending_sheet(member), form, save, done="外部構成員を外しました")


def _place(request: DeskRequest, name: str, here: str) -> dict[str, object]:
    place = crumbs(("機関", reverse("agencies:table")), (here, ""))
    return {"crumbs": place, "tabs": tables.tabs(name), "may": decide(Action.MANAGE_AGENCIES, by=request.actor)}


def _adds(*names: str) -> list[dict[str, str]]:
    labels = {"area_new": "圏域を追加", "operator_new": "法人を追加", "body_new": "会議体を追加", "outside_new": "外部構成員を追加"}
    return [{"label": labels[name], "url": reverse(f"agencies:{name}")} for name in names]


def _sheet(title: str, action: str, back: str) -> Sheet:
    place = whereabouts(("機関", reverse("agencies:table")))
    return Sheet(title, reverse(f"agencies:{action}"), reverse(f"agencies:{back}"), "追加する", place)


def _base_sheet(agency_id: UUID) -> Sheet:
    agency = queries.agency_detail(agency_id).agency
    back = reverse("agencies:detail", args=[agency_id])
    return Sheet("拠点を開く", reverse("agencies:base_add", args=[agency_id]), back, "開く", whereabouts((agency.name, back)))


def _base(base_id: UUID) -> Base:
    base = Base.objects.select_related("agency").filter(id=base_id).first()
    if base is None:
        raise NotVisible
    return base


def _base_closing_sheet(base: Base) -> Sheet:
    back = reverse("agencies:detail", args=[base.agency_id])
    action = reverse("agencies:base_close", args=[base.id])
    return Sheet(f"拠点「{base.name}」を閉じる", action, back, "閉じる", whereabouts((base.agency.name, back)), danger=True)


def _member(member_id: UUID) -> OutsideMember:
    member = OutsideMember.objects.filter(id=member_id).first()
    if member is None:
        raise NotVisible
    return member


def _ending_sheet(member: OutsideMember) -> Sheet:
    lead = "外れた後も、会議で知ったことの守秘義務は続きます。配った資料の回収を忘れないでください。"
    action = reverse("agencies:outside_end", args=[member.id])
    return Sheet(f"{member.name}を構成員から外す", action, reverse("agencies:outside"), "外す", whereabouts(), lead, danger=True)
