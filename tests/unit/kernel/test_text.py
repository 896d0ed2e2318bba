"""保存できる文字だけを受け取り、何も変えない。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.text import TextRefused, clean_text, is_storable


@pytest.mark.parametrize(
    "text",
    ["", "𠮷田", "葛\U000e0100城", "﨑", "神\ufe00", "か゛", "1行目\n2行目\t表", "👨‍👩‍👧", "Nguyễn", "\u3000全角の空白 ", "\ufeff", "ｶﾅ"],
)
def test_names_and_notes_are_kept_as_typed(text: str) -> None:
    assert is_storable(text).allowed
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("氏名\x00", "3文字目に保存できない文字(NUL)(U+0000)"),
        ("\ud842田", "1文字目に壊れた文字(片方だけのサロゲート)(U+D842)"),
        ("電話\x07あり", "3文字目に目に見えない制御文字(U+0007)"),
        ("a\x7f", "2文字目に目に見えない制御文字(U+007F)"),
        ("a\x85", "2文字目に目に見えない制御文字(U+0085)"),
        ("a\rb", "2文字目に目に見えない制御文字(U+000D)"),
        ("a\r\nb\x1b", "4文字目に目に見えない制御文字(U+001B)"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_place(text: str, reason: str) -> None:
    assert is_storable(text).reason.startswith(reason)
    assert not is_storable(text).allowed
    with pytest.raises(TextRefused, match="入力し直して"):
        clean_text(text)


def test_windows_line_ends_become_plain_ones() -> None:
    assert clean_text("一\r\n二\r\n") == "一\n二\n"


@given(st.text())
def test_accepted_text_can_be_stored_and_only_line_ends_change(text: str) -> None:
    if is_storable(text).allowed:
        cleaned = clean_text(text)
        assert cleaned.encode("utf-8").decode("utf-8") == cleaned
        assert "\x00" not in cleaned
        assert cleaned == text.replace("\r\n", "\n")
    else:
        with pytest.raises(TextRefused):
            clean_text(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_every_printable_text_is_accepted_unchanged(text: str) -> None:
    assert clean_text(text) == text
