"""名寄せの問い: 二人を並べて見比べる、これまでの名寄せ。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kasane.kernel import clock
from kasane.people.models import DuplicateDoubt, Merge, Person
from kasane.people.queries.person import Header, header_of, places_of
from kasane.people.queries.records import facts_of


@dataclass(frozen=True, slots=True)
class Compared:
    """見比べる一行。"""

    label: str
    kept: str
    absorbed: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """名寄せの前の見比べ。"""

    kept: Header
    absorbed: Header
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class PastMerge:
    """これまでの名寄せの一件。"""

    id: UUID
    other_id: UUID
    name: str
    reason: str
    at: datetime
    undone: bool


def compare(kept_id: UUID, absorbed_id: UUID) -> Comparison:
    """二人を項目ごとに並べる。どちらかが見えないなら NotVisible。"""
    kept, absorbed = header_of(kept_id), header_of(absorbed_id)
    left, right = _facts(kept), _facts(absorbed)
    return Comparison(kept, absorbed, tuple(Compared(label, left[label], right[label], left[label] != right[label]) for label in left))


def past_merges(person_id: UUID) -> tuple[PastMerge, ...]:
    """この人に寄せた・この人が寄せられた名寄せ。新しい順。"""
    rows = Merge.objects.filter(Q(kept_id=person_id) | Q(absorbed_id=person_id)).select_related("kept", "absorbed").order_by("-recorded_at")
    found = []
    for row in rows:
        other = row.absorbed if row.kept_id == person_id else row.kept
        found.append(PastMerge(row.id, other.id, _name(other), row.reason, row.recorded_at, row.undone_at is not None))
    return tuple(found)


def doubts_of(person_id: UUID) -> tuple[tuple[UUID, str, str], ...]:
    """同じ人かもしれないという覚え(相手の番号、相手の呼び名、理由)。"""
    rows = DuplicateDoubt.objects.filter(Q(person_id=person_id) | Q(other_id=person_id), settled_at__isnull=True)
    found = []
    for row in rows.select_related("person", "other").order_by("-recorded_at"):
        other = row.other if row.person_id == person_id else row.person
        found.append((other.id, _name(other), row.note))
    return tuple(found)


def _name(person: Person) -> str:
    return facts_of(person).display_name


def _facts(header: Header) -> dict[str, str]:
    facts, places = header.facts, places_of(header.id, clock.today())
    return {
        "氏名": header.name,
        "ふりがな": header.kana,
        "性別": facts.sex.label_ja,
        "生年月日": header.born,
        "死亡した日": facts.died.display() if facts.died else "",
        "住民登録": facts.residency.label_ja,
        "宛名番号": facts.resident_number,
        "国籍": facts.nationality,
        "居どころ・連絡先": "、".join(f"{line.kind} {line.text}" for line in places if line.is_current),
    }
