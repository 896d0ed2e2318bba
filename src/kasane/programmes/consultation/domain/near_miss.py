"""惜しいケース(重層のガイドブック概要版「個別ケースのレベルで「惜しいケース」を把握」): 名前を残さずに集めるための規則。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from kasane.kernel.decision import Decision
from kasane.kernel.folding import digits, fold_name

LONGEST: Final = 200
_NUMBERS: Final = re.compile(r"[0-9０-９][0-9０-９\-‐‑–—―−ー－()（）\s]{7,}[0-9０-９]")
_MAIL: Final = re.compile(r"[^\s@＠]+[@＠][^\s@＠]+")
_HONORIFICS: Final = tuple(fold_name(one) for one in ("さん", "様", "さま", "氏", "君", "くん", "ちゃん"))
_GROUND: Final = "惜しいケースの集め方(「重層的支援体制整備事業に関わることになった人に向けたガイドブック」概要版)"


def month_of(on: date) -> date:
    """その月の初日。日までは残さない。"""
    return on.replace(day=1)


def first_words(*, topics: Sequence[str], patterns: Sequence[str], step: str) -> str:
    """はじめに出す一文。符号の言い方だけから作り、書かれた文章は写さない。"""
    parts = "・".join(dict.fromkeys([*patterns, *(f"「{one}」" for one in topics)]))
    subject = f"{parts}の相談。" if parts else "分野の分かれにくい相談。"
    return f"{subject}次の一手は「{step}」。" if step else f"{subject}次の一手がすぐには決まらなかった。"


def may_collect(sentence: str, *, names: Iterable[str], phones: Iterable[str]) -> Decision:
    """この一文を、名前のない記録として残してよいか。

    names は相談に出てくる人の呼び方(姓・名・ふりがな・別名・世帯の呼び名・話した人)、phones は電話番号。
    どれかが入っていれば、また電話番号のような数字の並び・メールの宛先のような文字があれば断る。
    """
    text = sentence.strip()
    if not text:
        return Decision.no("どんな点が惜しかったかを一文で書いてください。", _GROUND)
    if len(text) > LONGEST:
        return Decision.no(f"{LONGEST}字以内で書いてください（いま{len(text)}字です）。", _GROUND)
    folded = fold_name(text)
    if any(_named(key, folded) for key in map(fold_name, names)):
        return Decision.no("相談に出てくる人の名前が入っています。名前を消してから加えてください。", _GROUND)
    numbers = digits(text)
    if any(len(one) >= 6 and one in numbers for one in map(digits, phones)) or any(len(digits(m)) >= 9 for m in _NUMBERS.findall(text)):
        return Decision.no("電話番号のような数字が入っています。消してから加えてください。", _GROUND)
    if _MAIL.search(text):
        return Decision.no("メールの宛先のような文字が入っています。消してから加えてください。", _GROUND)
    return Decision.yes("名前のない一文です。", _GROUND)


def _named(key: str, folded: str) -> bool:
    """名前が入っているか。一字の名前(森・林)は、ふつうの言葉と区別するため、敬称が続くときだけ。"""
    if len(key) >= 2:
        return key in folded
    return bool(key) and any(f"{key}{honorific}" in folded for honorific in _HONORIFICS)
