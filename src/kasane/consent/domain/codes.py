"""符号と、画面に出す言い方。値はデータベースに残るので変えない(forms §2.3)。"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Code(StrEnum):
    """符号の土台。定義の並びが画面の並びになる。"""

    @property
    def label_ja(self) -> str:
        """画面に出す言い方。"""
        return _LABELS[type(self)][self.value]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """選択肢(符号, 言い方)。"""
        return [(member.value, member.label_ja) for member in cls]


class ConsentKind(Code):
    """何についての同意か。種類ごとに別の行で、ほかの種類を兼ねない。"""

    APPLICATION = "application"
    SHARING = "sharing"
    TAX = "tax"
    MEDICAL = "medical"
    PHOTO = "photo"
    ATTENDANCE = "attendance"


class Topic(Code):
    """伝えてよいことの種類。税情報と医療機関からの情報は、情報共有の同意では決して伝えられない(security.md N41)。"""

    IDENTITY = "identity"
    CIRCUMSTANCES = "circumstances"
    HEALTH = "health"
    MONEY = "money"
    HOUSING = "housing"
    WORK = "work"
    FAMILY = "family"
    TAX = "tax"
    MEDICAL = "medical"

    @property
    def needs(self) -> ConsentKind:
        """この種類のことを伝えるのに要る同意の種類。"""
        return _NEEDS.get(self, ConsentKind.SHARING)


class GivenBy(Code):
    """だれが言ったか。代筆は、本人が言ったことを別の人が書いたもので、代理ではない。"""

    SELF = "self"
    PROXY = "proxy"
    LEGAL_REPRESENTATIVE = "legal_representative"


class Method(Code):
    """どのように確かめたか。"""

    SIGNED = "signed"
    ORAL = "oral"
    ELECTRONIC = "electronic"


class Outcome(Code):
    """同意したか、断ったか。断ったことも一行として残る。"""

    GRANTED = "granted"
    REFUSED = "refused"


class State(Code):
    """今の同意のありさま。"""

    GRANTED = "granted"
    LAPSING = "lapsing"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    NONE = "none"

    @property
    def tag(self) -> str:
        """画面の印の種類。"""
        return _TAGS[self.value]


_NEEDS: Final = {Topic.TAX: ConsentKind.TAX, Topic.MEDICAL: ConsentKind.MEDICAL}
SHARING_TOPICS: Final = tuple(topic for topic in Topic if topic.needs is ConsentKind.SHARING)
SCOPED_KINDS: Final = frozenset({ConsentKind.SHARING, ConsentKind.TAX, ConsentKind.MEDICAL})

_TAGS: Final = {
    "granted": "done", "lapsing": "attention", "refused": "blocked", "withdrawn": "blocked", "lapsed": "overdue", "none": "neutral",
}  # fmt: skip
_LABELS: Final[dict[type[Code], dict[str, str]]] = {
    ConsentKind: {
        "application": "利用申込",
        "sharing": "情報共有",
        "tax": "税情報",
        "medical": "医療機関からの情報",
        "photo": "写真",
        "attendance": "会議への本人参加",
    },
    Topic: {
        "identity": "氏名・住所・連絡先",
        "circumstances": "相談内容・生活の状況",
        "health": "健康・障害・介護",
        "money": "家計・債務",
        "housing": "住まい",
        "work": "仕事・学校",
        "family": "家族・人間関係",
        "tax": "税情報",
        "medical": "医療機関からの情報",
    },
    GivenBy: {"self": "本人", "proxy": "本人(代筆)", "legal_representative": "法定代理人"},
    Method: {"signed": "署名(紙)", "oral": "口頭", "electronic": "電磁的方法"},
    Outcome: {"granted": "同意した", "refused": "断った"},
    State: {
        "granted": "本人同意あり",
        "lapsing": "本人同意あり(期限が近い)",
        "refused": "断られた",
        "withdrawn": "取り消された",
        "lapsed": "期限切れ",
        "none": "同意なし",
    },
}
