"""時刻: 「今」を尋ねる唯一の場所。保存は UTC、日付の判断は日本時間。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

# 日本には夏時間がない(1952年以降)ので固定の時差で足り、tzdata のない機械でも動く。
JST: Final = timezone(timedelta(hours=9), "Asia/Tokyo")

_frozen: ContextVar[datetime | None] = ContextVar("kasane_frozen_clock", default=None)


def now() -> datetime:
    """今(UTC、時差つき)。"""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """今日の日付(日本時間)。期限・年齢・年度はすべてこの日付で判断する。"""
    return jst(now()).date()


def jst(moment: datetime) -> datetime:
    """日本時間に直す。時差のない値は、どこの時刻か分からないので ValueError で断る。"""
    return _aware(moment).astimezone(JST)


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """この中だけ「今」を moment に止める(試験と再現のため)。入れ子にでき、ほかのスレッドには及ばない。

    moment は時差つきの値。時差のない値は ValueError で断る。
    """
    token = _frozen.set(_aware(moment).astimezone(UTC))
    try:
        yield now()
    finally:
        _frozen.reset(token)


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("時差のない時刻は扱えません。tzinfo をつけてください。")
    return moment
