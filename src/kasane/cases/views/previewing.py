"""送る前の一通: 受ける機関に見えるのと同じ値を、打たれた内容から作る。"""

from __future__ import annotations

from uuid import UUID

from kasane.agencies.queries.names import agency_names
from kasane.agencies.queries.register import statute_labels
from kasane.cases.domain import Basis, ReferralFacts, ReferralState
from kasane.cases.queries import ReferralLine, ReferralSheet
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id


def previewed(case_id: UUID, facts: ReferralFacts, *, by: Actor) -> ReferralSheet:
    """まだ送っていない一通。番号は仮のもので、どこにも残らない。"""
    today, sent = clock.today(), ReferralState.SENT
    law = statute_labels(today).get(facts.statute_code, "") if facts.basis is Basis.LAW else ""
    line = ReferralLine(
        id=new_id(), case_id=case_id, kind=facts.kind.value, kind_label=facts.kind.label_ja, state=sent.value, state_label=sent.label_ja,
        from_agency_id=by.agency_id, from_agency=by.agency_name, to_agency_id=facts.to_agency_id,
        to_agency=agency_names([facts.to_agency_id]).get(facts.to_agency_id, ""), sent_on=today, answer_by=facts.answer_by,
        overdue_days=None, purpose=facts.purpose,
    )  # fmt: skip
    return ReferralSheet(
        line=line, compartment_id=new_id(), version=1, summary=facts.summary, explained_label=facts.explained.label_ja,
        agreement_label=facts.agreement.label_ja, agreement_note=facts.agreement_note, accompanied=facts.accompanied,
        accompany_note=facts.accompany_note, basis=facts.basis.value, basis_label=facts.basis.label_ja, basis_note=facts.basis_note,
        statute=law, consent_until=None, opens_persons=facts.person_ids, from_staff=by.name, answer="", answered_at=None, outcome="",
        returned_at=None, case_id=None, case_number="", decisions={}, is_receiver=False,
    )  # fmt: skip
