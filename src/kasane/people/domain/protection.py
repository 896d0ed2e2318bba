"""支援措置の規則: 期間、期限の知らせ、延長。根拠は住民基本台帳事務処理要領第6の10、forms §11.4。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from kasane.kernel.decision import Decision

GROUND: Final = "住民基本台帳事務処理要領(支援措置)"
EXTENDABLE_FROM_DAYS: Final = 31


class Alert(IntEnum):
    """期限の知らせの段階。"""

    NONE = 0
    SIXTY_DAYS = 60
    THIRTY_DAYS = 30
    PAST = -1


def one_year_from(day: date) -> date:
    """申出から1年の終わりの日(この日までは措置が続く)。2月29日からの1年は翌年の2月28日まで。"""
    return date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def alert_on(valid_to: date, today: date) -> Alert:
    """期限の60日前・30日前・期限切れの知らせ。期限の日までは続いている。"""
    left = (valid_to - today).days
    if left < 0:
        return Alert.PAST
    if left <= Alert.THIRTY_DAYS:
        return Alert.THIRTY_DAYS
    return Alert.SIXTY_DAYS if left <= Alert.SIXTY_DAYS else Alert.NONE


@dataclass(frozen=True, slots=True)
class Measure:
    """支援措置の今の姿。"""

    valid_from: date
    valid_to: date
    ended_on: date | None


def may_protect(current: list[Measure], *, valid_from: date, today: date) -> Decision:
    """支援措置を始められるか。続いている措置があるときは、延長か終了をしてから。申出の日より先の始まりは断る。"""
    if any(measure.ended_on is None for measure in current):
        return Decision.no("続いている支援措置があります。期限を延ばすときは「延長」を使ってください。", GROUND)
    if valid_from > today:
        return Decision.no("始まりの日が今日より後です。伏せるのは今すぐ始まるので、今日までの日にしてください。", GROUND)
    return Decision.yes("住所などを今すぐ伏せます。", GROUND)


def may_extend(measure: Measure, *, today: date) -> Decision:
    """延長できるか。期限の1か月前から受け付ける。終えた措置は、新しい申出として始める。"""
    if measure.ended_on is not None:
        return Decision.no("終えた支援措置は延長できません。新しい申出として記録してください。", GROUND)
    opens = measure.valid_to - timedelta(days=EXTENDABLE_FROM_DAYS)
    if today < opens:
        return Decision.no("延長は、期限の1か月前から受け付けます。", GROUND)
    return Decision.yes("期限から1年延ばせます。", GROUND)


def may_end(measure: Measure, *, reason: str) -> Decision:
    """終えられるか。期限が過ぎただけでは伏せたものは戻らず、理由を書いた終了の記録が要る。"""
    if measure.ended_on is not None:
        return Decision.no("この支援措置は、すでに終えています。", GROUND)
    if not reason.strip():
        return Decision.no("終える理由を書いてください(例: 本人からの申出)。", GROUND)
    return Decision.yes("支援措置を終えられます。", GROUND)
