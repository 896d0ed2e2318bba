"""読む側: 画面の名前のついた値を返す。"""

from kasane.plans.queries.deciding import DecisionDesk, DecisionLine, Dossier, DossierRow, decision_desk, dossier
from kasane.plans.queries.page import PlanPage, StepLine, plan_page
from kasane.plans.queries.plans import PlanLine, Tabling, deciding_agencies, number_label, plan_to_table, plans_of
from kasane.plans.queries.revisions import RevisionLine, revisions_of
from kasane.plans.queries.standing import Standing, setting, standing_of, visible_plan
from kasane.plans.queries.texts import ItemLine, TextLine, item_of, items_of, texts_of

__all__ = [
    "DecisionDesk",
    "DecisionLine",
    "Dossier",
    "DossierRow",
    "ItemLine",
    "PlanLine",
    "PlanPage",
    "RevisionLine",
    "Standing",
    "StepLine",
    "Tabling",
    "TextLine",
    "deciding_agencies",
    "decision_desk",
    "dossier",
    "item_of",
    "items_of",
    "number_label",
    "plan_page",
    "plan_to_table",
    "plans_of",
    "revisions_of",
    "setting",
    "standing_of",
    "texts_of",
    "visible_plan",
]
