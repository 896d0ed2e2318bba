"""プランの雛形で使うフィルタ: 状態の印の種類、期間の言い方。"""

from __future__ import annotations

from typing import Any, Final

from django import template

from kasane.kernel.wareki import format_wareki
from kasane.plans.domain.codes import DecisionState, PlanState
from kasane.plans.domain.evaluation import EvaluationState
from kasane.plans.domain.progress import ProgressState

register = template.Library()

_PLANS: Final = {
    PlanState.DRAFT: "neutral", PlanState.TABLED: "attention", PlanState.APPROVED: "attention", PlanState.FINAL: "active",
    PlanState.REPLACED: "done", PlanState.ENDED: "done", PlanState.SUSPENDED: "blocked", PlanState.WITHDRAWN: "blocked",
}  # fmt: skip
_DECISIONS: Final = {
    DecisionState.WAITING: "attention", DecisionState.DECIDED: "done", DecisionState.RETURNED: "overdue", DecisionState.RECEIVED: "done",
}  # fmt: skip
_EVALUATIONS: Final = {
    EvaluationState.DRAFT: "neutral", EvaluationState.FINISHED: "active", EvaluationState.TABLED: "attention",
    EvaluationState.SETTLED: "done",
}  # fmt: skip
_PROGRESS: Final = {
    ProgressState.AS_PLANNED: "active", ProgressState.PARTLY: "attention", ProgressState.NOT_STARTED: "neutral",
    ProgressState.STOPPED: "overdue", ProgressState.DONE: "done",
}  # fmt: skip


@register.filter
def plan_kind(state: str) -> str:
    """プランの状態の印の種類。"""
    return _PLANS[PlanState(state)]


@register.filter
def decision_kind(state: str) -> str:
    """市の手続きの状態の印の種類。"""
    return _DECISIONS[DecisionState(state)]


@register.filter
def evaluation_kind(state: str) -> str:
    """評価の状態の印の種類。"""
    return _EVALUATIONS[EvaluationState(state)]


@register.filter
def progress_kind(state: str) -> str:
    """進み具合の印の種類。"""
    return _PROGRESS[ProgressState(state)]


@register.filter
def period(row: Any) -> str:
    """期間(period_from と period_to を持つもの)の言い方。どちらもなければ空。折り返すなら「〜」の後だけで折り返す。"""
    start, end = row.period_from, row.period_to
    if not start and not end:
        return ""
    return f"{format_wareki(start) if start else ''}〜\u200b{format_wareki(end) if end else ''}"
