"""支援プランの試験の道具: コマンドだけを使って、同意・プラン・説明・会議・市の決定までを進める。

CSW(csw)が長男(本人)と母の事案を持つ。会議の結論(plans_approve)はアプリの役割では呼べないので、会議の関数が出席を確かめた後と
同じように呼べる間だけ、fixture の meeting が所有者として道を開ける。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from cases.cases_town import agrees, as_, days, opened

from kasane.access import guarded
from kasane.cases.models import CasePerson
from kasane.consent.domain.codes import Method
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id
from kasane.plans import commands
from kasane.plans.domain import MeetingOutcome, Notice, Occasion, PlanKind, Programme, Who
from kasane.plans.domain.facts import DecisionFacts, ExplanationFacts, HeadFacts, StepFacts
from kasane.plans.domain.notice import NoticeFacts
from kasane.plans.models import Plan

APPROVE: Final = "SELECT plans_approve(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class World:
    """事案、長男(本人)、母。"""

    case_id: UUID
    son: UUID
    mother: UUID


def household(by: Actor, *shared: UUID) -> World:
    """同意のある事案: 長男と母が、それぞれ shared の機関と市に伝えてよいと言った。"""
    case_id, (son, mother) = opened(by, "髙﨑 𠮷男", "髙﨑 ハナ")
    for person in (son, mother):
        agrees(by, case_id, person, *(shared or (by.agency_id,)))
    return World(case_id, son, mother)


def step(programme: Programme = Programme.OTHER, **rest: Any) -> StepFacts:
    """実施事項の一行。"""
    given: dict[str, Any] = {"who": Who.SELF, "content": "週に一度、散歩する", "issue": "外に出ていない", "frequency": "週1回"}
    return StepFacts(programme=programme, **(given | rest))


def head(**rest: Any) -> HeadFacts:
    """頭の欄。"""
    given: dict[str, Any] = {
        "hope": "静かに暮らしたい", "long_goal": "人と話せる場がある", "policy": "本人の歩みに合わせる", "monitoring_on": days(90),
        "period_from": clock.today(), "period_to": days(180),
    }  # fmt: skip
    return HeadFacts(**(given | rest))


def explained(by: Actor, plan_id: UUID, *people: UUID, agreed: bool = True) -> None:
    """本人に説明し、同意を得る。"""
    for person in people:
        facts = ExplanationFacts(explained_on=clock.today(), agreed=agreed, method=Method.SIGNED, paper_kept=True)
        commands.explain_plan(by=by, plan_id=plan_id, person_id=person, facts=facts)


def written(
    by: Actor, world: World, *programmes: Programme, kind: PlanKind = PlanKind.COORDINATION, consented: bool = True,
    replaces: UUID | None = None,
) -> UUID:  # fmt: skip
    """会議に諮れるところまで書いたプラン: 長男の目標、長男の行(事業ごと)、モニタリングの時期、説明。"""
    plan_id = commands.start_plan(by=by, case_id=world.case_id, kind=kind, consented=consented, replaces=replaces)
    commands.write_plan(by=by, plan_id=plan_id, version=1, facts=head())
    commands.add_goal(by=by, plan_id=plan_id, person_id=world.son, text="鉄道模型の話がしたい")
    for programme in programmes or (Programme.OTHER,):
        commands.add_step(by=by, plan_id=plan_id, person_id=world.son, facts=step(programme))
    if consented:
        explained(by, plan_id, world.son)
    return plan_id


def approve(
    by: Actor, plan_id: UUID, occasion: Occasion, *, outcome: MeetingOutcome = MeetingOutcome.APPROVED, consent_kind: bool | None = None,
    on: date | None = None, item: UUID | None = None,
) -> None:  # fmt: skip
    """会議の結論を写す(fixture の meeting を使う試験だけ)。"""
    with as_(by):
        consented = Plan.objects.get(id=plan_id).consented if consent_kind is None else consent_kind
        given = [
            plan_id,
            occasion.value,
            "layered_conference" if consented else "support_conference",
            consented,
            new_id(),
            item or new_id(),
        ]
        guarded.ask(APPROVE, [*given, outcome.value, on or clock.today(), clock.now()], refusal="会議の結論を写せない")


def tabled(by: Actor, plan_id: UUID, occasion: Occasion = Occasion.ESTABLISH) -> UUID:
    """会議に諮る。"""
    commands.table_plan(by=by, plan_id=plan_id, occasion=occasion)
    return plan_id


def decision_facts(**rest: Any) -> DecisionFacts:
    """支援決定。"""
    given: dict[str, Any] = {"document_number": "福総第123号", "decided_on": clock.today(), "content": "アウトリーチを6か月行う"}
    return DecisionFacts(**(given | rest))


APPEAL: Final = "この決定に不服があるときは、知った日の翌日から三か月以内に、市長に審査請求ができます。"


def appeal_settled(by: Actor, needed: Notice = Notice.NEEDED, words: str = APPEAL) -> int:
    """市が教示を定める。返り値は、教示の入った一件の数。"""
    return commands.set_notice(by=by, facts=NoticeFacts(needed, words, "総務課法制係の回答"))


def state(plan_id: UUID, by: Actor) -> str:
    """この人から見た、プランの状態。"""
    with as_(by):
        return Plan.objects.get(id=plan_id).state


def room_of(by: Actor, world: World, person: UUID) -> UUID:
    """人の部屋。"""
    with as_(by):
        return CasePerson.objects.get(case_id=world.case_id, person_id=person).compartment_id
