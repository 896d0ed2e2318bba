"""プランの画面に共通のこと: 事案の外枠の中に出す、プランについての入力画面、できないときの断り。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.cases.queries import CaseHeader, case_header
from kasane.cases.views.answering import case_page_data, case_sheet, person_choices
from kasane.kernel.decision import Decision, require
from kasane.plans.queries import PlanPage, plan_page
from kasane.screens.answering import Sheet, crumbs
from kasane.screens.views import DeskRequest, page

TAB = "plans"
FORM = "plans/form.html"


@dataclass(frozen=True, slots=True)
class Place:
    """一つのプランと、その事案の見出し。"""

    header: CaseHeader
    plan: PlanPage


def plan_url(plan_id: UUID, name: str = "plan") -> str:
    """プランの頁の URL。"""
    return reverse(f"plans:{name}", args=[plan_id])


def placed(request: DeskRequest, plan_id: UUID, act: str = "") -> Place:
    """見えるプラン。act はこれから行うこと。見えなければ NotVisible、行えなければ理由つきで断る。"""
    shown = plan_page(plan_id, by=request.actor)
    if act:
        require(shown.decisions[act])
    return Place(case_header(shown.case_id, by=request.actor), shown)


def plan_shown(request: DeskRequest, place: Place, template: str, *, also: Iterable[UUID] = (), **data: Any) -> HttpResponse:
    """プランの頁を返す。見せた人の全員が閲覧記録に残る。"""
    header = place.header
    saw = dict.fromkeys([*header.person_ids, *also])
    around = {**case_page_data(header, TAB), "crumbs": crumbs(*_where(place)), "plan": place.plan}
    return page(request, template, {**around, **data}, saw=saw, compartment_id=header.compartment_id)


def plan_sheet(place: Place, title: str, act: str, *args: Any, **rest: Any) -> Sheet:
    """一つのプランについての入力画面。act は送信先の URL の名前、args はプランの番号に続く番号。"""
    action = reverse(f"plans:{act}", args=[place.plan.id, *args])
    rest.setdefault("back", plan_url(place.plan.id))
    rest.setdefault("template", FORM)
    return case_sheet(place.header, title, action, tab=TAB, **rest)


def person_options(place: Place) -> list[tuple[str, str]]:
    """名前の見える、この事案の人。"""
    named = place.header.names
    return [(key, label) for key, label in person_choices(place.header) if UUID(key) in named]


def _where(place: Place) -> tuple[tuple[str, str], ...]:
    header = place.header
    return (
        ("事案", reverse("cases:list")), (header.number, reverse("cases:case", args=[header.id])),
        ("支援プラン", reverse("plans:plans", args=[header.id])),
    )  # fmt: skip


class Acts:
    """次にすることの並び。どれも、できないときは理由が出る。post は一押し(確かめの画面がない)。"""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []

    def add(self, key: str, label: str, url: str, decision: Decision | None = None, *, kind: str = "", post: bool = False) -> None:
        """一つ加える。decision がなければ、いつでもできる(画面を開くだけのもの)。"""
        self.shown.append({"key": key, "label": label, "url": url, "decision": decision, "kind": kind, "post": post})
