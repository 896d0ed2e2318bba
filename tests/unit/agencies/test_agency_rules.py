"""機関・配属・引継ぎの規則（security.md P6・N02・N60・N63、issue 2-5）。"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.agencies.domain import APPOINTABLE, DutyLoad, in_post, may_appoint, may_leave, may_succeed, nothing_orphaned
from kasane.kernel.actor import Role

FIRST = date(2026, 4, 1)
LAST = date(2027, 4, 1)
ME, OTHER = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("on", "inside"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_配属は_始まりの日の0時から_終わりの日の0時の直前まで(on, inside):
    assert in_post(FIRST, LAST, on) is inside


def test_始まりと終わりが同じ配属は_一日も働かない():
    assert not in_post(FIRST, FIRST, FIRST)


def appoint(**changes):
    return may_appoint(**{"by": ME, "account": OTHER, "roles": [Role.CONSULTANT], "valid_from": FIRST, "valid_to": None, **changes})


def test_自分には_どの役割も発令できない():
    for role in APPOINTABLE:
        refused = appoint(account=ME, roles=[role])
        assert not refused.allowed
        assert "自分" in refused.reason


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"roles": []}, "役割を一つ以上"),
        ({"roles": [Role.JOB]}, "自動処理"),
        ({"valid_to": FIRST}, "終わりの日"),
        ({"valid_to": FIRST - timedelta(days=1)}, "終わりの日"),
    ],
)
def test_成り立たない発令は_理由をつけて断る(changes, word):
    refused = appoint(**changes)
    assert not refused.allowed
    assert word in refused.reason


OVERSIGHT = {Role.ACCOUNT_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.STATISTICIAN}


@given(st.sets(st.sampled_from(APPOINTABLE), min_size=1))
def test_管理_監査_統計の役割は_相談の役割と同じ配属に置けない(roles):
    mixed = bool(roles & OVERSIGHT) and bool(roles - OVERSIGHT)
    assert appoint(roles=roles).allowed is not mixed


@pytest.mark.parametrize("role", [Role.ACCOUNT_ADMIN, Role.PRIVACY_OFFICER])
def test_最後の一人は外せず_もう一人いれば外せる(role):
    assert not may_leave(roles=[role], remaining={}).allowed
    assert role.label_ja in may_leave(roles=[role], remaining={}).reason
    assert may_leave(roles=[role], remaining={role: 1}).allowed


def test_相談員は_最後の一人でも外せる():
    assert may_leave(roles=[Role.CONSULTANT], remaining={}).allowed


loads = st.lists(
    st.builds(
        DutyLoad,
        st.sampled_from(["grant-1", "grant-2", "draft", "visit"]),
        st.just("仕事"),
        st.lists(st.just("一件"), max_size=3).map(tuple),
    ),
    unique_by=lambda load: load.kind,
)


@given(loads, st.dictionaries(st.sampled_from(["grant-1", "grant-2", "draft", "visit"]), st.uuids()))
def test_仕事のある種類すべてに後任がいるときだけ_漏れがない(found, successors):
    complete = all(load.kind in successors for load in found if load.items)
    assert nothing_orphaned(found, successors).allowed is complete


def test_漏れた仕事は_種類と件数をすべて挙げる():
    refused = nothing_orphaned(
        [DutyLoad("draft", "下書き", ("a", "b")), DutyLoad("visit", "訪問予定", ("c",)), DutyLoad("x", "空", ())], {}
    )
    assert "下書き（2件）" in refused.reason
    assert "訪問予定（1件）" in refused.reason
    assert "空" not in refused.reason


def succeed(**changes):
    base = {"leaver": ME, "successor": OTHER, "same_agency": True, "serves_from": FIRST, "until": None, "on": date(2026, 10, 1)}
    return may_succeed(**{**base, **changes})


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"successor": ME}, "本人"),
        ({"same_agency": False}, "同じ機関"),
        ({"serves_from": date(2026, 10, 2)}, "配属"),
        ({"until": date(2026, 10, 1)}, "配属"),
    ],
)
def test_後任になれない人(changes, word):
    assert succeed().allowed
    refused = succeed(**changes)
    assert not refused.allowed
    assert word in refused.reason
