"""会議を招集し、役員を決め、招集・開会・閉会・取りやめをする。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.rhythms import days_on
from kasane.audit import journal
from kasane.conferences import registry
from kasane.conferences.commands.common import as_json, ask, seats_of, seen_conference
from kasane.conferences.domain.codes import OFFICERS, ConferenceState, ItemState, Part
from kasane.conferences.domain.facts import ConferenceFacts, Seating
from kasane.conferences.domain.rules import may_enter, may_move, may_rise
from kasane.conferences.models import Conference, ConferenceRhythm, Item, Officer
from kasane.conferences.queries.kinds import kind_on
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts

_CANNOT_CONVENE = "会議を招集できるのは、事務局か多機関協働の担当です。役員には、今席のある人を選んでください。"

TWICE = "この人は、もうこの役についています。会議を招集した人は、はじめから事務局です。"


@act(Action.CONVENE_CONFERENCE)
def convene(*, by: Actor, facts: ConferenceFacts, officers: Sequence[Seating] = ()) -> UUID:
    """会議を招集する。招集した人は、画面に出た守秘の文を確認した事務局になる。ほかの役員は、自分で確認するまで何も見えない。

    もう開かれた会議は、後から入れる理由(facts.late_reason)があれば入れられ、日誌にその理由が残る。
    その日に使える種類がなければ Invalid。番号は、その種類の年度ごとの回。返り値は会議の番号。
    """
    facts = cleaned_facts(facts)
    if facts.ends_at <= facts.starts_at:
        raise Invalid({"ends_at": "終わりの時刻は、始まりより後にしてください。"})
    if any(one.part not in OFFICERS for one in officers):
        raise Invalid({"officers": "役員は、事務局・司会・記録のどれかです。"})
    seated = [(by.posting_id, Part.SECRETARIAT), *((one.posting_id, one.part) for one in officers)]
    if twice := next((part for place, (_, part) in enumerate(seated) if seated[place] in seated[:place]), None):
        raise Invalid({"officers": TWICE, twice.value: TWICE})
    kind = kind_on(facts.kind_code, facts.held_on)
    if kind is None:
        raise Invalid({"kind_code": "開催の日に使える会議の種類を選んでください。"})
    may = may_enter(facts.held_on, today=clock.today(), reason=facts.late_reason)
    if not may.allowed:
        raise Invalid({"late_reason": may.reason})
    conference_id, room = new_id(), new_id()
    seats = [{"id": new_id(), "posting_id": one.posting_id, "part": one.part.value} for one in officers]
    kept = datetime.combine(facts.held_on + timedelta(days=days_on(ConferenceRhythm, facts.held_on, "kept_for") + 1), time.min, clock.JST)
    late = facts.held_on < clock.today()
    if late and kept <= clock.now():
        raise Invalid({"held_on": "役員が記録を持つ日数を過ぎた会議は、入れられません。"})
    ask(
        "SELECT conferences_convene(%s, %s, %s, %s, %s, %s, %s, %s)",
        [conference_id, room, kind.id, as_json(asdict(facts)), as_json(seats), kind.wording, kept, clock.now()],
        refusal=_CANNOT_CONVENE,
    )
    journal.record(
        act="convene_held" if late else "convene", by=by, compartment_id=room, ground="conference", reason=facts.late_reason,
        changed=["kind_code", "held_on"],
    )  # fmt: skip
    return conference_id


@act(Action.CONVENE_CONFERENCE)
def seat_officer(*, by: Actor, conference_id: UUID, posting_id: UUID, part: Part) -> UUID:
    """役員を一人決める。その人が守秘を確認するまで、会議も議題も見えない。見えない会議は NotVisible。返り値は役員の席の番号。"""
    conference = seen_conference(conference_id)
    if part not in OFFICERS:
        raise Invalid({"part": "役員は、事務局・司会・記録のどれかです。"})
    if Officer.objects.filter(conference=conference, posting_id=posting_id, part=part.value).exists():
        raise Invalid({"posting_id": TWICE})
    seat = new_id()
    ask(
        "SELECT conferences_seat(%s, %s, %s, %s, %s)",
        [seat, conference_id, posting_id, part.value, clock.now()],
        refusal="この人は役員にできません。配属の終わった人か、本人の同意が及ばない機関の人です。",
    )
    journal.record(act="seat_officer", by=by, compartment_id=conference.compartment_id, ground="conference", changed=["part"])
    return seat


@act(Action.CONVENE_CONFERENCE)
def call_conference(*, by: Actor, conference_id: UUID) -> None:
    """招集の知らせを出す(知らせには日時・場所・目的の段階だけが入る)。準備中の会議だけ。"""
    _move(by, conference_id, ConferenceState.CALLED)
    registry.called(conference_id)


@act(Action.DECIDE_ITEM)
def open_conference(*, by: Actor, conference_id: UUID) -> None:
    """開会する。開催の日から、事務局か司会だけ。"""
    _move(by, conference_id, ConferenceState.OPEN)


@act(Action.DECIDE_ITEM)
def close_conference(*, by: Actor, conference_id: UUID, leaving: Collection[UUID] = ()) -> None:
    """閉会する。決まらなかった議題はその場で閉じ、来なかった構成員の窓も閉じる。決まった議題は、窓の終わりまで見える。

    leaving は、決まらないまま閉じると確かめた議題。確かめていない、決まっていない議題が残っていれば Refused。
    """
    _move(by, conference_id, ConferenceState.CLOSED, leaving=leaving)


@act(Action.CONVENE_CONFERENCE)
def cancel_conference(*, by: Actor, conference_id: UUID, reason: str) -> None:
    """会議を取りやめる。どの議題の窓もその場で閉じる。理由は必須。"""
    reason = cleaned("reason", reason, required="取りやめる理由を入力してください。")
    _move(by, conference_id, ConferenceState.CANCELLED, reason)


def _move(by: Actor, conference_id: UUID, to: ConferenceState, reason: str = "", *, leaving: Collection[UUID] = ()) -> Conference:
    conference = seen_conference(conference_id)
    parts = seats_of(conference_id, by)
    require(
        may_move(
            ConferenceState(conference.state),
            to,
            parts=parts,
            held_on=conference.held_on,
            today=clock.today(),
            late=bool(conference.late_reason),
        )
    )
    noted = reason
    if to is ConferenceState.CLOSED:
        undecided = set(Item.objects.filter(conference_id=conference_id, state=ItemState.TABLED.value).values_list("id", flat=True))
        require(may_rise(undecided, leaving))
        noted = f"決まっていない議題{len(undecided)}件も閉じることを確かめた" if undecided else ""
    ask(
        "SELECT conferences_move(%s, %s, %s, %s, %s)",
        [conference_id, to.value, reason, sorted(leaving), clock.now()],
        refusal="この会議は、いま進められません。",
    )
    journal.record(
        act=f"{to.value}_conference", by=by, compartment_id=conference.compartment_id, ground="conference", reason=noted, changed=["state"]
    )
    return conference
