"""裏で作る綴り: 頼む、進み具合を見る、受け取る。画面を閉じても続く。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.views.answering import done
from kasane.conferences.queries import conference_page
from kasane.documents import commands
from kasane.documents.domain.jobs import JobKind
from kasane.documents.queries.jobs import job_content, job_line, my_jobs
from kasane.documents.views.answering import PDF, file_response
from kasane.kernel.decision import require
from kasane.screens.views import DeskRequest, page, reads, writes


@writes(Action.MAKE_DOCUMENT)
def ask_case_file(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """事案の綴りを頼む。"""
    to = reverse("documents:jobs")
    return done(
        request, lambda: commands.ask_packet(by=request.actor, kind=JobKind.CASE_FILE, targets=[case_id]),
        said="綴りを頼みました。出来たら、この画面で受け取れます。", to=to,
    )  # fmt: skip


@writes(Action.MAKE_DOCUMENT)
def ask_conference(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """会議資料の綴り(自分に見える議題のすべて)を頼む。"""
    targets = [one.id for one in conference_page(conference_id, request.actor).items]
    return done(
        request, lambda: commands.ask_packet(by=request.actor, kind=JobKind.CONFERENCE, targets=targets),
        said="会議資料の綴りを頼みました。出来たら、この画面で受け取れます。", to=reverse("documents:jobs"),
    )  # fmt: skip


@reads(Action.MAKE_DOCUMENT)
def jobs(request: DeskRequest) -> HttpResponse:
    """自分の頼みの一覧。"""
    return page(request, "documents/jobs.html", {"jobs": my_jobs()})


@reads(Action.MAKE_DOCUMENT)
def job(request: DeskRequest, job_id: UUID) -> HttpResponse:
    """一つの頼みの進み具合(二秒ごとに描き直す。JavaScript がなければ、開き直す)。"""
    return page(request, "documents/job.html", {"job": job_line(job_id, by=request.actor)}, partial="moving")


@reads(Action.MAKE_DOCUMENT)
def job_pdf(request: DeskRequest, job_id: UUID) -> HttpResponse:
    """出来た綴りを受け取る。作ったときの根拠が終わっていれば、理由を言って断る。"""
    line, content = job_content(job_id, by=request.actor)
    require(line.taking)
    request.access.saw(line.people, reason=f"書類：{line.kind.label_ja}")
    return file_response(content, PDF, f"{line.kind.value}.pdf")
