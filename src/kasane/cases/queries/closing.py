"""事案を終結できるか。終結の画面も、終結のコマンドも、この一つの判断を使う。"""

from __future__ import annotations

from uuid import UUID

from kasane.cases.domain import Stage
from kasane.cases.domain.stages import may_close
from kasane.cases.models import Referral
from kasane.cases.registry import closing_decision
from kasane.kernel.decision import Decision


def closing_of(case_id: UUID, stage: Stage) -> Decision:
    """この段階の事案を終結できるか: 答えを待つつなぎがなく、上の部屋の規則(終わっていないプランなど)もさえぎらない。"""
    own = may_close(stage, waiting=Referral.objects.filter(case_id=case_id, state="sent").count())
    return closing_decision(case_id) if own.allowed else own
