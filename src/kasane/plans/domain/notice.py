"""支援決定の通知に付ける教示(行政不服審査法82条)の規則: 市が教示文か要らない理由を定めるまで、通知は出せない。

支援決定が処分か、教示が要るかは、国の通知では決まらない(forms §7「unclear」)。決めるのは市の法制担当で、この仕組みは黙って省かない。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import DecisionState, Notice

GROUND: Final = "行政不服審査法82条（教示）"
MAX_WORDS: Final = 2000
WHERE: Final = "市の担当者が、「市の支援決定」の「教示の定め」で、教示文か、教示の要らない理由を入れると出せます。"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """市の定め: 付けるか付けないか、教示文(付けないなら、その理由)、だれに確かめたか。"""

    needed: Notice
    words: str
    basis: str


def notice_problems(facts: NoticeFacts) -> dict[str, str]:
    """定めの誤り(欄の名前 → 理由)。"""
    problems = {}
    if facts.needed is Notice.UNKNOWN:
        problems["needed"] = "教示文を付けるか、付けないかを選んでください。"
    elif not facts.words.strip():
        wanted = "法制担当が定めた教示文を書いてください。" if facts.needed is Notice.NEEDED else "教示の要らない理由を書いてください。"
        problems["text" if facts.needed is Notice.NEEDED else "reason"] = wanted
    if not facts.basis.strip():
        problems["basis"] = "だれに、いつ確かめたかを書いてください。"
    return problems


def may_send_notice(state: DecisionState, needed: Notice, words: str) -> Decision:
    """支援決定通知書を出せるか: 決まっていて、教示文か、教示の要らない理由が定まっていること。"""
    if state is not DecisionState.DECIDED:
        return Decision.no("支援決定をしてから出せます。", GROUND)
    if needed is Notice.UNKNOWN or not words.strip():
        return Decision.no(f"教示（不服の申立ての案内）が決まっていないので、通知書はまだ出せません。{WHERE}", GROUND)
    return Decision.yes("出せます。", GROUND)
