"""プランのコマンドに共通の拍子: 見えるか、できるか、行を置く部屋、日誌、できごと。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, transaction
from psycopg.errors import InsufficientPrivilege

from kasane.access import guarded
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.queries.visible import person_ids_of, person_in_case
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Refused, require
from kasane.plans.domain import PlanState, may_write
from kasane.plans.models import Plan
from kasane.plans.queries.standing import visible_plan

REFUSAL = "このプランを扱う根拠がないか、会議・市の決定を待っています。"


def plan_to_change(plan_id: UUID, action: Action, by: Actor) -> tuple[Plan, Decision]:
    """変えてよいプラン。見えなければ NotVisible、根拠が足りなければ Refused。"""
    plan = visible_plan(plan_id)
    return plan, require(require_access(action, plan.compartment_id, by=by))


def plan_to_write(plan_id: UUID, by: Actor) -> tuple[Plan, Decision]:
    """中身を書いてよいプラン。了承された後は Refused(会議を経ずに変えられない)。"""
    plan, decision = plan_to_change(plan_id, Action.WRITE_PLAN, by)
    require(may_write(PlanState(plan.state)))
    return plan, decision


def room_for(plan: Plan, person_id: UUID | None, by: Actor) -> UUID:
    """行を置く部屋: 人の行はその人の部屋、世帯の行は事案の部屋。その部屋に書けなければ NotVisible か Refused。"""
    if person_id is None:
        return plan.compartment_id
    room = person_in_case(plan.case_id, person_id).compartment_id
    require(require_access(Action.WRITE_PLAN, room, by=by))
    return room


def ask(sql: str, parameters: Sequence[Any], *, refusal: str = REFUSAL) -> Any:
    """plans の関数を一つ呼ぶ。関数が権限なしとして断れば Refused。"""
    return guarded.ask(sql, parameters, refusal=refusal)


@contextmanager
def written() -> Iterator[None]:
    """行を書く。書くまでの間に会議で了承されていれば(引き金が断る)、理由つきの Refused。"""
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise Refused(Decision.no("書いている間に、会議で了承されたか、この行を書く根拠がなくなりました。", "様式2-1")) from error
        raise


def note_act(
    which: str, plan: Plan, decision: Decision, by: Actor, *, person_id: UUID | None = None, room: UUID | None = None, reason: str = "",
    changed: Sequence[str] = (),
) -> None:  # fmt: skip
    """日誌に残す。人の行ならその人、世帯の行なら事案の見える人の全員について。"""
    subjects = [person_id] if person_id else person_ids_of(plan.case_id)
    journal.record(
        act=which, by=by, subjects=subjects, compartment_id=room or plan.compartment_id, ground=decision.ground, reason=reason,
        changed=list(changed),
    )  # fmt: skip
