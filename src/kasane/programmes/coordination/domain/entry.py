"""多機関協働の入口(seed 001 §6-5(3)①、mission 2.1): どこから来たか、受理するか戻すか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

GROUND: Final = "社会福祉法106条の4第2項5号"


class Route(Coded):
    """依頼が来た経路。二つの入口と、アウトリーチ等事業から。"""

    AT_INTAKE = "at_intake", "受付の時点で、複雑・複合化していると分かった"
    IN_FIELD = "in_field", "分野で対応しているが、解きほぐしや役割の整理が要る"
    OUTREACH = "outreach", "アウトリーチ等を通じた継続的支援から"


class EntryAnswer(Coded):
    """依頼への答え。"""

    TAKEN_ON = "taken_on", "多機関協働で受理"
    SENT_BACK = "sent_back", "紹介元へ戻す"


class TalkMethod(Coded):
    """紹介元と話した方法。"""

    MEETING = "meeting", "会って話した"
    PHONE = "phone", "電話"
    ONLINE = "online", "オンライン"
    JOINT_VISIT = "joint_visit", "一緒に訪問した"


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """答えてよいかを決める事実。waiting は依頼がまだ待たれているか、talked_on は紹介元と話した一番新しい日。"""

    sent_on: date
    waiting: bool
    answer: str
    talked_on: date | None


def may_answer(facts: EntryFacts) -> Decision:
    """依頼に答えてよいか: 受理も差戻しも、紹介元と話してから(mission 2.1)。

    すでに答えた依頼、取り下げられた依頼、紹介元とまだ話していない依頼には答えられない。
    """
    if facts.answer:
        return Decision.no(f"この依頼には、すでに「{EntryAnswer.label_of(facts.answer)}」と答えています。", GROUND)
    if not facts.waiting:
        return Decision.no("この依頼は取り下げられたか、答えが済んでいます。", GROUND)
    if facts.talked_on is None:
        return Decision.no("先に紹介元と話し、その内容を記録してください。話さずに受理したり戻したりはできません。", GROUND)
    return Decision.yes("紹介元と話した記録があります。", GROUND)


def talk_problems(*, talked_on: date, with_whom: str, content: str, sent_on: date, today: date) -> dict[str, str]:
    """紹介元と話した記録の誤り。日付は依頼の日から今日まで。だれと・何を話したかは必須。"""
    problems = {}
    if talked_on > today:
        problems["talked_on"] = "まだ来ていない日です。話した日を入力してください。"
    elif talked_on < sent_on:
        problems["talked_on"] = "依頼が届く前の日です。この依頼について話した日を入力してください。"
    if not with_whom.strip():
        problems["with_whom"] = "だれと話したかを入力してください。"
    if not content.strip():
        problems["content"] = "話した内容を入力してください。"
    return problems


def reason_problems(reason: str) -> dict[str, str]:
    """受理・差戻しの理由の誤り。どちらにも理由が要る。"""
    return {} if reason.strip() else {"reason": "理由を入力してください。受理にも差戻しにも理由が要ります。"}
