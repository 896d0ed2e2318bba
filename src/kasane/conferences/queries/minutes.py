"""議事を読む: 議題の全部の行、ある番号より後に確定した行(見張り)、書き直す前の文。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kasane.access.queries import held
from kasane.access.reading import rows_of
from kasane.agencies.queries.names import posting_names
from kasane.conferences.domain.minutes import MinuteKind, may_write_minute
from kasane.conferences.models import Item
from kasane.kernel.decision import Decision

_LINES: Final = """
    SELECT m.id, m.kind, m.text, m.recorded_at, m.recorded_by, m.changed_at, m.changed_by, m.tick, m.version, m.struck_at, m.struck_reason
    FROM conferences_minute m WHERE {wanted}
"""
_ALL: Final = _LINES.format(wanted="m.item_id = %s ORDER BY m.recorded_at, m.id")
_SINCE: Final = _LINES.format(wanted="m.item_id = %s AND m.tick > %s ORDER BY m.tick LIMIT %s")
_BEFORE: Final = (
    "SELECT version, kind, text, written_by, written_at FROM conferences_minute_before WHERE minute_id = %s ORDER BY version DESC"
)
_BEGAN: Final = "SELECT conferences_has_begun(%s)"
AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class MinuteLine:
    """議事の一行。tick をそのまま次の見張り(minutes_since)に渡す。"""

    id: UUID
    kind: MinuteKind
    text: str
    written_at: datetime
    author: str
    changed_at: datetime
    changed_by: str
    tick: int
    version: int
    struck_at: datetime | None
    struck_reason: str

    @property
    def revised(self) -> bool:
        """書き直された行か。"""
        return self.version > 1


@dataclass(frozen=True, slots=True)
class MinuteVersion:
    """書き直す前の一つの版。"""

    version: int
    kind: MinuteKind
    text: str
    author: str
    written_at: datetime


def minutes_of(item_id: UUID) -> tuple[MinuteLine, ...]:
    """議題の議事。書かれた順。議題の部屋を持つ人だけに返る。"""
    return _lines(rows_of(_ALL, [item_id]))


def minutes_since(item_id: UUID, after: int) -> tuple[MinuteLine, ...]:
    """after より後に確定した(書かれた・直された)行。確定の順に AT_MOST 行まで。画面は最後の tick を覚えて、また呼ぶ。

    二人が同時に書いても、番号の順と確定の順が同じなので、後から小さい番号が現れることはない。
    """
    return _lines(rows_of(_SINCE, [item_id, after, AT_MOST]))


def minute_versions(minute_id: UUID) -> tuple[MinuteVersion, ...]:
    """書き直す前の文。新しい順。"""
    rows = rows_of(_BEFORE, [minute_id])
    names = posting_names(row[3] for row in rows)
    return tuple(MinuteVersion(version, MinuteKind(kind), text, names.get(who, ""), at) for version, kind, text, who, at in rows)


def may_minute(item: Item) -> Decision:
    """議事を書けるか。見るだけの構成員・始まる前・終わった後は、その理由。"""
    writes = any(one.may_write for one in held(item.compartment_id))
    began = bool(rows_of(_BEGAN, [item.id])[0][0])
    return may_write_minute(writes=writes, closed=item.ended_at is not None, began=began)


def _lines(rows: Sequence[Sequence[Any]]) -> tuple[MinuteLine, ...]:
    names = posting_names({key for row in rows for key in (row[4], row[6])})
    return tuple(_line(row, names) for row in rows)


def _line(row: Sequence[Any], names: Mapping[UUID, str]) -> MinuteLine:
    key, kind, text, written, author, changed, changer, tick, version, struck, why = row
    return MinuteLine(
        key, MinuteKind(kind), text, written, names.get(author, ""), changed, names.get(changer, ""), tick, version, struck, why
    )
