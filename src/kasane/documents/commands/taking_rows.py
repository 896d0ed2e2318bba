"""行ごとに読み戻す書類(様式2-1・2-2)の取り入れ: 見せて確かめられた差分だけを、画面と同じコマンドで書く。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.cases.queries import case_header
from kasane.documents.commands.taking import TakenIn
from kasane.documents.differences.proposing import proposed
from kasane.documents.rendering.read_back import ReadBack
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Refused

_CHANGED: Final = Decision.no("確かめている間に、記録が変わりました。今の差分を、もう一度確かめてください。", "Excel の取り入れ")


@act(Action.MAKE_DOCUMENT)
def take_in_rows(*, by: Actor, kind: str, case_id: UUID, subject: UUID, read: ReadBack, shown: str) -> TakenIn:
    """見せた差分を書く。shown は見せた差分の指紋で、その後に記録が変わっていれば Refused(何も書かない)。"""
    found = proposed(by=by, kind=kind, case_id=case_id, subject=subject, read=read)
    if found.mark != shown or not found.changes:
        raise Refused(_CHANGED)
    for change in found.changes:
        change.save(by=by)
    header = case_header(case_id, by=by)
    labels = tuple(f"{change.title}：{'・'.join(one.label for one in change.differences)}" for change in found.changes)
    journal.record(
        act="take_in_form", by=by, subjects=header.person_ids, compartment_id=header.compartment_id, reason=f"Excel（{kind}）",
        changed=[change.unit for change in found.changes],
    )  # fmt: skip
    return TakenIn(labels)
