"""符号と、画面に出す言い方。値はデータベースに残るので変えない。相談内容(C01)などの公式の一覧は、日付つきの行にある。"""

from __future__ import annotations

from kasane.kernel.coded import Coded


class Channel(Coded):
    """受け付けた方法。"""

    VISIT = "visit", "来所"
    PHONE = "phone", "電話"
    EMAIL = "email", "メール"
    SNS = "sns", "SNS"
    WEB = "web", "Webフォーム"
    LETTER = "letter", "手紙"
    HOME_VISIT = "home_visit", "訪問"
    OUTPOST = "outpost", "出張相談"


class Speaker(Coded):
    """話した人(様式1-1 A9・B2)。"""

    SELF = "self", "本人"
    FAMILY = "family", "家族"
    NEIGHBOUR = "neighbour", "近隣の人"
    WELFARE_VOLUNTEER = "welfare_volunteer", "民生委員"
    AGENCY = "agency", "関係機関"
    OTHER = "other", "その他"


class Whom(Coded):
    """どこに相談すればよいか、分かっていたか。"""

    KNOWN = "known", "相談先が分かっている"
    UNKNOWN = "unknown", "どこに相談すればよいか分からない"


class Urgency(Coded):
    """緊急性(様式1-1 B7)。"""

    LIFE = "life", "生命・身体の危険"
    ABUSE = "abuse", "虐待の疑い"
    LIFELINE = "lifeline", "ライフラインの停止"
    NONE = "none", "なし"
    UNKNOWN = "unknown", "分からない"

    @property
    def is_pressing(self) -> bool:
        """すぐに動く必要があるか。"""
        return self in (Urgency.LIFE, Urgency.ABUSE, Urgency.LIFELINE)


class UrgentAct(Coded):
    """緊急のときにしたこと。"""

    POLICE = "police", "警察へ連絡した"
    AMBULANCE = "ambulance", "救急へ連絡した"
    MEDICAL = "medical", "医療機関へつないだ"
    ABUSE_DESK = "abuse_desk", "虐待の通報窓口へ知らせた"
    CHILD_GUIDANCE = "child_guidance", "児童相談所へ通告した"
    LIFELINE_FIRM = "lifeline_firm", "電気・ガス・水道の事業者へ連絡した"
    WENT_THERE = "went_there", "すぐに訪問した"
    NOT_YET = "not_yet", "まだ何もしていない"


class NoConsent(Coded):
    """本人の同意がまだない理由(様式1-1 B6)。"""

    NOT_MET = "not_met", "まだ本人に会えていない"
    REFUSED = "refused", "会えたが断られた"
    CAPACITY = "capacity", "判断する力に心配がある"
    URGENT = "urgent", "緊急のため聞けていない"
    OTHER = "other", "その他"


class NextStep(Coded):
    """次の一手。"""

    OWN = "own", "自機関で対応"
    TOGETHER = "together", "他機関と連携"
    REFER = "refer", "ほかの機関へつなぐ"
    COORDINATION = "coordination", "多機関協働へ依頼"
    OUTREACH = "outreach", "アウトリーチへ"
    INFORMED = "informed", "情報提供で終了"
    LISTEN = "listen", "継続聴取"

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
        """続けてつなぎの一通を書く一手か(送るまで、今日の仕事に残る。database の consultation_awaits_letter と同じ一手)。"""
        return self in (NextStep.REFER, NextStep.COORDINATION, NextStep.OUTREACH, NextStep.TOGETHER)

    @property
    def may_stay(self) -> bool:
        """つなぎを送らず、自機関で行うと記せる一手か。"""
        return self in (NextStep.OUTREACH, NextStep.TOGETHER)


class State(Coded):
    """相談の今: 次の一手が決まっていない、続いている、終わった。"""

    UNDECIDED = "undecided", "次の一手が未定"
    ACTIVE = "active", "続いている"
    DONE = "done", "終わった"


class SubjectKind(Coded):
    """だれについての相談か。"""

    PERSON = "person", "登録のある人"
    UNNAMED = "unnamed", "名前の分からない人"
    HOUSEHOLD = "household", "世帯"
