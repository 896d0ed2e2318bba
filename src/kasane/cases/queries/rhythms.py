"""日数の決めごと(日付つきの設定)。"""

from __future__ import annotations

from datetime import date

from kasane.access.rhythms import NoRhythm, days_on
from kasane.cases.models import Rhythm

__all__ = ["NoRhythm", "rhythm"]


def rhythm(name: str, on: date) -> int:
    """名前の日数の決めごとの、その日に効いている日数。なければ NoRhythm。"""
    return days_on(Rhythm, on, name)
