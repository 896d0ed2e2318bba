"""照合の鍵: 同じ名前は同じ鍵、鍵は空にならず、二度かけても変わらない。"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kasane.kernel.folding import digits, fold_kana, fold_name, fold_text
from kasane.kernel.variants import VARIANTS

SHARED = Path(__file__).parents[4] / "shared/data"
NAME_CHARACTERS = (
    "".join(VARIANTS) + "佐々木高橋田中山ヶケがノの之ゝゞヽヾ゛゜ーｰ・･ 　ﾞﾟｶﾊたハァッャょヴゔう゛おうえい-―〜−:~AbéĐßşŁ\ufe00\U000e0100"
)
ANY_NAME = st.text(st.sampled_from(NAME_CHARACTERS), max_size=12) | st.text(max_size=12)
HIRAGANA = (
    "あいうえおかきくけこがぎぐげござじずぜぞたちつてとだぢづでどなにぬねのはひふへほ"
    "ばびぶべぼぱぴぷぺぽまみむめもやゆよらりるれろわをんっゃゅょ"
)


@pytest.mark.parametrize(
    "spellings",
    [
        ["髙橋", "高橋", "高𣘺", "高 橋", "高　橋"],
        ["斉藤", "斎藤", "齋藤", "齊藤"],
        ["渡辺", "渡邊", "渡邉", "渡邉\U000e0102"],
        ["吉田", "𠮷田"],
        ["山崎", "山﨑", "山嵜", "山碕"],
        ["葛城", "葛\U000e0100城", "葛\U000e0101城", "葛\ufe00城"],
        ["神田", "\ufa19田"],
        ["福井", "\ufa1b井"],
        ["佐々木", "佐佐木", "佐〻木"],
        ["タカハシ", "ﾀｶﾊｼ", "たかはし", "タカ・ハシ", "た か は し"],
        ["がぎぱ", "ｶﾞｷﾞﾊﾟ", "か゛き゛は゜", "ガギパ", "か\u3099き\u3099は\u309a"],
        ["いすゞ", "いすず", "イスヾ", "いすづ"],
        ["さゝき", "ささき", "サヽキ"],
        ["龍ヶ崎", "龍ケ崎", "竜が崎", "竜ヶ﨑"],
        ["関ヶ原", "関ケ原", "關が原"],
        ["堀之内", "堀ノ内", "堀の内", "堀ﾉ内"],
        ["オーノ", "おおの", "おうの", "ｵｰﾉ", "オ-ノ", "オ―ノ", "オ〜ノ"],
        ["けいこ", "けえこ", "ケーコ"],
        ["はっとり", "はつとり", "ﾊｯﾄﾘ"],
        ["みずほ", "みづほ"],
        ["かおる", "かをる"],
        ["ヴィクトリア", "びくとりあ"],
        ["Nguyễn Văn Đức", "NGUYEN VAN DUC", "Nguyen-Van-Duc", "ｎｇｕｙｅｎ　ｖａｎ　ｄｕｃ"],
        ["O'Brien", "O’Brien", "OBRIEN"],
        ["マリア・シルバ", "マリア シルバ", "ﾏﾘｱ･ｼﾙﾊﾞ"],
    ],
)
def test_one_name_in_its_many_spellings_has_one_key(spellings: list[str]) -> None:
    assert len({fold_name(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("田中", "中田"),
        ("かとう", "がとう"),
        ("ゆうこ", "ゆこ"),
        ("斎藤", "佐藤"),
        ("坂本", "阪本"),
        ("太田", "大田"),
        ("のり", "なり"),
        ("河合", "川合"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@example("ー:−")
@example("ゔ-")
@example("か ゛")
@example("ッ゛")
@example("いーゝ")
@example("㐂゛々")
@example("ﾞ")
@given(ANY_NAME)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)
    assert fold_kana(fold_kana(name)) == fold_kana(name)
    assert fold_text(fold_text(name)) == fold_text(name)
    assert digits(digits(name)) == digits(name)


@given(ANY_NAME)
def test_a_name_with_a_letter_never_folds_to_nothing(name: str) -> None:
    if any(char.isalpha() for char in name):
        assert fold_name(name)
        assert fold_kana(name)


@pytest.mark.parametrize("nothing", ["", " ", "　", "・", "\u200b", "-"])
def test_a_name_without_any_letter_has_an_empty_key(nothing: str) -> None:
    assert fold_name(nothing) == fold_kana(nothing) == ""


@given(st.text(st.sampled_from(HIRAGANA), min_size=1, max_size=12))
def test_hiragana_katakana_and_half_width_are_one(kana: str) -> None:
    katakana = "".join(chr(ord(char) + 0x60) for char in kana)
    spellings = {kana, katakana, unicodedata.normalize("NFD", katakana), to_half_width(katakana)}
    for fold in (fold_name, fold_kana, fold_text):
        assert len({fold(spelling) for spelling in spellings}) == 1


def to_half_width(katakana: str) -> str:
    table = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
    marks = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    return "".join(table.get(char) or marks[char] for char in unicodedata.normalize("NFD", katakana))


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=12))
def test_full_width_and_half_width_letters_are_one(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in text)
    assert fold_name(wide) == fold_name(text)
    assert fold_text(wide) == fold_text(text)
    assert digits(wide) == digits(text)


@given(ANY_NAME, st.sampled_from(["\U000e0100", "\U000e01ef", "\ufe00", "\ufe0f"]))
def test_a_variation_selector_never_matters(name: str, selector: str) -> None:
    assert fold_name("".join(char + selector for char in name)) == fold_name(name) or not any(map(str.isalpha, name))


def test_names_are_put_in_the_order_of_the_syllabary() -> None:
    ordered = ["あべ", "オーノ", "おか", "かとう あき", "がとう いち", "かとう うめ", "かとうだ あき", "きっと", "ぱく", "わだ"]
    assert sorted(set(ordered), key=fold_kana) == ordered


@pytest.mark.parametrize("spelling", ["ガトー　アキ", "かとお あき", "ｶﾄｰ ｱｷ", "かとー・あき"])
def test_the_sort_key_leaves_out_voicing_and_length_marks(spelling: str) -> None:
    assert fold_kana(spelling) == "かとお あき"


@pytest.mark.parametrize(
    "spellings",
    [
        ["障害者", "障がい者", "障碍者", "障ガイ者"],
        ["ひきこもり", "引きこもり", "引き籠もり", "引籠り", "ヒキコモリ", "ﾋｷｺﾓﾘ", "引きこもり"],
        ["子ども食堂", "子供食堂", "子ﾄﾞﾓ食堂"],
        ["ひとり親", "一人親", "独り親"],
        ["ゴミ屋敷", "ごみ屋敷", "ｺﾞﾐ屋敷"],
        ["ＤＶ 相談", "DV　相談", "dv\n相談"],
        ["渡邊さん", "渡辺さん"],
    ],
)
def test_words_written_differently_are_found_alike(spellings: list[str]) -> None:
    assert len({fold_text(spelling) for spelling in spellings}) == 1


def test_text_keeps_what_a_name_may_lose() -> None:
    assert fold_text("ビール") != fold_text("ビル")
    assert fold_text("おおの") != fold_text("おうの")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("０９０ー１２３４ー５６７８", "09012345678"),
        ("090-1234-5678", "09012345678"),
        ("(090) 1234 5678", "09012345678"),
        ("+81 90-1234-5678", "09012345678"),
        ("＋８１（０）９０－１２３４－５６７８", "09012345678"),
        ("宛名番号 000123", "000123"),
        ("なし", ""),
        ("", ""),
    ],
)
def test_numbers_are_compared_by_their_digits(text: str, number: str) -> None:
    assert digits(text) == number


def test_the_variant_table_is_flat_and_reaches_several_hundred_characters() -> None:
    assert len(VARIANTS) > 500
    assert not set(VARIANTS) & set(VARIANTS.values())
    assert not [char for char in VARIANTS if unicodedata.normalize("NFKC", char) != char]


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_every_variant_is_one_character_that_meets_its_key(variant: str) -> None:
    assert len(variant) == len(VARIANTS[variant]) == 1
    assert fold_name(f"山{variant}") == fold_name(f"山{VARIANTS[variant]}")


# 公開の縮退表が結ぶが、氏名では別の字として扱うもの。
JUDGED_DIFFERENT = {frozenset("喜憘"), frozenset("宍肉"), frozenset("切功"), frozenset("作做")}


def is_common_jis(char: str) -> bool:
    try:
        char.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def published_pairs() -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = defaultdict(set)
    with (SHARED / "moji-itaiji/moji.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            for target in row["shrink"]:
                if target != row["kanji"] and is_common_jis(target) and is_common_jis(row["kanji"]):
                    pairs[target].add(row["kanji"])
                    pairs[row["kanji"]].add(target)
    return pairs


def test_the_surnames_of_japan_meet_their_published_variants() -> None:
    surnames = SHARED / "names/last_name_org.csv"
    if not (SHARED / "moji-itaiji").exists() or not surnames.exists():
        pytest.skip("公開データ moji-itaiji と names がないため、姓の照合を省く。")
    with surnames.open(encoding="utf-8-sig", newline="") as lines:
        names = [row[0] for row in csv.reader(lines)]
    pairs = published_pairs()
    tried = [(name, char, variant) for name in names for char in name for variant in pairs.get(char, ())]
    missed = {frozenset(char + variant) for name, char, variant in tried if fold_name(name.replace(char, variant)) != fold_name(name)}
    assert len(tried) > 900
    assert missed <= JUDGED_DIFFERENT
