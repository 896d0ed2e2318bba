"""評価(様式2-2)を書く: 始める、頭の欄・人ごとの欄・目標の評価を書く、書き終える、決まった終結・中断の手続きを行う(forms §5)。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError
from psycopg.errors import UniqueViolation

from kasane.access import guarded
from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases import commands as cases
from kasane.cases.queries import case_header, person_ids_of
from kasane.cases.queries.visible import person_in_case
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts
from kasane.plans.commands.common import plan_to_change, written
from kasane.plans.commands.indexing import index
from kasane.plans.domain.codes import Grade, Outcome, PlanState
from kasane.plans.domain.evaluation import (
    EvaluationFacts,
    EvaluationState,
    PartFacts,
    grade_problem,
    lacking,
    may_carry_out,
    may_finish_evaluation,
    may_reopen_evaluation,
    may_start_evaluation,
    may_write_evaluation,
    part_problems,
    writing_problems,
)
from kasane.plans.models import Evaluation, EvaluationPart, Goal, GoalGrade, Plan
from kasane.plans.queries.evaluation import choices_on, finishing_of, lead_ready, letters_to_return, part_facts, visible_evaluation

_SHEET: Final = "様式2-2"
_REFUSAL: Final = "この評価を扱う根拠がないか、ほかの人が先に状態を進めました。画面を開き直してください。"


@act(Action.EVALUATE_PLAN)
def start_evaluation(*, by: Actor, plan_id: UUID, evaluated_on: date) -> UUID:
    """プランの評価を始める。確定したプランだけで、決まっていない評価は一つまで(Refused)。

    見えないプランは NotVisible、先の日・確定日より前の日は Invalid。返り値は評価の識別子。
    """
    plan, decision = plan_to_change(plan_id, Action.EVALUATE_PLAN, by)
    Plan.objects.select_for_update().get(id=plan_id)
    unsettled = Evaluation.objects.filter(plan_id=plan_id).exclude(state=EvaluationState.SETTLED.value).exists()
    require(may_start_evaluation(PlanState(plan.state), unsettled=unsettled))
    if problems := writing_problems(EvaluationFacts(evaluated_on), confirmed_on=plan.confirmed_on, today=clock.today(), methods={}):
        raise Invalid(problems)
    with written():
        row = Evaluation.objects.create(**_fresh(by, plan.compartment_id), plan=plan, agency_id=by.agency_id, evaluated_on=evaluated_on)
    _journal("start_evaluation", row, decision, by)
    return row.id


@act(Action.EVALUATE_PLAN)
def write_evaluation(*, by: Actor, evaluation_id: UUID, version: int, facts: EvaluationFacts) -> int:
    """頭の欄(V-01・V-07・V-08・V-11)を書く。version は画面を開いたときの版で、ほかの人が先に書いていれば Conflict(両方が残る)。

    書き終えた評価は Refused、見えない評価は NotVisible、合わない日・間隔・選択肢は Invalid。返り値は新しい版。
    """
    row, decision = _to_write(evaluation_id, by)
    facts = cleaned_facts(facts)
    methods = choices_on(facts.evaluated_on).methods
    if problems := writing_problems(facts, confirmed_on=row.plan.confirmed_on, today=clock.today(), methods=methods):
        raise Invalid(problems)
    if row.version != version:
        raise Conflict(row, facts)
    given = {
        "evaluated_on": facts.evaluated_on, "outcome": facts.outcome.value if facts.outcome else "", "opinions": facts.opinions,
        "next_lead_agency_id": facts.next_lead_agency_id, "next_lead_posting_id": facts.next_lead_posting_id,
        "follow_up_needed": facts.follow_up_needed, "follow_up_method": facts.follow_up_method, "follow_up_note": facts.follow_up_note,
        "follow_up_days": facts.follow_up_days,
    }  # fmt: skip
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    if changed:
        index(_update(Evaluation, row.id, row.version, facts, **given), row.plan)
    _journal("write_evaluation", row, decision, by, changed=changed)
    return row.version + bool(changed)


@act(Action.EVALUATE_PLAN)
def write_part(*, by: Actor, evaluation_id: UUID, person_id: UUID | None, version: int, facts: PartFacts) -> int:
    """世帯(person_id が空)、または一人の欄(V-04〜V-06、V-09・V-10)を書く。その人の部屋に置くので、その人を見られない機関には見えない。

    version は、まだなければ0。ほかの人が先に書いていれば Conflict。選択肢の外、「その他」の言葉のないものは Invalid。返り値は新しい版。
    """
    row, decision = _to_write(evaluation_id, by)
    room = row.compartment_id if person_id is None else person_in_case(row.plan.case_id, person_id).compartment_id
    require(require_access(Action.EVALUATE_PLAN, room, by=by))
    facts = cleaned_facts(facts)
    outcome = Outcome.read(row.outcome)
    if problems := part_problems(facts, outcome, lists=choices_on(row.evaluated_on).as_lists()):
        raise Invalid(problems)
    mine = EvaluationPart.objects.filter(evaluation=row)
    mine = mine.filter(person__isnull=True) if person_id is None else mine.filter(person_id=person_id)
    part = mine.select_for_update().first()
    if part is not None and part.version != version:
        raise Conflict(part, facts)
    if part is not None and part_facts(part) == facts and part.reasons_for == (row.outcome if facts.reasons else ""):
        _journal("write_evaluation", row, decision, by, persons=person_id)
        return part.version
    given = {
        "changes": list(facts.changes), "changes_text": facts.changes_text, "state_now": facts.state_now, "wishes": facts.wishes,
        "satisfaction": facts.satisfaction, "reasons": list(facts.reasons), "reasons_for": row.outcome if facts.reasons else "",
        "reasons_text": facts.reasons_text, "agency_id": by.agency_id,
    }  # fmt: skip
    if part is None:
        with _first(mine.get, facts):
            part = EvaluationPart.objects.create(**_fresh(by, room), evaluation=row, person_id=person_id, **given)
    else:
        part = _update(EvaluationPart, part.id, part.version, facts, **given)
    index(part, row.plan)
    _journal("write_evaluation", row, decision, by, persons=person_id, changed=["part"])
    return int(part.version)


@act(Action.EVALUATE_PLAN)
def grade_goal(*, by: Actor, evaluation_id: UUID, goal_id: UUID, version: int, grade: Grade, text: str = "") -> int:
    """目標の達成状況(V-02)を書く。目標と同じ部屋に置く。version は、まだなければ0。

    評価不能なら状況の変化が要る(Invalid)。このプランにない・見えない・取り下げた目標は NotVisible、版が違えば Conflict。返り値は新しい版。
    """
    row, decision = _to_write(evaluation_id, by)
    goal = Goal.objects.filter(id=goal_id, plan_id=row.plan_id, withdrawn_at__isnull=True).first()
    if goal is None:
        raise NotVisible
    require(require_access(Action.EVALUATE_PLAN, goal.compartment_id, by=by))
    text = cleaned("text", text)
    if problem := grade_problem(grade, text):
        raise Invalid({"text": problem})
    found = GoalGrade.objects.select_for_update().filter(evaluation=row, goal=goal).first()
    if found is not None and found.version != version:
        raise Conflict(found, {"grade": grade.value, "text": text})
    given = {"grade": grade.value, "text": text, "agency_id": by.agency_id}
    if found is None:
        with _first(GoalGrade.objects.filter(evaluation=row, goal=goal).get, given):
            found = GoalGrade.objects.create(**_fresh(by, goal.compartment_id), evaluation=row, goal=goal, **given)
    else:
        found = _update(GoalGrade, found.id, found.version, given, **given)
    index(found, row.plan)
    _journal("write_evaluation", row, decision, by, persons=goal.person_id, changed=["grade"])
    return int(found.version)


@act(Action.EVALUATE_PLAN)
def finish_evaluation(*, by: Actor, evaluation_id: UUID) -> None:
    """書き終える。ここから会議に諮れるようになる(終わるのは会議で了承されたとき)。

    終結には主担当とフォローアップ、中断には理由とフォローアップ、どれにも目標の評価と現況が要り、足りなければ欄ごとの Invalid。
    """
    row, decision = _to_write(evaluation_id, by)
    found = lacking(finishing_of(row))
    if found:
        raise Invalid(found)
    require(may_finish_evaluation(EvaluationState(row.state), found))
    guarded.ask("SELECT plans_finish_evaluation(%s, %s)", [row.id, clock.now()], refusal=_REFUSAL, ground=_SHEET)
    _journal("finish_evaluation", row, decision, by)


@act(Action.EVALUATE_PLAN)
def reopen_evaluation(*, by: Actor, evaluation_id: UUID) -> None:
    """書き終えた評価を作成中に戻す。会議に諮った後は戻せない(Refused)。"""
    row, decision = _visible(evaluation_id, by)
    require(may_reopen_evaluation(EvaluationState(row.state)))
    guarded.ask("SELECT plans_reopen_evaluation(%s)", [row.id], refusal=_REFUSAL, ground=_SHEET)
    _journal("reopen_evaluation", row, decision, by)


@act(Action.HAND_ON_CASE)
def carry_out_end(*, by: Actor, evaluation_id: UUID, keep_lead_reason: str = "", handing_back: str = "") -> None:
    """会議で決まった終結・中断の手続きを、一度に行う: 様子をうかがう間隔を決め、終結なら、決めた主担当に引き継ぐ。伴走は残る。

    handing_back(行ったことと、戻した後に気をつけること)を書くと、自機関が受けていたつなぎも「もどし」になる(終結のときだけ)。

    引き継ぐ機関に全員を見る根拠がまだなければ Refused。決めた機関が受けられなくなったときは keep_lead_reason にその理由を書くと、
    今の主担当のまま済ませる。会議で決まっていない・済んだものは Refused、見えない評価は NotVisible。
    """
    row = visible_evaluation(evaluation_id)
    decision = require(require_access(Action.HAND_ON_CASE, row.compartment_id, by=by))
    require(may_carry_out(EvaluationState(row.state), Outcome.read(row.outcome), carried=row.carried_at is not None))
    why = cleaned("keep_lead_reason", keep_lead_reason) if row.outcome == Outcome.CLOSE.value else ""
    ready = lead_ready(row, case_header(row.plan.case_id, by=by))
    if ready is not None and not why:
        require(ready)
    _journal("carry_out_end", row, decision, by, reason=why)
    back = cleaned("handing_back", handing_back) if row.outcome == Outcome.CLOSE.value else ""
    for letter in letters_to_return(row.plan.case_id, by=by) if back else ():
        cases.return_referral(by=by, referral_id=letter.id, outcome=back)
    guarded.ask("SELECT plans_carry_out(%s, %s, %s, %s)", [row.id, new_id(), why, clock.now()], refusal=_REFUSAL, ground=_SHEET)


def _visible(evaluation_id: UUID, by: Actor) -> tuple[Evaluation, Decision]:
    row = visible_evaluation(evaluation_id)
    return row, require(require_access(Action.EVALUATE_PLAN, row.compartment_id, by=by))


def _to_write(evaluation_id: UUID, by: Actor) -> tuple[Evaluation, Decision]:
    row, decision = _visible(evaluation_id, by)
    require(may_write_evaluation(EvaluationState(row.state)))
    return row, decision


def _fresh(by: Actor, room: UUID) -> dict[str, Any]:
    return {"id": new_id(), "compartment_id": room, "recorded_at": clock.now(), "recorded_by": by.posting_id}


def _update(model: Any, key: UUID, version: int, submitted: object, **given: Any) -> Any:
    """版が変わっていなければ書き、書いた行を返す。その間にほかの人が書いていれば Conflict。"""
    with written():
        found = model.objects.filter(id=key, version=version).update(**given, version=version + 1)
    row = model.objects.get(id=key)
    if not found:
        raise Conflict(row, submitted)
    return row


@contextmanager
def _first(now: Callable[[], Any], submitted: object) -> Iterator[None]:
    """初めての行を書く。その間にほかの人が同じ行を書いていれば Conflict(now が今の行を引く)。"""
    try:
        with written():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise Conflict(now(), submitted) from error
        raise


def _journal(
    which: str,
    row: Evaluation,
    decision: Decision,
    by: Actor,
    *,
    persons: UUID | None = None,
    reason: str = "",
    changed: list[str] | None = None,
) -> None:
    subjects = [persons] if persons else person_ids_of(row.plan.case_id)
    journal.record(
        act=which, by=by, subjects=subjects, compartment_id=row.compartment_id, ground=decision.ground, reason=reason, changed=changed or []
    )
