"""検索欄の読み取り: 順番も、書き方も、続けて書いたかも問わず、氏名・日付・番号に分ける。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.wareki import PartialDate
from kasane.people.domain.find import MAX_LENGTH, Query, Range, parse_query
from kasane.people.domain.person import KeyKind

BORN = PartialDate(1945, 3, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Query()),
        ("　 ", Query()),
        ("高橋", Query(("高橋",))),
        ("高橋　花子", Query(("高橋", "花子"))),
        ("髙橋 昭和20年3月1日", Query(("髙橋",), BORN)),
        ("昭和20年3月1日 髙橋", Query(("髙橋",), BORN)),
        ("髙橋昭和20年3月1日生まれ", Query(("髙橋",), BORN)),
        ("昭和 20年 3月 1日 高橋", Query(("高橋",), BORN)),
        ("S20.3.1 高橋", Query(("高橋",), BORN)),
        ("1945-03-01", Query(born=BORN)),
        ("1945/3/1 高橋", Query(("高橋",), BORN)),
        ("１９４５０３０１", Query(born=BORN)),
        ("昭和二十年三月一日 高橋", Query(("高橋",), BORN)),
        ("令和元年5月", Query(born=PartialDate(2019, 5))),
        ("1945 高橋", Query(("高橋",), PartialDate(1945))),
        ("090-1234-5678", Query(phone="09012345678")),
        ("+81-90-1234-5678 高橋", Query(("高橋",), phone="09012345678")),
        ("0867-72", Query(phone="086772")),
        ("00012345", Query(phone="00012345", number="00012345")),
        ("123", Query(number="123")),
        ("Nguyen Van An", Query(("Nguyen", "Van", "An"))),
        ("昭和一郎", Query(("昭和一郎",))),
        ("令和元気", Query(("令和元気",))),
        ("---", Query()),
        ("'; DROP TABLE", Query(("DROP", "TABLE"))),
    ],
)
def test_reading(text: str, expected: Query) -> None:
    assert parse_query(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("昭和64年3月1日 佐藤", "昭和64年は1月7日まで"),
        ("2023年2月29日", "うるう年ではない"),
        ("高橋\x00", "NUL"),
        ("高橋\ud800", "サロゲート"),
        ("あ" * (MAX_LENGTH + 1), f"{MAX_LENGTH}文字まで"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, reason: str) -> None:
    assert reason in parse_query(text).problem


def test_a_bad_date_still_searches_the_name() -> None:
    assert parse_query("昭和64年3月1日 佐藤").names == ("佐藤",)


def test_terms_put_the_sharper_condition_first() -> None:
    first = [terms[0].kind for terms in parse_query("高橋 昭和20年3月1日").terms()]
    assert first == [KeyKind.BIRTH, KeyKind.FULL]
    assert [terms[0].kind for terms in parse_query("高橋 1945").terms()] == [KeyKind.FULL, KeyKind.BIRTH]


def test_a_full_birth_date_also_matches_coarser_records() -> None:
    assert parse_query("1945-03-01").terms() == [
        (
            Range(KeyKind.BIRTH, "1945-03-01", exact=True),
            Range(KeyKind.BIRTH, "1945", exact=True),
            Range(KeyKind.BIRTH, "1945-03", exact=True),
        )
    ]


def test_names_match_in_either_order() -> None:
    keys = {one.key for one in parse_query("花子 高橋").terms()[0]}
    assert keys == {"花子高橋", "高橋花子"}


@pytest.mark.parametrize(("text", "exact"), [("ス", True), ("A", True), ("森", False), ("すず", False)])
def test_a_single_kana_is_not_a_prefix_of_half_the_town(text: str, exact: bool) -> None:
    assert {one.exact for one in parse_query(text).terms()[0]} == {exact}


@pytest.mark.parametrize(
    ("text", "disclosing"),
    [
        ("高橋 花子", True),
        ("高橋花子", True),
        ("高橋 昭和20年3月1日", True),
        ("090-1234-5678", True),
        ("高橋 昭和20年3月", False),
        ("高橋 1945", False),
        ("昭和20年3月1日", False),
        ("090-1234", False),
        ("00012345", False),
        ("", False),
    ],
)
def test_only_a_specific_question_may_disclose_an_agency(text: str, disclosing: bool) -> None:
    assert bool(parse_query(text).disclosing_terms()) is disclosing


def test_a_name_alone_discloses_only_by_exact_full_name() -> None:
    assert {(one.kind, one.exact) for one in parse_query("高橋").disclosing_terms()[0]} == {(KeyKind.FULL, True)}


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    query = parse_query(text)
    for terms in [*query.terms(), *query.disclosing_terms()]:
        assert all(one.key and "\x00" not in one.key for one in terms)


@given(st.permutations(["髙橋", "花子", "昭和20年3月1日", "090-1234-5678"]))
def test_the_order_of_the_words_never_matters(words: list[str]) -> None:
    query = parse_query(" ".join(words))
    assert (set(query.names), query.born, query.phone) == ({"髙橋", "花子"}, BORN, "09012345678")
