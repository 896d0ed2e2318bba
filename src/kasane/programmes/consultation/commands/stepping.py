"""次の一手を決め、済ませる(mission 1.3)。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, Refused
from kasane.kernel.text import cleaned
from kasane.programmes.consultation.commands.common import consultation_to_change, people_of, rewrite, stamp
from kasane.programmes.consultation.commands.continuing import continue_as_case
from kasane.programmes.consultation.commands.indexing import reindex
from kasane.programmes.consultation.domain.codes import State
from kasane.programmes.consultation.domain.consultation import CaseChoice, NextStepFacts


@act(Action.DECIDE_NEXT_STEP)
def decide_next_step(*, by: Actor, consultation_id: UUID, version: int, step: NextStepFacts, case: CaseChoice | None = None) -> int:
    """次の一手と期日を決める・決め直す。前の一手は履歴に残る。事案として続ける一手なら、事案を開くか、開いている事案に加える。

    version が合わなければ Conflict、期日と一手が合わなければ Invalid。返り値は新しい版。
    """
    row, decision = consultation_to_change(consultation_id, Action.DECIDE_NEXT_STEP, by, version)
    if step.step is None:
        raise Invalid({"next_step": "次の一手を選んでください。"})
    if problems := step.problems(received_on=row.received_on):
        raise Invalid(problems)
    if step.step.opens_case:
        continue_as_case(row, step.step, case or CaseChoice(), by)
    values = {"next_step": step.step.value, "next_due": step.due, "next_note": cleaned("next_note", step.note)}
    row.state = step.state.value
    if not rewrite(row, values, stamped=stamp(by), reason="次の一手を決めた"):
        row.save(update_fields=["state"])
    reindex(row)
    journal.record(
        act="decide_next_step", by=by, subjects=people_of(row.id), compartment_id=row.compartment_id, ground=decision.ground,
        changed=[step.step.value],
    )  # fmt: skip
    return row.version


@act(Action.DECIDE_NEXT_STEP)
def finish_next_step(*, by: Actor, consultation_id: UUID, version: int) -> int:
    """次の一手を済ませ、この相談を終える(事案になっていれば、続きは事案で行う)。続いていない相談は Refused。返り値は新しい版。"""
    row, decision = consultation_to_change(consultation_id, Action.DECIDE_NEXT_STEP, by, version)
    if row.state != State.ACTIVE.value:
        raise Refused(Decision.no("次の一手が続いている相談だけを終えられます。先に次の一手を決めてください。", "相談の記録"))
    row.state, row.version = State.DONE.value, row.version + 1
    row.save(update_fields=["state", "version"])
    journal.record(act="finish_next_step", by=by, subjects=people_of(row.id), compartment_id=row.compartment_id, ground=decision.ground)
    return row.version
