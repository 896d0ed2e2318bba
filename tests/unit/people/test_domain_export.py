"""書き出しの一つの升: 表計算ソフトに式として読ませない。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.people.exporting import safe_cell
from kasane.people.queries.lines import masked_number


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM", "＝1", "\t=1", " =1", "　=1", "\n=1"])
def test_formulas_become_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "高橋　花子", "0867-72-0000", "昭和20年3月1日", "a=b"])
def test_plain_words_stay(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text(max_size=20))
def test_no_cell_ever_starts_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip(" 　").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(("number", "shown"), [("", ""), ("0012345678", "•••••678"), ("12345", "•••••"), ("1", "•••••")])
def test_numbers_are_masked_in_lists(number: str, shown: str) -> None:
    assert masked_number(number) == shown
