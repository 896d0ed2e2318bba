"""画面だけが要る問い: 直す前の一行、変える前の文の並び、選択肢の組。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.plans.models import Goal, Step

_SERVICES: Final = (
    'SELECT "group", code, label FROM agencies_code WHERE list_name = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)'
    " ORDER BY position"
)


def goal_row(plan_id: UUID, goal_id: UUID) -> Goal:
    """このプランの、見える目標。取り下げたもの・見えないものは NotVisible。"""
    found = Goal.objects.filter(id=goal_id, plan_id=plan_id, withdrawn_at=None).first()
    if found is None:
        raise NotVisible
    return found


def step_row(plan_id: UUID, step_id: UUID) -> Step:
    """このプランの、見える実施事項。取り下げたもの・見えないものは NotVisible。"""
    found = Step.objects.filter(id=step_id, plan_id=plan_id, withdrawn_at=None).first()
    if found is None:
        raise NotVisible
    return found


def service_rows() -> list[tuple[str, str, str]]:
    """利用する事業・サービス(C05)の、(分野, 番号, 名前)。"""
    today = clock.today()
    return [(group, code, label) for group, code, label in rows_of(_SERVICES, ["plan_service", today, today])]
