"""支援プランの規則の真理値表: 確定の仕方(支援決定・確認・報告)と、四つの機会。一つのセルが一つの試験で、出典を添える。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations, product

import pytest

from kasane.conferences.domain import codes as meeting_codes
from kasane.conferences.domain import rules as meeting_rules
from kasane.consent.domain.codes import GivenBy, Method
from kasane.plans.domain import (
    LIVE,
    TRANSITIONS,
    WRITABLE,
    DecisionState,
    Finality,
    Occasion,
    Outcome,
    PlanContent,
    PlanFacts,
    PlanKind,
    PlanState,
    Programme,
    Who,
    finality,
    may_explain,
    may_recall,
    may_table,
    may_withdraw,
    may_write,
    occasions_open,
)
from kasane.plans.domain.facts import DecisionFacts, ExplanationFacts, HeadFacts, StepFacts
from kasane.plans.domain.problems import (
    decision_problems,
    explanation_problems,
    head_problems,
    may_begin,
    may_decide,
    may_submit,
    step_problems,
    written_on_problem,
)

TODAY = date(2026, 11, 20)
OUT, P, X = Programme.OUTREACH, Programme.PARTICIPATION, Programme.OTHER
MATRIX_SOURCE = "seed 001 §6-6(4)「プラン確定に向けた手続き」の表"
OCCASION_SOURCE = "seed 001 §6-6(2)③「開催のタイミング」・(3)「主な検討内容」の表"

# seed 001 §6-6(4) の表の三つの行。左の欄(プランの内容)が行の事業の組、右の欄が市のすること。
MATRIX = [
    # 「アウトリーチ等事業や参加支援事業のみのプラン … 支援の内容について決定する」
    ({OUT}, Finality.DECIDE),
    ({P}, Finality.DECIDE),
    ({OUT, P}, Finality.DECIDE),
    # 「アウトリーチ等事業や参加支援事業以外の支援を含むプラン … 両事業以外の支援についても内容を確認する」
    ({OUT, X}, Finality.DECIDE_AND_CHECK),
    ({P, X}, Finality.DECIDE_AND_CHECK),
    ({OUT, P, X}, Finality.DECIDE_AND_CHECK),
    # 「アウトリーチ等事業や参加支援事業を含まないプラン … 市にプランの報告を行う」
    ({X}, Finality.REPORT),
    (set(), Finality.REPORT),
]


@pytest.mark.parametrize(("programmes", "expected"), MATRIX)
def test_支援決定_確認_報告の表(programmes, expected):
    content = PlanContent(PlanKind.COORDINATION, consented=True, programmes=frozenset(programmes))
    assert finality(content) is expected, MATRIX_SOURCE


def test_表は事業のすべての組を尽くしている():
    every = {frozenset(one) for one in chain.from_iterable(combinations(Programme, size) for size in range(4))}
    assert {frozenset(programmes) for programmes, _ in MATRIX} == every


@pytest.mark.parametrize(
    ("kind", "programmes", "expected"),
    [
        # seed 001: プランは多機関協働・参加支援・アウトリーチの三つ。後の二つは、行に書かなくてもその事業のプランである。
        (PlanKind.PARTICIPATION, set(), Finality.DECIDE),
        (PlanKind.PARTICIPATION, {P}, Finality.DECIDE),
        (PlanKind.PARTICIPATION, {X}, Finality.DECIDE_AND_CHECK),
        (PlanKind.OUTREACH, set(), Finality.DECIDE),
        (PlanKind.OUTREACH, {OUT}, Finality.DECIDE),
        (PlanKind.OUTREACH, {X}, Finality.DECIDE_AND_CHECK),
    ],
)
def test_参加支援とアウトリーチのプランは_その事業を使うものとして数える(kind, programmes, expected):
    assert finality(PlanContent(kind, consented=True, programmes=frozenset(programmes))) is expected


@pytest.mark.parametrize(
    ("consented", "needs", "programmes", "expected"),
    [
        # forms §7「Unclear」: 同意前のアウトリーチプランにも支援決定が要るか。市の決めごとで、既定は要る。
        (False, True, {OUT}, Finality.DECIDE),
        (False, True, {OUT, X}, Finality.DECIDE_AND_CHECK),
        (False, False, {OUT}, Finality.REPORT),
        (False, False, {OUT, X}, Finality.REPORT),
        (True, False, {OUT}, Finality.DECIDE),
        (True, False, {OUT, X}, Finality.DECIDE_AND_CHECK),
    ],
)
def test_同意前のアウトリーチプランは_市の決めごとに従う(consented, needs, programmes, expected):
    content = PlanContent(PlanKind.OUTREACH, consented=consented, programmes=frozenset(programmes), preconsent_needs_decision=needs)
    assert finality(content) is expected


def test_決めごとの既定は_支援決定が要る():
    assert finality(PlanContent(PlanKind.OUTREACH, consented=False, programmes=frozenset())).needs_decision


@pytest.mark.parametrize("sure", list(Finality))
def test_報告だけが_支援決定を待たない(sure):
    assert sure.needs_decision == (sure is not Finality.REPORT)


# --- 状態の表 ---


def test_状態の表はすべての状態を尽くし_どの状態にも作成中から行ける():
    assert set(TRANSITIONS) == set(PlanState)
    assert all(state not in ways for state, ways in TRANSITIONS.items())
    reached, frontier = {PlanState.DRAFT}, [PlanState.DRAFT]
    while frontier:
        for to in TRANSITIONS[frontier.pop()] - reached:
            reached.add(to)
            frontier.append(to)
    assert reached == set(PlanState)


def test_会議を通らずに確定_終結_中断へ行く道はない():
    """seed 001 §6-6(2)③: 四つのタイミングで「必ず開催する必要があります」。"""
    assert {state for state, ways in TRANSITIONS.items() if PlanState.FINAL in ways} == {PlanState.TABLED, PlanState.APPROVED}
    assert {state for state, ways in TRANSITIONS.items() if PlanState.APPROVED in ways} == {PlanState.TABLED}
    for ending in (PlanState.ENDED, PlanState.SUSPENDED):
        assert {state for state, ways in TRANSITIONS.items() if ending in ways} == {PlanState.FINAL}


def test_書ける状態と_終わっていない状態():
    assert {PlanState.DRAFT, PlanState.TABLED} == WRITABLE
    assert {PlanState.TABLED, PlanState.APPROVED, PlanState.FINAL} == LIVE
    for state in PlanState:
        assert may_write(state).allowed == (state in WRITABLE)
        assert may_explain(state).allowed == (state in WRITABLE | {PlanState.APPROVED, PlanState.FINAL})


# --- 四つの機会 ---

READY = PlanFacts(PlanKind.COORDINATION, PlanState.DRAFT, consented=True, steps=1, goals=1, aimed=True, monitored=True)
FINAL = replace(READY, state=PlanState.FINAL)


@pytest.mark.parametrize(
    ("occasion", "facts"),
    [
        # プラン策定時: アセスメント結果に基づく本人の目標、支援方針、プラン内容・各支援関係機関の役割分担・モニタリングの時期
        (Occasion.ESTABLISH, READY),
        # 再プラン策定時: 現プラン評価・再プラン内容(プラン策定時の内容と同様)
        (Occasion.REPLAN, replace(READY, replaced_state=PlanState.FINAL, replanned=True)),
        (Occasion.REPLAN, replace(READY, replaced_state=PlanState.SUSPENDED)),
        # 支援終結の判断時: 支援終結の評価、フォローアップの必要性やその方法の確認
        (Occasion.END, replace(FINAL, ended=True)),
        # 支援中断の決定時: 本人との連絡が完全に取れなくなった場合等における、支援の中断の決定
        (Occasion.SUSPEND, replace(FINAL, suspended=True)),
    ],
)
def test_四つの機会に諮れる(occasion, facts):
    assert may_table(facts, occasion).allowed, OCCASION_SOURCE
    assert occasion in occasions_open(facts)


@pytest.mark.parametrize(
    ("occasion", "facts", "word"),
    [
        (Occasion.ESTABLISH, replace(READY, goals=0), "目標"),  # 「本人の目標」
        (Occasion.ESTABLISH, replace(READY, aimed=False), "支援方針"),  # 「本人の目標、支援方針、プラン内容」
        (Occasion.ESTABLISH, replace(READY, steps=0), "役割分担"),  # 「各支援関係機関の役割分担の確認」
        (Occasion.ESTABLISH, replace(READY, monitored=False), "モニタリング"),  # 「モニタリングの時期の検討」
        (Occasion.ESTABLISH, replace(READY, unexplained=1), "説明"),  # 様式2-1 は利用申込書を兼ねる
        (Occasion.REPLAN, replace(READY, replaced_state=PlanState.FINAL), "評価"),  # 「現プラン評価」
        (
            Occasion.REPLAN,
            replace(READY, replaced_state=PlanState.FINAL, replanned=True, goals=0),
            "目標",
        ),  # 「再プラン内容(策定時と同様)」
        (Occasion.REPLAN, replace(READY, replaced_state=PlanState.ENDED, replanned=True), "最初のプラン"),
        (Occasion.END, FINAL, "評価"),  # 「支援終結の評価」
        (Occasion.END, replace(FINAL, suspended=True), "評価"),
        (Occasion.SUSPEND, FINAL, "評価"),
        (Occasion.SUSPEND, replace(FINAL, ended=True), "評価"),
    ],
)
def test_決めることが揃っていなければ諮れず_何が足りないかを言う(occasion, facts, word):
    refused = may_table(facts, occasion)
    assert not refused.allowed, OCCASION_SOURCE
    assert word in refused.reason


def test_同意前のプランには_本人への説明を求めない():
    """forms §4.4: 同意前のアウトリーチは、まだ本人に会えていない。"""
    assert may_table(replace(READY, kind=PlanKind.OUTREACH, consented=False, unexplained=1), Occasion.ESTABLISH).allowed


@pytest.mark.parametrize(("occasion", "state"), list(product(Occasion, PlanState)))
def test_どの機会も_その状態のプランだけが諮れる(occasion, state):
    whole = replace(READY, state=state, ended=True, suspended=True, replanned=True)
    facts = replace(whole, replaced_state=PlanState.FINAL) if occasion is Occasion.REPLAN else whole
    wanted = PlanState.DRAFT if occasion in (Occasion.ESTABLISH, Occasion.REPLAN) else PlanState.FINAL
    assert may_table(facts, occasion).allowed == (state is wanted)


@pytest.mark.parametrize(("occasion", "other"), list(product(Occasion, Occasion)))
def test_諮っている間は_その機会だけが開いている(occasion, other):
    facts = replace(FINAL, occasion=other, ended=True, suspended=True)
    assert not may_table(facts, occasion).allowed
    assert occasions_open(facts) == (other,)
    assert may_recall(facts).allowed


def test_再プランは策定として諮れず_最初のプランは再プランとして諮れない():
    assert not may_table(READY, Occasion.REPLAN).allowed
    assert not may_table(replace(READY, replaced_state=PlanState.FINAL, replanned=True), Occasion.ESTABLISH).allowed
    assert not may_recall(READY).allowed


def test_評価の結果は_機会に一つずつ対応する():
    found = {one.occasion for one in Outcome}
    assert found == {Occasion.END, Occasion.REPLAN, Occasion.SUSPEND}


@pytest.mark.parametrize(
    ("consented", "consent_required", "penal", "expected"),
    [
        # seed 001 §6-6(1)(2)・forms §6.2: 本人同意のある事例は重層的支援会議、ない事例は守秘義務のある支援会議。
        (True, True, False, True),
        (True, True, True, True),
        (True, False, True, False),
        (True, False, False, False),
        (False, False, True, True),
        (False, False, False, False),
        (False, True, True, False),
        (False, True, False, False),
    ],
)
@pytest.mark.parametrize("occasion", list(Occasion))
def test_本人同意の有無が_諮れる会議の種類を決める(consented, consent_required, penal, expected, occasion):
    """規則は会議の部屋の may_table(議題に上げるときに効く)。同意のあるプランの人は、みな同意している。"""
    kind = meeting_rules.KindRule(
        "会議", consent_required, both_laws=False, penal_secrecy=penal, needs_city=False, needs_coordinator=False, minimum_members=2,
        occasions=frozenset(meeting_codes.Occasion), approves_plans=True,
    )  # fmt: skip
    people = [meeting_rules.Standing("本人", agreed=consented)]
    found = meeting_rules.may_table(kind, meeting_codes.Occasion(occasion.value), people, plan_consented=consented)
    assert found.allowed == expected


@pytest.mark.parametrize(("state", "waiting"), list(product(PlanState, (False, True))))
def test_取り下げられるのは_確定するまでで_市の決定を待っていないとき(state, waiting):
    before = {PlanState.DRAFT, PlanState.TABLED, PlanState.APPROVED}
    assert may_withdraw(state, waiting=waiting).allowed == (state in before and not waiting)


@pytest.mark.parametrize(("state", "sure", "waiting"), list(product(PlanState, Finality, (False, True))))
def test_市へ出せるのは_了承された_支援決定の要る_まだ出していないプランだけ(state, sure, waiting):
    expected = state is PlanState.APPROVED and sure.needs_decision and not waiting
    assert may_submit(state, sure, waiting=waiting).allowed == expected


@pytest.mark.parametrize("state", list(DecisionState))
def test_決められるのは_待っている一件だけ(state):
    assert may_decide(state).allowed == (state is DecisionState.WAITING)


@pytest.mark.parametrize(("kind", "consented", "has_consent", "closed"), list(product(PlanKind, *[(False, True)] * 3)))
def test_作り始められるのは_同意の記録があるか_同意前のアウトリーチだけ(kind, consented, has_consent, closed):
    expected = not closed and (has_consent if consented else kind is PlanKind.OUTREACH)
    assert may_begin(kind, consented=consented, has_consent=has_consent, closed=closed).allowed == expected


# --- 書きぶり ---


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, set()),
        ({"period_from": TODAY, "period_to": TODAY}, set()),
        ({"period_from": TODAY, "period_to": TODAY - timedelta(days=1)}, {"period_to"}),
        ({"early_start_on": TODAY, "early_start_reason": "会えた"}, set()),
        ({"early_start_on": TODAY}, {"early_start_reason"}),
        ({"early_start_reason": "会えた"}, {"early_start_reason"}),
        ({"early_start_on": TODAY + timedelta(days=1), "early_start_reason": "会えた"}, {"early_start_on"}),
    ],
)
def test_頭の欄の誤り(given, wrong):
    assert set(head_problems(HeadFacts(**given), today=TODAY, seated=True)) == wrong


def test_主担当は_今開いている機関だけ():
    assert set(head_problems(HeadFacts(), today=TODAY, seated=False)) == {"lead_agency_id"}


@pytest.mark.parametrize(
    ("given", "agency_open", "wrong"),
    [
        ({}, True, set()),
        ({"content": " "}, True, {"content"}),
        ({"who": Who.AGENCY}, True, {"agency_id"}),
        ({"who": Who.AGENCY, "agency_id": "a"}, True, set()),
        ({"who": Who.AGENCY, "agency_id": "a"}, False, {"agency_id"}),
        ({"who": Who.FAMILY, "agency_id": "a"}, True, {"agency_id"}),
        ({"service": "01"}, True, set()),
        ({"service": "77"}, True, {"service"}),
        ({"period_from": TODAY, "period_to": TODAY - timedelta(days=1)}, True, {"period_to"}),
    ],
)
def test_実施事項の誤り(given, agency_open, wrong):
    facts = StepFacts(**({"who": Who.SELF, "content": "散歩", "programme": X} | given))
    assert set(step_problems(facts, services={"01"}, agency_open=agency_open)) == wrong


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, set()),
        ({"explained_on": TODAY + timedelta(days=1)}, {"explained_on"}),
        ({"given_by": GivenBy.PROXY}, {"proxy_name", "proxy_reason"}),
        ({"given_by": GivenBy.PROXY, "proxy_name": "髙﨑", "proxy_reason": "手が不自由"}, set()),
    ],
)
def test_説明の誤り(given, wrong):
    facts = ExplanationFacts(**({"explained_on": TODAY, "agreed": True, "method": Method.SIGNED} | given))
    assert set(explanation_problems(facts, today=TODAY)) == wrong


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, set()),
        ({"decided_on": TODAY - timedelta(days=3)}, set()),
        ({"decided_on": TODAY - timedelta(days=4)}, {"decided_on"}),  # forms §13 規則9: 会議の了承 ≦ 決定
        ({"decided_on": TODAY + timedelta(days=1)}, {"decided_on"}),
        ({"document_number": ""}, {"document_number"}),
        ({"content": " "}, {"content"}),
    ],
)
def test_支援決定の誤り(given, wrong):
    facts = DecisionFacts(**({"document_number": "福総第1号", "decided_on": TODAY, "content": "行う"} | given))
    assert set(decision_problems(facts, approved_on=TODAY - timedelta(days=3), today=TODAY)) == wrong


@pytest.mark.parametrize(
    ("back", "opened", "replaced", "has_form", "word"),
    [
        (0, 0, None, True, ""), (-5, -5, None, True, ""), (-5, -5, -5, True, ""), (1, 0, None, True, "まだ来ていない"),
        (-6, -5, None, True, "事案を始めた日より前"), (-3, -9, -2, True, "引き継ぐ前"), (-3, -9, None, False, "欄がまだありません"),
    ],
)  # fmt: skip
def test_作成日は_事案を始めた日と引き継ぐ前のプランから_今日まで(back, opened, replaced, has_form, word):
    earlier = None if replaced is None else TODAY + timedelta(replaced)
    said = written_on_problem(
        TODAY + timedelta(back), today=TODAY, opened_on=TODAY + timedelta(opened), replaced_on=earlier, has_form=has_form
    )
    assert (word in said) if word else said == ""


def test_報告を受ける課が決まらなければ_諮る前に_どこで決めるかを言う():
    refused = may_table(replace(READY, unreported=True), Occasion.ESTABLISH)
    assert (refused.allowed, "「支援決定の決めごと」" in refused.reason) == (False, True)
    assert may_table(replace(FINAL, ended=True, unreported=True), Occasion.END).allowed, "終結の会議は、報告を作らない"
