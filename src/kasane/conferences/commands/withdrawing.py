"""同意の取り消しが、会議の共有を同じ取引で止める。"""

from __future__ import annotations

from kasane.access import guarded
from kasane.conferences import registry
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries.ledger import ConsentLine
from kasane.kernel import clock
from kasane.kernel.actor import Actor

_WHY = "同意が取り消された"


def item_withdrawals(*, by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]:
    """取り消された同意に拠る議題の窓を閉じ、その同意に拠る資料の行を取り下げる。だれに伝わっていたかを返す。"""
    rows = guarded.rows(
        "SELECT agency_id, since, what, item_id, member_id FROM conferences_withdraw(%s, %s, %s, %s)",
        [consent.case_id, consent.id, _WHY, clock.now()],
        refusal="この事案を扱う根拠がありません。",
    )
    for _, _, _, item_id, member_id in rows:
        registry.window_closed(item_id, member_id)
    return tuple(SharedWith(agency, since, what) for agency, since, what, _, _ in rows)
