"""変える前の文: だれが、いつ、どの行を、何から変えたか。"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.plans.queries.standing import visible_plan

_REVISIONS: Final = """
    SELECT id, row_kind, row_id, version, before, agency_id, recorded_by, recorded_at FROM plans_revision WHERE plan_id = %s
    ORDER BY recorded_at DESC, id DESC LIMIT 500
"""
ROW_KINDS: Final[Mapping[str, str]] = {
    "plan": "頭", "goal": "達成目標", "step": "実施事項", "text": "種別ごとの欄",
    "evaluation": "評価（様式2-2）の頭", "part": "評価の人ごとの欄", "grade": "目標の達成状況",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """変える前の一行。before は列の名前 → 変える前の値。version は変える前の版。"""

    id: UUID
    row_kind: str
    row_id: UUID
    version: int
    before: Mapping[str, Any]
    agency: str
    staff: str
    at: datetime

    @property
    def what(self) -> str:
        """行の種類の言い方。"""
        return ROW_KINDS.get(self.row_kind, self.row_kind)


def revisions_of(plan_id: UUID) -> tuple[RevisionLine, ...]:
    """このプランの変える前の文。新しい順。見えない人の部屋の分は並ばない。見えないプランは NotVisible。"""
    visible_plan(plan_id)
    rows = rows_of(_REVISIONS, [plan_id])
    agencies, staff = agency_names(row[5] for row in rows), posting_names(row[6] for row in rows)
    return tuple(
        RevisionLine(key, kind, row_id, version, json.loads(before), agencies.get(agency, ""), staff.get(by, ""), at)
        for key, kind, row_id, version, before, agency, by, at in rows
    )
