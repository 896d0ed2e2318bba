"""相談の本文を検索の表に写す。要配慮の文章は、要配慮の部屋の別の一件として写す。"""

from __future__ import annotations

from kasane.access.domain import Kind
from kasane.programmes.consultation.domain.consultation import SENSITIVE
from kasane.programmes.consultation.models import Consultation, SensitiveText
from kasane.search.commands import put

SOURCE = "consultation"
SENSITIVE_SOURCE = "consultation_sensitive"
PIECES = (
    "story", "hopes", "household_text", "money_text", "housing_text", "work_text", "community_text", "agencies_text", "urgency_note",
    "other_topic", "next_note",
)  # fmt: skip


def pieces_of(row: Consultation) -> tuple[str, ...]:
    """探せる文(空でないもの)。氏名と連絡先は、人をさがす画面の仕事なので入れない。"""
    return tuple(filter(None, (getattr(row, name) for name in PIECES)))


def sensitive_pieces_of(row: SensitiveText) -> tuple[str, ...]:
    """要配慮の部屋の、探せる文。"""
    return tuple(filter(None, (getattr(row, name) for name in SENSITIVE)))


def reindex(row: Consultation, sensitive: SensitiveText | None = None) -> None:
    """今の文で探せるようにする。"""
    put(
        source_kind=SOURCE, source_id=row.id, compartment_id=row.compartment_id, room_kind=Kind.GENERAL, context_id=row.id,
        happened_on=row.received_on, text="\n".join(pieces_of(row)),
    )  # fmt: skip
    if sensitive is not None:
        put(
            source_kind=SENSITIVE_SOURCE, source_id=sensitive.id, compartment_id=sensitive.compartment_id, room_kind=Kind.SENSITIVE,
            context_id=row.id, happened_on=row.received_on, text="\n".join(sensitive_pieces_of(sensitive)),
        )  # fmt: skip
