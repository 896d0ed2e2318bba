"""メニューの項目、事案の見出し、今日の仕事、記録の一文。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action, decide
from kasane.audit.presenters import presents
from kasane.cases.registry import register_tab
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.plans.queries import decision_desk
from kasane.plans.queries.evaluation import ends_to_carry_out
from kasane.plans.queries.progress import AskLine, monitoring_due, progress_late, progress_waiting
from kasane.plans.queries.screens import approved_plans
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to

_SENTENCES: Final = {
    "write_plan": "支援プランを書いた・書く画面を扱った",
    "start_plan": "支援プランを作り始めた",
    "add_goal": "プランに目標を加えた",
    "revise_goal": "プランの目標を直した",
    "withdraw_goal": "プランの目標を取り下げた",
    "add_step": "プランに実施事項を加えた",
    "revise_step": "プランの実施事項を直した",
    "withdraw_step": "プランの実施事項を取り下げた",
    "take_consent": "同意前のプランに、本人の同意を得たことを入れた",
    "explain_plan": "プランを本人に説明した",
    "table_plan": "プランを会議に諮った・諮る画面を扱った",
    "recall_plan": "プランを会議に諮るのを取りやめた",
    "withdraw_plan": "プランを取り下げた",
    "submit_for_decision": "市に支援決定を求めた",
    "list_decisions": "市の支援決定の一覧・書類を見た",
    "decide_plan": "支援決定をした・決裁の画面を扱った",
    "return_plan": "プランを差し戻した",
    "evaluate_plan": "評価・モニタリングの画面を扱った",
    "start_evaluation": "プランの評価を書き始めた",
    "write_evaluation": "プランの評価を書いた",
    "finish_evaluation": "プランの評価を書き終えた",
    "reopen_evaluation": "プランの評価を作成中に戻した",
    "carry_out_end": "会議で決まった終結・中断の手続きをした",
    "ask_progress": "機関に進み具合を聞いた",
    "report_progress": "進み具合を答えた・答える画面を扱った",
    "hold_monitoring": "モニタリングの結果を残した",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_nav(label="市の支援決定", url_name="plans:desk", action=Action.LIST_DECISIONS, order=9)
    register_tab("plans", "支援プラン", "plans:plans", 80)
    desk.register_work(heading="支援決定を待つプラン", provider=decisions_to_make, order=1, listing="plans:desk")
    desk.register_work(heading="進み具合を聞かれています", provider=progress_to_report, order=2)
    desk.register_work(heading="会議で了承され、市へ出していないプラン", provider=plans_to_submit, order=3)
    desk.register_work(heading="会議で決まった終結・中断の手続き", provider=ends_to_finish, order=3)
    desk.register_work(heading="プランを見直す時期（モニタリング）", provider=monitorings, order=4)
    desk.register_work(heading="期限を過ぎても届かない進み具合", provider=late_reports, order=5)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)


def decisions_to_make(actor: Actor) -> list[WorkItem]:
    """市の担当者に、決定を待つプラン。届いた順。"""
    if not decide(Action.LIST_DECISIONS, by=actor).allowed:
        return []
    return [
        WorkItem(
            title=f"{one.from_agency}から：{one.title}", url=link_to("plans:dossier", one.id), status=f"{one.days}日待っています",
            kind="attention", hint=f"{one.finality_label}　{format_wareki(one.arrived_on)}に届きました", subject_ids=one.person_ids,
        )
        for one in decision_desk(actor, limit=TAKE).waiting
    ]  # fmt: skip


def plans_to_submit(actor: Actor) -> list[WorkItem]:
    """会議で了承され、まだ市へ出していない、自機関が作ったプラン。出すまで確定しない。"""
    if not decide(Action.TABLE_PLAN, by=actor).allowed:
        return []
    return [
        WorkItem(
            title=f"{one.number}　{one.title}", url=link_to("plans:plan", one.plan_id), status="市へ出していません", kind="attention",
            hint=f"{one.plan}　会議の了承 {format_wareki(one.approved_on)}", subject_ids=one.person_ids,
        )
        for one in approved_plans(actor, limit=TAKE)
    ]  # fmt: skip


def ends_to_finish(actor: Actor) -> list[WorkItem]:
    """会議で決まったのに、手続き(主担当の引継ぎと、様子をうかがう間隔)の済んでいない終結・中断。"""
    if not decide(Action.HAND_ON_CASE, by=actor).allowed:
        return []
    return [
        WorkItem(
            title=f"{one.number}　{one.title}", url=link_to("plans:carrying_out", one.evaluation_id), status="手続きが済んでいません",
            kind="attention", subject_ids=one.person_ids,
            hint=f"{one.outcome.label_ja}　{format_wareki(one.settled_on)}に決まりました{f'　次の主担当 {one.next_lead}' if one.next_lead else ''}",
        )
        for one in ends_to_carry_out(actor, limit=TAKE)
    ]  # fmt: skip


def monitorings(actor: Actor) -> list[WorkItem]:
    """時期の近い・過ぎたモニタリング。"""
    return [
        WorkItem(
            title=f"{one.number}　{one.title}", url=link_to("plans:following", one.plan_id),
            status=f"{one.late_days}日過ぎています" if one.late_days else one.how.label_ja, kind=one.how.tag,
            hint=f"{one.kind.label_ja}プラン　{format_wareki(one.due)}に見直す", subject_ids=one.person_ids,
        )
        for one in monitoring_due(actor, limit=TAKE)
    ]  # fmt: skip


def progress_to_report(actor: Actor) -> list[WorkItem]:
    """自分の機関に聞かれて、まだ答えていない進み具合。"""
    return [_asked(one, f"{one.from_agency}から　{format_wareki(one.due)}まで") for one in progress_waiting(actor, limit=TAKE)]


def late_reports(actor: Actor) -> list[WorkItem]:
    """自分の機関が聞いて、期限を過ぎても届かない進み具合。"""
    return [_asked(one, f"{one.agency}に聞いたもの　期限 {format_wareki(one.due)}", one.agency_id) for one in progress_late(actor, limit=TAKE)]
