"""年齢: 誕生日の前日が終わる時に一つ加わる(年齢計算ニ関スル法律、民法143条、forms §11.3)。"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kasane.kernel.fiscal import FiscalYear
from kasane.kernel.wareki import PartialDate

_SCHOOL_AGE: Final = 6


def reaches_age_on(born: date, age: int) -> date:
    """その年齢に達する日(その日の24時に達する)。誕生日の前日で、2月29日生まれは平年でも2月28日。

    「65歳に達した日」のような法律の基準日に使う。負の年齢は ValueError で断る。
    """
    if age < 0:
        raise ValueError("年齢は0以上で指定してください。")
    year = born.year + age
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return born.replace(year=year) - timedelta(days=1)


def age_on(born: date, on: date) -> int:
    """その日の昼間の満年齢。生まれる前の日は ValueError で断る。"""
    if on < born:
        raise ValueError("生年月日より前の日の年齢は計算できません。")
    years = on.year - born.year
    return years if years == 0 or reaches_age_on(born, years) < on else years - 1


def age_range_on(born: PartialDate, on: date) -> tuple[int, int]:
    """生年月日が年や年月までしか分からない人の、ありうる年齢の下限と上限。生まれているはずのない日は ValueError で断る。"""
    return age_on(min(born.latest, on), on), age_on(born.earliest, on)


@dataclass(frozen=True, slots=True, order=True)
class SchoolGrade:
    """学年。number は小学1年を1とする通し番号(中学1年は7、高校1年の年代は10)。0以下は就学前。"""

    number: int

    @property
    def label_ja(self) -> str:
        """小学3年、中学1年、高校2年相当、就学前、高校年代より上。高校からは進学していない人もいるので「相当」とする。"""
        if self.number < 1:
            return "就学前"
        if self.number <= 6:
            return f"小学{self.number}年"
        if self.number <= 9:
            return f"中学{self.number - 6}年"
        return f"高校{self.number - 9}年相当" if self.number <= 12 else "高校年代より上"

    @property
    def compulsory(self) -> bool:
        """義務教育の学年か(学校教育法17条)。"""
        return 1 <= self.number <= 9


def school_grade(born: date, on: date) -> SchoolGrade:
    """その日の学年。満6歳に達した日の翌日以後の最初の4月1日に小学1年になる(学校教育法17条1項)。

    4月1日生まれは前日の3月31日に6歳に達するので、早生まれとして上の学年に入る。留年や就学猶予は考えない。
    生まれる前の日は ValueError で断る。
    """
    if on < born:
        raise ValueError("生年月日より前の日の学年は計算できません。")
    return SchoolGrade(FiscalYear.of(on).year - _entry_year(born) + 1)


def _entry_year(born: date) -> int:
    after = reaches_age_on(born, _SCHOOL_AGE) + timedelta(days=1)
    return after.year if after <= date(after.year, 4, 1) else after.year + 1
