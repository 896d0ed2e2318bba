"""家族構成図の説明文と、図にできないときの断り。"""

from __future__ import annotations

import pytest
from genogram_families import (
    both_grandparents,
    household_8050,
    man,
    person,
    remarriage_with_half_siblings,
    separated_by_violence,
    twins_and_triplets,
    woman,
)

from kasane.people.diagrams.describe import describe
from kasane.people.diagrams.genogram import draw_or_explain
from kasane.people.diagrams.layout import arrange
from kasane.people.diagrams.model import DiagramRefused, Family, FamilyMember, Tie, TieKind, TwinSet, Union, UnionKind


def test_the_8050_household_is_told_completely_with_the_person_first() -> None:
    assert describe(household_8050()) == (
        "家族構成図（ジェノグラム）。4人を描いています。本人は「見本 花子」です。",
        "「見本 花子」は女性、82歳、本人です。補足：要介護2。",
        "「見本 太郎」は男性です。令和元年に死亡しています（享年78歳）。",
        "「見本 一郎」は男性、54歳です。補足：約20年ひきこもり。",
        "「架空 良子」は女性、51歳、キーパーソン、主介護者です。補足：隣市在住。",
        "「見本 太郎」と「見本 花子」は婚姻しています。",
        "「見本 太郎」と「見本 花子」の子は、年長から順に「見本 一郎」、「架空 良子」の2人です。",
        "「架空 良子」は「見本 花子」の世話・介護をしています。",
        "「見本 花子」と「見本 一郎」は親密な関係です。",
        "「見本 一郎」と「架空 良子」のあいだには対立・葛藤があります。",
        "同居しているのは「見本 花子」、「見本 一郎」の2人です。",
    )


@pytest.mark.parametrize(
    ("family", "sentence"),
    [
        (remarriage_with_half_siblings(), "「元夫」と「母」は離婚しています（H10–17）。"),
        (remarriage_with_half_siblings(), "「母」と「内縁の夫」は事実婚の関係です。"),
        (remarriage_with_half_siblings(), "「母」と「現夫」は事実婚を解消しています。"),
        (both_grandparents(), "「祖父」（2人中1人目）と「祖母」（2人中1人目）は婚姻しています。"),
        (both_grandparents(), "「父」と「母」は婚姻していますが、別居しています。"),
        (both_grandparents(), "「胎児」は妊娠中の子です。"),
        (both_grandparents(), "「父」と「長女」は絶縁しています。"),
        (twins_and_triplets(), "「双子の兄」と「双子の弟」は一卵性の双子です。"),
        (twins_and_triplets(), "「三つ子1」と「三つ子2」と「三つ子3」は三つ子です。"),
        (separated_by_violence(), "「こども家庭センターが把握」と記した人がいます。存在のほかは、ここでは表示できません。"),
        (separated_by_violence(), "「母方祖母」の子は「母」です。もう一人の親は不明です。"),
        (separated_by_violence(), "「父」は男性、年齢は40代?（推定）です。補足：接近禁止命令。"),
    ],
)
def test_what_is_drawn_is_also_said(family: Family, sentence: str) -> None:
    assert sentence in describe(family)


def test_adopted_and_foster_children_are_said_in_the_list_of_children() -> None:
    people = (man("f", "父"), woman("m", "母"), man("a", "太郎"), man("b", "次郎"))
    union = Union(("f", "m"), children=("a", "b"), adopted=frozenset({"a"}), fostered=frozenset({"b"}), consanguineous=True)
    sentences = describe(Family(people, (union,)))
    assert "「父」と「母」の子は、年長から順に「太郎」（養子）、「次郎」（里子）の2人です。" in sentences
    assert "「父」と「母」は婚姻しています。二人は血族どうしです。" in sentences


TWO = (man("a", "太郎"), woman("b", "花子"), man("c", "次郎"))


@pytest.mark.parametrize(
    ("family", "words"),
    [
        (
            Family(TWO, (Union(("a", "b")), Union(("a",), children=("b",)))),
            ("世代が食い違う", "「太郎」と「花子」は婚姻", "「花子」は「太郎」の子"),
        ),
        (
            Family(TWO, (Union(("a",), children=("b",)), Union(("b",), children=("c",)), Union(("c",), children=("a",)))),
            ("世代が食い違う", "の子"),
        ),
        (
            Family(TWO, (Union(("a",), children=("c",)), Union(("b",), children=("c",)))),
            ("実の親が二組", "「次郎」は「太郎」の子", "「次郎」は「花子」の子"),
        ),
        (Family(TWO, (Union(("a", "a")),)), ("「太郎」と本人自身", "婚姻")),
        (Family(TWO, (Union(("a", "b"), children=("a",)),)), ("「太郎」", "親としても子としても")),
        (Family(TWO, (Union(("a", "b", "c"), UnionKind.COHABITING),)), ("二人ずつ",)),
        (Family(TWO, (Union(("a", "b"), children=("c", "c")),)), ("「次郎」", "二度")),
        (Family(TWO, (Union(("a", "b"), children=("c",), twins=(TwinSet(("c",)),)),)), ("双子",)),
        (Family(TWO, (Union(("a", "nobody")),)), ("登録されていない人",)),
        (Family(TWO, ties=(Tie("a", "nobody", TieKind.CLOSE),)), ("登録されていない人",)),
        (Family(TWO, ties=(Tie("a", "a", TieKind.CLOSE),)), ("「太郎」と本人自身",)),
        (Family((*TWO, man("a", "太郎"))), ("二度登録",)),
        (Family(tuple(person(f"p{n}") for n in range(151))), ("151人", "150人まで")),
        (Family(()), ("まだ登録されていません",)),
    ],
)
def test_a_family_that_cannot_be_drawn_is_explained_instead(family: Family, words: tuple[str, ...]) -> None:
    with pytest.raises(DiagramRefused) as refused:
        arrange(family)
    assert all(word in refused.value.reason for word in words), refused.value.reason
    explained = draw_or_explain(family, "g")
    assert (explained.svg, explained.legend) == ("", ())
    assert explained.sentences[0] == explained.refusal == refused.value.reason
    assert explained.sentences[1:] == describe(family)


def test_a_refusal_does_not_name_a_hidden_person() -> None:
    hidden = FamilyMember("z", "秘匿 秘子", known_to="保健所")
    explained = draw_or_explain(Family((man("a", "太郎"), hidden), (Union(("a", "z")), Union(("a",), children=("z",)))), "g")
    assert "保健所が把握" in explained.refusal
    assert "秘匿" not in "".join(explained.sentences)


def test_remarrying_the_same_person_is_two_lines() -> None:
    layout = arrange(Family(TWO[:2], (Union(("a", "b"), UnionKind.DIVORCED, year=1990), Union(("a", "b"), year=2000))))
    assert [couple.union.year for couple in layout.lanes.couples] == [1990]


def test_one_union_recorded_once_per_child_is_drawn_once() -> None:
    layout = arrange(Family((*TWO, man("d")), (Union(("a", "b"), children=("c",)), Union(("b", "a"), children=("d",)))))
    assert [couple.children for couple in layout.kin.couples] == [("c", "d")]
