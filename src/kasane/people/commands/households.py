"""支援世帯を組み、世帯員の出入りとつながり(エコマップ)を記録する。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kasane.access.commands import act, open_compartment
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned
from kasane.people.commands.common import check_period, household_to_change, person_to_change, stamp
from kasane.people.commands.indexing import reindex_household
from kasane.people.diagrams.model import Direction, Strength
from kasane.people.domain.codes import Kinship
from kasane.people.domain.household import Stay, may_join, may_leave
from kasane.people.models import Household, Membership, Tie


@act(Action.ARRANGE_HOUSEHOLD)
def form_household(*, by: Actor, label: str, focus_person_id: UUID, since: date | None = None, note: str = "") -> UUID:
    """支援世帯を組む。focus_person_id は続柄の元になる「本人」。世帯は自分の区画を持つ。返り値は世帯の識別子。"""
    person, decision = person_to_change(focus_person_id, Action.ARRANGE_HOUSEHOLD, by=by)
    household_id = new_id()
    room = open_compartment(by=by, kind=Kind.IDENTITY, subject_id=household_id, reason="支援世帯の登録")
    household = Household.objects.create(
        id=household_id, compartment_id=room, label=cleaned("label", label, required="世帯の呼び名を入力してください。"),
        note=cleaned("note", note), **stamp(by),
    )  # fmt: skip
    Membership.objects.create(
        household_id=household_id, person_id=person.id, person_compartment_id=person.compartment_id, relationship=Kinship.SELF.value,
        valid_from=since, compartment_id=room, **stamp(by),
    )  # fmt: skip
    reindex_household(household)
    journal.record(act="form_household", by=by, subjects=[person.id], compartment_id=room, ground=decision.ground)
    return household_id


@act(Action.ARRANGE_HOUSEHOLD)
def join_household(
    *,
    by: Actor,
    household_id: UUID,
    person_id: UUID,
    relationship: Kinship,
    since: date | None = None,
    lives_together: bool = True,
    is_key_person: bool = False,
    is_main_carer: bool = False,
    is_confirmed: bool = True,
) -> UUID:
    """世帯員を加える。世帯とその人の両方を変えられる人だけ。二重の加入と二人目の「本人」は Refused。返り値は世帯員の識別子。"""
    household, decision = household_to_change(household_id, by=by)
    person, _ = person_to_change(person_id, Action.ARRANGE_HOUSEHOLD, by=by)
    require(may_join(_stays(household_id), person_id=person_id, relationship=relationship.value, since=since))
    member = Membership.objects.create(
        household_id=household_id, person_id=person_id, person_compartment_id=person.compartment_id, relationship=relationship.value,
        valid_from=since, lives_together=lives_together, is_key_person=is_key_person, is_main_carer=is_main_carer,
        is_confirmed=is_confirmed, compartment_id=household.compartment_id, **stamp(by),
    )  # fmt: skip
    journal.record(act="join_household", by=by, subjects=[person_id], compartment_id=household.compartment_id, ground=decision.ground)
    return member.id


@act(Action.ARRANGE_HOUSEHOLD)
def leave_household(*, by: Actor, household_id: UUID, membership_id: UUID, on: date) -> None:
    """世帯から抜けた(転出・別居・死亡など)と記録する。加わった日より前と、すでに抜けた人は Refused。"""
    household, decision = household_to_change(household_id, by=by)
    member = Membership.objects.filter(id=membership_id, household_id=household_id).first()
    if member is None:
        raise NotVisible
    require(may_leave(Stay(member.person_id, member.relationship, member.valid_from, member.valid_to), on))
    if not Membership.objects.filter(id=membership_id).update(valid_to=on):
        raise NotVisible
    journal.record(
        act="leave_household", by=by, subjects=[member.person_id], compartment_id=household.compartment_id, ground=decision.ground
    )


@act(Action.ARRANGE_HOUSEHOLD)
def record_tie(
    *,
    by: Actor,
    label: str,
    person_id: UUID | None = None,
    household_id: UUID | None = None,
    agency_id: UUID | None = None,
    is_formal: bool = True,
    strength: Strength = Strength.NORMAL,
    direction: Direction = Direction.NONE,
    note: str = "",
    since: date | None = None,
) -> UUID:
    """つながり(エコマップの線)を記録する。人か世帯のどちらか一方につく。返り値はつながりの識別子。"""
    if (person_id is None) == (household_id is None):
        raise Invalid({"": "人か世帯のどちらか一方を選んでください。"})
    if person_id is not None:
        person, decision = person_to_change(person_id, Action.ARRANGE_HOUSEHOLD, by=by)
        room, subjects = person.compartment_id, [person.id]
    else:
        household, decision = household_to_change(household_id, by=by)  # type: ignore[arg-type]
        room, subjects = household.compartment_id, _member_ids(household.id)
    tie = Tie.objects.create(
        person_id=person_id, household_id=household_id, agency_id=agency_id, compartment_id=room, is_formal=is_formal,
        label=cleaned("label", label, required="つながっている相手を入力してください。"), strength=strength.value,
        direction=direction.value, note=cleaned("note", note), valid_from=since, **stamp(by),
    )  # fmt: skip
    journal.record(act="record_tie", by=by, subjects=subjects, compartment_id=room, ground=decision.ground)
    return tie.id


@act(Action.ARRANGE_HOUSEHOLD)
def end_tie(*, by: Actor, tie_id: UUID, on: date) -> None:
    """つながりが終わったと記録する。見えないつながりは NotVisible。"""
    tie = Tie.objects.filter(id=tie_id).first()
    if tie is None:
        raise NotVisible
    decision = require(require_access(Action.ARRANGE_HOUSEHOLD, tie.compartment_id, by=by))
    check_period(tie.valid_from, on)
    tie.valid_to = on
    tie.save(update_fields=["valid_to"])
    subjects = [tie.person_id] if tie.person_id else _member_ids(tie.household_id) if tie.household_id else []
    journal.record(act="end_tie", by=by, subjects=subjects, compartment_id=tie.compartment_id, ground=decision.ground)


def _stays(household_id: UUID) -> list[Stay]:
    rows = Membership.objects.filter(household_id=household_id).values_list("person_id", "relationship", "valid_from", "valid_to")
    return [Stay(*row) for row in rows]


def _member_ids(household_id: UUID) -> list[UUID]:
    return list(Membership.objects.filter(household_id=household_id).values_list("person_id", flat=True).distinct())
