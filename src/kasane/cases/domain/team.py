"""関わりの規則: 伴走・主担当・支援チーム(mission 1.5)。"""

from __future__ import annotations

from typing import Final

from kasane.cases.domain.codes import PartRole
from kasane.kernel.decision import Decision

_GROUND: Final = "伴走支援"


def may_be_handed(role: PartRole, *, is_open: bool, seated: bool, same: bool, sees_everyone: bool) -> Decision:
    """この機関(この担当)に引き継げるか。

    is_open: 機関が今開いているか。seated: 担当がその機関に今いるか。same: 今と同じ相手か。sees_everyone: 事案の全員の記録を見る根拠を
    すでに持つか。引き継ぐと全員の部屋が職務として開くので、同意や法令の根拠を先に決めていない機関には引き継げない。
    """
    if not is_open:
        return Decision.no(f"閉じた機関です。{role.label_ja}は、今開いている機関に引き継いでください。", _GROUND)
    if not seated:
        return Decision.no("この担当は、今この機関に配属されていません。", _GROUND)
    if same:
        return Decision.no(f"すでに{role.label_ja}です。", _GROUND)
    if not sees_everyone:
        return Decision.no(
            f"この機関には、まだ全員の記録を見る根拠がありません。先に、全員について(要配慮の記録も)根拠を決めてつなぎ、"
            f"受諾されてから{role.label_ja}を引き継いでください。",
            "個人情報保護法69条",
        )
    return Decision.yes("引き継げます。", _GROUND)


def may_add_member(*, own: bool, is_open: bool, seated: bool) -> Decision:
    """支援チームに加えられるか。自分の機関は自分で加えられない(だれも自分に見る根拠を与えない)。"""
    if own:
        return Decision.no("自分の機関を自分で加えることはできません。", "職務の分離")
    if not is_open:
        return Decision.no("閉じた機関です。", _GROUND)
    if not seated:
        return Decision.no("この担当は、今この機関に配属されていません。", _GROUND)
    return Decision.yes("加えられます。", _GROUND)


def may_end(role: PartRole, *, ended: bool) -> Decision:
    """関わりを終わらせてよいか。"""
    if ended:
        return Decision.no("もう終わっている関わりです。", _GROUND)
    if role is PartRole.COMPANION:
        return Decision.no("伴走する人がいない事案は作れません。終わらせる代わりに、ほかの機関(担当)へ引き継いでください。", _GROUND)
    return Decision.yes("終わらせられます。開いていた部屋は今すぐ閉じます。", _GROUND)
