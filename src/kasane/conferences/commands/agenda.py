"""議題を上げる、議題の窓を閉じる。"""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.rhythms import days_on
from kasane.audit import journal
from kasane.conferences.commands.common import as_json, ask, note_act, visible_item
from kasane.conferences.domain.codes import PLAN_OCCASIONS
from kasane.conferences.domain.facts import ItemFacts
from kasane.conferences.domain.rules import window
from kasane.conferences.models import ConferenceRhythm
from kasane.conferences.queries.tabling import bringer_decision, head_for_tabling, kind_of, tabling_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts
from kasane.kernel.wareki import format_wareki

_CANNOT_TABLE = "この議題は上げられません。この機関が管理していない記録か、本人の同意が役員の機関のすべてには及んでいない議題です。"


@act(Action.TABLE_ITEM)
def add_item(*, by: Actor, conference_id: UUID, facts: ItemFacts) -> UUID:
    """議題を上げる。会議の役員か、議題を受け付けている会議への、事務局・多機関協働・アウトリーチ・参加支援の人(seed 001)。

    事案の議題は、その事案と上げる人の全員を管理する機関の人だけが上げられる(同意で受け取った記録を、さらに渡すことはできない)。
    持ち込んだ機関(facts.brought_by)は、自機関か、その事案に関わる機関。ほかの機関なら、その理由で Refused。
    同意の有無が会議の種類を決め、合わなければ、根拠と代わりの会議の種類を添えて Refused。見えない会議・事案は NotVisible。
    返り値は議題の番号。
    """
    facts = cleaned_facts(facts)
    head = head_for_tabling(conference_id)
    _check(facts)
    if facts.case_id is not None:
        require(tabling_of(head.id, facts, by=by).decision)
    brought_by = facts.brought_by or by.agency_id
    require(bringer_decision(brought_by, facts.case_id, by=by))
    kind, asked_by = kind_of(head.id), min(clock.today(), head.held_on)
    if facts.requested_on and facts.requested_on > asked_by:
        raise Invalid({"requested_on": "求めのあった日は、開催の日までの日にしてください。"})
    before, after = (days_on(ConferenceRhythm, head.held_on, name) for name in ("shown_before", "shown_after"))
    opens, closes = window(head.held_on, before=before, after=after)
    since, until = facts.shown_from or opens, facts.shown_until or closes
    if until <= since:
        raise Invalid({"shown_until": f"見せる終わりは、始まり({format_wareki(clock.jst(since).date())})より後にしてください。"})
    given = asdict(facts) | {
        "shown_from": since.isoformat(), "shown_until": until.isoformat(),
        "requested_on": facts.requested_on or asked_by, "brought_by": brought_by,
    }  # fmt: skip
    people = [{"person_id": one.person_id, "label": cleaned("label", one.label, required="資料での呼び方を書いてください。")}
              for one in facts.people]  # fmt: skip
    item_id, room = new_id(), new_id()
    ask(
        "SELECT conferences_add_item(%s, %s, %s, %s, %s, %s, %s)",
        [item_id, room, conference_id, as_json(given), as_json(people), kind.wording, clock.now()],
        refusal=_CANNOT_TABLE,
    )
    journal.record(
        act="add_item", by=by, subjects=sorted(one.person_id for one in facts.people), compartment_id=room, ground="conference",
        changed=["occasion", "reporter_agency_id"],
    )  # fmt: skip
    return item_id


@act(Action.DECIDE_ITEM)
def close_item(*, by: Actor, item_id: UUID, reason: str) -> None:
    """議題の窓を、終わりを待たずに閉じる。構成員には、その場で何も見えなくなる。事務局か司会だけ。理由は必須。"""
    item = visible_item(item_id)
    reason = cleaned("reason", reason, required="閉じる理由を入力してください。")
    ask("SELECT conferences_close_item(%s, %s, %s)", [item_id, reason, clock.now()], refusal="この議題は、いま閉じられません。")
    note_act("close_item", item, by, reason=reason, changed=["state"])


def _check(facts: ItemFacts) -> None:
    wrong: dict[str, str] = {}
    if not facts.heading:
        wrong["heading"] = "議題を書いてください。名前は書かずに、何を相談するかを書きます。"
    if not 1 <= facts.minutes <= 480:
        wrong["minutes"] = "時間は1分から480分の間にしてください。"
    if facts.case_id is not None and not facts.people:
        wrong["people"] = "議題に上げる人を選んでください。"
    if len({one.person_id for one in facts.people}) != len(facts.people):
        wrong["people"] = "同じ人を二度選んでいます。"
    if facts.occasion in PLAN_OCCASIONS and facts.plan_id is None:
        wrong["occasion"] = "策定・再プラン・終結・中断の議題には、会議に諮っているプランを選んでください。"
    if facts.case_id is None and (facts.people or facts.plan_id):
        wrong["case_id"] = "人やプランのことは、事案から上げてください。"
    if facts.shown_from and facts.shown_until and facts.shown_until <= facts.shown_from:
        wrong["shown_until"] = "見せる終わりは、始まりより後にしてください。"
    if facts.requested_on and facts.requested_on > clock.today():
        wrong["requested_on"] = "求めのあった日は、今日までの日にしてください。"
    if wrong:
        raise Invalid(wrong)
