"""異動のときに渡す事案の仕事: 伴走・主担当・支援チームの担当、次の予定、答える人のいなくなるつなぎ(mission 8.6)。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from django.db import connection

from kasane.access import guarded
from kasane.agencies.registry import DutyItem, register_duty
from kasane.kernel import clock
from kasane.kernel.actor import Actor

_KINDS: Final = (
    ("companion", "伴走している事案"),
    ("lead", "主担当の事案"),
    ("member", "支援チームで受け持つ事案"),
    ("next", "事案の次の予定"),
    ("letter", "答える人がいなくなる、機関あてのつなぎ(先に、答えられる役割の人を配属する)"),
)
_REFUSAL: Final = "この後任には渡せない事案があります(別の機関の人、決める本人、または利害関係のある人)。別の人を選んでください。"


def register() -> None:
    """起動時に一度だけ、引継ぎの台帳に登録する。"""
    for kind, label in _KINDS:
        register_duty(kind=f"case-{kind}", label=label, count_query=_query(kind), transfer_command=pass_duties)


def _query(kind: str) -> Callable[[UUID, date], Sequence[DutyItem]]:
    return partial(duties_of, kind)


def duties_of(kind: str, posting_id: UUID, on: date) -> tuple[DutyItem, ...]:
    """この配属に残る仕事。事案の番号だけで、名前も中身も分からない。引継ぎを決められない人には空。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, label FROM cases_duties_of(%s, %s) WHERE kind = %s ORDER BY label, key", [posting_id, on, kind])
        return tuple(DutyItem(key, label) for key, label in cursor.fetchall())


def pass_duties(*, by: Actor, posting_id: UUID, successor_id: UUID, keys: Sequence[UUID], on: date, reason: str) -> list[UUID]:
    """担当と次の予定を後任へ渡す。機関あてのつなぎは人に付いていないので動かない(残れば、引継ぎ全体が断られる)。"""
    rows = guarded.rows(
        "SELECT subject_id FROM cases_pass_duties(%s, %s, %s::uuid[], %s, %s, %s)",
        [posting_id, successor_id, list(keys), on, reason, clock.now()], refusal=_REFUSAL, ground="引継ぎ",
    )  # fmt: skip
    return [row[0] for row in rows]
