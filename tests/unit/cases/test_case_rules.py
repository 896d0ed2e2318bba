"""事案の規則の真理値表: 段階、つなぎ、関わり、経過。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product
from uuid import UUID

import pytest

from kasane.cases.domain import TRANSITIONS, Agreement, Audience, Basis, Explained, NoteFacts, PartRole, ReferralFacts, ReferralKind
from kasane.cases.domain.codes import ReferralState, Stage
from kasane.cases.domain.notes import may_correct, note_problems
from kasane.cases.domain.numbering import ALPHABET, new_number
from kasane.cases.domain.referrals import ANSWERS, STAGE_AFTER, basis_problems, may_answer, may_send, problems_of
from kasane.cases.domain.stages import BY_PLAN, OPENING, by_hand, may_close, may_move, may_open_at, may_reopen, reopening_stage
from kasane.cases.domain.team import may_add_member, may_be_handed, may_end

TODAY = date(2026, 11, 20)
ME, OTHER, PERSON = UUID(int=1), UUID(int=2), UUID(int=3)
LETTER = ReferralFacts(
    kind=ReferralKind.REFERRAL, to_agency_id=OTHER, purpose="相談に乗ってほしい", summary="母の物忘れ", explained=Explained.EXPLAINED,
    agreement=Agreement.AGREED, basis=Basis.OWN, answer_by=TODAY,
)  # fmt: skip
NOTE = NoteFacts(happened_on=TODAY, method="visit", counterpart="self", title="訪問", fact="会えた")
CODES = {"method": {"visit"}, "counterpart": {"self"}, "met": {"met"}, "activity": {"advice"}}


def test_段階の表はどの段階にも行があり_自分へは進まない():
    assert set(TRANSITIONS) == set(Stage)
    assert all(stage not in ways and ways for stage, ways in TRANSITIONS.items())


def test_どの段階にも操作だけで行ける():
    reached, frontier = set(OPENING), list(OPENING)
    while frontier:
        for to in TRANSITIONS[frontier.pop()] - reached:
            reached.add(to)
            frontier.append(to)
    assert reached == set(Stage)


def test_どの段階からも終結でき_終結からは戻れる():
    assert all(Stage.CLOSED in ways for stage, ways in TRANSITIONS.items() if stage is not Stage.CLOSED)
    assert {reopening_stage(one) for one in (*Stage, None)} <= TRANSITIONS[Stage.CLOSED]


@pytest.mark.parametrize(("now", "to"), list(product(Stage, Stage)))
def test_段階を進められるのは_表にあり_終結と再開でないときだけ(now, to):
    decision = may_move(now, to)
    assert decision.allowed == (to in TRANSITIONS[now] and Stage.CLOSED not in (now, to) and not BY_PLAN & {now, to})
    assert (to in by_hand(now)) == decision.allowed
    assert decision.reason


@pytest.mark.parametrize("stage", list(Stage))
def test_開ける段階_終結と再開(stage):
    assert may_open_at(stage).allowed == (stage in {Stage.GATHERING, Stage.INTAKE, Stage.FIELD})
    assert may_close(stage, waiting=0).allowed == (stage is not Stage.CLOSED)
    assert not may_close(stage, waiting=1).allowed
    assert may_reopen(stage).allowed == (stage in {Stage.CLOSED, Stage.SUSPENDED})
    assert reopening_stage(stage) is (Stage.GATHERING if stage is Stage.GATHERING else Stage.INTAKE)


@pytest.mark.parametrize(("now", "to"), list(product(ReferralState, ReferralState)))
def test_つなぎの答えは表のとおり_終わった一通は動かない(now, to):
    allowed = {
        (ReferralState.SENT, ReferralState.ACCEPTED), (ReferralState.SENT, ReferralState.DECLINED),
        (ReferralState.SENT, ReferralState.RECALLED), (ReferralState.ACCEPTED, ReferralState.RETURNED),
    }  # fmt: skip
    assert may_answer(now, to).allowed == ((now, to) in allowed)
    assert set(ANSWERS) == set(ReferralState)


def test_多機関協働への依頼が動かす段階は_段階の表にもある():
    for state, stage in STAGE_AFTER.items():
        befores = OPENING | {Stage.FIELD} if state is ReferralState.SENT else {Stage.REQUESTED}
        assert all(stage in TRANSITIONS[one] or one is Stage.GATHERING for one in befores)


@pytest.mark.parametrize(
    ("change", "setting", "allowed"),
    [
        ({}, {}, True),
        ({}, {"stage": Stage.CLOSED}, False),
        ({"to_agency_id": ME}, {}, False),
        ({}, {"receiver_open": False}, False),
        ({"kind": ReferralKind.COORDINATION}, {}, True),
        ({"kind": ReferralKind.COORDINATION}, {"waiting_coordination": 1}, False),
        ({"kind": ReferralKind.COORDINATION}, {"stage": Stage.GATHERING}, False),
        ({"kind": ReferralKind.COORDINATION}, {"stage": Stage.ASSESSING}, False),
        ({"kind": ReferralKind.UNKNOWN, "agreement": Agreement.NOT_ASKED}, {}, True),
        ({"basis": Basis.CONSENT}, {}, True),
        ({"basis": Basis.CONSENT, "agreement": Agreement.NOT_ASKED}, {}, False),
        ({"basis": Basis.CONSENT, "agreement": Agreement.CANNOT}, {}, False),
        ({"basis": Basis.CONSENT, "agreement": Agreement.REFUSED}, {}, False),
        ({"basis": Basis.CONSENT, "explained": Explained.LATER}, {}, False),
        ({"basis": Basis.OWN, "agreement": Agreement.REFUSED}, {}, False),
        ({"basis": Basis.LAW, "agreement": Agreement.REFUSED}, {}, True),
        ({"basis": Basis.LAW, "explained": Explained.IMPOSSIBLE, "agreement": Agreement.CANNOT}, {}, True),
    ],
)  # fmt: skip
def test_つなげるか(change, setting, allowed):
    given = {"from_agency": ME, "stage": Stage.INTAKE, "waiting_coordination": 0, "receiver_open": True} | setting
    decision = may_send(replace(LETTER, **change), **given)
    assert decision.allowed is allowed
    assert decision.reason


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, set()),
        ({"purpose": " "}, {"purpose"}),
        ({"summary": ""}, {"summary"}),
        ({"answer_by": TODAY - timedelta(days=1)}, {"answer_by"}),
        ({"accompanied": True}, {"accompany_note"}),
        ({"accompanied": True, "accompany_note": "重田が25日に"}, set()),
        ({"person_ids": (PERSON,)}, {"person_ids"}),
        ({"basis": Basis.CONSENT}, {"person_ids"}),
        ({"basis": Basis.CONSENT, "person_ids": (PERSON,)}, set()),
        ({"basis": Basis.LAW, "person_ids": (PERSON,)}, {"statute_code", "basis_note"}),
        ({"basis": Basis.LAW, "person_ids": (PERSON,), "statute_code": "x", "basis_note": "緊急"}, set()),
        ({"basis": Basis.LAW, "statute_code": "x", "basis_note": "緊急"}, {"person_ids"}),
    ],
)  # fmt: skip
def test_つなぎの入力の不備は_項目ごとに理由がつく(change, fields):
    found = problems_of(replace(LETTER, **change), today=TODAY)
    assert set(found) == fields
    assert all(found.values())


@pytest.mark.parametrize(("basis", "persons", "statute", "reason"), list(product(Basis, (0, 1), ("", "x"), ("", "緊急"))))
def test_根拠ごとに要るもの(basis, persons, statute, reason):
    complete = {
        Basis.OWN: persons == 0, Basis.CONSENT: persons > 0, Basis.LAW: persons > 0 and bool(statute) and bool(reason),
    }[basis]  # fmt: skip
    assert (basis_problems(basis, persons=persons, statute_code=statute, reason=reason) == {}) is complete


@pytest.mark.parametrize(("is_open", "seated", "same", "sees", "role"), list(product(*[(True, False)] * 4, PartRole)))
def test_引き継げる相手(is_open, seated, same, sees, role):
    answer = may_be_handed(role, is_open=is_open, seated=seated, same=same, sees_everyone=sees)
    assert answer.allowed == (is_open and seated and not same and sees)


@pytest.mark.parametrize(("own", "is_open", "seated"), list(product((True, False), repeat=3)))
def test_支援チームに加えられる相手(own, is_open, seated):
    assert may_add_member(own=own, is_open=is_open, seated=seated).allowed == (not own and is_open and seated)


@pytest.mark.parametrize(("role", "ended"), list(product(PartRole, (True, False))))
def test_伴走は終わらせられない(role, ended):
    assert may_end(role, ended=ended).allowed == (role is not PartRole.COMPANION and not ended)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, set()),
        ({"happened_on": TODAY + timedelta(days=1)}, {"happened_on"}),
        ({"method": "telepathy"}, {"method"}),
        ({"method": ""}, {"method"}),
        ({"counterpart": "ghost"}, {"counterpart"}),
        ({"met": "maybe"}, {"met"}),
        ({"met": "met", "activity": "advice"}, set()),
        ({"activity": "magic"}, {"activity"}),
        ({"title": " "}, {"title"}),
        ({"fact": ""}, {"fact"}),
        ({"audience": Audience.SENSITIVE}, {"person_id"}),
        ({"audience": Audience.SENSITIVE, "person_id": PERSON}, set()),
        ({"next_due": TODAY}, {"next_action"}),
        ({"next_due": TODAY, "next_action": "電話"}, set()),
        ({"ends_at": time(10)}, {"ends_at"}),
        ({"starts_at": time(11), "ends_at": time(10)}, {"ends_at"}),
        ({"starts_at": time(9), "ends_at": time(10)}, set()),
    ],
)  # fmt: skip
def test_経過の入力の不備(change, fields):
    assert set(note_problems(replace(NOTE, **change), today=TODAY, codes=CODES)) == fields


@pytest.mark.parametrize(("kind", "own", "corrected"), list(product(("contact", "event"), (True, False), (True, False))))
def test_訂正できるのは_自機関の_まだ訂正されていない経過だけ(kind, own, corrected):
    assert may_correct(kind=kind, own=own, corrected=corrected).allowed == (kind == "contact" and own and not corrected)


def test_番号は年度と推測できない6文字で_続き番号ではない():
    made = [new_number(TODAY) for _ in range(200)]
    assert len(set(made)) == 200
    assert all(one[:3] == "R8-" and set(one[3:]) <= set(ALPHABET) and len(one) == 9 for one in made)
    assert sorted(made) != made
    assert new_number(date(2026, 3, 31)).startswith("R7-")
    assert new_number(date(2019, 4, 1)).startswith("R1-")
    assert new_number(date(2018, 4, 1)).startswith("H30-")
