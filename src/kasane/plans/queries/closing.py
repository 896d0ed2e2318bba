"""事案を終結できるか: 会議を待つプラン、会議で決めた主担当への引継ぎ。事案の見える人には、どのプランも見える(見出しは事案の部屋にある)。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import PlanKind, PlanState
from kasane.plans.domain.evaluation import may_close_case
from kasane.plans.domain.states import LIVE
from kasane.plans.queries.plans import number_label

_LIVING: Final = """
    SELECT p.state, count(*) FILTER (WHERE p.state = ANY (%(live)s)),
           max(e.next_lead_agency_id::text) FILTER (WHERE e.outcome = 'close' AND e.state = 'settled' AND e.carried_at IS NULL)
    FROM plans_plan p LEFT JOIN plans_evaluation e ON e.plan_id = p.id AND e.outcome = 'close' AND e.state = 'settled'
    WHERE p.case_id = %(case)s AND p.state <> 'withdrawn' GROUP BY p.state
"""
_HINDERING: Final = """
    SELECT * FROM (
        SELECT p.id, p.kind, p.number, p.state,
            (SELECT e.id FROM plans_evaluation e WHERE e.plan_id = p.id AND e.state <> 'settled' AND p.state = 'final') AS unsettled,
            (SELECT e.id FROM plans_evaluation e WHERE e.plan_id = p.id AND e.outcome = 'close' AND e.state = 'settled'
                AND e.carried_at IS NULL) AS uncarried
        FROM plans_plan p WHERE p.case_id = %(case)s) h
    WHERE h.state = ANY (%(live)s) OR h.uncarried IS NOT NULL ORDER BY h.id
"""


@dataclass(frozen=True, slots=True)
class Hindering:
    """事案の終結をさえぎるプラン一つ。unsettled はまだ決まっていない評価、uncarried は手続きの済んでいない評価。"""

    plan_id: UUID
    kind: PlanKind
    number: int
    state: PlanState
    unsettled: UUID | None
    uncarried: UUID | None

    @property
    def name(self) -> str:
        """プランの呼び名。"""
        return f"{self.kind.label_ja}プラン（{number_label(self.number)}）"


def hindering(case_id: UUID) -> tuple[Hindering, ...]:
    """この事案の終結をさえぎるプラン(作られた順)。さえぎるものがなければ空。"""
    rows = rows_of(_HINDERING, {"case": case_id, "live": [state.value for state in LIVE]})
    return tuple(Hindering(key, PlanKind(kind), number, PlanState(state), *sheets) for key, kind, number, state, *sheets in rows)


def closing_rule(case_id: UUID) -> Decision:
    """この事案を終結できるか(cases.registry に登録する規則)。同じことを引き金 plans_guard_closing が守る。"""
    rows = rows_of(_LIVING, {"case": case_id, "live": [state.value for state in LIVE]})
    pending = next((UUID(lead) for _, _, lead in rows if lead), None)
    names = agency_names([pending]) if pending else {}
    living = {PlanState(state): count for state, count, _ in rows}
    return may_close_case(living, next_lead=names.get(pending, "") if pending else "", lead_taken=pending is None)
