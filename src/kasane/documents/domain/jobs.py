"""裏で作る書類の規則: 種類、進み具合、受け取ってよいか。"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

GROUND: Final = "書類を作った根拠"
KEPT: Final = timedelta(hours=24)
MOST_TARGETS: Final = 60
MOST_TRIES: Final = 3


class JobKind(Coded):
    """裏で作る書類の種類。"""

    CASE_FILE = "case_file", "事案の綴り"
    CASES = "cases", "いくつかの事案の綴り"
    CONFERENCE = "conference", "会議資料の綴り"


class JobState(Coded):
    """進み具合。"""

    WAITING = "waiting", "順番を待っています"
    WORKING = "working", "作っています"
    DONE = "done", "出来ました"
    FAILED = "failed", "作れませんでした"
    GONE = "gone", "期限が過ぎて消しました"


def may_ask(*, targets: int, waiting: int) -> Decision:
    """頼んでよいか: 一つ以上60件まで。順番を待つ自分の頼みは3件まで。"""
    if not targets:
        return Decision.no("綴りに入れるものを選んでください。", GROUND)
    if targets > MOST_TARGETS:
        return Decision.no(f"一度に作れるのは{MOST_TARGETS}件までです。", GROUND)
    if waiting >= MOST_TRIES:
        return Decision.no("先に頼んだ綴りが出来てから、頼んでください。", GROUND)
    return Decision.yes("裏で作ります。画面を閉じても続きます。", GROUND)


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
