"""本人・家族の参加(役員にだけ返る): だれが出たか、だれの参加の同意があるか。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.conferences.queries.shapes import PresentLine

_PRESENT: Final = """
    SELECT x.id, x.relation, x.name, p.label FROM conferences_present x
    JOIN conferences_item_person p ON p.item_id = x.item_id AND p.person_id = x.person_id
    WHERE x.item_id = %s AND x.dropped_at IS NULL ORDER BY x.recorded_at, x.id
"""


def presents_of(item_id: UUID) -> tuple[PresentLine, ...]:
    """この議題に出た本人・家族。取り消したものは入らない。"""
    return tuple(PresentLine(*row) for row in rows_of(_PRESENT, [item_id]))


def agreed_to_sit(item_id: UUID) -> frozenset[UUID]:
    """開催の日に「会議への本人参加」の同意がある、議題の人。"""
    return frozenset(person for person, agreed in rows_of("SELECT person_id, agreed FROM conferences_may_sit(%s)", [item_id]) if agreed)
