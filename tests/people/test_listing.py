"""一覧の控え: 一覧に出る人は、行の守りのもとで「自分が関わる人」として見える人と、いつも同じ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from kasane.access.commands import block_holder, end_grant, grant_access
from kasane.access.domain import Ground, HolderKind
from kasane.access.models import Grant
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people import commands
from kasane.people.models import Person
from kasane.people.queries.find import my_people
from people.town import facts, register

pytestmark = pytest.mark.django_db


def listed(by: Actor) -> list[UUID]:
    with transaction.atomic(), acting_as(by):
        return [line.id for line in my_people().people]


def allowed(by: Actor) -> list[UUID]:
    """行の守りが見せる人のうち、常時の根拠だけで見える人を除いたもの。五十音順。"""
    with transaction.atomic(), acting_as(by), connection.cursor() as cursor:
        cursor.execute("SELECT access_stands(1::smallint, false)")
        assert cursor.fetchone() == (False,), "この試験は、常時の根拠のない人で行う"
        return list(Person.objects.filter(merged_into__isnull=True).order_by("sort_kana", "id").values_list("id", flat=True))


def room_of(person_id: UUID, by: Actor) -> UUID:
    with transaction.atomic(), acting_as(by):
        return Person.objects.get(id=person_id).compartment_id
