"""検索で見つかった欄と課題を、見える範囲で読み直す。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.urls import reverse

from kasane.people.queries.lines import person_names
from kasane.programmes.coordination.domain.values import ValueKind
from kasane.programmes.coordination.models import AssessmentFact
from kasane.programmes.coordination.queries.issues import issues_in
from kasane.programmes.coordination.queries.items import issue_codes, items_by_id
from kasane.programmes.coordination.queries.ledger import facts_in
from kasane.search.registry import Record


def found_facts(cell_ids: Sequence[UUID]) -> Iterable[Record]:
    """アセスメントの欄。今の値だけを返す(前の値では見つからない)。"""
    facts = facts_in(cell_ids)
    items = items_by_id({one.item_id for one in facts.values()})
    rows = AssessmentFact.objects.filter(id__in=[one.id for one in facts.values()])
    cases = dict(rows.values_list("cell_id", "assessment__case_id"))
    names = person_names(one.person_id for one in facts.values() if one.person_id)
    for cell_id, fact in facts.items():
        item, value = items[fact.item_id], fact.value
        words = [value.text, *("　".join(filter(None, row)) for row in value.rows), fact.source.note]
        if item.kind in (ValueKind.TEXT, ValueKind.LONG_TEXT, ValueKind.ROWS) and any(words):
            yield Record(
                source_id=cell_id, title=f"アセスメント：{item.label}", url=_url(cases[cell_id]), pieces=tuple(filter(None, words)),
                subject_ids=(fact.person_id,) if fact.person_id else (), who=names.get(fact.person_id, "") if fact.person_id else "",
            )  # fmt: skip


def found_issues(ids: Sequence[UUID]) -> Iterable[Record]:
    """課題と背景要因。"""
    rows, codes = issues_in(ids), issue_codes()
    names = person_names(row.person_id for row in rows.values() if row.person_id)
    for first, row in rows.items():
        label = codes.labels.get(row.code, row.code)
        yield Record(
            source_id=first, title=f"課題：{label}", url=_url(row.case_id), pieces=tuple(filter(None, (label, row.note))),
            subject_ids=(row.person_id,) if row.person_id else (), who=names.get(row.person_id, "") if row.person_id else "世帯",
        )  # fmt: skip


def _url(case_id: UUID) -> str:
    return reverse("coordination:assessment", args=[case_id])
