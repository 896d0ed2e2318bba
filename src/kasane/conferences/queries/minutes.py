"""議事を読む: 議題の全部の行、ある番号より後に確定した行(見張り)、書き直す前の文。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kasane.access.queries import held
from kasane.access.reading import rows_of
from kasane.agencies.queries.names import posting_names
from kasane.conferences.domain.codes import ConferenceState, Part
from kasane.conferences.domain.minutes import MinuteKind, may_write_minute
from kasane.conferences.domain.rules import may_keep
from kasane.conferences.models import Item
from kasane.kernel.decision import Decision, NotVisible

_LINES: Final = """
    SELECT m.id, m.kind, m.text, m.recorded_at, coalesce(a.name, ''), m.changed_at, coalesce(c.name, ''), m.tick, m.version, m.struck_at,
           m.struck_reason
    FROM conferences_minute m
    LEFT JOIN agencies_posting ap ON ap.id = m.recorded_by LEFT JOIN agencies_staffprofile a ON a.account_id = ap.account_id
    LEFT JOIN agencies_posting cp ON cp.id = m.changed_by LEFT JOIN agencies_staffprofile c ON c.account_id = cp.account_id
    WHERE {wanted}
"""
_ALL: Final = _LINES.format(wanted="m.item_id = %s ORDER BY m.recorded_at, m.id")
_SINCE: Final = _LINES.format(wanted="m.item_id = %s AND m.tick > %s ORDER BY m.tick LIMIT %s")
_BEFORE: Final = (
    "SELECT version, kind, text, written_by, written_at FROM conferences_minute_before WHERE minute_id = %s ORDER BY version DESC"
)
_ONE: Final = _LINES.format(wanted="m.item_id = %s AND m.id = %s AND m.struck_at IS NULL")
# 見張りの一問: 議題が見えなければ行が返らない。見えれば、いちばん新しい確定の番号。
_MARK: Final = (
    "SELECT (SELECT coalesce(max(m.tick), 0) FROM conferences_minute m WHERE m.item_id = i.id) FROM conferences_item i WHERE i.id = %s"
)
_LIVE: Final = """
    SELECT i.compartment_id, h.part, h.state, ARRAY(SELECT p.person_id FROM conferences_item_person p WHERE p.item_id = i.id ORDER BY p.id)
    FROM conferences_item i CROSS JOIN LATERAL conferences_head(i.id) h WHERE i.id = %s
"""
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


@dataclass(frozen=True, slots=True)
class LiveItem:
    """議事を見張る・書くのに要ることだけの議題。may_minute は、いま書けるか。"""

    id: UUID
    compartment_id: UUID
    person_ids: tuple[UUID, ...]
    may_minute: Decision


def live_item(item_id: UUID) -> LiveItem:
    """議事を見張る・書くための議題(問いは一つ)。見えない・窓の外なら NotVisible。"""
    rows = rows_of(_LIVE, [item_id])
    if not rows:
        raise NotVisible
    room, part, state, people = rows[0]
    return LiveItem(item_id, room, tuple(people), may_keep(part=Part(part) if part else None, conference=ConferenceState(state)))


def minutes_mark(item_id: UUID) -> int:
    """議事の、いちばん新しい確定の番号(まだなければ0)。見張りは、変わっていなければこの一問だけで終わる。見えない議題は NotVisible。"""
    rows = rows_of(_MARK, [item_id])
    if not rows:
        raise NotVisible
    return int(rows[0][0])


def minute_line(item_id: UUID, minute_id: UUID) -> MinuteLine:
    """直す・取り消すための一行。見えない・取り消した行は NotVisible。"""
    found = _lines(rows_of(_ONE, [item_id, minute_id]))
    if not found:
        raise NotVisible
    return found[0]


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


def may_minute(item: Item, *, writes: bool | None = None) -> Decision:
    """議事を書けるか。見るだけの構成員・始まる前・終わった後は、その理由。writes は、書ける根拠をもう確かめた人が渡す。"""
    if writes is None:
        writes = any(one.may_write for one in held(item.compartment_id))
    began = bool(rows_of(_BEGAN, [item.id])[0][0])
    return may_write_minute(writes=writes, closed=item.ended_at is not None, began=began)


def _lines(rows: Sequence[Sequence[Any]]) -> tuple[MinuteLine, ...]:
    return tuple(MinuteLine(key, MinuteKind(kind), *rest) for key, kind, *rest in rows)
