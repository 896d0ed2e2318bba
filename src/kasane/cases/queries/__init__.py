"""読む側: 画面の名前のついた値を返す。"""

from kasane.cases.queries.closing import closing_of
from kasane.cases.queries.header import CaseHeader, CasePersonLine, CautionLine, case_header
from kasane.cases.queries.lists import CaseFilters, CaseLine, CaseList, SilentLine, case_lines, cases_of_person, my_cases, silent_cases
from kasane.cases.queries.measures import DueLine, Hops, SharingLine, due_actions, hops, sharing_on
from kasane.cases.queries.referrals import (
    LetterLine,
    OverdueLine,
    ReferralLine,
    ReferralSheet,
    came_back,
    in_hand,
    letters_by_id,
    overdue_for_city,
    overdue_for_manager,
    preview_letter,
    referral_sheet,
    referrals_of,
    waiting_for_me,
)
from kasane.cases.queries.rhythms import rhythm
from kasane.cases.queries.team import PartLine, keepers_grants, team_ever, team_now
from kasane.cases.queries.timeline import NOTE_LISTS, NoteLine, Timeline, raw_note, timeline
from kasane.cases.queries.visible import person_ids_of, visible_case, visible_referral

__all__ = [
    "NOTE_LISTS",
    "CaseFilters",
    "CaseHeader",
    "CaseLine",
    "CaseList",
    "CasePersonLine",
    "CautionLine",
    "DueLine",
    "Hops",
    "LetterLine",
    "NoteLine",
    "OverdueLine",
    "PartLine",
    "ReferralLine",
    "ReferralSheet",
    "SharingLine",
    "SilentLine",
    "Timeline",
    "came_back",
    "case_header",
    "case_lines",
    "cases_of_person",
    "closing_of",
    "due_actions",
    "hops",
    "in_hand",
    "keepers_grants",
    "letters_by_id",
    "my_cases",
    "overdue_for_city",
    "overdue_for_manager",
    "person_ids_of",
    "preview_letter",
    "raw_note",
    "referral_sheet",
    "referrals_of",
    "rhythm",
    "sharing_on",
    "silent_cases",
    "team_ever",
    "team_now",
    "timeline",
    "visible_case",
    "visible_referral",
    "waiting_for_me",
]
