"""見本の町の試験: 典型の世帯だけを一度記録し、試験ごとに同じ取引の中で見る。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from kasane.access.session import acting_as
from kasane.agencies.models import Account
from kasane.agencies.queries.desk import actor_for
from kasane.demo import load
from kasane.demo.patterns import PATTERNS
from kasane.demo.values import Town
from kasane.kernel.actor import Actor

SEED = 106


@dataclass(frozen=True, slots=True)
class Standing:
    """記録した町と、数。"""

    town: Town
    loaded: load.Loaded

    def actor(self, login_id: str) -> Actor:
        """サインイン名の人の、一つ目の配属。"""
        found = actor_for(Account.objects.get(login_id=login_id).pk, None)
        assert found is not None
        return found


@pytest.fixture(scope="module")
def standing(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Standing]:
    """典型の世帯だけの町(モジュールの HOMES があれば、はじめの HOMES 世帯)。試験が終われば巻き戻す。"""
    made = load.town(SEED, 200)
    made = replace(made, households=made.households[: getattr(request.module, "HOMES", len(PATTERNS))])
    with django_db_blocker.unblock(), transaction.atomic():
        yield Standing(made, load.load(made))
        transaction.set_rollback(True)


@pytest.fixture
def seen_by(standing: Standing, _django_db_helper: None) -> Callable[[str], AbstractContextManager[Actor]]:
    """この人として見る。"""

    @contextmanager
    def as_person(login_id: str) -> Iterator[Actor]:
        with acting_as(standing.actor(login_id)) as actor:
            yield actor

    return as_person


@pytest.fixture
def person_id(standing: Standing, seen_by: Callable[[str], AbstractContextManager[Actor]]) -> Callable[[str, str], UUID]:
    """「世帯の符号, 人の符号」から識別子を引く(受け付けた人として見る)。"""

    def find(home_key: str, person_key: str) -> UUID:
        from kasane.people.models import Person

        home = next(home for home in standing.town.households if home.key == home_key)
        facts = next(person.facts for person in home.people if person.key == person_key)
        with seen_by(home.taken_by):
            columns = ("family_name", "given_name", "name_text", "working_label")
            return UUID(str(Person.objects.get(**{name: getattr(facts, name) for name in columns}).id))

    return find
