"""日付つきの日数の決めごと: 市町村が行を足して直せる日数を、その日に効いている行から読む。"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from kasane.kernel.ids import new_id


class NoRhythm(LookupError):
    """その日に効いている日数の決めごとがない。設定の行が足りない。"""


class DatedDays(models.Model):
    """名前のある日数の一行。valid_from の日から、valid_to の前の日まで効く。source は何によるか。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(default="")

    class Meta:
        abstract = True


def days_on(table: type[DatedDays], on: date, name: str) -> int:
    """名前の決めごとの、その日の日数。なければ、決めごとのないまま進まないよう NoRhythm で止める。"""
    found = _serving(table, on, Q(name=name))
    if name not in found:
        raise NoRhythm(f"{on:%Y-%m-%d} の「{name}」の日数が決められていません。")
    return found[name]


def days_starting_with(table: type[DatedDays], on: date, prefix: str) -> dict[str, int]:
    """名前が prefix で始まる決めごとの、その日の日数。名前 → 日数。"""
    return _serving(table, on, Q(name__startswith=prefix))


def _serving(table: type[DatedDays], on: date, which: Q) -> dict[str, int]:
    """その日に効いている行。同じ名前の行が重なるときは、新しく始まった方。"""
    current = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    rows = table._default_manager.filter(which & current).order_by("name", "-valid_from").distinct("name")
    return dict(rows.values_list("name", "days"))
