"""課題と背景要因(C04、forms §3.8): 人に付け、主・従、確認・疑い、分かった日、解消した日を持つ。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

OTHER = "99"
GROUND = "様式1-2 課題と背景要因"


class Weight(Coded):
    """主な課題か、背景にある課題か。"""

    MAIN = "main", "主"
    SECONDARY = "secondary", "従"


class IssueCertainty(Coded):
    """確かめたか、疑いか。"""

    CONFIRMED = "confirmed", "確認"
    SUSPECTED = "suspected", "疑い"


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """課題の一件。person_id が None なら世帯の課題。"""

    code: str
    person_id: UUID | None
    weight: Weight
    certainty: IssueCertainty
    found_on: date
    resolved_on: date | None = None
    note: str = ""


def may_attach(facts: IssueFacts, *, sensitive: bool) -> Decision:
    """この人(世帯)に付けてよいか: 要配慮の課題は、必ず人に付ける。世帯の部屋はチーム全員が読むため。"""
    if sensitive and facts.person_id is None:
        return Decision.no("要配慮の課題は、世帯ではなく、人を選んで付けてください。世帯の欄はチームの全員が読みます。", GROUND)
    return Decision.yes("付けられます。", GROUND)


def issue_problems(facts: IssueFacts, *, known: bool, today: date) -> dict[str, str]:
    """課題の誤り: 一覧にない番号、内容のない「その他」、まだ来ていない日、分かる前に解消した日。"""
    problems = {}
    if not known:
        problems["code"] = "一覧の中から選んでください。"
    if facts.code == OTHER and not facts.note.strip():
        problems["note"] = "「その他」の内容を入力してください。"
    if facts.found_on > today:
        problems["found_on"] = "まだ来ていない日です。"
    if facts.resolved_on is not None and facts.resolved_on > today:
        problems["resolved_on"] = "まだ来ていない日です。"
    if facts.resolved_on is not None and facts.resolved_on < facts.found_on:
        problems["resolved_on"] = "解消した日は、分かった日より後にしてください。"
    return problems
