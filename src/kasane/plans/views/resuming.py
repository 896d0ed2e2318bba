"""元の支援チームとともに再開する画面: だれがそのまま戻れ、だれの根拠が終わっているかを見てから、一度で再開する。"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.views.answering import case_sheet, case_url
from kasane.cases.views.choosing import statutes_now
from kasane.kernel.decision import require
from kasane.plans.commands.resuming import resume_case
from kasane.plans.forms.resuming import ResumeForm
from kasane.plans.queries.resuming import FormerLine, Resuming
from kasane.plans.queries.resuming import resuming as resuming_of
from kasane.plans.views.answering import TAB
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_LEAD = "記録はそのまま続きになります。元の支援チームのうち、根拠が今も立つ機関は、同じ範囲でいっしょに戻れます。"


@reads(Action.CLOSE_CASE)
def resuming(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """再開の画面。戻れる機関には、初めから印がついている。"""
    found = resuming_of(case_id, by=request.actor)
    require(found.decision)
    first = {"agencies": [str(one.agency_id) for one in found.returning]}
    return opened_with_draft(request, _sheet(found), _form(found), first)


@writes(Action.CLOSE_CASE)
def resume(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """元の支援チームとともに再開する。"""
    found = resuming_of(case_id, by=request.actor)
    require(found.decision)
    form = _form(found)(request.POST)

    def save() -> Any:
        return resume_case(by=request.actor, case_id=case_id, **form.to_values())

    return saved(
        request, _sheet(found), form, save, done="再開しました。戻った機関は、支援チームの頁に出ます。", to=case_url(case_id, "team")
    )


def _form(found: Resuming) -> partial[ResumeForm]:
    agencies = [(str(one.agency_id), _said(found, one)) for one in found.returning]
    laws = [(one.agency_id, one.agency) for one in found.lines if one.by_law]
    return partial(ResumeForm, agencies=agencies, laws=laws, statutes=statutes_now())


def _said(found: Resuming, one: FormerLine) -> str:
    names = "、".join(f"{found.case.names.get(person, '')}さん" for person in one.persons if person in found.case.names)
    less = "（要配慮の記録は開きません）" if one.narrowed else ""
    return f"{one.agency}　{one.duty}　{f'{names}の記録が開きます' if names else '記録は開きません'}{less}"


def _sheet(found: Resuming) -> Sheet:
    left = tuple({"label": one.agency, "value": one.decision.reason} for one in found.left)
    lapsed = tuple(
        {"label": f"{one.agency}：{found.case.names.get(person, '名前の見られない人')}", "value": why}
        for one in found.returning
        for person, why in one.lapsed.items()
    )
    case = found.case
    return case_sheet(
        case, "元の支援チームで再開する", reverse("plans:resume", args=[case.id]), tab=TAB, submit="再開する", lead=_LEAD,
        draft=f"case:{case.id}:resume", template="plans/resuming.html", shown={"left": [*left, *lapsed]},
    )  # fmt: skip
