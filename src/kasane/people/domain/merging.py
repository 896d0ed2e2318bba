"""名寄せの規則: 同じ人の二重の記録を一つにし、間違いなら元に戻す。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.kernel.decision import Decision

_GROUND: Final = "名寄せの運用基準"
MIN_REASON: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """名寄せする人。already_merged は、すでにほかの人に寄せられているか。"""

    person_id: UUID
    already_merged: bool


def may_merge(kept: Candidate, absorbed: Candidate, *, related: bool, open_to_merge: bool, reason: str) -> Decision:
    """名寄せできるか。

    related: 二人のあいだに続柄などの関係が記録されているか(あれば別人のはず)。
    open_to_merge: データベースが、二人とも名寄せしてよい状態と答えたか(伏せるべき事情の有無は理由に出さない)。
    """
    if kept.person_id == absorbed.person_id:
        return Decision.no("同じ記録どうしは名寄せできません。", _GROUND)
    if kept.already_merged or absorbed.already_merged:
        return Decision.no("すでにほかの人に名寄せされた記録です。寄せた先の人を選んでください。", _GROUND)
    if related:
        return Decision.no("二人のあいだに関係が登録されています。別の人でないか確かめ、間違った関係なら先に終わらせてください。", _GROUND)
    if len(reason.strip()) < MIN_REASON:
        return Decision.no("同じ人だと判断した理由を書いてください(例: 生年月日と住所が一致し、本人に確かめた)。", _GROUND)
    if not open_to_merge:
        return Decision.no("この二人は、今は名寄せできません。保護責任者に相談してください。", _GROUND)
    return Decision.yes("名寄せできます。間違いだったときは元に戻せます。", _GROUND)


def may_undo(*, already_undone: bool, merged_further: bool, reason: str) -> Decision:
    """名寄せを元に戻せるか。merged_further: 寄せた先の人が、その後さらにほかの人に寄せられているか。"""
    if already_undone:
        return Decision.no("この名寄せは、すでに元に戻しています。", _GROUND)
    if merged_further:
        return Decision.no("寄せた先の人が、さらにほかの人に名寄せされています。後の名寄せから順に戻してください。", _GROUND)
    if len(reason.strip()) < MIN_REASON:
        return Decision.no("元に戻す理由を書いてください。", _GROUND)
    return Decision.yes("名寄せの前の状態に戻します。", _GROUND)
