"""見られる機関を決める: 見せる、やめる、利害関係の遮断、封印。人に関わる区画をまとめて扱う。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kasane.access.commands import act, block_holder, end_grant, grant_access, seal_compartment
from kasane.access.domain import Ground, HolderKind, Kind
from kasane.access.policy import Action
from kasane.access.queries import managed_grants, require_access, rooms_about
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.people.domain.sharing import may_end_sharing
from kasane.people.queries.records import visible_person
from kasane.people.registry import kept_grants

_PERSON_ROOMS = (Kind.IDENTITY, Kind.SENSITIVE)


@act(Action.SHARE_RECORD)
def share_person(
    *, by: Actor, person_id: UUID, agency_id: UUID, ground: Ground, until: datetime | None, with_conditions: bool, reason: str
) -> list[UUID]:
    """ほかの機関に見せる。根拠と理由が要り、終わりの要る根拠には until(この時刻まで、を含まない)も要る。

    with_conditions: 心身・生活の状況(要配慮)も見せるか。すでに同じ根拠で見せている機関には Invalid。返り値は根拠の識別子。
    """
    rooms = _rooms(person_id, Action.SHARE_RECORD, by=by)
    wanted = [Kind.IDENTITY, *([Kind.SENSITIVE] if with_conditions else [])]
    if any(g.holder_id == agency_id and g.ground is ground for g in managed_grants(rooms[Kind.IDENTITY])):
        raise Invalid({"agency": "この機関には、同じ根拠ですでに見せています。"})
    return [
        grant_access(
            by=by, compartment_id=rooms[kind], holder_kind=HolderKind.AGENCY, holder_id=agency_id, ground=ground, valid_to=until,
            reason=reason, subject_id=person_id,
        )
        for kind in wanted if kind in rooms
    ]  # fmt: skip


@act(Action.SHARE_RECORD)
def stop_sharing(*, by: Actor, person_id: UUID, grant_id: UUID, reason: str) -> None:
    """見せるのをやめる。次の一文から見えなくなる。同じ相手・同じ根拠の、要配慮の区画の根拠も一緒に終わる。

    受付機関としての根拠は、だれの記録でもなくなるので、事案の伴走・主担当の根拠は、伴走が見えなくなるので、終わらせられない(Refused)。
    """
    rooms = _rooms(person_id, Action.SHARE_RECORD, by=by)
    given = [(room, grant) for room in rooms.values() for grant in managed_grants(room)]
    chosen = next((grant for _, grant in given if grant.id == grant_id), None)
    if chosen is None:
        raise NotVisible
    ending = [(room, grant) for room, grant in given if (grant.holder_id, grant.ground) == (chosen.holder_id, chosen.ground)]
    require(may_end_sharing(chosen.ground, kept=bool(kept_grants([grant.id for _, grant in ending]))))
    if not reason.strip():
        raise Invalid({"reason": "やめる理由を書いてください。"})
    for room, grant in ending:
        end_grant(by=by, grant_id=grant.id, compartment_id=room, subject_id=person_id, reason=reason)


@act(Action.BLOCK_CONFLICT)
def block_from_person(*, by: Actor, person_id: UUID, account_id: UUID, reason: str) -> None:
    """利害関係のある職員を、この人のすべての区画から遮断する(親族・近隣・加害の疑いなど)。どの根拠にも勝つ。"""
    if account_id == by.account_id:
        raise Invalid({"account": "自分を遮断すると戻せなくなります。ほかの管理者に届け出てください。"})
    for room in _rooms(person_id, Action.BLOCK_CONFLICT, by=by).values():
        block_holder(by=by, compartment_id=room, holder_id=account_id, subject_id=person_id, reason=reason)


@act(Action.SEAL_RECORD)
def seal_person(*, by: Actor, person_id: UUID, reason: str) -> None:
    """この人の記録を封印する。名指しの人だけが見られるようになり、封じた人が最初の名指しになる(職員の家族など)。"""
    for room in _rooms(person_id, Action.SEAL_RECORD, by=by).values():
        seal_compartment(by=by, compartment_id=room, subject_id=person_id, reason=reason)


def _rooms(person_id: UUID, action: Action, *, by: Actor) -> dict[Kind, UUID]:
    person = visible_person(person_id)
    require(require_access(action, person.compartment_id, by=by))
    found = {kind: room for kind, room in rooms_about(person_id).items() if kind in _PERSON_ROOMS}
    return {**found, Kind.IDENTITY: person.compartment_id}
