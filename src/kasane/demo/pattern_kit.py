"""典型の世帯を書くための言葉: 役、関係、つながり、共有。名前と住所は households.py が種から決める。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kasane.access.domain import Ground
from kasane.demo.values import ANYONE, NameSpec, RelationSpec, ShareSpec, TieSpec
from kasane.people.diagrams.model import Direction, Strength
from kasane.people.domain.codes import ConditionKind, Kinship, Nature, ProtectionKind, RelationKind, Residency, Sex

MALE: Final = Sex.MALE
FEMALE: Final = Sex.FEMALE
HALF_YEAR: Final = 180
YEAR: Final = 365

State = tuple[ConditionKind, str]


def care(text: str) -> State:
    """要介護・要支援。"""
    return ConditionKind.CARE_LEVEL, text


def ill(text: str) -> State:
    """病気・けが。"""
    return ConditionKind.ILLNESS, text


def disability(text: str) -> State:
    """障害(手帳、区分)。"""
    return ConditionKind.DISABILITY, text


def work(text: str) -> State:
    """仕事。"""
    return ConditionKind.WORK, text


def school(text: str) -> State:
    """就学。"""
    return ConditionKind.SCHOOL, text


def living(text: str) -> State:
    """暮らし向き(ひきこもり、滞納、ごみなど)。"""
    return ConditionKind.LIVING, text


@dataclass(frozen=True, slots=True)
class Part:
    """世帯の中の一つの役。age は 2026年11月20日の年齢、born を書けばその書き方のまま(年だけなど)使う。

    surname が同じ符号の人は同じ姓になる(空は世帯の姓)。whole・whole_kana は姓名に分けない名前。
    alone は一つ前の住所が町の外にある人、former_home はその場所。
    """

    key: str
    kin: Kinship
    sex: Sex
    age: int | None = None
    states: tuple[State, ...] = ()
    born: str = ""
    age_band: str = ""
    died: str = ""
    surname: str = ""
    whole: str = ""
    whole_kana: str = ""
    known_as: str = ""
    nationality: str = ""
    language: str = ""
    residency: Residency = Residency.REGISTERED
    names: tuple[NameSpec, ...] = ()
    apart: str = ""
    former_home: str = ""
    whereabouts: str = ""
    key_person: bool = False
    carer: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Guarded:
    """支援措置: だれを、併せてだれを守り、相手方はどの世帯のだれか。"""

    person: str
    together: tuple[str, ...]
    opponent_household: str
    opponent: str
    relationship: str
    kind: ProtectionKind = ProtectionKind.DV


@dataclass(frozen=True, slots=True)
class Pattern:
    """典型の世帯。number は forms.md §12 の番号(0 は、その表にない確かめのための世帯)。

    conflicts は(職員のサインイン名, 理由)、doubts は(本人の役, 同じ人かもしれない世帯/役, 理由)。
    """

    number: int
    key: str
    title: str
    area: str
    taken_by: str
    parts: tuple[Part, ...]
    relations: tuple[RelationSpec, ...] = ()
    ties: tuple[TieSpec, ...] = ()
    shares: tuple[ShareSpec, ...] = ()
    note: str = ""
    guarded: Guarded | None = None
    sealed_because: str = ""
    conflicts: tuple[tuple[str, str], ...] = ()
    same_name_as: str = ""
    surname: str = field(default="")


def parents(child: str, *elders: str, order: int | None = None, nature: Nature = Nature.BIRTH) -> tuple[RelationSpec, ...]:
    """elders が child の親である。order はきょうだいの並び。"""
    return tuple(RelationSpec(elder, child, RelationKind.PARENT, nature, order) for elder in elders)


def couple(one: str, other: str, nature: Nature = Nature.MARRIED) -> tuple[RelationSpec, ...]:
    """夫婦・パートナー。"""
    return (RelationSpec(one, other, RelationKind.COUPLE, nature),)


def twins(one: str, other: str, *, identical: bool = False) -> tuple[RelationSpec, ...]:
    """双子。"""
    return (RelationSpec(one, other, RelationKind.SIBLING, Nature.IDENTICAL_TWIN if identical else Nature.TWIN),)


def siblings(one: str, other: str) -> tuple[RelationSpec, ...]:
    """親の記録がないきょうだい。"""
    return (RelationSpec(one, other, RelationKind.SIBLING, Nature.SIBLING),)


def looks_after(carer: str, *others: str) -> tuple[RelationSpec, ...]:
    """世話をしている(ヤングケアラー、ダブルケアもこれで表す)。"""
    return tuple(RelationSpec(carer, other, RelationKind.CARES_FOR) for other in others)


def feeling(one: str, other: str, kind: RelationKind) -> tuple[RelationSpec, ...]:
    """親しい・対立・絶縁。"""
    return (RelationSpec(one, other, kind),)


def desk(agency: str, label: str, strength: Strength = Strength.NORMAL, person: str = ANYONE) -> TieSpec:
    """町の機関とのつながり。"""
    return TieSpec(label, agency, person, formal=True, strength=strength, direction=Direction.INWARD)


def nearby(label: str, strength: Strength = Strength.NORMAL, direction: Direction = Direction.BOTH, person: str = ANYONE) -> TieSpec:
    """制度によらないつながり(家族会、近所、仲間)。"""
    return TieSpec(label, "", person, formal=False, strength=strength, direction=direction)


def public(label: str, strength: Strength = Strength.NORMAL, person: str = ANYONE) -> TieSpec:
    """町の機関ではない制度のつながり(病院、職場、学校)。"""
    return TieSpec(label, "", person, formal=True, strength=strength, direction=Direction.INWARD)


def team(agency: str, reason: str) -> ShareSpec:
    """支援チームの一員として。"""
    return ShareSpec(agency, Ground.TEAM, reason)


def lead(agency: str, reason: str) -> ShareSpec:
    """主担当として。"""
    return ShareSpec(agency, Ground.LEAD, reason)


def city(reason: str) -> ShareSpec:
    """実施主体(市)として。"""
    return ShareSpec("welfare", Ground.CITY, reason)


def consent(agency: str, reason: str, days: int = YEAR) -> ShareSpec:
    """本人の同意により。"""
    return ShareSpec(agency, Ground.CONSENT, reason, days)


def conference(agency: str, reason: str, days: int = HALF_YEAR) -> ShareSpec:
    """支援会議の構成員として(同意のない事例)。"""
    return ShareSpec(agency, Ground.CONFERENCE, reason, days)


def by_law(agency: str, reason: str, days: int = HALF_YEAR) -> ShareSpec:
    """法令に基づく提供により。"""
    return ShareSpec(agency, Ground.LAW, reason, days)
