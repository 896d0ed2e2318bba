"""会議の試験の道具: コマンドだけを使って、架空の会議・議題・構成員・資料を作る。"""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from cases.cases_town import agrees, as_, opened, sql

from kasane.conferences import commands
from kasane.conferences.domain.codes import Occasion, Outcome, Part, Provenance, Section
from kasane.conferences.domain.facts import ConferenceFacts, DecisionFacts, ItemFacts, PacketFact, Seating, TabledPerson
from kasane.conferences.models import Item, Member
from kasane.conferences.queries import invitations
from kasane.consent.domain.codes import ConsentKind, Topic
from kasane.kernel import clock
from kasane.kernel.actor import Actor

SUPPORT, LAYERED = "support_conference", "layered_conference"

__all__ = ["LAYERED", "SUPPORT", "agrees", "as_", "opened", "sql"]


def conference(by: Actor, *officers: tuple[Actor, Part], kind: str = SUPPORT, days: int = 0, **rest: Any) -> UUID:
    """会議を招集する(既定は今日の支援会議)。役員は、まだ守秘を確認していない。"""
    given: dict[str, Any] = {
        "kind_code": kind, "held_on": clock.today() + timedelta(days=days), "starts_at": time(14), "ends_at": time(16), "place": "市役所",
    }  # fmt: skip
    seats = [Seating(actor.posting_id, part) for actor, part in officers]
    return commands.convene(by=by, facts=ConferenceFacts(**(given | rest)), officers=seats)


def item(by: Actor, conference_id: UUID, case_id: UUID | None = None, *people: UUID, **rest: Any) -> UUID:
    """議題を上げる(既定は情報共有)。"""
    given: dict[str, Any] = {
        "occasion": Occasion.SHARE if case_id else Occasion.RESOURCE, "heading": "見守りの体制について", "case_id": case_id,
        "people": tuple(TabledPerson(one, f"Aさん{place}") for place, one in enumerate(people)),
    }  # fmt: skip
    return commands.add_item(by=by, conference_id=conference_id, facts=ItemFacts(**(given | rest)))


def invite(by: Actor, item_id: UUID, who: Actor | UUID, **rest: Any) -> UUID:
    """構成員を招く。職員なら配属で、そうでなければ外部の構成員として。"""
    seat = {"posting_id": who.posting_id} if isinstance(who, Actor) else {"outside_member_id": who}
    return commands.invite_member(by=by, item_id=item_id, **seat, **rest)


def acknowledge(who: Actor, seat_id: UUID | None = None) -> None:
    """自分に届いた招集(seat_id がなければ、確認していないもの全部)の守秘を確認する。"""
    with as_(who):
        waiting = [one for one in invitations(who) if one.acknowledged_at is None and seat_id in (None, one.seat_id)]
    assert waiting, "確認を待つ招集がない"
    for one in waiting:
        commands.acknowledge_secrecy(by=who, seat_id=one.seat_id, wording=one.wording)


def joins(by: Actor, item_id: UUID, who: Actor, **rest: Any) -> UUID:
    """招いて、守秘を確認してもらう。"""
    seat = invite(by, item_id, who, **rest)
    acknowledge(who, seat)
    return seat


def fact(text: str = "新聞がたまっている", provenance: Provenance = Provenance.CONFERENCE, **rest: Any) -> PacketFact:
    """資料の一行。"""
    return PacketFact(section=Section.NOW, text=text, provenance=provenance, **rest)


def tax_fact(person: UUID, text: str = "市民税を滞納している", **rest: Any) -> PacketFact:
    """税情報の一行。"""
    return fact(text, Provenance.TAX, topic=Topic.TAX, person_id=person, **rest)


def agrees_tax(by: Actor, case_id: UUID, person: UUID, *agencies: UUID) -> UUID:
    """本人が、税情報を伝えてよいと言う。"""
    return agrees(by, case_id, person, *agencies, topics=frozenset({Topic.TAX}), kind=ConsentKind.TAX)


def come(by: Actor, item_id: UUID, *who: Actor) -> None:
    """出席にする。"""
    with as_(by):
        found = list(Member.objects.filter(item_id=item_id, posting_id__in=[one.posting_id for one in who], left_at=None))
    assert len(found) == len(who)
    commands.attend(by=by, member_ids=[one.id for one in found], came=True)


def adjourn(by: Actor, conference_id: UUID) -> None:
    """閉会する。決まっていない議題は、閉じてよいと確かめる。"""
    with as_(by):
        left = list(Item.objects.filter(conference_id=conference_id, state="tabled").values_list("id", flat=True))
    commands.close_conference(by=by, conference_id=conference_id, leaving=left)


def noted(text: str = "見守りを分担する", outcome: Outcome = Outcome.NOTED, **rest: Any) -> DecisionFacts:
    """決定。"""
    return DecisionFacts(outcome=outcome, text=text, **rest)


def outcome_of(refused: Any) -> str:
    """断られた理由。"""
    return str(refused.value.decision.reason)
