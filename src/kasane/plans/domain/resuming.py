"""再開の規則: 元の支援チームのうち、だれがそのまま戻れるか(seed 001「状況が変われば速やかに再開する」、ADR 0006)。

戻れるのは、根拠が今も立つ機関だけ。同意は人ごとに見るので、同じ機関でも、同意の続いている人の分だけが開く。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.cases.domain import Basis
from kasane.kernel.decision import Decision

GROUND: Final = "速やかな再開（重層的支援体制整備事業）"
CONSENT_GROUND: Final = "個人情報保護法69条2項1号（本人の同意）"
LAW_GROUND: Final = "個人情報保護法69条"


@dataclass(frozen=True, slots=True)
class Former:
    """元の関わりの一つについて、戻れるかを決める事実。

    is_open: 機関が今開いているか。here: 今も(ほかの根拠で)関わっているか。consents: 見ていた人 → 今の同意の答え。
    restated: 法令の根拠を、条文と理由を書いて改めて決めたか。
    """

    own: bool
    is_open: bool
    here: bool
    basis: Basis
    consents: Mapping[UUID, Decision]
    restated: bool = False


def may_return(former: Former) -> Decision:
    """この機関が戻れるか。戻れないときは、どの根拠がどうなったかと、次に何をすればよいかを言う。"""
    if former.own:
        return Decision.no("自分の機関です（再開した機関として、すでに関わっています）。", GROUND)
    if former.here:
        return Decision.no("今も関わっています。", GROUND)
    if not former.is_open:
        return Decision.no("閉じた機関です。代わりの機関を、支援チームに加えてください。", GROUND)
    if former.basis is Basis.LAW:
        if former.restated:
            return Decision.yes("法令の根拠を改めて決めたので、戻れます。", LAW_GROUND)
        return Decision.no(
            "法令による提供は、そのときの必要で決めたものなので、そのまま続けられません。今の条文と理由を書けば、いっしょに戻れます。",
            LAW_GROUND,
        )
    if former.basis is Basis.CONSENT and not any(one.allowed for one in former.consents.values()):
        why = next((one.reason for one in former.consents.values()), "本人の同意がありません。")
        return Decision.no(f"{why}本人にもう一度確かめてから、支援チームに加えてください。", CONSENT_GROUND)
    return Decision.yes("元の根拠が今も立つので、戻れます。", CONSENT_GROUND if former.basis is Basis.CONSENT else GROUND)


def persons_standing(former: Former) -> tuple[UUID, ...]:
    """戻ったときに部屋が開く人: 同意なら、今も同意の続いている人だけ。法令なら、見ていた人の全員。"""
    if former.basis is Basis.OWN:
        return ()
    return tuple(person for person, decision in former.consents.items() if former.basis is Basis.LAW or decision.allowed)


def persons_lapsed(former: Former) -> dict[UUID, str]:
    """前は見ていたが、同意が続いていない人と、その理由。"""
    if former.basis is not Basis.CONSENT:
        return {}
    return {person: decision.reason for person, decision in former.consents.items() if not decision.allowed}
