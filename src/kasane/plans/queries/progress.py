"""実施状況とモニタリングを読む: 自分の機関が書く一枚、プランの進み具合、期限の近い・過ぎたもの(今日の仕事)。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from kasane.access.domain import MANAGING, Ground
from kasane.access.policy import Action, decide
from kasane.access.queries import held, require_access
from kasane.access.reading import rows_of
from kasane.access.rhythms import days_on
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.cases.queries import CaseHeader, case_header
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.kernel.decision import Decision, NotVisible
from kasane.people.queries.lines import person_names
from kasane.plans.domain.codes import PlanKind, PlanState
from kasane.plans.domain.progress import (
    Due,
    Judgement,
    ProgressState,
    due_of,
    may_ask_progress,
    may_monitor,
    may_report,
    monitoring_reaches,
)
from kasane.plans.models import Monitoring, Plan, Progress, ProgressAsk, ProgressRequest, Rhythm, Step
from kasane.plans.queries.standing import visible_plan

_LIMIT: Final = 200
# 時期の近い・過ぎたもの。次の時期は、最後のモニタリングが決めたもの(なければプランに書いた時期)。主担当のないプランは伴走の機関のもの。
# 絞り込みは monitoring_reaches と同じ条件で、件数の上限の前に行う(規則は、引いた行でもう一度確かめる)。
_DUE: Final = """
    SELECT p.id, p.case_id, p.kind, p.number, c.number, c.title, d.due, d.ours, d.mine, d.seated,
           c.companion_agency_id = %(agency)s, ARRAY(SELECT x.person_id FROM cases_person x WHERE x.case_id = c.id)
    FROM (SELECT x.id FROM plans_plan x WHERE x.state = 'final' AND x.lead_agency_id = %(agency)s
          UNION SELECT x.id FROM cases_case k JOIN plans_plan x ON x.case_id = k.id AND x.state = 'final'
            WHERE k.companion_agency_id = %(agency)s) own
    JOIN plans_plan p ON p.id = own.id JOIN cases_case c ON c.id = p.case_id
    CROSS JOIN LATERAL (SELECT coalesce((SELECT m.next_on FROM plans_monitoring m WHERE m.plan_id = p.id
            ORDER BY m.recorded_at DESC, m.id DESC LIMIT 1), p.monitoring_on) AS due,
        coalesce(p.lead_agency_id, c.companion_agency_id) = %(agency)s AS ours,
        p.lead_posting_id IS NOT DISTINCT FROM %(posting)s::uuid AS mine,
        EXISTS (SELECT 1 FROM agencies_posting s WHERE s.id = p.lead_posting_id AND s.agency_id = p.lead_agency_id
                AND s.valid_from <= %(today)s AND (s.valid_to IS NULL OR s.valid_to > %(today)s)) AS seated) d
    WHERE p.state = 'final' AND d.due <= %(until)s AND (d.ours AND (d.mine OR NOT d.seated)
        OR d.due <= %(escalated)s AND (c.companion_agency_id = %(agency)s OR d.ours AND %(manager)s))
    ORDER BY d.due, p.id LIMIT %(limit)s
"""
_ASKS: Final = """
    SELECT q.id, p.id, p.case_id, p.kind, p.number, c.number, c.title, q.agency_id, a.agency_id, a.due_on, q.question,
           ARRAY(SELECT x.person_id FROM cases_person x WHERE x.case_id = c.id)
    FROM plans_progress_ask a JOIN plans_progress_request q ON q.id = a.request_id JOIN plans_plan p ON p.id = q.plan_id
    JOIN cases_case c ON c.id = p.case_id
    WHERE p.state = 'final' AND a.answered_at IS NULL AND {wanted} ORDER BY a.due_on, a.id LIMIT %s
