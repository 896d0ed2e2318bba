"""試験の土台: アプリの役割（RLS あり）でつながったデータベースと、決まった登場人物。

所有者や superuser でつなぐと RLS が黙って外れるので、業務の接続は必ず kasane_app であることを毎回確かめる。
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction
from people_of_the_town import Cast, settle
from playwright.sync_api import Browser, sync_playwright

from kasane.kernel.actor import Actor
from kasane.screens.desk import Desk, WorkSection

# Playwright の同期の口は、同じスレッドで event loop を回す。その間も、試験はふつうに（同期で）データベースを使う。
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
LAUNCH = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def _database_name() -> str:
    from django.conf import settings

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return f"{settings.TEST_DATABASE}{'_' + worker if worker else ''}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """試験用のデータベースを作り直し、所有者として移行し、登場人物を住まわせる。"""
    from kasane.cli import migrate

    name = _database_name()
    with django_db_blocker.unblock():
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        migrate.apply()
        global _cast
        _cast = settle()
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
    yield
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()


_cast: Cast | None = None


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """業務の接続だけを取引で包み、終わったら巻き戻す。監査の接続は包まない（本番と同じく、確定して残る）。"""
    marker = request.node.get_closest_marker("django_db")
    committing = bool(marker and marker.kwargs.get("transaction"))
    with django_db_blocker.unblock():
        _must_be_guarded()
        if committing:
            yield
            _sweep()
            return
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


def _must_be_guarded() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("kasane_app", False), "試験が RLS の効かない役割でつながっています"


ROOMS = (
    "people", "screens", "search", "consent", "cases", "plans", "conferences", "portal", "consultation", "coordination", "documents",
)  # fmt: skip
# 移行が入れた行のある表。空にすると、後の試験が決まりのないまま動く。
SEEDED = ("search_synonym", "consent_rhythm", "cases_rhythm", "consultation_pattern", "consultation_topic_field", "coordination_item",
          "plans_item", "plans_setting", "plans_rhythm", "conferences_kind", "conferences_tax_word", "conferences_rhythm",
          "documents_limit")  # fmt: skip


def _sweep() -> None:
    """確定してしまう試験の後始末: 移行が入れた行と監査の記録を除いて空にし、登場人物を戻す。"""
    global _cast
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s) AND tablename LIKE ANY (%s)",
            [list(SEEDED), [f"{room}_%" for room in ROOMS]],
        )
        tables = ", ".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"TRUNCATE {tables}, access_compartment, access_grant, access_deny, access_emergency")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium。一つの係（worker）で一つだけ開く。"""
    found = os.environ.get("KASANE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium がありません。./test で動かすか、apt install chromium を行ってください。"
    with sync_playwright() as api:
        chromium = api.chromium.launch(executable_path=found, args=list(LAUNCH))
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _nothing_waits_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """今日の仕事を出すたびに、引かずに空としたまとまりが、引いても空であることを確かめる(問いの数には入れない)。"""
    drawn = Desk.work

    def work(self: Desk, actor: Actor) -> list[WorkSection]:
        found = drawn(self, actor)
        counting, connection.force_debug_cursor = connection.force_debug_cursor, False
        waiting = self.waiting()
        missed = [one.heading for one in self._work.values() if one.waits and one.waits not in waiting and one.provider(actor)]
        connection.force_debug_cursor = counting
        assert not missed, f"先に聞いたときに「ない」と答えたまとまりに、仕事があります: {missed}"
        return found

    monkeypatch.setattr(Desk, "work", work)


@pytest.fixture
def cast(_django_db_helper: None) -> Cast:
    """決まった登場人物（市の担当、CSW、地域包括、民生委員、隣人ほか）。"""
    assert _cast is not None
    return _cast


@pytest.fixture
def owner_sql(_django_db_helper: None) -> Callable[..., list[tuple[Any, ...]]]:
    """所有者だけができることを SQL で行う（確定する）。RLS の外から確かめるときにだけ使う。"""

    def run(sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def sign_in() -> Callable[[Any, Any], None]:
    """画面の試験で、登場人物としてサインインした状態にする。"""

    def enter(client: Any, actor: Any) -> None:
        from kasane.agencies.models import Account
        from kasane.screens.sign_in import POSTING_KEY

        client.force_login(Account.objects.get(pk=actor.account_id), backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[POSTING_KEY] = str(actor.posting_id)
        session.save()

    return enter
