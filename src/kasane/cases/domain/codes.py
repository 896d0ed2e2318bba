"""事案の符号: 段階、役、根拠、つなぎの状態、経過記録の選択肢。値はデータベースに残るので変えない。"""

from __future__ import annotations

from kasane.kernel.coded import Coded


class Stage(Coded):
    """事案の段階(forms §1.2)。"""

    GATHERING = "gathering", "情報把握(未同意)"
    INTAKE = "intake", "受付"
    FIELD = "field", "各分野で支援"
    REQUESTED = "requested", "多機関協働へ依頼中"
    ASSESSING = "assessing", "インテーク・アセスメント"
    PLANNING = "planning", "プラン作成・会議"
    SUPPORTING = "supporting", "プランに沿って支援"
    SUSPENDED = "suspended", "中断"
    CLOSED = "closed", "終結"


class Standing(Coded):
    """事案の中のその人の立場。"""

    SELF = "self", "本人"
    FAMILY = "family", "家族"
    OTHER = "other", "その他"


class PartRole(Coded):
    """関わる機関の役。"""

    COMPANION = "companion", "伴走"
    LEAD = "lead", "主担当"
    MEMBER = "member", "支援チーム"


class Basis(Coded):
    """関わり・つなぎの根拠。"""

    OWN = "own", "自機関の職務"
    CONSENT = "consent", "本人同意"
    LAW = "law", "法令"


class ReferralKind(Coded):
    """つなぎの種類。unknown は、相談先が分からないので圏域の総合相談へ。"""

    REFERRAL = "referral", "機関へのつなぎ"
    COORDINATION = "coordination", "多機関協働への依頼"
    UNKNOWN = "unknown", "相談先が分からない(圏域の総合相談へ)"


class ReferralState(Coded):
    """つなぎの状態。"""

    SENT = "sent", "答えを待っています"
    ACCEPTED = "accepted", "受諾"
    DECLINED = "declined", "差戻し"
    RECALLED = "recalled", "取下げ"
    RETURNED = "returned", "もどし"


class HeardHow(Coded):
    """席のない機関の返事を、どう聞いたか。"""

    PHONE = "phone", "電話で聞いた返事"
    FACE = "face", "会って聞いた返事"
    PAPER = "paper", "紙・FAXで届いた返事"


class Agreement(Coded):
    """つなぐことについての、本人の返事。"""

    AGREED = "agreed", "同意した"
    REFUSED = "refused", "断った"
    NOT_ASKED = "not_asked", "まだ聞いていない"
    CANNOT = "cannot", "聞けない状態"


class Explained(Coded):
    """つなぐ理由とつなぎ先を、本人に説明したか。"""

    EXPLAINED = "explained", "説明した"
    LATER = "later", "これから説明する"
    IMPOSSIBLE = "impossible", "説明できる状態にない"


class Method(Coded):
    """対応方法(R-03)。"""

    PHONE = "phone", "電話"
    OFFICE = "office", "来所面談"
    VISIT = "visit", "訪問"
    ACCOMPANY = "accompany", "同行"
    ONLINE = "online", "メール・SNS・オンライン"
    LETTER = "letter", "手紙・投函"
    AGENCY = "agency", "関係機関との電話・協議"
    CASE_MEETING = "case_meeting", "個別会議(ケース会議)"
    SUPPORT_MEETING = "support_meeting", "支援会議"
    COORDINATION_MEETING = "coordination_meeting", "重層的支援会議"
    INTERNAL = "internal", "所内会議"
    OTHER = "other", "その他"


class Counterpart(Coded):
    """対応相手(R-04)。"""

    SELF = "self", "本人"
    FAMILY = "family", "家族"
    AGENCY = "agency", "関係機関"
    NEIGHBOUR = "neighbour", "地域住民"
    OTHER = "other", "その他"


class Met(Coded):
    """会えたか(R-05)。"""

    MET = "met", "会えた"
    ABSENT = "absent", "会えなかった(不在)"
    NO_ANSWER = "no_answer", "会えなかった(応答なし)"
    REFUSED = "refused", "会えなかった(拒否)"


class Activity(Coded):
    """活動区分(R-07)。"""

    CONSULTATION = "consultation", "包括的相談"
    OUTREACH_1 = "outreach_1", "アウトリーチ：①情報収集"
    OUTREACH_2 = "outreach_2", "アウトリーチ：②事前調整"
    OUTREACH_3 = "outreach_3", "アウトリーチ：③関係性構築に向けた支援"
    OUTREACH_4 = "outreach_4", "アウトリーチ：④家庭訪問"
    OUTREACH_5 = "outreach_5", "アウトリーチ：⑤家庭訪問及び同行支援"
    PLACES = "places", "参加支援：資源開拓"
    MATCHING = "matching", "参加支援：マッチング"
    SETTLING = "settling", "参加支援：定着支援"
    HOSTS = "hosts", "参加支援：受入先支援"
    GATHERING = "gathering", "多機関協働：情報収集"
    ADJUSTING = "adjusting", "多機関協働：調整"
    ADVICE = "advice", "多機関協働：助言"


class Audience(Coded):
    """経過記録をだれが読めるか(R-08)。部屋がそのまま決める。"""

    TEAM = "team", "支援チーム"
    SENSITIVE = "sensitive", "要配慮(チームのうち要配慮を見られる人)"
    OWN = "own", "自機関のみ"


class CautionKind(Coded):
    """最初に読むもの。"""

    AVOID = "avoid", "避けるべき関わり方"
    WISH = "wish", "本人が望むこと"
