"""市の手続き: 支援決定を求める、決める、差し戻す(seed 001 §6-6(4)、forms §7)。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.text import cleaned, cleaned_facts
from kasane.plans.commands.common import ask, note_act, plan_to_change
from kasane.plans.domain import Part
from kasane.plans.domain.facts import DecisionFacts
from kasane.plans.domain.letters import may_be_common, recipients
from kasane.plans.domain.problems import decision_problems, may_submit
from kasane.plans.queries.deciding import Dossier, dossier
from kasane.plans.queries.letters import names_of, said
from kasane.plans.queries.standing import standing_of

_SENT = "この課には支援決定を求められないか、この機関が見られない人の行があります。"
_DECIDED = "この一件を決める根拠がないか、もう決まっています。"


@act(Action.TABLE_PLAN)
def submit_for_decision(*, by: Actor, plan_id: UUID, agency_id: UUID) -> UUID:
    """市に支援決定を求める。了承されたプランの行の写しが、その課だけの部屋に置かれる。返り値は一件の識別子。

    支援決定の要らないプラン(報告だけ)、了承されていないプラン、市の担当者のいない課は Refused。
    """
    plan, decision = plan_to_change(plan_id, Action.TABLE_PLAN, by)
    now = standing_of(plan)
    require(may_submit(now.facts.state, now.finality, waiting=now.waiting))
    fresh: UUID = ask("SELECT plans_submit(%s, %s, %s)", [plan.id, agency_id, clock.now()], refusal=_SENT)
    note_act("submit_for_decision", plan, decision, by)
    return fresh


@act(Action.DECIDE_PLAN)
def decide_plan(*, by: Actor, decision_id: UUID, facts: DecisionFacts) -> None:
    """支援決定をする。決裁日がプランの確定日になる。決裁日は会議の了承の日から今日まで、文書番号と内容は必ず要る(Invalid)。

    内容と条件は、全員の通知に印字する。だれかの名前か、だれかの行の写しがあれば Invalid(domain/letters.py)。
    その課の市の担当者だけ。もう決まった一件は Refused、見えない一件は NotVisible。
    """
    found = _dossier_to_decide(decision_id, by)
    facts = cleaned_facts(facts)
    if problems := decision_problems(facts, approved_on=found.line.approved_on, today=clock.today()) | _common_problems(found, facts):
        raise Invalid(problems)
    _decide(found, "decided", facts, by)
    _journal("decide_plan", found, by)


@act(Action.DECIDE_PLAN)
def return_plan(*, by: Actor, decision_id: UUID, reason: str) -> None:
    """差し戻す。プランは作成中に戻り、直してからもう一度会議に諮る。理由が要る。"""
    found = _dossier_to_decide(decision_id, by)
    reason = cleaned("reason", reason, required="差し戻す理由を書いてください。")
    _decide(found, "returned", DecisionFacts("", clock.today(), reason), by)
    _journal("return_plan", found, by, reason=reason)


def _common_problems(found: Dossier, facts: DecisionFacts) -> dict[str, str]:
    names, rows = names_of(found), said(found, Part.DECIDE, Part.CHECK)
    to = recipients(said(found, Part.DECIDE), names)
    answers = {name: may_be_common(text, to, rows, names) for name, text in (("content", facts.content), ("conditions", facts.conditions))}
    return {name: answer.reason for name, answer in answers.items() if not answer.allowed}


def _dossier_to_decide(decision_id: UUID, by: Actor) -> Dossier:
    found = dossier(decision_id, by)
    require(found.may)
    return found


def _decide(found: Dossier, result: str, facts: DecisionFacts, by: Actor) -> None:
    given = [found.id, result, facts.document_number, facts.decided_on, facts.content, facts.conditions, facts.draft_text, clock.now()]
    ask("SELECT plans_decide(%s, %s, %s, %s, %s, %s, %s, %s)", given, refusal=_DECIDED)


def _journal(which: str, found: Dossier, by: Actor, *, reason: str = "") -> None:
    journal.record(
        act=which, by=by, subjects=found.person_ids, compartment_id=found.compartment_id, ground=found.may.ground, reason=reason
    )  # fmt: skip
