"""相談の本文を検索の表に写す。要配慮の文章は、要配慮の部屋の別の一件として写す。"""

from __future__ import annotations

from kasane.access.domain import Kind
from kasane.programmes.consultation.models import Consultation, SensitiveText
from kasane.programmes.consultation.queries.searching import SENSITIVE_SOURCE, SOURCE, pieces_of, sensitive_pieces_of
from kasane.search.commands import put


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
