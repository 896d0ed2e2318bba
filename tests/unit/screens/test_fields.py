"""入力欄: 和暦の日付、ふりがな、電話番号。受け取るもの、直すもの、断るものと断りの文。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.wareki import GREGORIAN_START, PartialDate
from kasane.screens.fields import KanaField, LongTextField, PhoneField, VersionField, WarekiField, WarekiWidget


def refusal(field: forms.Field, value: Any) -> tuple[str, str | None]:
    """断りの文と、誤りのある欄の名前。"""
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(value)
    error = caught.value.error_list[0]
    return str(error.messages[0]), (error.params or {}).get("part")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["令和", "8", "11", "20"], date(2026, 11, 20)),
        (["令和", "元", "5", "1"], date(2019, 5, 1)),
        (["令和", "１", "０５", "０１"], date(2019, 5, 1)),
        (["昭和", "20年", "3月", "1日"], date(1945, 3, 1)),
        (["昭和", "64", "1", "7"], date(1989, 1, 7)),
        (["平成", "1", "1", "8"], date(1989, 1, 8)),
        (["西暦", "1945", "3", "1"], date(1945, 3, 1)),
        (["平成", "28", "2", "29"], date(2016, 2, 29)),
    ],
)
def test_a_full_date_is_read_as_typed(typed: list[str], expected: date) -> None:
    assert WarekiField().clean(typed) == expected


@pytest.mark.parametrize("text", ["S20.3.1", "昭和20年3月1日", "1945-03-01", "1945/3/1", "19450301", "Ｓ２０．３．１"])
def test_a_whole_date_in_the_year_box_is_read(text: str) -> None:
    assert WarekiField().clean(["令和", text, "", ""]) == date(1945, 3, 1)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["昭和", "20", "", ""], PartialDate(1945)),
        (["昭和", "20", "3", ""], PartialDate(1945, 3)),
        (["昭和", "20", "3", "1"], PartialDate(1945, 3, 1)),
        (["西暦", "1989", "", ""], PartialDate(1989)),
        (["令和", "昭和20年3月", "", ""], PartialDate(1945, 3)),
    ],
)
def test_a_partial_date_keeps_what_is_known(typed: list[str], expected: PartialDate) -> None:
    assert WarekiField(partial=True).clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "message", "part"),
    [
        (["令和", "8", "2", "29"], "日：2月は28日までです", "day"),
        (["平成", "28", "2", "30"], "日：2月は29日までです", "day"),
        (["令和", "8", "4", "31"], "日：4月は30日までです", "day"),
        (["令和", "8", "13", "1"], "月：1から12までの数字で入力してください", "month"),
        (["令和", "8", "0", "1"], "月：1から12までの数字で入力してください", "month"),
        (["令和", "8", "1", "32"], "日：1から31までの数字で入力してください", "day"),
        (["令和", "八", "1", "1"], "年：数字で入力してください", "year"),
        (["令和", "8", "一", "1"], "月：数字で入力してください", "month"),
        (["令和", "", "1", "1"], "年：入力してください", "year"),
        (["令和", "8", "", "1"], "月：入力してください", "month"),
        (["令和", "8", "1", ""], "日：入力してください", "day"),
        (["令和", "2026", "1", "1"], "元号：西暦で入力するときは「西暦」を選んでください", "era"),
        (["皇紀", "8", "1", "1"], "元号：一覧から選んでください", "era"),
    ],
)
def test_the_refusal_names_the_box_to_mend(typed: list[str], message: str, part: str) -> None:
    assert refusal(WarekiField(), typed) == (message, part)


@pytest.mark.parametrize("typed", [["昭和", "64", "3", "1"], ["昭和", "64", "1", "8"], ["平成", "1", "1", "7"], ["令和", "1", "4", "30"]])
def test_a_day_outside_the_era_is_refused_at_the_year(typed: list[str]) -> None:
    message, part = refusal(WarekiField(), typed)
    assert part == "year"
    assert message.startswith("年：")


def test_a_day_without_a_month_is_refused_even_when_partial() -> None:
    assert refusal(WarekiField(partial=True), ["昭和", "20", "", "1"]) == ("月：入力してください", "month")


def test_a_future_day_is_refused_with_the_last_day_allowed() -> None:
    field = WarekiField(not_after=lambda: date(2026, 11, 20))
    assert field.clean(["令和", "8", "11", "20"]) == date(2026, 11, 20)
    assert refusal(field, ["令和", "8", "11", "21"]) == ("令和8年11月20日以前の日付を入力してください", "day")


def test_an_empty_date_is_asked_for_only_when_required() -> None:
    assert WarekiField(required=False).clean(["令和", "", "", ""]) is None
    assert refusal(WarekiField(), ["令和", "", "", ""])[1] == "year"


@given(st.dates(min_value=GREGORIAN_START, max_value=date(2117, 12, 31)))
def test_every_stored_date_survives_display_and_resubmission(day: date) -> None:
    assert WarekiField().clean(WarekiWidget().decompress(day)) == day


@given(st.integers(1873, 2117), st.one_of(st.none(), st.integers(1, 12)))
def test_every_partial_date_survives_display_and_resubmission(year: int, month: int | None) -> None:
    stored = PartialDate(year, month)
    assert WarekiField(partial=True).clean(WarekiWidget().decompress(stored)) == stored


def test_an_unchanged_date_is_not_a_change() -> None:
    field = WarekiField()
    assert not field.has_changed(date(2019, 5, 1), ["令和", "1", "5", "1"])
    assert field.has_changed(date(2019, 5, 1), ["令和", "1", "5", "2"])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("みほん はなこ", "ミホン　ハナコ"),
        ("ﾐﾎﾝ ﾊﾅｺ", "ミホン　ハナコ"),
        ("タカハシ", "タカハシ"),
        ("ｶﾞｸﾞﾗｰ", "ガグラー"),
        ("じょん・すみす", "ジョン・スミス"),
        ("ゔぃおら", "ヴィオラ"),
        ("みすず", "ミスズ"),
        ("せ-ら", "セーラ"),
    ],
)
def test_kana_is_stored_as_full_width_katakana(typed: str, stored: str) -> None:
    assert KanaField().clean(typed) == stored


@pytest.mark.parametrize(("typed", "odd"), [("見本ハナコ", "見"), ("ミホン花子", "花"), ("ﾐﾎﾝ1", "1"), ("Tanaka", "T")])
def test_kana_refuses_other_letters_by_name(typed: str, odd: str) -> None:
    assert refusal(KanaField(), typed)[0] == f"ひらがなかカタカナで入力してください。「{odd}」はかなではありません"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0867-72-0000", "0867-72-0000"),
        ("０８６７－７２－００００", "0867-72-0000"),
        ("0867(72)0000", "0867-72-0000"),
        ("0867ー72ー0000", "0867-72-0000"),
        ("090 0000 0000", "090-0000-0000"),
        ("0867720000", "0867720000"),
        ("110", "110"),
        ("#7119", "#7119"),
        ("+81-867-72-0000", "+81-867-72-0000"),
    ],
)
def test_phone_numbers_are_folded_to_one_form(typed: str, stored: str) -> None:
    assert PhoneField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["電話なし", "0867-72-000a", "0867-72-00", "0867-72-000000", "72-0000-000"])
def test_phone_numbers_of_wrong_form_are_refused(typed: str) -> None:
    assert "例：0867-72-0000" in refusal(PhoneField(), typed)[0]


def test_a_line_break_counts_as_one_letter() -> None:
    assert LongTextField(max_length=3).clean("a\r\nb") == "a\nb"


@pytest.mark.parametrize("sent", ["", "x", "1.5"])
def test_a_broken_version_asks_to_open_the_page_again(sent: str) -> None:
    assert refusal(VersionField(), sent)[0] == "画面を開き直してから、もう一度保存してください"
