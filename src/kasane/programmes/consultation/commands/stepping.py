"""次の一手を決め、済ませる(mission 1.3)。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.text import cleaned
from kasane.programmes.consultation.commands.common import consultation_to_change, people_of, rewrite, stamp
from kasane.programmes.consultation.commands.continuing import continue_as_case
from kasane.programmes.consultation.commands.indexing import reindex
from kasane.programmes.consultation.domain.codes import NextStep, State
from kasane.programmes.consultation.domain.consultation import CaseChoice, NextStepFacts
from kasane.programmes.consultation.domain.stepping import may_finish, may_keep
from kasane.programmes.consultation.queries.letters import is_unsent


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
    values: dict[str, Any] = {"next_step": step.step.value, "next_due": step.due, "next_note": cleaned("next_note", step.note)}
    if row.next_step != step.step.value:
        values["letter_kept"] = False
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
    """次の一手を済ませ、この相談を終える(事案になっていれば、続きは事案で行う)。続いていない相談と、
    つなぎをまだ送っていない相談は Refused。返り値は新しい版。
    """
    row, decision = consultation_to_change(consultation_id, Action.DECIDE_NEXT_STEP, by, version)
    require(may_finish(State(row.state), unsent=is_unsent(row.id)))
    row.state, row.version = State.DONE.value, row.version + 1
    row.save(update_fields=["state", "version"])
    journal.record(act="finish_next_step", by=by, subjects=people_of(row.id), compartment_id=row.compartment_id, ground=decision.ground)
    return row.version


@act(Action.DECIDE_NEXT_STEP)
def keep_next_step(*, by: Actor, consultation_id: UUID, version: int) -> int:
    """アウトリーチ・連携を、つなぎを送らず自機関で行うと記す。今日の仕事の「まだ送っていないつなぎ」から消え、履歴に残る。

    ほかの一手・もう送った一手は Refused、version が合わなければ Conflict。返り値は新しい版。
    """
    row, decision = consultation_to_change(consultation_id, Action.DECIDE_NEXT_STEP, by, version)
    require(may_keep(NextStep.read(row.next_step), unsent=is_unsent(row.id)))
    rewrite(row, {"letter_kept": True}, stamped=stamp(by), reason="自機関で行うと記した")
    journal.record(act="keep_next_step", by=by, subjects=people_of(row.id), compartment_id=row.compartment_id, ground=decision.ground)
    return row.version
