"""行為者をデータベースの取引に結び付ける。

署名つきの行為者を transaction-local な設定値として渡す。取引の外では結び付けず、抜けるときに元へ戻すので、
接続を使い回しても前の人のままになることがない。
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.conf import settings
from django.db import InternalError, connection
from psycopg.errors import InFailedSqlTransaction

from kasane.kernel.actor import Actor, Role

CURRENT_KID = 1
_BLOCK = 64
STAFF_SECONDS = 600
JOB_SECONDS = 6 * 3600
_bound: ContextVar[tuple[UUID, UUID, str] | None] = ContextVar("kasane_bound_actor", default=None)


class NotBound(RuntimeError):
    """取引の外で行為者を結び付けようとした、または結び付けずに個人の記録に触れようとした。"""


def _pads() -> tuple[bytes, bytes]:
    key = bytes.fromhex(settings.KASANE_PRINCIPAL_KEY).ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def install_key(cursor: object) -> None:
    """署名の検査に使う鍵をデータベースに置く（所有者の接続で、移行のたびに）。鍵そのものではなく詰め物だけを置く。"""
    inner, outer = _pads()
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO access_key (kid, inner_pad, outer_pad) VALUES (%s, %s, %s)"
        " ON CONFLICT (kid) DO UPDATE SET inner_pad = EXCLUDED.inner_pad, outer_pad = EXCLUDED.outer_pad",
        [CURRENT_KID, inner, outer],
    )


def signed(actor: Actor) -> str:
    """行為者の署名つき表記: 鍵番号|種類|人|配属|期限|署名。"""
    job = Role.JOB in actor.roles
    until = int(time.time()) + (JOB_SECONDS if job else STAFF_SECONDS)
    text = f"{CURRENT_KID}|{'job' if job else 'staff'}|{actor.account_id}|{actor.posting_id}|{until}"
    mac = hmac.new(bytes.fromhex(settings.KASANE_PRINCIPAL_KEY), text.encode(), hashlib.sha256).hexdigest()
    return f"{text}|{mac}"


def bind(actor: Actor, *, read_only: bool = False) -> None:
    """今の取引の終わりまで行為者を結び付ける。read_only なら、この取引での書き込みも止める。"""
    if not connection.in_atomic_block:
        raise NotBound("行為者は取引の中でだけ結び付けられます。")
    context = signed(actor)
    with connection.cursor() as cursor:
        if read_only:
            cursor.execute("SELECT set_config('kasane.ctx', %s, true), set_config('transaction_read_only', 'on', true)", [context])
        else:
            cursor.execute("SELECT set_config('kasane.ctx', %s, true)", [context])
    _bound.set((actor.account_id, actor.posting_id, context))


def unbind() -> None:
    """結び付けを解く。外側の取引が続くとき（試験など）は、設定値も空に戻す。"""
    _bound.set(None)
    if connection.savepoint_ids and not connection.needs_rollback:
        _put("")


@contextmanager
def acting_as(actor: Actor, *, read_only: bool = False) -> Iterator[Actor]:
    """この中だけ行為者として動く。入れ子にでき、抜けると元の行為者（またはだれでもない状態）に戻る。"""
    if not connection.in_atomic_block:
        raise NotBound("行為者は取引の中でだけ結び付けられます。")
    before = _bound.get()
    if before and before[:2] == (actor.account_id, actor.posting_id) and not read_only:
        yield actor
        return
    bind(actor, read_only=read_only)
    try:
        yield actor
    finally:
        _bound.set(before)
        if not connection.needs_rollback:
            _put(before[2] if before else "")


def _put(context: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kasane.ctx', %s, true)", [context])
    except InternalError as error:
        # 取引がすでに失敗しているときは、巻き戻しが設定値も元に戻す。それ以外の失敗は隠さない。
        if not isinstance(error.__cause__, InFailedSqlTransaction):
            raise


def is_bound_to(actor: Actor) -> bool:
    """今の取引に結び付いているのがこの行為者か。"""
    bound = _bound.get()
    return bound is not None and bound[:2] == (actor.account_id, actor.posting_id)
