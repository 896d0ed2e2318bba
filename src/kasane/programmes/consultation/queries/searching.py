"""検索の結果に出す相談を、番号から読み直す(見えるものだけが返る)。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.programmes.consultation.domain.consultation import PIECES, SENSITIVE
from kasane.programmes.consultation.models import Consultation, SensitiveText
from kasane.programmes.consultation.queries.records import Called, Headed, called_in, heading_of
from kasane.screens.links import link_to
from kasane.search.registry import Record

SOURCE = "consultation"
SENSITIVE_SOURCE = "consultation_sensitive"
# pieces は domain の PIECES と同じ列。
_TOLD: Final = (
    "SELECT id, received_on, channel, speaker, story, hopes, household_text, money_text, housing_text, work_text, community_text,"
    " agencies_text, urgency_note, other_topic, next_note FROM consultation_consultation WHERE id = ANY (%s)"
)


class _Told(NamedTuple):
    """見つかった相談の行(_TOLD の列の順)。"""

    id: UUID
    received_on: date
    channel: str
    speaker: str
    pieces: tuple[str, ...]


def pieces_of(row: Consultation) -> tuple[str, ...]:
    """探せる文(空でないもの)。氏名と連絡先は、人をさがす画面の仕事なので入れない。"""
    return tuple(filter(None, (getattr(row, name) for name in PIECES)))


def sensitive_pieces_of(row: SensitiveText) -> tuple[str, ...]:
    """要配慮の部屋の、探せる文。"""
    return tuple(filter(None, (getattr(row, name) for name in SENSITIVE)))


def consultations_found(ids: Sequence[UUID]) -> Iterable[Record]:
    """相談の通常の部屋の文。"""
    rows = [_Told(row[0], row[1], row[2], row[3], row[4:]) for row in rows_of(_TOLD, [list(ids)])]
    about = called_in([row.id for row in rows])
    return [_record(row.id, row.id, row, tuple(filter(None, row.pieces)), about.get(row.id, [])) for row in rows]


def sensitive_found(ids: Sequence[UUID]) -> Iterable[Record]:
    """相談の要配慮の部屋の文。相談そのものも見える人にだけ返す。"""
    rows = list(SensitiveText.objects.filter(id__in=ids))
    of = {row.id: row for row in Consultation.objects.filter(id__in=[one.consultation_id for one in rows])}
    about = called_in(list(of))
    return [
        _record(one.id, one.consultation_id, of[one.consultation_id], sensitive_pieces_of(one), about.get(one.consultation_id, []))
        for one in rows
        if one.consultation_id in of
    ]


def _record(source_id: UUID, consultation_id: UUID, row: Headed, pieces: tuple[str, ...], about: Sequence[Called]) -> Record:
    return Record(
        source_id=source_id,
        title=heading_of(row),
        url=link_to("consultation:consultation", consultation_id),
        pieces=pieces,
        subject_ids=tuple(one.person_id for one in about if one.person_id),
        who="、".join(one.name for one in about),
    )
