"""実施状況とモニタリングの規則: だれに聞くか、だれが答えるか、期限の近い・過ぎたものをだれに知らせるか(seed 001 §6-5(3)④)。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import PlanState

GROUND: Final = "プランの実施状況の把握（多機関協働事業）"


class ProgressState(Coded):
    """役割(実施事項)の進み具合。"""

    AS_PLANNED = "as_planned", "予定どおり進んでいる"
    PARTLY = "partly", "一部だけ進んでいる"
    NOT_STARTED = "not_started", "まだ始めていない"
    STOPPED = "stopped", "止まっている・できない"
    DONE = "done", "終わった"

    @property
    def needs_text(self) -> bool:
        """事情を書かないと、ほかの機関が次の手を考えられないもの。"""
        return self in _NEEDS_TEXT


_NEEDS_TEXT: Final = frozenset({ProgressState.NOT_STARTED, ProgressState.STOPPED})


class Judgement(Coded):
    """モニタリングの結果、どうするか。見直し・終結・中断は、ここで決まるのではなく、評価を書いて会議に諮る。"""

    GO_ON = "go_on", "このまま続ける"
    REPLAN = "replan", "プランを見直す（評価を書いて会議に諮る）"
    END = "end", "終結を検討する（評価を書いて会議に諮る）"
    SUSPEND = "suspend", "中断を検討する（評価を書いて会議に諮る）"


class Due(Coded):
    """期限のありさま。"""

    FAR = "far", "まだ先"
    SOON = "soon", "もうすぐ"
    TODAY = "today", "今日まで"
    LATE = "late", "過ぎています"

    @property
    def tag(self) -> str:
        """画面の印の種類。"""
        return "overdue" if self is Due.LATE else "neutral" if self is Due.FAR else "attention"


@dataclass(frozen=True, slots=True)
class StepReport:
    """一つの実施事項についての報告。"""

    step_id: UUID
    state: ProgressState
    text: str = ""


def due_of(due: date, today: date, *, soon: int) -> Due:
    """期限のありさま。soon 日前から「もうすぐ」。"""
    if due < today:
        return Due.LATE
    if due == today:
        return Due.TODAY
    return Due.SOON if (due - today).days <= soon else Due.FAR


def monitoring_reaches(
    *, ours: bool, mine: bool, seated: bool, manager: bool, companion: bool, late_days: int, escalate_after: int
) -> bool:
    """このモニタリングを、今日の仕事に出す人か。

    ours: 自分の機関がプランの主担当か。mine: 自分がその支援担当者か。seated: 支援担当者が今もその機関にいるか(決めていない・異動した
    なら False)。companion: 自分の機関が事案の伴走か。担当がいればその人に、いなければ主担当の機関の全員に届く。
    過ぎて escalate_after 日たてば、主担当の機関の管理者と、伴走する機関にも届く(主担当が動けなくなっても、気づく人がいるように)。
    """
    if ours and (mine or not seated):
        return True
    return late_days >= escalate_after and (companion or (ours and manager))


def may_ask_progress(plan: PlanState) -> Decision:
    """実施状況を聞けるか。動いているプラン(確定したもの)だけ。"""
    if plan is not PlanState.FINAL:
        return Decision.no(f"実施状況を聞けるのは、確定したプランだけです。このプランは「{plan.label_ja}」です。", GROUND)
    return Decision.yes("実施状況を聞けます。", GROUND)


def asking_problems(*, due_on: date, today: date, agencies: Sequence[UUID], with_steps: Sequence[UUID]) -> dict[str, str]:
    """聞き方の誤り: 期限は今日以後、聞く相手はプランに役割のある機関だけ。"""
    problems = {}
    if due_on < today:
        problems["due_on"] = "答えの期限は、今日以後の日にしてください。"
    if not agencies:
        problems["agencies"] = "どの機関に聞くかを選んでください。"
    elif not set(agencies) <= set(with_steps):
        problems["agencies"] = "このプランに役割のない機関が入っています。選び直してください。"
    return problems


def may_report(plan: PlanState, *, asked: bool, own: bool, keeper: bool) -> Decision:
    """進み具合を書けるか。own: 自分の機関の役割か。keeper: 事案を管理する機関か(電話などで聞き取ったことを代わりに書ける)。"""
    if not asked:
        return Decision.no("この機関には、進み具合を聞いていません。", GROUND)
    if plan is not PlanState.FINAL:
        return Decision.no(f"このプランは「{plan.label_ja}」なので、進み具合は書けません。", GROUND)
    if own:
        return Decision.yes("自分の機関の役割について書けます。", GROUND)
    if keeper:
        return Decision.yes("聞き取ったこととして書けます。だれが書いたかが残ります。", GROUND)
    return Decision.no("ほかの機関の進み具合は書けません。書けるのは、その機関と、事案を受け持つ機関です。", GROUND)


def report_problems(reports: Sequence[StepReport], *, steps: Sequence[UUID], on: date, today: date) -> dict[str, str]:
    """報告の誤り。鍵は実施事項の識別子(全体のことは空)。止まっている・始めていないときは事情が要る。"""
    problems: dict[str, str] = {}
    if on > today:
        problems["on"] = "いつの様子かは、今日以前の日にしてください。"
    if not reports:
        problems[""] = "進み具合を一つも選んでいません。"
    if {one.step_id for one in reports} - set(steps):
        problems[""] = "この画面にない役割があります。画面を開き直してください。"
    problems |= {
        str(one.step_id): "止まっている（始めていない）事情を書いてください。"
        for one in reports
        if one.state.needs_text and not one.text.strip()
    }
    return problems


def may_monitor(plan: PlanState) -> Decision:
    """モニタリングの結果を書けるか。"""
    if plan is not PlanState.FINAL:
        return Decision.no(f"モニタリングは、確定したプランについて行います。このプランは「{plan.label_ja}」です。", GROUND)
    return Decision.yes("モニタリングの結果を書けます。", GROUND)


def monitoring_problems(
    *, held_on: date, next_on: date | None, judgement: Judgement, summary: str, since: date | None, today: date
) -> dict[str, str]:
    """モニタリングの書きぶりの誤り。続けるなら次の時期が要る(時期のないプランは、だれも気づかないまま止まる)。"""
    problems = {}
    if held_on > today:
        problems["held_on"] = "行った日は、今日以前の日にしてください。"
    elif since is not None and held_on < since:
        problems["held_on"] = "行った日は、プランの確定日より後にしてください。"
    if next_on is None:
        if judgement is Judgement.GO_ON:
            problems["next_on"] = "続けるときは、次にいつ確かめるかを決めてください。"
    elif next_on <= today:
        problems["next_on"] = "次に確かめる日は、あすより後にしてください。"
    if not summary.strip():
        problems["summary"] = "分かったことを書いてください。"
    return problems
