"""評価(様式2-2)を読む: 一枚の評価の全部、プランの評価の並び、済んでいない終結・中断の手続き。見える部屋の行だけが返る。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.agencies.queries.register import label_sets
from kasane.cases.domain import PartRole
from kasane.cases.domain.team import may_be_handed
from kasane.cases.queries import CaseHeader, ReferralLine, case_header, in_hand
from kasane.cases.queries.places import agency_is_open, may_sit, sees_everyone
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.plans.domain.codes import Grade, MeetingOutcome, Occasion, Outcome, PlanKind, PlanState
from kasane.plans.domain.evaluation import (
    CHANGES_LIST,
    END_LIST,
    METHOD_LIST,
    SUSPEND_LIST,
    EvaluationFacts,
    EvaluationState,
    Finishing,
    PartFacts,
    lacking,
    may_carry_out,
    may_finish_evaluation,
    may_reopen_evaluation,
    may_write_evaluation,
    support_days,
)
from kasane.plans.evaluation_seed import UNVERIFIED
from kasane.plans.models import Approval, Evaluation, EvaluationPart, Goal, GoalGrade, Plan
from kasane.plans.queries.progress import AgencyProgress, progress_of

LISTS: Final = (CHANGES_LIST, END_LIST, SUSPEND_LIST, METHOD_LIST)
_FACTS: Final = "SELECT ungraded, untold, described, reasoned FROM plans_evaluation_facts(%s)"
_TO_CARRY: Final = """
    SELECT e.id, e.outcome, e.settled_on, p.id, p.case_id, c.number, c.title, e.next_lead_agency_id,
           ARRAY(SELECT s.person_id FROM cases_person s WHERE s.case_id = c.id)
    FROM plans_evaluation e JOIN plans_plan p ON p.id = e.plan_id JOIN cases_case c ON c.id = p.case_id
    JOIN cases_involvement v ON v.case_id = c.id AND v.role IN ('companion', 'lead') AND v.valid_to IS NULL AND v.agency_id = %s
    WHERE e.state = 'settled' AND e.carried_at IS NULL AND e.outcome IN ('close', 'suspend')
    GROUP BY e.id, p.id, c.id ORDER BY e.settled_on, e.id LIMIT %s
"""
_CHAIN: Final = """
    WITH RECURSIVE chain AS (
        SELECT p.id, p.replaces_id, p.confirmed_on FROM plans_plan p WHERE p.id = %s
        UNION ALL SELECT o.id, o.replaces_id, o.confirmed_on FROM chain c JOIN plans_plan o ON o.id = c.replaces_id)
    SELECT min(c.confirmed_on), count(*) - 1, (SELECT count(*) FROM plans_approval a WHERE a.plan_id IN (SELECT id FROM chain)) FROM chain c
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """選択肢の一覧: 番号 → 言い方。unverified は、公式の様式と見比べていない行があるか。"""

    changes: Mapping[str, str]
    end_reasons: Mapping[str, str]
    suspend_reasons: Mapping[str, str]
    methods: Mapping[str, str]
    unverified: bool

    def reasons(self, outcome: Outcome | None) -> Mapping[str, str]:
        """評価の結果に合う理由(C07・C08)。再プランにはない。"""
        return {Outcome.CLOSE: self.end_reasons, Outcome.SUSPEND: self.suspend_reasons}.get(outcome, {}) if outcome else {}

    def as_lists(self) -> dict[str, Mapping[str, str]]:
        """規則に渡す形。"""
        return {CHANGES_LIST: self.changes, END_LIST: self.end_reasons, SUSPEND_LIST: self.suspend_reasons, METHOD_LIST: self.methods}


@dataclass(frozen=True, slots=True)
class PartLine:
    """世帯(person_id が空)、または一人の欄。version が0なら、まだ書かれていない。stale は、理由が前の結果について選ばれたものか。"""

    person_id: UUID | None
    name: str
    facts: PartFacts
    changes: tuple[str, ...]
    reasons: tuple[str, ...]
    stale: bool
    by_agency: str
    version: int
    write: Decision


