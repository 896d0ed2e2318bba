"""すれ違いの試験の道具: 先の人の取引が終わらないうちに、次の人が始める(別々の糸、別々の接続)。"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connections, transaction

_WAITING_ROWS = """
    SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE a.datname = current_database() AND NOT l.granted
"""


def overtaken(first: Callable[[], object], second: Callable[[], object]) -> BaseException | None:
    """first を行って確定しないまま second を始め、second が待つか終わるかしてから first を確定する。返り値は second の断り。

    first の誤りはここで投げる。
    """
    reached, go, over = threading.Event(), threading.Event(), threading.Event()
    troubles: dict[str, BaseException] = {}

    def hold() -> None:
        try:
            with transaction.atomic():
                first()
                reached.set()
                go.wait(30)
        except BaseException as error:
            troubles["first"] = error
        finally:
            reached.set()
            connections.close_all()

    def follow() -> None:
        reached.wait(30)
        try:
            second()
        except BaseException as error:
            troubles["second"] = error
        finally:
            over.set()
            connections.close_all()

    threads = [threading.Thread(target=one) for one in (hold, follow)]
    for one in threads:
        one.start()
    until = time.monotonic() + 20
    while not over.is_set() and not _blocked() and time.monotonic() < until:
        time.sleep(0.02)
    go.set()
    for one in threads:
        one.join(60)
    if "first" in troubles:
        raise troubles["first"]
    return troubles.get("second")


def _blocked() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_WAITING_ROWS)
        return cursor.fetchone()[0] > 0
