"""足りない資源の台帳の規則。"""

from __future__ import annotations

from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

_GROUND: Final = "社会資源の充足状況の把握と開発"


class NeedState(Coded):
    """台帳の一行の今。"""

    NAMED = "named", "見つかった"
    WORKING = "working", "取り組んでいる"
    MET = "met", "満たされた"
    DROPPED = "dropped", "取り下げた"


TRANSITIONS: Final[dict[NeedState, frozenset[NeedState]]] = {
    NeedState.NAMED: frozenset({NeedState.WORKING, NeedState.MET, NeedState.DROPPED}),
    NeedState.WORKING: frozenset({NeedState.WORKING, NeedState.MET, NeedState.DROPPED}),
    NeedState.MET: frozenset({NeedState.WORKING}),
    NeedState.DROPPED: frozenset({NeedState.WORKING}),
}


def may_move_need(now: NeedState, to: NeedState) -> Decision:
    """台帳を進められるか。取り組みの中身を書き足すときは「取り組んでいる」のまま進める。"""
    if to not in TRANSITIONS[now]:
        return Decision.no(f"「{now.label_ja}」からは「{to.label_ja}」にできません。", _GROUND)
    return Decision.yes(f"「{to.label_ja}」にできます。", _GROUND)
