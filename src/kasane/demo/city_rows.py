"""市の規模の台帳の行: コマンドが書くのと同じ列・同じ値を、COPY の行として速く作る。

列の並びはモデルから、決まった値はコマンドが使う規則(PersonFacts・name_keys など)から取る。一致は試験が列ごとに確かめる。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Final

from django.db.models import Model

from kasane.access.domain import Ground, HolderKind, Kind
from kasane.access.models import Compartment, Grant
from kasane.demo import names
from kasane.demo.city_copy import NULL, Ids, Lines, template
from kasane.demo.streets import address, mobile, phone
from kasane.demo.town import AREAS
from kasane.demo.values import TOWN_DAY
from kasane.kernel.folding import digits
from kasane.people.domain.codes import Kinship, PlaceKind, Residency, Sex
from kasane.people.domain.person import KeyKind, PersonFacts, household_key, name_keys
from kasane.people.models import Household, Membership, Person, Place, SearchKey

COPY_ORDER: Final[tuple[type[Model], ...]] = (Compartment, Grant, Person, SearchKey, Place, Household, Membership)
_PHONE_SHARE: Final = 0.5
_TEAM_SHARE: Final = 0.2
_FIRST_NUMBER: Final = 1_000_000
_SIZES: Final = (1, 2, 3, 4)
_SIZE_WEIGHTS: Final = (38, 66, 84, 100)
"""世帯の人数と、その人数までの割合(積み上げ)。"""

_BIRTH, _NUMBER, _PHONE, _LABEL = (int(kind) for kind in (KeyKind.BIRTH, KeyKind.NUMBER, KeyKind.PHONE, KeyKind.HOUSEHOLD))
_DOMICILE, _CALL = PlaceKind.DOMICILE.value, PlaceKind.PHONE.value
_RECEIVED, _TEAM = Ground.RECEIVED.value, Ground.TEAM.value
Desk = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """一つの氏名についての、何人にも使い回せる値: 人の行のひな形、氏名の鍵、並べる鍵。"""

    row: str
    keys: tuple[tuple[int, str], ...]
    sort: str
    family: str


_PERSON_VARYING: Final = (
    "id", "compartment_id", "birth_year", "birth_month", "birth_day", "born_earliest", "born_latest", "resident_number",
    "registered_at", "registered_by",
)  # fmt: skip


@lru_cache(maxsize=200_000)
def named(family: names.Name, given: names.Name, sex: Sex) -> Named:
    """氏名と性別から、コマンドと同じ規則で行のひな形と鍵を作る。"""
    facts = PersonFacts(
        family_name=family.text, given_name=given.text, family_kana=family.kana, given_kana=given.kana, sex=sex,
        residency=Residency.REGISTERED,
    )  # fmt: skip
    fixed = {name: value for name, value in facts.columns().items() if name not in _PERSON_VARYING}
    keys = tuple((int(kind), key) for kind, key in sorted(name_keys(facts)))
    return Named(template(Person, *_PERSON_VARYING, **fixed), keys, facts.sort_kana, family.text)


@dataclass(slots=True)
class Batch:
    """表ごとの COPY の行。"""

    lines: Lines = field(default_factory=lambda: {model: [] for model in COPY_ORDER})
    people: int = 0


class _Templates:
    """表ごとの一行のひな形。時刻は読み込みの間、同じ一つの時刻。"""

    def __init__(self, now: str) -> None:
        stamp = {"recorded_at": now}
        self.room = template(Compartment, "id", "subject_id", "opened_by", kind=int(Kind.IDENTITY), opened_at=now)
        self.grant = template(
            Grant,
            *("id", "compartment_id", "holder_id", "ground", "reason", "granted_by", "home"),
            **{"kind": None, "holder_kind": HolderKind.AGENCY.value, "may_write": True, "valid_from": now, "granted_at": now},
        )
        self.key = template(SearchKey, "id", "compartment_id", "person_id", "household_id", "source_id", "kind", "key", "sort")
        self.place = template(Place, "id", "compartment_id", "recorded_by", "kind", "postal_code", "text", "area", "person_id", **stamp)
        self.household = template(Household, "id", "compartment_id", "recorded_by", "label", **stamp)
        member = ("id", "compartment_id", "recorded_by", "household_id", "person_id", "person_compartment_id", "relationship")
        self.member = template(Membership, *member, **stamp)


class CityRows:
    """種から決まる市の行。

    desks は(機関, 受け付けた配属)の並びで、先頭ほど多くの人を受け持つ(順位に反比例)。now は記録の時刻(ISO 8601)。
    """

    def __init__(self, seed: int, desks: list[Desk], now: str) -> None:
        self.dice = Random(f"{seed}:city")
        self.desks, self.now = desks, now
        self.new = Ids()
        self.number = _FIRST_NUMBER
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(len(desks))))
        self._row = _Templates(now)

    def batches(self, people: int, size: int) -> Iterator[Batch]:
        """people 人ちょうどを、size 人ほどずつ。"""
        left = people
        while left > 0:
            batch = Batch()
            while batch.people < min(size, left):
                self._family(batch, min(self._size(), left - batch.people))
            left -= batch.people
            yield batch

    def _size(self) -> int:
        return self.dice.choices(_SIZES, cum_weights=_SIZE_WEIGHTS)[0]

    def _family(self, batch: Batch, size: int) -> None:
        dice = self.dice
        desk = dice.choices(self.desks, cum_weights=self._weights)[0]
        area = dice.choice(AREAS)
        home = address(dice, area)
        surname = names.surname(dice)
        oldest = dice.randint(24, 96) if size < 3 else dice.randint(27, 60)
        household = self._rooms_of(batch, desk, "支援世帯の登録")
        label = f"{surname.text}さんの世帯"
        batch.lines[Household].append(self._row.household % (household[0], household[1], desk[1], label))
        self._search(batch, household, None, [(_LABEL, _label_key(label))], _label_key(label))
        for place, (kin, sex, age) in enumerate(_members(dice, size, oldest)):
            person = self._person(batch, desk, surname, sex, age, first=place == 0)
            batch.lines[Place].append(
                self._row.place % (self.new(), person[1], desk[1], _DOMICILE, home.postal_code, home.text, area, person[0])
            )
            batch.lines[Membership].append(
                self._row.member % (self.new(), household[1], desk[1], household[0], person[0], person[1], kin.value)
            )
        batch.people += size

    def _rooms_of(self, batch: Batch, desk: Desk, reason: str) -> tuple[str, str]:
        """(持ち主の識別子, 区画)。受付機関の根拠が一つつく。"""
        subject, room = self.new(), self.new()
        batch.lines[Compartment].append(self._row.room % (room, subject, desk[1]))
        batch.lines[Grant].append(self._row.grant % (self.new(), room, desk[0], _RECEIVED, reason, desk[1], "t"))
        return subject, room

    def _person(self, batch: Batch, desk: Desk, surname: names.Name, sex: Sex, age: int, *, first: bool) -> tuple[str, str]:
        dice = self.dice
        born = date(TOWN_DAY.year - age, TOWN_DAY.month, TOWN_DAY.day) - timedelta(days=dice.randrange(1, 364))
        who = named(surname, names.given(dice, sex.value, born.year), sex)
        person, room = self._rooms_of(batch, desk, "人の登録")
        number = f"{self.number:010}"
        self.number += 1
        iso = born.isoformat()
        batch.lines[Person].append(who.row % (person, room, born.year, born.month, born.day, iso, iso, number, self.now, desk[1]))
        keys = [*who.keys, (_BIRTH, iso), (_NUMBER, number)]  # 半角の数字だけなので number_key と同じ
        if dice.random() < (_PHONE_SHARE if first else _PHONE_SHARE / 2):
            call = phone(dice) if age >= 65 else mobile(dice)
            batch.lines[Place].append(self._row.place % (self.new(), room, desk[1], _CALL, "", call, "", person))
            keys.append((_PHONE, digits(call)))
        self._search(batch, (person, room), person, keys, who.sort)
        if dice.random() < _TEAM_SHARE:
            self._second(batch, desk, room)
        return person, room

    def _second(self, batch: Batch, desk: Desk, room: str) -> None:
        other = self.dice.choices(self.desks, cum_weights=self._weights)[0]
        if other[0] != desk[0]:
            batch.lines[Grant].append(self._row.grant % (self.new(), room, other[0], _TEAM, "一緒に支援する", desk[1], "f"))

    def _search(self, batch: Batch, thing: tuple[str, str], person: str | None, keys: list[tuple[int, str]], sort: str) -> None:
        owner = (person or NULL, NULL if person else thing[0], thing[0])
        add, row, new = batch.lines[SearchKey].append, self._row.key, self.new
        for kind, key in keys:
            add(row % (new(), thing[1], *owner, kind, key, sort))


@lru_cache(maxsize=10_000)
def _label_key(label: str) -> str:
    return household_key(label)


def _members(dice: Random, size: int, oldest: int) -> Iterator[tuple[Kinship, Sex, int]]:
    sex = dice.choice((Sex.MALE, Sex.FEMALE))
    yield Kinship.SELF, sex, oldest
    if size >= 2:
        spouse = Sex.FEMALE if sex is Sex.MALE else Sex.MALE
        yield (Kinship.WIFE if spouse is Sex.FEMALE else Kinship.HUSBAND), spouse, max(20, oldest + dice.randint(-5, 5))
    for _ in range(size - 2):
        yield Kinship.CHILD, dice.choice((Sex.MALE, Sex.FEMALE)), dice.randint(0, oldest - 22)
