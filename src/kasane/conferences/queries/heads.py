"""会議の見出しと、議題での自分の席。会議の部屋を持たない構成員も、所有者の関数が答える分だけを知る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.conferences.domain.codes import ConferenceState, Method, Part, Purpose
from kasane.conferences.models import Conference
from kasane.conferences.queries.kinds import kind_by_id
from kasane.conferences.queries.shapes import ConferenceHead, KindLine
from kasane.kernel.decision import NotVisible

HEAD_COLUMNS: Final = 11
_HEAD: Final = (
    "SELECT conference_id, kind_id, kind_code, number, held_on, starts_at, ends_at, place, method, purpose, state, seat, part, wording,"
    " attended FROM conferences_head(%s)"
)
SEAT_COLUMNS: Final = 15


@dataclass(frozen=True, slots=True)
class MySeat:
    """議題での自分の席。part が None の人は、席がない(ほかの根拠で部屋を持つ人はいないので、あり得ない)。"""

    head: ConferenceHead
    kind: KindLine
    member_id: UUID | None
    part: Part | None
    wording: str
    attended: bool

    @property
    def state(self) -> ConferenceState:
        """会議のありさま。"""
        return self.head.state


def seat_of(item_id: UUID) -> MySeat:
    """この議題での自分の席。部屋を持たない・窓の外なら NotVisible。"""
    rows = rows_of(_HEAD, [item_id])
    if not rows:
        raise NotVisible
    return seat_from(rows[0])


def seat_from(row: tuple[Any, ...]) -> MySeat:
    """関数(conferences_head)の返した行を、自分の席にする。"""
    kind = kind_by_id(row[1], on=row[4])
    member, part, wording, attended = row[HEAD_COLUMNS:]
    return MySeat(
        head_line(row[:HEAD_COLUMNS], kind), kind, member, Part(part) if part else None, wording or kind.wording, attended is True
    )


def head_line(row: tuple[Any, ...], kind: KindLine) -> ConferenceHead:
    """関数の返した行(会議・種類・符号・回・日・始まり・終わり・場所・開き方・目的・ありさま)を見出しにする。"""
    key, _, code, number, held_on, starts_at, ends_at, place, method, purpose, state = row
    return ConferenceHead(
        id=key, kind_code=code, kind=kind.name, number=number, held_on=held_on, starts_at=starts_at, ends_at=ends_at, place=place,
        method=Method(method), purpose=Purpose(purpose), state=ConferenceState(state),
    )  # fmt: skip


def head_of(row: Conference) -> ConferenceHead:
    """自分が役員の会議の見出し。row.kind は引いてあること。"""
    return ConferenceHead(
        id=row.id, kind_code=row.kind_code, kind=row.kind.name, number=row.number, held_on=row.held_on, starts_at=row.starts_at,
        ends_at=row.ends_at, place=row.place, method=Method(row.method), purpose=Purpose(row.purpose), state=ConferenceState(row.state),
    )  # fmt: skip
