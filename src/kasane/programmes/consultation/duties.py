"""去る人の、終わっていない相談の引継ぎ。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from kasane.access import guarded
from kasane.agencies.registry import DutyItem
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki


def open_consultations(posting_id: UUID, on: date) -> tuple[DutyItem, ...]:
    """この配属が担当する、終わっていない相談。だれの相談かは分からない(業務管理者は記録を見られない)。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT consultation_id, received_on FROM consultation_open_of(%s)", [posting_id])
        return tuple(DutyItem(key, f"{format_wareki(day)}に受け付けた相談") for key, day in cursor.fetchall())


def pass_consultations(*, by: Actor, posting_id: UUID, successor_id: UUID, keys: Sequence[UUID], on: date, reason: str) -> list[UUID]:
    """担当を後任へ移す。後任は同じ機関の人に限る。"""
    rows = guarded.rows(
        "SELECT consultation_pass(%s, %s, %s::uuid[])", [posting_id, successor_id, list(keys)],
        refusal="相談は、同じ機関の後任にだけ渡せます。別の人を選んでください。", ground="引継ぎ",
    )  # fmt: skip
    return [row[0] for row in rows]
