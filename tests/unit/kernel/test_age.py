"""年齢計算ニ関スル法律: 年齢は誕生日の前日が終わる時に加わる。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.age import SchoolGrade, age_on, age_range_on, reaches_age_on, school_grade
from kasane.kernel.wareki import PartialDate

BIRTHDAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31)) | st.sampled_from([date(year, 2, 29) for year in (1904, 1960, 2000, 2024)])


@pytest.mark.parametrize(
    ("born", "age", "reached"),
    [
        (date(1961, 11, 21), 65, date(2026, 11, 20)),
        (date(1961, 4, 1), 65, date(2026, 3, 31)),
        (date(1961, 1, 1), 65, date(2025, 12, 31)),
        (date(1960, 2, 29), 65, date(2025, 2, 28)),
        (date(1960, 2, 29), 64, date(2024, 2, 28)),
        (date(1960, 3, 1), 64, date(2024, 2, 29)),
        (date(1961, 3, 1), 65, date(2026, 2, 28)),
    ],
)
def test_the_day_an_age_is_reached(born: date, age: int, reached: date) -> None:
    assert reaches_age_on(born, age) == reached


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2025, 2, 28), 64), (date(2025, 3, 1), 65), (date(2028, 2, 28), 67), (date(2028, 2, 29), 68)],
)
def test_born_on_the_leap_day(on: date, age: int) -> None:
    assert age_on(date(1960, 2, 29), on) == age


@given(BIRTHDAYS, st.integers(0, 45_000))
def test_age_agrees_with_comparing_month_and_day(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    assert age_on(born, on) == on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@given(BIRTHDAYS, st.integers(1, 120))
def test_the_age_shows_on_the_day_after_it_is_reached(born: date, age: int) -> None:
    reached = reaches_age_on(born, age)
    assert age_on(born, reached) == age - 1
    assert age_on(born, reached + timedelta(days=1)) == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="生年月日より前"):
        age_on(date(2026, 11, 20), date(2026, 11, 19))
    with pytest.raises(ValueError, match="生年月日より前"):
        school_grade(date(2026, 11, 20), date(2026, 11, 19))


def test_a_negative_age_is_refused() -> None:
    with pytest.raises(ValueError, match="0以上"):
        reaches_age_on(date(2000, 1, 1), -1)


@pytest.mark.parametrize(
    ("born", "ages"),
    [
        (PartialDate(1945), (80, 81)),
        (PartialDate(1945, 11), (80, 81)),
        (PartialDate(1945, 3), (81, 81)),
        (PartialDate(1945, 11, 20), (81, 81)),
        (PartialDate(2026), (0, 0)),
    ],
)
def test_an_incomplete_birth_date_gives_a_range(born: PartialDate, ages: tuple[int, int]) -> None:
    assert age_range_on(born, date(2026, 11, 20)) == ages


def test_the_range_of_someone_not_born_yet_is_refused() -> None:
    with pytest.raises(ValueError, match="生年月日より前"):
        age_range_on(PartialDate(2027), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("born", "label"),
    [
        (date(2020, 4, 2), "就学前"),
        (date(2020, 4, 1), "小学1年"),
        (date(2019, 4, 2), "小学1年"),
        (date(2019, 4, 1), "小学2年"),
        (date(2014, 4, 1), "中学1年"),
        (date(2011, 4, 2), "中学3年"),
        (date(2011, 4, 1), "高校1年相当"),
        (date(2008, 4, 2), "高校3年相当"),
        (date(2008, 4, 1), "高校年代より上"),
    ],
)
def test_grades_in_the_school_year_of_2026(born: date, label: str) -> None:
    assert school_grade(born, date(2026, 11, 20)).label_ja == label
    assert school_grade(born, date(2027, 3, 31)).label_ja == label


@given(BIRTHDAYS.filter(lambda born: born.year > 1873), st.integers(0, 9_000))
def test_a_school_year_is_born_from_the_second_of_april_to_the_first(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    shifted = born - timedelta(days=1)
    cohort = shifted.year if shifted.month >= 4 else shifted.year - 1
    year = on.year if on.month >= 4 else on.year - 1
    assert school_grade(born, on) == SchoolGrade(year - (cohort + 7) + 1)


@pytest.mark.parametrize(("number", "compulsory"), [(0, False), (1, True), (9, True), (10, False)])
def test_compulsory_education_is_nine_years(number: int, compulsory: bool) -> None:
    assert SchoolGrade(number).compulsory is compulsory
