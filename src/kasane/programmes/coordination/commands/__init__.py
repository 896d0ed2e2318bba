"""多機関協働の行為。"""

from kasane.programmes.coordination.commands.asking import InquiryFacts, ask_agency, inquiry_withdrawals
from kasane.programmes.coordination.commands.assessment import CellAnswer, Clash, save_section
from kasane.programmes.coordination.commands.entry import (
    RequestFacts,
    TalkFacts,
    refer_to_coordination,
    send_back_to_source,
    take_on_case,
    talk_with_source,
)
from kasane.programmes.coordination.commands.inquiries import QuestionAnswer, answer_inquiry, take_over_answer, withdraw_inquiry
from kasane.programmes.coordination.commands.issues import attach_issue, revise_issue
from kasane.programmes.coordination.commands.proposals import take_proposal

__all__ = [
    "CellAnswer",
    "Clash",
    "InquiryFacts",
    "QuestionAnswer",
    "RequestFacts",
    "TalkFacts",
    "answer_inquiry",
    "ask_agency",
    "attach_issue",
    "inquiry_withdrawals",
    "refer_to_coordination",
    "revise_issue",
    "save_section",
    "send_back_to_source",
    "take_on_case",
    "take_over_answer",
    "take_proposal",
    "talk_with_source",
    "withdraw_inquiry",
]
