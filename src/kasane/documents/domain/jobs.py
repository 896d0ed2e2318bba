"""裏で作る書類の規則: 種類、進み具合、受け取ってよいか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

GROUND: Final = "書類を作った根拠"
KEPT: Final = timedelta(hours=24)
MOST_TRIES: Final = 3


class JobKind(Coded):
    """裏で作る書類の種類。"""

    CASE_FILE = "case_file", "事案の綴り"
    CASES = "cases", "いくつかの事案の綴り"
    CONFERENCE = "conference", "会議資料の綴り"


class Purpose(Coded):
    """事案の綴りを何に使うか(作るときに必ず聞き、日誌に残す)。"""

    MEETING = "meeting", "会議・事例検討に使う"
    HANDOVER = "handover", "担当者・機関への引継ぎ"
    ANSWER = "answer", "法令に基づく照会・監査への回答"
    PERSON = "person", "本人への説明・写しの交付"
    OTHER = "other", "そのほか"


@dataclass(frozen=True, slots=True)
class Asked:
    """綴りの目的: 何に使うかと、その詳しいこと(だれに渡すか、根拠)。"""

    purpose: Purpose
    words: str

    @property
    def said(self) -> str:
        """日誌と頼みに残す一行。"""
        return f"{self.purpose.label_ja}：{self.words}"


class JobState(Coded):
    """進み具合。"""

    WAITING = "waiting", "順番を待っています"
    WORKING = "working", "作っています"
    DONE = "done", "出来ました"
    FAILED = "failed", "作れませんでした"
    GONE = "gone", "期限が過ぎて消しました"


def may_ask(*, targets: int, waiting: int, most: int) -> Decision:
    """頼んでよいか: 一つ以上、市の定めた most 件まで。順番を待つ自分の頼みは3件まで。"""
    if not targets:
        return Decision.no("綴りに入れるものを選んでください。", GROUND)
    if targets > most:
        return Decision.no(f"一度に作れるのは{most}件までです。分けて頼んでください。", GROUND)
    if waiting >= MOST_TRIES:
        return Decision.no("先に頼んだ綴りが出来てから、頼んでください。", GROUND)
    return Decision.yes("裏で作ります。画面を閉じても続きます。", GROUND)


def may_file(*, making: Decision, whole: bool, number: str) -> Decision:
    """この事案を綴りに入れてよいか: 書類を作れて、事案のだれの記録も見られること。

    見られない人のいる事案の綴りは、欠けたところの分からない綴りになる。要配慮の部屋は、見られない人の欄が印字されないだけで、断らない。
    """
    if not making.allowed:
        return making
    if not whole:
        return Decision.no(f"{number}には、見られない人の記録があるので、綴りには入れられません。一枚ずつの書類は作れます。", GROUND)
    return Decision.yes("綴りに入れられます。", GROUND)


def may_take(state: JobState, *, standing: bool, lapsed: bool, why: str) -> Decision:
    """受け取ってよいか: 出来ていて、期限の前で、作ったときの根拠のすべてが今も続いていること。"""
    if state is JobState.FAILED:
        return Decision.no(why or "作れませんでした。もう一度頼んでください。", GROUND)
    if state is JobState.GONE or lapsed:
        return Decision.no("期限（24時間）が過ぎました。もう一度頼んでください。", GROUND)
    if state is not JobState.DONE:
        return Decision.no("まだ出来ていません。", GROUND)
    if not standing:
        return Decision.no("作った後に記録か閲覧の根拠が変わりました。もう一度頼んでください。", GROUND)
    return Decision.yes("受け取れます。", GROUND)
