"""名寄せした人の番号: 寄せた先の人から、寄せられた記録に付いた事案・相談へたどる。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of

# どちらも行の守りのもとで引くので、氏名の区画が見えない記録へは、たどれない。
_INTO: Final = """
    WITH RECURSIVE them (id) AS (
        SELECT %s::uuid UNION SELECT p.id FROM them JOIN people_person p ON p.merged_into_id = them.id)
    SELECT id FROM them
"""
_SURVIVING: Final = """
    WITH RECURSIVE path (asked, id, step) AS (
        SELECT one, one, 0 FROM unnest(%s::uuid[]) one
        UNION SELECT path.asked, k.id, path.step + 1 FROM path
            JOIN people_person p ON p.id = path.id JOIN people_person k ON k.id = p.merged_into_id)
    SELECT DISTINCT ON (asked) asked, id FROM path ORDER BY asked, step DESC
"""


def merged_ids(person_id: UUID) -> list[UUID]:
    """この人と、この人に寄せられた(見える)記録の番号。さらに寄せられたものも含む。名寄せを元に戻せば含まない。"""
    return [row[0] for row in rows_of(_INTO, [person_id])]


def surviving_ids(person_ids: Iterable[UUID]) -> list[UUID]:
    """それぞれの、寄せた先の番号(寄せられていない、寄せた先が見えないなら自分)。重なりなし、順のまま。"""
    asked = list(dict.fromkeys(person_ids))
    found: dict[UUID, UUID] = dict(rows_of(_SURVIVING, [asked])) if asked else {}
    return list(dict.fromkeys(found.get(one, one) for one in asked))
