"""見本の町の記録: 業務のコマンドを通り、日誌と根拠が残り、見えてはならない人には見えない。"""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection

from kasane.access import queries as access
from kasane.access.domain import Ground
from kasane.agencies.models import Agency, Area, Base, ExistingBody, OutsideMember, Posting
from kasane.agencies.registry import loads_of
from kasane.audit.models import JournalEntry
from kasane.demo import load
from kasane.kernel import clock
from kasane.people.models import Condition, DuplicateDoubt, Household, Membership, Person, Place, ProtectedPlace, Relation, SearchKey, Tie
from kasane.people.queries import find_people, household_overview

pytestmark = pytest.mark.django_db

NEIGHBOUR = "station-south.2"
"""隣人: 同じ役割で、この世帯には関わっていない南かさねステーションの職員。"""


def test_everything_drafted_is_recorded(standing):
    town = standing.town
    assert standing.loaded.households == len(town.households)
    assert standing.loaded.people == sum(len(home.people) for home in town.households)
    assert standing.loaded.staff == len(town.staff)
    assert standing.loaded.agencies == len(town.agencies)


def test_every_person_is_in_the_journal_under_the_one_who_took_them_in(standing, seen_by):
    wanted = {}
    for home in standing.town.households:
        wanted[home.taken_by] = wanted.get(home.taken_by, 0) + len(home.people)
    for login_id, count in wanted.items():
        with seen_by(login_id) as actor:
            assert JournalEntry.objects.filter(act="register_person", posting_id=actor.posting_id).count() == count


def test_register_of_agencies_stands(standing, seen_by):
    names = {agency.name for agency in standing.town.agencies}
    with seen_by("general.1"):
        assert names <= set(Agency.objects.values_list("name", flat=True))
        assert Area.objects.filter(name__in=standing.town.areas).count() == 6
        assert Base.objects.filter(agency__programme="地域包括支援センターの運営").count() == 6
        assert ExistingBody.objects.filter(serves_as_support_conference=True).count() == 1
        assert OutsideMember.objects.filter(kind="1401", organisation__startswith="かさね市民生委員").count() == 6


def test_someone_leaves_soon(standing, seen_by):
    with seen_by("general.1"):
        leaving = Posting.objects.filter(account__login_id="welfare.2").get()
        assert leaving.valid_to is not None
        assert 0 < (leaving.valid_to - clock.today()).days <= 31


def test_8050_is_seen_on_different_grounds(person_id, seen_by):
    mother = person_id("p01", "mother")
    grounds = {}
    for login_id in ("care-north.1", "centre.1", "hokenjo.1", "welfare.1"):
        with seen_by(login_id):
            grounds[login_id] = {held.ground for held in access.held(Person.objects.get(id=mother).compartment_id)}
    assert grounds == {
        "care-north.1": {Ground.RECEIVED},
        "centre.1": {Ground.LEAD, Ground.TEAM},
        "hokenjo.1": {Ground.CONFERENCE},
        "welfare.1": {Ground.CITY},
    }


def test_conference_members_see_the_conditions_and_the_city_does_not(person_id, seen_by):
    son = person_id("p01", "son")
    with seen_by("hokenjo.1"):
        assert Condition.objects.filter(person_id=son).count() == 3
    with seen_by("welfare.1"):
        assert Condition.objects.filter(person_id=son).count() == 0


def test_neighbour_sees_nothing_of_the_8050_household(person_id, seen_by):
    people = [person_id("p01", key) for key in ("son", "mother", "father", "daughter")]
    with seen_by(NEIGHBOUR):
        for model, column in ((Person, "id"), (Place, "person_id"), (Condition, "person_id"), (SearchKey, "person_id"), (Tie, "person_id")):
            assert not model.objects.filter(**{f"{column}__in": people}).exists()
        assert not Relation.objects.filter(person_id__in=people).exists()
        assert not Membership.objects.filter(person_id__in=people).exists()


def test_no_one_without_an_actor_sees_anyone(standing):
    assert not Person.objects.exists()
    assert not Household.objects.exists()


def test_protected_address_is_seen_only_by_those_named(person_id, seen_by):
    mother, child = person_id("p12", "self"), person_id("p12", "child")
    with seen_by("family.1"):
        assert ProtectedPlace.objects.filter(person_id__in=[mother, child]).count() >= 3
        assert not Place.objects.filter(person_id__in=[mother, child]).exists()
    with seen_by("family.2"):
        assert ProtectedPlace.objects.filter(person_id=mother).exists(), "名指しの担当者"
    for login_id in ("family.3", NEIGHBOUR, "care-west.1"):
        with seen_by(login_id):
            assert not ProtectedPlace.objects.filter(person_id__in=[mother, child]).exists()


