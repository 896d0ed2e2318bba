"""初期の行: 日数の決めごと(cases_rhythm)と、経過記録の選択肢。どちらも市町村が行を足して直せる。"""

from __future__ import annotations

from datetime import date
from typing import Final

from kasane.cases.domain.codes import Activity, Counterpart, Met, Method
from kasane.kernel.coded import Coded

SINCE: Final = date(2021, 4, 1)  # 重層的支援体制整備事業の施行日（社会福祉法106条の4）
_OURS: Final = "法令・国の通知に定めはない。この仕組みの提案(市町村が決めて、行を足して直す)"
RHYTHMS: Final = (
    ("referral_answer", 7, "つなぎの答えを待つ日数(既定の期限)"),
    ("referral_to_manager", 1, "期限を何日過ぎたら、受けた機関の管理者に知らせるか"),
    ("referral_to_city", 3, "期限を何日過ぎたら、市に知らせるか"),
    ("contact_default", 30, "連絡の途絶えを知らせる日数(事案ごとに変えられる)"),
    ("follow_up_default", 90, "終結の後に、伴走する人が様子をうかがう間隔"),
    ("due_soon", 3, "次の予定を何日前から知らせるか"),
)
LISTS: Final[tuple[tuple[str, type[Coded]], ...]] = (
    ("note_method", Method),
    ("note_counterpart", Counterpart),
    ("note_met", Met),
    ("note_activity", Activity),
)


def rhythm_rows() -> list[dict[str, object]]:
    """日数の決めごとの行。"""
    return [{"name": name, "days": days, "valid_from": SINCE, "source": f"{label}。{_OURS}"} for name, days, label in RHYTHMS]


def code_rows() -> list[dict[str, object]]:
    """経過記録の選択肢の行(forms §6.1 R-03〜R-05・R-07)。"""
    return [
        {"list_name": name, "code": code, "label": label, "group": "", "position": place, "valid_from": SINCE}
        for name, codes in LISTS
        for place, (code, label) in enumerate(codes.choices(), 1)
    ]
