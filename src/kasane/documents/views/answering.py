"""書類を返す: 同じ値から PDF と Excel を作り、名前の出た全員を閲覧記録に残す。ファイルの名前に氏名は入れない。"""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse

from kasane.documents.queries.paper import Paper, foot_of, leaf_of
from kasane.documents.rendering.excel import workbook_of
from kasane.documents.rendering.pdf import pdf_of
from kasane.kernel import clock
from kasane.screens.views import DeskRequest

PDF: Final = "application/pdf"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_pdf(request: DeskRequest, paper: Paper) -> HttpResponse:
    """PDF で返す。"""
    title = f"{paper.form.title}{paper.form.subtitle} {paper.sheet.number}".strip()
    made = pdf_of([leaf_of(paper, by=request.actor)], title=title, author=request.actor.agency_name, made_at=clock.now())
    return handed(request, paper, made, PDF, "pdf")


def as_excel(request: DeskRequest, paper: Paper, *, subject: str = "", base: int = 0) -> HttpResponse:
    """Excel で返す。"""
    made = workbook_of(paper.form, paper.sheet.values, foot_of(paper, by=request.actor), subject=subject, base=base, trace=paper.trace)
    return handed(request, paper, made, EXCEL, "xlsx")


def handed(request: DeskRequest, paper: Paper, content: bytes, kind: str, suffix: str) -> HttpResponse:
    """ファイルとして渡す。端末にもとの画面のほかの写しを残さない。"""
    request.access.saw(paper.saw, compartment_id=paper.room, ground=paper.ground, reason=f"書類：{paper.form.code}")
    return file_response(content, kind, f"{paper.name}.{suffix}")


def file_response(content: bytes, kind: str, name: str) -> HttpResponse:
    """添付のファイル。"""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
