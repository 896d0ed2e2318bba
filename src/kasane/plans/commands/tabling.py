"""本人に説明する、会議に諮る、諮るのを取りやめる、取り下げる。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.cases.queries.visible import person_in_case
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts
from kasane.plans.commands.common import ask, note_act, plan_to_change, written
from kasane.plans.domain import Occasion, PlanState, may_explain, may_recall, may_table, may_withdraw
from kasane.plans.domain.facts import ExplanationFacts
from kasane.plans.domain.problems import explanation_problems
from kasane.plans.models import Explanation
from kasane.plans.queries.standing import standing_of


@act(Action.WRITE_PLAN)
def explain_plan(*, by: Actor, plan_id: UUID, person_id: UUID, facts: ExplanationFacts) -> UUID:
    """本人への説明と同意(申込)を残す(P-16)。一人ずつ、追記だけで、最後の一件が今の答えになる。返り値は識別子。"""
    plan, _ = plan_to_change(plan_id, Action.WRITE_PLAN, by)
    require(may_explain(PlanState(plan.state)))
    room = person_in_case(plan.case_id, person_id).compartment_id
    decision = require(require_access(Action.WRITE_PLAN, room, by=by))
    facts = cleaned_facts(facts)
    if problems := explanation_problems(facts, today=clock.today()):
        raise Invalid(problems)
    row = Explanation(
        id=new_id(), compartment_id=room, plan=plan, person_id=person_id, agency_id=by.agency_id, explained_on=facts.explained_on,
        agreed=facts.agreed, method=facts.method.value, given_by=facts.given_by.value, proxy_name=facts.proxy_name,
        proxy_reason=facts.proxy_reason, paper_kept=facts.paper_kept, note=facts.note, plan_version=plan.version,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    with written():
        row.save(force_insert=True)
    note_act("explain_plan", plan, decision, by, person_id=person_id, room=room)
    return row.id


@act(Action.TABLE_PLAN)
def table_plan(*, by: Actor, plan_id: UUID, occasion: Occasion) -> None:
    """会議に諮る(策定・再プラン・終結・中断)。揃っていないもの・もう諮っているものは、理由つきの Refused。"""
    plan, decision = plan_to_change(plan_id, Action.TABLE_PLAN, by)
    require(may_table(standing_of(plan).facts, occasion))
    ask("SELECT plans_table(%s, %s, %s)", [plan.id, occasion.value, clock.now()])
    note_act("table_plan", plan, decision, by)


@act(Action.TABLE_PLAN)
def recall_plan(*, by: Actor, plan_id: UUID, reason: str) -> None:
    """会議に諮るのを取りやめる。諮る前の状態に戻る。会議で決まった後は Refused。"""
    plan, decision = plan_to_change(plan_id, Action.TABLE_PLAN, by)
    reason = cleaned("reason", reason, required="取りやめる理由を書いてください。")
    require(may_recall(standing_of(plan).facts))
    ask("SELECT plans_recall(%s, %s, %s)", [plan.id, reason, clock.now()])
    note_act("recall_plan", plan, decision, by, reason=reason)


@act(Action.TABLE_PLAN)
def withdraw_plan(*, by: Actor, plan_id: UUID, reason: str) -> None:
    """プランを取り下げる。書いたことは残る。確定したプラン、市の決定を待つプランは Refused。"""
    plan, decision = plan_to_change(plan_id, Action.TABLE_PLAN, by)
    reason = cleaned("reason", reason, required="取り下げる理由を書いてください。")
    now = standing_of(plan)
    require(may_withdraw(now.facts.state, waiting=now.waiting))
    ask("SELECT plans_withdraw(%s, %s, %s)", [plan.id, reason, clock.now()])
    note_act("withdraw_plan", plan, decision, by, reason=reason)
