"""欄の値。様式の欄の key → 値。空の値は、手で書けるよう空けて印字する。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Value:
    """一つの値。型に応じて一つだけが入る。main は ◎ の番号。masked は、支援措置で伏せたか。svg と alt は図とその言い換え。"""

    text: str = ""
    codes: tuple[str, ...] = ()
    main: str = ""
    day: date | None = None
    number: Decimal | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    svg: str = ""
    alt: str = ""
    masked: bool = False

    @property
    def is_blank(self) -> bool:
        """何も入っていないか。"""
        return self == BLANK

    def tidy(self) -> Value:
        """前後の空白、空の行、番号の並びを整えた値。同じ内容なら等しくなる。"""
        rows = tuple(row for row in (tuple(cell.strip() for cell in row) for row in self.rows) if any(row))
        return replace(
            self, text=self.text.replace("\r\n", "\n").strip(), codes=tuple(sorted(dict.fromkeys(self.codes))), rows=rows,
            number=self.number.normalize() if self.number is not None else None,
        )  # fmt: skip


BLANK: Final = Value()
MASKED: Final = Value(text="（支援措置のため印字しません）", masked=True)
Values = Mapping[str, Value]


def text(words: str) -> Value:
    """文字の値。"""
    return Value(text=words)


def chosen(*codes: str) -> Value:
    """選んだ番号。空の番号は除く。"""
    return Value(codes=tuple(code for code in codes if code))
