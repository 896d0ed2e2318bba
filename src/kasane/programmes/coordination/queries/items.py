"""様式1-2の項目の定義を引く: その日に有効な行と、その選択肢。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.access.dated import serving
from kasane.agencies.queries.register import label_sets
from kasane.kernel import clock
from kasane.programmes.coordination.domain.assessment import Report, Section
from kasane.programmes.coordination.domain.values import Shape, ValueKind
from kasane.programmes.coordination.models import AssessmentItem

ISSUE_LIST = "assessment_issue"
SENSITIVE_ISSUES = "assessment_issue_sensitive"


@dataclass(frozen=True, slots=True)
class Item:
    """項目の定義の一行。choices は選べる番号と言い方。"""

    id: UUID
    key: str
    section: Section
    label: str
    kind: ValueKind
    columns: tuple[str, ...]
    unit: str
    hint: str
    per_person: bool
    sensitive: bool
    must: bool
    report: Report
    askable: bool
    declared_only: bool
    copied_from: str
    choices: Mapping[str, str]
    verified: bool
    current: bool

    def shape(self, people: Iterable[UUID] = ()) -> Shape:
        """値を確かめるための形。people は選べる人。"""
        return Shape(self.kind, frozenset(self.choices), len(self.columns), frozenset(people))


def items_on(day: date | None = None, *, section: Section | None = None) -> tuple[Item, ...]:
    """その日に有効な項目(様式の順)。"""
    on = day or clock.today()
    rows = AssessmentItem.objects.filter(serving(on)).order_by("position", "key")
    return _read(list(rows.filter(section=section.value) if section else rows), on)


def items_by_id(ids: Iterable[UUID]) -> dict[UUID, Item]:
    """番号で引く。今は使わなくなった項目も引ける(過去の事実を読むため)。"""
    rows = list(AssessmentItem.objects.filter(id__in=list(ids)))
    return {item.id: item for item in _read(rows, clock.today())}


def _read(rows: list[AssessmentItem], on: date) -> tuple[Item, ...]:
    lists = label_sets({row.code_list for row in rows if row.code_list}, on=on)
    return tuple(
        Item(
            id=row.id, key=row.key, section=Section(row.section), label=row.label, kind=ValueKind(row.kind), columns=tuple(row.columns),
            unit=row.unit, hint=row.hint, per_person=row.per_person, sensitive=row.sensitive, must=row.must, report=Report(row.report),
            askable=row.askable, declared_only=row.declared_only, copied_from=row.copied_from, choices=lists.get(row.code_list, {}),
            verified=row.verified,
            current=row.valid_to is None or row.valid_to > on,
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssueCodes:
    """課題と背景要因(C04)の選択肢と、そのうち要配慮の番号。"""

    labels: Mapping[str, str]
    sensitive: frozenset[str]


def issue_codes(day: date | None = None) -> IssueCodes:
    """その日に有効な課題の選択肢。"""
    found = label_sets((ISSUE_LIST, SENSITIVE_ISSUES), on=day)
    return IssueCodes(found[ISSUE_LIST], frozenset(found[SENSITIVE_ISSUES]))
