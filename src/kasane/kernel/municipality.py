"""全国地方公共団体コード: 都道府県2桁、市区町村3桁、検査数字1桁(総務省、forms §11.1)。"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_WEIGHTS: Final = (6, 5, 4, 3, 2)
_MODULUS: Final = 11
_PREFECTURES: Final = range(1, 48)


class CodeRefused(ValueError):
    """団体コードとして受け取れない。文は何が違うかと直し方。"""


def check_digit(five: str) -> str:
    """5桁の番号の検査数字(1文字)。6,5,4,3,2を掛けた和を11で割った余りを11から引き、その下1桁。

    和が11より小さいときは11から和を引く。どちらも「11 − 余り」の下1桁で同じ式になる。5桁の数字でなければ CodeRefused で断る。
    """
    if not re.fullmatch("[0-9]{5}", five):
        raise CodeRefused(f"検査数字を計算できません。5桁の数字が必要です(「{five}」)。")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, five, strict=True))
    return str((_MODULUS - total % _MODULUS) % 10)


@dataclass(frozen=True, slots=True, order=True)
class MunicipalityCode:
    """検査済みの6桁の団体コード。桁数、都道府県番号、検査数字のどれかが違えば CodeRefused で断る。"""

    value: str

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9]{6}", self.value):
            raise CodeRefused(f"団体コード「{self.value}」は6桁の数字ではありません。")
        if int(self.prefecture) not in _PREFECTURES:
            raise CodeRefused(f"団体コード「{self.value}」の都道府県番号{self.prefecture}はありません(01から47まで)。")
        expected = check_digit(self.five)
        if self.value[5] != expected:
            right = self.five + expected
            raise CodeRefused(f"団体コード「{self.value}」は検査数字が合いません。上5桁が正しければ{right}です。確かめてください。")

    @property
    def five(self) -> str:
        """検査数字を除いた5桁。"""
        return self.value[:5]

    @property
    def prefecture(self) -> str:
        """都道府県番号2桁。"""
        return self.value[:2]

    @property
    def is_prefecture(self) -> bool:
        """都道府県そのものの番号か(市区町村の3桁が000)。"""
        return self.value[2:5] == "000"

    def __str__(self) -> str:
        return self.value


def parse_code(text: str) -> MunicipalityCode:
    """5桁(検査数字なし)または6桁の団体コードを読む。全角の数字と前後の空白は受け取る。

    4桁以下は、表計算ソフトが先頭の0を落としたものか分からないので、補わずに CodeRefused で断る。
    """
    digits = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch("[0-9]{1,4}", digits):
        raise CodeRefused(f"団体コード「{digits}」は桁が足りません。先頭の0が落ちていないか確かめ、5桁か6桁で入力してください。")
    if re.fullmatch("[0-9]{5}", digits):
        digits += check_digit(digits)
    return MunicipalityCode(digits)
