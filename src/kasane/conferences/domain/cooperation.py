"""協力依頼の規則: 求めた側だけが答えを読む(一方向)。双方向のやりとりには、先に委嘱が要る(社会福祉法106条の6第3項、seed 002)。"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

_GROUND: Final = "社会福祉法106条の6第3項"


class Addressee(Coded):
    """求める相手。"""

    AGENCY = "agency", "機関"
    MEMBER = "member", "登録のある外の人"
    OTHER = "other", "そのほか(名前を書く)"


class Wanted(Coded):
    """求めること(106条の6第3項の並び)。"""

    MATERIAL = "material", "資料の提供"
    INFORMATION = "information", "情報の提供"
    OPINION = "opinion", "意見の開陳"
    OTHER = "other", "そのほかの協力"


class CooperationState(Coded):
    """依頼の今。協力は努力義務なので、応じられないという答えも答えである。"""

    WAITING = "waiting", "答えを待っている"
    ANSWERED = "answered", "答えが届いた"
    DECLINED = "declined", "応じられないとの答え"
    WITHDRAWN = "withdrawn", "取り下げた"


TRANSITIONS: Final[dict[CooperationState, frozenset[CooperationState]]] = {
    CooperationState.WAITING: frozenset({CooperationState.ANSWERED, CooperationState.DECLINED, CooperationState.WITHDRAWN}),
    CooperationState.ANSWERED: frozenset(),
    CooperationState.DECLINED: frozenset(),
    CooperationState.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class CooperationFacts:
    """協力依頼書に書くこと。asked は求める中身、contact は答えの届け先(課・電話)。

    person_ids は対象者(空なら、だれも挙げない)、about は依頼書での対象者の書き方(相手が、だれのことか分かるだけのこと)。
    """

    addressee: Addressee
    wanted: tuple[Wanted, ...]
    asked: str
    deadline: date
    contact: str
    agency_id: UUID | None = None
    outside_member_id: UUID | None = None
    addressee_name: str = ""
    two_way: bool = False
    person_ids: tuple[UUID, ...] = ()
    about: str = ""


def cooperation_problems(facts: CooperationFacts, *, today: date) -> dict[str, str]:
    """書き方の誤り(欄 → 理由)。なければ空。"""
    wrong: dict[str, str] = {}
    chosen = {Addressee.AGENCY: facts.agency_id, Addressee.MEMBER: facts.outside_member_id, Addressee.OTHER: facts.addressee_name or None}
    if chosen[facts.addressee] is None:
        wrong["addressee"] = "協力を求める相手を選ぶか、名前を書いてください。"
    if not facts.wanted:
        wrong["wanted"] = "求めることを一つ以上選んでください。"
    if facts.person_ids and not facts.about:
        wrong["about"] = "相手がだれのことか分かるように、対象者の書き方(氏名と生年月日など)を書いてください。"
    if facts.about and not facts.person_ids:
        wrong["person_ids"] = "対象者を選んでください。だれも挙げないなら、対象者の書き方も空けてください。"
    if not facts.asked:
        wrong["asked"] = "求める資料・情報を書いてください。"
    if not facts.contact:
        wrong["contact"] = "答えの届け先(課の名前と電話)を書いてください。"
    if facts.deadline < today:
        wrong["deadline"] = "期限が過ぎた日になっています。"
    return wrong


def may_ask(*, has_power: bool, closed: bool, two_way: bool, appointed: Decision) -> Decision:
    """協力を求めてよいか。

    has_power: この会議に、協力を求める条文(106条の6第3項など)があるか。closed: 議題が終わっているか。
    appointed: 相手がこの議題の構成員として委嘱されているか(双方向のときだけ要る)。
    """
    if not has_power:
        return Decision.no(
            "この会議には、協力を求める法律の根拠がありません。本人同意を取って頼むか、支援会議(社会福祉法106条の6)で求めてください。",
            _GROUND,
        )
    if closed:
        return Decision.no("終わった議題です。新しい会議の議題として求めてください。", _GROUND)
    if two_way and not appointed.allowed:
        return Decision.no(
            f"双方向に情報をやりとりする相手は、協力を求める前に構成員として委嘱しなければなりません。{appointed.reason}"
            "一方向(答えをもらうだけ)なら、このまま求められます。",
            _GROUND,
        )
    return Decision.yes("協力を求められます。答えを出すことは、相手の守秘義務に反しません(努力義務)。", _GROUND)


def may_ask_about(chosen: Collection[UUID], *, tabled: Collection[UUID]) -> Decision:
    """この人たちを対象者として求めてよいか。tabled は、この議題に上がっている、この事案の人。だれも挙げなくてもよい。"""
    if not set(chosen) <= set(tabled):
        return Decision.no("対象者にできるのは、この議題に上がっている人だけです。ほかの人は、その人の議題で求めてください。", _GROUND)
    return Decision.yes("対象者は、答えるまでの間、求めた相手にだけ見えます。" if chosen else "だれのことかは、相手に示しません。", _GROUND)


def may_move(now: CooperationState, to: CooperationState) -> Decision:
    """答えを記録する・取り下げることができるか。"""
    if to not in TRANSITIONS[now]:
        return Decision.no(f"もう「{now.label_ja}」になっています。", _GROUND)
    return Decision.yes(f"「{to.label_ja}」にできます。", _GROUND)
