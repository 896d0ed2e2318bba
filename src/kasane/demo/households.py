"""典型の世帯の役に、種から名前・生年月日・住所・番号を与えて、記録する形にする。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from kasane.demo import names
from kasane.demo.ordinary import ordinary
from kasane.demo.pattern_kit import Part, Pattern
from kasane.demo.patterns import PATTERNS
from kasane.demo.streets import Address, address, mobile, phone
from kasane.demo.values import TOWN_DAY, ConditionSpec, HouseholdSpec, MemberSpec, PersonSpec, PlaceSpec, ProtectionSpec
from kasane.kernel.wareki import parse_date
from kasane.people.domain.codes import AgeBand, Kinship, PlaceKind, Residency
from kasane.people.domain.person import PersonFacts

_MIDDLE_OF_BAND: Final = 5
_MOVED_ON: Final = date(2026, 8, 9)
_ADULT: Final = 18


def households(seed: int, count: int) -> tuple[HouseholdSpec, ...]:
    """町の世帯。典型の世帯を先に、残りをふつうの世帯で count 世帯にする。世帯ごとに別の乱数なので、ほかの世帯を足しても変わらない。"""
    wanted = [*PATTERNS, *ordinary(seed, max(0, count - len(PATTERNS)))]
    numbers = _resident_numbers()
    given: dict[str, names.Name] = {}
    return tuple(_Builder(pattern, Random(f"{seed}:{pattern.key}"), numbers, given).build() for pattern in wanted)


def _resident_numbers() -> Iterator[str]:
    """宛名番号。先頭の0に意味がある10桁。"""
    number = 0
    while True:
        number += 1
        yield f"{number * 7 + 20_000:010}"


@dataclass(slots=True)
class _Builder:
    """一つの世帯を組み立てる。given は、前の世帯の本人の名(名寄せの候補が同じ名を使うため)。"""

    pattern: Pattern
    dice: Random
    numbers: Iterator[str]
    given: dict[str, names.Name]

    def build(self) -> HouseholdSpec:
        """世帯の値。"""
        pattern = self.pattern
        surnames = {"": _fixed(pattern.surname) or names.surname(self.dice)}
        home = address(self.dice, pattern.area)
        people = tuple(self._person(part, surnames, home) for part in pattern.parts)
        focus = people[0].facts
        return HouseholdSpec(
            key=pattern.key,
            label=f"{focus.family_name or focus.name_text or focus.working_label}さんの世帯",
            taken_by=pattern.taken_by,
            people=people,
            members=tuple(_member(part) for part in pattern.parts),
            pattern=pattern.number or None,
            note=" ".join(filter(None, (pattern.title + "。", pattern.note))),
            relations=pattern.relations,
            ties=pattern.ties,
            shares=pattern.shares,
            protection=self._protection(),
            sealed_because=pattern.sealed_because,
            conflicts=pattern.conflicts,
            doubts=self._doubts(),
        )

    def _person(self, part: Part, surnames: dict[str, names.Name], home: Address) -> PersonSpec:
        return PersonSpec(
            part.key,
            self._facts(part, surnames),
            names=tuple(replace(name, kana=names.katakana(name.kana)) for name in part.names),
            places=tuple(self._places(part, home)),
            conditions=tuple(ConditionSpec(kind, text) for kind, text in part.states),
        )

    def _facts(self, part: Part, surnames: dict[str, names.Name]) -> PersonFacts:
        born = parse_date(part.born or self._birthday(part.age)) if part.born or part.age is not None else None
        numbered = part.residency is Residency.REGISTERED and not part.died and part.apart in ("", "市内")
        common = PersonFacts(
            sex=part.sex,
            born=born,
            age_band=AgeBand(part.age_band) if part.age_band else None,
            died=parse_date(part.died) if part.died else None,
            residency=part.residency if not part.apart else Residency.UNKNOWN,
            resident_number=next(self.numbers) if numbered else "",
            nationality=part.nationality,
            language=part.language,
        )
        if part.known_as:
            return replace(common, is_unidentified=True, working_label=part.known_as)
        if part.whole:
            return replace(common, name_text=part.whole, kana_text=names.katakana(part.whole_kana))
        if part.surname not in surnames:
            surnames[part.surname] = names.surname(self.dice)
        family, given = surnames[part.surname], self._given(part, born.year if born else TOWN_DAY.year - _years(part.age_band))
        return replace(common, family_name=family.text, family_kana=family.kana, given_name=given.text, given_kana=given.kana)

    def _given(self, part: Part, year: int) -> names.Name:
        drawn = self.given.get(self.pattern.same_name_as) or names.given(self.dice, part.sex.value, year)
        if part.kin is Kinship.SELF:
            self.given[self.pattern.key] = drawn
        return drawn

    def _birthday(self, age: int | None) -> str:
        return (date(TOWN_DAY.year - (age or 0), TOWN_DAY.month, TOWN_DAY.day) - timedelta(days=self.dice.randrange(1, 364))).isoformat()

    def _places(self, part: Part, home: Address) -> Iterator[PlaceSpec]:
        if part.whereabouts:
            yield PlaceSpec(PlaceKind.WHEREABOUTS, part.whereabouts, self.pattern.area)
        elif part.apart:
            yield PlaceSpec(PlaceKind.RESIDENCE, f"{part.apart}(くわしい住所は聞いていない)")
        elif not part.died and not part.unsure:
            kind = PlaceKind.DOMICILE if part.residency is Residency.REGISTERED else PlaceKind.RESIDENCE
            since = _MOVED_ON if part.former_home else None
            yield PlaceSpec(kind, home.text, self.pattern.area, home.postal_code, since=since)
        if part.former_home:
            yield PlaceSpec(PlaceKind.DOMICILE, part.former_home, until=_MOVED_ON, note="前の住所")
        if part.kin is Kinship.SELF and not part.known_as and not part.whereabouts and (part.age is None or part.age >= _ADULT):
            yield PlaceSpec(PlaceKind.PHONE, phone(self.dice) if (part.age or 80) >= 60 else mobile(self.dice))
        elif part.key_person:
            yield PlaceSpec(PlaceKind.PHONE, mobile(self.dice))

    def _protection(self) -> ProtectionSpec | None:
        guarded = self.pattern.guarded
        if guarded is None:
            return None
        opponent = f"{guarded.opponent_household}/{guarded.opponent}"
        return ProtectionSpec(guarded.person, guarded.kind, guarded.together, opponent, guarded.relationship)

    def _doubts(self) -> tuple[tuple[str, str, str], ...]:
        if not self.pattern.same_name_as:
            return ()
        return (("self", f"{self.pattern.same_name_as}/self", "氏名の読みと生まれた年月が同じ。住所を確かめる。"),)


def _member(part: Part) -> MemberSpec:
    return MemberSpec(
        part.key, part.kin, together=not part.apart and not part.died, key_person=part.key_person, main_carer=part.carer,
        confirmed=not part.unsure,
    )  # fmt: skip


def _fixed(surname: str) -> names.Name | None:
    text, _, kana = surname.partition(":")
    return names.Name(text, names.katakana(kana)) if surname else None


def _years(band: str) -> int:
    return int(band.removesuffix("s") or 40) + _MIDDLE_OF_BAND
