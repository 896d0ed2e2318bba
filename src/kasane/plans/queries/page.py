"""プランの画面の一枚: 頭、目標、実施事項、種別ごとの欄、説明、会議の結論、市の手続き、ボタンの可否。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.domain import Ground
from kasane.access.policy import Action, decide
from kasane.access.queries import held_in
from kasane.access.reading import Row, rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.agencies.queries.register import labels
from kasane.consent.domain.codes import GivenBy, Method
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision
from kasane.people.queries.lines import person_names
from kasane.plans.domain import (
    DecisionState,
    Finality,
    MeetingOutcome,
    Occasion,
    PlanKind,
    PlanState,
    Programme,
    Who,
    may_explain,
    may_recall,
    may_table,
    may_withdraw,
    may_write,
    occasions_open,
)
from kasane.plans.domain.problems import may_submit
from kasane.plans.models import Plan
from kasane.plans.queries.plans import number_label, state_label
from kasane.plans.queries.standing import Standing, standing_of, visible_plan
from kasane.plans.queries.texts import TextLine, texts_of

_UNSEEN: Final = "（氏名の見られない人）"
_GOALS: Final = """
    SELECT id, person_id, text, position, version, agency_id FROM plans_goal WHERE plan_id = %s AND withdrawn_at IS NULL
    ORDER BY position, recorded_at, id
"""
_STEPS: Final = """
    SELECT id, person_id, issue, who, agency_id, who_text, contact, content, frequency, period_from, period_to, programme, service, note,
           version FROM plans_step WHERE plan_id = %s AND withdrawn_at IS NULL ORDER BY recorded_at, id
"""
_EXPLAINED: Final = """
    SELECT id, person_id, explained_on, agreed, method, given_by, proxy_name, proxy_reason, paper_kept, note, plan_version, recorded_by
    FROM plans_explanation WHERE plan_id = %s ORDER BY recorded_at, id
"""
_APPROVALS: Final = "SELECT occasion, kind_code, outcome, decided_on FROM plans_approval WHERE plan_id = %s ORDER BY recorded_at, id"
_CITY: Final = """
    SELECT id, finality, state, agency_id, recorded_at, decided_on, document_number, content, conditions, notice_needed, decided_by
    FROM plans_decision WHERE plan_id = %s ORDER BY recorded_at, id
