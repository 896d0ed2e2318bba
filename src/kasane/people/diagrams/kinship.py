"""整合のとれた family を、並べやすい形（夫婦とその子の組、人から組への索引）に直す。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .generations import generations
from .model import Bond, Family, FamilyMember, Union

_UNKNOWN_PARENT = "\x00unknown-parent-"


@dataclass(frozen=True, eq=False, slots=True)
class Couple:
    """二人（片親なら不明の親を補う）と、その下に並べる子。`guests` は主な親が別にいる子（養親・里親の側）。"""

    union: Union
    partners: tuple[str, ...]
    children: tuple[str, ...]
    guests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinship:
    """配置のための索引。`enclosed` は同居の囲みの中に置いてよい人。"""

    family: Family
    people: Mapping[str, FamilyMember]
    couples: tuple[Couple, ...]
    generation: Mapping[str, int]
    own: Mapping[str, tuple[Couple, ...]]
    parents: Mapping[str, Couple]
    enclosed: frozenset[str]

    @property
    def depth(self) -> int:
        return max(self.generation.values()) + 1

    def is_unknown_parent(self, person: str) -> bool:
        return person not in self.people

    def partners_of(self, person: str) -> tuple[str, ...]:
        """相手を結びつきの順に、重複なく返す。"""
        others = (other for couple in self.own[person] for other in couple.partners if other != person)
        return tuple(dict.fromkeys(others))


def kinship(family: Family) -> Kinship:
    """`checked` を通った family から索引を作る。世代が食い違えば `DiagramRefused`。"""
    generation = generations(family)
    primary = _primary_parents(family)
    couples: list[Couple] = []
    for number, union in enumerate(family.unions):
        partners = union.partners
        if len(partners) == 1:
            unknown = f"{_UNKNOWN_PARENT}{number}"
            generation[unknown] = generation[partners[0]]
            partners = (*partners, unknown)
        own = tuple(child for child in union.children if primary[child] == number)
        couples.append(Couple(union, partners, own, tuple(child for child in union.children if child not in own)))
    parents = {child: couple for couple in couples for child in couple.children}
    return Kinship(
        family=family,
        people={person.id: person for person in family.people},
        couples=tuple(couples),
        generation=generation,
        own=_own_couples(couples, generation),
        parents=parents,
        enclosed=family.household | _unborn_of(family, parents),
    )


def _primary_parents(family: Family) -> dict[str, int]:
    """子を下に並べる組を決める。実親を優先し、なければ先に書かれた組。"""
    primary: dict[str, int] = {}
    for number, union in enumerate(family.unions):
        for child in union.children:
            if child not in primary or union.bond(child) is Bond.BIRTH:
                primary[child] = number
    return primary


def _unborn_of(family: Family, parents: Mapping[str, Couple]) -> frozenset[str]:
    """世帯員の親をもつ胎児・流産の子。「同居していない人」ではないので、囲みの中に置いてよい。"""
    unborn = (person.id for person in family.people if person.is_unborn and person.id in parents)
    return frozenset(child for child in unborn if not family.household.isdisjoint(parents[child].partners))


def _own_couples(couples: list[Couple], generation: Mapping[str, int]) -> dict[str, tuple[Couple, ...]]:
    own: dict[str, list[Couple]] = {person: [] for person in generation}
    for couple in sorted(couples, key=lambda each: (each.union.year is None, each.union.year or 0)):
        for partner in couple.partners:
            own[partner].append(couple)
    return {person: tuple(listed) for person, listed in own.items()}
