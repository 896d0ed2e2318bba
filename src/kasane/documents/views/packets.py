"""裏で作る綴り: 頼む、進み具合を見る、受け取る。画面を閉じても続く。"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.cases.queries import case_header
from kasane.cases.views.answering import case_sheet, done
from kasane.conferences.queries import conference_page
from kasane.documents import commands
from kasane.documents.domain.jobs import JobKind
from kasane.documents.forms.packets import CasesForm, PurposeForm
from kasane.documents.queries.jobs import job_content, job_line, my_jobs
from kasane.documents.queries.whole import Filing, cases_to_file, filing_of, packet_limit
from kasane.documents.views.answering import PDF, file_response
from kasane.documents.views.papers import TAB
from kasane.kernel.decision import require
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_ASKED: Final = "綴りを頼みました。出来たら、この画面で受け取れます。"
_ONE: Final = "この事案で作れる書類のすべてを、一つの PDF にします。目的は、作った記録（日誌）に残ります。"
_MANY: Final = "選んだ事案の書類のすべてを、一つの PDF にします。一度に{most}件までです。目的は、作った記録（日誌）に残ります。"


@reads(Action.MAKE_DOCUMENT)
def asking_case_file(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """一つの事案の綴りの目的を書く。"""
    return opened(request, _of_case(request, case_id), PurposeForm())


@writes(Action.MAKE_DOCUMENT)
def ask_case_file(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """一つの事案の綴りを頼む。"""
    form = PurposeForm(request.POST)

    def save() -> UUID:
        return commands.ask_packet(by=request.actor, kind=JobKind.CASE_FILE, targets=[case_id], asked=form.to_asked())

    return saved(request, _of_case(request, case_id), form, save, done=_ASKED, to=_job)


@reads(Action.LIST_CASES)
def asking_cases(request: DeskRequest) -> HttpResponse:
    """綴りに入れる事案を選び、目的を書く。"""
    found = _filing(request)
    return opened(request, _of_cases(request, found), CasesForm(lines=found.allowed))


@writes(Action.LIST_CASES)
def ask_cases(request: DeskRequest) -> HttpResponse:
    """選んだ事案の綴りを頼む。"""
    found = _filing(request)
    form = CasesForm(request.POST, lines=found.allowed)

    def save() -> UUID:
        return commands.ask_packet(by=request.actor, kind=JobKind.CASES, targets=form.chosen, asked=form.to_asked())

    return saved(request, _of_cases(request, found), form, save, done=_ASKED, to=_job)


@writes(Action.MAKE_DOCUMENT)
def ask_conference(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """会議資料の綴り(自分に見える議題のすべて)を頼む。"""
    targets = [one.id for one in conference_page(conference_id, request.actor).items]
    return done(
        request, lambda: commands.ask_packet(by=request.actor, kind=JobKind.CONFERENCE, targets=targets),
        said="会議資料の綴りを頼みました。出来たら、この画面で受け取れます。", to=reverse("documents:jobs"),
    )  # fmt: skip


def _job(job_id: UUID) -> str:
    return reverse("documents:job", args=[job_id])


def _of_case(request: DeskRequest, case_id: UUID) -> Sheet:
    """見えない事案は NotVisible、綴りに入れられない事案は、理由つきで断る。"""
    header = case_header(case_id, by=request.actor)
    require(filing_of(header))
    return case_sheet(
        header, "この事案の綴りを頼む", reverse("documents:ask_case_file", args=[case_id]), tab=TAB, lead=_ONE, submit="綴りを頼む",
        back=reverse("documents:papers", args=[case_id]),
    )  # fmt: skip


def _filing(request: DeskRequest) -> Filing:
    return cases_to_file(request.actor, after=request.GET.get("after", ""), mine_only=request.GET.get("whose") != "agency")


def _of_cases(request: DeskRequest, found: Filing) -> Sheet:
    whose = "agency" if request.GET.get("whose") == "agency" else "mine"
    here = urlencode({"whose": whose, **({"after": after} if (after := request.GET.get("after", "")) else {})})
    most = packet_limit(JobKind.CASES)
    return Sheet(
        title="選んだ事案の綴りを作る", action=f"{reverse('documents:ask_cases')}?{here}", back=reverse("cases:list"), submit="綴りを頼む",
        where=(("事案", reverse("cases:list")),), lead=_MANY.format(most=most), template="documents/asking.html", saw=found.person_ids,
        shown={"filing": found, "whose": whose},
    )  # fmt: skip


@reads(Action.MAKE_DOCUMENT)
def jobs(request: DeskRequest) -> HttpResponse:
    """自分の頼みの一覧。"""
    return page(request, "documents/jobs.html", {"jobs": my_jobs(), "listing": decide(Action.LIST_CASES, by=request.actor)})


@reads(Action.MAKE_DOCUMENT)
def job(request: DeskRequest, job_id: UUID) -> HttpResponse:
    """一つの頼みの進み具合(二秒ごとに描き直す。JavaScript がなければ、開き直す)。"""
    return page(request, "documents/job.html", {"job": job_line(job_id, by=request.actor)}, partial="moving")


@reads(Action.MAKE_DOCUMENT)
def job_pdf(request: DeskRequest, job_id: UUID) -> HttpResponse:
    """出来た綴りを受け取る。作ったときの根拠が終わっていれば、理由を言って断る。"""
    line, content = job_content(job_id, by=request.actor)
    require(line.taking)
    request.access.saw(line.people, reason="　".join(filter(None, (f"書類：{line.kind.label_ja}", line.purpose))))
    return file_response(content, PDF, f"{line.kind.value}.pdf")
