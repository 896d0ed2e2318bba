"""出欠を取り、議題を決める。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.conferences.commands.common import as_json, ask, note_act, visible_item
from kasane.conferences.domain.appointment import may_attend_on_paper
from kasane.conferences.domain.codes import ConferenceState, Occasion
from kasane.conferences.domain.facts import DecisionFacts
from kasane.conferences.domain.rules import may_lead, outcomes
from kasane.conferences.models import Member
from kasane.conferences.queries.appointments import cover_of
from kasane.conferences.queries.deciding import deciding_of
from kasane.conferences.queries.heads import seat_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts

_CANNOT_DECIDE = (
    "この議題は決められませんでした。ほかの人が先に決めたか、プランがもうこの時期として諮られていません。画面を開き直してください。"
)
_NOT_APPOINTED = Decision.no("委嘱されていません。", "社会福祉法106条の6(構成員の委嘱)")


@act(Action.KEEP_MINUTES)
def attend(*, by: Actor, member_ids: Sequence[UUID], came: bool) -> None:
    """出欠を記録する。役員だけ、開会中だけ。守秘を確認していない人(委嘱の要る外部の人なら委嘱されていない人)は出席にできない。"""
    found = list(Member.objects.select_related("item").filter(id__in=list(member_ids)))
    if not found or len(found) != len(set(member_ids)):
        raise NotVisible
    ask(
        "SELECT conferences_attend(%s, %s, %s)",
        [list(member_ids), came, clock.now()],
        refusal="出欠を記録できるのは、開会している間だけです。守秘を確認していない人は、出席にできません。",
    )
    journal.record(act="attend", by=by, compartment_id=found[0].compartment_id, ground="conference", changed=["attended"])


@act(Action.DECIDE_ITEM)
def attend_on_paper(*, by: Actor, member_id: UUID, reason: str) -> None:
    """守秘をかさねで確認していない外の人の出席を、委嘱簿にある署名した誓約書によって記録する。事務局か司会だけ、開会中だけ。理由は必須。

    開催の日に効く委嘱がない人、職員、もう確認した人は、その理由で Refused。見えない席は NotVisible。資料はその人に開かない。
    """
    member = Member.objects.select_related("item__conference").filter(id=member_id).first()
    if member is None:
        raise NotVisible
    held = member.item.conference
    require(may_lead(part=seat_of(member.item_id).part, conference=ConferenceState(held.state)))
    outside, cover = member.outside_member_id, _NOT_APPOINTED
    if outside is not None:
        cover = cover_of(outside, item_id=member.item_id, kind_code=held.kind_code, on=held.held_on)
    require(
        may_attend_on_paper(
            outside=outside is not None, acknowledged=member.acknowledged_at is not None, left=member.left_at is not None, cover=cover
        )
    )
    reason = cleaned("reason", reason, required="紙の誓約書で出席にする理由を入力してください。")
    ask(
        "SELECT conferences_attend_on_paper(%s, %s, %s)",
        [member_id, reason, clock.now()],
        refusal="この人は、紙の誓約書では出席にできません。招いたときの委嘱が、開催の日に効いていません。",
    )
    note_act("attend_on_paper", member.item, by, reason=reason, changed=["attended"])


@act(Action.DECIDE_ITEM)
def decide_item(*, by: Actor, item_id: UUID, facts: DecisionFacts) -> UUID:
    """議題を決める。出席している事務局・司会だけ、開会中だけ、一度だけ。プランの議題なら、同じ取引でプランが進む(戻る)。

    市と多機関協働事業者の出席など、会議が成り立っていなければ Refused。見えない議題は NotVisible。返り値は決定の番号。
    """
    item = visible_item(item_id)
    facts = cleaned_facts(facts)
    require(require_access(Action.DECIDE_ITEM, item.compartment_id, by=by))
    if facts.outcome not in outcomes(Occasion(item.occasion)):
        raise Invalid({"outcome": "この議題で選べる決定を選んでください。"})
    if not facts.text:
        raise Invalid({"text": "何を決めたかを書いてください。"})
    require(deciding_of(item_id, by=by).decision)
    decision_id = new_id()
    ask("SELECT conferences_decide(%s, %s, %s, %s)", [decision_id, item_id, as_json(asdict(facts)), clock.now()], refusal=_CANNOT_DECIDE)
    note_act("decide_item", item, by, changed=["outcome"])
    return decision_id
