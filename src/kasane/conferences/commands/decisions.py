"""出欠を取り、議題を決める。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.conferences import registry
from kasane.conferences.commands.common import as_json, ask, note_act, seen_item
from kasane.conferences.domain.codes import Occasion
from kasane.conferences.domain.facts import DecisionFacts
from kasane.conferences.domain.rules import outcomes
from kasane.conferences.models import Member
from kasane.conferences.queries.deciding import deciding_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned_facts

_CANNOT_DECIDE = (
    "この議題は決められませんでした。ほかの人が先に決めたか、プランがもうこの時期として諮られていません。画面を開き直してください。"
)


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
def decide_item(*, by: Actor, item_id: UUID, facts: DecisionFacts) -> UUID:
    """議題を決める。出席している事務局・司会だけ、開会中だけ、一度だけ。プランの議題なら、同じ取引でプランが進む(戻る)。

    市と多機関協働事業者の出席など、会議が成り立っていなければ Refused。見えない議題は NotVisible。返り値は決定の番号。
    """
    item = seen_item(item_id)
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
    registry.packet_changed(item_id)
    return decision_id
