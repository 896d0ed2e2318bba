"""事案の一覧に並べる、プランの状態・次のモニタリング・確定の仕方(問いは一つ。事案の数によらない)。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.plans.domain.codes import Finality, Occasion, PlanKind, PlanState
from kasane.plans.domain.states import LIVE
from kasane.plans.queries.plans import number_label, state_label

# 取り下げたもの・引き継いだものは並べない。終わったものは、種別ごとに、動いているものがないときの最後の一つだけ。
_MARKS: Final = """
    SELECT case_id, kind, number, state, occasion, finality, due, period_from, period_to, confirmed_on FROM (
        SELECT p.case_id, p.kind, p.number, p.state, p.occasion, p.finality, p.recorded_at, p.id, p.period_from, p.period_to,
            p.confirmed_on,
            CASE WHEN p.state = 'final' THEN coalesce((SELECT m.next_on FROM plans_monitoring m WHERE m.plan_id = p.id
                ORDER BY m.recorded_at DESC, m.id DESC LIMIT 1), p.monitoring_on) END AS due,
            bool_or(p.state NOT IN ('ended', 'suspended')) OVER kin AS moving,
            row_number() OVER (kin ORDER BY p.recorded_at DESC, p.id DESC) AS place
        FROM plans_plan p WHERE p.case_id = ANY (%s) AND p.state NOT IN ('withdrawn', 'replaced')
        WINDOW kin AS (PARTITION BY p.case_id, p.kind)) q
    WHERE state NOT IN ('ended', 'suspended') OR NOT moving AND place = 1
    ORDER BY recorded_at, id
"""


@dataclass(frozen=True, slots=True)
class PlanMark:
    """一覧の一行に出す、一つのプラン。finality は了承されて決まった確定の仕方、due は次のモニタリング(確定したものだけ)、
    confirmed_on は確定した日(支援決定・確認の日。報告だけのプランは会議で了承された日)。
    """

    kind: PlanKind
    number: int
    state: PlanState
    occasion: Occasion | None
    finality: Finality | None
    due: date | None
    period_from: date | None = None
    period_to: date | None = None
    confirmed_on: date | None = None

    @property
    def name(self) -> str:
        """種別と作成回。"""
        return f"{self.kind.label_ja}（{number_label(self.number)}）"

    @property
    def stands(self) -> str:
        """状態。終結・中断を諮っている間は、それも言う。"""
        return state_label(self.state, self.occasion)

    @property
    def how(self) -> str:
        """確定の仕方(支援決定・支援決定と確認・報告)。会議で了承されるまでは空。"""
        return self.finality.label_ja if self.finality else ""

    @property
    def tag(self) -> str:
        """印の種類: 会議か市を待つものは注意、確定は進行中、ほかはふつう。"""
        return "active" if self.state is PlanState.FINAL else "attention" if self.state in LIVE else "neutral"


def plan_marks(case_ids: Sequence[UUID]) -> dict[UUID, tuple[PlanMark, ...]]:
    """事案 → 今のプラン(作られた順)。見える部屋の分だけ。番号がなければ問わない。"""
    found: dict[UUID, list[PlanMark]] = defaultdict(list)
    for case, kind, number, state, occasion, how, *days in rows_of(_MARKS, [list(case_ids)]) if case_ids else ():
        found[case].append(PlanMark(PlanKind(kind), number, PlanState(state), Occasion.read(occasion), Finality.read(how), *days))
    return {key: tuple(marks) for key, marks in found.items()}
