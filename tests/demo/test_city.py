"""市の規模の台帳: COPY で入れた一世帯は、コマンドで記録した一世帯と、どの列も同じ形になる。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from kasane.access.session import acting_as
from kasane.demo import city
from kasane.demo.city_rows import COPY_ORDER, CityRows, Ids, template
from kasane.kernel.actor import Actor
from kasane.people import commands as people
from kasane.people.commands.places import PlaceFacts
from kasane.people.domain.codes import Kinship, PlaceKind
from kasane.people.models import Person, SearchKey
from kasane.people.queries.records import facts_of

Rows = dict[str, list[dict[str, Any]]]
DESK = [("0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002")]
NOW = "2026-11-20T00:00:00+00:00"


def batches(seed: int, count: int, size: int = 50):
    return list(CityRows(seed, DESK, NOW).batches(count, size))


def without_ids(batch) -> list[list[str]]:
    """識別子は毎回違うので、UUID を除いて比べる。"""
    return [[re.sub(r"[0-9a-f]{12}7[0-9a-f]{19}", "?", line) for line in batch.lines[model]] for model in COPY_ORDER]


def test_same_seed_gives_the_same_people():
    assert [without_ids(b) for b in batches(3, 120)] == [without_ids(b) for b in batches(3, 120)]
    assert [without_ids(b) for b in batches(3, 120)] != [without_ids(b) for b in batches(4, 120)]


@pytest.mark.parametrize("count", [1, 2, 49, 50, 51, 333])
def test_exactly_as_many_people_as_asked(count: int):
    assert sum(len(batch.lines[Person]) for batch in batches(1, count)) == count


def test_ids_are_unique_uuid7():
    new = Ids()
    made = [new() for _ in range(10_000)]
    assert len(set(made)) == len(made)
    assert {UUID(text).version for text in made} == {7}
    assert {UUID(text).variant for text in made} == {"specified in RFC 4122"}


def test_template_refuses_a_column_without_a_value():
    with pytest.raises(LookupError, match="compartment_id"):
        template(SearchKey, "id")


def owner_rows() -> Rows:
    """所有者の取引の中で、読み込む表のすべての行を列の名前つきで読む。"""
    found: Rows = {}
    with connections["owner"].cursor() as cursor:
        for model in COPY_ORDER:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            names = [column.name for column in cursor.description]
            found[model._meta.db_table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def bulk(agency_id: UUID, count: int) -> Rows:
    """COPY で入れて読み、巻き戻す。"""
    with transaction.atomic("owner"):
        connections["owner"].ensure_connection()
        loaded = city.load_people(connections["owner"].connection, [agency_id], people=count, seed=5)
        rows = owner_rows()
        transaction.set_rollback(True, "owner")
    assert loaded == city.Loaded(count, len(rows["people_search_key"]), len(rows["access_grant"]))
    return rows


def by_command(by: Actor, rows: Rows) -> None:
    """COPY の行と同じ内容を、コマンドで記録する。"""
    made = {}
    for row in rows["people_person"]:
        facts = facts_of(Person(**{name: value for name, value in row.items() if name != "merged_into_id"}))
        made[row["id"]] = people.register_person(by=by, facts=facts)
        for place in (place for place in rows["people_place"] if place["person_id"] == row["id"]):
            given = PlaceFacts(PlaceKind(place["kind"]), place["text"], postal_code=place["postal_code"], area=place["area"])
            people.record_place(by=by, person_id=made[row["id"]], facts=given)
    for home in rows["people_household"]:
        members = [member for member in rows["people_membership"] if member["household_id"] == home["id"]]
        focus = next(member for member in members if member["relationship"] == Kinship.SELF.value)
        household_id = people.form_household(by=by, label=home["label"], focus_person_id=made[focus["person_id"]])
        for member in (member for member in members if member is not focus):
            kinship = Kinship(member["relationship"])
            people.join_household(by=by, household_id=household_id, person_id=made[member["person_id"]], relationship=kinship)


def shape(rows: Rows) -> dict[str, list[tuple[tuple[str, Any], ...]]]:
    """識別子と時刻を「ある・ない」に置き換えた行。並びに意味はない。"""
    return {
        table: sorted(tuple(sorted((name, plain(value)) for name, value in row.items())) for row in lines) for table, lines in rows.items()
    }


def plain(value: Any) -> str:
    if isinstance(value, UUID):
        return "識別子"
    return "時刻" if hasattr(value, "tzinfo") else repr(value)


@pytest.mark.django_db(transaction=True)
def test_bulk_rows_are_column_by_column_those_of_the_commands(cast):
    rows = bulk(cast.csw.agency_id, 12)
    with transaction.atomic(), acting_as(cast.csw):
        by_command(cast.csw, rows)
    commanded = owner_rows()
    for table, lines in shape(rows).items():
        assert lines == shape(commanded)[table], table


@pytest.mark.django_db(transaction=True)
def test_bulk_load_puts_every_index_and_foreign_key_back(cast):
    def catalogue() -> tuple[list[Any], list[Any]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
            indexes = cursor.fetchall()
            cursor.execute("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2")
            return indexes, cursor.fetchall()

    before = catalogue()
    with transaction.atomic("owner"):
        connections["owner"].ensure_connection()
        city.load_people(connections["owner"].connection, [cast.csw.agency_id], people=30)
        after = catalogue()
        transaction.set_rollback(True, "owner")
    assert after == before


@pytest.mark.django_db(transaction=True)
def test_bulk_people_are_seen_by_their_agency_and_not_by_the_neighbour(cast):
    with transaction.atomic("owner"):
        connections["owner"].ensure_connection()
        city.load_people(connections["owner"].connection, [cast.csw.agency_id], people=25)
    with transaction.atomic():
        with acting_as(cast.csw):
            assert Person.objects.count() == 25
        with acting_as(cast.neighbour):
            assert Person.objects.count() == 0
        assert Person.objects.count() == 0
