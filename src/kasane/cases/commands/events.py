"""できごとの行を経過に残す。事案の部屋の外(同意など)のコマンドも、これを使って経過に残せる。"""

from __future__ import annotations

from uuid import UUID

from kasane.cases.models import Note
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id


def add_event(
    by: Actor, *, case_id: UUID, room: UUID, act: str, heading: str, reason: str, value: str = "", about: UUID | None = None,
    person_id: UUID | None = None,
) -> None:  # fmt: skip
    """できごとを一行残す。act は符号、value は新しい状態の符号、about は対象の番号。書けない部屋には残せない(データベースが断る)。"""
    Note.objects.create(
        id=new_id(), compartment_id=room, case_id=case_id, agency_id=by.agency_id, recorded_at=clock.now(), recorded_by=by.posting_id,
        kind="event", act=act, value=value, about_id=about, happened_on=clock.today(), title=heading, fact=reason, person_id=person_id,
    )  # fmt: skip
