"""家族構成図・エコマップの入力。画面も DB も知らない、変更できない値だけを置く。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

MAX_PEOPLE = 150
MAX_ECOMAP_NODES = 24
UNNAMED = "氏名不詳"


class DiagramRefused(ValueError):
    """図にできないことを、平易な日本語の理由とともに告げる。ページは文章による説明に切り替える。"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sex(StrEnum):
    """記号の形を決める性別。その他と不明は同じ記号にする。"""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"


class Life(StrEnum):
    """存命・死亡・胎児・流産死産の別。"""

    LIVING = "living"
    DECEASED = "deceased"
    PREGNANCY = "pregnancy"
    MISCARRIAGE = "miscarriage"


class UnionKind(StrEnum):
    """二人の結びつきの種別。`UNSPECIFIED` は種別を示せない、または分からないもの。"""

    MARRIED = "married"
    COHABITING = "cohabiting"
    SEPARATED = "separated"
    DIVORCED = "divorced"
    COHABITING_ENDED = "cohabiting_ended"
    UNSPECIFIED = "unspecified"


class Bond(StrEnum):
    """親から見た子の続柄の種別。"""

    BIRTH = "birth"
    ADOPTED = "adopted"
    FOSTER = "foster"


class TieKind(StrEnum):
    """家系の線と別に描く関わり。`ADOPTED` と `FOSTER` は世代をこえる縁組を描くために使う。"""

    CLOSE = "close"
    CONFLICT = "conflict"
    ESTRANGED = "estranged"
    CARES_FOR = "cares_for"
    ADOPTED = "adopted"
    FOSTER = "foster"


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """図に描く一人。

    `age_text` は「50代?」のような推定年齢で、`age`（満年齢、死亡した人は享年）より優先して描く。
    `died` は「令和元年」のような没年の文字列。`known_to` に機関名があれば、見る人に存在しか知らせてよくない人で、
    他の値は受け取った時点で捨てる（呼び出し側の消し忘れが図に漏れないようにするため）。
    """

    id: str
    name: str = ""
    sex: Sex = Sex.OTHER
    age: int | None = None
    age_text: str = ""
    life: Life = Life.LIVING
    died: str = ""
    note: str = ""
    is_index: bool = False
    is_key_person: bool = False
    is_main_carer: bool = False
    known_to: str = ""

    def __post_init__(self) -> None:
        if not self.known_to:
            return
        blank: dict[str, object] = {
            "name": "", "sex": Sex.OTHER, "age": None, "age_text": "", "life": Life.LIVING, "died": "", "note": "",
            "is_index": False, "is_key_person": False, "is_main_carer": False,
        }  # fmt: skip
        for field, value in blank.items():
            object.__setattr__(self, field, value)

    @property
    def is_concealed(self) -> bool:
        return bool(self.known_to)

    @property
    def is_unborn(self) -> bool:
        return self.life in (Life.PREGNANCY, Life.MISCARRIAGE)

    @property
    def display_name(self) -> str:
        if self.is_concealed:
            return f"{self.known_to}が把握"
        if self.name.strip():
            return self.name
        return {Life.PREGNANCY: "胎児", Life.MISCARRIAGE: "流産"}.get(self.life, UNNAMED)

    @property
    def shown_age(self) -> str:
        return self.age_text or ("" if self.age is None else str(self.age))


@dataclass(frozen=True, slots=True)
class TwinSet:
    """同じ出産で生まれたきょうだい（2人以上）。"""

    members: tuple[str, ...]
    identical: bool = False


@dataclass(frozen=True, slots=True)
class Union:
    """二人の結びつきと、その子（年長順）。

    `partners` は 0〜2 人: 1 人なら他方の親は不明、0 人なら親の分からないきょうだい。
    `year`（西暦）は相手が何人もいるときに並べる順、`period` は図に添える「H10–H17」のような短い期間。
    """

    partners: tuple[str, ...]
    kind: UnionKind = UnionKind.MARRIED
    children: tuple[str, ...] = ()
    adopted: frozenset[str] = frozenset()
    fostered: frozenset[str] = frozenset()
    twins: tuple[TwinSet, ...] = ()
    consanguineous: bool = False
    year: int | None = None
    period: str = ""

    def bond(self, child: str) -> Bond:
        if child in self.fostered:
            return Bond.FOSTER
        return Bond.ADOPTED if child in self.adopted else Bond.BIRTH


@dataclass(frozen=True, slots=True)
class Tie:
    """家系の線とは別の、二人のあいだの関わり。`CARES_FOR` は source が target の世話をする。"""

    source: str
    target: str
    kind: TieKind


@dataclass(frozen=True, slots=True)
class Family:
    """一枚の家族構成図の入力。`household` は同居している人の番号。"""

    people: tuple[FamilyMember, ...]
    unions: tuple[Union, ...] = ()
    ties: tuple[Tie, ...] = ()
    household: frozenset[str] = frozenset()
    title: str = "家族構成図（ジェノグラム）"

    @property
    def index_person(self) -> FamilyMember | None:
        return next((person for person in self.people if person.is_index), None)

    def without_concealed_details(self) -> Family:
        """存在しか示せない人について、親子の線のほか何も残さない family を返す（同居・感情線・婚姻の種別・双子を落とす）。"""
        hidden = frozenset(person.id for person in self.people if person.is_concealed)
        if not hidden:
            return self
        return replace(
            self,
            unions=tuple(_blur(union, hidden) for union in self.unions),
            ties=tuple(tie for tie in self.ties if tie.source not in hidden and tie.target not in hidden),
            household=self.household - hidden,
        )


def _blur(union: Union, hidden: frozenset[str]) -> Union:
    kept = replace(
        union,
        adopted=union.adopted - hidden,
        fostered=union.fostered - hidden,
        twins=tuple(twins for twins in union.twins if not hidden & set(twins.members)),
    )
    if hidden.isdisjoint(union.partners):
        return kept
    return replace(kept, kind=UnionKind.UNSPECIFIED, consanguineous=False, year=None, period="")


class Strength(StrEnum):
    """エコマップの関わりの強さ。"""

    STRONG = "strong"
    NORMAL = "normal"
    WEAK = "weak"
    STRESS = "stress"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """支援や働きかけの向き。`INWARD` は相手から中心へ。"""

    NONE = "none"
    INWARD = "in"
    OUTWARD = "out"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class EcomapNode:
    """中心のまわりに置く機関・人・場所。`formal` は制度や機関による関わり、False は家族・近隣・仲間など。"""

    label: str
    strength: Strength = Strength.NORMAL
    direction: Direction = Direction.NONE
    formal: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ecomap:
    """一枚のエコマップの入力。`nodes` は置く順（真上から時計回り）、24 まで。"""

    center: str
    nodes: tuple[EcomapNode, ...] = ()
    center_is_household: bool = False
    title: str = "エコマップ"
