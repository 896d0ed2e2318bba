"""同意の日数の決まりを読む。"""

from __future__ import annotations

from datetime import date
from typing import Final

from kasane.access.rhythms import days_on, days_starting_with
from kasane.consent.models import ConsentRhythm

TERM: Final = "consent_term"
LONGEST: Final = "consent_longest"
WARNING: Final = "consent_warning_"


def consent_days(name: str, on: date) -> int:
    """その日に有効な決まりの日数。行がなければ、決まりのないまま進まないよう NoRhythm(LookupError)で止める。"""
    return days_on(ConsentRhythm, on, name)


def warning_bands(on: date) -> tuple[int, ...]:
    """切れる前に知らせる日数(60・30・7など)。大きい順。"""
    return tuple(sorted(days_starting_with(ConsentRhythm, on, WARNING).values(), reverse=True))
