"""プランの状態の表: どの状態から、何によって、どの状態へ進むか。表にない進み方はない(SQL の plans_* も同じ表に従う)。"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kasane.plans.domain.codes import PlanState

TRANSITIONS: Final[Mapping[PlanState, frozenset[PlanState]]] = MappingProxyType(
    {
        PlanState.DRAFT: frozenset({PlanState.TABLED, PlanState.WITHDRAWN}),
        PlanState.TABLED: frozenset({PlanState.DRAFT, PlanState.APPROVED, PlanState.FINAL, PlanState.WITHDRAWN}),
        PlanState.APPROVED: frozenset({PlanState.FINAL, PlanState.DRAFT, PlanState.WITHDRAWN}),
        PlanState.FINAL: frozenset({PlanState.REPLACED, PlanState.ENDED, PlanState.SUSPENDED}),
        PlanState.SUSPENDED: frozenset({PlanState.REPLACED}),
        PlanState.REPLACED: frozenset(),
        PlanState.ENDED: frozenset(),
        PlanState.WITHDRAWN: frozenset(),
    }
)
"""確定・終結・中断へは、会議(と市の決定)を経る道しかない。中断の後は、再プランで引き継ぐ。"""

WRITABLE: Final = frozenset({PlanState.DRAFT, PlanState.TABLED})
"""行を書ける状態。会議に諮っている間の手直しは、会議の了承に含まれる。了承の後は動かない。"""

LIVE: Final = frozenset({PlanState.TABLED, PlanState.APPROVED, PlanState.FINAL})
"""終わっていないプラン。一つでも残っていれば、事案は終結できない。"""
