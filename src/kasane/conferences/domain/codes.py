"""符号と、画面に出す言い方。値はデータベースに残るので変えない(forms §6.2〜6.5)。"""

from __future__ import annotations

from typing import Final

from kasane.kernel.coded import Coded


class Purpose(Coded):
    """会議・議題の目的の段階(mission 3.9)。"""

    CASE = "case", "個別ケース"
    COOPERATION = "cooperation", "機関協働の課題"
    RESOURCE = "resource", "資源"
    SYSTEM = "system", "仕組み"


class Method(Coded):
    """会議の開き方(forms M-02)。"""

    IN_PERSON = "in_person", "対面"
    ONLINE = "online", "オンライン"
    PAPER = "paper", "書面"


class ConferenceState(Coded):
    """会議のありさま。"""

    PLANNED = "planned", "準備中"
    CALLED = "called", "招集した"
    OPEN = "open", "開会中"
    CLOSED = "closed", "閉会"
    CANCELLED = "cancelled", "取りやめ"


class ItemState(Coded):
    """議題のありさま。halted は、同意が取り消されて共有を止めた議題。"""

    TABLED = "tabled", "これから"
    DECIDED = "decided", "決まった"
    CLOSED = "closed", "閉じた"
    HALTED = "halted", "共有を止めた(同意の取り消し)"
    CANCELLED = "cancelled", "取り下げた"


class Occasion(Coded):
    """なぜ諮るか: 四つの開催時期(seed 001)と、そのほかの議題(forms M-05)。"""

    ESTABLISH = "establish", "プラン策定"
    REPLAN = "replan", "再プラン策定"
    END = "end", "支援終結の判断"
    SUSPEND = "suspend", "支援中断の決定"
    SHARE = "share", "情報共有"
    URGENT = "urgent", "緊急"
    RESOURCE = "resource", "社会資源"


PLAN_OCCASIONS: Final = frozenset({Occasion.ESTABLISH, Occasion.REPLAN, Occasion.END, Occasion.SUSPEND})


class Outcome(Coded):
    """決定(forms M-09 の適・修正・不適。プランによらない議題は、共有と継続)。"""

    APPROVED = "approved", "了承(適)"
    REVISE = "revise", "修正して再度諮る"
    DECLINED = "declined", "不適"
    NOTED = "noted", "共有した・役割を決めた"
    CARRIED = "carried", "継続して検討"


PLAN_OUTCOMES: Final = frozenset({Outcome.APPROVED, Outcome.REVISE, Outcome.DECLINED})
OTHER_OUTCOMES: Final = frozenset({Outcome.NOTED, Outcome.CARRIED})


class Part(Coded):
    """会議での役(forms M-03・M-04)。"""

    SECRETARIAT = "secretariat", "事務局"
    CHAIR = "chair", "司会(総括者)"
    MINUTES = "minutes", "記録"
    STANDING = "standing", "常任の構成員"
    FOR_ITEM = "for_item", "案件ごとの構成員"
    OBSERVER = "observer", "オブザーバー"
    PERSON_OR_FAMILY = "person_or_family", "本人・家族"


OFFICERS: Final = frozenset({Part.SECRETARIAT, Part.CHAIR, Part.MINUTES})
DECIDERS: Final = frozenset({Part.SECRETARIAT, Part.CHAIR})
"""議題を決めてよい役。"""


PENALTY: Final = "{penalty}"
"""守秘の文の、会議の日に効いている罰則が入る所。"""


class Provenance(Coded):
    """出所: 一つひとつの事実が、どの根拠でここにあるか(security.md P7)。"""

    CONSENT = "consent", "本人同意"
    CONFERENCE = "conference", "社会福祉法106条の6"
    DUTY = "duty", "職務"
    TAX = "tax", "税情報(本人の同意)"


class Section(Coded):
    """資料のどこに並べるか。"""

    OUTLINE = "outline", "世帯のあらまし"
    COURSE = "course", "これまでの経過"
    NOW = "now", "今の様子"
    ISSUES = "issues", "課題と背景"
    WISHES = "wishes", "本人・家族の思い"
    PLAN = "plan", "プラン(案)"
    ASKED = "asked", "会議で相談したいこと"
    LEARNED = "learned", "会議で分かったこと"
