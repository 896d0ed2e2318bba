"""プランを作り始める、頭を書く、種別ごとの欄を書く、同意を得たことを入れる。"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import held, require_access
from kasane.cases.commands.events import add_event
from kasane.cases.domain import Stage
from kasane.cases.queries.places import agency_is_open, may_sit
from kasane.cases.queries.visible import visible_case
from kasane.consent.domain.codes import ConsentKind, Outcome
from kasane.consent.queries import consents_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, Refused, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned_facts
from kasane.plans.commands.common import note_act, plan_to_write, room_for, written
from kasane.plans.commands.indexing import index
from kasane.plans.domain import TRANSITIONS, PlanKind, PlanState
from kasane.plans.domain.facts import HeadFacts, TextFacts
from kasane.plans.domain.problems import head_problems, may_begin, written_on_problem
from kasane.plans.models import Goal, Plan, PlanText, Step
from kasane.plans.queries.texts import item_of, items_of

_STEP_COPIED = (
    "issue", "who", "agency_id", "who_text", "contact", "content", "frequency", "period_from", "period_to", "programme", "service", "note",
)  # fmt: skip
_HEAD_COPIED = ("hope", "long_goal", "policy", "lead_agency_id", "lead_posting_id", "end_outlook")


@act(Action.WRITE_PLAN)
def start_plan(
    *, by: Actor, case_id: UUID, kind: PlanKind, consented: bool, replaces: UUID | None = None, written_on: date | None = None
) -> UUID:
    """プランを作り始める(様式2-1)。replaces を渡すと再プランで、頭・目標・実施事項を写して始める(見える部屋の行だけ)。

    同意前に作れるのはアウトリーチだけ、同意ありなら同意の記録が要る(Refused)。引き継げるのは同じ事案・同じ種別の確定か中断のプラン。
    written_on は作成日(なければ今日)。先の日・事案を始める前の日は Invalid。
    返り値はプランの識別子。
    """
    case = visible_case(case_id)
    decision = require(require_access(Action.WRITE_PLAN, case.compartment_id, by=by))
    require(may_begin(kind, consented=consented, has_consent=_has_consent(case_id), closed=case.stage == Stage.CLOSED.value))
    old = _plan_to_replace(case_id, kind, replaces)
    now, made_on = clock.now(), written_on or clock.today()
    _require_written_on(made_on, kind, opened_on=case.opened_on, old=old)
    plan = Plan(
        id=new_id(), compartment_id=case.compartment_id, case_id=case_id, agency_id=by.agency_id, kind=kind.value,
        number=old.number + 1 if old else 1, replaces=old, consented=consented, written_on=made_on, changed_at=now,
        recorded_at=now, recorded_by=by.posting_id, **{name: getattr(old, name) for name in _HEAD_COPIED if old},
    )  # fmt: skip
    with written():
        plan.save(force_insert=True)
    index(plan, plan)
    if old is not None:
        _copy_rows(old, plan, by)
    add_event(
        by,
        case_id=case_id,
        room=case.compartment_id,
        act="start_plan",
        heading=f"{kind.label_ja}プランを作り始めた",
        reason="",
        about=plan.id,
    )
    note_act("start_plan", plan, decision, by)
    return plan.id


@act(Action.WRITE_PLAN)
def write_plan(*, by: Actor, plan_id: UUID, version: int, facts: HeadFacts) -> int:
    """頭を書く。ほかの人が先に書いていれば Conflict(今の値, 送られた値)。了承されたプランは Refused。返り値は新しい版。"""
    plan, decision = plan_to_write(plan_id, by)
    facts = cleaned_facts(facts)
    seated = facts.lead_agency_id is None or (agency_is_open(facts.lead_agency_id) and may_sit(facts.lead_agency_id, facts.lead_posting_id))
    if problems := head_problems(facts, today=clock.today(), seated=seated):
        raise Invalid(problems)
    row = Plan.objects.select_for_update().filter(id=plan.id).first()
    if row is None:
        raise Refused(Decision.no("このプランを書く根拠がありません。", "閲覧権限"))
    given = asdict(facts)
    current = {name: getattr(row, name) for name in given}
    if facts.written_on is None:
        given.pop("written_on")
    if row.version != version:
        raise Conflict({**current, "version": row.version}, given)
    if facts.written_on not in (None, row.written_on):
        _require_written_on(facts.written_on, PlanKind(row.kind), opened_on=visible_case(row.case_id).opened_on, old=row.replaces)
    changed = sorted(name for name in given if current[name] != given[name])
    if changed:
        for name in changed:
            setattr(row, name, given[name])
        row.version, row.changed_at = row.version + 1, clock.now()
        with written():
            row.save(update_fields=[*changed, "version", "changed_at"])
        index(row, row)
    note_act("write_plan", plan, decision, by, changed=changed)
    return row.version


@act(Action.WRITE_PLAN)
def write_text(*, by: Actor, plan_id: UUID, item: str, person_id: UUID | None, version: int, facts: TextFacts) -> int:
    """種別ごとの欄を書く(forms §4.2〜§4.4)。version は開いたときの版(まだ書かれていない欄なら0)。

    欄にない選択肢は Invalid。ほかの人が先に書いていれば Conflict(今の値, 送られた値)。返り値は新しい版。
    """
    plan, decision = plan_to_write(plan_id, by)
    line, room = item_of(plan, item), room_for(plan, person_id, by)
    facts = cleaned_facts(facts)
    if not set(facts.choices) <= {code for code, _ in line.options}:
        raise Invalid({"choices": "一覧の中から選んでください。"})
    if person_id is not None and not line.by_person:
        raise Invalid({"person": "この欄は、世帯の全体について書きます。"})
    same = Q(plan_id=plan_id, item=item) & (Q(person_id=person_id) if person_id else Q(person__isnull=True))
    row = PlanText.objects.select_for_update().filter(same).first()
    if row is None:
        row = PlanText(
            id=new_id(), compartment_id=room, plan=plan, person_id=person_id, agency_id=by.agency_id, item=item, version=0,
            recorded_at=clock.now(), recorded_by=by.posting_id,
        )  # fmt: skip
    if row.version != version:
        raise Conflict({"text": row.text, "choices": row.choices, "version": row.version}, asdict(facts))
    row.text, row.choices, row.version = facts.text, list(facts.choices), row.version + 1
    try:
        with written():
            row.save(force_insert=version == 0, force_update=version != 0)
    except IntegrityError as error:
        kept = PlanText.objects.get(same)
        raise Conflict({"text": kept.text, "choices": kept.choices, "version": kept.version}, asdict(facts)) from error
    index(row, plan)
    note_act("write_plan", plan, decision, by, person_id=person_id, room=room, changed=[item])
    return row.version


@act(Action.WRITE_PLAN)
def take_consent(*, by: Actor, plan_id: UUID, version: int) -> int:
    """同意前のプランに、本人の同意を得たことを入れる。以後は重層的支援会議に諮る。作成中のプランだけ。返り値は新しい版。"""
    plan, decision = plan_to_write(plan_id, by)
    row = Plan.objects.select_for_update().filter(id=plan.id).first()
    if row is None or row.consented or row.state != PlanState.DRAFT.value:
        raise Refused(Decision.no("同意前の、作成中のプランではありません。", "様式2-1 本人同意の有無"))
    if row.version != version:
        raise Conflict({"version": row.version}, {"version": version})
    require(may_begin(PlanKind(row.kind), consented=True, has_consent=_has_consent(row.case_id), closed=False))
    row.consented, row.version, row.changed_at = True, row.version + 1, clock.now()
    with written():
        row.save(update_fields=["consented", "version", "changed_at"])
    note_act("write_plan", plan, decision, by, changed=["consented"])
    return row.version


def _require_written_on(day: date, kind: PlanKind, *, opened_on: date, old: Plan | None) -> None:
    replaced_on = old.written_on if old else None
    has_form = bool(items_of(kind, day))
    if problem := written_on_problem(day, today=clock.today(), opened_on=opened_on, replaced_on=replaced_on, has_form=has_form):
        raise Invalid({"written_on": problem})


def _has_consent(case_id: UUID) -> bool:
    """この事案に、今効いている利用申込か情報共有の同意があるか。"""
    wanted = (ConsentKind.APPLICATION, ConsentKind.SHARING)
    return any(line.kind in wanted and line.outcome is Outcome.GRANTED and line.is_live for line in consents_of(case_id))


def _plan_to_replace(case_id: UUID, kind: PlanKind, replaces: UUID | None) -> Plan | None:
    if replaces is None:
        return None
    old = Plan.objects.filter(id=replaces, case_id=case_id).first()
    if old is None:
        raise NotVisible
    if old.kind != kind.value or PlanState.REPLACED not in TRANSITIONS[PlanState(old.state)]:
        raise Refused(Decision.no("再プランにできるのは、同じ種別の、確定したか中断しているプランだけです。", "様式2-1"))
    if Plan.objects.filter(replaces=old).exclude(state=PlanState.WITHDRAWN.value).exists():
        raise Refused(Decision.no("このプランの再プランは、もう作り始めています。", "様式2-1"))
    return old


def _copy_rows(old: Plan, plan: Plan, by: Actor) -> None:
    """書ける部屋の目標と実施事項を写す。"""
    about = {"recorded_at": plan.recorded_at, "recorded_by": by.posting_id}
    goals = Goal.objects.filter(plan=old, withdrawn_at=None).order_by("position", "recorded_at", "id")
    steps = Step.objects.filter(plan=old, withdrawn_at=None).order_by("recorded_at", "id")
    writable: dict[UUID, bool] = {}

    def may(room: UUID) -> bool:
        if room not in writable:
            writable[room] = any(one.may_write for one in held(room))
        return writable[room]

    for goal in goals:
        if may(goal.compartment_id):
            copied = Goal.objects.create(
                id=new_id(), plan=plan, person_id=goal.person_id, compartment_id=goal.compartment_id, agency_id=by.agency_id,
                text=goal.text, position=goal.position, **about,
            )  # fmt: skip
            index(copied, plan)
    for step in steps:
        if may(step.compartment_id):
            written_again = Step.objects.create(
                id=new_id(), plan=plan, person_id=step.person_id, compartment_id=step.compartment_id, written_agency_id=by.agency_id,
                **{name: getattr(step, name) for name in _STEP_COPIED}, **about,
            )  # fmt: skip
            index(written_again, plan)
