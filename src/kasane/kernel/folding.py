"""照合と並べ替えの鍵: 表記の揺れをそろえる。作るのは鍵だけで、保存した氏名や文章は決して変えない(forms §11.2)。

鍵は次のとおり。fold_name は「同じ人かもしれない」を広く拾い、fold_kana は五十音順に並べ、
fold_text は文章の検索に(fold_letters はその字ごとの部分だけ)使い、digits は電話や番号を数字だけで比べる。どれも二度かけても同じ結果になる。
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kasane.kernel.variants import TRANSLATION

_DAKUTEN, _HANDAKUTEN = "\u3099", "\u309a"
_SPACING_MARKS: Final = str.maketrans({"゛": _DAKUTEN, "゜": _HANDAKUTEN})
_LATIN_MARKS: Final = re.compile("[\u0300-\u036f]")
# NFKD で基本の字に分かれないラテン文字(ベトナム・北欧・ポーランドの姓に多い)。
_LATIN_LETTERS: Final = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
_INVISIBLE: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u00ad\u200b-\u200f\u2060\ufeff]")
_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)} | {ord("ヽ"): "ゝ", ord("ヾ"): "ゞ"}
_SMALL: Final = str.maketrans(
    "ぁぃぅぇぉっゃゅょゎゕゖㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
    "あいうえおつやゆよわかけくしすとぬはひふへほむらりるれろ",
)
_SAME_SOUND: Final = str.maketrans("ゐゑをぢづゔ", "いえおじずぶ")
_V_SOUNDS: Final = {"ゔぁ": "ば", "ゔぃ": "び", "ゔぇ": "べ", "ゔぉ": "ぼ"}
_VOWEL_ROWS: Final = {
    "あ": "あかさたなはまやらわがざだばぱ",
    "い": "いきしちにひみりゐぎじぢびぴ",
    "う": "うくすつぬふむゆるゔぐずづぶぷ",
    "え": "えけせてねへめれゑげぜでべぺ",
    "お": "おこそとのほもよろをごぞどぼぽ",
}
_VOWEL_OF: Final = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}
_PROLONGED: Final = {"お": "う", "え": "い"}
_LENGTH_MARKS: Final = frozenset("ー-‐‑‒–—―−─~〜")
_STRAY_DASHES: Final = _LENGTH_MARKS - {"ー"}
_HIRAGANA: Final = "ぁ-ゖ"
_KANJI: Final = "々〇㐀-鿿豈-\ufaff\U00020000-\U0003ffff"
# 「関ヶ原・関が原」「堀之内・堀ノ内」: 漢字にはさまれた一字の読み替え。
_LINKING_KE: Final = re.compile(f"(?<=[{_KANJI}])[がかけゕゖ](?=[{_KANJI}])")
_LINKING_NO: Final = re.compile(f"(?<=[{_KANJI}])[之の](?=[{_KANJI}])")
# 鍵に残さない字の分類: 空白、記号、句読点、制御、書式。
_DROPPED: Final = frozenset({"Zs", "Zl", "Zp", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sk", "Cc", "Cf"})
_SPELLINGS: Final = tuple(
    (re.compile(pattern), term)
    for pattern, term in (
        ("障(?:がい|碍)", "障害"),
        ("(?:引き?|ひき)(?:こも|籠も?)り", "ひきこもり"),
        ("子供", "子ども"),
        ("(?:一人|独り)(?=親|暮らし)", "ひとり"),
        ("見守り?(?=活動|支援)", "見守り"),
        ("ご近所", "近所"),
    )
)


def fold_name(text: str) -> str:
    """氏名・地名の照合の鍵。同じ鍵なら「同じ名前かもしれない」。違う人を同じと決めつける根拠にはしない。

    全角半角、ひらがなカタカナ、小書き、長音(おお・おう・オー)、濁点の別書き、々・ゝ、ヶ・が、之・の、異体字とその枝番、
    空白と中点、ラテン文字の大小と発音記号の違いをそろえる。文字が一つでもあれば空にならない。
    """
    letters = _drop_separators(_lengthen_marks(_base(text)))
    linked = _link(_repeat(letters).translate(TRANSLATION))
    key = _long_vowels(_plain_kana(linked))
    return key or _fallback(text)


def fold_kana(text: str) -> str:
    """ふりがなを五十音順に並べる鍵。清濁、小書き、ひらがなカタカナ、長音の書き方を除いた読み(JIS X 4061 の第一段)。

    姓と名の間の空白(と中点)は一つの半角空白にする。どの仮名より前に並ぶので、同じ姓がまとまる。
    符号順(C 照合順序)で比べ、鍵が同じときはふりがなそのもので並べる。文字が一つでもあれば空にならない。
    """
    parts = (_drop_separators(part) for part in re.split(r"[\s・]+", _lengthen_marks(_base(text))))
    spelled = (_prolong(_repeat(part).translate(TRANSLATION)) for part in parts if part)
    key = " ".join(_unvoiced(part.translate(_SMALL)) for part in spelled)
    return key or _fallback(text)


def fold_text(text: str) -> str:
    """文章の検索の鍵。探す語と探される文の両方にかける。

    全角半角、ひらがなカタカナ、大文字小文字、異体字をそろえ、空白を一つにまとめ、
    障がい・障碍・障害、引きこもり・ひきこもりのような書き分けを一つにする(mission 8.4)。
    """
    folded = fold_letters(text)
    for pattern, term in _SPELLINGS:
        folded = pattern.sub(term, folded)
    return " ".join(folded.split())


def fold_letters(text: str) -> str:
    """文章の字ごとの照合の鍵。幅、かなの種類、大小、異体字をそろえ、空白を一つにまとめる。言葉の書き分けには触れない。

    書き分け(障がい・障害)まで一つにすると、「がい」のような部分の言葉で探せなくなる。記録の検索は、言い換えを探す側で足す。
    """
    return " ".join(_base(text).translate(TRANSLATION).split())


def digits(text: str) -> str:
    """電話番号や番号を比べる鍵。数字だけを半角で残し、日本の国番号(+81)は先頭の 0 に直す。数字がなければ空。"""
    plain = unicodedata.normalize("NFKC", text).strip()
    numbers = re.sub("[^0-9]", "", plain)
    if re.match(r"\+\s*81", plain):
        return "0" + numbers.removeprefix("81").removeprefix("0")
    return numbers


def _base(text: str) -> str:
    """幅、互換文字、枝番、発音記号、大小、仮名の種類をそろえる(一字ごとの変換だけ)。"""
    visible = _INVISIBLE.sub("", text.translate(_SPACING_MARKS))
    lowered = unicodedata.normalize("NFKD", visible).casefold()
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", lowered)).translate(_LATIN_LETTERS)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", bare)).translate(_TO_HIRAGANA)


def _lengthen_marks(text: str) -> str:
    """仮名の後の「-」「―」「〜」は、長音のつもりで打たれたもの。"""
    return re.sub(f"(?<=[{_HIRAGANA}ー])[{re.escape(''.join(sorted(_LENGTH_MARKS)))}]", "ー", text)


def _drop_separators(text: str) -> str:
    kept = "".join(char for char in text if unicodedata.category(char) not in _DROPPED and char not in _STRAY_DASHES)
    # どの仮名にも付かなかった濁点は、付け間違いなので残さない。
    return unicodedata.normalize("NFC", kept).replace(_DAKUTEN, "").replace(_HANDAKUTEN, "")


def _repeat(text: str) -> str:
    """々・〻・ゝ・ゞを、前の字の繰り返しに開く。"""
    opened: list[str] = []
    for char in text:
        previous = opened[-1] if opened else ""
        opened.append(_repeated(char, previous) if previous else char)
    return "".join(opened)


def _repeated(mark: str, previous: str) -> str:
    if mark in "々〻" and re.match(f"[{_KANJI}]", previous):
        return previous
    if mark in "ゝゞ" and re.match(f"[{_HIRAGANA}ー]", previous):
        return previous if mark == "ゝ" else unicodedata.normalize("NFC", _unvoiced(previous) + _DAKUTEN)[0]
    return mark


def _unvoiced(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", decomposed.replace(_DAKUTEN, "").replace(_HANDAKUTEN, ""))


def _link(text: str) -> str:
    return _LINKING_NO.sub("の", _LINKING_KE.sub("け", text))


def _plain_kana(text: str) -> str:
    for spelling, sound in _V_SOUNDS.items():
        text = text.replace(spelling, sound)
    return text.translate(_SMALL).translate(_SAME_SOUND)


def _long_vowels(text: str) -> str:
    """長音を一つの書き方にする。「ー」は前の母音に、お段の「お」は「う」に、え段の「え」は「い」にする。"""
    spelled: list[str] = []
    for char in text:
        vowel = _VOWEL_OF.get(spelled[-1], "") if spelled else ""
        if vowel and char in ("ー", vowel):
            spelled.append(_PROLONGED.get(vowel, vowel))
        else:
            spelled.append(char)
    return "".join(spelled)


def _prolong(text: str) -> str:
    """並べ替えでは「ー」だけを前の母音に開く(おおの と おうの は別の読みとして並ぶ)。"""
    spelled: list[str] = []
    for char in text:
        vowel = _VOWEL_OF.get(spelled[-1].translate(_SMALL), "") if spelled else ""
        spelled.append(vowel if char == "ー" and vowel else char)
    return "".join(spelled)


def _fallback(text: str) -> str:
    """分解すると何も残らない字だけの名前は、そのまま鍵にする。"""
    return _INVISIBLE.sub("", text) if any(char.isalpha() for char in text) else ""
