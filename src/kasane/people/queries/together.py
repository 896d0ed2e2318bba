"""一緒に暮らす人たち: 相談や事案の部屋が、世帯の形(親子の年齢など)と、すでに関わる機関を知るための軽い問い。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q

from kasane.access.domain import Ground
from kasane.access.reading import rows_of
from kasane.agencies.queries import agency_names
from kasane.kernel.actor import Actor
from kasane.kernel.age import age_range_on
from kasane.people.domain.codes import Kinship, RelationKind
from kasane.people.domain.person import PersonFacts
from kasane.people.models import Membership, Person, Relation
from kasane.people.queries.records import facts_of

_OLDEST: Final = 120
# 人と世帯の数によらず一つの問い。見える人は「だれが見られるのか」と同じ関数、世帯は機関の番号だけを返す関数が答える。
_KNOWN: Final = """
    SELECT w.holder_id FROM unnest(%s::uuid[]) room, access_who(room) w WHERE w.holder_kind = 'agency' AND w.ground = ANY (%s)
    UNION SELECT k.agency FROM unnest(%s::uuid[]) home, people_household_known_to(home) k (agency)
"""
_PARENTS: Final = frozenset({Kinship.FATHER.value, Kinship.MOTHER.value})
_HEADS: Final = frozenset({Kinship.SELF.value, Kinship.HUSBAND.value, Kinship.WIFE.value, Kinship.PARTNER.value})


@dataclass(frozen=True, slots=True)
class Housemate:
    """一緒に暮らす一人。low〜high は分かっている年齢の幅(分からなければ None)。"""

    person_id: UUID
    name: str
    kana: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Together:
    """一緒に暮らす人たちと、その中の親子(親, 子)。見える人だけ。"""

    members: tuple[Housemate, ...]
    parents: tuple[tuple[UUID, UUID], ...]
    household_ids: tuple[UUID, ...]


def living_together(person_ids: Iterable[UUID], household_ids: Iterable[UUID], on: date) -> Together:
    """この人たちと、その日に同じ世帯で暮らす人、またはこの世帯で暮らす人。亡くなった人は含まない。"""
    asked = list(person_ids)
    now = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    homes = set(Membership.objects.filter(now, person_id__in=asked, lives_together=True).values_list("household_id", flat=True))
    homes |= set(household_ids)
    rows = list(Membership.objects.filter(now, household_id__in=homes, lives_together=True))
    ids = dict.fromkeys([*asked, *(row.person_id for row in rows)])
    people = {one.id: facts_of(one) for one in Person.objects.filter(id__in=ids, died_on="")}
    links = Relation.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), kind=RelationKind.PARENT.value, person_id__in=people, other_id__in=people
    )
    parents = {(link.person_id, link.other_id) for link in links} | _by_kinship(rows, people.keys())
    members = tuple(_housemate(one, people[one], on) for one in ids if one in people)
    return Together(members, tuple(sorted(parents)), tuple(sorted(homes)))


def housed(person_ids: Iterable[UUID], on: date) -> set[UUID]:
    """この人たちのうち、その日に(見える)世帯のある人。"""
    now = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return set(Membership.objects.filter(now, person_id__in=list(person_ids)).values_list("person_id", flat=True))


def agencies_around(together: Together, *, by: Actor) -> tuple[str, ...]:
    """この人たちを職務として把握している機関(受付・主担当)の名前。自機関を除く。

    見える人については「だれが見られるのか」と同じ答え、見えない世帯員については機関の名前だけ(伏せるべき人は数えない)。
    """
    rooms = list(Person.objects.filter(id__in=[one.person_id for one in together.members]).values_list("compartment_id", flat=True))
    found = {row[0] for row in rows_of(_KNOWN, [rooms, [Ground.RECEIVED.value, Ground.LEAD.value], list(together.household_ids)])}
    return tuple(sorted(agency_names(found - {by.agency_id}).values()))


def _by_kinship(rows: Iterable[Membership], seen: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """続柄から分かる親子: 本人(と配偶者)の子、本人の父母。"""
    visible, found = set(seen), set()
    by_home: dict[UUID, list[Membership]] = {}
    for row in rows:
        if row.person_id in visible:
            by_home.setdefault(row.household_id, []).append(row)
    for home in by_home.values():
        heads = [row.person_id for row in home if row.relationship in _HEADS]
        own = [row.person_id for row in home if row.relationship == Kinship.SELF.value]
        found |= {(head, row.person_id) for head in heads for row in home if row.relationship == Kinship.CHILD.value}
        found |= {(row.person_id, one) for one in own for row in home if row.relationship in _PARENTS}
    return found


def _housemate(person_id: UUID, facts: PersonFacts, on: date) -> Housemate:
    low, high = _ages(facts, on)
    return Housemate(person_id, facts.display_name, facts.kana, low, high)


def _ages(facts: PersonFacts, on: date) -> tuple[int | None, int | None]:
    if facts.born is not None and facts.born.earliest <= on:
        return age_range_on(facts.born, on)
    if facts.age_band is None:
        return None, None
    decade = int(facts.age_band.value.removesuffix("s"))
    return decade, _OLDEST if decade == 90 else decade + 9
