"""符号と、画面に出す言い方。値はデータベースに残るので変えない(forms §2.3)。"""

from __future__ import annotations

from typing import Final

from kasane.kernel.coded import Coded


class ConsentKind(Coded):
    """何についての同意か。種類ごとに別の行で、ほかの種類を兼ねない。"""

    APPLICATION = "application", "利用申込"
    SHARING = "sharing", "情報共有"
    TAX = "tax", "税情報"
    MEDICAL = "medical", "医療機関からの情報"
    PHOTO = "photo", "写真"
    ATTENDANCE = "attendance", "会議への本人参加"


class Topic(Coded):
    """伝えてよいことの種類。税情報と医療機関からの情報は、情報共有の同意では決して伝えられない(security.md N41)。"""

    IDENTITY = "identity", "氏名・住所・連絡先"
    CIRCUMSTANCES = "circumstances", "相談内容・生活の状況"
    HEALTH = "health", "健康・障害・介護"
    MONEY = "money", "家計・債務"
    HOUSING = "housing", "住まい"
    WORK = "work", "仕事・学校"
    FAMILY = "family", "家族・人間関係"
    TAX = "tax", "税情報"
    MEDICAL = "medical", "医療機関からの情報"

    @property
    def needs(self) -> ConsentKind:
        """この種類のことを伝えるのに要る同意の種類。"""
        return _NEEDS.get(self, ConsentKind.SHARING)


class GivenBy(Coded):
    """だれが言ったか。代筆は、本人が言ったことを別の人が書いたもので、代理ではない。"""

    SELF = "self", "本人"
    PROXY = "proxy", "本人(代筆)"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代理人"


class Method(Coded):
    """どのように確かめたか。"""

    SIGNED = "signed", "署名(紙)"
    ORAL = "oral", "口頭"
    ELECTRONIC = "electronic", "電磁的方法"


class Outcome(Coded):
    """同意したか、断ったか。断ったことも一行として残る。"""

    GRANTED = "granted", "同意した"
    REFUSED = "refused", "断った"


class State(Coded):
    """今の同意のありさま。"""

    GRANTED = "granted", "本人同意あり"
    LAPSING = "lapsing", "本人同意あり(期限が近い)"
    REFUSED = "refused", "断られた"
    WITHDRAWN = "withdrawn", "取り消された"
    LAPSED = "lapsed", "期限切れ"
    NONE = "none", "同意なし"

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
