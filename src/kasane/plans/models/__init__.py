"""支援プランの表。"""

from kasane.plans.models.decision import Approval, CityDecision, DossierLine
from kasane.plans.models.plan import Plan, PlanItem, PlanText, Setting
from kasane.plans.models.rows import Explanation, Goal, Revision, Step

__all__ = ["Approval", "CityDecision", "DossierLine", "Explanation", "Goal", "Plan", "PlanItem", "PlanText", "Revision", "Setting", "Step"]
