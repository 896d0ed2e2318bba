"""日数の決めごとを読む(市が改める画面のため)。仕事に使う日数は、それぞれの部屋が access.rhythms で読む。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kasane.access.rhythms import DaysBook, DaysRule, days_books
from kasane.agencies.models import DaysChange
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible


@dataclass(frozen=True, slots=True)
class DaysLine:
    """日数の決めごとの一つ。days は今日の日数(まだ決まっていなければ None)、coming はこれから替わる日と日数。"""

    key: str
    label: str
    days: int | None
    since: date | None
    source: str
    coming: tuple[tuple[date, int], ...]
    version: int


@dataclass(frozen=True, slots=True)
class DaysChangeLine:
    """改めた一度。by は配属の番号。"""

    before: int | None
    after: int
    valid_from: date
    reason: str
    at: datetime
    by: UUID


def days_lines() -> tuple[tuple[str, tuple[DaysLine, ...]], ...]:
    """部屋ごとの、日数の決めごと。"""
    return tuple((book.heading, tuple(_lines(book))) for book in days_books())


def days_rule(key: str) -> tuple[DaysBook, str, DaysRule]:
    """鍵の指す決めごと(部屋、名前、決まり)。登録されていなければ NotVisible。"""
    for book in days_books():
        for name, rule in book.rules.items():
            if key == f"{book.key}-{name}":
                return book, name, rule
    raise NotVisible


def days_line(key: str) -> DaysLine:
    """一つの決めごと。登録されていなければ NotVisible。"""
    book, _, _ = days_rule(key)
    return next(one for one in _lines(book) if one.key == key)


def days_changes(key: str) -> tuple[DaysChangeLine, ...]:
    """一つの決めごとを改めた履歴。新しい順。"""
    book, name, _ = days_rule(key)
    rows = DaysChange.objects.filter(book=book.key, name=name).order_by("-version")
    return tuple(DaysChangeLine(one.before, one.after, one.valid_from, one.reason, one.recorded_at, one.recorded_by) for one in rows)


def _lines(book: DaysBook) -> list[DaysLine]:
    today, found = clock.today(), []
    rows = list(book.table._default_manager.filter(name__in=book.rules).order_by("valid_from"))
    versions: dict[str, int] = {}
    for name, version in DaysChange.objects.filter(book=book.key).values_list("name", "version"):
        versions[name] = max(versions.get(name, 1), version)
    for name, rule in book.rules.items():
        mine = [row for row in rows if row.name == name]
        now = [row for row in mine if row.valid_from <= today and (row.valid_to is None or row.valid_to > today)]
        coming = tuple((row.valid_from, row.days) for row in mine if row.valid_from > today)
        last = now[-1] if now else None
        found.append(
            DaysLine(
                f"{book.key}-{name}", rule.label, last.days if last else None, last.valid_from if last else None,
                last.source if last else "", coming, versions.get(name, 1),
            )
        )  # fmt: skip
    return found
