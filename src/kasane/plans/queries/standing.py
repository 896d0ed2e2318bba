"""プランが今どこにいるか: 諮れる機会、確定の仕方、手続きの待ち。全部の行から数え、文も名前も引かない。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.plans.domain import Finality, Occasion, PlanFacts, PlanKind, PlanState, Programme
from kasane.plans.models import Plan

_FACTS: Final = """
    SELECT programmes, steps, goals, unexplained, replaced_state, ended, replanned, suspended, waiting, finality, persons
    FROM plans_facts(%s)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """プランの今の事実。persons はこのプランの人(行のある人。なければ本人)。"""

    facts: PlanFacts
    programmes: frozenset[Programme]
    finality: Finality
    waiting: bool
    persons: tuple[UUID, ...]


def visible_plan(plan_id: UUID) -> Plan:
    """今の行為者に見えるプラン。見えない・無いなら NotVisible。"""
    found = Plan.objects.filter(id=plan_id).first()
    if found is None:
        raise NotVisible
    return found


def standing_of(plan: Plan) -> Standing:
    """プランの今の事実。一部の人の部屋しか見えない機関にも、全部の行から数えた同じ答えになる。"""
    found = rows_of(_FACTS, [plan.id])
    if not found:
        raise NotVisible
    programmes, steps, goals, unexplained, replaced, ended, replanned, suspended, waiting, sure, persons = found[0]
    facts = PlanFacts(
        kind=PlanKind(plan.kind), state=PlanState(plan.state), consented=plan.consented, occasion=Occasion.read(plan.occasion),
        replaced_state=PlanState(replaced) if replaced else None, steps=steps, goals=goals, aimed=bool(plan.policy.strip()),
        monitored=plan.monitoring_on is not None, unexplained=unexplained, begun_early=plan.early_start_on is not None,
        decided=bool({"outreach", "participation"} & set(programmes)), ended=ended, replanned=replanned, suspended=suspended,
        unreported=plan.state == PlanState.DRAFT.value and sure == Finality.REPORT.value and not report_is_settled(),
    )  # fmt: skip
    return Standing(facts, frozenset(Programme(one) for one in programmes), Finality(sure), waiting, tuple(persons))


def report_is_settled() -> bool:
    """支援決定の要らないプランの報告を、どの課が受けるかが決まっているか。"""
    return bool(rows_of("SELECT plans_report_is_settled()")[0][0])


def setting(name: str) -> str:
    """今日効いている市の決めごとの値。行がなければ空。"""
    value: str = rows_of("SELECT plans_setting_on(%s, %s)", [name, clock.today()])[0][0]
    return value
