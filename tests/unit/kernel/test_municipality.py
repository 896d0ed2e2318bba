"""全国地方公共団体コード。"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.municipality import CodeRefused, MunicipalityCode, check_digit, parse_code

PUBLIC_CODES = Path(__file__).parents[4] / "shared/data/municipality-codes/jisx0402_data.csv"


@pytest.mark.parametrize(
    ("five", "digit"),
    [
        ("13101", "6"),  # 和 27、余り 5
        ("37201", "3"),
        ("01000", "6"),  # 和 5 < 11
        ("02000", "1"),  # 和 10 < 11
        ("01100", "2"),
        ("01003", "1"),  # 和 11、余り 0、差は 11 なので下1桁は 1
        ("01111", "8"),
        ("02001", "0"),  # 和 12、余り 1、差は 10 なので下1桁は 0
    ],
)
def test_check_digits(five: str, digit: str) -> None:
    assert check_digit(five) == digit


@given(st.integers(1, 47), st.integers(0, 999))
def test_the_rule_as_the_ministry_words_it(prefecture: int, local: int) -> None:
    five = f"{prefecture:02}{local:03}"
    total = sum(int(digit) * weight for digit, weight in zip(five, range(6, 1, -1), strict=True))
    difference = 11 - total if total < 11 else 11 - total % 11
    assert check_digit(five) == str(difference)[-1]
    assert parse_code(five) == MunicipalityCode(five + check_digit(five))


@pytest.mark.parametrize("text", ["37201", "372013", "３７２０１３", " 372013 "])
def test_a_code_is_read_with_and_without_its_check_digit(text: str) -> None:
    code = parse_code(text)
    assert (str(code), code.five, code.prefecture, code.is_prefecture) == ("372013", "37201", "37", False)


def test_a_prefecture_is_recognised() -> None:
    assert parse_code("010006").is_prefecture


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("372014", "372013です"),
        ("1100", "先頭の0が落ちていないか"),
        ("3720133", "6桁の数字ではありません"),
        ("", "6桁の数字ではありません"),
        ("37201a", "6桁の数字ではありません"),
        ("４８２０１", "都道府県番号48はありません"),
        ("00201", "都道府県番号00はありません"),
    ],
)
def test_wrong_codes_are_refused_with_what_to_do(text: str, reason: str) -> None:
    with pytest.raises(CodeRefused, match=reason):
        parse_code(text)


@pytest.mark.parametrize("five", ["3720", "372013", "3720x", "３７２０１"])
def test_a_check_digit_needs_five_digits(five: str) -> None:
    with pytest.raises(CodeRefused, match="5桁"):
        check_digit(five)


@given(st.integers(1, 47), st.integers(0, 999), st.integers(0, 4), st.integers(1, 9))
def test_one_mistyped_digit_never_passes_as_the_same_code(prefecture: int, local: int, place: int, shift: int) -> None:
    code = str(parse_code(f"{prefecture:02}{local:03}"))
    typed = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    if check_digit(typed[:5]) != typed[5]:
        with pytest.raises(CodeRefused):
            parse_code(typed)


def test_every_published_code_is_accepted() -> None:
    if not PUBLIC_CODES.exists():
        pytest.skip("公開データ municipality-codes がないため、全件の照合を省く。")
    with PUBLIC_CODES.open(encoding="utf-8-sig", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines)]
    assert len(codes) > 1_700
    assert [str(parse_code(code)) for code in codes] == codes
    assert [str(parse_code(code[:5])) for code in codes] == codes
