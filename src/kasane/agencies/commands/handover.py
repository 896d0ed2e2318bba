"""引継ぎ: 去る人に付いているものを一度に後任へ渡し、配属を終わらせる（issue 2-5）。"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.agencies import registry
from kasane.agencies.commands.seats import end_seat
from kasane.agencies.domain import may_succeed, nothing_orphaned
from kasane.agencies.models import HandOver, HandOverLine, Posting
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused, require


@act(Action.HAND_OVER)
def hand_over(*, by: Actor, posting_id: UUID, on: date, successors: Mapping[str, UUID], reason: str) -> UUID:
    """人事異動の引継ぎ: 仕事をすべて後任へ渡し、その日の0時に配属を終わらせる。

    successors: 仕事の種類 → 後任の配属。後任のいない仕事が一つでも残れば、その一覧を理由に断る（何も変わらない）。
    後任は同じ機関の、その日に配属されている人。機関の管理者は自分の機関の人だけ、だれも自分の引継ぎは決められない。
    すでに終わった配属にも行える（決めた後に増えた仕事を渡すため）。
    """
    if on < clock.today():
        raise Invalid({"on": "過ぎた日には引き継げません。今日以後の日を入力してください。"})
    if not reason.strip():
        raise Invalid({"reason": "理由を書いてください（人事異動・退職など）。"})
    leaver = _leaver(by, posting_id)
    loads = registry.loads_of(posting_id, on)
    require(nothing_orphaned(loads, successors))
    heirs = {load.kind: _heir(leaver, successors[load.kind], on) for load in loads}
    record = HandOver.objects.create(posting=leaver, effective_on=on, reason=reason, decided_by=by.posting_id, decided_at=clock.now())
    subjects: list[UUID] = []
    for duty in registry.duties():
        if duty.kind in heirs:
            subjects += duty.pass_to(heirs[duty.kind].id, by=by, posting_id=posting_id, on=on, reason=reason)
    HandOverLine.objects.bulk_create(
        HandOverLine(hand_over=record, kind=load.kind, label=load.label, count=len(load.items), successor=heirs[load.kind])
        for load in loads
    )
    require(nothing_orphaned(registry.loads_of(posting_id, on), {}))
    if leaver.valid_to is None or leaver.valid_to > on:
        end_seat(posting_id=posting_id, on=on, reason=reason)
    journal.record(act="hand_over", by=by, subjects=subjects, reason=reason, changed=[load.kind for load in loads])
    return record.id


def _leaver(by: Actor, posting_id: UUID) -> Posting:
    posting = Posting.objects.select_related("account", "agency").filter(id=posting_id).first()
    if posting is None:
        raise NotVisible
    if posting.account_id == by.account_id:
        raise Refused(Decision.no("自分の引継ぎを自分で決めることはできません。業務管理者か、ほかの管理者に頼んでください。", "職務の分離"))
    if not by.has(Role.ACCOUNT_ADMIN) and posting.agency_id != by.agency_id:
        raise NotVisible
    return posting


def _heir(leaver: Posting, successor_id: UUID, on: date) -> Posting:
    heir = Posting.objects.filter(id=successor_id, account__is_active=True).first()
    if heir is None:
        raise NotVisible
    require(
        may_succeed(
            leaver=leaver.account_id,
            successor=heir.account_id,
            same_agency=heir.agency_id == leaver.agency_id,
            serves_from=heir.valid_from,
            until=heir.valid_to,
            on=on,
        )
    )
    return heir
