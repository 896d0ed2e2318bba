"""事実の台帳を読む: 欄ごとの今の値、ある版のときの値、これまでの値。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Source
from kasane.programmes.coordination.domain.values import FactValue
from kasane.programmes.coordination.models import Assessment, AssessmentFact, InquiryQuestion


@dataclass(frozen=True, slots=True)
class Recorded:
    """台帳の一行: 値と、出どころと、どの版でだれが書いたか。"""

    id: UUID
    item_id: UUID
    item_key: str
    cell_id: UUID
    person_id: UUID | None
    number: int
    value: FactValue
    source: Source
    source_name: str
    recorded_at: datetime
    author: str
    inquiry_id: UUID | None


def cell_of(assessment_id: UUID, item_key: str, person_id: UUID | None) -> UUID:
    """欄の番号: アセスメント・項目・人が同じなら、いつも同じ。項目の定義が改まっても、番号(key)が同じなら同じ欄。"""
    return uuid5(NAMESPACE_OID, f"{assessment_id}:{item_key}:{person_id or ''}")


def assessment_of(case_id: UUID) -> Assessment | None:
    """この事案のアセスメント。まだ書き始めていない、または見えないなら None。"""
    return Assessment.objects.filter(case_id=case_id).first()


def facts_at(assessment_id: UUID, number: int | None = None) -> dict[UUID, Recorded]:
    """欄ごとの値。number があれば、その版のときの値。見えない区画の事実は返らない。"""
    rows = AssessmentFact.objects.filter(assessment_id=assessment_id).select_related("version")
    if number is not None:
        rows = rows.filter(number__lte=number)
    return {row.cell_id: read_fact(row) for row in rows.order_by("cell_id", "-number").distinct("cell_id")}


def history_of(cell_id: UUID) -> tuple[Recorded, ...]:
    """この欄のこれまでの値。新しい順。"""
    rows = AssessmentFact.objects.filter(cell_id=cell_id).select_related("version").order_by("-number")
    return tuple(read_fact(row) for row in rows)


def facts_in(cell_ids: Iterable[UUID]) -> dict[UUID, Recorded]:
    """欄の番号で今の値を引く(検索の結果から)。"""
    rows = AssessmentFact.objects.filter(cell_id__in=list(cell_ids)).select_related("version")
    return {row.cell_id: read_fact(row) for row in rows.order_by("cell_id", "-number").distinct("cell_id")}


def read_fact(row: AssessmentFact) -> Recorded:
    """表の一行を読む。"""
    author = f"{row.version.author_name}（{row.version.author_agency}）"
    return Recorded(
        row.id, row.item_id, row.item_key, row.cell_id, row.person_id, row.number, read_value(row), read_source(row), row.source_name,
        row.recorded_at, author, row.inquiry_id,
    )  # fmt: skip


def read_value(row: AssessmentFact | InquiryQuestion) -> FactValue:
    """値の列を読む。"""
    return FactValue(
        text=row.text, codes=tuple(row.codes), amount=row.amount, day=row.day, rows=tuple(tuple(cells) for cells in row.rows),
        named_id=row.named_id,
    )  # fmt: skip


def read_source(row: AssessmentFact | InquiryQuestion) -> Source:
    """出どころの列を読む。"""
    return Source(Origin(row.origin), row.source_agency_id, row.as_of or date.min, Certainty(row.certainty), row.note)
