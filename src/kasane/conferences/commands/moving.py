"""会議の日時・場所を移す、次第の順と時間を直す。どちらも開いたときの版を持ち、先に変わっていれば見比べる。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.conferences import registry
from kasane.conferences.commands.common import as_json, ask, seats_of, seen_conference
from kasane.conferences.domain.codes import ConferenceState
from kasane.conferences.domain.facts import AgendaPlace, Moving
from kasane.conferences.domain.rules import may_reorder, may_reschedule
from kasane.conferences.models import Item
from kasane.conferences.queries.kinds import kind_on
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, require
from kasane.kernel.text import cleaned_facts

_CANNOT_MOVE = (
    "この日には移せません。その日は、この種類の会議の諮り方か、もう確認した守秘の文が変わっています。"
    "この会議を取りやめて、その日の決まりで招集し直してください。"
)
_LONGEST = 480


@act(Action.CONVENE_CONFERENCE)
def reschedule_conference(*, by: Actor, conference_id: UUID, facts: Moving, version: int) -> None:
    """会議の日時・場所を移す。事務局・司会だけ、開会の前だけ。今日より前の日には移せない。

    議題・構成員の窓と根拠は、移した日数だけ一緒に動き、いつも終わりがある(閉じた席は開かない)。外の窓口の札も同じ。
    招集を知らせた会議なら、案内した人の全員に、同じ取引で変更の知らせが入る。見えない会議は NotVisible、版が違えば Conflict。
    """
    conference = seen_conference(conference_id)
    facts = cleaned_facts(facts)
    require(may_reschedule(ConferenceState(conference.state), parts=seats_of(conference_id, by), late=bool(conference.late_reason)))
    if conference.version != version:
        raise Conflict(conference, facts.place)
    kind = kind_on(conference.kind_code, facts.held_on)
    wrong: dict[str, str] = {}
    if facts.held_on < clock.today():
        wrong["held_on"] = "今日以後の日にしてください。"
    elif kind is None:
        wrong["held_on"] = "その日に使える、この種類の会議の決まりがありません。"
    if facts.ends_at <= facts.starts_at:
        wrong["ends_at"] = "終わりの時刻は、始まりより後にしてください。"
    if wrong or kind is None:
        raise Invalid(wrong)
    changed = [name for name, value in asdict(facts).items() if getattr(conference, name) != value]
    if not changed:
        raise Invalid({"held_on": "日時も場所も、今のままです。"})
    given = [conference_id, version, as_json(asdict(facts)), kind.wording, clock.now()]
    ask("SELECT conferences_reschedule(%s, %s, %s, %s, %s)", given, refusal=_CANNOT_MOVE)
    journal.record(
        act="reschedule_conference", by=by, compartment_id=conference.compartment_id, ground="conference", changed=changed
    )  # fmt: skip
    if conference.state == ConferenceState.CALLED:
        registry.moved(conference_id)


@act(Action.CONVENE_CONFERENCE)
def reorder_items(*, by: Actor, conference_id: UUID, order: Sequence[AgendaPlace], version: int) -> None:
    """次第の順と、かける時間を直す。order には、見える議題の全部を、新しい順に渡す。事務局・司会だけ、閉会の前だけ。

    見えない会議は NotVisible、版が違えば(ほかの人が先に直した・議題が増えた)Conflict。
    """
    conference = seen_conference(conference_id)
    require(may_reorder(ConferenceState(conference.state), parts=seats_of(conference_id, by)))
    seen = set(Item.objects.filter(conference_id=conference_id).values_list("id", flat=True))
    if conference.version != version or {one.item_id for one in order} != seen or len(order) != len(seen):
        raise Conflict(conference, "次第の順")
    if any(not 1 <= one.minutes <= _LONGEST for one in order):
        raise Invalid({"minutes": f"時間は1分から{_LONGEST}分の間にしてください。"})
    if not order:
        raise Invalid({"order": "議題がまだありません。"})
    lines = [{"id": one.item_id, "minutes": one.minutes} for one in order]
    ask("SELECT conferences_reorder(%s, %s, %s)", [conference_id, version, as_json(lines)], refusal="この会議の次第は、いま直せません。")
    journal.record(
        act="reorder_items", by=by, compartment_id=conference.compartment_id, ground="conference", changed=["position", "minutes"]
    )