@dataclass(frozen=True, slots=True)
class GradeLine:
    """目標と、その達成状況。version が0なら、まだ書かれていない。"""

    goal_id: UUID
    person_id: UUID | None
    name: str
    goal: str
    grade: Grade | None
    text: str
    by_agency: str
    version: int
    write: Decision


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """会議の結論の一件(V-12)。"""

    occasion: str
    outcome: str
    decided_on: date
    conference_id: UUID


@dataclass(frozen=True, slots=True)
class Derived:
    """行から数えるもの: 支援期間の日数、再プランの回数、会議の回数(forms §5)。"""

    days: int | None
    replans: int
    meetings: int


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """評価の一行。"""

    id: UUID
    plan_id: UUID
    evaluated_on: date
    state: EvaluationState
    outcome: Outcome | None
    settled_on: date | None
    carried: bool


@dataclass(frozen=True, slots=True)
class CarryLine:
    """会議で決まったのに、手続きの済んでいない終結・中断。"""

    evaluation_id: UUID
    plan_id: UUID
    case_id: UUID
    number: str
    title: str
    outcome: Outcome
    settled_on: date
    next_lead: str
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """一枚の評価の全部と、ボタンの可否。lacking は、会議に諮るまでに足りないもの(欄の名前 → 何が要るか)。

    lead_ready は、終結後の主担当に今引き継げるか(引き継ぐ前に、全員について見る根拠が要る)。
    to_return は、終結とともに「もどし」にできる、自機関が受けていたつなぎ。
    """

    id: UUID
    plan_id: UUID
    case: CaseHeader
    compartment_id: UUID
    plan_kind: PlanKind
    plan_number: int
    plan_state: PlanState
    occasion: Occasion | None
    period: tuple[date | None, date | None]
    confirmed_on: date | None
    evaluator: str
    evaluator_agency: str
    facts: EvaluationFacts
    method: str
    next_lead: str
    next_lead_staff: str
    state: EvaluationState
    settled_on: date | None
    carried: bool
    carried_note: str
    version: int
    parts: tuple[PartLine, ...]
    goals: tuple[GradeLine, ...]
    progress: tuple[AgencyProgress, ...]
    meetings: tuple[MeetingLine, ...]
    derived: Derived
    choices: Choices
    lacking: Mapping[str, str]
    write: Decision
    finish: Decision
    reopen: Decision
    carry_out: Decision
    lead_ready: Decision | None
    to_return: tuple[ReferralLine, ...]

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return self.case.person_ids


def choices_on(on: date | None = None) -> Choices:
    """その日に効いている選択肢(C06・C07・C08・フォローアップの方法)。未確認の印は外して返す。"""
    raw = label_sets(LISTS, on=on)
    shown = {name: {code: label.removeprefix(f"{UNVERIFIED}：") for code, label in rows.items()} for name, rows in raw.items()}
    unverified = any(label.startswith(UNVERIFIED) for rows in raw.values() for label in rows.values())
    return Choices(shown[CHANGES_LIST], shown[END_LIST], shown[SUSPEND_LIST], shown[METHOD_LIST], unverified)


def visible_evaluation(evaluation_id: UUID) -> Evaluation:
    """見える評価。見えない・無いなら NotVisible。"""
    found = Evaluation.objects.select_related("plan").filter(id=evaluation_id).first()
    if found is None:
        raise NotVisible
    return found


def evaluations_of(plan_id: UUID) -> tuple[EvaluationLine, ...]:
    """このプランの評価。新しいものから。"""
    rows = Evaluation.objects.filter(plan_id=plan_id).order_by("-evaluated_on", "-recorded_at")
    return tuple(_line(row) for row in rows)


def facts_of(row: Evaluation) -> EvaluationFacts:
    """表の一行を、規則の扱う値にする。"""
    return EvaluationFacts(
        evaluated_on=row.evaluated_on, outcome=Outcome.read(row.outcome), opinions=row.opinions,
        next_lead_agency_id=row.next_lead_agency_id, next_lead_posting_id=row.next_lead_posting_id, follow_up_needed=row.follow_up_needed,
        follow_up_method=row.follow_up_method, follow_up_note=row.follow_up_note, follow_up_days=row.follow_up_days,
    )  # fmt: skip


