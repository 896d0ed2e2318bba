"""Excel の封に入れる、書き出した元とそのときの版。読み戻すとき、元が違う・後から直されたファイルを断る。"""

from __future__ import annotations

from uuid import UUID

from kasane.plans.queries import visible_plan
from kasane.plans.queries.evaluation import visible_evaluation
from kasane.programmes.coordination.queries.application import visible_application
from kasane.programmes.coordination.queries.ledger import assessment_of


def subject_of(kind: str, case_id: UUID, subject: UUID | None) -> tuple[str, int]:
    """(元の名前, 版)。書けない書類の版は 0。"""
    key = f"{kind}:{case_id}:{subject or ''}"
    if kind == "application" and subject is not None:
        return key, visible_application(subject).version
    if kind == "plan" and subject is not None:
        return key, visible_plan(subject).version
    if kind == "evaluation" and subject is not None:
        return key, visible_evaluation(subject).version
    if kind == "assessment":
        found = assessment_of(case_id)
        return key, found.number if found else 0
    return key, 0
