"""書く側: 事案の部屋で人ができること。"""

from kasane.cases.commands.cases import add_person_to_case, close_case, move_stage, open_case, reopen_case, retitle_case
from kasane.cases.commands.cautions import end_caution, set_caution
from kasane.cases.commands.hearing import hear_referral
from kasane.cases.commands.notes import correct_note, finish_next_action, record_note
from kasane.cases.commands.referrals import (
    accept_referral,
    acknowledge_referral,
    decline_referral,
    recall_referral,
    return_referral,
    send_referral,
)
from kasane.cases.commands.team import add_member, appoint_lead, end_involvement, hand_on_companion, set_contact_rhythm

__all__ = [
    "accept_referral",
    "acknowledge_referral",
    "add_member",
    "add_person_to_case",
    "appoint_lead",
    "close_case",
    "correct_note",
    "decline_referral",
    "end_caution",
    "end_involvement",
    "finish_next_action",
    "hand_on_companion",
    "hear_referral",
    "move_stage",
    "open_case",
    "recall_referral",
    "record_note",
    "reopen_case",
    "retitle_case",
    "return_referral",
    "send_referral",
    "set_caution",
    "set_contact_rhythm",
]
