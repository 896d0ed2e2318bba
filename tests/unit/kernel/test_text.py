"""保存できる文字だけを受け取り、何も変えない。"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Invalid
from kasane.kernel.text import TextRefused, clean_text, cleaned, cleaned_facts, is_storable


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
        kept = clean_text(text)
        assert kept.encode("utf-8").decode("utf-8") == kept
        assert "\x00" not in kept
        assert kept == text.replace("\r\n", "\n")
    else:
        with pytest.raises(TextRefused):
            clean_text(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_every_printable_text_is_accepted_unchanged(text: str) -> None:
    assert clean_text(text) == text


def test_a_field_keeps_its_words_without_the_blanks_around_them() -> None:
    assert cleaned("note", "\u3000 一行目\r\n  二行目 \n") == "一行目\n  二行目"
    assert cleaned("note", " \n") == ""


def test_a_field_that_cannot_be_kept_is_refused_by_its_name() -> None:
    with pytest.raises(Invalid) as refused:
        cleaned("note", "氏名\x00")
    assert refused.value.errors == {"note": is_storable("氏名\x00").reason}
    with pytest.raises(Invalid) as refused:
        cleaned("reason", "\u3000", required="理由を入力してください。")
    assert refused.value.errors == {"reason": "理由を入力してください。"}


class Colour(Coded):
    """試験のための符号。値の前後の空白も、値のうち。"""

    RED = " red ", "赤"


@dataclass(frozen=True, slots=True)
class Facts:
    """試験のための事柄。"""

    name: str
    colour: Colour
    count: int = 3
    note: str = ""


def test_facts_are_cleaned_field_by_field_and_codes_are_left_alone() -> None:
    assert cleaned_facts(Facts(" 花子 ", Colour.RED, note="一\r\n二\n")) == Facts("花子", Colour.RED, note="一\n二")
    assert cleaned_facts(Facts("花子", Colour.RED)).colour is Colour.RED
    with pytest.raises(Invalid) as refused:
        cleaned_facts(Facts("花子", Colour.RED, note="\x1b"))
    assert list(refused.value.errors) == ["note"]
