"""書き込まれた Excel を読み戻す画面。読めない欄があれば何も書かず、場所と理由を一覧にする。"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.queries import case_header
from kasane.cases.views.answering import framed
from kasane.documents import commands
from kasane.documents.differences.comparing import Comparison
from kasane.documents.differences.proposing import BY_ROWS, proposed
from kasane.documents.forms.reading import AssessmentReadingForm, ConfirmForm, ReadingForm, RowsReadingForm
from kasane.documents.queries.paper import Paper
from kasane.documents.queries.subjects import subject_of
from kasane.documents.registry import make_paper, papers_of
from kasane.documents.rendering.read_back import CellReason, FileRefused, ReadBack, read_back
from kasane.documents.views.papers import TAB
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.screens.views import DeskRequest, page, reads, writes

_SAID = "Excel から取り入れました。変わった欄：{}"
_NOTHING = "変わった欄はありませんでした。"


@reads(Action.MAKE_DOCUMENT)
def reading(request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None = None) -> HttpResponse:
    """ファイルを選ぶ画面。"""
    paper = _fillable(request, case_id, kind, subject)
    return _shown(request, case_id, kind, subject, paper, _form(kind)())


@writes(Action.MAKE_DOCUMENT)
def take_in(request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None = None) -> HttpResponse:
    """読み戻して、変わった欄を取り入れる。行ごとに読み戻す書類(様式2-1・2-2)では、先に差分を見せる。"""
    paper, form = _fillable(request, case_id, kind, subject), _form(kind)(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, case_id, kind, subject, paper, form, status=422)
    if kind in BY_ROWS and subject is not None:
        return _differences(request, case_id, kind, subject, paper, form)
    return _taken_whole(request, case_id, kind, subject, paper, form)


def _taken_whole(request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None, paper: Paper, form: ReadingForm) -> HttpResponse:
    """一枚が一つの記録の書類(様式1-1・1-2): 読めない欄が一つでもあれば、何も書かない。"""
    try:
        read = read_back(paper.form, form.content(), subject=subject_of(kind, case_id, subject)[0])
        labels = _taken(request, case_id, kind, subject, read, form) if not read.reasons else ()
    except (FileRefused, Refused) as refused:
        form.add_error("file", str(refused))
        return _shown(request, case_id, kind, subject, paper, form, status=422)
    except Invalid as wrong:
        return _shown(request, case_id, kind, subject, paper, form, _reasons(paper, wrong), status=422)
    if read.reasons:
        return _shown(request, case_id, kind, subject, paper, form, read.reasons, status=422)
    messages.success(request, _SAID.format("、".join(labels)) if labels else _NOTHING)
    return redirect(reverse("documents:papers", args=[case_id]))


@writes(Action.MAKE_DOCUMENT)
def confirm(request: DeskRequest, case_id: UUID, kind: str, subject: UUID) -> HttpResponse:
    """見せた差分を取り入れる。その間に記録が変わっていれば、何も書かず、今の差分をもう一度見せる(409)。"""
    paper, sent = _fillable(request, case_id, kind, subject), ConfirmForm(request.POST)
    if kind not in BY_ROWS:
        raise NotVisible
    if not sent.is_valid():
        return _shown(request, case_id, kind, subject, paper, ReadingForm(), status=422)
    try:
        read = read_back(paper.form, sent.cleaned_data["content"], subject=subject_of(kind, case_id, subject)[0])
        shown = sent.cleaned_data["shown"]
        taken = commands.take_in_rows(by=request.actor, kind=kind, case_id=case_id, subject=subject, read=read, shown=shown)
    except (FileRefused, Refused, Conflict, Invalid) as moved:
        return _differences(request, case_id, kind, subject, paper, sent, moved=str(moved))
    messages.success(request, _SAID.format("、".join(taken.labels)))
    return redirect(reverse("documents:papers", args=[case_id]))


def _differences(
    request: DeskRequest, case_id: UUID, kind: str, subject: UUID, paper: Paper, form: ReadingForm | ConfirmForm, *, moved: str = ""
) -> HttpResponse:
    """今の記録とファイルの差分。変わったところも断るところもなければ、そう言って書類の一覧へ戻る。"""
    content, found = form.content(), Comparison()
    try:
        read = read_back(paper.form, content, subject=subject_of(kind, case_id, subject)[0])
        found = proposed(by=request.actor, kind=kind, case_id=case_id, subject=subject, read=read)
    except (FileRefused, Refused) as refused:
        moved = str(refused)
    if not found.changes and not found.left and not moved:
        messages.success(request, _NOTHING)
        return redirect(reverse("documents:papers", args=[case_id]))
    header = case_header(case_id, by=request.actor)
    data: dict[str, Any] = {
        **framed(request, header, TAB), "paper": paper, "found": found, "moved": moved, "file": b64encode(content).decode(),
        "send": reverse("documents:confirm_of", args=[case_id, kind, subject]),
        "back": reverse("documents:reading_of", args=[case_id, kind, subject]),
    }  # fmt: skip
    status = (409 if moved else 200) if found.changes else 422
    return page(request, "documents/differences.html", data, saw=paper.saw, compartment_id=paper.room, status=status)


def _taken(request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None, read: ReadBack, form: ReadingForm) -> tuple[str, ...]:
    return commands.take_in(
        by=request.actor, kind=kind, case_id=case_id, subject=subject, values=read.values, base=read.base, told=form.told()
    ).labels


def _reasons(paper: Paper, wrong: Invalid) -> list[CellReason]:
    labels = {one.key: one.label for one in paper.form.fields()}
    return [CellReason("", labels.get(key, key), "", why) for key, why in wrong.errors.items()]


def _fillable(request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None) -> Paper:
    """書いて読み戻せる書類。そうでないもの、この事案にないものは NotVisible。"""
    paper = make_paper(kind, case_id, subject, by=request.actor)
    if not any(one.kind == kind and one.subject == subject and one.fillable for one in papers_of(case_id, by=request.actor)):
        raise NotVisible
    return paper


def _form(kind: str) -> type[ReadingForm]:
    return {"assessment": AssessmentReadingForm, **dict.fromkeys(BY_ROWS, RowsReadingForm)}.get(kind, ReadingForm)


def _shown(
    request: DeskRequest, case_id: UUID, kind: str, subject: UUID | None, paper: Paper, form: ReadingForm,
    reasons: Iterable[CellReason] = (), *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    header = case_header(case_id, by=request.actor)
    args = [case_id, kind, *([subject] if subject else [])]
    data: dict[str, Any] = {
        **framed(request, header, TAB), "paper": paper, "form": form, "reasons": list(reasons), "by_rows": kind in BY_ROWS,
        "conflict": None, "restored": None,
        "send": reverse(f"documents:take_in{'_of' if subject else ''}", args=args), "back": reverse("documents:papers", args=[case_id]),
    }  # fmt: skip
    return page(request, "documents/reading.html", data, saw=paper.saw, compartment_id=paper.room, status=status)
