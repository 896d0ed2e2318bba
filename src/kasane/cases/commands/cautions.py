"""避けるべき関わり方と、本人が望むこと。開いた人・引き継いだ人が最初に読む(mission 8.10)。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.commands.common import case_to_change
from kasane.cases.commands.events import add_event
from kasane.cases.commands.indexing import index_caution
from kasane.cases.domain import CautionKind
from kasane.cases.models import Case, Caution
from kasane.cases.queries.visible import person_ids_of, person_in_case
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, Refused, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned


@act(Action.SET_CAUTION)
def set_caution(*, by: Actor, case_id: UUID, kind: CautionKind, text: str, person_id: UUID | None = None) -> UUID:
    """避けるべき関わり方(または、本人が望むこと)を書く。人を選べばその人の部屋に、選ばなければ事案の部屋に置く。返り値は識別子。"""
    case, _ = case_to_change(case_id, Action.SET_CAUTION, by)
    text = cleaned("text", text, required=f"{kind.label_ja}を書いてください。")
    room = case.compartment_id if person_id is None else person_in_case(case_id, person_id).compartment_id
    decision = require(require_access(Action.SET_CAUTION, room, by=by))
    caution = Caution.objects.create(
        id=new_id(), compartment_id=room, case_id=case_id, person_id=person_id, kind=kind.value, text=text,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    caution.refresh_from_db(fields=["room_kind"])
    index_caution(caution)
    _event(case, caution, "set_caution", by=by, heading=f"{kind.label_ja}を書いた", reason=text)
    _journal("set_caution", caution, decision, by=by)
    return caution.id


@act(Action.SET_CAUTION)
def end_caution(*, by: Actor, case_id: UUID, caution_id: UUID, reason: str) -> None:
    """もう当てはまらない、と記録する。文は残る。理由が要る。"""
    case, _ = case_to_change(case_id, Action.SET_CAUTION, by)
    caution = Caution.objects.filter(id=caution_id, case_id=case_id).first()
    if caution is None:
        raise NotVisible
    decision = require(require_access(Action.SET_CAUTION, caution.compartment_id, by=by))
    if caution.ended_at is not None:
        raise Refused(Decision.no("もう終わっています。", "避けるべき関わり方"))
    caution.ended_reason = cleaned("reason", reason, required="当てはまらなくなった理由を書いてください。")
    caution.ended_at, caution.ended_by = clock.now(), by.posting_id
    caution.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    heading = f"{CautionKind.label_of(caution.kind)}を終えた"
    _event(case, caution, "end_caution", by=by, heading=heading, reason=caution.ended_reason)
    _journal("end_caution", caution, decision, by=by, reason=caution.ended_reason)


def _event(case: Case, caution: Caution, which: str, *, by: Actor, heading: str, reason: str) -> None:
    add_event(
        by, case_id=case.id, room=caution.compartment_id, act=which, value=caution.kind, about=caution.id, heading=heading,
        reason=reason, person_id=caution.person_id,
    )  # fmt: skip


def _journal(which: str, caution: Caution, decision: Decision, *, by: Actor, reason: str = "") -> None:
    subjects = [caution.person_id] if caution.person_id else person_ids_of(caution.case_id)
    journal.record(act=which, by=by, subjects=subjects, compartment_id=caution.compartment_id, ground=decision.ground, reason=reason)
