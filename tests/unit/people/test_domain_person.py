"""人の呼び名・年齢・鍵・断る入力。"""

from __future__ import annotations

from datetime import date

import pytest

from kasane.kernel.coded import Coded
from kasane.kernel.wareki import PartialDate, parse_date
from kasane.people.domain import codes as people_codes
from kasane.people.domain.codes import AgeBand, Kinship, Nature, RelationKind, Sex
from kasane.people.domain.person import (
    KeyKind,
    PersonFacts,
    age_words,
    alias_keys,
    display_name,
    name_keys,
    number_key,
    other_keys,
    read_partial,
)

TODAY = date(2026, 11, 20)


CODES = [codes for codes in Coded.__subclasses__() if codes.__module__ == people_codes.__name__]


@pytest.mark.parametrize("codes", CODES, ids=lambda codes: codes.__name__)
def test_every_code_has_words(codes: type[Coded]) -> None:
    assert [value for value, _ in codes.choices()] == [member.value for member in codes]
    assert all(label for _, label in codes.choices())


def test_an_unknown_code_is_none_not_an_error() -> None:
    assert Sex.read("X") is None


def test_natures_belong_to_their_relations() -> None:
    offered = [nature for kind in RelationKind for nature in kind.natures]
    assert sorted(offered) == sorted(Nature)


@pytest.mark.parametrize(
    ("family", "given", "whole", "label", "shown"),
    [
        ("髙橋", "花子", "", "", "髙橋　花子"),
        ("髙橋", "", "", "", "髙橋"),
        ("", "", "NGUYEN VAN AN", "", "NGUYEN VAN AN"),
        ("", "", "", "○○アパート2階の男性", "氏名不詳(○○アパート2階の男性)"),
        ("", "", "", "", "氏名不詳"),
        ("𠮷田", "葛󠄀子", "", "", "𠮷田　葛󠄀子"),
    ],
)
def test_display_name(family: str, given: str, whole: str, label: str, shown: str) -> None:
    assert display_name(family, given, whole, label) == shown


@pytest.mark.parametrize(
    ("born", "died", "band", "words"),
    [
        ("昭和20年3月1日", "", None, "81歳"),
        ("昭和20年", "", None, "80〜81歳"),
        ("令和8年11月20日", "", None, "0歳"),
        ("昭和20年3月1日", "平成30年2月28日", None, "享年72"),
        ("", "", AgeBand.FIFTIES, "50代?"),
        ("", "", None, ""),
        ("昭和20年3月1日", "", AgeBand.FIFTIES, "81歳"),
    ],
)
def test_age_words(born: str, died: str, band: AgeBand | None, words: str) -> None:
    assert age_words(read_partial(born), read_partial(died), band, TODAY) == words


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "working_label"),
        ({"family_name": "高橋", "name_text": "高橋花子"}, "name_text"),
        ({"family_name": "高橋", "is_unidentified": True}, "is_unidentified"),
        ({"family_name": "高橋", "resident_number": "12 34"}, "resident_number"),
        ({"family_name": "高橋", "born": PartialDate(2026, 11, 21)}, "born"),
        ({"family_name": "高橋", "died": PartialDate(2027)}, "died"),
        ({"family_name": "高橋", "born": PartialDate(1945, 3), "died": PartialDate(1945, 2)}, "died"),
    ],
)
def test_problems_name_the_field(given: dict[str, object], field: str) -> None:
    assert field in PersonFacts(**given).problems(today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        {"working_label": "橋の下の人", "is_unidentified": True},
        {"family_name": "高橋"},
        {"given_name": "花子", "resident_number": "0001-A"},
        {"name_text": "あ" * 60},
        {"family_name": "高橋", "born": PartialDate(1945), "died": PartialDate(1945)},
    ],
)
def test_as_much_as_is_known_is_enough(given: dict[str, object]) -> None:
    assert PersonFacts(**given).problems(today=TODAY) == {}  # type: ignore[arg-type]


def test_full_names_are_full_keys_and_halves_are_not() -> None:
    whole = name_keys(PersonFacts(family_name="髙橋", given_name="花子", family_kana="タカハシ"))
    assert (KeyKind.FULL, "高橋花子") in whole
    assert (KeyKind.PART, "花子") in whole
    assert (KeyKind.PART, "たかはし") in whole
    assert (KeyKind.FULL, "たかはし") not in whole


def test_a_later_part_of_a_foreign_name_is_found() -> None:
    assert (KeyKind.PART, "van") in name_keys(PersonFacts(name_text="NGUYEN VAN AN"))


def test_a_maiden_name_is_found_with_the_given_name() -> None:
    keys = alias_keys("鈴木", "スズキ", complete=False, given_name="花子", given_kana="ハナコ")
    assert {(KeyKind.FULL, "鈴木花子"), (KeyKind.FULL, "すずきはなこ"), (KeyKind.PART, "鈴木")} <= keys


def test_numbers_keep_their_zeros() -> None:
    facts = PersonFacts(family_name="高橋", resident_number="００１２３", born=parse_date("昭和20年3月"))
    assert other_keys(facts, ["0867-72-0000", "内線"]) == {
        (KeyKind.NUMBER, "00123"), (KeyKind.BIRTH, "1945-03"), (KeyKind.PHONE, "0867720000"),
    }  # fmt: skip
    assert number_key("00-12") == "0012"


def test_people_without_kana_come_last_in_the_list() -> None:
    names = [
        PersonFacts(family_name="高橋"),
        PersonFacts(family_name="渡辺", family_kana="ワタナベ"),
        PersonFacts(family_name="青木", family_kana="アオキ"),
    ]
    assert [one.family_name for one in sorted(names, key=lambda one: one.sort_kana)] == ["青木", "渡辺", "高橋"]


def test_columns_hold_the_range_of_possible_birthdays() -> None:
    columns = PersonFacts(family_name="高橋", born=PartialDate(1945, 2)).columns()
    assert (columns["born_earliest"], columns["born_latest"]) == (date(1945, 2, 1), date(1945, 2, 28))
    assert columns["birth_day"] is None


def test_kinship_list_is_the_one_of_the_sheet() -> None:
    assert Kinship.SELF.label_ja == "本人"
    assert len(Kinship) == 17
