"""同意の撤回が及ぼすこと: 同意の部屋から、同じ取引の中で呼ばれる。"""

from __future__ import annotations

from kasane.access import guarded
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries.ledger import ConsentLine
from kasane.kernel import clock
from kasane.kernel.actor import Actor

_WHY = "本人が同意を取り消したため"
_REFUSAL = "この同意で開いている記録を閉じる根拠がありません。"


def withdraw_effects(*, by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]:
    """この同意によるものを今すぐ終わらせる: 開いていた部屋、答えを待っているつなぎ、ほかに支えのない関わり。

    返り値は、どの機関が・いつから・何を見ていたか。事案に書けない人が呼べば Refused(撤回の記録も残らない)。
    """
    rows = guarded.rows(
        "SELECT agency_id, since, what FROM cases_withdraw(%s, %s, %s)",
        [consent.id, _WHY, clock.now()],
        refusal=_REFUSAL,
        ground="本人同意",
    )
    return tuple(SharedWith(agency_id, since, what) for agency_id, since, what in rows)
