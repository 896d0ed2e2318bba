"""支援ケース一覧に並べる、事案ごとの申込日とスクリーニングの結果(問いは二つ。事案の数によらない)。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.register import labels
from kasane.kernel.wareki import format_wareki

_APPLIED: Final = "SELECT case_id, min(applied_on) FROM coordination_application WHERE case_id = ANY (%s) GROUP BY case_id"
_SCREENED: Final = """
    SELECT DISTINCT ON (a.case_id) a.case_id, f.codes FROM coordination_assessment a
    JOIN coordination_fact f ON f.assessment_id = a.id AND f.item_key = 'I-02' WHERE a.case_id = ANY (%s) ORDER BY a.case_id, f.number DESC
"""


@dataclass(frozen=True, slots=True)
class CaseMarks:
    """一つの事案の、申込日とスクリーニングの結果。まだなら空。"""

    applied_on: str
    screening: str


def case_marks(case_ids: Sequence[UUID]) -> dict[UUID, CaseMarks]:
    """事案 → 申込日(最初の一人の)とスクリーニングの結果。見える部屋の分だけ。"""
    wanted = list(case_ids)
    if not wanted:
        return {}
    applied: dict[UUID, date] = dict(rows_of(_APPLIED, [wanted]))
    names = labels("assessment_screening")
    screened = {case: "、".join(names.get(code, code) for code in codes) for case, codes in rows_of(_SCREENED, [wanted])}
    return {
        key: CaseMarks(format_wareki(on) if (on := applied.get(key)) else "", screened.get(key, ""))
        for key in dict.fromkeys([*applied, *screened])
    }
