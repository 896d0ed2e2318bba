"""符号と、画面に出す言い方。値はデータベースに残るので変えない。"""

from __future__ import annotations

from typing import Final

from kasane.kernel.coded import Coded


class Sex(Coded):
    """性別。聞けていないことと、答えたくないことを分ける。"""

    MALE = "male", "男"
    FEMALE = "female", "女"
    OTHER = "other", "その他・回答しない"
    UNKNOWN = "unknown", "不明"


class Residency(Coded):
    """住民登録の有無(forms §11.1)。"""

    REGISTERED = "registered", "住民登録あり"
    UNREGISTERED = "unregistered", "住登外(住民登録なし)"
    UNKNOWN = "unknown", "住民登録は不明"


class AgeBand(Coded):
    """生年月日が分からない人の推定年代(forms §2.2 B3)。"""

    CHILD = "0s", "10歳未満"
    TEENS = "10s", "10代"
    TWENTIES = "20s", "20代"
    THIRTIES = "30s", "30代"
    FORTIES = "40s", "40代"
    FIFTIES = "50s", "50代"
    SIXTIES = "60s", "60代"
    SEVENTIES = "70s", "70代"
    EIGHTIES = "80s", "80代"
    NINETIES = "90s", "90歳以上"


class NameKind(Coded):
    """別名の種類(forms §11.2)。"""

    FORMER_FAMILY = "former_family", "旧姓(旧氏)"
    ALIAS = "alias", "通称"
    NATIVE = "native", "本国名"
    CALLED = "called", "呼び名"


class PlaceKind(Coded):
    """居どころと連絡先の種類。どれも支援措置で伏せる対象(forms §11.4)。"""

    DOMICILE = "domicile", "住民票の住所"
    RESIDENCE = "residence", "居所"
    WHEREABOUTS = "whereabouts", "居所の目安"
    PHONE = "phone", "電話"
    MOBILE = "mobile", "携帯電話"
    EMAIL = "email", "メール"
    WORK = "work", "勤務先"
    SCHOOL = "school", "学校"
    MAILING = "mailing", "送付先"

    @property
    def is_phone(self) -> bool:
        """電話の番号か(伝言してよいかを聞き、番号でさがせる)。"""
        return self in (PlaceKind.PHONE, PlaceKind.MOBILE)


class LeaveMessage(Coded):
    """留守番電話や同居の人に伝言してよいか。"""

    ASK = "ask", "確かめていない"
    YES = "yes", "伝言してよい"
    NO = "no", "伝言してはいけない"


class ConditionKind(Coded):
    """心身・生活の状況の種類(forms §3.2 B-05)。"""

    CARE_LEVEL = "care_level", "要介護・要支援"
    DISABILITY = "disability", "障害"
    ILLNESS = "illness", "病気・けが"
    WORK = "work", "仕事"
    SCHOOL = "school", "就学"
    LIVING = "living", "暮らし向き"
    OTHER = "other", "その他"


class Source(Coded):
    """だれから聞いたことか。"""

    SELF = "self", "本人"
    FAMILY = "family", "家族"
    AGENCY = "agency", "関係機関"
    OBSERVED = "observed", "職員が見て"
    UNKNOWN = "unknown", "不明"


class Kinship(Coded):
    """世帯の本人から見た続柄(forms §3.2)。本人が替わるときは、全員の続柄を付け直す。"""

    SELF = "self", "本人"
    HUSBAND = "husband", "夫"
    WIFE = "wife", "妻"
    PARTNER = "partner", "内縁の相手"
    CHILD = "child", "子"
    FATHER = "father", "父"
    MOTHER = "mother", "母"
    GRANDFATHER = "grandfather", "祖父"
    GRANDMOTHER = "grandmother", "祖母"
    SIBLING = "sibling", "兄弟姉妹"
    GRANDCHILD = "grandchild", "孫"
    PARENT_IN_LAW = "parent_in_law", "配偶者の父母"
    CHILD_IN_LAW = "child_in_law", "子の配偶者"
    UNCLE_AUNT = "uncle_aunt", "おじ・おば"
    NEPHEW_NIECE = "nephew_niece", "おい・めい"
    OTHER_RELATIVE = "other_relative", "その他の親族"
    HOUSEMATE = "housemate", "同居人"


class RelationKind(Coded):
    """人と人の関係。PARENT は person が other の親、CARES_FOR は person が other の世話をしている。"""

    PARENT = "parent", "親である"
    COUPLE = "couple", "夫婦・パートナーである"
    SIBLING = "sibling", "きょうだいである"
    CARES_FOR = "cares_for", "世話をしている"
    CLOSE = "close", "親しい"
    CONFLICT = "conflict", "対立している"
    ESTRANGED = "estranged", "縁が切れている"

    @property
    def natures(self) -> tuple[Nature, ...]:
        """この関係で選べる内訳。内訳のない関係では空。"""
        return _NATURES.get(self, ())


class Nature(Coded):
    """関係の内訳。"""

    BIRTH = "birth", "実の親子"
    ADOPTED = "adopted", "養親子"
    FOSTER = "foster", "里親子"
    MARRIED = "married", "婚姻"
    COHABITING = "cohabiting", "事実婚・同棲"
    SEPARATED = "separated", "別居"
    DIVORCED = "divorced", "離婚"
    COHABITING_ENDED = "cohabiting_ended", "事実婚の解消"
    SIBLING = "sibling", "きょうだい"
    TWIN = "twin", "双子(多胎)"
    IDENTICAL_TWIN = "identical_twin", "一卵性の双子"


class ProtectionKind(Coded):
    """支援措置の種類(住民基本台帳事務処理要領、forms §11.4)。"""

    DV = "dv", "配偶者からの暴力"
    STALKING = "stalking", "ストーカー行為"
    CHILD_ABUSE = "child_abuse", "児童虐待"
    OTHER = "other", "これらに準ずる被害"


_NATURES: Final = {
    RelationKind.PARENT: (Nature.BIRTH, Nature.ADOPTED, Nature.FOSTER),
    RelationKind.COUPLE: (Nature.MARRIED, Nature.COHABITING, Nature.SEPARATED, Nature.DIVORCED, Nature.COHABITING_ENDED),
    RelationKind.SIBLING: (Nature.SIBLING, Nature.TWIN, Nature.IDENTICAL_TWIN),
}