def test_agency_of_the_opponent_sees_nothing_of_the_protected_family(standing, person_id, seen_by):
    mother = person_id("p12", "self")
    with seen_by("station-east.1"):
        assert person_id("p12-other", "self"), "相手方はこの機関の相談者である"
        assert not Person.objects.filter(id=mother).exists()
        assert not SearchKey.objects.filter(person_id=mother).exists()
        assert not ProtectedPlace.objects.exists()


def test_family_of_an_officer_is_sealed_to_the_one_in_charge(person_id, seen_by):
    wife = person_id("p20", "wife")
    with seen_by("station-hill.1"):
        assert {held.ground for held in access.held(Person.objects.get(id=wife).compartment_id)} >= {Ground.NAMED}
    for login_id in ("welfare.1", "welfare.3", "care-hill.1"):
        with seen_by(login_id):
            assert not Person.objects.filter(id=wife).exists()


def test_conflict_of_interest_beats_the_team_ground(person_id, seen_by):
    someone = person_id("p13", "self")
    with seen_by("station-north.1"):
        assert not Person.objects.filter(id=someone).exists()
    with seen_by("hinata.1"):
        assert Person.objects.filter(id=someone).exists(), "同じ根拠を持つ、利害関係のない機関には見える"


def test_possible_duplicate_is_noted_without_moving_anything(person_id, seen_by):
    one, other = person_id("same-1", "self"), person_id("same-2", "self")
    with seen_by("care-north.1"):
        doubt = DuplicateDoubt.objects.get()
        assert {doubt.person_id, doubt.other_id} == {one, other}
        assert Person.objects.filter(id__in=[one, other], merged_into__isnull=True).count() == 2


def test_oversight_desks_see_no_one(seen_by):
    for login_id in ("general.1", "general.3", "general.4", "general.6", "living.1"):
        with seen_by(login_id):
            assert not Person.objects.exists(), login_id


def test_standing_town_is_recognised_by_its_seed(standing):
    assert load.standing() == load.Standing(seed=standing.town.seed, occupied=True)


def test_quick_ways_last_only_for_the_load(standing):
    """保存点を省くことと、合言葉の軽い伸長は、読み込みの外に漏れない。"""
    hasher = get_hasher()

    def ways():
        return connection.features.uses_savepoints, hasher.time_cost, hasher.memory_cost, hasher.parallelism

    before = ways()
    with load.without_savepoints(), load.throwaway_passwords():
        inside = ways()
    assert ways() == before
    assert all(one != other for one, other in zip(before, inside, strict=True))
    assert before == (True, hasher.__class__.time_cost, hasher.__class__.memory_cost, hasher.__class__.parallelism)


def test_every_typical_household_is_drawn_with_all_its_members(standing, seen_by):
    """家族構成図とエコマップ: 受け付けた人の画面で、どの典型の世帯も(断りの文でなく)図になる。"""
    for home in standing.town.households:
        with seen_by(home.taken_by) as actor:
            household = Household.objects.get(label=home.label, note=home.note)
            seen = household_overview(household.id, by=actor)
        assert seen.genogram is not None
        assert seen.genogram.svg, f"{home.key}: {seen.genogram.refusal}"
        assert seen.ecomap.svg, f"{home.key}: {seen.ecomap.refusal}"
        assert len(seen.members) == len(home.members), home.key
        names = [person.facts.family_name + "　" + person.facts.given_name for person in home.people if person.facts.family_name]
        told = "".join(seen.genogram.sentences)
        assert all(name in told for name in names), home.key


def test_people_are_found_by_any_spelling_of_their_name(seen_by):
    with seen_by("care-north.1") as actor:
        for typed in ("高橋", "髙橋", "タカハシ", "たかはし", "ﾀｶﾊｼ"):
            assert len(find_people(typed, by=actor).people) >= 2, typed


def test_hand_over_screen_has_something_to_hand_over(standing, seen_by):
    with seen_by("general.1"):
        posting = Posting.objects.get(account__login_id="family.2")
        assert loads_of(posting.id, clock.today()), "名指しの根拠は人についているので、去るときに残る"
