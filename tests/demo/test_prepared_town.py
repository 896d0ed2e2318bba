"""./start の道で建てた町: 確定した後に外の構成員が窓口から一通を届け、今日の仕事のどの見出しにも何かがある。"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connections
from test_lived_plans import ARRIVES_LATER, ROOMS

pytestmark = pytest.mark.slow
ORIGIN = "http://outside.example"
DESKS = f"""
import json
import django
django.setup()
from django.db import transaction
from kasane.access.session import acting_as
from kasane.agencies.models import Account
from kasane.agencies.queries.desk import actor_for
from kasane.demo.accounts import accounts
from kasane.demo.load import JOB, standing
from kasane.portal.models import Message
from kasane.screens.desk import desk
found = {{heading: 0 for heading, work in desk._work.items() if work.provider.__module__.startswith({ROOMS!r})}}
said = []
for account in accounts(standing().seed):
    with transaction.atomic(), acting_as(JOB):
        actor = actor_for(Account.objects.get(login_id=account.login_id).pk, None)
    with transaction.atomic(), acting_as(actor):
        for heading in found:
            found[heading] += len(desk._work[heading].provider(actor))
        said += Message.objects.values_list("text", flat=True)
print(json.dumps([found, sorted(set(said))]))
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """建てた町: 知らせと、机ごとに数えた件数、届いた文。"""

    told: str
    environment: dict[str, str]
    work: dict[str, int]
    messages: list[str]


@pytest.fixture(scope="module")
def prepared(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Prepared]:
    """自分のデータベースに、kasane prepare --demo で建てた町。"""
    name = f"{connections['owner'].settings_dict['NAME']}_prepared"
    environment = {
        **{key: value for key, value in os.environ.items() if key not in ("KASANE_TEST", "KASANE_STATIC")},
        "KASANE_DATABASE_NAME": name, "KASANE_DEMO": "1", "KASANE_OWNER": "1", "KASANE_PORTAL_ORIGIN": ORIGIN,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip

    def run(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            told = run("-m", "kasane.cli", "prepare", "--demo")
            work, messages = json.loads(run("-c", DESKS).splitlines()[-1])
            yield Prepared(told, environment, work, messages)
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_every_list_has_something_even_what_comes_from_outside(prepared):
    assert ARRIVES_LATER in prepared.work
    assert [heading for heading, count in prepared.work.items() if not count] == []


def test_visitor_came_through_the_outer_door(prepared):
    assert len(prepared.messages) == 1
    assert "届きませんでした" not in prepared.told


def test_ticket_is_told_once_and_never_again(prepared):
    link = re.search(rf"{ORIGIN}/in/([A-Za-z0-9_-]{{43}})/", prepared.told)
    assert link
    assert re.search(r"番号 [0-9]{4} [0-9]{4}", prepared.told)
    assert prepared.told.count("/in/") == 1, "使った方の札は、どこにも出ない"
    again = subprocess.run(
        [sys.executable, "-m", "kasane.cli", "demo", "--sign-ins"], env=prepared.environment, capture_output=True, text=True, check=True
    ).stdout
    assert "外の窓口" in again
    assert "役割を選ぶだけ。見本の町でだけ開く入口です）: http://127.0.0.1:8000/demo/sign-in/\n" in again
    assert "/in/" not in again
