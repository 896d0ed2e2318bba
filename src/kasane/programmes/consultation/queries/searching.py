"""検索の結果に出す相談を、番号から読み直す(見えるものだけが返る)。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.urls import reverse

from kasane.programmes.consultation.domain.consultation import PIECES, SENSITIVE
from kasane.programmes.consultation.models import Consultation, SensitiveText
from kasane.programmes.consultation.queries.records import SubjectLine, heading_of, subjects_of
from kasane.search.registry import Record

SOURCE = "consultation"
SENSITIVE_SOURCE = "consultation_sensitive"


def pieces_of(row: Consultation) -> tuple[str, ...]:
    """探せる文(空でないもの)。氏名と連絡先は、人をさがす画面の仕事なので入れない。"""
    return tuple(filter(None, (getattr(row, name) for name in PIECES)))


def sensitive_pieces_of(row: SensitiveText) -> tuple[str, ...]:
    """要配慮の部屋の、探せる文。"""
    return tuple(filter(None, (getattr(row, name) for name in SENSITIVE)))


def consultations_found(ids: Sequence[UUID]) -> Iterable[Record]:
    """相談の通常の部屋の文。"""
    rows = list(Consultation.objects.filter(id__in=ids))
    about = subjects_of([row.id for row in rows])
    return [_record(row.id, row, pieces_of(row), about.get(row.id, [])) for row in rows]


def sensitive_found(ids: Sequence[UUID]) -> Iterable[Record]:
    """相談の要配慮の部屋の文。相談そのものも見える人にだけ返す。"""
    rows = list(SensitiveText.objects.filter(id__in=ids))
    of = {row.id: row for row in Consultation.objects.filter(id__in=[one.consultation_id for one in rows])}
    about = subjects_of(of)
    return [
        _record(one.id, of[one.consultation_id], sensitive_pieces_of(one), about.get(one.consultation_id, []))
        for one in rows
        if one.consultation_id in of
    ]


def _record(source_id: UUID, row: Consultation, pieces: tuple[str, ...], about: Sequence[SubjectLine]) -> Record:
    return Record(
        source_id=source_id,
        title=heading_of(row),
        url=reverse("consultation:consultation", args=[row.id]),
        pieces=pieces,
        subject_ids=tuple(line.person_id for line in about if line.person_id),
        who="、".join(line.name for line in about),
    )
