"""次の一手を決める・済ませる、気づきに判断を残す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from kasane.access.policy import Action
from kasane.kernel.decision import Conflict, Invalid, Refused
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.forms import StepForm, step_initial
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.consultation.queries.continuing import open_cases_of
from kasane.programmes.consultation.queries.records import step_of, subjects_of, visible_consultation
from kasane.programmes.consultation.views.answering import consultation_url, sheet_for
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes


@reads(Action.DECIDE_NEXT_STEP)
def step(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """次の一手を決める画面。"""
    row = visible_consultation(consultation_id)

    def make(data: Any = None, *, initial: Any = None) -> Any:
        return StepForm.typed(data, initial=initial, cases=_cases(request, row))

    return opened_with_draft(request, _sheet(row), make, step_initial(step_of(row), row.version))


@writes(Action.DECIDE_NEXT_STEP)
def decide(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """次の一手を決める。ほかの人が先に決めていれば、両方を見比べて409。"""
    row = visible_consultation(consultation_id)
    form = StepForm(request.POST, cases=_cases(request, row))

    def save() -> int:
        version = form.cleaned_data["version"]
        return commands.decide_next_step(
            by=request.actor, consultation_id=row.id, version=version, step=form.to_step(), case=form.to_case()
        )

    return saved(request, _sheet(row), form, save, done="次の一手を決めました。")


def _sheet(row: Consultation) -> Sheet:
    lead = "自機関で対応・他機関と連携・つなぐ・多機関協働へ依頼・アウトリーチへ、のときは、事案を開くか、開いている事案に加えます。"
    return sheet_for(
        row, "次の一手を決める", "decide", submit="決める", lead=lead, draft=f"consultation:{row.id}:step",
        compared=lambda current: step_initial(step_of(current), current.version),
    )  # fmt: skip


def _cases(request: DeskRequest, row: Consultation) -> list[tuple[str, str]]:
    people = [line.person_id for line in subjects_of([row.id]).get(row.id, []) if line.person_id]
    return [(str(one.id), one.label) for one in open_cases_of(people, by=request.actor)]


@writes(Action.DECIDE_NEXT_STEP)
def finish(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """次の一手を済ませ、この相談を終える。"""
    row = visible_consultation(consultation_id)
    return _answered(
        request, row, "相談を終えました。",
        lambda: commands.finish_next_step(by=request.actor, consultation_id=row.id, version=_version(request, row)),
    )  # fmt: skip


@writes(Action.DECIDE_NEXT_STEP)
def keep(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """つなぎを送らず、自機関で行うと記す。"""
    row = visible_consultation(consultation_id)
    return _answered(
        request, row, "自機関で行うと記しました。今日の仕事の「まだ送っていないつなぎ」から消えます。",
        lambda: commands.keep_next_step(by=request.actor, consultation_id=row.id, version=_version(request, row)),
    )  # fmt: skip


@writes(Action.CORRECT_CONSULTATION)
def notice(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """気づきが当たっているか、当たらないかを残す。"""
    row, given = visible_consultation(consultation_id), request.POST
    return _answered(
        request, row, "判断を残しました。",
        lambda: commands.decide_notice(
            by=request.actor, consultation_id=row.id, code=given.get("code", ""), accepted=given.get("verdict") == "accepted",
            note=given.get("note", "")[:200],
        ),
    )  # fmt: skip


def _version(request: DeskRequest, row: Consultation) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else row.version + 1


def _answered(request: DeskRequest, row: Consultation, done: str, act: Any) -> HttpResponse:
    """一押しの行為の答え: 済んだか、断られた理由を、詳細の画面の上に出す。"""
    try:
        act()
    except Conflict:
        messages.error(request, "ほかの人が先にこの相談を変えました。今の内容を確かめてから、もう一度押してください。")
    except (Refused, Invalid) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(consultation_url(row.id))
