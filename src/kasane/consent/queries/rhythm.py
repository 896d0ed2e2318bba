"""同意の日数の決まりを読む。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q

from kasane.consent.models import ConsentRhythm

TERM: Final = "consent_term"
LONGEST: Final = "consent_longest"
WARNING: Final = "consent_warning_"


def consent_days(name: str, on: date) -> int:
    """その日に有効な決まりの日数。行がなければ、決まりのないまま進まないよう LookupError で止める。"""
    row = ConsentRhythm.objects.filter(_serving(on), name=name).order_by("-valid_from").first()
    if row is None:
        raise LookupError(f"同意の日数の決まり「{name}」に、{on}に有効な行がありません。")
    return row.days


def warning_bands(on: date) -> tuple[int, ...]:
    """切れる前に知らせる日数(60・30・7など)。大きい順。"""
    rows = ConsentRhythm.objects.filter(_serving(on), name__startswith=WARNING).order_by("name", "-valid_from").distinct("name")
    return tuple(sorted((row.days for row in rows), reverse=True))


def _serving(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
