"""同意が及ぶかの真理値表と、取り消し・断り・期限が見える範囲を広げないこと(security.md N10・N11・N41)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasane.consent.domain.codes import SHARING_TOPICS, ConsentKind, Outcome, Topic
from kasane.consent.domain.coverage import ConsentAct, Scope, covers, silenced

MOTHER, SON = UUID(int=1), UUID(int=2)
A, B, C = UUID(int=11), UUID(int=12), UUID(int=13)
DAY = date(2026, 8, 18)
TODAY = date(2026, 11, 20)


def act(**rest: object) -> ConsentAct:
    """A に相談内容を伝えてよいという、一年の同意。"""
    base = ConsentAct(
        id=uuid4(), person_id=MOTHER, kind=ConsentKind.SHARING, outcome=Outcome.GRANTED, given_on=DAY,
        recorded_at=datetime(2026, 8, 18, tzinfo=UTC), valid_from=DAY, valid_until=date(2027, 8, 17),
        scopes=(Scope(A, frozenset({Topic.CIRCUMSTANCES})),),
    )  # fmt: skip
    return replace(base, **rest)  # type: ignore[arg-type]


PERIODS = {"今日を含む": (DAY, date(2027, 8, 17)), "今日まで": (DAY, TODAY), "昨日まで": (DAY, TODAY - timedelta(days=1)),
           "明日から": (TODAY + timedelta(days=1), date(2027, 8, 17))}  # fmt: skip
WITHDRAWN = {"なし": None, "昨日": TODAY - timedelta(days=1), "今日": TODAY, "明日": TODAY + timedelta(days=1)}
GOOD_PERIODS, GOOD_WITHDRAWN = {"今日を含む", "今日まで"}, {"なし", "明日"}


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("kind", [ConsentKind.SHARING, ConsentKind.APPLICATION, ConsentKind.TAX])
@pytest.mark.parametrize("person", [MOTHER, SON], ids=["母", "息子"])
def test_真理値表_一件の同意(person, kind, outcome):
    """人 × 種類 × 答え × 相手 × 除いた相手 × こと × 期間 × 取り消し(2,304 通り)。"""
    for agency, excluded, topic, period, withdrawn in product(
        (A, B), ((), (A,), (B,)), (Topic.CIRCUMSTANCES, Topic.HEALTH), PERIODS, WITHDRAWN
    ):
        since, until = PERIODS[period]
        one = act(
            person_id=person, kind=kind, outcome=outcome, excluded=frozenset(excluded), scopes=(Scope(agency, frozenset({topic})),),
            valid_from=since, valid_until=until, withdrawn_on=WITHDRAWN[withdrawn],
        )  # fmt: skip
        good_act = person == MOTHER and kind is ConsentKind.SHARING and outcome is Outcome.GRANTED
        good_scope = agency == A and A not in excluded and topic is Topic.CIRCUMSTANCES
        expected = good_act and good_scope and period in GOOD_PERIODS and withdrawn in GOOD_WITHDRAWN
        decision = covers([one], MOTHER, A, Topic.CIRCUMSTANCES, TODAY)
        assert decision.allowed is expected, (agency, excluded, topic, period, withdrawn)


@pytest.mark.parametrize("topic", Topic)
@pytest.mark.parametrize("kind", ConsentKind)
def test_真理値表_種類とこと(kind, topic):
    """どの種類の同意も、自分の受け持つことにしか及ばない。税情報は税情報の同意だけ。"""
    one = act(kind=kind, scopes=(Scope(A, frozenset(Topic)),))
    expected = {Topic.TAX: ConsentKind.TAX, Topic.MEDICAL: ConsentKind.MEDICAL}.get(topic, ConsentKind.SHARING) is kind
    assert covers([one], MOTHER, A, topic, TODAY).allowed is expected


LATER, BEFORE = DAY + timedelta(days=9), DAY - timedelta(days=9)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (act(given_on=LATER, outcome=Outcome.REFUSED, scopes=()), False),
        (act(given_on=LATER, outcome=Outcome.REFUSED, scopes=(), excluded=frozenset({A})), False),
        (act(given_on=LATER, outcome=Outcome.REFUSED, scopes=(), excluded=frozenset({B})), True),
        (act(given_on=BEFORE, outcome=Outcome.REFUSED, scopes=()), True),
        (act(given_on=LATER, outcome=Outcome.REFUSED, scopes=(), kind=ConsentKind.TAX), True),
        (act(given_on=LATER, outcome=Outcome.REFUSED, scopes=(), person_id=SON), True),
        (act(given_on=LATER, scopes=(Scope(B, frozenset({Topic.CIRCUMSTANCES})),), excluded=frozenset({A})), False),
        (act(given_on=LATER, excluded=frozenset({A}), scopes=(), withdrawn_on=TODAY), False),
        (act(given_on=LATER, excluded=frozenset({A}), scopes=(), valid_until=TODAY - timedelta(days=1)), False),
        (act(given_on=BEFORE, excluded=frozenset({A}), scopes=()), True),
        (act(outcome=Outcome.REFUSED, scopes=()), False),
        (act(given_on=TODAY + timedelta(days=1), outcome=Outcome.REFUSED, scopes=()), True),
    ],
    ids=[
        "後の断り", "後のAへの断り", "後のBへの断り", "前の断り", "税の断り", "息子の断り", "後の同意がAを除く", "除いた同意の取り消し",
        "除いた同意の期限切れ", "前に除いた", "同時の断り", "まだ先の断り",
    ],
)  # fmt: skip
def test_後の言葉が勝ち_断りは取り消しや期限切れでは消えない(other, expected):
    assert covers([act(), other], MOTHER, A, Topic.CIRCUMSTANCES, TODAY).allowed is expected
    assert covers([other, act()], MOTHER, A, Topic.CIRCUMSTANCES, TODAY).allowed is expected


@pytest.mark.parametrize(
    ("consents", "topic", "words"),
    [
        ([], Topic.HEALTH, "本人の同意がありません"),
        ([], Topic.TAX, "はっきりした同意"),
        ([act()], Topic.HEALTH, "範囲に入っていません"),
        ([act(withdrawn_on=TODAY)], Topic.CIRCUMSTANCES, "取り消しました"),
        ([act(valid_until=TODAY - timedelta(days=1))], Topic.CIRCUMSTANCES, "期限が過ぎて"),
        ([act(valid_from=TODAY + timedelta(days=1))], Topic.CIRCUMSTANCES, "始まりの日より前"),
        ([act(excluded=frozenset({A}))], Topic.CIRCUMSTANCES, "この機関には伝えないで"),
    ],
)
def test_断る理由は_何が足りないかを言う(consents, topic, words):
    assert words in covers(consents, MOTHER, A, topic, TODAY).reason


days = st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def acts(draw: st.DrawFn) -> ConsentAct:
    since = draw(days)
    scopes = draw(st.dictionaries(st.sampled_from((A, B, C)), st.frozensets(st.sampled_from(SHARING_TOPICS), min_size=1), max_size=3))
    granted = draw(st.booleans())
    return ConsentAct(
        id=draw(st.uuids()), person_id=draw(st.sampled_from((MOTHER, SON))),
        kind=draw(st.sampled_from((ConsentKind.SHARING, ConsentKind.TAX))),
        outcome=Outcome.GRANTED if granted else Outcome.REFUSED, given_on=since,
        recorded_at=datetime(2026, 11, 20, draw(st.integers(0, 3)), tzinfo=UTC),
        valid_from=since if granted else None, valid_until=since + timedelta(days=draw(st.integers(0, 60))) if granted else None,
        withdrawn_on=draw(st.none() | days) if granted else None,
        scopes=tuple(Scope(agency, topics) for agency, topics in scopes.items()) if granted else (),
        excluded=draw(st.frozensets(st.sampled_from((A, B, C)))),
    )  # fmt: skip


def visible(consents: list[ConsentAct], on: date) -> set[tuple[UUID, UUID, Topic]]:
    every = product((MOTHER, SON), (A, B, C), (Topic.CIRCUMSTANCES, Topic.HEALTH, Topic.TAX))
    return {(person, agency, topic) for person, agency, topic in every if covers(consents, person, agency, topic, on).allowed}


@settings(max_examples=300, deadline=None)
@given(st.lists(acts(), min_size=1, max_size=6), st.data())
def test_取り消しは_見える範囲を決して広げない(consents, data):
    at, on, when = data.draw(st.integers(0, len(consents) - 1)), data.draw(days), data.draw(days)
    gone = [replace(one, withdrawn_on=min(when, one.withdrawn_on or when)) if i == at else one for i, one in enumerate(consents)]
    assert visible(gone, on) <= visible(consents, on)
    if when <= on:
        without = [one for i, one in enumerate(gone) if i != at or one.outcome is Outcome.REFUSED or one.excluded]
        assert visible(gone, on) == visible(without, on)


@settings(max_examples=200, deadline=None)
@given(st.lists(acts(), max_size=5), acts(), days)
def test_断りを加えても_期間を縮めても_見える範囲は広がらない(consents, extra, on):
    refusal = replace(extra, outcome=Outcome.REFUSED, scopes=(), valid_from=None, valid_until=None, withdrawn_on=None)
    assert visible([*consents, refusal], on) <= visible(consents, on)
    shorter = [replace(one, valid_until=one.valid_from) for one in consents]
    assert visible(shorter, on) <= visible(consents, on)


@settings(max_examples=200, deadline=None)
@given(st.lists(acts(), max_size=6), days)
def test_見えるものには_必ずその人の効いている同意がある(consents, on):
    for person, agency, topic in visible(consents, on):
        assert any(
            one.person_id == person and one.is_live(on) and one.names(agency, topic) and one.kind is topic.needs
            and not silenced(one, consents, agency, on) and agency not in one.excluded
            for one in consents
        )  # fmt: skip