"""


@dataclass(frozen=True, slots=True)
class GoalLine:
    """達成目標の一行。person_name は人の名前(世帯の目標なら空)。"""

    id: UUID
    person_id: UUID | None
    person_name: str
    text: str
    position: int
    version: int
    agency: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """実施事項の一行。doer は行う機関・人の名前。"""

    id: UUID
    person_id: UUID | None
    person_name: str
    issue: str
    who: Who
    agency_id: UUID | None
    doer: str
    contact: str
    content: str
    frequency: str
    period_from: date | None
    period_to: date | None
    programme: Programme
    service: str
    service_label: str
    note: str
    version: int

    @property
    def who_label(self) -> str:
        """実施する人の区分。"""
        return self.who.label_ja

    @property
    def programme_label(self) -> str:
        """使う事業。"""
        return self.programme.label_ja

    @property
    def uses_programme(self) -> bool:
        """参加支援・アウトリーチを使う行か(支援決定の対象)。"""
        return self.programme is not Programme.OTHER


@dataclass(frozen=True, slots=True)
class Role:
    """一つの機関の役割。"""

    name: str
    is_lead: bool
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """説明の一件。"""

    id: UUID
    person_id: UUID
    person_name: str
    on: date
    agreed: bool
    method: str
    given_by: str
    proxy_name: str
    proxy_reason: str
    paper_kept: bool
    note: str
    plan_version: int
    by: str


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """会議の結論の一件。"""

    occasion: Occasion
    kind_code: str
    outcome: MeetingOutcome
    on: date


@dataclass(frozen=True, slots=True)
class CityLine:
    """市の手続きの一件。見られるのは、送った機関と決める課だけ。"""

    id: UUID
    finality: Finality
    state: DecisionState
    agency: str
    sent_on: date
    decided_on: date | None
    document_number: str
    content: str
    conditions: str
    notice_needed: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """プランの画面に要るもの。decisions はボタンの名前 → 判断(write・explain・table・recall・withdraw・submit・evaluate)。"""

    id: UUID
    case_id: UUID
    compartment_id: UUID
    kind: PlanKind
    number: int
    replaces_id: UUID | None
    state: PlanState
    occasion: Occasion | None
    consented: bool
    made_on: date
    made_by: str
    hope: str
    long_goal: str
    policy: str
    period_from: date | None
    period_to: date | None
    monitoring_on: date | None
    lead_agency_id: UUID | None
    lead_posting_id: UUID | None
    lead_agency: str
    lead_staff: str
    early_start_on: date | None
    early_start_reason: str
    end_outlook: str
    confirmed_on: date | None
    ended_on: date | None
    state_reason: str
    version: int
    finality: Finality
    programmes: frozenset[Programme]
    goals: tuple[GoalLine, ...]
    steps: tuple[StepLine, ...]
    hidden: int
    texts: tuple[TextLine, ...]
    explained: tuple[ExplainedLine, ...]
    unexplained: int
    approvals: tuple[ApprovalLine, ...]
    city: tuple[CityLine, ...]
    persons: tuple[UUID, ...]
    may_be_tabled: tuple[Occasion, ...]
    decisions: Mapping[str, Decision]

    @property
    def kind_label(self) -> str:
        """種別の言い方。"""
        return self.kind.label_ja

    @property
    def number_label(self) -> str:
        """作成回の言い方。"""
        return number_label(self.number)

    @property
    def state_label(self) -> str:
        """状態の言い方。"""
        return state_label(self.state, self.occasion)

    @property
    def roles(self) -> tuple[Role, ...]:
        """機関ごとの役割(実施事項から組む)。主担当が先。"""
        tasks: dict[UUID, list[str]] = {self.lead_agency_id: []} if self.lead_agency_id else {}
        names = {self.lead_agency_id: self.lead_agency} if self.lead_agency_id else {}
        for one in self.steps:
            if one.agency_id is not None:
                tasks.setdefault(one.agency_id, []).append(one.content)
                names.setdefault(one.agency_id, one.doer)
        return tuple(Role(names[key], key == self.lead_agency_id, tuple(done)) for key, done in tasks.items())

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        rows: tuple[UUID | None, ...] = (
            *(one.person_id for one in self.goals), *(one.person_id for one in self.steps), *(one.person_id for one in self.texts),
            *(one.person_id for one in self.explained),
        )  # fmt: skip
        return list(dict.fromkeys(one for one in rows if one is not None))


def plan_page(plan_id: UUID, by: Actor) -> PlanPage:
    """プランの画面。見えない・無いなら NotVisible。見えない部屋の行は並ばず、hidden に数だけが出る。"""
    plan = visible_plan(plan_id)
    now = standing_of(plan)
    goals, steps, told = rows_of(_GOALS, [plan.id]), rows_of(_STEPS, [plan.id]), rows_of(_EXPLAINED, [plan.id])
    city, texts = rows_of(_CITY, [plan.id]), texts_of(plan)
    people = person_names(row[1] for row in (*goals, *steps, *told) if row[1])
    agencies = agency_names(
        key for key in (plan.agency_id, plan.lead_agency_id, *(r[5] for r in goals), *(r[4] for r in steps), *(r[3] for r in city)) if key
    )  # fmt: skip
    staff = posting_names(key for key in (plan.recorded_by, plan.lead_posting_id, *(r[11] for r in told), *(r[10] for r in city)) if key)
    services = labels("plan_service", on=plan.written_on)
    return PlanPage(
        id=plan.id, case_id=plan.case_id, compartment_id=plan.compartment_id, kind=now.facts.kind, number=plan.number,
        replaces_id=plan.replaces_id, state=now.facts.state, occasion=now.facts.occasion, consented=plan.consented,
        made_on=plan.written_on, made_by=f"{agencies.get(plan.agency_id, '')} {staff.get(plan.recorded_by, '')}".strip(),
        hope=plan.hope, long_goal=plan.long_goal, policy=plan.policy, period_from=plan.period_from, period_to=plan.period_to,
        monitoring_on=plan.monitoring_on, lead_agency_id=plan.lead_agency_id, lead_posting_id=plan.lead_posting_id,
        lead_agency=agencies.get(plan.lead_agency_id, "") if plan.lead_agency_id else "",
        lead_staff=staff.get(plan.lead_posting_id, "") if plan.lead_posting_id else "", early_start_on=plan.early_start_on,
        early_start_reason=plan.early_start_reason, end_outlook=plan.end_outlook, confirmed_on=plan.confirmed_on, ended_on=plan.ended_on,
        state_reason=plan.state_reason, version=plan.version, finality=now.finality, programmes=now.programmes,
        goals=tuple(_goal(row, people, agencies) for row in goals), steps=tuple(_step(row, people, agencies, services) for row in steps),
        hidden=now.facts.goals + now.facts.steps - len(goals) - len(steps), texts=texts,
        explained=tuple(_told(row, people, staff) for row in told), unexplained=now.facts.unexplained,
        approvals=tuple(ApprovalLine(Occasion(o), k, MeetingOutcome(r), d) for o, k, r, d in rows_of(_APPROVALS, [plan.id])),
        city=tuple(_city(row, agencies, staff) for row in city), persons=now.persons, may_be_tabled=_may_be_tabled(now),
        decisions=_decisions(plan, now, by),
    )  # fmt: skip


def _may_be_tabled(now: Standing) -> tuple[Occasion, ...]:
    return () if now.facts.occasion is not None else occasions_open(now.facts)


def _decisions(plan: Plan, now: Standing, by: Actor) -> dict[str, Decision]:
    """役割と根拠が足りればプランの今の事実、足りなければその理由。"""
    held = [one.ground for one in held_in([plan.compartment_id])[plan.compartment_id]]
    open_now = _may_be_tabled(now)
    shown = open_now[0] if open_now else _expected(now)
    rules = {
        "write": (Action.WRITE_PLAN, may_write(now.facts.state)),
        "explain": (Action.WRITE_PLAN, may_explain(now.facts.state)),
        "table": (Action.TABLE_PLAN, may_table(now.facts, shown)),
        "recall": (Action.TABLE_PLAN, may_recall(now.facts)),
        "withdraw": (Action.TABLE_PLAN, may_withdraw(now.facts.state, waiting=now.waiting)),
        "submit": (Action.TABLE_PLAN, may_submit(now.facts.state, now.finality, waiting=now.waiting)),
        "evaluate": (Action.EVALUATE_PLAN, _may_evaluate(now)),
    }
    return {name: _both(action, rule, by, held) for name, (action, rule) in rules.items()}


def _both(action: Action, rule: Decision, by: Actor, held: list[Ground]) -> Decision:
    allowed = decide(action, by=by, held=held)
    return rule if allowed.allowed else allowed


def _expected(now: Standing) -> Occasion:
    """諮れないとき、その理由を言うための機会。"""
    if now.facts.state is PlanState.FINAL:
        return Occasion.END
    return Occasion.ESTABLISH if now.facts.replaced_state is None else Occasion.REPLAN


def _may_evaluate(now: Standing) -> Decision:
    if now.facts.state is PlanState.FINAL:
        return Decision.yes("プラン評価シートを書けます。", "様式2-2")
    return Decision.no("評価は、確定したプランについて書きます。", "様式2-2")


def _who(person: UUID | None, people: Mapping[UUID, str]) -> str:
    return people.get(person, _UNSEEN) if person else ""


def _goal(row: Row, people: Mapping[UUID, str], agencies: Mapping[UUID, str]) -> GoalLine:
    key, person, text, position, version, agency = row
    return GoalLine(key, person, _who(person, people), text, position, version, agencies.get(agency, ""))


def _step(row: Row, people: Mapping[UUID, str], agencies: Mapping[UUID, str], services: Mapping[str, str]) -> StepLine:
    key, person, issue, who, agency, who_text, contact, content, frequency, since, until, programme, service, note, version = row
    doer = agencies.get(agency, "") if agency else who_text
    return StepLine(
        id=key, person_id=person, person_name=_who(person, people), issue=issue, who=Who(who), agency_id=agency, doer=doer, contact=contact,
        content=content, frequency=frequency, period_from=since, period_to=until, programme=Programme(programme), service=service,
        service_label=services.get(service, service), note=note, version=version,
    )  # fmt: skip


def _told(row: Row, people: Mapping[UUID, str], staff: Mapping[UUID, str]) -> ExplainedLine:
    key, person, on, agreed, method, given_by, proxy, why, kept, note, version, by = row
    return ExplainedLine(
        key, person, _who(person, people), on, agreed, Method.label_of(method), GivenBy.label_of(given_by), proxy, why, kept, note, version,
        staff.get(by, ""),
    )  # fmt: skip


def _city(row: Row, agencies: Mapping[UUID, str], staff: Mapping[UUID, str]) -> CityLine:
    key, sure, state, agency, at, decided_on, number, content, conditions, notice, by = row
    return CityLine(
        key, Finality(sure), DecisionState(state), agencies.get(agency, ""), clock.jst(at).date(), decided_on, number, content, conditions,
        notice, staff.get(by, "") if by else "",
    )  # fmt: skip
