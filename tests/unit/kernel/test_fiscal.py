"""年度。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.fiscal import FiscalYear

DAYS = st.dates(date(1874, 4, 1), date(9990, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)],
)
def test_the_year_turns_on_the_first_of_april(day: date, year: int) -> None:
    assert FiscalYear.of(day) == FiscalYear(year)


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2026, "令和8年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
        (1927, "昭和2年度"),
        (1926, "大正15年度"),
    ],
)
def test_the_label_is_the_one_in_official_use(year: int, label: str) -> None:
    assert FiscalYear(year).label == str(FiscalYear(year)) == label


@given(DAYS)
def test_counting_months_gives_the_same_year(day: date) -> None:
    assert FiscalYear.of(day).year == (day.year * 12 + day.month - 4) // 12


@given(DAYS)
def test_every_day_is_in_its_year_and_in_no_neighbour(day: date) -> None:
    year = FiscalYear.of(day)
    assert day in year
    assert day not in year.next()
    assert day not in year.previous()


@given(st.integers(1874, 9990))
def test_years_follow_each_other_without_a_gap(year: int) -> None:
    fiscal = FiscalYear(year)
    assert fiscal.last + timedelta(days=1) == fiscal.next().first
    assert fiscal.next().previous() == fiscal
    assert fiscal < fiscal.next()


@pytest.mark.parametrize("year", [1872, 9999])
def test_years_without_a_calendar_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="扱えません"):
        FiscalYear(year)
