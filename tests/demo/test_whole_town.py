"""見本の町の全体: 200世帯がすべて記録できる。"""

from __future__ import annotations

import pytest
from django.db import transaction

from kasane.access.session import acting_as
from kasane.audit.models import JournalEntry
from kasane.demo import load


@pytest.mark.slow
def test_whole_town_of_another_seed_is_recorded(django_db_setup, django_db_blocker):
    """既定の種の町は、画面の試験が ./start と同じ道で入れている。"""
    made = load.town(7)
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load.load(made)
        assert loaded.households == load.HOUSEHOLDS
        assert loaded.people == sum(len(home.people) for home in made.households)
        with acting_as(load.JOB):
            assert JournalEntry.objects.filter(act=load.LOADED).count() == 1
        transaction.set_rollback(True)
