"""さがす鍵を作り直す。氏名・別名・電話などが変わるたびに、同じ取引の中で行う。"""

from __future__ import annotations

from django.db.models import Q

from kasane.kernel import clock
from kasane.people.domain.codes import NameKind, PlaceKind
from kasane.people.domain.person import Key, KeyKind, alias_keys, household_key, name_keys, other_keys
from kasane.people.models import Household, Person, PersonName, Place, SearchKey
from kasane.people.queries.records import facts_of


def reindex_person(person: Person) -> None:
    """この人の鍵を作り直す。秘匿の表の電話は鍵にしない(電話から避難先の人を引けてはならない)。"""
    SearchKey.objects.filter(source_id=person.id).delete()
    SearchKey.objects.bulk_create(
        SearchKey(
            person_id=person.id,
            source_id=person.id,
            kind=kind.value,
            key=key,
            sort=person.sort_kana,
            compartment_id=person.compartment_id,
        )
        for kind, key in sorted(_keys(person))
    )


def _keys(person: Person) -> set[Key]:
    facts = facts_of(person)
    current = Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today())
    numbers = [kind.value for kind in PlaceKind if kind.is_phone]
    phones = Place.objects.filter(current, person_id=person.id, kind__in=numbers).values_list("text", flat=True)
    keys = name_keys(facts) | other_keys(facts, phones)
    for alias in PersonName.objects.filter(person_id=person.id):
        family_only = alias.kind == NameKind.FORMER_FAMILY.value
        keys |= alias_keys(alias.text, alias.kana, complete=not family_only, given_name=facts.given_name, given_kana=facts.given_kana)
    return keys


def reindex_household(household: Household) -> None:
    """世帯の呼び名の鍵を作り直す。"""
    SearchKey.objects.filter(source_id=household.id).delete()
    SearchKey.objects.create(
        household_id=household.id,
        source_id=household.id,
        kind=KeyKind.HOUSEHOLD.value,
        key=household_key(household.label),
        sort=household_key(household.label),
        compartment_id=household.compartment_id,
    )
