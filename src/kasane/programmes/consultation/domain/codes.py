"""符号と、画面に出す言い方。値はデータベースに残るので変えない。相談内容(C01)などの公式の一覧は、日付つきの行にある。"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self


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

    @classmethod
    def read(cls, value: str) -> Self | None:
        """符号を読む。空と、知らない符号は None(取り込んだ古い記録で画面が止まらないように)。"""
        return cls(value) if value in cls._value2member_map_ else None


class Channel(Code):
    """受け付けた方法(mission 1.1)。"""

    VISIT = "visit"
    PHONE = "phone"
    EMAIL = "email"
    SNS = "sns"
    WEB = "web"
    LETTER = "letter"
    HOME_VISIT = "home_visit"
    OUTPOST = "outpost"


class Speaker(Code):
    """話した人(様式1-1 A9・B2)。"""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    WELFARE_VOLUNTEER = "welfare_volunteer"
    AGENCY = "agency"
    OTHER = "other"


class Whom(Code):
    """どこに相談すればよいか、分かっていたか(seed 004「相談先がわかっている相談・わからない相談」)。"""

    KNOWN = "known"
    UNKNOWN = "unknown"


class Urgency(Code):
    """緊急性(様式1-1 B7)。"""

    LIFE = "life"
    ABUSE = "abuse"
    LIFELINE = "lifeline"
    NONE = "none"
    UNKNOWN = "unknown"

    @property
    def is_pressing(self) -> bool:
        """すぐに動く必要があるか。"""
        return self in (Urgency.LIFE, Urgency.ABUSE, Urgency.LIFELINE)


class UrgentAct(Code):
    """緊急のときにしたこと(seed 001「緊急の事案は警察・医療へ速やかに」)。"""

    POLICE = "police"
    AMBULANCE = "ambulance"
    MEDICAL = "medical"
    ABUSE_DESK = "abuse_desk"
    CHILD_GUIDANCE = "child_guidance"
    LIFELINE_FIRM = "lifeline_firm"
    WENT_THERE = "went_there"
    NOT_YET = "not_yet"


class NoConsent(Code):
    """本人の同意がまだない理由(様式1-1 B6)。"""

    NOT_MET = "not_met"
    REFUSED = "refused"
    CAPACITY = "capacity"
    URGENT = "urgent"
    OTHER = "other"


class NextStep(Code):
    """次の一手(mission 1.3)。"""

    OWN = "own"
    TOGETHER = "together"
    REFER = "refer"
    COORDINATION = "coordination"
    OUTREACH = "outreach"
    INFORMED = "informed"
    LISTEN = "listen"

    @property
    def opens_case(self) -> bool:
        """事案として続ける一手か。情報提供で終了と継続聴取は、相談のまま持つ。"""
        return self not in (NextStep.INFORMED, NextStep.LISTEN)

    @property
    def ends(self) -> bool:
        """この一手で相談が終わるか。"""
        return self is NextStep.INFORMED

    @property
    def sends(self) -> bool:
        """続けてつなぎの一通を書く一手か。"""
        return self in (NextStep.REFER, NextStep.COORDINATION)


class State(Code):
    """相談の今: 次の一手が決まっていない、続いている、終わった。"""

    UNDECIDED = "undecided"
    ACTIVE = "active"
    DONE = "done"


class SubjectKind(Code):
    """だれについての相談か。"""

    PERSON = "person"
    UNNAMED = "unnamed"
    HOUSEHOLD = "household"


_LABELS: Final[dict[type[Code], dict[str, str]]] = {
    Channel: {
        "visit": "来所",
        "phone": "電話",
        "email": "メール",
        "sns": "SNS",
        "web": "Webフォーム",
        "letter": "手紙",
        "home_visit": "訪問",
        "outpost": "出張相談",
    },
    Speaker: {
        "self": "本人",
        "family": "家族",
        "neighbour": "近隣の人",
        "welfare_volunteer": "民生委員",
        "agency": "関係機関",
        "other": "その他",
    },
    Whom: {"known": "相談先が分かっている", "unknown": "どこに相談すればよいか分からない"},
    Urgency: {
        "life": "生命・身体の危険",
        "abuse": "虐待の疑い",
        "lifeline": "ライフラインの停止",
        "none": "なし",
        "unknown": "分からない",
    },
    UrgentAct: {
        "police": "警察へ連絡した",
        "ambulance": "救急へ連絡した",
        "medical": "医療機関へつないだ",
        "abuse_desk": "虐待の通報窓口へ知らせた",
        "child_guidance": "児童相談所へ通告した",
        "lifeline_firm": "電気・ガス・水道の事業者へ連絡した",
        "went_there": "すぐに訪問した",
        "not_yet": "まだ何もしていない",
    },
    NoConsent: {
        "not_met": "まだ本人に会えていない",
        "refused": "会えたが断られた",
        "capacity": "判断する力に心配がある",
        "urgent": "緊急のため聞けていない",
        "other": "その他",
    },
    NextStep: {
        "own": "自機関で対応",
        "together": "他機関と連携",
        "refer": "ほかの機関へつなぐ",
        "coordination": "多機関協働へ依頼",
        "outreach": "アウトリーチへ",
        "informed": "情報提供で終了",
        "listen": "継続聴取",
    },
    State: {"undecided": "次の一手が未定", "active": "続いている", "done": "終わった"},
    SubjectKind: {"person": "登録のある人", "unnamed": "名前の分からない人", "household": "世帯"},
}
