"""今席にいる職員の一覧: 会議の役員・構成員のように、機関ではなく人を一人ずつ選ぶ画面のため(問いは一つ)。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.kernel import clock

_SERVING: Final = """
    SELECT p.id, s.name, s.kana, a.name FROM agencies_posting p JOIN agencies_account c ON c.id = p.account_id AND c.is_active
    JOIN agencies_staffprofile s ON s.account_id = p.account_id JOIN agencies_agency a ON a.id = p.agency_id
    WHERE p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s) ORDER BY a.name, s.kana, s.name, p.id
"""


@dataclass(frozen=True, slots=True)
class Serving:
    """今席にいる職員の一人(配属)。"""

    id: UUID
    name: str
    kana: str
    agency: str


def serving_postings() -> tuple[Serving, ...]:
    """今席にいる職員。所属、ふりがなの順。"""
    today = clock.today()
    return tuple(Serving(*row) for row in rows_of(_SERVING, [today, today]))
