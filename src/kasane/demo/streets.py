"""見本の町の住所と電話: すべて架空。郵便番号は使われていない 000、電話は使われていない市外局番 0000 と 000 で始まる。"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from kasane.demo.town import AREAS

CITY: Final = "かさね市"
STREETS: Final = dict(
    zip(
        AREAS,
        (
            ("あさつゆ町", "かげろう町", "きたかぜ町", "ゆきあかり町"),
            ("かさね本町", "いちょう通り", "つむぎ町", "はたおり町"),
            ("なみおと町", "しおさい町", "まつぼっくり町", "すなはま町"),
            ("つるばみ町", "あじさい町", "さざんか町", "ひいらぎ町"),
            ("こもれび町", "ゆうやけ町", "西丘団地", "あかねぞら町"),
            ("やまびこ町", "わきみず町", "きのこ谷", "とうげ町"),
        ),
        strict=True,
    )
)
"""圏域ごとの町の名前。"""

_HOUSES: Final = ("もみじ荘", "かさねハイツ", "コーポすずらん", "")


@dataclass(frozen=True, slots=True)
class Address:
    """住所。"""

    text: str
    postal_code: str


def address(dice: Random, area: str) -> Address:
    """その圏域の中の、ありそうで実在しない住所。三軒に一軒は集合住宅。"""
    place = dice.randrange(len(STREETS[area]))
    house = dice.choice(_HOUSES) if dice.random() < 0.45 else ""
    room = f" {house} {dice.randint(1, 3)}0{dice.randint(1, 6)}号" if house else ""
    number = f"{dice.randint(1, 90)}番地" + (f"の{dice.randint(1, 9)}" if dice.random() < 0.3 else "")
    return Address(f"{CITY} {area} {STREETS[area][place]} {number}{room}", f"000-{AREAS.index(area) + 1:02}{place + 1:02}")


def phone(dice: Random) -> str:
    """固定電話(市外局番 0000 は使われていない)。"""
    return f"0000-{dice.randint(10, 99)}-{dice.randint(0, 9999):04}"


def mobile(dice: Random) -> str:
    """携帯電話(000 で始まる番号は使われていない)。"""
    return f"000-{dice.randint(1000, 9999)}-{dice.randint(0, 9999):04}"
