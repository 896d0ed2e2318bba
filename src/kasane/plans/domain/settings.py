"""市の決めごとの規則: 報告を受ける課と、同意前のアウトリーチプランの手続を、市がプログラムなしで、日付つきの行で決める。

どちらも国の要綱は決めていない。決める前に、行を書いた市の担当者の名と理由が残る。
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

GROUND: Final = "支援決定の決めごと（市が決める）"
WHERE: Final = "市の担当者が、「市の支援決定」の「支援決定の決めごと」で決めます。"
UNREPORTED: Final = f"支援決定の要らないプランですが、市のどの課が報告を受けるかが決まっていません。{WHERE}"
MAX_REASON: Final = 200


class CitySetting(Coded):
    """市の決めごと。符号は plans_setting の名前。"""

    REPORTING = "deciding_agency", "プランの報告を受ける課"
    PRECONSENT = "preconsent_outreach_needs_decision", "同意前のアウトリーチプランに、市の支援決定が要るか"


class Needed(Coded):
    """同意前のアウトリーチプランの手続。"""

    YES = "yes", "要る（市の支援決定の日に確定する）"
    NO = "no", "要らない（会議の了承で確定し、市に報告する）"


@dataclass(frozen=True, slots=True)
class SettingFacts:
    """決めごとを改める一度。value は課の番号か yes・no(課を決めないなら空)、version は開いたときの版。"""

    version: int
    value: str
    valid_from: date
    reason: str


def setting_problems(
    which: CitySetting, facts: SettingFacts, *, today: date, serving: str, coming: bool, deciding: Collection[str]
) -> dict[str, str]:
    """改め方の誤り(欄の名前 → 理由)。serving: その日に効いている値。coming: これから替わる行があるか。deciding: 市の担当者のいる課。"""
    problems = {}
    if not (answer := _may_be(which, facts.value, deciding)).allowed:
        problems["value"] = answer.reason
    elif facts.value == serving and not coming:
        problems["value"] = "今と同じ決めごとです。"
    if facts.valid_from < today:
        problems["valid_from"] = "今日より前の日からは改められません。"
    if not facts.reason.strip():
        problems["reason"] = "なぜ改めるか（だれと決めたか）を書いてください。"
    return problems


def _may_be(which: CitySetting, value: str, deciding: Collection[str]) -> Decision:
    if which is CitySetting.PRECONSENT:
        return Decision.yes("決められます。", GROUND) if Needed.read(value) else Decision.no("要るか要らないかを選んでください。", GROUND)
    if value in deciding or (not value and len(deciding) == 1):
        return Decision.yes("決められます。", GROUND)
    if not value:
        return Decision.no("市の担当者のいる課が一つではないので、課を選んでください。", GROUND)
    return Decision.no("報告を受けられるのは、今、市の担当者がいる課だけです。", GROUND)
