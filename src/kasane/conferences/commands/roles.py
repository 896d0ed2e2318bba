"""決まった役割: 会議で決まったことを、秘密の入らない言葉で、受け持つ機関の仕事にする。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.conferences.commands.common import ask
from kasane.conferences.commands.working import ask_naming, item_to_write, keep_names_in, note_act
from kasane.conferences.domain.wording import folded_pieces, may_finish
from kasane.conferences.models import RoleDecided
from kasane.conferences.queries.outside import registered_outside
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned

_NAMED = "名前が入っているか、もう動いた役割です。すること・期限だけを、名前を使わずに書いてください。"


@act(Action.KEEP_MINUTES)
def assign_role(
    *,
    by: Actor,
    item_id: UUID,
    wording: str,
    agency_id: UUID | None = None,
    outside_member_id: UUID | None = None,
    due_on: date | None = None,
) -> UUID:
    """役割を決める。議題の役員だけ。受け持つ機関(または外の構成員)を一つ選ぶ。

    言葉は、会議に出ていない同僚も読むので、議題の人の名前が入っていれば Refused。機関には議題の部屋は開かない(N28)。返り値は役割。
    """
    item, decision = item_to_write(item_id, Action.KEEP_MINUTES, by)
    wording = cleaned("wording", wording, required="受け持つこと(すること)を書いてください。")
    if (agency_id is None) == (outside_member_id is None):
        raise Invalid({"agency_id": "受け持つ機関か、外の構成員を一つ選んでください。"})
    if outside_member_id is not None and outside_member_id not in registered_outside(clock.today()):
        raise NotVisible
    if due_on is not None and due_on < clock.today():
        raise Invalid({"due_on": "期限が過ぎた日になっています。"})
    pieces, role_id = keep_names_in(item, wording), new_id()
    ask(
        "SELECT conferences_assign_role(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [role_id, new_id(), item.id, agency_id, outside_member_id, wording, pieces, due_on, clock.now()],
        refusal="この議題の役割は、今は決められません(議題が終わっているか、閉じた機関です)。",
    )
    note_act("assign_role", item, decision, by)
    return role_id


@act(Action.FINISH_ROLE)
def finish_role(*, by: Actor, role_id: UUID, note: str, version: int) -> None:
    """役割を済みにする。受け持つ機関(外の構成員の役割は、決めた側)が、行ったことを名前を使わずに書く。"""
    row = _role(role_id)
    decision = require(require_access(Action.FINISH_ROLE, row.compartment_id, by=by))
    own = row.agency_id in (None, by.agency_id)
    require(may_finish(own=own, done=row.done_on is not None, cancelled=row.cancelled_reason != ""))
    note = cleaned("note", note, required="行ったことを書いてください。")
    if row.version != version:
        raise Conflict(row, note)
    given = [row.id, note, folded_pieces(note), version, clock.today()]
    ask_naming("finish_role", by, "SELECT conferences_finish_role(%s, %s, %s, %s, %s)", given, refusal=_NAMED)
    journal.record(act="finish_role", by=by, compartment_id=row.compartment_id, ground=decision.ground)


@act(Action.KEEP_MINUTES)
def cancel_role(*, by: Actor, role_id: UUID, reason: str) -> None:
    """役割を取りやめる。議題の役員だけ。理由にも名前は入れない。"""
    row = _role(role_id)
    item, decision = item_to_write(row.item_id, Action.KEEP_MINUTES, by)
    reason = cleaned("reason", reason, required="取りやめる理由を書いてください。")
    require(may_finish(own=True, done=row.done_on is not None, cancelled=row.cancelled_reason != ""))
    ask("SELECT conferences_cancel_role(%s, %s, %s)", [row.id, reason, keep_names_in(item, reason)], refusal=_NAMED)
    note_act("cancel_role", item, decision, by, reason=reason)


def _role(role_id: UUID) -> RoleDecided:
    row = RoleDecided.objects.filter(id=role_id).first()
    if row is None:
        raise NotVisible
    return row
