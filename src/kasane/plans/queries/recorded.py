"""上の部屋が写せるプランの行。今の行為者に見える行だけ(行の守り)。取り下げた行は出さない。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.cases.domain.recorded import Chapter, RecordLine
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.actor import Actor

AT_MOST: Final = 100
_ROWS: Final = """
    SELECT kind, id, heading, text, frequency, person_id, agency_id, recorded_at FROM (
        SELECT 'plan_goal' AS kind, g.id, p.number, '達成目標' AS heading, g.text, '' AS frequency, g.person_id, g.agency_id, g.recorded_at,
               g.position FROM plans_goal g JOIN plans_plan p ON p.id = g.plan_id WHERE p.case_id = %s AND g.withdrawn_at IS NULL
        UNION ALL
        SELECT 'plan_step', s.id, p.number, s.issue, s.content, s.frequency, s.person_id, s.written_agency_id, s.recorded_at, 1000
        FROM plans_step s JOIN plans_plan p ON p.id = s.plan_id WHERE p.case_id = %s AND s.withdrawn_at IS NULL) x
    ORDER BY number DESC, position, recorded_at, id LIMIT %s
"""


def plan_rows(case_id: UUID, by: Actor) -> list[RecordLine]:
    """プランの目標と実施事項(新しい回から)。"""
    return [
        RecordLine(
            kind, key, f"プラン　{heading}", f"{text}（{often}）" if often else text, Chapter.PLAN, Topic.CIRCUMSTANCES, person, agency,
            clock.jst(at).date(),
        )
        for kind, key, heading, text, often, person, agency, at in rows_of(_ROWS, [case_id, case_id, AT_MOST])
    ]  # fmt: skip
