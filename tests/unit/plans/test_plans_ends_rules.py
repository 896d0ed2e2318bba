"""プランの終わり方の規則の真理値表: 評価、終結・中断・再プランに要るもの、事案の終結、再開(forms §5・§6.3、seed 001 §6-5(3)⑤)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest

from kasane.cases.domain import Basis
from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import Grade, Occasion, Outcome, PlanState
from kasane.plans.domain.evaluation import (
    EVALUATION_TRANSITIONS,
    REASON_LIST,
    EvaluationFacts,
    EvaluationState,
    Finishing,
    PartFacts,
    grade_problem,
    lacking,
    may_carry_out,
    may_close_case,
    may_finish_evaluation,
    may_reopen_evaluation,
    may_start_evaluation,
    may_write_evaluation,
    part_problems,
    support_days,
    writing_problems,
)
from kasane.plans.domain.resuming import Former, may_return, persons_lapsed, persons_standing
from kasane.plans.evaluation_seed import LISTS, UNVERIFIED, code_rows, rhythm_rows

TODAY, CONFIRMED = date(2026, 11, 20), date(2026, 5, 1)
AGENCY, MOTHER, SON = UUID(int=1), UUID(int=2), UUID(int=3)
CODES = {name: dict(entries) for name, entries in LISTS.items()}
HEAD = EvaluationFacts(
    evaluated_on=TODAY, outcome=Outcome.CLOSE, next_lead_agency_id=AGENCY, follow_up_needed=True, follow_up_method="01", follow_up_days=30
)
FULL = Finishing(HEAD, described=True, reasoned=True)


def test_評価の結果は_どれも会議の機会を持つ():
    assert {one.occasion for one in Outcome} == set(Occasion) - {Occasion.ESTABLISH}


def test_評価の状態の表は_どの状態にも行があり_決まった評価は動かない():
    assert set(EVALUATION_TRANSITIONS) == set(EvaluationState)
    assert not EVALUATION_TRANSITIONS[EvaluationState.SETTLED]
    assert EvaluationState.TABLED not in EVALUATION_TRANSITIONS[EvaluationState.DRAFT]


@pytest.mark.parametrize(("plan", "unsettled"), list(product(PlanState, (True, False))))
def test_評価を始められるのは_確定したプランで_決まっていない評価のないとき(plan, unsettled):
    decision = may_start_evaluation(plan, unsettled=unsettled)
    assert decision.allowed == (plan is PlanState.FINAL and not unsettled)
    assert decision.ground


@pytest.mark.parametrize("state", list(EvaluationState))
def test_書けるのは作成中だけ_戻せるのは書き終えたものだけ(state):
    assert may_write_evaluation(state).allowed == (state is EvaluationState.DRAFT)
    assert may_reopen_evaluation(state).allowed == (state is EvaluationState.FINISHED)
    assert may_finish_evaluation(state, {}).allowed == (state is EvaluationState.DRAFT)
    assert not may_finish_evaluation(state, {"outcome": "選んでください。"}).allowed


def test_すべて書いてあれば_足りないものはない():
    assert lacking(FULL) == {}
    assert may_finish_evaluation(EvaluationState.DRAFT, lacking(FULL)).allowed


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"outcome": None}, {"outcome"}),
        ({"next_lead_agency_id": None}, {"next_lead_agency_id"}),
        ({"follow_up_needed": None}, {"follow_up_needed"}),
        ({"follow_up_method": ""}, {"follow_up_method"}),
        ({"follow_up_days": None}, {"follow_up_days"}),
        ({"follow_up_needed": False}, {"follow_up_note"}),
        ({"follow_up_needed": False, "follow_up_note": "転出先の町に引き継いだ"}, set()),
    ],
)  # fmt: skip
def test_終結には_主担当とフォローアップの間隔が要る(change, missing):
    assert set(lacking(replace(FULL, facts=replace(HEAD, **change)))) == missing


def test_終結の主担当は_今開いている機関():
    assert set(lacking(replace(FULL, lead_open=False))) == {"next_lead_agency_id"}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_結果ごとに要るもの(outcome):
    """seed 001 §6-6(3): 終結は評価とフォローアップの方法、中断は連絡の途絶など、再プランは現プランの評価。"""
    bare = Finishing(EvaluationFacts(evaluated_on=TODAY, outcome=outcome), ungraded=1)
    common = {"goals", "state_now"}
    wanted = {
        Outcome.CLOSE: common | {"reasons", "next_lead_agency_id", "follow_up_needed"},
        Outcome.SUSPEND: common | {"reasons", "follow_up_needed"},
        Outcome.REPLAN: common,
    }
    assert set(lacking(bare)) == wanted[outcome]


def test_目標の評価と現況と理由():
    assert lacking(replace(FULL, ungraded=2)) == {"goals": "目標の達成状況が、あと2件書かれていません。"}
    assert set(lacking(replace(FULL, untold=1))) == {"goals"}
    assert set(lacking(replace(FULL, described=False, reasoned=False))) == {"state_now", "reasons"}


@pytest.mark.parametrize("grade", list(Grade))
def test_評価できない目標には_状況の変化が要る(grade):
    assert bool(grade_problem(grade, " ")) == (grade is Grade.CHANGED)
    assert not grade_problem(grade, "母が入院した")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, set()),
        ({"evaluated_on": TODAY + timedelta(days=1)}, {"evaluated_on"}),
        ({"evaluated_on": CONFIRMED - timedelta(days=1)}, {"evaluated_on"}),
        ({"evaluated_on": CONFIRMED}, set()),
        ({"follow_up_days": 0}, {"follow_up_days"}),
        ({"follow_up_days": 1}, set()),
        ({"follow_up_days": 1000}, set()),
        ({"follow_up_days": 1001}, {"follow_up_days"}),
        ({"follow_up_method": "55"}, {"follow_up_method"}),
        ({"next_lead_agency_id": None, "next_lead_posting_id": AGENCY}, {"next_lead_agency_id"}),
    ],
)  # fmt: skip
def test_頭の欄の書きぶり(change, wrong):
    assert (
        set(writing_problems(replace(HEAD, **change), confirmed_on=CONFIRMED, today=TODAY, methods=CODES["plan_follow_up_method"])) == wrong
    )


@pytest.mark.parametrize(
    ("part", "outcome", "wrong"),
    [
        (PartFacts(changes=("01", "31", "40")), None, set()),
        (PartFacts(changes=("23",)), None, {"changes"}),
        (PartFacts(changes=("99",)), None, {"changes_text"}),
        (PartFacts(changes=("99",), changes_text="猫を飼った"), None, set()),
        (PartFacts(reasons=("09",)), Outcome.CLOSE, set()),
        (PartFacts(reasons=("09",)), Outcome.SUSPEND, {"reasons"}),
        (PartFacts(reasons=("01",)), Outcome.SUSPEND, set()),
        (PartFacts(reasons=("01",)), Outcome.REPLAN, {"reasons"}),
        (PartFacts(reasons=("01",)), None, {"reasons"}),
        (PartFacts(reasons=("99",)), Outcome.CLOSE, {"reasons_text"}),
        (PartFacts(reasons=("99",), reasons_text="本人の希望"), Outcome.CLOSE, set()),
    ],
)
def test_人ごとの欄の書きぶり(part, outcome, wrong):
    assert set(part_problems(part, outcome, lists=CODES)) == wrong


def test_選択肢はすべて日付つきの行で_未確認の印がある():
    """C06・C07・C08 は公式の様式2-2と見比べていない(forms §0.1)。"""
    rows = code_rows()
    assert {row["list_name"] for row in rows} >= set(REASON_LIST.values())
    assert all(row["group"] == UNVERIFIED and row["valid_from"] for row in rows)
    assert len({(row["list_name"], row["code"]) for row in rows}) == len(rows)
    assert CODES["plan_change"]["01"] == "生活保護適用"
    assert CODES["plan_change"]["22"] == "自分のことを肯定的に受け止められるようになった"
    assert CODES["plan_end_reason"]["09"] == "死亡"
    assert CODES["plan_suspend_reason"]["01"] == "本人と連絡が完全にとれない"
    assert all("提案" in str(row["source"]) for row in rhythm_rows())


LIVING = (PlanState.TABLED, PlanState.APPROVED, PlanState.FINAL)


@pytest.mark.parametrize("state", LIVING)
def test_会議を待つプランや確定したプランがあれば_事案は終結できない(state):
    decision = may_close_case({state: 1})
    assert not decision.allowed
    assert state.label_ja in decision.reason


def test_終結の会議で決めた主担当に引き継ぐまで_事案は終結できない():
    assert may_close_case({}).allowed
    assert may_close_case(dict.fromkeys(LIVING, 0), next_lead="北地域包括").allowed
    refused = may_close_case({}, next_lead="北地域包括", lead_taken=False)
    assert not refused.allowed
    assert "北地域包括" in refused.reason


@pytest.mark.parametrize(("state", "outcome", "carried"), list(product(EvaluationState, (*Outcome, None), (True, False))))
def test_終結の手続きができるのは_会議で決まった終結か中断に一度だけ(state, outcome, carried):
    wanted = state is EvaluationState.SETTLED and outcome in (Outcome.CLOSE, Outcome.SUSPEND) and not carried
    assert may_carry_out(state, outcome, carried=carried).allowed == wanted


def test_支援期間():
    assert support_days(CONFIRMED, TODAY) == 203
    assert support_days(CONFIRMED, CONFIRMED - timedelta(days=3)) == 0
    assert support_days(None, TODAY) is None


YES, NO = Decision.yes("同意があります。"), Decision.no("同意の期限が過ぎています。")
FORMER = Former(own=False, is_open=True, here=False, basis=Basis.CONSENT, consents={MOTHER: YES, SON: NO})


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"own": True}, False),
        ({"here": True}, False),
        ({"is_open": False}, False),
        ({"consents": {SON: NO}}, False),
        ({"consents": {}}, False),
        ({"basis": Basis.OWN, "consents": {}}, True),
        ({"basis": Basis.LAW}, False),
        ({"basis": Basis.LAW, "restated": True}, True),
        ({"basis": Basis.LAW, "restated": True, "is_open": False}, False),
    ],
)  # fmt: skip
def test_元のチームのうち_根拠の立つ機関だけが戻れる(change, allowed):
    decision = may_return(replace(FORMER, **change))
    assert decision.allowed == allowed
    assert decision.reason


def test_同意の続いている人の分だけが開き_ほかの人は理由つきで残る():
    assert persons_standing(FORMER) == (MOTHER,)
    assert persons_lapsed(FORMER) == {SON: "同意の期限が過ぎています。"}
    law = replace(FORMER, basis=Basis.LAW)
    assert persons_standing(law) == (MOTHER, SON)
    assert persons_lapsed(law) == {}
    assert persons_standing(replace(FORMER, basis=Basis.OWN)) == ()
