"""監査の画面。"""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from kasane.access import queries as access
from kasane.access.commands import review_emergency
from kasane.access.policy import Action, decide
from kasane.agencies.queries import account_names, agency_names
from kasane.audit import queries as audit
from kasane.kernel.decision import Invalid, require
from kasane.people.queries import header_of
from kasane.screens.views import DeskRequest, page, reads, writes
from kasane.web.oversight.forms import ReviewForm, SearchForm
from kasane.web.oversight.sheets import rows


@reads(Action.READ_AUDIT)
def ledger(request: DeskRequest) -> HttpResponse:
    """監査の一覧: だれが、いつ、何を、どの根拠で。"""
    return _ledger(request, "oversight/ledger.html", {})


@reads(Action.READ_OWN_AUDIT)
def own(request: DeskRequest) -> HttpResponse:
    """自分の閲覧・操作の記録。"""
    return _ledger(request, "oversight/own.html", {"account": str(request.actor.account_id)})


def _ledger(request: DeskRequest, template: str, fixed: dict[str, str]) -> HttpResponse:
    form = SearchForm({**request.GET.dict(), **fixed})
    found, before = audit.lines(form.to_search()) if form.is_valid() else ([], None)
    following = urlencode({**request.GET.dict(), "before": before}) if before else ""
    request.access.saw([])
    data = {"form": form, "rows": rows(found), "following": following, "seals": audit.seal_states()}
    return page(request, template, data, status=200 if form.is_valid() else 422)


@reads(Action.SEE_WHO_LOOKED)
def looks(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """だれが私の記録を見たか: 本人に見せられる一枚。"""
    header = header_of(person_id)
    decision = require(access.require_access(Action.SEE_WHO_LOOKED, header.compartment_id, by=request.actor))
    data = {"person": header, "rows": rows(audit.looks_at(person_id, header.compartment_id))}
    return page(request, "oversight/looks.html", data, saw=[person_id], compartment_id=header.compartment_id, ground=decision.ground)


@reads(Action.REVIEW_EMERGENCY)
def emergencies(request: DeskRequest) -> HttpResponse:
    """点検を待つ緊急閲覧。"""
    waiting = access.emergencies_to_review()
    people, agencies = account_names({e.account_id for e in waiting}), agency_names({e.agency_id for e in waiting})
    listed = [(e, people.get(e.account_id, ""), agencies.get(e.agency_id, ""), _own(e.account_id, request)) for e in waiting]
    return page(request, "oversight/emergencies.html", {"listed": listed, "form": ReviewForm()}, saw=[e.subject_id for e in waiting])


def _own(account_id: UUID, request: DeskRequest) -> bool:
    return account_id == request.actor.account_id


@writes(Action.REVIEW_EMERGENCY)
def review(request: DeskRequest, emergency_id: UUID) -> HttpResponse:
    """緊急閲覧の点検を記録する。"""
    require(decide(Action.REVIEW_EMERGENCY, by=request.actor))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        raise Invalid({"finding": "点検の結果を書いてください。"})
    review_emergency(by=request.actor, emergency_id=emergency_id, finding=form.cleaned_data["finding"])
    messages.success(request, "点検を記録しました。")
    return redirect("oversight:emergencies")
