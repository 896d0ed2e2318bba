"""課題と背景要因の画面。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.queries import CaseHeader
from kasane.cases.views.answering import case_sheet, deciding_header, person_choices
from kasane.kernel.decision import Conflict
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.commands.issues import IssueClash
from kasane.programmes.coordination.forms.issue import IssueForm, first_issue, issue_initial
from kasane.programmes.coordination.queries.issues import IssueLine, issue_history, issue_of
from kasane.programmes.coordination.queries.items import issue_codes
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

TAB = "assessment"


@reads(Action.WRITE_ASSESSMENT)
def attaching(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """課題を付ける画面。"""
    header = deciding_header(request, case_id, Action.WRITE_ASSESSMENT)
    choices = _choices(header)

    def make(*args: Any, **kwargs: Any) -> IssueForm:
        return IssueForm(*args, **kwargs, **choices)

    return opened_with_draft(request, _attaching(header), make, first_issue())


@writes(Action.WRITE_ASSESSMENT)
def attach(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """課題を付ける。"""
    header = deciding_header(request, case_id, Action.WRITE_ASSESSMENT)
    form = IssueForm(request.POST, **_choices(header))

    def save() -> UUID:
        return commands.attach_issue(by=request.actor, case_id=case_id, facts=form.to_facts())

    return saved(request, _attaching(header), form, save, done="課題を付けました。")


@reads(Action.WRITE_ASSESSMENT)
def revising(request: DeskRequest, case_id: UUID, issue_id: UUID) -> HttpResponse:
    """課題を直す・解消した日を入れる画面。"""
    header = deciding_header(request, case_id, Action.WRITE_ASSESSMENT)
    line = issue_of(header, issue_id)
    form = IssueForm(initial=issue_initial(line.facts), fixed=line.facts, **_choices(header))
    return opened(request, _revising(header, line), form)


@writes(Action.WRITE_ASSESSMENT)
def revise(request: DeskRequest, case_id: UUID, issue_id: UUID) -> HttpResponse:
    """課題を直す。ほかの人が先に直していれば、両方を見比べて409。見比べた後は、新しい行に対して保存する。"""
    header = deciding_header(request, case_id, Action.WRITE_ASSESSMENT)
    line = issue_of(header, issue_id)
    form = IssueForm(request.POST, fixed=line.facts, **_choices(header))

    def save() -> UUID:
        return commands.revise_issue(by=request.actor, case_id=case_id, issue_id=issue_id, facts=form.to_facts())

    try:
        return saved(request, _revising(header, line), form, save, done="課題を直しました。前の記録も残ります。")
    except Conflict as conflict:
        clash: IssueClash = conflict.current  # type: ignore[assignment]
        now = issue_of(header, clash.id)
        return opened(request, _revising(header, now), form, status=409, conflict=form.conflict_rows(issue_initial(now.facts)))


def _choices(header: CaseHeader) -> dict[str, Any]:
    return {"persons": person_choices(header), "codes": issue_codes()}


def _sheet(header: CaseHeader, title: str, act: str, *args: UUID, **rest: Any) -> Sheet:
    back = reverse("coordination:assessment", args=[header.id])
    return case_sheet(header, title, reverse(f"coordination:{act}", args=[header.id, *args]), tab=TAB, back=back, **rest)


def _attaching(header: CaseHeader) -> Sheet:
    return _sheet(header, "課題を付ける", "attach_issue", submit="付ける", draft=f"case:{header.id}:issue")


def _revising(header: CaseHeader, line: IssueLine) -> Sheet:
    past = [
        {"label": f"前の記録（{one.found_on}）", "value": f"{one.weight}・{one.certainty}　{one.note}"}
        for one in issue_history(header, line.id)
    ]
    facts: tuple[Mapping[str, Any], ...] = ({"label": "だれの課題", "value": line.who}, {"label": "課題", "value": line.label}, *past)
    return _sheet(header, "課題を直す", "revise_issue", line.id, submit="保存する", facts=facts)
