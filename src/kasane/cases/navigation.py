"""メニューの項目、見出し、記録の一文、今日の仕事、引継ぎ。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action, decide
from kasane.access.rhythms import DaysRule
from kasane.audit.presenters import presents
from kasane.cases import consent_navigation, duties
from kasane.cases.queries import (
    ReferralLine,
    came_back,
    due_actions,
    keepers_grants,
    overdue_for_city,
    overdue_for_manager,
    silent_cases,
    waiting_for_me,
)
from kasane.cases.registry import doors, register_rhythms, register_tab
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.kernel.wareki import format_wareki
from kasane.people.registry import register_kept_grants, register_person_link
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to

_SENTENCES: Final = {
    "list_cases": "事案の一覧を見た",
    "view_case": "事案を見た",
    "open_case": "事案を開いた",
    "add_person_to_case": "事案に人を加えた",
    "record_note": "経過を書いた",
    "correct_note": "経過を訂正した",
    "narrow_note": "経過を見られる範囲を狭めた",
    "finish_next_action": "次の予定を済みにした",
    "set_caution": "避けるべき関わり方・本人の望みを残した",
    "end_caution": "避けるべき関わり方・本人の望みを取り下げた",
    "hand_on_case": "伴走・主担当の画面を扱った",
    "hand_on_companion": "伴走を引き継いだ",
    "appoint_lead": "主担当を決めた",
    "arrange_team": "支援チームの画面を扱った",
    "add_member": "支援チームに機関を加えた",
    "end_involvement": "機関の関わりを終えた",
    "set_contact_rhythm": "連絡の間隔を決めた",
    "refer_case": "つなぎの画面を扱った",
    "send_referral": "つなぎを送った",
    "recall_referral": "つなぎを取り下げた",
    "answer_referral": "届いたつなぎを読んだ",
    "accept_referral": "つなぎを受け入れた",
    "decline_referral": "つなぎを差し戻した",
    "return_referral": "支援を終えて、もどした",
    "acknowledge_referral": "戻ってきたつなぎを読んだ",
    "hear_referral": "電話や紙で聞いた、つなぎの返事を書いた",
    "watch_referrals": "答えのないつなぎの一覧を見た",
    "lapse_consent": "期間の過ぎた同意による関わりを終えた",
    "move_stage": "事案の段階を動かした",
    "retitle_case": "事案の名前を改めた",
    "close_case": "事案を終結した",
    "reopen_case": "事案を再開した",
}

_DAYS: Final = {
    "contact_default": DaysRule("連絡の途絶えを知らせる間隔（新しい事案の初めの値）"),
    "follow_up_default": DaysRule("終結の後に様子をうかがう間隔（初めの値）"),
    "due_soon": DaysRule("次の予定を、何日前から知らせるか", least=0, most=60),
    "referral_answer": DaysRule("つなぎの返事を待つ日数（期限の初めの値）", most=90),
    "referral_to_manager": DaysRule("期限を何日過ぎたら、受けた機関の管理者に知らせるか", most=90, within="referral_to_city"),
    "referral_to_city": DaysRule("期限を何日過ぎたら、市に知らせるか", most=90),
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    consent_navigation.register()
    register_rhythms(_DAYS)
    desk.register_nav(label="事案", url_name="cases:list", action=Action.LIST_CASES, order=5)
    register_kept_grants(keepers_grants)
    register_person_link(label="この人の事案", url_name="cases:of_person", action=Action.LIST_CASES, order=10)
    register_tab("timeline", "経過", "cases:case", 10)
    register_tab("team", "支援チーム", "cases:team", 15)
    register_tab("referrals", "つなぎ", "cases:referrals", 20)
    desk.register_work(heading="返事を待っているつなぎ（届いたもの）", provider=waiting_letters, order=1)
    desk.register_work(heading="期限の近い次の予定", provider=next_actions, order=2)
    desk.register_work(heading="期限を過ぎたつなぎ（自機関に届いたもの）", provider=late_letters, order=3)
    desk.register_work(heading="答えのないつなぎ（市）", provider=unanswered, order=4, listing="cases:overdue")
    desk.register_waits("cases_waits")
    desk.register_work(heading="戻ってきたつなぎ・依頼", provider=returned_letters, order=2, waits="cases.returned")
    desk.register_work(heading="連絡が途絶えている事案", provider=silent, order=6)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
    duties.register()


def waiting_letters(actor: Actor) -> list[WorkItem]:
    """自機関に届いて、返事を待っているつなぎ。開けば、そこで受け入れられる。受け持つ部屋が別にある種類は、その部屋が出す。"""
    return [
        WorkItem(
            title=f"{one.from_agency}から：{one.purpose}", url=link_to("cases:letter", one.id),
            status="期限を過ぎています" if one.overdue_days else "返事を待っています", kind="overdue" if one.overdue_days else "attention",
            hint=f"返事の期限 {format_wareki(one.answer_by)}",
        )
        for one in waiting_for_me(actor, limit=TAKE, without=_elsewhere())
    ]  # fmt: skip


def returned_letters(actor: Actor) -> list[WorkItem]:
    """送ったつなぎ・依頼のうち、差し戻された・もどされたもの。開けば、理由を読み、次へつなぐか、読んだと記せる。"""
    if not decide(Action.REFER_CASE, by=actor).allowed:
        return []
    return [
        WorkItem(
            title=f"{one.to_agency}から：{one.purpose}", url=link_to("cases:letter", one.id),
            status="差し戻されました" if one.returned_at is None else "もどりました", kind="attention",
            hint=f"{_day_back(one)}　{one.answer if one.returned_at is None else one.outcome}",
        )
        for one in came_back(limit=TAKE)
    ]  # fmt: skip


def _day_back(one: ReferralLine) -> str:
    on = one.returned_on or one.answered_on
    return format_wareki(on) if on else ""


def late_letters(actor: Actor) -> list[WorkItem]:
    """自機関に届いて、期限を過ぎたつなぎ。機関の管理者に出る。"""
    return [
        WorkItem(
            title=f"{one.from_agency}から：{one.purpose}", url=link_to("cases:letter", one.id),
            status=f"{one.overdue_days}日過ぎています", kind="overdue",
            hint=f"返事の期限 {format_wareki(one.answer_by)}。市にも知らせが上がります",
        )
        for one in overdue_for_manager(actor, limit=TAKE, without=_elsewhere())
    ]  # fmt: skip


def unanswered(actor: Actor) -> list[WorkItem]:
    """答えのないつなぎ。市には、機関の名前と日数だけを出す。"""
    if not (actor.has(Role.CITY_OFFICER) or actor.has(Role.SECRETARIAT)):
        return []
    return [
        WorkItem(
            title=f"{one.from_agency} → {one.to_agency}", url=link_to("cases:overdue"), 
            status=f"{one.days}日過ぎています", kind="overdue", hint=f"返事の期限 {format_wareki(one.answer_by)}",
        )
        for one in overdue_for_city(limit=TAKE)
    ]  # fmt: skip


def next_actions(actor: Actor) -> list[WorkItem]:
    """期限の近い次の予定。開くと、その経過のところで「済み」を押せる。"""
    today = clock.today()
    return [
        WorkItem(
            title=one.text, url=f"{link_to('cases:case', one.case_id)}#note-{one.note_id}",
            status="今日まで" if one.due == today else "過ぎています" if one.due < today else "もうすぐ",
            kind="overdue" if one.due < today else "attention", hint=f"{one.number}　{one.title}　{format_wareki(one.due)}まで",
            subject_ids=one.person_ids,
        )
        for one in due_actions(actor, limit=TAKE)
    ]  # fmt: skip


def silent(actor: Actor) -> list[WorkItem]:
    """伴走している事案のうち、決めた間隔を過ぎて連絡のないもの。開くと、経過を書く画面になる。"""
    return [
        WorkItem(
            title=f"{one.number}　{one.title}", url=link_to("cases:note", one.id), 
            status=f"間隔を{one.silent_days}日過ぎています", kind="attention",
            hint=f"最後の連絡 {format_wareki(one.last_contact_on)}" if one.last_contact_on else "まだ連絡の記録がありません",
            subject_ids=one.person_ids,
        )
        for one in silent_cases(actor, take=TAKE)
    ]  # fmt: skip


def _elsewhere() -> tuple[str, ...]:
    """受け持つ部屋が別にある、つなぎの種類。その部屋が自分の見出しで出す。"""
    return tuple(door.kind.value for door in doors())
