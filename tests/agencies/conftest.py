import pytest
from agency_town import newcomer
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from signing_in import OLD

from kasane.access.session import acting_as
from kasane.agencies.models import Account


@pytest.fixture
def fresh_counts():
    """入口の回数の数え直し（試験はすべて同じ相手から来るように見えるため）。"""
    cache.clear()


@pytest.fixture
def worker(cast):
    """席のある職員。パスワードは OLD（一度きりではない）。"""
    actor = newcomer(cast.account_admin, "worker", cast.csw.agency_id)
    with transaction.atomic(), acting_as(cast.account_admin):
        Account.objects.filter(id=actor.account_id).update(password=make_password(OLD), must_change_password=False)
    return actor
