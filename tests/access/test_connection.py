"""接続の生死: 問い合わせずに確かめても、切れた接続は使い続けない。"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections


@pytest.fixture
def two(_django_db_helper: None) -> Iterator[tuple[Any, Any]]:
    """業務の役割の、試験の取引とは別の二つの接続。"""
    made = connections.create_connection("default"), connections.create_connection("default")
    yield made
    for connection in made:
        connection.close()


def _backend(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_live_connection_is_usable_without_asking(two: tuple[Any, Any]) -> None:
    connection, _ = two
    _backend(connection)
    asked = []
    with connection.execute_wrapper(lambda execute, *rest: asked.append(rest[0]) or execute(*rest)):
        assert connection.is_usable()
    assert asked == []


@pytest.mark.django_db
def test_a_connection_closed_by_the_server_is_replaced(two: tuple[Any, Any]) -> None:
    connection, other = two
    first = _backend(connection)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [first])
    deadline = time.monotonic() + 10
    while connection.is_usable() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert _backend(connection) != first


@pytest.mark.django_db
def test_a_connection_never_opened_is_not_usable(two: tuple[Any, Any]) -> None:
    assert not two[0].is_usable()
