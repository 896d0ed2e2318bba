"""支援プランの表。"""

from kasane.plans.models.decision import Approval, CityDecision, DossierLine
from kasane.plans.models.evaluation import Evaluation, EvaluationPart, GoalGrade
from kasane.plans.models.plan import Plan, PlanItem, PlanText, Setting, SettingChange
from kasane.plans.models.progress import Monitoring, Progress, ProgressAsk, ProgressRequest, Rhythm
from kasane.plans.models.rows import Explanation, Goal, Revision, Step

__all__ = [
    "Approval",
    "CityDecision",
    "DossierLine",
    "Evaluation",
    "EvaluationPart",
    "Explanation",
    "Goal",
    "GoalGrade",
    "Monitoring",
    "Plan",
    "PlanItem",
    "PlanText",
    "Progress",
    "ProgressAsk",
    "ProgressRequest",
    "Revision",
    "Rhythm",
    "Setting",
    "SettingChange",
    "Step",
]
