"""書く側: 支援プランの部屋で人ができること。"""

from kasane.plans.commands.deciding import decide_plan, return_plan, submit_for_decision
from kasane.plans.commands.plans import start_plan, take_consent, write_plan, write_text
from kasane.plans.commands.rows import add_goal, add_step, revise_goal, revise_step, withdraw_goal, withdraw_step
from kasane.plans.commands.tabling import explain_plan, recall_plan, table_plan, withdraw_plan

__all__ = [
    "add_goal",
    "add_step",
    "decide_plan",
    "explain_plan",
    "recall_plan",
    "return_plan",
    "revise_goal",
    "revise_step",
    "start_plan",
    "submit_for_decision",
    "table_plan",
    "take_consent",
    "withdraw_goal",
    "withdraw_plan",
    "withdraw_step",
    "write_plan",
    "write_text",
]
