"""目標と実施事項を書く・直す・取り下げる。行ごとに版を持つので、いくつもの機関が同時に書いても、どの言葉も失われない。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries.register import labels
from kasane.cases.queries.places import agency_is_open
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, Refused, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts
from kasane.plans.commands.common import note_act, plan_to_write, room_for, written
from kasane.plans.commands.indexing import forget, index
from kasane.plans.domain.facts import StepFacts
from kasane.plans.domain.problems import step_problems
from kasane.plans.models import Goal, Plan, Step

_RowT = TypeVar("_RowT", Goal, Step)


@act(Action.WRITE_PLAN)
def add_goal(*, by: Actor, plan_id: UUID, person_id: UUID | None, text: str) -> UUID:
    """達成目標を加える(P-07)。person_id が None なら世帯の目標。その人の部屋に書けなければ NotVisible か Refused。"""
    plan, decision = plan_to_write(plan_id, by)
    room = room_for(plan, person_id, by)
    row = Goal(
        id=new_id(), compartment_id=room, plan=plan, person_id=person_id, agency_id=by.agency_id, text=_goal_text(text),
        position=Goal.objects.filter(plan=plan).count() + 1, recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    with written():
        row.save(force_insert=True)
    index(row, plan)
    note_act("add_goal", plan, decision, by, person_id=person_id, room=room)
    return row.id


@act(Action.WRITE_PLAN)
def revise_goal(*, by: Actor, goal_id: UUID, version: int, text: str) -> int:
    """達成目標を直す。前の文は版に残る。ほかの人が先に直していれば Conflict(今の値, 送られた値)。返り値は新しい版。"""
    row, plan, decision = _row_to_write(Goal, goal_id, by)
    return _revised("revise_goal", row, plan, decision, by, version, {"text": _goal_text(text)})


@act(Action.WRITE_PLAN)
def withdraw_goal(*, by: Actor, goal_id: UUID, reason: str) -> None:
    """達成目標を取り下げる。消さずに、理由とともに残す。"""
    _withdraw("withdraw_goal", Goal, goal_id, by, reason)


@act(Action.WRITE_PLAN)
def add_step(*, by: Actor, plan_id: UUID, person_id: UUID | None, facts: StepFacts) -> UUID:
    """実施事項(役割分担)を加える(P-09)。person_id が None なら世帯の行。誤りは Invalid。返り値は行の識別子。"""
    plan, decision = plan_to_write(plan_id, by)
    room = room_for(plan, person_id, by)
    row = Step(
        id=new_id(), compartment_id=room, plan=plan, person_id=person_id, written_agency_id=by.agency_id, recorded_at=clock.now(),
        recorded_by=by.posting_id, **_step_values(facts, plan),
    )  # fmt: skip
    with written():
        row.save(force_insert=True)
    index(row, plan)
    note_act("add_step", plan, decision, by, person_id=person_id, room=room)
    return row.id


@act(Action.WRITE_PLAN)
def revise_step(*, by: Actor, step_id: UUID, version: int, facts: StepFacts) -> int:
    """実施事項を直す。前の行は版に残る。ほかの人が先に直していれば Conflict(今の値, 送られた値)。返り値は新しい版。"""
    row, plan, decision = _row_to_write(Step, step_id, by)
    return _revised("revise_step", row, plan, decision, by, version, _step_values(facts, plan))


@act(Action.WRITE_PLAN)
def withdraw_step(*, by: Actor, step_id: UUID, reason: str) -> None:
    """実施事項を取り下げる。消さずに、理由とともに残す。取り下げた行は、確定の仕方(支援決定か報告か)にも数えない。"""
    _withdraw("withdraw_step", Step, step_id, by, reason)


def _goal_text(text: str) -> str:
    return cleaned("text", text, required="目標を、本人の言葉で書いてください。")


def _step_values(facts: StepFacts, plan: Plan) -> dict[str, Any]:
    facts = cleaned_facts(facts)
    is_open = facts.agency_id is None or agency_is_open(facts.agency_id)
    if problems := step_problems(facts, services=labels("plan_service", on=plan.written_on), agency_open=is_open):
        raise Invalid(problems)
    return asdict(facts) | {"who": facts.who.value, "programme": facts.programme.value}


def _row_to_write(model: type[_RowT], row_id: UUID, by: Actor) -> tuple[_RowT, Plan, Decision]:
    """直してよい行。その人の部屋に書けなければ NotVisible か Refused、取り下げた行・了承されたプランの行は Refused。"""
    seen = model.objects.filter(id=row_id).first()
    if seen is None:
        raise NotVisible
    plan, _ = plan_to_write(seen.plan_id, by)
    decision = require(require_access(Action.WRITE_PLAN, seen.compartment_id, by=by))
    row = model.objects.select_for_update().filter(id=row_id).first()
    if row is None or row.withdrawn_at is not None:
        raise Refused(Decision.no("取り下げた行です。", "様式2-1"))
    return row, plan, decision


def _revised(
    which: str, row: Goal | Step, plan: Plan, decision: Decision, by: Actor, version: int, given: Mapping[str, Any]
) -> int:  # fmt: skip
    current = {name: getattr(row, name) for name in given}
    if row.version != version:
        raise Conflict({**current, "version": row.version}, dict(given))
    changed = sorted(name for name in given if current[name] != given[name])
    if changed:
        for name in changed:
            setattr(row, name, given[name])
        row.version += 1
        with written():
            row.save(update_fields=[*changed, "version"])
        index(row, plan)
    note_act(which, plan, decision, by, person_id=row.person_id, room=row.compartment_id, changed=changed)
    return row.version


def _withdraw(which: str, model: type[_RowT], row_id: UUID, by: Actor, reason: str) -> None:
    row, plan, decision = _row_to_write(model, row_id, by)
    row.withdrawn_reason = cleaned("reason", reason, required="取り下げる理由を書いてください。")
    row.withdrawn_at, row.withdrawn_by, row.version = clock.now(), by.posting_id, row.version + 1
    with written():
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "version"])
    forget(row)
    note_act(which, plan, decision, by, person_id=row.person_id, room=row.compartment_id, reason=row.withdrawn_reason)
