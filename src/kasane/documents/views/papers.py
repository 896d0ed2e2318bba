"""事案の書類: 作れるものの一覧、PDF、Excel。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action, decide
from kasane.cases.domain import Stage
from kasane.cases.queries import CaseFilters, case_header
from kasane.cases.views.answering import case_shown
from kasane.documents.desk_papers import make_desk_paper
from kasane.documents.queries.case_list import MOST as CASES_MOST
from kasane.documents.queries.case_list import case_list_paper
from kasane.documents.queries.desk import desk_lines
from kasane.documents.queries.jobs import my_jobs
from kasane.documents.queries.subjects import subject_of
from kasane.documents.queries.whole import filing_of
from kasane.documents.registry import make_paper, papers_of
from kasane.documents.views.answering import as_excel, as_pdf
from kasane.screens.views import DeskRequest, page, reads

TAB = "papers"


@reads(Action.VIEW_CASE)
def papers(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """この事案で作れる書類。"""
    header = case_header(case_id, by=request.actor)
    making = header.decisions[Action.MAKE_DOCUMENT.value]
    lines = papers_of(case_id, by=request.actor) if making.allowed else ()
    return case_shown(
        request, header, "documents/papers.html", TAB, papers=lines, making=making, filing=filing_of(header), jobs=my_jobs(case_id)
    )


@reads(Action.MAKE_DOCUMENT)
def paper_pdf(request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None = None) -> HttpResponse:
    """一枚の PDF。"""
    return as_pdf(request, make_paper(kind, case_id, subject, by=request.actor))


@reads(Action.MAKE_DOCUMENT)
def paper_excel(request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None = None) -> HttpResponse:
    """一枚の Excel。書ける書類なら、書いて読み戻せる。"""
    paper = make_paper(kind, case_id, subject, by=request.actor)
    key, base = subject_of(kind, case_id, subject)
    return as_excel(request, paper, subject=key, base=base)


@reads(Action.MAKE_DOCUMENT)
def desk(request: DeskRequest) -> HttpResponse:
    """会議と決定の書類の一覧。人の名前は出ない(委嘱する外部の構成員を除く)。"""
    data = {"lines": desk_lines(request.actor), "listing": decide(Action.LIST_CASES, by=request.actor)}
    return page(request, "documents/desk.html", {**data, "most": f"{CASES_MOST:,}", "stages": Stage.choices()})


@reads(Action.MAKE_DOCUMENT)
def desk_pdf(request: DeskRequest, kind: str, subject: UUID) -> HttpResponse:
    """会議の書類・依頼書・委嘱状・決定通知の PDF。"""
    return as_pdf(request, make_desk_paper(kind, subject, by=request.actor))


@reads(Action.MAKE_DOCUMENT)
def desk_excel(request: DeskRequest, kind: str, subject: UUID) -> HttpResponse:
    """会議の書類・依頼書・委嘱状・決定通知の Excel。"""
    return as_excel(request, make_desk_paper(kind, subject, by=request.actor))


@reads(Action.LIST_CASES)
def case_list_pdf(request: DeskRequest) -> HttpResponse:
    """支援ケース一覧の PDF(一覧の画面と同じ絞り込み)。"""
    return as_pdf(request, case_list_paper(_filters(request), by=request.actor))


@reads(Action.LIST_CASES)
def case_list_excel(request: DeskRequest) -> HttpResponse:
    """支援ケース一覧の Excel。"""
    return as_excel(request, case_list_paper(_filters(request), by=request.actor))


def _filters(request: DeskRequest) -> CaseFilters:
    stage = request.GET.get("stage", "")
    return CaseFilters(stage=stage, mine_only=request.GET.get("whose") != "agency", closed=stage == Stage.CLOSED.value)
