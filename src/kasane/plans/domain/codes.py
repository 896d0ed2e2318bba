"""支援プランの符号: 種別、状態、機会、確定の仕方、行の担い手と事業、評価。値はデータベースに残るので変えない(forms §4・§5・§7)。"""

from __future__ import annotations

from kasane.kernel.coded import Coded


class PlanKind(Coded):
    """プランの種別(P-02)。"""

    COORDINATION = "coordination", "多機関協働"
    PARTICIPATION = "participation", "参加支援"
    OUTREACH = "outreach", "アウトリーチ"


class PlanState(Coded):
    """プランの状態。会議と市の手続きを経なければ、先へは進まない。"""

    DRAFT = "draft", "作成中"
    TABLED = "tabled", "会議に諮っている"
    APPROVED = "approved", "会議で了承（市の手続き待ち）"
    FINAL = "final", "確定"
    REPLACED = "replaced", "再プランに引き継いだ"
    ENDED = "ended", "終結"
    SUSPENDED = "suspended", "中断"
    WITHDRAWN = "withdrawn", "取り下げ"


class Occasion(Coded):
    """会議に必ず諮る四つの機会(seed 001 §6-6「開催のタイミング」)。"""

    ESTABLISH = "establish", "プラン策定時"
    REPLAN = "replan", "再プラン策定時"
    END = "end", "支援終結の判断時"
    SUSPEND = "suspend", "支援中断の決定時"


class Finality(Coded):
    """プランが確定する三つの形(seed 001 §6-6(4)、forms §7)。"""

    DECIDE = "decide", "支援決定"
    DECIDE_AND_CHECK = "decide_and_check", "支援決定と確認"
    REPORT = "report", "報告"

    @property
    def needs_decision(self) -> bool:
        """市の支援決定を待つか。報告だけのプランは、会議の了承で確定する。"""
        return self is not Finality.REPORT


class Programme(Coded):
    """行が使う事業。アウトリーチ等事業と参加支援事業は支援決定の対象、ほかは確認だけ(P-13)。"""

    OUTREACH = "outreach", "アウトリーチ等事業"
    PARTICIPATION = "participation", "参加支援事業"
    OTHER = "other", "両事業以外の支援"


class Who(Coded):
    """実施する人(P-09)。"""

    SELF = "self", "本人"
    FAMILY = "family", "家族"
    AGENCY = "agency", "機関"
    COMMUNITY = "community", "地域"


class Grade(Coded):
    """目標の達成状況(V-02)。"""

    ACHIEVED = "achieved", "達成"
    MOSTLY = "mostly", "概ね達成"
    PARTLY = "partly", "一部達成"
    NOT = "not", "未達成"
    CHANGED = "changed", "状況変化により評価不能"


class Outcome(Coded):
    """評価結果(V-08)。会議の機会に一つずつ対応する。"""

    CLOSE = "close", "終結"
    REPLAN = "replan", "再プランして継続"
    SUSPEND = "suspend", "中断"

    @property
    def occasion(self) -> Occasion:
        """この評価を諮る機会。"""
        return _OCCASIONS[self.value]


class MeetingOutcome(Coded):
    """会議の結論(M-09 プランの適切性)。"""

    APPROVED = "approved", "適（了承）"
    REVISE = "revise", "修正して再び諮る"
    DECLINED = "declined", "不適"


class DecisionState(Coded):
    """市の手続きの状態。報告は受け取って終わり、支援決定は決めるか差し戻す。"""

    WAITING = "waiting", "市の決定を待っている"
    DECIDED = "decided", "支援決定"
    RETURNED = "returned", "差し戻し"
    RECEIVED = "received", "報告を受けた"


class Part(Coded):
    """支援決定の書類の行の区分: 支援決定の対象か、確認だけか、両方の前提か。"""

    ABOUT = "about", "対象者・方針"
    DECIDE = "decide", "支援決定"
    CHECK = "check", "確認"


class Notice(Coded):
    """支援決定を教示つきの文書で知らせるか(forms §7「unclear」: 法制担当に確かめるまで未確認)。"""

    UNKNOWN = "unknown", "未確認（法制担当に確かめる）"
    NEEDED = "needed", "教示文をつける"
    NOT_NEEDED = "not_needed", "教示文はつけない"


_OCCASIONS = {"close": Occasion.END, "replan": Occasion.REPLAN, "suspend": Occasion.SUSPEND}
