"""記録された関係から、家族構成図(ジェノグラム)とエコマップの材料を組む。図の描き方は diagrams が知る。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from kasane.kernel import clock
from kasane.people.diagrams.model import (
    Direction,
    Ecomap,
    EcomapNode,
    Family,
    FamilyMember,
    Life,
    Strength,
    TieKind,
    TwinSet,
    Union,
    UnionKind,
)
from kasane.people.diagrams.model import Sex as DrawnSex
from kasane.people.diagrams.model import Tie as DrawnTie
from kasane.people.diagrams.words import STRENGTH_LABELS
from kasane.people.domain.codes import Nature, RelationKind, Sex
from kasane.people.domain.person import PersonFacts, age_words
from kasane.people.models import Membership, Person, Relation, Tie
from kasane.people.queries.records import facts_of

STEPS: Final = 4
MOST: Final = 80
_SEX: Final = {Sex.MALE: DrawnSex.MALE, Sex.FEMALE: DrawnSex.FEMALE}
_UNION: Final = {
    Nature.MARRIED: UnionKind.MARRIED,
    Nature.COHABITING: UnionKind.COHABITING,
    Nature.SEPARATED: UnionKind.SEPARATED,
    Nature.DIVORCED: UnionKind.DIVORCED,
    Nature.COHABITING_ENDED: UnionKind.COHABITING_ENDED,
}
_AFTER_END: Final = {UnionKind.MARRIED: UnionKind.DIVORCED, UnionKind.COHABITING: UnionKind.COHABITING_ENDED}
_TIES: Final = {
    RelationKind.CARES_FOR: TieKind.CARES_FOR,
    RelationKind.CLOSE: TieKind.CLOSE,
    RelationKind.CONFLICT: TieKind.CONFLICT,
    RelationKind.ESTRANGED: TieKind.ESTRANGED,
}


@dataclass(slots=True)
class _Sheet:
    """組みかけの一組。"""

    kind: UnionKind = UnionKind.UNSPECIFIED
    year: int | None = None
    until: int | None = None
    order: int = 0
    children: dict[UUID, Nature] = field(default_factory=dict)


def family_around(person_id: UUID, household: Iterable[UUID] = (), today: date | None = None, *, also: Iterable[UUID] = ()) -> Family:
    """この人から数えて4歩までの、見える人と関係だけで家族を組む。

    household は同居している世帯員(囲みに入る)。also は、囲みに入れずに必ず描く人(別居の世帯員など)。
    """
    on = today or clock.today()
    relations, ids = _reach({person_id, *household, *also})
    people = {person.id: facts_of(person) for person in Person.objects.filter(id__in=ids)}
    roles = _roles(ids, on)
    kept = [row for row in relations if row.person_id in people and row.other_id in people]
    return Family(
        people=tuple(_member(key, facts, person_id, roles, on) for key, facts in _eldest_first(people, person_id)),
        unions=_unions(kept, people, on),
        ties=tuple(_ties(kept, on)),
        household=frozenset(str(key) for key in household if key in people),
    )


def tie_words(tie: Tie) -> str:
    """つながりの強さと補足。"""
    known = {strength.value: label for strength, label in STRENGTH_LABELS.items()}
    return " ".join(filter(None, (known.get(tie.strength, ""), tie.note)))


def _reach(start: set[UUID]) -> tuple[list[Relation], set[UUID]]:
    """関係を一歩ずつたどる。問いの数は歩数だけで、人数によらない。"""
    reached, frontier = set(start), set(start)
    rows: dict[UUID, Relation] = {}
    for _ in range(STEPS):
        if not frontier or len(reached) > MOST:
            break
        found = Relation.objects.filter(Q(person_id__in=frontier) | Q(other_id__in=frontier)).order_by("position", "valid_from", "id")
        rows |= {row.id: row for row in found}
        frontier = {key for row in rows.values() for key in (row.person_id, row.other_id)} - reached
        reached |= frontier
    return list(rows.values()), reached


def _roles(ids: set[UUID], on: date) -> dict[UUID, tuple[bool, bool]]:
    rows = Membership.objects.filter(person_id__in=ids).values_list("person_id", "is_key_person", "is_main_carer", "valid_to")
    found: dict[UUID, tuple[bool, bool]] = defaultdict(lambda: (False, False))
    for key, key_person, carer, until in rows:
        if until is None or until > on:
            found[key] = (found[key][0] or key_person, found[key][1] or carer)
    return found


def _eldest_first(people: dict[UUID, PersonFacts], index: UUID) -> list[tuple[UUID, PersonFacts]]:
    return sorted(people.items(), key=lambda item: (item[0] != index, item[1].born.earliest if item[1].born else date.max, item[0]))


def _member(key: UUID, facts: PersonFacts, index: UUID, roles: dict[UUID, tuple[bool, bool]], on: date) -> FamilyMember:
    words = age_words(facts.born, facts.died, facts.age_band, on).removeprefix("享年").removesuffix("歳")
    return FamilyMember(
        id=str(key),
        name=facts.display_name,
        sex=_SEX.get(facts.sex, DrawnSex.OTHER),
        age=int(words) if words.isdecimal() else None,
        age_text="" if words.isdecimal() else words,
        life=Life.DECEASED if facts.died else Life.LIVING,
        died=facts.died.display() if facts.died else "",
        is_index=key == index,
        is_key_person=roles[key][0],
        is_main_carer=roles[key][1],
    )


def _unions(rows: Sequence[Relation], people: dict[UUID, PersonFacts], on: date) -> tuple[Union, ...]:
    sheets: dict[frozenset[UUID], _Sheet] = {}
    for row in rows:
        if row.kind == RelationKind.COUPLE.value:
            _take_couple(sheets, row, on)
    for child, bonds in _parents_by_bond(rows).items():
        for nature, parents in bonds.items():
            for pair in _pairs(parents, sheets):
                sheets.setdefault(pair, _Sheet()).children[child] = nature
    _seat_siblings(sheets, rows)
    return tuple(_union(pair, sheet, rows, people) for pair, sheet in sorted(sheets.items(), key=lambda item: item[1].order))


def _take_couple(sheets: dict[frozenset[UUID], _Sheet], row: Relation, on: date) -> None:
    """同じ二人の結婚・離婚・再婚が何行あっても一組にまとめ、後の行の状態を採る。"""
    sheet = sheets.setdefault(frozenset((row.person_id, row.other_id)), _Sheet(order=row.position or 0))
    kind = _UNION.get(Nature.read(row.nature) or Nature.MARRIED, UnionKind.MARRIED)
    ended = row.valid_to is not None and row.valid_to <= on
    sheet.kind = _AFTER_END.get(kind, kind) if ended else kind
    sheet.year = sheet.year or (row.valid_from.year if row.valid_from else None)
    sheet.until = row.valid_to.year if row.valid_to else None


def _parents_by_bond(rows: Sequence[Relation]) -> dict[UUID, dict[Nature, list[UUID]]]:
    found: dict[UUID, dict[Nature, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.kind == RelationKind.PARENT.value:
            found[row.other_id][Nature.read(row.nature) or Nature.BIRTH].append(row.person_id)
    return found


def _pairs(parents: Sequence[UUID], sheets: dict[frozenset[UUID], _Sheet]) -> list[frozenset[UUID]]:
    """親を二人ずつの組にする。養親が二組あるときは、夫婦として記録された組を優先する。"""
    left, pairs = list(dict.fromkeys(parents)), []
    while left:
        one = left.pop(0)
        partner = next((other for other in left if frozenset((one, other)) in sheets), None)
        if partner is None and len(left) == 1 and len(parents) == 2:
            partner = left[0]
        if partner is not None:
            left.remove(partner)
        pairs.append(frozenset((one, partner)) if partner else frozenset((one,)))
    return pairs


def _seat_siblings(sheets: dict[frozenset[UUID], _Sheet], rows: Sequence[Relation]) -> None:
    """きょうだいとだけ記録された人を、相手と同じ親の下に置く。どちらの親も分からなければ、親のない組にまとめる。"""
    unknown: list[set[UUID]] = []
    for row in rows:
        if row.kind != RelationKind.SIBLING.value:
            continue
        seats = {child: pair for pair, sheet in sheets.items() for child, nature in sheet.children.items() if nature is Nature.BIRTH}
        first, second = row.person_id, row.other_id
        if first in seats or second in seats:
            known, other = (first, second) if first in seats else (second, first)
            if other not in seats:
                sheets[seats[known]].children[other] = Nature.BIRTH
            continue
        joined = {first, second}.union(*(group for group in unknown if group & {first, second}))
        unknown = [group for group in unknown if not group & joined] + [joined]
    for number, group in enumerate(unknown):
        sheets[frozenset((UUID(int=number),))] = _Sheet(children=dict.fromkeys(sorted(group), Nature.BIRTH), order=-1)


def _union(pair: frozenset[UUID], sheet: _Sheet, rows: Sequence[Relation], people: dict[UUID, PersonFacts]) -> Union:
    partners = sorted((key for key in pair if key in people), key=lambda key: (people[key].sex is not Sex.MALE, key))
    children = sorted(sheet.children, key=lambda key: _birth_order(key, rows, people))
    return Union(
        partners=tuple(str(key) for key in partners),
        kind=sheet.kind,
        children=tuple(str(key) for key in children),
        adopted=frozenset(str(key) for key, nature in sheet.children.items() if nature is Nature.ADOPTED),
        fostered=frozenset(str(key) for key, nature in sheet.children.items() if nature is Nature.FOSTER),
        twins=tuple(_twins(set(sheet.children), rows)),
        year=sheet.year,
        period=f"{sheet.year or ''}–{sheet.until or ''}" if sheet.until else "",
    )


def _birth_order(child: UUID, rows: Sequence[Relation], people: dict[UUID, PersonFacts]) -> tuple[int, date, UUID]:
    positions = [row.position for row in rows if row.other_id == child and row.kind == RelationKind.PARENT.value and row.position]
    born = people[child].born
    return (min(positions, default=99), born.earliest if born else date.max, child)


def _twins(children: set[UUID], rows: Sequence[Relation]) -> Iterable[TwinSet]:
    groups: list[tuple[set[UUID], bool]] = []
    for row in rows:
        nature = Nature.read(row.nature)
        if nature not in (Nature.TWIN, Nature.IDENTICAL_TWIN) or not {row.person_id, row.other_id} <= children:
            continue
        touching = [group for group in groups if group[0] & {row.person_id, row.other_id}]
        members = {row.person_id, row.other_id}.union(*(group[0] for group in touching))
        identical = nature is Nature.IDENTICAL_TWIN and all(group[1] for group in touching)
        groups = [group for group in groups if group not in touching] + [(members, identical)]
    return (TwinSet(tuple(str(key) for key in sorted(members)), identical) for members, identical in groups)


def _ties(rows: Sequence[Relation], on: date) -> Iterable[DrawnTie]:
    for row in rows:
        kind = RelationKind.read(row.kind)
        if kind in _TIES and (row.valid_to is None or row.valid_to > on):
            yield DrawnTie(str(row.person_id), str(row.other_id), _TIES[kind])


def ecomap_of(ties: Sequence[Tie], *, center: str, is_household: bool) -> Ecomap:
    """つながりの行からエコマップを組む。終わったつながりは渡さないこと。"""
    nodes = tuple(EcomapNode(tie.label, Strength(tie.strength), Direction(tie.direction), tie.is_formal, tie.note) for tie in ties)
    return Ecomap(center, nodes, is_household)
