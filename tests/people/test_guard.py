"""人・世帯の表の守り: だれでもない接続と隣人は、生の SQL でも一行も読めず、書けない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from kasane.access.session import acting_as
from kasane.kernel.actor import Role
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.people import commands
from kasane.people.commands.places import PlaceFacts
from kasane.people.domain.codes import ConditionKind, Kinship, NameKind, PlaceKind, RelationKind
from kasane.people.domain.person import PersonFacts
from kasane.people.models import Condition, Person
from people.town import facts, lives_at, protect, register

pytestmark = pytest.mark.django_db
TABLES = sorted(model._meta.db_table for model in apps.get_app_config("people").get_models())
UPDATABLE = [table for table in TABLES if table not in ("people_person_history", "people_merge_move")]


@pytest.fixture
def full_town(cast: Any) -> UUID:
    """どの表にも CSW の行がある町。"""
    by = cast.csw
    person, other, double, victim = (register(by) for _ in range(4))
    commands.correct_person(by=by, person_id=person, version=1, facts=facts("高橋 花代"))
    commands.add_alias(by=by, person_id=person, kind=NameKind.CALLED, text="おはな")
    lives_at(by, person, "かさね市1-1")
    lives_at(by, victim, "避難先")
    commands.record_condition(by=by, person_id=person, kind=ConditionKind.ILLNESS, text="病気")
    household = commands.form_household(by=by, label="世帯", focus_person_id=person)
    commands.join_household(by=by, household_id=household, person_id=other, relationship=Kinship.CHILD)
    commands.relate(by=by, person_id=person, other_id=other, kind=RelationKind.CLOSE)
    commands.record_tie(by=by, person_id=person, label="将棋の会")
    commands.note_unsure_duplicate(by=by, person_id=person, other_id=other, note="似ている")
    commands.merge_people(by=by, kept_id=person, absorbed_id=double, reason="本人に確かめた")
    protect(by, victim)
    return person


def rows(sql: str, parameters: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("table", TABLES)
def test_only_the_keeper_reads_by_raw_sql(cast: Any, full_town: UUID, table: str) -> None:
    assert rows(f"SELECT count(*) FROM {table}") == 0
    with acting_as(cast.csw):
        assert rows(f"SELECT count(*) FROM {table}") > 0
    for actor in (cast.neighbour, cast.city, cast.account_admin, cast.auditor, cast.privacy, cast.hokatsu):
        with acting_as(actor):
            assert rows(f"SELECT count(*) FROM {table}") == 0, actor.name


@pytest.mark.parametrize("table", UPDATABLE)
def test_the_neighbour_updates_nothing_by_raw_sql(cast: Any, full_town: UUID, table: str) -> None:
    with acting_as(cast.neighbour), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET compartment_id = %s", [uuid4()])
        assert cursor.rowcount == 0


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_moved_out_of_its_room(cast: Any, full_town: UUID, table: str) -> None:
    """書ける人でも、根拠のない区画へ行を移して持ち出すことはできない。"""
    with acting_as(cast.neighbour):
        theirs = Person.objects.get(id=register(cast.neighbour)).compartment_id
    with pytest.raises(Error), transaction.atomic(), acting_as(cast.csw), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET compartment_id = %s", [theirs])


@pytest.mark.parametrize("table", ["people_person_history", "people_merge_move"])
def test_history_is_not_rewritten_even_by_its_keeper(cast: Any, full_town: UUID, table: str) -> None:
    with pytest.raises(Error), transaction.atomic(), acting_as(cast.csw), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("table", [t for t in TABLES if t not in ("people_place", "people_protected_place", "people_search_key")])
def test_records_are_never_deleted(cast: Any, full_town: UUID, table: str) -> None:
    with pytest.raises(Error), transaction.atomic(), acting_as(cast.csw), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "call",
    [
        "people_known_to('{0}', '{0}', ARRAY['{0}']::uuid[])",
        "people_is_concealed('{0}', '{0}')",
        "people_my_rooms(ARRAY['{0}']::uuid[], 10)",
        "people_merge_targets()",
    ],
)
def test_inner_functions_are_not_for_the_application(cast: Any, full_town: UUID, call: str) -> None:
    with pytest.raises(Error, match="permission denied"), transaction.atomic(), acting_as(cast.csw):
        rows(f"SELECT {call.format(full_town)}")


def test_definer_functions_refuse_the_neighbour(cast: Any, full_town: UUID) -> None:
    with acting_as(cast.csw):
        room = Person.objects.get(id=full_town).compartment_id
    with acting_as(cast.neighbour):
        assert rows("SELECT people_takes_places(%s)", [full_town]) is False
        assert rows("SELECT people_may_merge(%s, %s)", [full_town, full_town]) is False
    for call in ("people_close_to_others(%s, '{}'::uuid[])", "people_lift_seal(%s, gen_random_uuid())", "people_move_children(%s)"):
        with pytest.raises(Error, match=r"担当者|名寄せ"), transaction.atomic(), acting_as(cast.neighbour):
            rows(f"SELECT {call}", [room])


# --- 行為ごと -------------------------------------------------------------------------------------------------------

WRITERS = {
    "correct_person": lambda by, who: commands.correct_person(by=by, person_id=who, version=1, facts=facts("奪 取")),
    "add_alias": lambda by, who: commands.add_alias(by=by, person_id=who, kind=NameKind.ALIAS, text="別名"),
    "record_place": lambda by, who: commands.record_place(by=by, person_id=who, facts=PlaceFacts(PlaceKind.RESIDENCE, "どこか")),
    "record_condition": lambda by, who: commands.record_condition(by=by, person_id=who, kind=ConditionKind.WORK, text="無職"),
    "form_household": lambda by, who: commands.form_household(by=by, label="世帯", focus_person_id=who),
    "record_tie": lambda by, who: commands.record_tie(by=by, person_id=who, label="将棋の会"),
    "protect_address": lambda by, who: protect(by, who),
}
RECEIVERS = {Role.CONSULTANT, Role.COORDINATOR, Role.OUTREACH, Role.MANAGER, Role.SECRETARIAT}


@pytest.mark.parametrize("act", WRITERS)
def test_each_act_by_each_of_the_cast(cast: Any, act: str) -> None:
    """CSW の受け付けた人に: 同じ機関の管理者はできる。ほかは、役割があれば見えない(404)、なければ断られる(403)。"""
    for actor in cast.everyone():
        person = register(cast.csw)
        if actor.agency_id == cast.csw.agency_id:
            WRITERS[act](actor, person)
            continue
        may = actor.roles & (RECEIVERS | ({Role.PRIVACY_OFFICER} if act == "protect_address" else set()))
        with pytest.raises(NotVisible if may else Refused):
            WRITERS[act](actor, person)


@pytest.mark.parametrize("role", ["account_admin", "auditor", "privacy"])
def test_only_desks_that_receive_people_register_them(cast: Any, role: str) -> None:
    with pytest.raises(Refused, match="役割"):
        register(getattr(cast, role))


def test_two_agencies_keep_their_own_sensitive_rooms(cast: Any) -> None:
    from kasane.access.commands import grant_access
    from kasane.access.domain import Ground, HolderKind

    person = register(cast.csw)
    with acting_as(cast.csw):
        room = Person.objects.get(id=person).compartment_id
    grant_access(
        by=cast.csw, compartment_id=room, holder_kind=HolderKind.AGENCY, holder_id=cast.hokatsu.agency_id, ground=Ground.RECEIVED,
        reason="共同で支える", subject_id=person,
    )  # fmt: skip
    commands.record_condition(by=cast.csw, person_id=person, kind=ConditionKind.ILLNESS, text="糖尿病")
    commands.record_condition(by=cast.hokatsu, person_id=person, kind=ConditionKind.CARE_LEVEL, text="要介護2")
    for actor, text in ((cast.csw, "糖尿病"), (cast.hokatsu, "要介護2")):
        with acting_as(actor):
            assert list(Condition.objects.values_list("text", flat=True)) == [text]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "working_label"),
        ({"family_name": "高橋", "name_text": "高橋花子"}, "name_text"),
        ({"family_name": "高橋", "is_unidentified": True}, "is_unidentified"),
        ({"family_name": "高橋", "resident_number": "１２３"}, "resident_number"),
        ({"family_name": "高橋\x00"}, "family_name"),
        ({"family_name": "高橋\ud800"}, "family_name"),
        ({"working_label": "   "}, "working_label"),
    ],
)
def test_what_cannot_be_registered_names_the_field(cast: Any, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        commands.register_person(by=cast.csw, facts=PersonFacts(**given))
    assert field in invalid.value.errors


def test_conflict_carries_both(cast: Any) -> None:
    person = register(cast.csw)
    commands.correct_person(by=cast.csw, person_id=person, version=1, facts=facts("高橋 花代"))
    with pytest.raises(Conflict) as conflict:
        commands.correct_person(by=cast.csw, person_id=person, version=1, facts=facts("高橋 花枝"))
    assert (conflict.value.current.given_name, conflict.value.submitted.given_name) == ("花代", "花枝")


def test_saving_the_same_again_makes_no_version(cast: Any) -> None:
    person = register(cast.csw)
    assert commands.correct_person(by=cast.csw, person_id=person, version=1, facts=facts()) == 1
