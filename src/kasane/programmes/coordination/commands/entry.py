"""多機関協働の入口: 依頼を送る、紹介元と話す、受理する、紹介元へ戻す(seed 001 §6-5(3)①)。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases import commands as cases
from kasane.cases.domain import ReferralFacts, ReferralKind, ReferralState
from kasane.cases.queries import referral_sheet
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, require
from kasane.kernel.text import cleaned
from kasane.programmes.coordination.domain.entry import (
    EntryAnswer,
    EntryFacts,
    Route,
    TalkMethod,
    may_answer,
    reason_problems,
    talk_problems,
)
from kasane.programmes.coordination.models import CoordinationEntry, SourceTalk


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """依頼の中身: つなぎの事柄に、経路・すでに試したこと・求めることを足したもの。"""

    referral: ReferralFacts
    route: Route
    tried: str
    wanted: str


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """紹介元と話したこと。"""

    talked_on: date
    method: TalkMethod
    with_whom: str
    content: str


@act(Action.REFER_CASE)
def refer_to_coordination(*, by: Actor, case_id: UUID, facts: RequestFacts) -> UUID:
    """多機関協働へ依頼する(mission 2.1)。

    つなぎの一通(種類は多機関協働への依頼)を送り、その一通の部屋に、経路・すでに試したこと・求めることを置く。
    試したことと求めることは必須。つなぎの断り(Refused・Invalid・NotVisible)はそのまま出る。返り値はつなぎの識別子。
    """
    tried = cleaned("tried", facts.tried, required="すでに試したことを入力してください。何も試していなければ、そう書きます。")
    wanted = cleaned("wanted", facts.wanted, required="多機関協働に求めることを入力してください。")
    referral_id = cases.send_referral(by=by, case_id=case_id, facts=replace(facts.referral, kind=ReferralKind.COORDINATION))
    sheet = referral_sheet(referral_id, by=by)
    CoordinationEntry.objects.create(
        compartment_id=sheet.compartment_id, referral_id=referral_id, case_id=case_id, route=facts.route.value, tried=tried, wanted=wanted,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    journal.record(
        act="refer_to_coordination", by=by, subjects=list(facts.referral.person_ids), compartment_id=sheet.compartment_id,
        ground=facts.referral.basis.value,
    )  # fmt: skip
    return referral_id


@act(Action.ANSWER_COORDINATION)
def talk_with_source(*, by: Actor, referral_id: UUID, facts: TalkFacts) -> UUID:
    """紹介元と話したことを記録する。受理にも差戻しにも、先に要る(mission 2.1)。

    依頼を受けた機関の多機関協働の担当だけが書ける。日付は依頼の日から今日まで、だれと・何をは必須(Invalid)。返り値は記録の識別子。
    """
    entry, decision = _asked(referral_id, by=by)
    sheet = referral_sheet(referral_id, by=by)
    with_whom, content = cleaned("with_whom", facts.with_whom), cleaned("content", facts.content)
    problems = talk_problems(
        talked_on=facts.talked_on, with_whom=with_whom, content=content, sent_on=sheet.line.sent_on, today=clock.today()
    )
    if problems:
        raise Invalid(problems)
    talk = SourceTalk.objects.create(
        compartment_id=entry.compartment_id, entry=entry, talked_on=facts.talked_on, method=facts.method.value, with_whom=with_whom,
        content=content, recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    journal.record(
        act="talk_with_source", by=by, subjects=list(sheet.opens_persons), compartment_id=entry.compartment_id, ground=decision.ground
    )
    return talk.id


@act(Action.ANSWER_COORDINATION)
def take_on_case(*, by: Actor, referral_id: UUID, reason: str) -> None:
    """多機関協働で受理する。つなぎを受諾すると、段階はインテーク・アセスメントへ進む(seed 001 §6-5(3)①ア)。

    紹介元と話していない、理由がない、すでに答えた依頼は断る(Refused・Invalid)。同じ取引で、支援チームに加わる。
    """
    entry, people = _answer(by, referral_id, EntryAnswer.TAKEN_ON, reason)
    cases.accept_referral(by=by, referral_id=referral_id, answer=reason)
    journal.record(act="take_on_case", by=by, subjects=people, compartment_id=entry.compartment_id, ground="asked", reason=reason)


@act(Action.ANSWER_COORDINATION)
def send_back_to_source(*, by: Actor, referral_id: UUID, reason: str) -> None:
    """紹介元へ戻す(seed 001 §6-5(3)①ア)。つなぎを差し戻すので、依頼を受けた機関からは、この一通も見えなくなる。

    紹介元と話していない、理由がない、すでに答えた依頼は断る(Refused・Invalid)。
    """
    entry, people = _answer(by, referral_id, EntryAnswer.SENT_BACK, reason)
    cases.decline_referral(by=by, referral_id=referral_id, reason=reason)
    journal.record(act="send_back_to_source", by=by, subjects=people, compartment_id=entry.compartment_id, ground="asked", reason=reason)


def _answer(by: Actor, referral_id: UUID, answer: EntryAnswer, reason: str) -> tuple[CoordinationEntry, list[UUID]]:
    """答えを入口の記録に書く。差し戻すと見えなくなるので、つなぎより先に書く。"""
    entry, _ = _asked(referral_id, by=by)
    sheet = referral_sheet(referral_id, by=by)
    talk = SourceTalk.objects.filter(entry=entry).order_by("-talked_on", "-recorded_at").first()
    waiting = sheet.line.state == ReferralState.SENT
    require(may_answer(EntryFacts(sheet.line.sent_on, waiting, entry.answer, talk.talked_on if talk else None)))
    if problems := reason_problems(reason):
        raise Invalid(problems)
    entry.answer, entry.answer_reason, entry.decided_on = answer.value, cleaned("reason", reason), talk
    entry.answered_at, entry.answered_by, entry.version = clock.now(), by.posting_id, entry.version + 1
    entry.save()
    return entry, list(sheet.opens_persons)


def _asked(referral_id: UUID, *, by: Actor) -> tuple[CoordinationEntry, Decision]:
    entry = CoordinationEntry.objects.filter(referral_id=referral_id).first()
    if entry is None:
        raise NotVisible
    decision = require(require_access(Action.ANSWER_COORDINATION, entry.compartment_id, by=by))
    return CoordinationEntry.objects.select_for_update().get(id=entry.id), decision
