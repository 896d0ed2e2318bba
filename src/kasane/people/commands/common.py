"""人・世帯のコマンドに共通の拍子: 見えるか、書けるか、だれがいつ。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused, require
from kasane.people.models import Household, Person
from kasane.people.queries.records import visible_household, visible_person


def person_to_change(person_id: UUID, action: Action, *, by: Actor) -> tuple[Person, Decision]:
    """変えてよい人の行を鍵をかけて返す。見えなければ NotVisible、書けなければ Refused、名寄せ済みなら Refused。"""
    person = visible_person(person_id)
    decision = require(require_access(action, person.compartment_id, by=by))
    locked = Person.objects.select_for_update().filter(id=person_id).first()
    if locked is None:
        raise NotVisible
    if locked.merged_into_id is not None:
        raise Refused(Decision.no("ほかの人に名寄せされた記録です。寄せた先の人の記録を使ってください。", "名寄せの運用基準"))
    return locked, decision


def household_to_change(household_id: UUID, *, by: Actor) -> tuple[Household, Decision]:
    """変えてよい世帯の行を鍵をかけて返す。"""
    household = visible_household(household_id)
    decision = require(require_access(Action.ARRANGE_HOUSEHOLD, household.compartment_id, by=by))
    locked = Household.objects.select_for_update().filter(id=household_id).first()
    if locked is None:
        raise NotVisible
    return locked, decision


def stamp(by: Actor) -> dict[str, Any]:
    """だれ(配属)がいつ記録したか。"""
    return {"recorded_at": clock.now(), "recorded_by": by.posting_id}


def check_period(since: date | None, until: date | None) -> None:
    """終わりが始まりより前の期間を Invalid で断る。"""
    if since is not None and until is not None and until < since:
        raise Invalid({"valid_to": "終わりの日は、始まりの日より後にしてください。"})
