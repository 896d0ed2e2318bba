"""事案から作れる書類の登録: 様式1-1、様式1-2、様式2-1、様式2-2、経過一覧。"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from kasane.cases.queries import case_header
from kasane.documents.queries.application import CODES, application_paper
from kasane.documents.queries.assessment import assessment_paper
from kasane.documents.queries.evaluation import evaluation_paper, evaluations_of_plans
from kasane.documents.queries.paper import Paper
from kasane.documents.queries.plan import plan_paper
from kasane.documents.queries.progress import MOST as NOTES_MOST
from kasane.documents.queries.progress import progress_paper
from kasane.documents.registry import PaperKind, PaperLine, register_paper
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.plans.queries import plans_of
from kasane.programmes.coordination.queries.application import applications_of


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_paper(PaperKind("application", 10, _applications, _application))
    register_paper(PaperKind("assessment", 20, _assessment, _assess))
    register_paper(PaperKind("plan", 30, _plans, _plan))
    register_paper(PaperKind("evaluation", 40, _evaluations, _evaluate))
    register_paper(PaperKind("progress", 90, _progress, _tell))


def _applications(case_id: UUID, by: Actor) -> Iterator[PaperLine]:
    names = case_header(case_id, by=by).names
    for person_id, line in applications_of(case_id).items():
        title = f"様式{CODES[line.variant][:3]} 相談受付・申込票（{line.variant.label_ja}）"
        yield PaperLine("application", line.id, title, names.get(person_id, ""), fillable=True)


def _assessment(case_id: UUID, by: Actor) -> Iterator[PaperLine]:
    yield PaperLine("assessment", None, "様式1-2 インテーク・アセスメントシート", "世帯", fillable=True)


def _plans(case_id: UUID, by: Actor) -> Iterator[PaperLine]:
    for one in reversed(plans_of(case_id)):
        yield PaperLine("plan", one.id, f"様式2-1 支援プラン（{one.kind_label}）", f"{one.number_label}　{one.state_label}", fillable=True)


def _evaluations(case_id: UUID, by: Actor) -> Iterator[PaperLine]:
    plans = {one.id: one for one in plans_of(case_id)}
    for one in evaluations_of_plans(list(plans)):
        plan = plans[one.plan_id]
        about = f"{plan.kind_label}　{plan.number_label}　{format_wareki(one.evaluated_on)}"
        yield PaperLine("evaluation", one.id, "様式2-2 プラン評価シート", about, fillable=True)


def _progress(case_id: UUID, by: Actor) -> Iterator[PaperLine]:
    yield PaperLine("progress", None, "支援経過記録（経過一覧）", f"事案（新しいほうから{NOTES_MOST:,}件まで）")


def _application(case_id: UUID, subject: UUID | None, by: Actor) -> Paper:
    if subject is None:
        raise NotVisible
    return application_paper(case_id, subject, by=by)


def _plan(case_id: UUID, subject: UUID | None, by: Actor) -> Paper:
    if subject is None:
        raise NotVisible
    return plan_paper(case_id, subject, by=by)


def _evaluate(case_id: UUID, subject: UUID | None, by: Actor) -> Paper:
    if subject is None:
        raise NotVisible
    return evaluation_paper(case_id, subject, by=by)


def _assess(case_id: UUID, subject: UUID | None, by: Actor) -> Paper:
    if subject is not None:
        raise NotVisible
    return assessment_paper(case_id, by=by)


def _tell(case_id: UUID, subject: UUID | None, by: Actor) -> Paper:
    if subject is not None:
        raise NotVisible
    return progress_paper(case_id, by=by)
