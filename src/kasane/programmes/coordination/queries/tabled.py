"""会議の資料に写せる、様式1-2の今の値(cases.registry に登録する)。"""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from kasane.cases.domain.recorded import Chapter, RecordLine
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people.queries.lines import person_names
from kasane.programmes.coordination.domain.assessment import Section
from kasane.programmes.coordination.domain.values import ValueKind
from kasane.programmes.coordination.queries.items import items_by_id
from kasane.programmes.coordination.queries.ledger import assessment_of, facts_at
from kasane.programmes.coordination.queries.sheet import source_words, value_words

_TOPICS: Final = {
    Section.B: Topic.FAMILY, Section.C: Topic.HOUSING, Section.D: Topic.HEALTH, Section.E: Topic.MONEY, Section.F: Topic.WORK,
}  # fmt: skip
_PLACES: Final = {
    Section.A: Chapter.OUTLINE, Section.B: Chapter.OUTLINE, Section.G: Chapter.COURSE, Section.H: Chapter.ISSUES,
}  # fmt: skip


def assessment_lines(case_id: UUID, by: Actor) -> list[RecordLine]:
    """様式1-2の欄のうち、値のあるもの(様式の順)。見えない部屋の欄は返らない。課税状況の欄は、税情報として返す。"""
    assessment = assessment_of(case_id)
    if assessment is None:
        return []
    facts = [one for one in facts_at(assessment.id).values() if not one.value.is_blank]
    items = items_by_id({one.item_id for one in facts})
    people = person_names({one.value.named_id for one in facts if one.value.named_id})
    found = []
    for one in sorted(facts, key=lambda one: (one.item_key, str(one.person_id or ""))):
        item = items[one.item_id]
        if item.kind is ValueKind.COPIED:
            continue
        text = f"{item.label}：{value_words(item, one.value, people)}"
        topic = Topic.TAX if item.declared_only else _TOPICS.get(item.section, Topic.CIRCUMSTANCES)
        as_of = one.source.as_of if one.source.as_of > date.min else clock.jst(one.recorded_at).date()
        place = _PLACES.get(item.section, Chapter.NOW)
        found.append(
            RecordLine("assessment", one.id, f"アセスメント　{item.label}", text, place, topic, one.person_id, one.source.agency_id, as_of,
                       source_words(one))
        )  # fmt: skip
    return found