def finishing_of(row: Evaluation) -> Finishing:
    """書き終えたかを決める事実(数は全部の部屋から数える)。"""
    facts = facts_of(row)
    found = rows_of(_FACTS, [row.id])
    if not found:
        raise NotVisible
    ungraded, untold, described, reasoned = found[0]
    return Finishing(
        facts, ungraded=ungraded, untold=untold, described=described, reasoned=reasoned,
        lead_open=row.next_lead_agency_id is None
        or (agency_is_open(row.next_lead_agency_id) and may_sit(row.next_lead_agency_id, row.next_lead_posting_id)),
    )  # fmt: skip


def lead_ready(row: Evaluation, header: CaseHeader) -> Decision | None:
    """終結後の主担当に今引き継げるか。終結でない・まだ決めていないなら None。同じ機関がそのまま続けるなら、引継ぎは要らない。"""
    if row.outcome != Outcome.CLOSE.value or row.next_lead_agency_id is None:
        return None
    if not needs_hand_on(row, header):
        return Decision.yes("今の主担当がそのまま続けます。", "伴走支援")
    agency, posting = row.next_lead_agency_id, row.next_lead_posting_id
    return may_be_handed(
        PartRole.LEAD,
        is_open=agency_is_open(agency),
        seated=may_sit(agency, posting),
        same=False,
        sees_everyone=sees_everyone(header.id, agency),
    )


def needs_hand_on(row: Evaluation, header: CaseHeader) -> bool:
    """主担当を引き継ぐ必要があるか(同じ機関で、担当も変えないなら要らない)。"""
    lead = header.lead
    if lead is None or lead.agency_id != row.next_lead_agency_id:
        return True
    return row.next_lead_posting_id is not None and row.next_lead_posting_id != lead.posting_id


def letters_to_return(case_id: UUID, *, by: Actor) -> tuple[ReferralLine, ...]:
    """自機関が受諾して、まだもどしていない、この事案のつなぎ。"""
    return tuple(one for one in in_hand(by) if one.case_id == case_id)


def ends_to_carry_out(by: Actor, *, limit: int = 200) -> tuple[CarryLine, ...]:
    """自機関が伴走・主担当の事案で、会議で決まったのに手続きの済んでいない終結・中断。古いものから limit 件まで。"""
    rows = rows_of(_TO_CARRY, [by.agency_id, limit])
    names = agency_names(row[7] for row in rows if row[7])
    return tuple(
        CarryLine(key, plan, case, number, title, Outcome(outcome), settled_on, names.get(lead, "") if lead else "", tuple(people))
        for key, outcome, settled_on, plan, case, number, title, lead, people in rows
    )


def evaluation_page(evaluation_id: UUID, *, by: Actor) -> EvaluationPage:
    """一枚の評価の全部。見えない・無いなら NotVisible。問いの数は行の数によらない。"""
    row = visible_evaluation(evaluation_id)
    plan, header, choices = row.plan, case_header(row.plan.case_id, by=by), choices_on(row.evaluated_on)
    state, outcome = EvaluationState(row.state), Outcome.read(row.outcome)
    access = require_access(Action.EVALUATE_PLAN, row.compartment_id, by=by)
    write = may_write_evaluation(state) if access.allowed else access
    found = lacking(finishing_of(row))
    carry = header.decisions[Action.HAND_ON_CASE.value]
    staff = posting_names([row.recorded_by, *([row.next_lead_posting_id] if row.next_lead_posting_id else [])])
    grades = _goals(row, header, write)
    parts = _parts(row, header, choices, write)
    agencies = agency_names([row.agency_id, *([row.next_lead_agency_id] if row.next_lead_agency_id else [])])
    return EvaluationPage(
        id=row.id, plan_id=plan.id, case=header, compartment_id=row.compartment_id, plan_kind=PlanKind(plan.kind),
        plan_number=plan.number, plan_state=PlanState(plan.state), occasion=Occasion.read(plan.occasion),
        period=(plan.period_from, plan.period_to), confirmed_on=plan.confirmed_on, evaluator=staff.get(row.recorded_by, ""),
        evaluator_agency=agencies.get(row.agency_id, ""), facts=facts_of(row), method=choices.methods.get(row.follow_up_method, ""),
        next_lead=agencies.get(row.next_lead_agency_id, "") if row.next_lead_agency_id else "",
        next_lead_staff=staff.get(row.next_lead_posting_id, "") if row.next_lead_posting_id else "", state=state,
        settled_on=row.settled_on, carried=row.carried_at is not None, carried_note=row.carried_note, version=row.version,
        parts=parts, goals=grades, progress=progress_of(plan.id), meetings=_meetings(plan.id), derived=_derived(plan, row),
        choices=choices, lacking=found, write=write,
        finish=may_finish_evaluation(state, found) if access.allowed else access,
        reopen=may_reopen_evaluation(state) if access.allowed else access,
        carry_out=may_carry_out(state, outcome, carried=row.carried_at is not None) if carry.allowed else carry,
        lead_ready=lead_ready(row, header), to_return=letters_to_return(plan.case_id, by=by) if outcome is Outcome.CLOSE else (),
    )  # fmt: skip


