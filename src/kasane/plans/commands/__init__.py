"""書く側: 支援プランの部屋で人ができること。"""

from kasane.plans.commands.deciding import decide_plan, return_plan, submit_for_decision
from kasane.plans.commands.evaluation import (
    carry_out_end,
    finish_evaluation,
    grade_goal,
    reopen_evaluation,
    start_evaluation,
    write_evaluation,
    write_part,
)
from kasane.plans.commands.notice import set_notice
from kasane.plans.commands.plans import start_plan, take_consent, write_plan, write_text
from kasane.plans.commands.progress import ask_progress, hold_monitoring, report_progress
from kasane.plans.commands.resuming import LawAgain, Resumed, resume_case
from kasane.plans.commands.rows import add_goal, add_step, revise_goal, revise_step, withdraw_goal, withdraw_step
from kasane.plans.commands.settings import set_decision_rule
from kasane.plans.commands.tabling import explain_plan, recall_plan, table_plan, withdraw_plan

__all__ = [
    "LawAgain",
    "Resumed",
    "add_goal",
    "add_step",
    "ask_progress",
    "carry_out_end",
    "decide_plan",
    "explain_plan",
    "finish_evaluation",
    "grade_goal",
    "hold_monitoring",
    "recall_plan",
    "reopen_evaluation",
    "report_progress",
    "resume_case",
    "return_plan",
    "revise_goal",
    "revise_step",
    "set_decision_rule",
    "set_notice",
    "start_evaluation",
    "start_plan",
    "submit_for_decision",
    "table_plan",
    "take_consent",
    "withdraw_goal",
    "withdraw_plan",
    "withdraw_step",
    "write_evaluation",
    "write_part",
    "write_plan",
    "write_text",
]
