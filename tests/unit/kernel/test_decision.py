"""判断と、断りの四つの形。"""

from __future__ import annotations

import pickle

import pytest

from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, Refused, require

YES = Decision.yes("本人の同意があるため閲覧できます。", ground="consent")
NO = Decision.no("この事案を担当していないため閲覧できません。")


def test_an_allowed_act_passes_and_tells_its_ground() -> None:
    assert require(YES) is YES
    assert require(YES).ground == "consent"


def test_a_refused_act_stops_with_the_sentence_the_user_reads() -> None:
    with pytest.raises(Refused, match="担当していない") as caught:
        require(NO)
    assert caught.value.decision is NO


def test_a_decision_is_never_taken_for_a_boolean() -> None:
    for decision in (YES, NO):
        with pytest.raises(TypeError, match="allowed"):
            bool(decision)


@pytest.mark.parametrize("make", [Decision.yes, Decision.no])
def test_a_decision_without_a_reason_cannot_be_made(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="理由"):
        make(" ")


def test_absent_and_hidden_read_alike() -> None:
    assert str(NotVisible()) == "見つかりません。"


def test_a_conflict_keeps_both_texts() -> None:
    conflict = Conflict(current={"memo": "前"}, submitted={"memo": "後"})
    assert (conflict.current, conflict.submitted) == ({"memo": "前"}, {"memo": "後"})
    assert "ほかの人が先に" in str(conflict)


def test_invalid_names_each_field() -> None:
    invalid = Invalid({"name": "氏名を入力してください。", "born": "日付として読めません。"})
    assert invalid.errors["born"] == "日付として読めません。"
    assert str(invalid) == "氏名を入力してください。 日付として読めません。"


def test_invalid_without_errors_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="理由"):
        Invalid({})


@pytest.mark.parametrize("error", [Refused(NO), NotVisible(), Conflict(1, 2), Invalid({"a": "b"})])
def test_refusals_survive_the_way_through_another_process(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
