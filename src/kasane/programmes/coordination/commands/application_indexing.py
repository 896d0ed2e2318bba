"""さがす控えに入れる。書いたときと同じ取引で、その人の部屋に。情報提供者の氏名や連絡先は入れない。"""

from __future__ import annotations

from kasane.access.domain import Kind
from kasane.kernel import clock
from kasane.programmes.coordination.models import Application
from kasane.programmes.coordination.queries.application_search import APPLICATION, pieces_of
from kasane.search.commands import put


def index_application(row: Application) -> None:
    """票一枚と、その取組の経過。"""
    day = row.received_on or clock.jst(row.recorded_at).date()
    put(
        source_kind=APPLICATION, source_id=row.id, compartment_id=row.compartment_id, room_kind=Kind.GENERAL, context_id=row.case_id,
        happened_on=day, text="\n".join(pieces_of(row)),
    )  # fmt: skip
