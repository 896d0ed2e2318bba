"""日数の決めごと(日付つきの設定)。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kasane.cases.models import Rhythm


class NoRhythm(LookupError):
    """その日に効いている日数の決めごとがない。設定の行が足りない。"""


def rhythm(name: str, on: date) -> int:
    """名前の日数の決めごとの、その日に効いている日数。なければ NoRhythm。"""
    current = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    found = Rhythm.objects.filter(current, name=name).order_by("-valid_from").values_list("days", flat=True).first()
    if found is None:
        raise NoRhythm(f"{on:%Y-%m-%d} の「{name}」の日数が決められていません。")
    return found
