"""メニューの項目、事案の見出し、今日の仕事、「再開する」の先。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.policy import Action, decide
from kasane.access.rhythms import DaysRule, register_days
from kasane.cases.registry import Cell, Row, register_columns, register_reopening, register_tab
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.plans.models import Rhythm
from kasane.plans.queries import decision_desk
from kasane.plans.queries.evaluation import ends_to_carry_out
from kasane.plans.queries.marks import PlanMark, plan_marks
from kasane.plans.queries.progress import AskLine, monitoring_due, progress_late, progress_waiting
from kasane.plans.queries.screens import approved_plans
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to

_DAYS: Final = {
    "monitoring_soon": DaysRule("モニタリングの時期を、何日前から知らせるか", least=0, most=90),
    "monitoring_to_manager": DaysRule("モニタリングの時期を何日過ぎたら、主担当の機関の管理者にも知らせるか", most=90),
    "progress_answer": DaysRule("進み具合の答えを待つ日数（期限の初めの値）", most=90),
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_days("支援プラン", Rhythm, _DAYS)
    desk.register_nav(label="市の支援決定", url_name="plans:desk", action=Action.LIST_DECISIONS, order=9)
    register_reopening("plans:resuming")
    register_columns(("プラン",), plan_cells)
    register_tab("plans", "支援プラン", "plans:plans", 80)
    desk.register_waits("plans_waits")
    desk.register_work(heading="支援決定を待つプラン", provider=decisions_to_make, order=1, waits="plans.deciding", listing="plans:desk")
    desk.register_work(heading="進み具合を聞かれています", provider=progress_to_report, order=2, waits="plans.asked")
    desk.register_work(heading="会議で了承され、市へ出していないプラン", provider=plans_to_submit, order=3, waits="plans.approved")
    desk.register_work(heading="会議で決まった終結・中断の手続き", provider=ends_to_finish, order=3, waits="plans.ending")
    desk.register_work(heading="プランを見直す時期（モニタリング）", provider=monitorings, order=4, waits="plans.monitoring")
    desk.register_work(heading="期限を過ぎても届かない進み具合", provider=late_reports, order=5, waits="plans.late")


def plan_cells(case_ids: Sequence[UUID]) -> dict[UUID, Row]:
    """事案の一覧の欄: プランごとに、状態、確定の仕方、次のモニタリング(過ぎていれば印)。"""
    today = clock.today()
    return {key: (tuple(cell for one in marks for cell in _said(one, today)),) for key, marks in plan_marks(case_ids).items()}


def _said(one: PlanMark, today: date) -> Iterator[Cell]:
    yield Cell(one.name)
    yield Cell(one.stands, one.tag)
    if one.how:
        yield Cell(one.how)
    if one.due is not None:
        yield Cell(f"次のモニタリング {format_wareki(one.due)}")
        if one.due < today:
            yield Cell("過ぎています", "overdue")


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
            hint=f"{one.outcome.label_ja}　{format_wareki(one.settled_on)}に決まりました　{one.next_lead}",
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
    return [
        _asked(one, link_to("plans:progress", one.request_id), f"{one.from_agency}から　{format_wareki(one.due)}まで")
        for one in progress_waiting(actor, limit=TAKE)
    ]


def late_reports(actor: Actor) -> list[WorkItem]:
    """自分の機関が聞いて、期限を過ぎても届かない進み具合。"""
    return [
        _asked(one, link_to("plans:following", one.plan_id), f"{one.agency}に聞いたもの　期限 {format_wareki(one.due)}")
        for one in progress_late(actor, limit=TAKE)
    ]


def _asked(one: AskLine, url: str, hint: str) -> WorkItem:
    return WorkItem(
        title=f"{one.number}　{one.title}", url=url, status=f"{one.late_days}日過ぎています" if one.late_days else one.how.label_ja,
        kind=one.how.tag, hint=hint, subject_ids=one.person_ids,
    )  # fmt: skip
