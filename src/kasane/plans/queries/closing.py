"""事案を終結できるか: 会議を待つプラン、会議で決めた主担当への引継ぎ。事案の見える人には、どのプランも見える(見出しは事案の部屋にある)。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import PlanState
from kasane.plans.domain.evaluation import may_close_case
from kasane.plans.domain.states import LIVE

_LIVING: Final = """
    SELECT p.state, count(*) FILTER (WHERE p.state = ANY (%(live)s)),
           max(e.next_lead_agency_id::text) FILTER (WHERE e.outcome = 'close' AND e.state = 'settled' AND e.carried_at IS NULL)
    FROM plans_plan p LEFT JOIN plans_evaluation e ON e.plan_id = p.id AND e.outcome = 'close' AND e.state = 'settled'
    WHERE p.case_id = %(case)s AND p.state <> 'withdrawn' GROUP BY p.state
"""


def closing_rule(case_id: UUID) -> Decision:
    """この事案を終結できるか(cases.registry に登録する規則)。同じことを引き金 plans_guard_closing が守る。"""
    rows = rows_of(_LIVING, {"case": case_id, "live": [state.value for state in LIVE]})
    pending = next((UUID(lead) for _, _, lead in rows if lead), None)
    names = agency_names([pending]) if pending else {}
    living = {PlanState(state): count for state, count, _ in rows}
    return may_close_case(living, next_lead=names.get(pending, "") if pending else "", lead_taken=pending is None)