def _line(row: Evaluation) -> EvaluationLine:
    outcome = Outcome.read(row.outcome)
    state = EvaluationState(row.state)
    return EvaluationLine(row.id, row.plan_id, row.evaluated_on, state, outcome, row.settled_on, row.carried_at is not None)


def _parts(row: Evaluation, header: CaseHeader, choices: Choices, write: Decision) -> tuple[PartLine, ...]:
    found = {part.person_id: part for part in EvaluationPart.objects.filter(evaluation=row)}
    agencies = agency_names(part.agency_id for part in found.values())
    seats: list[tuple[UUID | None, str]] = [(None, "世帯全体"), *((one.person_id, one.name) for one in header.persons)]
    return tuple(_part(found.get(person), person, name, row, choices, agencies, write) for person, name in seats)


def _part(
    part: EvaluationPart | None,
    person: UUID | None,
    name: str,
    row: Evaluation,
    choices: Choices,
    agencies: Mapping[UUID, str],
    write: Decision,
) -> PartLine:
    if part is None:
        return PartLine(person, name, PartFacts(), (), (), False, "", 0, write)
    reasons = choices.reasons(Outcome.read(part.reasons_for))
    return PartLine(
        person, name, part_facts(part), tuple(choices.changes.get(code, code) for code in part.changes),
        tuple(reasons.get(code, code) for code in part.reasons), bool(part.reasons) and part.reasons_for != row.outcome,
        agencies.get(part.agency_id, ""), part.version, write,
    )  # fmt: skip


def part_facts(part: EvaluationPart) -> PartFacts:
    """表の一行を、規則の扱う値にする。"""
    return PartFacts(
        changes=tuple(part.changes), changes_text=part.changes_text, state_now=part.state_now, wishes=part.wishes,
        satisfaction=part.satisfaction, reasons=tuple(part.reasons), reasons_text=part.reasons_text,
    )  # fmt: skip


def _goals(row: Evaluation, header: CaseHeader, write: Decision) -> tuple[GradeLine, ...]:
    grades = {grade.goal_id: grade for grade in GoalGrade.objects.filter(evaluation=row)}
    goals = Goal.objects.filter(plan_id=row.plan_id, withdrawn_at__isnull=True).order_by("position", "recorded_at", "id")
    agencies, names = agency_names(grade.agency_id for grade in grades.values()), header.names
    return tuple(_goal(goal, grades.get(goal.id), names, agencies, write) for goal in goals)


def _goal(goal: Goal, grade: GoalGrade | None, names: Mapping[UUID, str], agencies: Mapping[UUID, str], write: Decision) -> GradeLine:
    whose = names.get(goal.person_id, "") if goal.person_id else "世帯全体"
    if grade is None:
        return GradeLine(goal.id, goal.person_id, whose, goal.text, None, "", "", 0, write)
    agency = agencies.get(grade.agency_id, "")
    return GradeLine(goal.id, goal.person_id, whose, goal.text, Grade(grade.grade), grade.text, agency, grade.version, write)


def _meetings(plan_id: UUID) -> tuple[MeetingLine, ...]:
    return tuple(
        MeetingLine(Occasion.label_of(one.occasion), MeetingOutcome.label_of(one.outcome), one.decided_on, one.conference_id)
        for one in Approval.objects.filter(plan_id=plan_id).order_by("decided_on", "recorded_at")
    )


def _derived(plan: Plan, row: Evaluation) -> Derived:
    first, replans, meetings = rows_of(_CHAIN, [plan.id])[0]
    return Derived(support_days(first, plan.ended_on or row.settled_on or clock.today()), replans, meetings)
