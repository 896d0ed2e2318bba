"""事案のプランの一覧と、支援決定をする課。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.plans.domain import Occasion, PlanKind, PlanState

_PLANS: Final = """
    SELECT id, case_id, kind, number, state, occasion, consented, period_from, period_to, monitoring_on, lead_agency_id, confirmed_on,
           ended_on, written_on FROM plans_plan WHERE case_id = %s ORDER BY recorded_at DESC, id DESC
"""
_AGENCIES: Final = (
    "SELECT d.agency_id, a.name FROM plans_deciding_agencies() d JOIN agencies_agency a ON a.id = d.agency_id ORDER BY a.name"
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """一覧の一行。"""

    id: UUID
    case_id: UUID
    kind: PlanKind
    number: int
    state: PlanState
    occasion: Occasion | None
    consented: bool
    period_from: date | None
    period_to: date | None
    monitoring_on: date | None
    lead_agency: str
    confirmed_on: date | None
    ended_on: date | None
    written_on: date

    @property
    def kind_label(self) -> str:
        """種別の言い方。"""
        return self.kind.label_ja

    @property
    def number_label(self) -> str:
        """作成回の言い方。"""
        return number_label(self.number)

    @property
    def state_label(self) -> str:
        """状態の言い方。終結・中断を諮っている間は、それも言う。"""
        return state_label(self.state, self.occasion)


def number_label(number: int) -> str:
    """作成回の言い方(P-03)。"""
    return "初回" if number == 1 else f"第{number - 1}回再プラン"


def state_label(state: PlanState, occasion: Occasion | None) -> str:
    """状態の言い方。"""
    if state is PlanState.FINAL and occasion is not None:
        return f"{state.label_ja}（{'終結' if occasion is Occasion.END else '中断'}を会議に諮っている）"
    return state.label_ja


def plans_of(case_id: UUID) -> tuple[PlanLine, ...]:
    """この事案のプラン。新しい順。見えない事案なら空。"""
    rows = rows_of(_PLANS, [case_id])
    names = agency_names(row[10] for row in rows if row[10])
    return tuple(
        PlanLine(
            id=key, case_id=case, kind=PlanKind(kind), number=number, state=PlanState(state), occasion=Occasion.read(occasion),
            consented=consented, period_from=since, period_to=until, monitoring_on=monitoring, lead_agency=names.get(lead, ""),
            confirmed_on=confirmed, ended_on=ended, written_on=written,
        )
        for key, case, kind, number, state, occasion, consented, since, until, monitoring, lead, confirmed, ended, written in rows
    )  # fmt: skip


def deciding_agencies() -> tuple[tuple[UUID, str], ...]:
    """支援決定をする市の担当者のいる課(番号, 名前)。"""
    return tuple((key, name) for key, name in rows_of(_AGENCIES))
