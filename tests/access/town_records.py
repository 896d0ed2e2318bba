"""試験で使う記録を、本物のコマンドで作る。"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from kasane.access.session import acting_as
from kasane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Record:
    """作った人の識別子と区画。"""

    id: UUID
    compartment_id: UUID


def person_of(by: Actor, *, family: str, given: str) -> Record:
    """by の機関が受け付けた人。"""
    from kasane.people.commands.persons import register_person
    from kasane.people.domain.person import PersonFacts
    from kasane.people.models import Person

    person_id = register_person(by=by, facts=PersonFacts(family_name=family, given_name=given))
    with transaction.atomic(), acting_as(by):
        return Record(person_id, Person.objects.get(pk=person_id).compartment_id)
