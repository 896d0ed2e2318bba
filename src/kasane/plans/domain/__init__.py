"""支援プランの規則と符号。"""

from kasane.plans.domain.codes import (
    DecisionState,
    Finality,
    Grade,
    MeetingOutcome,
    Notice,
    Occasion,
    Outcome,
    Part,
    PlanKind,
    PlanState,
    Programme,
    Who,
)
from kasane.plans.domain.finality import PlanContent, finality
from kasane.plans.domain.occasions import (
    PlanFacts,
    may_explain,
    may_recall,
    may_table,
    may_withdraw,
    may_write,
    occasions_open,
)
from kasane.plans.domain.states import LIVE, TRANSITIONS, WRITABLE

__all__ = [
    "LIVE",
    "TRANSITIONS",
    "WRITABLE",
    "DecisionState",
    "Finality",
    "Grade",
    "MeetingOutcome",
    "Notice",
    "Occasion",
    "Outcome",
    "Part",
    "PlanContent",
    "PlanFacts",
    "PlanKind",
    "PlanState",
    "Programme",
    "Who",
    "finality",
    "may_explain",
    "may_recall",
    "may_table",
    "may_withdraw",
    "may_write",
    "occasions_open",
]
