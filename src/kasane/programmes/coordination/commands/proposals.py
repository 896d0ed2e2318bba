"""相談の記録の案を、書く人が様式1-2に取り入れる。値は元の記録から読み直し、画面からは受け取らない。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.cases.registry import proposals_of
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, require
from kasane.programmes.coordination.commands.ledger import Entry, append, case_to_assess, locked
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Source
from kasane.programmes.coordination.domain.proposal import ITEM_OF, NOTE, may_take
from kasane.programmes.coordination.domain.values import FactValue
from kasane.programmes.coordination.queries.items import items_on
from kasane.programmes.coordination.queries.ledger import cell_of, facts_in


@act(Action.WRITE_ASSESSMENT)
def take_proposal(*, by: Actor, case_id: UUID, subject: str, ref: UUID) -> UUID:
    """案を事実にする。聞いた機関と日付が付き、確かさは「聞いた(未確認)」。返り値は事実の識別子。

    subject・ref: 案の種類と元の記録。元の記録が見えない・この事案のものでないなら NotVisible。
    欄にもう値がある、様式を書けないなら Refused。
    """
    header, decision = case_to_assess(by, case_id)
    found = next((one for one in proposals_of(case_id) if (one.subject, one.ref) == (subject, ref)), None)
    if found is None or subject not in ITEM_OF:
        raise NotVisible
    item = next((one for one in items_on() if one.key == ITEM_OF[subject]), None)
    if item is None:
        raise NotVisible
    assessment = locked(by, header)
    cell = cell_of(assessment.id, item.key, None)
    now = facts_in([cell]).get(cell)
    require(may_take(written=now is not None and not now.value.is_blank, known=found.code in item.choices))
    source = Source(Origin.AGENCY, found.agency_id, found.as_of, Certainty.REPORTED, NOTE)
    fact = append(by, header, assessment, [Entry(item, None, FactValue(codes=(found.code,)), source)], section=item.section.value)[cell]
    journal.record(
        act="take_proposal", by=by, subjects=[one.person_id for one in header.persons], compartment_id=header.compartment_id,
        ground=decision.ground, changed=[item.key],
    )  # fmt: skip
    return fact
