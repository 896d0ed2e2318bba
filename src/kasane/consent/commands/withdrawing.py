"""同意を取り消す。同じ取引の中で、その同意にもとづく共有がすべて終わる。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.consent import registry
from kasane.consent.domain.recording import may_withdraw
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.models import Consent
from kasane.consent.queries.ledger import act_of, visible_consent
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, require
from kasane.kernel.text import cleaned


@act(Action.WITHDRAW_CONSENT)
def withdraw_consent(*, by: Actor, consent_id: UUID, reason: str = "") -> tuple[SharedWith, ...]:
    """同意を取り消す。今すぐ効き、その同意にもとづく共有は同じ取引で終わる。理由はなくてよい。

    返り値は、だれに、いつから、何が伝わっていたか(本人への説明に使う)。見えなければ NotVisible、断り・取り消し済みは Refused。
    """
    seen = visible_consent(consent_id)
    decision = require(require_access(Action.WITHDRAW_CONSENT, seen.room_id, by=by))
    row = Consent.objects.select_for_update(of=("self",)).filter(id=consent_id).first()
    if row is None:
        raise NotVisible
    require(may_withdraw(act_of(row)))
    row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = clock.now(), by.posting_id, cleaned("reason", reason)
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    journal.record(
        act="withdraw_consent", by=by, subjects=[row.person_id], compartment_id=row.compartment_id, ground=decision.ground,
        reason=row.withdrawal_reason, changed=[row.kind],
    )  # fmt: skip
    return registry.withdrawn(by=by, consent=visible_consent(consent_id))
