"""検索の言葉の読み取り、言い換え、抜き書き。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.folding import fold_letters
from kasane.search.domain.excerpts import _mapped, excerpts
from kasane.search.domain.words import LONGEST, MOST_VARIANTS, MOST_WORDS, fold_groups, parse, variants_of

GROUPS = fold_groups(
    [("障害", "障がい", "障碍"), ("近所", "ご近所"), ("ゴミ屋敷", "ごみ屋敷"), ("ひきこもり", "引きこもり"), ("独居", "一人暮らし")]
)


def _words(text):
    return [word.variants[0] for word in parse(text).words]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("母　長男", ["母", "長男"]), ("母、長男", ["母", "長男"]), ('"家賃 滞納" 母', ["家賃 滞納", "母"]), ("“家賃　滞納”", ["家賃 滞納"]),
        ('"閉じない 引用', ["閉じない", "引用"]), ("ﾋｷｺﾓﾘ", ["ひきこもり"]), ("母 母", ["母"]), ("\x00母\x01", ["母"]), ("\ud800", []), ("", []),
        ('""', []), ("　", []),
    ],
)  # fmt: skip
def test_空白と読点で分け_囲みは一続きに読む(typed, words):
    assert _words(typed) == words


def test_長すぎる文字と多すぎる言葉は_読まずに伝える():
    assert "はじめの200字" in parse("あ " * LONGEST).problem
    many = parse(" ".join(chr(ord("一") + n) for n in range(MOST_WORDS + 1)))
    assert (len(many.words), "8個まで" in many.problem) == (MOST_WORDS, True)
    assert "50字まで" in parse("あ" * 51).problem
    assert parse("母").problem == ""


@pytest.mark.parametrize(
    ("word", "variants"),
    [
        ("障害", {"障害", "障がい", "障碍"}), ("障がい者手帳", {"障害者手帳", "障がい者手帳", "障碍者手帳"}), ("障", {"障"}),
        ("ご近所", {"ご近所", "近所"}), ("近所", {"近所"}), ("ごみ屋敷", {"ごみ屋敷"}), ("独居の障害", {"独居の障害", "独居の障がい", "独居の障碍",
         "一人暮らしの障害", "一人暮らしの障がい", "一人暮らしの障碍"}),
    ],
)  # fmt: skip
def test_言い換えは_言葉の中の部分も置き換える(word, variants):
    assert set(variants_of(word, GROUPS)) == variants
    assert variants_of(word, GROUPS)[0] == word


def test_言い換えは増えすぎない():
    assert len(variants_of("障害" * 8, GROUPS)) <= MOST_VARIANTS


def _shown(texts, asked):
    marked = excerpts(texts, parse(asked, GROUPS))
    return ["".join(f"[{p.text}]" if p.hit else p.text for p in one.pieces) for one in marked]


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("長男はﾋｷｺﾓﾘです", "引きこもり", "長男は[ﾋｷｺﾓﾘ]です"), ("障がい者手帳", "障碍", "[障がい]者手帳"), ("髙橋さん", "高橋", "[髙橋]さん"),
        ("㍿かさね", "株式", "[㍿]かさね"), ("家賃　　滞納", '"家賃 滞納"', "[家賃　　滞納]"), ("か\u3099っこう", "がっこう", "[か\u3099っこう]"),
        ("母と母", "母", "[母]と[母]"), ("<b>母</b>", "母", "<b>[母]</b>"), ("葛\U000e0100城さん", "葛城", "[葛\U000e0100城]さん"),
        ("DVとＤＶ", "dv", "[DV]と[ＤＶ]"),
    ],
)  # fmt: skip
def test_印は元の文の当たった所に付く(text, asked, shown):
    assert _shown([text], asked) == [shown]


def test_前後40字だけを切り出し_続きがあると示す():
    (one,) = excerpts(["あ" * 50 + "母" + "い" * 50], parse("母"))
    assert (one.cut_before, one.cut_after) == (True, True)
    assert [(p.text, p.hit) for p in one.pieces] == [("あ" * 40, False), ("母", True), ("い" * 40, False)]


def test_言葉が別の文にあれば_二つの抜き書きを示し_どこにもなければ頭を示す():
    assert _shown(["母の話", "長男の話", "父の話"], "母 長男") == ["[母]の話", "[長男]の話"]
    assert _shown(["", "父の話"], "母") == ["父の話"]
    assert _shown([], "母") == []


JAPANESE = st.text(st.sampled_from("母子ひきコﾓﾘﾞﾟ゛ガが\u3099\u309aＡａé　 \n。㍿①髙𠮷😀\U000e0100\u200bー々％"), max_size=40)


@given(JAPANESE)
def test_位置を覚えながらそろえても_まとめてそろえた文と同じになる(text):
    folded, places = _mapped(text)
    assert folded.strip(" ") == fold_letters(text)
    assert len(folded) == len(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


@given(JAPANESE, st.integers(0, 39), st.integers(1, 5))
def test_記録の中の文字で探すと_必ず印が付く(text, start, length):
    wanted = fold_letters(text)[start : start + length].strip()
    query = parse('"' + wanted + '"')
    if len(query.words) == 1 and query.words[0].variants[0] == wanted:
        assert any(piece.hit for one in excerpts([text], query) for piece in one.pieces)


@given(st.text(max_size=80))
def test_どんな文字を打っても壊れない(text):
    for word in parse(text, GROUPS).words:
        assert word.variants[0]
        assert "\x00" not in "".join(word.variants)
