"""市の規模の十年の暦: 読み込む日の十年前からの通し番号と、日付・時刻の文字。三百万回使うので、先に作っておく。"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

DAYS: Final = 3650
"""十年の日数。通し番号 DAYS が読み込む日で、記録はその前の日までにある。"""

_AHEAD: Final = 800
_OFFICE_HOURS: Final = tuple(f"{hour:02}:{minute:02}:00" for hour in range(9, 18) for minute in range(0, 60, 5))


class Calendar:
    """通し番号(0〜)から、日付の文字と日本時間の時刻の文字を引く。"""

    def __init__(self, on: date) -> None:
        start = on - timedelta(days=DAYS)
        self.on = on
        self.dates = [start + timedelta(days=number) for number in range(DAYS + _AHEAD)]
        self.days = [one.isoformat() for one in self.dates]

    def day(self, number: int) -> str:
        """日付。"""
        return self.days[number]

    def at(self, number: int, dice: Random) -> str:
        """その日の執務時間の、ある時刻。"""
        return f"{self.days[number]}T{_OFFICE_HOURS[int(dice.random() * len(_OFFICE_HOURS))]}+09:00"

    def late(self, number: int) -> str:
        """その日の、ほかのどの記録よりも後の時刻。"""
        return f"{self.days[number]}T18:30:00+09:00"

    def end_of(self, number: int) -> str:
        """その日の終わり(翌日の0時)。"""
        return f"{self.days[number + 1]}T00:00:00+09:00"
