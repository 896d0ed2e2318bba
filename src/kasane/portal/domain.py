"""外の窓口の決まり: だれの札か、札の状態、届いた文の扱い。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

CODE_DIGITS: Final = 8
TRIES: Final = 5
"""番号を何回間違えると札が止まるか。数えて止めるのはデータベース(portal_open)で、同じ数であることを試験が確かめる。"""
LONGEST_TEXT: Final = 4000
# 札はどんなに長くても、ここで切れる。会議の期間が先に終われば、そこで切れる。
LONGEST_TICKET: Final = timedelta(days=60)
LAW: Final = "社会福祉法106条の6"


class Holder(Coded):
    """札を持つ人。"""

    MEMBER = "member", "会議の構成員"
    ADDRESSEE = "addressee", "協力依頼を受けた方（答えるだけ）"


class MessageKind(Coded):
    """外から届いた文。"""

    CONTRIBUTION = "contribution", "構成員が知っていること"
    ANSWER = "answer", "協力依頼への答え"


class Taken(Coded):
    """届いた文を、事務局がどう扱ったか。"""

    FACT = "fact", "資料に加えた"
    ANSWER = "answer", "答えとして受け取った"
    DECLINED = "declined", "受け取らなかった"


class TicketState(Coded):
    """札の今の状態。"""

    WAITING = "waiting", "まだ開かれていません"
    OPENED = "opened", "開かれました"
    LOCKED = "locked", f"番号を{TRIES}回間違えて止まりました"
    REVOKED = "revoked", "取り消しました"
    OVER = "over", "期間が終わりました"


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """札の状態を決める事実。"""

    valid_to: datetime
    locked_at: datetime | None
    revoked_at: datetime | None
    opened_at: datetime | None


def state_of(facts: TicketFacts, *, at: datetime) -> TicketState:
    """札の状態。取消し・期間の終わり・止まった、の順に強い（どれでも、持つ人には同じ答えしか見せない）。"""
    if facts.revoked_at is not None:
        return TicketState.REVOKED
    if facts.valid_to <= at:
        return TicketState.OVER
    if facts.locked_at is not None:
        return TicketState.LOCKED
    return TicketState.WAITING if facts.opened_at is None else TicketState.OPENED


@dataclass(frozen=True, slots=True)
class Seat:
    """札を出してよいかを決める、席の事実。"""

    outside: bool
    two_way: bool
    left: bool
    standing: bool
    shown_until: datetime


def may_issue(seat: Seat, *, at: datetime) -> Decision:
    """札を出してよいか（社会福祉法106条の6、security.md N21）。

    庁内アプリに席のある人には出さない（そちらで読む）。一方向の相手（答えるだけ）、委嘱・守秘の書面の済まない人、期間の終わった後にも出さない。
    standing は、委嘱・登録・議題のありさまをデータベースが確かめた答え。
    """
    if not seat.outside:
        return Decision.no("この方は庁内のアプリで読めます。外の窓口の札は、アプリに席のない方にだけ出します。", LAW)
    if seat.left:
        return Decision.no("この議題の構成員から外れています。", LAW)
    if seat.shown_until <= at:
        return Decision.no("この案件の資料を見られる期間が終わっています。", LAW)
    if not seat.two_way:
        return Decision.no("一方向（答えるだけ）の相手です。資料は見せられません。協力依頼の札を出してください。", LAW)
    if not seat.standing:
        return Decision.no("委嘱・守秘の説明・署名した書面のどれかがそろっていません。委嘱簿を確かめてください。", LAW)
    return Decision.yes("札を出せます。", LAW)
