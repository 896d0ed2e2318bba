"""符号と言い方を一緒に持つ、選択肢の土台。"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Spoken(StrEnum):
    """符号(データベースに残る値)と、画面に出す言い方を持つ選択肢。並びは定義の順。"""

    label_ja: str

    def __new__(cls, value: str, label: str) -> Self:
        """符号と言い方から作る。"""
        made = str.__new__(cls, value)
        made._value_ = value
        made.label_ja = label
        return made

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """選択肢(符号, 言い方)。"""
        return [(one.value, one.label_ja) for one in cls]

    @classmethod
    def label_of(cls, value: str) -> str:
        """符号の言い方。知らない符号は符号のまま返す(取り込んだ古い記録で画面が止まらないように)。"""
        return cls(value).label_ja if value in cls._value2member_map_ else value
