"""画面の試験の土台: 本物のサーバー（gunicorn）・本物の町・本物の Chromium。"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from browser_town import ROOT, Seat, Town, free_port, seating, serve, wait_until_ready
from playwright.sync_api import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """画面を開く試験に印を付ける。町は係（worker）ごとに一つで、どの試験とどの順で居合わせても通るように書く。"""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def demo_town(name: str) -> Iterator[Town]:
    """見本の町を新しいデータベースに作り、サーバーを上げる。出るときに、データベースを除く。"""
    from django.conf import settings

    database = f"{settings.TEST_DATABASE}_{name}_{os.getpid()}"
    _as_owner(f"CREATE DATABASE {database}")
    port = free_port()
    environment = {
        **os.environ,
        "KASANE_DATABASE_NAME": database,
        "KASANE_DEMO": "1",
        "KASANE_BIND": f"127.0.0.1:{port}",
        "KASANE_STATIC": "",
        "KASANE_PORTAL_ORIGIN": f"http://127.0.0.1:{free_port()}",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run([sys.executable, "-m", "kasane.cli", "prepare", "--demo"], cwd=ROOT, env=environment, check=True)
    running = Town(f"http://127.0.0.1:{port}", environment, serve(environment))
    try:
        wait_until_ready(running.url)
        yield running
    finally:
        running.process.terminate()
        running.process.wait()
        _as_owner(f"DROP DATABASE {database}")


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """画面の試験が、ともに使う町。前の試験が書いた世帯は、残っている。"""
    with demo_town("town") as running:
        yield running


@pytest.fixture
def fresh_town() -> Iterator[Town]:
    """建てたばかりの町。ほかの試験が書いたものは、何もない。"""
    with demo_town("fresh") as running:
        yield running


def _as_owner(statement: str) -> None:
    from config import databases

    owner = databases.for_role("owner")
    with psycopg.connect(owner.url(owner.user, owner.password), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture
def seat(town: Town, browser: Browser) -> Iterator[Callable[..., Seat]]:
    """新しい画面を開く。width: desk か phone。javascript=False なら JavaScript なし。"""
    with seating(town, browser) as take:
        yield take
