"""日付つきの日数の決めごと: 市町村が行を足して直せる日数を、その日に効いている行から読む。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import models
from psycopg import sql

from kasane.access.reading import rows_of
from kasane.kernel import memo
from kasane.kernel.ids import new_id


class NoRhythm(LookupError):
    """その日に効いている日数の決めごとがない。設定の行が足りない。"""


@dataclass(frozen=True, slots=True)
class DaysRule:
    """画面で改められる日数の一つ。within は、この日数が越えてはならない、ほかの決めごとの名前。"""

    label: str
    least: int = 1
    most: int = 366
    within: str = ""


@dataclass(frozen=True, slots=True)
class DaysBook:
    """一つの部屋の、画面で改められる日数のすべて。"""

    heading: str
    table: type[DatedDays]
    rules: Mapping[str, DaysRule]

    @property
    def key(self) -> str:
        """表の名前。"""
        return self.table._meta.db_table


_books: dict[str, DaysBook] = {}


def register_days(heading: str, table: type[DatedDays], rules: Mapping[str, DaysRule]) -> None:
    """市が画面で改められる日数を登録する(起動時に)。一つの表に、部屋ごとに足せる。同じ名前に別の決まりを登録すると ValueError。"""
    key = table._meta.db_table
    before = _books[key].rules if key in _books else {}
    if any(before.get(name, rule) != rule for name, rule in rules.items()):
        raise ValueError(f"日数の決めごとが二度登録されました: {key}")
    _books[key] = DaysBook(_books[key].heading if key in _books else heading, table, {**before, **rules})


def days_books() -> tuple[DaysBook, ...]:
    """登録された日数。部屋の登録の順。"""
    return tuple(_books.values())


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
    found = _serving(table, on)
    if name not in found:
        raise NoRhythm(f"{on:%Y-%m-%d} の「{name}」の日数が決められていません。")
    return found[name]


def days_starting_with(table: type[DatedDays], on: date, prefix: str) -> dict[str, int]:
    """名前が prefix で始まる決めごとの、その日の日数。名前 → 日数。"""
    return {name: days for name, days in _serving(table, on).items() if name.startswith(prefix)}


def _serving(table: type[DatedDays], on: date) -> dict[str, int]:
    """その日に効いている行のすべて(十数行)。同じ名前の行が重なるときは、新しく始まった方。"""
    name = table._meta.db_table
    return memo.once((name, on), lambda: dict(rows_of(_statement(name), [on, on])))


@cache
def _statement(table: str) -> str:
    serving = sql.SQL(
        "SELECT DISTINCT ON (name) name, days FROM {} WHERE valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)"
        " ORDER BY name, valid_from DESC"
    )
    return serving.format(sql.Identifier(table)).as_string()
