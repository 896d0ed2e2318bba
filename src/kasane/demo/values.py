"""見本の町を作る値: 人・世帯・機関・職員の下書き。データベースを知らず、同じ種からは同じ値になる。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kasane.access.domain import Ground
from kasane.kernel.actor import Role
from kasane.people.diagrams.model import Direction, Strength
from kasane.people.domain.codes import ConditionKind, Kinship, NameKind, Nature, PlaceKind, ProtectionKind, RelationKind, Source
from kasane.people.domain.person import PersonFacts

TOWN_DAY: Final = date(2026, 11, 20)
"""年齢を数える日。読み込む日によらず、同じ種からは同じ生年月日になるようにする。"""

ANYONE: Final = ""
"""世帯のつながりのうち、だれか一人ではなく世帯全体のもの。"""


@dataclass(frozen=True, slots=True)
class NameSpec:
    """別名。certified: 公証されたものか。"""

    kind: NameKind
    text: str
    kana: str = ""
    certified: bool = False


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """居どころ・連絡先の一件。area は圏域の名前、until は引っ越した日。"""

    kind: PlaceKind
    text: str
    area: str = ""
    postal_code: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConditionSpec:
    """心身・生活の状況の一件(要介護2など)。"""

    kind: ConditionKind
    text: str
    source: Source = Source.AGENCY


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """人。key は世帯の中での役(母、長男など)の符号。"""

    key: str
    facts: PersonFacts
    names: tuple[NameSpec, ...] = ()
    places: tuple[PlaceSpec, ...] = ()
    conditions: tuple[ConditionSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberSpec:
    """世帯員。relationship は本人から見た続柄。"""

    person: str
    relationship: Kinship
    together: bool = True
    key_person: bool = False
    main_carer: bool = False
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """人と人の関係。PARENT と CARES_FOR は person から other への向き。position はきょうだいの並び順。"""

    person: str
    other: str
    kind: RelationKind
    nature: Nature | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class TieSpec:
    """エコマップの線。agency は町の機関の符号、なければ空(家族会、近所の人など)。"""

    label: str
    agency: str = ""
    person: str = ANYONE
    formal: bool = True
    strength: Strength = Strength.NORMAL
    direction: Direction = Direction.INWARD


@dataclass(frozen=True, slots=True)
class ShareSpec:
    """ほかの機関に与える根拠。days は終わりまでの日数(読み込む日から)、None は終わりを決めない。"""

    agency: str
    ground: Ground
    reason: str
    days: int | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtectionSpec:
    """支援措置。together は併せて守る人、opponent は相手方(世帯の符号/人の符号)。"""

    person: str
    kind: ProtectionKind
    together: tuple[str, ...]
    opponent: str
    opponent_relationship: str


@dataclass(frozen=True, slots=True)
class HouseholdSpec:
    """世帯。pattern は forms.md §12 の番号(ふつうの世帯は None)。taken_by は受け付けた職員のサインイン名。"""

    key: str
    label: str
    taken_by: str
    people: tuple[PersonSpec, ...]
    members: tuple[MemberSpec, ...]
    pattern: int | None = None
    note: str = ""
    relations: tuple[RelationSpec, ...] = ()
    ties: tuple[TieSpec, ...] = ()
    shares: tuple[ShareSpec, ...] = ()
    protection: ProtectionSpec | None = None
    sealed_because: str = ""
    conflicts: tuple[tuple[str, str], ...] = ()
    doubts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AgencySpec:
    """機関。section は担当課の符号、operator は受託する法人の符号、area は圏域の名前。"""

    key: str
    name: str
    kana: str
    field: str
    kind: str
    programme: str = ""
    statute_code: str = ""
    section: str = ""
    operator: str = ""
    area: str = ""
    is_window: bool = True
    base: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PostSpec:
    """配属。from_days・to_days は読み込む日から数えた日数(人事異動を、いつ読み込んでも見られるように)。"""

    agency: str
    roles: tuple[Role, ...]
    from_days: int = -600
    to_days: int | None = None
    reason: str = "定期の人事異動"


@dataclass(frozen=True, slots=True)
class StaffSpec:
    """職員。login_id はサインイン名。"""

    login_id: str
    name: str
    kana: str
    posts: tuple[PostSpec, ...]
    staff_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class BodySpec:
    """既存会議体。"""

    name: str
    statute_code: str
    section: str
    serves: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutsideSpec:
    """外部の構成員(アカウントを持たない)。"""

    name: str
    kana: str
    kind: str
    organisation: str
    secrecy: str = ""
    area: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """町の全部。"""

    seed: int
    areas: tuple[str, ...]
    operators: tuple[tuple[str, str, str], ...]
    agencies: tuple[AgencySpec, ...]
    bodies: tuple[BodySpec, ...]
    outside: tuple[OutsideSpec, ...]
    staff: tuple[StaffSpec, ...]
    households: tuple[HouseholdSpec, ...] = field(default=())
