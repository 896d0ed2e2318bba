"""係の仕事: 期間の終わった写しを消し、窓口の出入りを閲覧の記録（audit_access）へ署名して移す。

窓口の処理は記録の署名の鍵を持たない。出入りは portal_seen に、答えが外へ出る前に確定し、ここから移す。移した後に印を付けるので、
途中で倒れると同じ行が二度移ることはあっても、失われることはない。
"""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

from django.db import Error, connection, transaction

from kasane.access.session import acting_as
from kasane.audit.access_log import Outcome, record_access
from kasane.kernel.actor import Actor, job_actor
from kasane.portal.domain import Holder

INTERVAL_SECONDS: Final = 5.0
_BATCH: Final = 200
_ROUTE: Final = "portal"
log = logging.getLogger("kasane.portal")

# 出入りの符号 → 記録の結果。ここにないものは「断った」。
OUTCOMES: Final = {
    "opened": Outcome.SIGNED_IN,
    "left": Outcome.SIGNED_OUT,
    "unknown": Outcome.SIGN_IN_FAILED,
    "limited": Outcome.SIGN_IN_FAILED,
    "wrong_code": Outcome.SIGN_IN_FAILED,
    "other_device": Outcome.SIGN_IN_FAILED,
    "locked": Outcome.SIGN_IN_FAILED,
    "notice": Outcome.SHOWN,
    "asked": Outcome.SHOWN,
    "shown": Outcome.SHOWN,
    "nothing_yet": Outcome.SHOWN,
    "acknowledged": Outcome.SHOWN,
    "contribution": Outcome.SHOWN,
    "answer": Outcome.SHOWN,
}


def once() -> tuple[int, int]:
    """一回分。返り値は（消した写し、移した出入り）の数。"""
    with transaction.atomic(), acting_as(job_actor("worker")), connection.cursor() as cursor:
        cursor.execute("SELECT portal_sweep()")
        swept = int(cursor.fetchone()[0])
        cursor.execute("SELECT id, event, holder, seat, room, persons, address, holder_kind FROM portal_to_carry(%s)", [_BATCH])
        waiting = cursor.fetchall()
        for row in waiting:
            _carry(row)
        cursor.execute("SELECT portal_carried(%s::uuid[])", [[row[0] for row in waiting]])
        return swept, len(waiting)


def _carry(row: tuple[Any, ...]) -> None:
    _, event, holder, seat, room, persons, address, kind = row
    record_access(
        act=f"portal_{event}",
        by=Actor(holder or seat, seat, holder or seat, frozenset(), "", "") if seat else None,
        outcome=OUTCOMES.get(event, Outcome.REFUSED),
        route=_ROUTE,
        subjects=persons,
        compartment_id=room,
        ground="conference" if kind == Holder.MEMBER else "",
        address=address and str(address),
    )


def run_forever(stop: threading.Event) -> None:
    """止められるまで続ける。データベースが止まっている間は待つ。"""
    while not stop.is_set():
        try:
            once()
        except Error:
            log.exception("外の窓口の片づけができませんでした。次の回にやり直します。")
            connection.close()
        stop.wait(INTERVAL_SECONDS)
