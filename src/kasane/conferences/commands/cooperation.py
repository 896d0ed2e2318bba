"""協力依頼: 求める、届いた答えを残す、取り下げる、求められた機関が答える(社会福祉法106条の6第3項)。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.conferences.commands.common import ask, people_in
from kasane.conferences.commands.working import item_to_write, note_act
from kasane.conferences.domain.cooperation import (
    Addressee,
    CooperationFacts,
    CooperationState,
    cooperation_problems,
    may_ask,
    may_ask_about,
    may_move,
)
from kasane.conferences.models import Cooperation, Item
from kasane.conferences.queries.cooperation import asked_of_me, may_ask_item, standing_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts

_DONE = "この依頼はもう終わっています。"


@act(Action.DECIDE_ITEM)
def request_cooperation(*, by: Actor, item_id: UUID, facts: CooperationFacts, number: str = "") -> UUID:
    """協力を求める。議題の役員だけ。協力を求める条文のない会議・終わった議題は Refused。

    対象者(facts.person_ids)は、この議題に上がっている人だけ。ほかの人なら Refused。居どころは、支援措置のある人なら伏せて書かれる。
    双方向のやりとりは、相手が先に構成員(委嘱済み)でなければ、その理由で Refused。返り値は依頼。
    """
    item, decision = item_to_write(item_id, Action.DECIDE_ITEM, by)
    facts, number = cleaned_facts(facts), cleaned("number", number)
    if problems := cooperation_problems(facts, today=clock.today()):
        raise Invalid(problems)
    require(may_ask_about(facts.person_ids, tabled=people_in(item.id)))
    base = may_ask_item(item)
    require(may_ask(has_power=base.has_power, closed=base.closed, two_way=facts.two_way, appointed=standing_of(item, facts)))
    row = _row(item, facts, number, by)
    row.save(force_insert=True)
    note_act("request_cooperation", item, decision, by)
    return row.id


def _row(item: Item, facts: CooperationFacts, number: str, by: Actor) -> Cooperation:
    return Cooperation(
        id=new_id(), compartment_id=item.compartment_id, recorded_at=clock.now(), recorded_by=by.posting_id, item=item,
        addressee=facts.addressee.value, agency_id=facts.agency_id if facts.addressee is Addressee.AGENCY else None,
        outside_member_id=facts.outside_member_id if facts.addressee is Addressee.MEMBER else None,
        addressee_name=facts.addressee_name, statute_code="", number=number, requested_on=clock.today(), two_way=facts.two_way,
        person_ids=list(facts.person_ids), about=facts.about,
        wanted=[one.value for one in facts.wanted], asked=facts.asked, contact=facts.contact, deadline=facts.deadline,
    )  # fmt: skip


@act(Action.DECIDE_ITEM)
def record_answer(*, by: Actor, cooperation_id: UUID, state: CooperationState, answer: str, answered_on: date) -> None:
    """紙・電話で届いた答え(応じられないという答えも)を残す。取り下げ(WITHDRAWN)は理由を answer に書く。議題の役員だけ。"""
    row = Cooperation.objects.filter(id=cooperation_id).first()
    if row is None:
        raise NotVisible
    item, decision = item_to_write(row.item_id, Action.DECIDE_ITEM, by)
    answer = cleaned("answer", answer, required="届いた答え(または取り下げる理由)を書いてください。")
    if not row.requested_on <= answered_on <= clock.today():
        raise Invalid({"answered_on": "求めた日から今日までの日にしてください。"})
    require(may_move(CooperationState(row.state), state))
    given = [row.id, state.value, answer, answered_on, clock.now()]
    ask("SELECT conferences_record_answer(%s, %s, %s, %s, %s)", given, refusal=_DONE)
    note_act("record_answer", item, decision, by)


@act(Action.ANSWER_COOPERATION)
def answer_cooperation(*, by: Actor, cooperation_id: UUID, declined: bool, answer: str) -> None:
    """求められた機関の職員が、自分の机から答える。答えた後は、依頼書も答えも読めない(一方向。N24)。届いていない依頼は NotVisible。"""
    if asked_of_me(cooperation_id) is None:
        raise NotVisible
    wanted = "応じられない理由を書いてください(協力は努力義務です)。" if declined else "答えを書いてください。"
    answer = cleaned("answer", answer, required=wanted)
    state = CooperationState.DECLINED if declined else CooperationState.ANSWERED
    ask("SELECT conferences_answer(%s, %s, %s, %s, %s)", [cooperation_id, state.value, answer, clock.today(), clock.now()], refusal=_DONE)
    journal.record(act="answer_cooperation", by=by, ground="社会福祉法106条の6第3項")
