"""つなぎ・もどし(seed 000、mission 1.4)。"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.commands.common import ask, case_to_change, note_act
from kasane.cases.commands.grounds import NOT_MANAGED, first_consent, rooms_json, rooms_to_open
from kasane.cases.commands.indexing import index_referral
from kasane.cases.domain import ReferralKind, ReferralState, Stage
from kasane.cases.domain.facts import ReferralFacts
from kasane.cases.domain.referrals import may_acknowledge, may_answer, may_send, problems_of
from kasane.cases.models import Referral, ReferralRoom
from kasane.cases.queries.places import agency_is_open
from kasane.cases.queries.referrals import returns_to_us
from kasane.cases.queries.visible import person_ids_of, visible_referral
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned

_TEXTS = ("purpose", "summary", "agreement_note", "accompany_note", "basis_note")
_ANSWERED = "このつなぎには、もう答えられません(取り下げられたか、同意の期間が過ぎています)。"


@act(Action.REFER_CASE)
def send_referral(*, by: Actor, case_id: UUID, facts: ReferralFacts) -> UUID:
    """つなぎを送る。受ける機関に今見えるのは、この一通(つなぎ要約)だけ。受諾したときに、並べた人の部屋と事案の部屋が開く。

    本人同意なら、列挙した全員にこの機関あての今の同意が要り、法令なら条文と理由が要る。送る機関が管理していない部屋は渡せない。
    多機関協働への依頼なら、段階が「依頼中」になる。返り値はつなぎの識別子。
    """
    case, decision = case_to_change(case_id, Action.REFER_CASE, by)
    texts: dict[str, Any] = {name: cleaned(name, getattr(facts, name)) for name in _TEXTS}
    facts = replace(facts, **texts)
    today = clock.today()
    if problems := problems_of(facts, today=today):
        raise Invalid(problems)
    asking = Referral.objects.filter(case_id=case_id, kind=ReferralKind.COORDINATION.value, state="sent").count()
    stage, is_open = Stage(case.stage), agency_is_open(facts.to_agency_id)
    require(may_send(facts, from_agency=by.agency_id, stage=stage, waiting_coordination=asking, receiver_open=is_open))
    rooms = rooms_to_open(
        case, agency_id=facts.to_agency_id, basis=facts.basis, statute_code=facts.statute_code, person_ids=facts.person_ids,
        sensitive=facts.sensitive, on=today,
    )  # fmt: skip
    if facts.consent_id is not None and facts.consent_id not in {room.consent_id for room in rooms}:
        raise Invalid({"consent_id": "この同意は、この機関あての今の同意ではありません。"})
    referral_id = new_id()
    given = asdict(facts) | {
        "id": referral_id, "compartment_id": new_id(), "case_id": case_id, "sent_on": today,
        "consent_id": facts.consent_id or first_consent(rooms),
    }  # fmt: skip
    del given["person_ids"], given["sensitive"]
    parameters = [json.dumps(given, default=str), rooms_json(rooms), clock.now()]
    ask("SELECT cases_send(%s, %s, %s)", parameters, refusal=NOT_MANAGED)
    index_referral(visible_referral(referral_id))
    note_act("send_referral", case, decision, by, reason=facts.purpose, subjects=list(facts.person_ids) or None)
    return referral_id


@act(Action.ANSWER_REFERRAL)
def accept_referral(*, by: Actor, referral_id: UUID, answer: str = "") -> None:
    """受諾する。支援チームに加わり、一通に並べた人の部屋と事案の部屋が開く(同意によるものは、その同意の終わりまで)。"""
    answer = cleaned("answer", answer)
    _answer(by, referral_id, ReferralState.ACCEPTED, answer)


@act(Action.ANSWER_REFERRAL)
def decline_referral(*, by: Actor, referral_id: UUID, reason: str) -> None:
    """差し戻す。理由が要る。この一通も、今すぐ読めなくなる。"""
    reason = cleaned("reason", reason, required="差し戻す理由を書いてください。次にどこへつなぐとよいかも書くと、たらいまわしを防げます。")
    _answer(by, referral_id, ReferralState.DECLINED, reason)


def _answer(by: Actor, referral_id: UUID, to: ReferralState, answer: str) -> None:
    referral, decision = _to_answer(referral_id, by, to)
    subjects = named_in(referral)
    accepting = to is ReferralState.ACCEPTED
    ask("SELECT cases_answer(%s, %s, %s, %s, %s)", [referral_id, accepting, new_id(), answer, clock.now()], refusal=_ANSWERED)
    _journal("accept_referral" if accepting else "decline_referral", referral, decision, by, answer, subjects)


@act(Action.REFER_CASE)
def recall_referral(*, by: Actor, referral_id: UUID, reason: str) -> None:
    """取り下げる(答えを待っている間だけ)。この一通を管理する機関だけ。受けた機関には、今すぐ見えなくなる。"""
    referral = visible_referral(referral_id)
    decision = require(require_access(Action.REFER_CASE, referral.compartment_id, by=by))
    require(may_answer(ReferralState(referral.state), ReferralState.RECALLED))
    reason = cleaned("reason", reason, required="取り下げる理由を書いてください。")
    ask("SELECT cases_recall(%s, %s, %s)", [referral_id, reason, clock.now()])
    _journal("recall_referral", referral, decision, by, reason, named_in(referral))


@act(Action.ANSWER_REFERRAL)
def return_referral(*, by: Actor, referral_id: UUID, outcome: str) -> None:
    """もどし: 役目を終えて、伴走する人へ戻す。行ったことと、戻した後に気をつけることが要る。開いていた部屋は今すぐ閉じる。"""
    outcome = cleaned("outcome", outcome, required="行ったことと、戻した後に気をつけることを書いてください。")
    referral, decision = _to_answer(referral_id, by, ReferralState.RETURNED)
    subjects = named_in(referral)
    ask("SELECT cases_return(%s, %s, %s)", [referral_id, outcome, clock.now()], refusal=_ANSWERED)
    _journal("return_referral", referral, decision, by, outcome, subjects)


@act(Action.REFER_CASE)
def acknowledge_referral(*, by: Actor, referral_id: UUID) -> None:
    """戻ってきた一通(差し戻し・もどし)を、読んだと記す。今日の仕事から消え、だれがいつ読んだかが経過に残る。

    送った機関(もう関わっていなければ伴走の機関)でない、戻ってきていない、もう記されているなら Refused。見えないなら NotVisible。
    """
    referral = visible_referral(referral_id)
    decision = require(require_access(Action.REFER_CASE, referral.compartment_id, by=by))
    require(may_acknowledge(ReferralState(referral.state), ours=returns_to_us(referral_id), seen=referral.seen_at is not None))
    ask("SELECT cases_acknowledge(%s, %s)", [referral_id, clock.now()])
    _journal("acknowledge_referral", referral, decision, by, "", named_in(referral))


def _to_answer(referral_id: UUID, by: Actor, to: ReferralState) -> tuple[Referral, Decision]:
    referral = visible_referral(referral_id)
    decision = require(require_access(Action.ANSWER_REFERRAL, referral.compartment_id, by=by))
    require(may_answer(ReferralState(referral.state), to))
    return referral, decision


def named_in(referral: Referral) -> list[UUID]:
    """日誌に残す人: 一通に並べた人と、自分に見える事案の人。"""
    listed = ReferralRoom.objects.filter(referral_id=referral.id, person_id__isnull=False).values_list("person_id", flat=True)
    return sorted({one for one in listed if one} | set(person_ids_of(referral.case_id)))


def _journal(which: str, referral: Referral, decision: Decision, by: Actor, reason: str, subjects: list[UUID]) -> None:
    journal.record(act=which, by=by, subjects=subjects, compartment_id=referral.compartment_id, ground=decision.ground, reason=reason)
