"""何をしてよいか: 行為ごとに、要る役割と要る根拠を一つの表にする。

画面のボタン、コマンド、試験、記録が同じ表と同じ文を使う。根拠を「だれが今持つか」はデータベース（core.sql）が答える。
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kasane.access.domain import Ground
from kasane.kernel.actor import Actor, Role
from kasane.kernel.decision import Decision


class Action(StrEnum):
    """この仕組みで人ができる行為のすべて。"""

    SEE_HOME = "see_home"
    KEEP_DRAFT = "keep_draft"
    SWITCH_POSTING = "switch_posting"
    MANAGE_OWN_SIGN_IN = "manage_own_sign_in"

    FIND_PERSON = "find_person"
    LIST_PEOPLE = "list_people"
    VIEW_PERSON = "view_person"
    REGISTER_PERSON = "register_person"
    CORRECT_PERSON = "correct_person"
    MERGE_PEOPLE = "merge_people"
    VIEW_HOUSEHOLD = "view_household"
    ARRANGE_HOUSEHOLD = "arrange_household"
    PROTECT_ADDRESS = "protect_address"
    EXPORT_PEOPLE = "export_people"

    SHARE_RECORD = "share_record"
    BLOCK_CONFLICT = "block_conflict"
    SEAL_RECORD = "seal_record"
    BREAK_GLASS = "break_glass"
    REVIEW_EMERGENCY = "review_emergency"

    VIEW_AGENCIES = "view_agencies"
    MANAGE_AGENCIES = "manage_agencies"
    VIEW_STAFF = "view_staff"
    MANAGE_STAFF = "manage_staff"
    HAND_OVER = "hand_over"
    IMPORT_DATA = "import_data"

    LIST_CASES = "list_cases"
    VIEW_CASE = "view_case"
    OPEN_CASE = "open_case"
    RECORD_NOTE = "record_note"
    SET_CAUTION = "set_caution"
    HAND_ON_CASE = "hand_on_case"
    ARRANGE_TEAM = "arrange_team"
    REFER_CASE = "refer_case"
    ANSWER_REFERRAL = "answer_referral"
    WATCH_REFERRALS = "watch_referrals"
    CLOSE_CASE = "close_case"
    RECORD_CONSENT = "record_consent"
    WITHDRAW_CONSENT = "withdraw_consent"

    LIST_CONSULTATIONS = "list_consultations"
    VIEW_CONSULTATION = "view_consultation"
    RECEIVE_CONSULTATION = "receive_consultation"
    CORRECT_CONSULTATION = "correct_consultation"
    DECIDE_NEXT_STEP = "decide_next_step"
    MARK_NEAR_MISS = "mark_near_miss"
    REVIEW_NEAR_MISSES = "review_near_misses"

    ANSWER_COORDINATION = "answer_coordination"
    WRITE_APPLICATION = "write_application"
    WRITE_ASSESSMENT = "write_assessment"
    ASK_AGENCY = "ask_agency"
    ANSWER_INFORMATION = "answer_information"

    WRITE_PLAN = "write_plan"
    TABLE_PLAN = "table_plan"
    EVALUATE_PLAN = "evaluate_plan"
    REPORT_PROGRESS = "report_progress"
    LIST_DECISIONS = "list_decisions"
    DECIDE_PLAN = "decide_plan"
    SET_NOTICE = "set_notice"

    CONVENE_CONFERENCE = "convene_conference"
    TABLE_ITEM = "table_item"
    JOIN_CONFERENCE = "join_conference"
    KEEP_MINUTES = "keep_minutes"
    DECIDE_ITEM = "decide_item"
    KEEP_APPOINTMENTS = "keep_appointments"
    EDIT_CONFERENCE_KINDS = "edit_conference_kinds"
    SEE_CIRCLES = "see_circles"
    ANSWER_COOPERATION = "answer_cooperation"
    FINISH_ROLE = "finish_role"
    SEE_NEEDS = "see_needs"
    MOVE_NEED = "move_need"

    MAKE_DOCUMENT = "make_document"
    CORRECT_FORMS = "correct_forms"
    SET_RULES = "set_rules"

    SEARCH_RECORDS = "search_records"

    READ_AUDIT = "read_audit"
    READ_OWN_AUDIT = "read_own_audit"
    SEE_WHO_LOOKED = "see_who_looked"


@dataclass(frozen=True, slots=True)
class Rule:
    """一つの行為の決まり。roles が None なら役割を問わず、grounds が None なら特定の記録に縛られない。"""

    roles: frozenset[Role] | None
    grounds: frozenset[Ground] | None


_WORKERS = frozenset(
    {Role.CONSULTANT, Role.COORDINATOR, Role.OUTREACH, Role.PARTICIPATION, Role.MANAGER, Role.SECRETARIAT, Role.CITY_OFFICER}
)
_ANY_GROUND = frozenset(Ground)
_WRITING = frozenset(g for g in Ground if g.writes)
_ASKED = frozenset({Ground.ASKED})
_INSIDE = frozenset(Ground) - _ASKED
_TEAM = _WRITING - _ASKED
_KEEPERS = frozenset({Ground.RECEIVED, Ground.LEAD, Ground.CITY, Ground.NAMED})
_GUARDIANS = frozenset({Role.PRIVACY_OFFICER})
_CITY = frozenset({Role.CITY_OFFICER})
_CONVENERS = frozenset({Role.SECRETARIAT, Role.COORDINATOR})
_SEATED = frozenset({Ground.CONFERENCE})
_RECEIVERS = frozenset({Role.CONSULTANT, Role.COORDINATOR, Role.OUTREACH, Role.MANAGER, Role.SECRETARIAT})

RULES: dict[Action, Rule] = {
    Action.SEE_HOME: Rule(None, None),
    Action.KEEP_DRAFT: Rule(None, None),
    Action.SWITCH_POSTING: Rule(None, None),
    Action.MANAGE_OWN_SIGN_IN: Rule(None, None),
    Action.FIND_PERSON: Rule(_WORKERS, None),
    Action.LIST_PEOPLE: Rule(_WORKERS, None),
    Action.VIEW_PERSON: Rule(None, _ANY_GROUND),
    Action.REGISTER_PERSON: Rule(_RECEIVERS, None),
    Action.CORRECT_PERSON: Rule(_RECEIVERS, _WRITING),
    Action.MERGE_PEOPLE: Rule(_RECEIVERS, _WRITING),
    Action.VIEW_HOUSEHOLD: Rule(None, _ANY_GROUND),
    Action.ARRANGE_HOUSEHOLD: Rule(_RECEIVERS, _WRITING),
    Action.PROTECT_ADDRESS: Rule(_RECEIVERS | _GUARDIANS, _KEEPERS),
    Action.EXPORT_PEOPLE: Rule(_WORKERS, None),
    Action.SHARE_RECORD: Rule(_RECEIVERS, _KEEPERS),
    Action.BLOCK_CONFLICT: Rule(frozenset({Role.MANAGER}) | _GUARDIANS, _KEEPERS),
    Action.SEAL_RECORD: Rule(frozenset({Role.MANAGER}) | _GUARDIANS, _KEEPERS),
    Action.BREAK_GLASS: Rule(_WORKERS, None),
    Action.REVIEW_EMERGENCY: Rule(_GUARDIANS, None),
    Action.VIEW_AGENCIES: Rule(None, None),
    Action.MANAGE_AGENCIES: Rule(frozenset({Role.ACCOUNT_ADMIN, Role.JOB}), None),
    Action.VIEW_STAFF: Rule(None, None),
    Action.MANAGE_STAFF: Rule(frozenset({Role.ACCOUNT_ADMIN, Role.JOB}), None),
    Action.HAND_OVER: Rule(frozenset({Role.ACCOUNT_ADMIN, Role.MANAGER}), None),
    Action.IMPORT_DATA: Rule(frozenset({Role.ACCOUNT_ADMIN, Role.JOB}), None),
    Action.LIST_CASES: Rule(_WORKERS, None),
    Action.VIEW_CASE: Rule(None, _INSIDE),
    Action.OPEN_CASE: Rule(_RECEIVERS, None),
    Action.RECORD_NOTE: Rule(_WORKERS, _TEAM),
    Action.SET_CAUTION: Rule(_WORKERS, _TEAM),
    Action.HAND_ON_CASE: Rule(_RECEIVERS, _KEEPERS),
    Action.ARRANGE_TEAM: Rule(_RECEIVERS, _KEEPERS),
    Action.REFER_CASE: Rule(_RECEIVERS, _KEEPERS),
    Action.ANSWER_REFERRAL: Rule(_RECEIVERS | {Role.PARTICIPATION}, _ASKED),
    Action.WATCH_REFERRALS: Rule(frozenset({Role.CITY_OFFICER, Role.SECRETARIAT}), None),
    Action.CLOSE_CASE: Rule(_RECEIVERS, _KEEPERS),
    Action.RECORD_CONSENT: Rule(_RECEIVERS, _TEAM),
    Action.WITHDRAW_CONSENT: Rule(_RECEIVERS | {Role.PARTICIPATION}, _TEAM),
    Action.LIST_CONSULTATIONS: Rule(_WORKERS, None),
    Action.VIEW_CONSULTATION: Rule(None, _INSIDE),
    Action.RECEIVE_CONSULTATION: Rule(_RECEIVERS, None),
    Action.CORRECT_CONSULTATION: Rule(_RECEIVERS, _TEAM),
    Action.DECIDE_NEXT_STEP: Rule(_RECEIVERS, _TEAM),
    Action.MARK_NEAR_MISS: Rule(_WORKERS, None),
    Action.REVIEW_NEAR_MISSES: Rule(_WORKERS, None),
    Action.ANSWER_COORDINATION: Rule(frozenset({Role.COORDINATOR}), _ASKED),
    Action.WRITE_APPLICATION: Rule(_RECEIVERS, _TEAM),
    Action.WRITE_ASSESSMENT: Rule(_RECEIVERS, _TEAM),
    Action.ASK_AGENCY: Rule(_RECEIVERS, _TEAM),
    Action.ANSWER_INFORMATION: Rule(_WORKERS, _ASKED),
    Action.WRITE_PLAN: Rule(_RECEIVERS | {Role.PARTICIPATION}, _TEAM),
    Action.TABLE_PLAN: Rule(_RECEIVERS | {Role.PARTICIPATION}, _KEEPERS),
    Action.EVALUATE_PLAN: Rule(_RECEIVERS | {Role.PARTICIPATION}, _TEAM),
    Action.REPORT_PROGRESS: Rule(_WORKERS, _TEAM),
    Action.LIST_DECISIONS: Rule(_CITY, None),
    Action.DECIDE_PLAN: Rule(_CITY, frozenset({Ground.CITY})),
    Action.SET_NOTICE: Rule(_CITY, None),
    Action.CONVENE_CONFERENCE: Rule(_CONVENERS, None),
    Action.TABLE_ITEM: Rule(_CONVENERS | {Role.OUTREACH, Role.PARTICIPATION}, None),
    Action.JOIN_CONFERENCE: Rule(None, _SEATED),
    Action.KEEP_MINUTES: Rule(None, _SEATED),
    Action.DECIDE_ITEM: Rule(_CONVENERS, _SEATED),
    Action.KEEP_APPOINTMENTS: Rule(frozenset({Role.SECRETARIAT}), None),
    Action.EDIT_CONFERENCE_KINDS: Rule(frozenset({Role.SECRETARIAT, Role.ACCOUNT_ADMIN}), None),
    Action.SEE_CIRCLES: Rule(_CONVENERS | _CITY, None),
    Action.ANSWER_COOPERATION: Rule(_WORKERS, None),
    Action.FINISH_ROLE: Rule(_WORKERS | {Role.COMMUNITY}, _TEAM),
    Action.SEE_NEEDS: Rule(_WORKERS | {Role.COMMUNITY, Role.STATISTICIAN}, None),
    Action.MOVE_NEED: Rule(_CONVENERS | {Role.COMMUNITY}, None),
    Action.MAKE_DOCUMENT: Rule(None, _INSIDE),
    Action.CORRECT_FORMS: Rule(frozenset({Role.SECRETARIAT, Role.ACCOUNT_ADMIN}), None),
    Action.SET_RULES: Rule(frozenset({Role.ACCOUNT_ADMIN}), None),
    Action.SEARCH_RECORDS: Rule(_WORKERS, None),
    Action.READ_AUDIT: Rule(frozenset({Role.AUDITOR}), None),
    Action.READ_OWN_AUDIT: Rule(None, None),
    Action.SEE_WHO_LOOKED: Rule(None, _ANY_GROUND),
}


def decide(action: Action, *, by: Actor, held: Iterable[Ground] | None = None) -> Decision:
    """この行為をしてよいか（architecture §5-4）。

    by: 行為者。held: 対象の記録に今持つ根拠（None は、記録がまだ決まっていない段階の判断 = 役割だけを見る）。
    返り値の ground は使った根拠の名前。役割か根拠が足りなければ、何が足りないかを理由に書いて断る。
    """
    rule = RULES[action]
    if rule.roles is not None and not (rule.roles & by.roles):
        wanted = "・".join(sorted(role.label_ja for role in rule.roles))
        return Decision.no(f"この操作は「{wanted}」の役割の人ができます。今の所属の役割ではできません。", "役割")
    if rule.grounds is None or held is None:
        return Decision.yes("今の役割でできる操作です。", "役割")
    used = sorted(rule.grounds & frozenset(held), key=list(Ground).index)
    if not used:
        wanted = "・".join(ground.label_ja for ground in Ground if ground in rule.grounds)
        return Decision.no(f"この記録について「{wanted}」のいずれかの根拠が要ります。", "根拠")
    return Decision.yes(f"{used[0].label_ja}として行えます。", used[0].value)
