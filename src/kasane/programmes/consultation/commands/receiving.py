"""相談を受け付ける(社会福祉法106条の4第2項1号)。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act, open_compartment
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid
from kasane.kernel.ids import new_id
from kasane.programmes.consultation.commands.common import checked, columns, people_of, stamp
from kasane.programmes.consultation.commands.continuing import continue_as_case
from kasane.programmes.consultation.commands.correcting import write_sensitive
from kasane.programmes.consultation.commands.indexing import reindex
from kasane.programmes.consultation.commands.subjects import put_subjects
from kasane.programmes.consultation.domain.consultation import CaseChoice, ConsultationFacts, NextStepFacts, SubjectsGiven
from kasane.programmes.consultation.models import Consultation


@act(Action.RECEIVE_CONSULTATION)
def receive_consultation(
    *,
    by: Actor,
    facts: ConsultationFacts,
    subjects: SubjectsGiven | None = None,
    step: NextStepFacts | None = None,
    case: CaseChoice | None = None,
) -> UUID:
    """相談を受け付ける。人の登録・事案を開くことまで、すべて一つの取引で行い、どれかが断られれば何も残らない。

    subjects: だれについての相談か(空なら、だれのことか分からない)。step: 次の一手。case: 事案として続けるときの選び方。
    受けた機関に「受付機関」の根拠がつき、要配慮の文章があれば要配慮の部屋を別に開く。見えない人を指せば NotVisible。返り値は相談の識別子。
    """
    facts, given, step = checked(facts), subjects or SubjectsGiven(), step or NextStepFacts()
    if problems := step.problems(received_on=facts.received_on):
        raise Invalid(problems)
    consultation_id, now = new_id(), clock.now()
    room = open_compartment(by=by, kind=Kind.GENERAL, subject_id=consultation_id, reason="相談の受付")
    row = Consultation.objects.create(
        id=consultation_id, compartment_id=room, agency_id=by.agency_id, posting_id=by.posting_id, state=step.state.value,
        next_step=step.step.value if step.step else "", next_due=step.due, next_note=step.note.strip(), changed_at=now,
        **columns(facts), **stamp(by),
    )  # fmt: skip
    sensitive, _ = write_sensitive(row, facts, "", by)
    put_subjects(row, given, by)
    if step.step is not None and step.step.opens_case:
        continue_as_case(row, step.step, case or CaseChoice(), by)
    reindex(row, sensitive)
    journal.record(
        act="receive_consultation", by=by, subjects=people_of(row.id), compartment_id=room, ground="received",
        changed=[row.channel, row.next_step] if row.next_step else [row.channel],
    )  # fmt: skip
    return row.id
