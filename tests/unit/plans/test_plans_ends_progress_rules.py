"""実施状況とモニタリングの規則の真理値表(seed 001 §6-5(3)④)。"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest

from kasane.plans.domain.codes import PlanState
from kasane.plans.domain.progress import (
    Due,
    Judgement,
    ProgressState,
    StepReport,
    asking_problems,
    due_of,
    may_ask_progress,
    may_monitor,
    may_report,
    monitoring_problems,
    monitoring_reaches,
    report_problems,
)

TODAY = date(2026, 11, 20)
STEP, AGENCY, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(("days", "due"), [(-1, Due.LATE), (0, Due.TODAY), (1, Due.SOON), (14, Due.SOON), (15, Due.FAR)])
def test_期限のありさま(days, due):
    assert due_of(TODAY + timedelta(days=days), TODAY, soon=14) is due


FLAGS = ("ours", "mine", "seated", "manager", "companion")


@pytest.mark.parametrize("late", [-3, 0, 6, 7, 40])
@pytest.mark.parametrize("flags", list(product((True, False), repeat=len(FLAGS))))
def test_モニタリングは支援担当者に_いなければ全員に_過ぎると管理者と伴走にも届く(flags, late):
    given = dict(zip(FLAGS, flags, strict=True))
    reached = monitoring_reaches(**given, late_days=late, escalate_after=7)
    directly = given["ours"] and (given["mine"] or not given["seated"])
    later = late >= 7 and (given["companion"] or (given["ours"] and given["manager"]))
    assert reached == (directly or later)


@pytest.mark.parametrize("plan", list(PlanState))
def test_聞けるのも確かめられるのも_確定したプランだけ(plan):
    assert may_ask_progress(plan).allowed == (plan is PlanState.FINAL)
    assert may_monitor(plan).allowed == (plan is PlanState.FINAL)


@pytest.mark.parametrize(("plan", "asked", "own", "keeper"), list(product(PlanState, (True, False), (True, False), (True, False))))
def test_進み具合を書けるのは_聞かれた機関か_事案を受け持つ機関(plan, asked, own, keeper):
    assert may_report(plan, asked=asked, own=own, keeper=keeper).allowed == (plan is PlanState.FINAL and asked and (own or keeper))


@pytest.mark.parametrize(
    ("due", "agencies", "wrong"),
    [(0, [AGENCY], set()), (-1, [AGENCY], {"due_on"}), (0, [], {"agencies"}), (0, [AGENCY, OTHER], {"agencies"})],
)
def test_聞く相手は_プランに役割のある機関だけ(due, agencies, wrong):
    assert set(asking_problems(due_on=TODAY + timedelta(days=due), today=TODAY, agencies=agencies, with_steps=[AGENCY])) == wrong


@pytest.mark.parametrize("state", list(ProgressState))
def test_止まっている_始めていないときは_事情が要る(state):
    wrong = report_problems([StepReport(STEP, state, " ")], steps=[STEP], on=TODAY, today=TODAY)
    assert bool(wrong) == (state in {ProgressState.NOT_STARTED, ProgressState.STOPPED})
    assert report_problems([StepReport(STEP, state, "担当が替わった")], steps=[STEP], on=TODAY, today=TODAY) == {}


def test_報告の誤り():
    one = StepReport(STEP, ProgressState.DONE)
    assert set(report_problems([], steps=[STEP], on=TODAY, today=TODAY)) == {""}
    assert set(report_problems([one], steps=[], on=TODAY, today=TODAY)) == {""}
    assert set(report_problems([one], steps=[STEP], on=TODAY + timedelta(days=1), today=TODAY)) == {"on"}


@pytest.mark.parametrize(
    ("judgement", "next_in", "held_in", "summary", "wrong"),
    [
        (Judgement.GO_ON, 30, 0, "続いている", set()),
        (Judgement.GO_ON, None, 0, "続いている", {"next_on"}),
        (Judgement.REPLAN, None, 0, "母が倒れた", set()),
        (Judgement.END, None, 0, "落ち着いた", set()),
        (Judgement.GO_ON, 0, 0, "続いている", {"next_on"}),
        (Judgement.GO_ON, 30, 1, "続いている", {"held_on"}),
        (Judgement.GO_ON, 30, -40, "続いている", {"held_on"}),
        (Judgement.GO_ON, 30, 0, " ", {"summary"}),
    ],
)  # fmt: skip
def test_続けるなら_次に確かめる日が要る(judgement, next_in, held_in, summary, wrong):
    given = {
        "held_on": TODAY + timedelta(days=held_in), "next_on": None if next_in is None else TODAY + timedelta(days=next_in),
        "judgement": judgement, "summary": summary, "since": TODAY - timedelta(days=30), "today": TODAY,
    }  # fmt: skip
    assert set(monitoring_problems(**given)) == wrong
