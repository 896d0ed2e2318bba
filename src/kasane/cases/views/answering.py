"""事案の画面に共通のこと: 事案の外枠(見出し・同意・関わり方・見出しの切り替え)に渡す値、事案についての入力画面。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.cases.queries import CaseHeader, case_header, visible_case
from kasane.cases.registry import closing_decision, doors, reopening, tabs
from kasane.kernel.decision import Conflict, Invalid, Refused, require
from kasane.screens.answering import Sheet, crumbs
from kasane.screens.desk import desk
from kasane.screens.views import DeskRequest, page

TEMPLATE = "cases/form.html"
LIST = "事案"
NAV = "cases:list"


def case_url(case_id: UUID, name: str = "case") -> str:
    """事案の頁の URL。"""
    return reverse(f"cases:{name}", args=[case_id])


def case_page_data(header: CaseHeader, tab: str) -> dict[str, Any]:
    """cases/layout.html に渡す値。tab は今の見出し(registry.register_tab の key。入力の画面は戻る先の見出し)。"""
    shown = [{"label": one.label, "url": reverse(one.url_name, args=[header.id]), "current": one.key == tab} for one in tabs()]
    ways = [{"label": one.label, "url": reverse(one.writing, args=[header.id])} for one in doors()]
    # 終結できるかは、頁を描くときに雛形が尋ねる(移るだけの答えでは尋ねない)。
    closing, again = partial(closing_decision, header.id), reverse(reopening(), args=[header.id])
    return {"case": header, "tabs": shown, "ways": ways, "closing": closing, "again": again, "crumbs": crumbs(*_where(header))}


def case_shown(
    request: DeskRequest, header: CaseHeader, template: str, tab: str, *, also: Iterable[UUID] = (), **data: Any
) -> HttpResponse:
    """事案の頁を返す。also は、事案の人のほかに名前の出る人。見せた全員が閲覧記録に残る。"""
    saw = dict.fromkeys([*people_of(header), *also])
    return page(request, template, {**framed(request, header, tab), **data}, saw=saw, compartment_id=header.compartment_id)


def framed(request: DeskRequest, header: CaseHeader, tab: str) -> dict[str, Any]:
    """事案の頁の外枠。どの部屋の見出しでも、メニューの印は「事案」に付く(その部屋の、別の項目には付かない)。"""
    return {**case_page_data(header, tab), "nav": desk.nav(request.actor, NAV)}


def case_sheet(header: CaseHeader, title: str, action: str, *, tab: str = "timeline", also: Iterable[UUID] = (), **rest: Any) -> Sheet:
    """一つの事案についての入力画面。action は送信先の URL、tab は戻る見出し、also は事案の人のほかに名前の出る人。

    rest は Sheet の項目(submit・lead・facts・draft・danger・back・template・shown・compared)。
    """
    data, shown = case_page_data(header, tab), rest.pop("shown", {})
    data.pop("crumbs")
    return Sheet(
        title=title, action=action, back=rest.pop("back", case_url(header.id)), where=_where(header), saw=(*people_of(header), *also),
        compartment_id=header.compartment_id, template=rest.pop("template", TEMPLATE), shown={**data, **shown}, **rest,
    )  # fmt: skip


def deciding_header(request: DeskRequest, case_id: UUID, action: Action) -> CaseHeader:
    """この行為をしてよい事案の見出し。見えなければ NotVisible、根拠が足りなければ理由つきで断る。"""
    header = case_header(case_id, by=request.actor)
    require(header.decisions[action.value])
    return header


def deciding(request: DeskRequest, case_id: UUID, action: Action) -> None:
    """この行為をしてよいかだけを確かめる(見出しは作らない)。見えなければ NotVisible、根拠が足りなければ理由つきで断る。"""
    require(require_access(action, visible_case(case_id).compartment_id, by=request.actor))


def people_of(header: CaseHeader) -> tuple[UUID, ...]:
    """見出しに名前の出る人。"""
    return tuple(one.person_id for one in header.persons)


def person_choices(header: CaseHeader) -> list[tuple[str, str]]:
    """事案の人の選択肢。"""
    return [(str(one.person_id), f"{one.name}（{one.standing_label}）") for one in header.persons]


def unchanged(header: CaseHeader, version: int, current: Mapping[str, Any], submitted: Mapping[str, Any]) -> None:
    """画面を開いた後にほかの人が事案を変えていれば Conflict(両方を見比べる)。"""
    if header.version != version:
        raise Conflict({**current, "version": header.version}, dict(submitted))


def done(request: DeskRequest, act: Callable[[], object], *, said: str, to: str) -> HttpResponse:
    """一押しの操作に答える。断られたら、その理由を知らせて同じ画面へ戻る。"""
    try:
        act()
    except (Refused, Invalid) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(to)


def _where(header: CaseHeader) -> tuple[tuple[str, str], ...]:
    return ((LIST, reverse("cases:list")), (header.number, case_url(header.id)))
