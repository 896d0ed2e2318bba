"""同意のありさまと、記録してよいかの規則(mission 2.2・2.9、security.md N11・N12・N14)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kasane.consent.domain.codes import SCOPED_KINDS, ConsentKind, GivenBy, Method, Outcome, State, Topic
from kasane.consent.domain.coverage import ConsentAct, Scope
from kasane.consent.domain.recording import (
    ConsentFacts,
    Setting,
    allowed_topics,
    contradicts,
    may_record,
    may_withdraw,
    problems,
)  # fmt: skip
from kasane.consent.domain.standing import lapsing_band, state_of

PERSON, A, B, OWN = UUID(int=1), UUID(int=11), UUID(int=12), UUID(int=19)
TODAY = date(2026, 11, 20)
TALK = frozenset({Topic.CIRCUMSTANCES})


def act(**rest: Any) -> ConsentAct:
    base = ConsentAct(
        id=uuid4(), person_id=PERSON, kind=ConsentKind.SHARING, outcome=Outcome.GRANTED, given_on=date(2026, 8, 18),
        recorded_at=datetime(2026, 8, 18, tzinfo=UTC), valid_from=date(2026, 8, 18), valid_until=date(2027, 8, 17),
        scopes=(Scope(A, TALK), Scope(B, TALK)),
    )  # fmt: skip
    return replace(base, **rest)


def said(**rest: Any) -> ConsentFacts:
    base = ConsentFacts(given_on=TODAY, paper_kept=True, explained=True, scopes=(Scope(A, TALK),))
    return replace(base, **rest)


def setting(**rest: Any) -> Setting:
    base = Setting(today=TODAY, case_opened_on=date(2026, 5, 11), recorder_agency=OWN, age=54, longest_days=1096)
    return replace(base, **rest)


def states(*acts: ConsentAct, on: date = TODAY) -> State:
    return state_of(acts, PERSON, on, 60).state


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], State.NONE),
        ([act()], State.GRANTED),
        ([act(person_id=UUID(int=2))], State.NONE),
        ([act(kind=ConsentKind.TAX)], State.NONE),
        ([act(kind=ConsentKind.APPLICATION, scopes=())], State.NONE),
        ([act(valid_until=TODAY + timedelta(days=61))], State.GRANTED),
        ([act(valid_until=TODAY + timedelta(days=60))], State.LAPSING),
        ([act(valid_until=TODAY)], State.LAPSING),
        ([act(valid_until=TODAY - timedelta(days=1))], State.LAPSED),
        ([act(withdrawn_on=TODAY)], State.WITHDRAWN),
        ([act(outcome=Outcome.REFUSED, scopes=())], State.REFUSED),
        ([act(withdrawn_on=TODAY), act(given_on=TODAY, valid_from=TODAY)], State.GRANTED),
        ([act(), act(given_on=TODAY, outcome=Outcome.REFUSED, scopes=())], State.REFUSED),
        ([act(), act(given_on=TODAY, outcome=Outcome.REFUSED, scopes=(), excluded=frozenset({A}))], State.GRANTED),
        ([act(), act(given_on=TODAY, outcome=Outcome.REFUSED, scopes=(), excluded=frozenset({A, B}))], State.REFUSED),
        ([act(given_on=TODAY + timedelta(days=1), outcome=Outcome.REFUSED, scopes=())], State.NONE),
    ],
)
def test_真理値表_同意のありさま(acts, expected):
    assert states(*acts) is expected


def test_聞き直してあれば_新しい方の期限で知らせる():
    old, new = act(valid_until=TODAY + timedelta(days=7)), act(valid_until=TODAY + timedelta(days=300))
    assert states(old) is State.LAPSING
    assert states(old, new) is State.GRANTED
    only_a = replace(new, scopes=(Scope(A, TALK),))
    standing = state_of([old, only_a], PERSON, TODAY, 60)
    assert (standing.state, standing.left) == (State.LAPSING, 7)


@pytest.mark.parametrize(
    ("left", "band"), [(-1, None), (0, 7), (7, 7), (8, 30), (30, 30), (31, 60), (60, 60), (61, None)]
)  # fmt: skip
def test_知らせの段(left, band):
    assert lapsing_band(left, (60, 30, 7)) == band


@pytest.mark.parametrize(
    ("facts", "where", "allowed"),
    [
        (said(), setting(), True),
        (said(given_on=TODAY + timedelta(days=1)), setting(), False),
        (said(given_on=date(2026, 5, 11)), setting(), True),
        (said(given_on=date(2026, 5, 10)), setting(), False),
        (said(explained=False), setting(), False),
        (said(paper_kept=False), setting(), False),
        (said(method=Method.ORAL, paper_kept=False), setting(), True),
        (said(method=Method.ORAL, paper_kept=False), setting(recorder_agency=A), False),
        (said(method=Method.ORAL, paper_kept=False, witness="北見"), setting(recorder_agency=A), True),
        (said(method=Method.ORAL, paper_kept=False, witness="北見", given_on=date(2026, 11, 1)), setting(recorder_agency=A), False),
        (said(given_on=date(2026, 11, 1)), setting(recorder_agency=A), True),
        (said(method=Method.ELECTRONIC, paper_kept=False, given_on=date(2026, 11, 1)), setting(recorder_agency=A), True),
        (said(given_by=GivenBy.LEGAL_REPRESENTATIVE, representative_type="05"), setting(), False),
        (said(given_by=GivenBy.LEGAL_REPRESENTATIVE, representative_type="05"), setting(age=18), False),
        (said(given_by=GivenBy.LEGAL_REPRESENTATIVE, representative_type="05"), setting(age=17), True),
        (said(given_by=GivenBy.LEGAL_REPRESENTATIVE, representative_type="05"), setting(age=None), True),
        (said(given_by=GivenBy.LEGAL_REPRESENTATIVE, representative_type="01"), setting(), True),
    ],
)
def test_真理値表_同意を記録してよいか(facts, where, allowed):
    assert may_record(facts, Outcome.GRANTED, where).allowed is allowed


@pytest.mark.parametrize("days", [0, 1])
def test_断りには_説明も証拠も求めない(days):
    facts = said(explained=False, paper_kept=False, method=Method.ORAL, scopes=(), given_on=TODAY - timedelta(days=days))
    assert problems(facts, Outcome.REFUSED, setting()) == {}
    assert may_record(facts, Outcome.REFUSED, setting(recorder_agency=A)).allowed


def test_断りも_先の日付では記録できない():
    assert not may_record(said(given_on=TODAY + timedelta(days=1)), Outcome.REFUSED, setting()).allowed


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"given_on": None}, "given_on"),
        ({"scopes": ()}, "agencies"),
        ({"scopes": (Scope(A, frozenset()),)}, "topics"),
        ({"scopes": (Scope(A, frozenset({Topic.TAX})),)}, "topics"),
        ({"kind": ConsentKind.TAX}, "topics"),
        ({"excluded": (A,)}, "excluded"),
        ({"given_by": GivenBy.PROXY, "proxy_name": "高橋"}, "proxy_name"),
        (
            {"given_by": GivenBy.LEGAL_REPRESENTATIVE, "representative_name": "司法", "representative_authority": "登記"},
            "representative_name",
        ),
        (
            {"given_by": GivenBy.LEGAL_REPRESENTATIVE, "representative_name": "司法", "representative_type": "01"},
            "representative_authority",
        ),
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"valid_from": TODAY + timedelta(days=1)}, "valid_from"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"valid_until": TODAY + timedelta(days=1096)}, "valid_until"),
        ({"given_on": date(2026, 9, 1), "valid_until": date(2026, 11, 19)}, "valid_until"),
    ],
)
def test_入力の誤りは_項目ごとに言う(change, field):
    assert list(problems(said(**change), Outcome.GRANTED, setting())) == [field]


def test_一番長い期間の最後の日までは記録できる():
    assert problems(said(valid_until=TODAY + timedelta(days=1095)), Outcome.GRANTED, setting()) == {}


@pytest.mark.parametrize("kind", ConsentKind)
def test_相手の要る種類には_伝えてよいことが決まっている(kind):
    assert bool(allowed_topics(kind)) is (kind in SCOPED_KINDS)


@pytest.mark.parametrize(
    ("outcome", "excluded", "current", "allowed"),
    [
        (Outcome.REFUSED, (), act(), False),
        (Outcome.REFUSED, (A,), act(), False),
        (Outcome.REFUSED, (OWN,), act(), True),
        (Outcome.REFUSED, (), act(withdrawn_on=TODAY), True),
        (Outcome.REFUSED, (), act(valid_until=TODAY - timedelta(days=1)), True),
        (Outcome.REFUSED, (), act(kind=ConsentKind.TAX), True),
        (Outcome.REFUSED, (), act(person_id=UUID(int=2)), True),
        (Outcome.GRANTED, (), act(), True),
        (Outcome.GRANTED, (B,), act(), False),
    ],
)
def test_真理値表_今の同意と食い違わないか(outcome, excluded, current, allowed):
    assert contradicts(said(excluded=excluded), outcome, PERSON, [current], TODAY).allowed is allowed


def test_取り消せるのは_まだ取り消していない同意だけ():
    assert may_withdraw(act()).allowed
    assert may_withdraw(act(valid_until=TODAY - timedelta(days=1))).allowed
    assert not may_withdraw(act(withdrawn_on=TODAY)).allowed
    assert not may_withdraw(act(outcome=Outcome.REFUSED)).allowed
