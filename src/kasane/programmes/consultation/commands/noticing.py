"""気づきへの判断を残す。決めるのは職員で、気づきは点数ではない。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, require
from kasane.kernel.text import cleaned
from kasane.programmes.consultation.commands.common import consultation_to_change, people_of, stamp
from kasane.programmes.consultation.models import NoticeDecision
from kasane.programmes.consultation.queries.noticing import notices_of


@act(Action.CORRECT_CONSULTATION)
def decide_notice(*, by: Actor, consultation_id: UUID, code: str, accepted: bool, note: str = "") -> None:
    """気づきが当たっているか、当たらないかを記録する。決め直せて、前の判断も残る。今は出ていない気づきは NotVisible。

    要配慮の文章だけからの気づきへの判断は、要配慮の部屋に置く(気づきの名前だけで、中身が分かってしまうため)。
    """
    row, decision = consultation_to_change(consultation_id, Action.CORRECT_CONSULTATION, by)
    found = next((one for one in notices_of(row, by=by) if one.notice.code == code), None)
    if found is None:
        raise NotVisible
    room = row.compartment_id
    if found.notice.sensitive and row.sensitive_room is not None:
        room = row.sensitive_room
        require(require_access(Action.CORRECT_CONSULTATION, room, by=by))
    NoticeDecision.objects.create(
        consultation_id=row.id, compartment_id=room, code=code, title=found.notice.title, accepted=accepted, note=cleaned("note", note),
        **stamp(by),
    )  # fmt: skip
    journal.record(act="decide_notice", by=by, subjects=people_of(row.id), compartment_id=room, ground=decision.ground)
