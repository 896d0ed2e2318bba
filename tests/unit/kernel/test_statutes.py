"""法令の根拠は日付で変わる。"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from kasane.kernel.statute_seed import STATUTE_SEED
from kasane.kernel.statutes import NoStatuteInForce, Statute, in_force

PENALTY = "social_welfare.106_6.penalty"


@pytest.mark.parametrize(
    ("on", "word"),
    [(date(2021, 4, 1), "懲役"), (date(2025, 5, 31), "懲役"), (date(2025, 6, 1), "拘禁刑"), (date(2026, 11, 20), "拘禁刑")],
)
def test_the_penalty_is_worded_as_on_that_day(on: date, word: str) -> None:
    assert in_force(STATUTE_SEED, PENALTY, on).text == f"1年以下の{word}又は100万円以下の罰金"


def test_before_the_programme_there_was_no_penalty() -> None:
    with pytest.raises(NoStatuteInForce, match="登録されていません"):
        in_force(STATUTE_SEED, PENALTY, date(2021, 3, 31))


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(NoStatuteInForce):
        in_force(STATUTE_SEED, "no.such", date(2026, 1, 1))


def test_overlapping_rows_are_refused_rather_than_guessed() -> None:
    rows = [Statute("x", "法", "1条", date(2020, 1, 1)), Statute("x", "法", "1条の2", date(2024, 1, 1))]
    assert in_force(rows, "x", date(2023, 12, 31)).label_ja == "法1条"
    with pytest.raises(ValueError, match="2件"):
        in_force(rows, "x", date(2024, 1, 1))


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="前です"):
        Statute("x", "法", "1条", date(2024, 1, 2), date(2024, 1, 1))


def test_the_seed_has_neither_gap_nor_overlap_nor_silent_source() -> None:
    by_code: dict[str, list[Statute]] = defaultdict(list)
    for row in STATUTE_SEED:
        by_code[row.code].append(row)
        assert row.text
        assert row.source
    for rows in by_code.values():
        ordered = sorted(rows, key=lambda row: row.valid_from)
        for earlier, later in pairwise(ordered):
            assert earlier.valid_to is not None
            assert earlier.valid_to + timedelta(days=1) == later.valid_from
        assert ordered[-1].valid_to is None


def test_nothing_claims_to_be_verified_while_its_source_says_it_is_not() -> None:
    assert not [row.code for row in STATUTE_SEED if row.verified and "未照合" in row.source]