"""
_TO_ME: Final = _ASKS.format(wanted="a.agency_id = %s")
_FROM_ME: Final = _ASKS.format(wanted="q.agency_id = %s AND a.agency_id <> q.agency_id AND a.due_on < %s")


@dataclass(frozen=True, slots=True)
class MonitoringLine:
    """時期の近い・過ぎたモニタリングの一行。mine は、自分が支援担当者のもの。"""

    plan_id: UUID
    case_id: UUID
    kind: PlanKind
    plan_number: int
    number: str
    title: str
    due: date
    how: Due
    late_days: int
    mine: bool
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AskLine:
    """まだ答えのない、実施状況の一件。agency は答える機関、from_agency は聞いた機関。"""

    request_id: UUID
    plan_id: UUID
    case_id: UUID
    kind: PlanKind
    plan_number: int
    number: str
    title: str
    from_agency: str
    agency: str
    due: date
    how: Due
    late_days: int
    question: str
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class StepProgress:
    """一つの実施事項と、その今の様子。heard は、事案を受け持つ機関が聞き取って書いたか。"""

    step_id: UUID
    person_id: UUID | None
    name: str
    issue: str
    content: str
    frequency: str
    state: ProgressState | None
    text: str
    on_day: date | None
    heard: bool
    by: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgencyProgress:
    """一つの機関の役割と進み具合(V-03)。agency_id が空なら、本人・家族・地域の役割。"""

    agency_id: UUID | None
    agency: str
    steps: tuple[StepProgress, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """聞いた相手の一つ。"""

    agency_id: UUID
    agency: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgressSheet:
    """一つの機関が、自分の役割の進み具合を書く一枚。others は、同じ回に聞かれたほかの機関。"""

    request_id: UUID
    plan_id: UUID
    case: CaseHeader
    compartment_id: UUID
    kind: PlanKind
    plan_number: int
    plan_state: PlanState
    from_agency: str
    agency_id: UUID
    agency: str
    due_on: date
    how: Due
    question: str
    answered_at: datetime | None
    steps: tuple[StepProgress, ...]
    asked: tuple[Asked, ...]
    report: Decision


@dataclass(frozen=True, slots=True)
class MonitoringRecord:
    """モニタリングの結果の一件。"""

    id: UUID
    held_on: date
    judgement: Judgement
    summary: str
    next_on: date | None
    agency: str
    by: str


@dataclass(frozen=True, slots=True)
class Following:
    """プランの実施状況の頁: 役割ごとの様子、聞いた回、モニタリングの結果、次の時期、ボタンの可否。

    agencies は、聞ける機関(役割のある機関)。due_default は、答えの期限の既定。
    """

    plan_id: UUID
    case: CaseHeader
    compartment_id: UUID
    kind: PlanKind
    plan_number: int
    progress: tuple[AgencyProgress, ...]
    requests: tuple[tuple[UUID, date, tuple[Asked, ...]], ...]
    monitorings: tuple[MonitoringRecord, ...]
    next_on: date | None
    how: Due | None
    agencies: tuple[tuple[UUID, str], ...]
    due_default: date
    ask: Decision
    monitor: Decision


def days_of(name: str) -> int:
    """日数の決めごと(plans_rhythm)の、今日の日数。"""
    return days_on(Rhythm, clock.today(), name)


def monitoring_due(by: Actor, *, limit: int = _LIMIT) -> tuple[MonitoringLine, ...]:
    """自分に知らせる、時期の近い・過ぎたモニタリング。時期の順に limit 件まで。

    支援担当者に届く。担当が決まっていない(異動した)プランは主担当の機関の全員に、過ぎて日がたったものは機関の管理者と伴走の機関にも届く。
    """
    if not decide(Action.EVALUATE_PLAN, by=by).allowed:
        return ()
    today, soon, after = clock.today(), days_of("monitoring_soon"), days_of("monitoring_to_manager")
    given = {
        "posting": by.posting_id, "agency": by.agency_id, "today": today, "until": today + timedelta(days=soon),
        "manager": by.has(Role.MANAGER), "escalated": today - timedelta(days=after), "limit": limit,
    }  # fmt: skip
    found = []
    for plan, case, kind, plan_number, number, title, due, ours, mine, seated, companion, people in rows_of(_DUE, given):
        late = max((today - due).days, 0)
        whose = {"ours": ours, "mine": mine, "seated": seated, "companion": companion, "manager": by.has(Role.MANAGER)}
        if monitoring_reaches(**whose, late_days=late, escalate_after=after):
            how = due_of(due, today, soon=soon)
            found.append(MonitoringLine(plan, case, PlanKind(kind), plan_number, number, title, due, how, late, mine, tuple(people)))
    return tuple(found)


def progress_waiting(by: Actor, *, limit: int = _LIMIT) -> tuple[AskLine, ...]:
    """自分の機関に聞かれて、まだ答えていない実施状況。期限の順。"""
    return _asks(_TO_ME, [by.agency_id, limit]) if decide(Action.REPORT_PROGRESS, by=by).allowed else ()


def progress_late(by: Actor, *, limit: int = _LIMIT) -> tuple[AskLine, ...]:
    """自分の機関が聞いて、期限を過ぎても答えのない実施状況。期限の順。"""
    allowed = decide(Action.EVALUATE_PLAN, by=by).allowed
    return _asks(_FROM_ME, [by.agency_id, clock.today(), limit]) if allowed else ()


def progress_sheet(request_id: UUID, *, by: Actor, agency_id: UUID | None = None) -> ProgressSheet:
    """一つの機関の一枚。省けば自分の機関のもの。自分の機関が聞かれていなくて機関も選ばなければ、まだ答えのない最初の機関。

    見えない・無いなら NotVisible。report は、書けるか(自分の役割か、事案を受け持つ機関の聞き取りか)。
    """
    request = ProgressRequest.objects.select_related("plan").filter(id=request_id).first()
    if request is None:
        raise NotVisible
    plan = request.plan
    asks = list(ProgressAsk.objects.filter(request=request).order_by("due_on", "id"))
    wanted = agency_id or _first(asks, by)
    mine = next((one for one in asks if one.agency_id == wanted), None)
    names = agency_names([request.agency_id, wanted, *(one.agency_id for one in asks)])
    steps = next((group.steps for group in progress_of(plan.id, only=wanted) if group.agency_id == wanted), ())
    return ProgressSheet(
        request_id=request.id, plan_id=plan.id, case=case_header(plan.case_id, by=by), compartment_id=request.compartment_id,
        kind=PlanKind(plan.kind), plan_number=plan.number, plan_state=PlanState(plan.state), from_agency=names.get(request.agency_id, ""),
        agency_id=wanted, agency=names.get(wanted, ""), due_on=request.due_on,
        how=due_of(request.due_on, clock.today(), soon=days_of("monitoring_soon")), question=request.question,
        answered_at=mine.answered_at if mine else None, steps=steps,
        asked=tuple(Asked(one.agency_id, names.get(one.agency_id, ""), one.answered_at) for one in asks),
        report=reporting(plan, by=by, agency_id=wanted, asked=mine is not None),
    )  # fmt: skip


def reporting(plan: Plan, *, by: Actor, agency_id: UUID, asked: bool) -> Decision:
    """この機関の役割の進み具合を書けるか。"""
    allowed = require_access(Action.REPORT_PROGRESS, plan.compartment_id, by=by)
    if not allowed.allowed:
        return allowed
    keeper = any(item.ground in MANAGING and item.ground is not Ground.ASKED for item in held(plan.compartment_id))
    return may_report(PlanState(plan.state), asked=asked, own=agency_id == by.agency_id, keeper=keeper)


def following(plan_id: UUID, *, by: Actor) -> Following:
    """プランの実施状況の頁。見えない・無いなら NotVisible。"""
    plan = visible_plan(plan_id)
    allowed = require_access(Action.EVALUATE_PLAN, plan.compartment_id, by=by)
    progress, records = progress_of(plan.id), monitorings_of(plan.id)
    next_on = next((one.next_on for one in records), None) or plan.monitoring_on
    soon, today, state = days_of("monitoring_soon"), clock.today(), PlanState(plan.state)
    return Following(
        plan_id=plan.id, case=case_header(plan.case_id, by=by), compartment_id=plan.compartment_id, kind=PlanKind(plan.kind),
        plan_number=plan.number, progress=progress, requests=_requests(plan.id), monitorings=records, next_on=next_on,
        how=due_of(next_on, today, soon=soon) if next_on and state is PlanState.FINAL else None,
        agencies=tuple((group.agency_id, group.agency) for group in progress if group.agency_id),
        due_default=today + timedelta(days=days_of("progress_answer")),
        ask=may_ask_progress(state) if allowed.allowed else allowed, monitor=may_monitor(state) if allowed.allowed else allowed,
    )  # fmt: skip


def progress_of(plan_id: UUID, *, only: UUID | None = None) -> tuple[AgencyProgress, ...]:
    """役割ごとの今の様子を、機関ごとに。見える部屋の役割だけ。only を渡すと、その機関の分だけ。"""
    steps = Step.objects.filter(plan_id=plan_id, withdrawn_at__isnull=True).order_by("recorded_at", "id")
    rows = list(steps.filter(agency_id=only) if only else steps)
    latest = {one.step_id: one for one in Progress.objects.filter(step_id__in=[row.id for row in rows]).order_by("recorded_at", "id")}
    names = person_names(row.person_id for row in rows if row.person_id)
    agencies = agency_names(row.agency_id for row in rows if row.agency_id)
    staff = posting_names(one.recorded_by for one in latest.values())
    groups: dict[UUID | None, list[StepProgress]] = {}
    for row in rows:
        whose = names.get(row.person_id, "") if row.person_id else "世帯全体"
        groups.setdefault(row.agency_id, []).append(_step(row, latest.get(row.id), whose, staff))
    return tuple(
        AgencyProgress(agency, agencies.get(agency, "") if agency else "本人・家族・地域", tuple(found)) for agency, found in groups.items()
    )


def monitorings_of(plan_id: UUID) -> tuple[MonitoringRecord, ...]:
    """モニタリングの結果。新しいものから。"""
    rows = list(Monitoring.objects.filter(plan_id=plan_id).order_by("-recorded_at", "-id"))
    agencies, staff = agency_names(row.agency_id for row in rows), posting_names(row.recorded_by for row in rows)
    return tuple(
        MonitoringRecord(
            row.id,
            row.held_on,
            Judgement(row.judgement),
            row.summary,
            row.next_on,
            agencies.get(row.agency_id, ""),
            staff.get(row.recorded_by, ""),
        )
        for row in rows
    )


def _requests(plan_id: UUID) -> tuple[tuple[UUID, date, tuple[Asked, ...]], ...]:
    rows = list(ProgressRequest.objects.filter(plan_id=plan_id).order_by("-recorded_at", "-id"))
    asks = list(ProgressAsk.objects.filter(request__in=[row.id for row in rows]).order_by("id"))
    names = agency_names(one.agency_id for one in asks)
    return tuple((row.id, row.due_on, tuple(_asked(one, names) for one in asks if one.request_id == row.id)) for row in rows)


def _asked(one: ProgressAsk, names: dict[UUID, str]) -> Asked:
    return Asked(one.agency_id, names.get(one.agency_id, ""), one.answered_at)


def _first(asks: Iterable[ProgressAsk], by: Actor) -> UUID:
    found = list(asks)
    if any(one.agency_id == by.agency_id for one in found):
        return by.agency_id
    return next((one.agency_id for one in found if one.answered_at is None), found[0].agency_id if found else by.agency_id)


def _step(row: Step, last: Progress | None, whose: str, staff: dict[UUID, str]) -> StepProgress:
    if last is None:
        return StepProgress(row.id, row.person_id, whose, row.issue, row.content, row.frequency, None, "", None, False, "", None)
    return StepProgress(
        row.id, row.person_id, whose, row.issue, row.content, row.frequency, ProgressState(last.state), last.text, last.on_day,
        last.agency_id != last.reported_agency_id, staff.get(last.recorded_by, ""), last.recorded_at,
    )  # fmt: skip


def _asks(statement: str, asked: list[object]) -> tuple[AskLine, ...]:
    rows, today, soon = rows_of(statement, asked), clock.today(), days_of("monitoring_soon")
    names = agency_names(agency for row in rows for agency in row[7:9])
    return tuple(
        AskLine(
            request, plan, case, PlanKind(kind), plan_number, number, title, names.get(asker, ""), names.get(agency, ""), due,
            due_of(due, today, soon=soon), max((today - due).days, 0), question, tuple(people),
        )
        for request, plan, case, kind, plan_number, number, title, asker, agency, due, question, people in rows
    )  # fmt: skip
