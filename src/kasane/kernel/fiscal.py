"""年度: 4月1日から翌年3月31日まで(地方自治法208条1項、forms §11.3)。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from kasane.kernel.wareki import GREGORIAN_START, to_wareki

# 年度名は始まる日の元号による。2019年度だけは国の申合せ(改元に伴う元号による年表示の取扱いについて、平成31年4月1日)により改元後の名で呼ぶ。
_LABEL_EXCEPTIONS: Final = {2019: "令和元年度"}


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """年度。year は始まる年の西暦(2026 は令和8年度)。旧暦の年と、暦の終わりを越える年は ValueError で断る。"""

    year: int

    def __post_init__(self) -> None:
        if not GREGORIAN_START.year <= self.year < date.max.year:
            raise ValueError(f"{self.year}年度は扱えません。")

    @classmethod
    def of(cls, day: date) -> Self:
        """その日が属する年度。明治6年(1873年)4月1日より前の日は ValueError で断る。"""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def first(self) -> date:
        """初日(4月1日)。"""
        return date(self.year, 4, 1)

    @property
    def last(self) -> date:
        """末日(翌年3月31日)。"""
        return date(self.year + 1, 3, 31)

    @property
    def label(self) -> str:
        """令和8年度のような呼び名。"""
        default = to_wareki(self.first).era.year_label(self.year) + "度"
        return _LABEL_EXCEPTIONS.get(self.year, default)

    def next(self) -> Self:
        """翌年度。"""
        return type(self)(self.year + 1)

    def previous(self) -> Self:
        """前年度。"""
        return type(self)(self.year - 1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return self.label
