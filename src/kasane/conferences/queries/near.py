"""近い会議: 自分の席のある、これからの会議。日時・場所・目的の段階だけで、議題の数も題も分からない。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from kasane.access.reading import rows_of
from kasane.conferences.domain.codes import Purpose
from kasane.kernel import clock

_NEAR: Final = """
    SELECT held_on, starts_at, place, min(purpose), bool_or(acknowledged_at IS NULL) FROM conferences_my_seats()
    WHERE held_on >= %s AND state IN ('called', 'open') GROUP BY kind_code, number, held_on, starts_at, place
    ORDER BY held_on, starts_at LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class NearMeeting:
    """近い会議の一つ。waits は、守秘の確認がまだの席があるか。"""

    held_on: date
    starts_at: time
    place: str
    purpose: str
    waits: bool


def near_meetings(*, limit: int) -> tuple[NearMeeting, ...]:
    """自分に席のある、これからの会議。日の近い順。"""
    rows = rows_of(_NEAR, [clock.today(), limit])
    return tuple(NearMeeting(held_on, starts, place, Purpose.label_of(purpose), waits) for held_on, starts, place, purpose, waits in rows)
