"""符号と、画面に出す言い方。値はデータベースに残るので変えない。"""

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
        """符号を読む。知らない符号は None(取り込んだ古い記録で画面が止まらないように)。"""
        return cls(value) if value in cls._value2member_map_ else None


class Sex(Code):
    """性別。聞けていないことと、答えたくないことを分ける。"""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class Residency(Code):
    """住民登録の有無(forms §11.1)。"""

    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    UNKNOWN = "unknown"


class AgeBand(Code):
    """生年月日が分からない人の推定年代(forms §2.2 B3)。"""

    CHILD = "0s"
    TEENS = "10s"
    TWENTIES = "20s"
    THIRTIES = "30s"
    FORTIES = "40s"
    FIFTIES = "50s"
    SIXTIES = "60s"
    SEVENTIES = "70s"
    EIGHTIES = "80s"
    NINETIES = "90s"


class NameKind(Code):
    """別名の種類(forms §11.2)。"""

    FORMER_FAMILY = "former_family"
    ALIAS = "alias"
    NATIVE = "native"
    CALLED = "called"


class PlaceKind(Code):
    """居どころと連絡先の種類。どれも支援措置で伏せる対象(forms §11.4)。"""

    DOMICILE = "domicile"
    RESIDENCE = "residence"
    WHEREABOUTS = "whereabouts"
    PHONE = "phone"
    WORK = "work"
    SCHOOL = "school"
    MAILING = "mailing"


class LeaveMessage(Code):
    """留守番電話や同居の人に伝言してよいか。"""

    ASK = "ask"
    YES = "yes"
    NO = "no"


class ConditionKind(Code):
    """心身・生活の状況の種類(forms §3.2 B-05)。"""

    CARE_LEVEL = "care_level"
    DISABILITY = "disability"
    ILLNESS = "illness"
    WORK = "work"
    SCHOOL = "school"
    LIVING = "living"
    OTHER = "other"


class Source(Code):
    """だれから聞いたことか。"""

    SELF = "self"
    FAMILY = "family"
    AGENCY = "agency"
    OBSERVED = "observed"
    UNKNOWN = "unknown"


class Kinship(Code):
    """世帯の本人から見た続柄(forms §3.2)。本人が替わるときは、全員の続柄を付け直す。"""

    SELF = "self"
    HUSBAND = "husband"
    WIFE = "wife"
    PARTNER = "partner"
    CHILD = "child"
    FATHER = "father"
    MOTHER = "mother"
    GRANDFATHER = "grandfather"
    GRANDMOTHER = "grandmother"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    PARENT_IN_LAW = "parent_in_law"
    CHILD_IN_LAW = "child_in_law"
    UNCLE_AUNT = "uncle_aunt"
    NEPHEW_NIECE = "nephew_niece"
    OTHER_RELATIVE = "other_relative"
    HOUSEMATE = "housemate"


class RelationKind(Code):
    """人と人の関係。PARENT は person が other の親、CARES_FOR は person が other の世話をしている。"""

    PARENT = "parent"
    COUPLE = "couple"
    SIBLING = "sibling"
    CARES_FOR = "cares_for"
    CLOSE = "close"
    CONFLICT = "conflict"
    ESTRANGED = "estranged"

    @property
    def natures(self) -> tuple[Nature, ...]:
        """この関係で選べる内訳。内訳のない関係では空。"""
        return _NATURES.get(self, ())


class Nature(Code):
    """関係の内訳。"""

    BIRTH = "birth"
    ADOPTED = "adopted"
    FOSTER = "foster"
    MARRIED = "married"
    COHABITING = "cohabiting"
    SEPARATED = "separated"
    DIVORCED = "divorced"
    COHABITING_ENDED = "cohabiting_ended"
    SIBLING = "sibling"
    TWIN = "twin"
    IDENTICAL_TWIN = "identical_twin"


class ProtectionKind(Code):
    """支援措置の種類(住民基本台帳事務処理要領、forms §11.4)。"""

    DV = "dv"
    STALKING = "stalking"
    CHILD_ABUSE = "child_abuse"
    OTHER = "other"


_NATURES: Final = {
    RelationKind.PARENT: (Nature.BIRTH, Nature.ADOPTED, Nature.FOSTER),
    RelationKind.COUPLE: (Nature.MARRIED, Nature.COHABITING, Nature.SEPARATED, Nature.DIVORCED, Nature.COHABITING_ENDED),
    RelationKind.SIBLING: (Nature.SIBLING, Nature.TWIN, Nature.IDENTICAL_TWIN),
}

_LABELS: Final[dict[type[Code], dict[str, str]]] = {
    Sex: {"male": "男", "female": "女", "other": "その他・回答しない", "unknown": "不明"},
    Residency: {"registered": "住民登録あり", "unregistered": "住登外(住民登録なし)", "unknown": "住民登録は不明"},
    AgeBand: {"0s": "10歳未満"} | {f"{decade}s": f"{decade}代" for decade in range(10, 90, 10)} | {"90s": "90歳以上"},
    NameKind: {"former_family": "旧姓(旧氏)", "alias": "通称", "native": "本国名", "called": "呼び名"},
    PlaceKind: {
        "domicile": "住民票の住所", "residence": "居所", "whereabouts": "居所の目安", "phone": "電話",
        "work": "勤務先", "school": "学校", "mailing": "送付先",
    },
    LeaveMessage: {"ask": "確かめていない", "yes": "伝言してよい", "no": "伝言してはいけない"},
    ConditionKind: {
        "care_level": "要介護・要支援", "disability": "障害", "illness": "病気・けが", "work": "仕事",
        "school": "就学", "living": "暮らし向き", "other": "その他",
    },
    Source: {"self": "本人", "family": "家族", "agency": "関係機関", "observed": "職員が見て", "unknown": "不明"},
    Kinship: {
        "self": "本人", "husband": "夫", "wife": "妻", "partner": "内縁の相手", "child": "子", "father": "父", "mother": "母",
        "grandfather": "祖父", "grandmother": "祖母", "sibling": "兄弟姉妹", "grandchild": "孫", "parent_in_law": "配偶者の父母",
        "child_in_law": "子の配偶者", "uncle_aunt": "おじ・おば", "nephew_niece": "おい・めい", "other_relative": "その他の親族",
        "housemate": "同居人",
    },
    RelationKind: {
        "parent": "親である", "couple": "夫婦・パートナーである", "sibling": "きょうだいである", "cares_for": "世話をしている",
        "close": "親しい", "conflict": "対立している", "estranged": "縁が切れている",
    },
    Nature: {
        "birth": "実の親子", "adopted": "養親子", "foster": "里親子", "married": "婚姻", "cohabiting": "事実婚・同棲",
        "separated": "別居", "divorced": "離婚", "cohabiting_ended": "事実婚の解消", "sibling": "きょうだい",
        "twin": "双子(多胎)", "identical_twin": "一卵性の双子",
    },
    ProtectionKind: {"dv": "配偶者からの暴力", "stalking": "ストーカー行為", "child_abuse": "児童虐待", "other": "これらに準ずる被害"},
}  # fmt: skip
