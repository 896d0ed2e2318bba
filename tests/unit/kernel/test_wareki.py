"""和暦: 元号の境、読める書き方、断る書き方。"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.wareki import ERAS, DateRefused, PartialDate, Wareki, format_moment, format_wareki, parse_date, to_wareki

DAYS = st.dates(date(1873, 1, 1), date(2099, 12, 31))

# 製品の表とは別に、改元日を8桁の数で書いたもの。
CHANGES = [(20190501, "令和", "R", 2018), (19890108, "平成", "H", 1988), (19261225, "昭和", "S", 1925), (19120730, "大正", "T", 1911)]


def oracle(day: date) -> tuple[str, str, int]:
    number = int(f"{day:%Y%m%d}")
    for change, name, letter, base in CHANGES:
        if number >= change:
            return name, letter, day.year - base
    return "明治", "M", day.year - 1867


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 11, 20), "令和8年11月20日"),
    ],
)
def test_the_borders_of_the_eras(day: date, text: str) -> None:
    assert format_wareki(day) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 20, 0, 5, tzinfo=UTC), "令和8年11月20日 09:05"),
        (datetime(2019, 4, 30, 14, 59, 59, tzinfo=UTC), "平成31年4月30日 23:59"),
        (datetime(2019, 4, 30, 15, 0, tzinfo=UTC), "令和元年5月1日 00:00"),
    ],
)
def test_a_moment_is_told_in_japanese_time(at: datetime, text: str) -> None:
    assert format_moment(at) == text


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="時差のない"):
        format_moment(datetime(2026, 11, 20, 9, 5))


def test_the_eras_follow_each_other_without_gap_or_overlap() -> None:
    for earlier, later in pairwise(ERAS):
        assert earlier.last is not None
        assert earlier.last + timedelta(days=1) == later.first
    assert ERAS[-1].last is None


@given(DAYS)
def test_every_day_agrees_with_the_table_of_changes(day: date) -> None:
    wareki = to_wareki(day)
    assert (wareki.era.name, wareki.era.letter, wareki.year) == oracle(day)
    assert (wareki.month, wareki.day) == (day.month, day.day)
    assert wareki.to_date() == day


@given(DAYS)
def test_what_is_shown_can_be_typed_back(day: date) -> None:
    wareki = to_wareki(day)
    for text in (str(wareki), wareki.short(), day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert parse_date(text) == PartialDate(day.year, day.month, day.day)


def test_before_the_gregorian_calendar_there_is_no_answer() -> None:
    with pytest.raises(DateRefused, match="旧暦"):
        to_wareki(date(1872, 12, 31))


def test_short_form_for_tables() -> None:
    assert Wareki(ERAS[2], 20, 3, 1).short() == "S20.3.1"


@pytest.mark.parametrize(
    "text",
    [
        "昭和20年3月1日",
        "昭和２０年３月１日",
        "昭和 20 年 3 月 1 日",
        "昭20.3.1",
        "S20.3.1",
        "s20.3.1",
        "Ｓ２０．３．１",
        "S20/03/01",
        "S20-3-1",
        "S.20.3.1",
        "S200301",
        "㍼20年3月1日",
        "昭和二十年三月一日",
        "昭和二〇年三月一日",
        "1945-03-01",
        "1945/3/1",
        "1945.3.1",
        "1945。3。1",
        "1945―3―1",
        "1945−3−1",
        "19450301",
        "１９４５０３０１",
        "1945年3月1日",
        "一九四五年三月一日",
        "千九百四十五年三月一日",
        "1945年(昭和20年)3月1日",
        "昭和20年(1945年)3月1日",
        "昭和20年3月1日生まれ",
        "昭和20年3月1日生",
        " 1945-03-01 00:00:00",
        "1945-03-01T00:00:00",
    ],
)
def test_one_day_in_every_way_people_write_it(text: str) -> None:
    assert parse_date(text) == PartialDate(1945, 3, 1)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("昭和20年", "1945"),
        ("S20", "1945"),
        ("1945", "1945"),
        ("1945年", "1945"),
        ("昭和六十四年", "1989"),
        ("平成元年", "1989"),
        ("令元年", "2019"),
        ("昭和20年3月", "1945-03"),
        ("S20.3", "1945-03"),
        ("1945-03", "1945-03"),
        ("1945/3", "1945-03"),
        ("昭和64年1月", "1989-01"),
        ("平成元年1月", "1989-01"),
        ("大正元年七月", "1912-07"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成元.1.8", "1989-01-08"),
        ("明治6年1月1日", "1873-01-01"),
        ("昭和六十四年一月七日", "1989-01-07"),
        ("平成三十一年四月三十日", "2019-04-30"),
    ],
)
def test_as_much_of_the_date_as_is_known(text: str, iso: str) -> None:
    assert parse_date(text).isoformat() == iso


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "日付を入力してください"),
        (" ", "日付を入力してください"),
        ("昭和64年3月", "昭和64年は1月7日までです。平成元年3月ではありませんか"),
        ("昭和64年1月8日", "昭和64年は1月7日までです。平成元年1月8日ではありませんか"),
        ("昭和65年", "昭和は64年1月7日までです。平成2年ではありませんか"),
        ("昭和65年4月", "昭和は64年1月7日までです。平成2年4月ではありませんか"),
        ("平成31年5月1日", "平成31年は4月30日までです。令和元年5月1日ではありませんか"),
        ("平成元年1月7日", "平成は1989年1月8日からです。昭和64年1月7日ではありませんか"),
        ("大正元年6月", "大正は1912年7月30日からです。明治45年6月ではありませんか"),
        ("令和元年4月", "令和は2019年5月1日からです。平成31年4月ではありませんか"),
        ("大正15年12月25日", "昭和元年12月25日ではありませんか"),
        ("明治45年7月30日", "大正元年7月30日ではありませんか"),
        ("明治5年12月", "旧暦"),
        ("1872-12-31", "旧暦"),
        ("昭和0年", "昭和は元年から"),
        ("令和2026年", "元号をつけずに2026年"),
        ("令和100年", "令和100年はありません"),
        ("昭和20年2月31日", "2月31日は存在しません"),
        ("2月31日", "2月31日は存在しません"),
        ("3月1日", "年がありません"),
        ("1945-02-29", "1945年はうるう年ではない"),
        ("1900-02-29", "1900年はうるう年ではない"),
        ("昭和20年4月31日", "4月31日は存在しません。4月は30日までです"),
        ("昭和20年13月1日", "13月は存在しません"),
        ("昭和20年0月1日", "0月は存在しません"),
        ("昭和20年1月0日", "1月0日は存在しません"),
        ("45/3/1", "元号の年か西暦の年か分かりません"),
        ("元年5月", "元号がありません"),
        ("194503", "6桁の数字"),
        ("3200301", "7桁の数字"),
        ("1945年(昭和21年)3月1日", "かっこの中の年と外の年が合いません"),
        ("昭和20年頃", "日付として読めません"),
        ("きのう", "日付として読めません"),
        ("1945-03-01 12:30", "日付として読めません"),
        ("３" * 61, "長すぎます"),
        ("²⁰²⁶-1-①①①", "日付として読めません"),
    ],
)
def test_refusals_say_what_is_wrong_and_what_to_do(text: str, reason: str) -> None:
    with pytest.raises(DateRefused) as caught:
        parse_date(text)
    assert reason in str(caught.value)


@given(st.text(max_size=80) | st.text(st.sampled_from("明治大正昭平成令和MTSHR元年月日生(・)0123456789〇一十百千-/. "), max_size=14))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    refusal = ""
    try:
        parsed = parse_date(text)
    except DateRefused as refused:
        refusal = str(refused)
    assert "。" in refusal or parsed.earliest <= parsed.latest


@given(st.sampled_from(["明治", "大正", "昭和", "平成", "令和"]), st.integers(1, 70), st.integers(1, 12), st.integers(1, 28))
def test_an_era_date_is_read_exactly_when_that_day_lay_in_that_era(name: str, year: int, month: int, day: int) -> None:
    bases = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
    western = bases[name] + year
    real = western >= 1873 and oracle(date(western, month, day))[0] == name
    try:
        read = parse_date(f"{name}{year}年{month}月{day}日").earliest
    except DateRefused:
        assert not real
    else:
        assert real
        assert read == date(western, month, day)


@pytest.mark.parametrize(
    ("partial", "precision", "earliest", "latest", "display"),
    [
        (PartialDate(1945), "year", date(1945, 1, 1), date(1945, 12, 31), "昭和20年"),
        (PartialDate(1944, 2), "month", date(1944, 2, 1), date(1944, 2, 29), "昭和19年2月"),
        (PartialDate(1945, 2), "month", date(1945, 2, 1), date(1945, 2, 28), "昭和20年2月"),
        (PartialDate(1945, 3, 1), "day", date(1945, 3, 1), date(1945, 3, 1), "昭和20年3月1日"),
        (PartialDate(1989), "year", date(1989, 1, 1), date(1989, 12, 31), "1989年(昭和64年・平成元年)"),
        (PartialDate(1989, 1), "month", date(1989, 1, 1), date(1989, 1, 31), "1989年(昭和64年・平成元年)1月"),
        (PartialDate(1912, 7), "month", date(1912, 7, 1), date(1912, 7, 31), "1912年(明治45年・大正元年)7月"),
        (PartialDate(2019, 5), "month", date(2019, 5, 1), date(2019, 5, 31), "令和元年5月"),
    ],
)
def test_a_partial_date_knows_its_bounds(partial: PartialDate, precision: str, earliest: date, latest: date, display: str) -> None:
    assert (partial.precision, partial.earliest, partial.latest, partial.display()) == (precision, earliest, latest, display)


@given(DAYS, st.sampled_from(["year", "month", "day"]))
def test_a_partial_date_survives_display_and_storage(day: date, precision: str) -> None:
    parts = {"year": (day.year,), "month": (day.year, day.month), "day": (day.year, day.month, day.day)}[precision]
    partial = PartialDate(*parts)
    assert partial.precision == precision
    assert parse_date(partial.display()) == parse_date(partial.isoformat()) == partial


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((1945, None, 1), "月が分からないときは"),
        ((1872, None, None), "旧暦"),
        ((10000, None, None), "4桁"),
        ((1945, 2, 30), "存在しません"),
    ],
)
def test_an_impossible_partial_date_cannot_be_made(parts: tuple[int, int | None, int | None], reason: str) -> None:
    with pytest.raises(DateRefused, match=reason):
        PartialDate(*parts)
