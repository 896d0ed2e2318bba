"""符号: データベースに残る値と、画面に出す言い方を、並べて書く。"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Coded(StrEnum):
    """言い方を持つ符号の土台。値は記録に残るので変えない。定義の並びが画面の並びになる。言い方を書き忘れると読み込めない。"""

    label_ja: str

    def __new__(cls, value: str, label_ja: str | None = None) -> Self:
        """符号と言い方の組から作る。"""
        if label_ja is None:
            raise TypeError(f"{cls.__name__} の「{value}」に、画面に出す言い方がありません。")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_ja = label_ja
        return member

    @classmethod
    def choices(cls) -> tuple[tuple[str, str], ...]:
        """選択肢(符号, 言い方)。"""
        return tuple((member.value, member.label_ja) for member in cls)

    @classmethod
    def read(cls, value: str) -> Self | None:
        """符号を読む。知らない符号は None(取り込んだ古い記録で画面が止まらないように)。"""
        return cls(value) if value in cls._value2member_map_ else None

    @classmethod
    def label_of(cls, value: str) -> str:
        """符号の言い方。知らない符号はそのまま返す(古い記録を読めなくしない)。"""
        member = cls.read(value)
        return value if member is None else member.label_ja
