"""庁内の行為: 資料を公開する、札を出す・取り消す、届いた文を受け取る・断る。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from kasane.access.commands import act
from kasane.access.guarded import ask, rows
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.conferences.commands import put_fact
from kasane.conferences.commands.cooperation import record_answer
from kasane.conferences.domain.cooperation import CooperationState
from kasane.conferences.domain.facts import FROM_OUTSIDE, PacketFact
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned
from kasane.portal import tokens
from kasane.portal.domain import LAW, LONGEST_TICKET, MessageKind, Taken
from kasane.portal.queries import waiting_message

_NOT_OPEN = "この席には出せません。委嘱・守秘の書面・期間・議題のありさまを確かめてください。"


@dataclass(frozen=True, slots=True)
class Issued:
    """出した札。link と code は今だけ手に入り、どこにも残らない。opens から until まで開ける。"""

    ticket_id: UUID
    name: str
    link: str
    code: str
    opens: datetime
    until: datetime


@act(Action.CONVENE_CONFERENCE)
def publish_packet(*, by: Actor, member_id: UUID) -> None:
    """この構成員の窓口に、議題の資料を公開する（社会福祉法106条の6）。以後の資料の変更は、同じ取引で窓口にも及ぶ。

    議題の部屋に書ける事務局・司会・記録だけ。委嘱・窓・議題のありさまが合わなければ Refused。
    """
    found = rows("SELECT item, room, persons FROM portal_publish(%s)", [member_id], refusal="この議題の資料を公開する根拠がありません。")
    if not found:
        raise Refused(Decision.no(_NOT_OPEN, LAW))
    journal.record(act="publish_packet", by=by, subjects=found[0][2], compartment_id=found[0][1], ground="conference")


@act(Action.CONVENE_CONFERENCE)
def issue_ticket(*, by: Actor, member_id: UUID | None = None, cooperation_id: UUID | None = None) -> Issued:
    """外の構成員（または協力依頼の相手）に、札と番号を出す。前の札はその場で終わる。

    返り値のリンクと番号は一度しか出せない。二つは別の道で渡す。構成員の札なら、資料も公開する。
    """
    if (member_id is None) == (cooperation_id is None):
        raise NotVisible
    token, code, ticket_id = tokens.new_token(), tokens.new_code(), new_id()
    found = rows(
        "SELECT holder_name, opens, ends, room, persons FROM portal_issue(%s, %s, %s, %s::bytea, %s::bytea, %s)",
        [ticket_id, member_id, cooperation_id, tokens.digest(token), tokens.code_digest(token, code), LONGEST_TICKET],
        refusal="札を出せるのは、この会議の事務局です。",
    )
    if not found:
        raise Refused(Decision.no(_NOT_OPEN, LAW))
    name, opens, ends, room, persons = found[0]
    if member_id is not None:
        publish_packet(by=by, member_id=member_id)
    journal.record(act="issue_ticket", by=by, subjects=persons, compartment_id=room, ground="conference")
    return Issued(ticket_id, name, link_of(token), code, opens, ends)


def link_of(token: str) -> str:
    """札のリンク。窓口の住所（KASANE_PORTAL_ORIGIN）に、札を付ける。"""
    return f"{settings.KASANE_PORTAL_ORIGIN.rstrip('/')}/in/{token}/"


@act(Action.CONVENE_CONFERENCE)
def revoke_ticket(*, by: Actor, ticket_id: UUID, reason: str) -> None:
    """札を取り消す。次の一押しから何も見えない。理由は必須。自分の会議の札でなければ NotVisible。"""
    why = cleaned("reason", reason, required="取り消す理由を書いてください。")
    room = ask("SELECT portal_revoke(%s, %s)", [ticket_id, why], refusal="この札を取り消す根拠がありません。")
    if room is None:
        raise NotVisible
    journal.record(act="revoke_ticket", by=by, compartment_id=room, ground="conference", reason=why)


@act(Action.CONVENE_CONFERENCE)
def decline_message(*, by: Actor, message_id: UUID, reason: str) -> None:
    """届いた文を、資料に入れない（税のことが書いてある、この議題のことではない、など）。理由は必須。文は記録に残る。"""
    why = cleaned("reason", reason, required="入れない理由を書いてください。")
    room = _settle(message_id, Taken.DECLINED, None, why)
    journal.record(act="decline_message", by=by, compartment_id=room, ground="conference", reason=why)


@act(Action.CONVENE_CONFERENCE)
def take_as_fact(*, by: Actor, message_id: UUID, facts: PacketFact) -> UUID:
    """構成員から届いた文を、資料の一行にする。断り方は会議の put_fact と同じ（税の言葉、同意の範囲、支援措置の置き換え）。

    どの文から作ったかが、資料の一行に残る。もう扱った文・見えない文・協力依頼への答えは NotVisible。
    """
    message = waiting_message(message_id, MessageKind.CONTRIBUTION)
    fact = put_fact(by=by, item_id=message.item_id, facts=replace(facts, source_kind=FROM_OUTSIDE, source_id=message_id))
    room = _settle(message_id, Taken.FACT, fact, "")
    journal.record(act="take_message", by=by, compartment_id=room, ground="conference")
    return fact


@act(Action.CONVENE_CONFERENCE)
def take_as_answer(*, by: Actor, message_id: UUID, declined: bool) -> None:
    """協力依頼の相手から届いた文を、そのまま答えとして受け取る。依頼は終わり、相手の札は何もできなくなる（一方向。N24）。"""
    message = waiting_message(message_id, MessageKind.ANSWER)
    if message.cooperation_id is None:
        raise NotVisible
    state = CooperationState.DECLINED if declined else CooperationState.ANSWERED
    on = clock.jst(message.written_at).date()
    record_answer(by=by, cooperation_id=message.cooperation_id, state=state, answer=message.text, answered_on=on)
    room = _settle(message_id, Taken.ANSWER, message.cooperation_id, "")
    journal.record(act="take_message", by=by, compartment_id=room, ground="conference")


def _settle(message_id: UUID, how: Taken, made: UUID | None, why: str) -> UUID:
    given = [message_id, how.value, made, why]
    room: UUID | None = ask("SELECT portal_take(%s, %s, %s, %s)", given, refusal="この文を扱う根拠がありません。")
    if room is None:
        raise NotVisible
    return room
