"""見本の町の世帯を、受け付けた職員として、人のコマンドで記録する。日誌・根拠・版は本物の業務と同じに残る。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from kasane.access.commands import block_holder, grant_access, seal_compartment
from kasane.access.domain import Ground, HolderKind
from kasane.access.session import acting_as
from kasane.demo.load_agencies import Directory
from kasane.demo.values import HouseholdSpec, PersonSpec, ShareSpec
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people import commands as people
from kasane.people.commands.places import PlaceFacts
from kasane.people.commands.protection import Opponent, ProtectionFacts
from kasane.people.domain.codes import Kinship
from kasane.people.models import Condition
from kasane.people.queries.records import visible_household, visible_person

_SEES_SENSITIVE = frozenset({Ground.LEAD, Ground.CONFERENCE, Ground.CONSENT})
"""要配慮の区画まで分ける根拠。チーム・市・法令による提供では、人と世帯の区画だけにする(必要最小限)。"""

_MEMBERS_SINCE = date(2026, 4, 1)


@dataclass(slots=True)
class Recorded:
    """記録した人と世帯の識別子。people は「世帯の符号/人の符号」から引く。"""

    people: dict[str, UUID] = field(default_factory=dict)
    households: dict[str, UUID] = field(default_factory=dict)


def load_household(home: HouseholdSpec, *, town: Directory, done: Recorded, on: date) -> None:
    """一つの世帯を記録する。取引の中で呼ぶ。on は読み込む日(支援措置と根拠の期間を数える)。"""
    by = town.staff[home.taken_by]
    with acting_as(by):
        for person in home.people:
            done.people[f"{home.key}/{person.key}"] = _person(person, by)
        done.households[home.key] = _household(home, done, by)
        _relations_and_ties(home, town, done, by)
        _shares(home, town, done, by)
        _doubts(home, done, by)
        _protection(home, town, done, by, on)
    _denials(home, town, done, by)


def _person(person: PersonSpec, by: Actor) -> UUID:
    person_id = people.register_person(by=by, facts=person.facts)
    for name in person.names:
        people.add_alias(by=by, person_id=person_id, kind=name.kind, text=name.text, kana=name.kana, is_certified=name.certified)
    for place in person.places:
        facts = PlaceFacts(
            place.kind, place.text, postal_code=place.postal_code, area=place.area, note=place.note, valid_from=place.since,
            valid_to=place.until,
        )  # fmt: skip
        people.record_place(by=by, person_id=person_id, facts=facts)
    for condition in person.conditions:
        people.record_condition(by=by, person_id=person_id, kind=condition.kind, text=condition.text, source=condition.source)
    return person_id


def _household(home: HouseholdSpec, done: Recorded, by: Actor) -> UUID:
    focus = next(member.person for member in home.members if member.relationship is Kinship.SELF)
    household_id = people.form_household(
        by=by, label=home.label, focus_person_id=done.people[f"{home.key}/{focus}"], since=_MEMBERS_SINCE, note=home.note
    )
    for member in home.members:
        if member.person != focus:
            people.join_household(
                by=by, household_id=household_id, person_id=done.people[f"{home.key}/{member.person}"], relationship=member.relationship,
                since=_MEMBERS_SINCE, lives_together=member.together, is_key_person=member.key_person, is_main_carer=member.main_carer,
                is_confirmed=member.confirmed,
            )  # fmt: skip
    return household_id


def _relations_and_ties(home: HouseholdSpec, town: Directory, done: Recorded, by: Actor) -> None:
    for relation in home.relations:
        people.relate(
            by=by, person_id=done.people[f"{home.key}/{relation.person}"], other_id=done.people[f"{home.key}/{relation.other}"],
            kind=relation.kind, nature=relation.nature, position=relation.position,
        )  # fmt: skip
    for tie in home.ties:
        people.record_tie(
            by=by, label=tie.label, person_id=done.people[f"{home.key}/{tie.person}"] if tie.person else None,
            household_id=None if tie.person else done.households[home.key], agency_id=town.agencies.get(tie.agency),
            is_formal=tie.formal, strength=tie.strength, direction=tie.direction,
        )  # fmt: skip


def _rooms(home: HouseholdSpec, done: Recorded, *, sensitive: bool) -> list[tuple[UUID, UUID]]:
    """(区画, その持ち主の人)の並び。世帯の区画は本人を持ち主とする。"""
    found = []
    for person in home.people:
        person_id = done.people[f"{home.key}/{person.key}"]
        found.append((visible_person(person_id).compartment_id, person_id))
        if sensitive:
            rooms = Condition.objects.filter(person_id=person_id).values_list("compartment_id", flat=True).distinct()
            found.extend((room, person_id) for room in rooms)
    focus = done.people[f"{home.key}/{home.people[0].key}"]
    return [*found, (visible_household(done.households[home.key]).compartment_id, focus)]


def _shares(home: HouseholdSpec, town: Directory, done: Recorded, by: Actor) -> None:
    for share in home.shares:
        for room, person_id in _rooms(home, done, sensitive=share.ground in _SEES_SENSITIVE):
            _grant(share, room, person_id, town, by)


def _grant(share: ShareSpec, room: UUID, person_id: UUID, town: Directory, by: Actor) -> None:
    grant_access(
        by=by, compartment_id=room, holder_kind=HolderKind.AGENCY, holder_id=town.agencies[share.agency], ground=share.ground,
        valid_to=None if share.days is None else clock.now() + timedelta(days=share.days), reason=share.reason, subject_id=person_id,
    )  # fmt: skip


def _doubts(home: HouseholdSpec, done: Recorded, by: Actor) -> None:
    for person, other, note in home.doubts:
        people.note_unsure_duplicate(by=by, person_id=done.people[f"{home.key}/{person}"], other_id=done.people[other], note=note)


def _protection(home: HouseholdSpec, town: Directory, done: Recorded, by: Actor, on: date) -> None:
    if home.protection is None:
        return
    wanted = home.protection
    agency_staff = [actor.account_id for actor in town.staff.values() if actor.agency_id == by.agency_id and actor != by]
    facts = ProtectionFacts(
        kind=wanted.kind, applied_on=on - timedelta(days=320), valid_from=on - timedelta(days=320), applied_at="かさね市 市民課",
        contact_method="こども家庭センターから電話する。郵便は送らない。",
        opponents=(Opponent(person_id=done.people[wanted.opponent], relationship=wanted.opponent_relationship),),
        together=tuple(done.people[f"{home.key}/{person}"] for person in wanted.together), keepers=agency_staff[:1],
    )  # fmt: skip
    people.protect_address(by=by, person_id=done.people[f"{home.key}/{wanted.person}"], facts=facts)


def _denials(home: HouseholdSpec, town: Directory, done: Recorded, by: Actor) -> None:
    with acting_as(by):
        rooms = _rooms(home, done, sensitive=True) if home.conflicts or home.sealed_because else []
        for login_id, reason in home.conflicts:
            for room, person_id in rooms:
                block_holder(by=by, compartment_id=room, holder_id=town.staff[login_id].account_id, subject_id=person_id, reason=reason)
        if home.sealed_because:
            for room, person_id in rooms:
                seal_compartment(by=by, compartment_id=room, subject_id=person_id, reason=home.sealed_because)
