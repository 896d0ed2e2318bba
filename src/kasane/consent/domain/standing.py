"""今の同意のありさま: 事案のどの頁にも出す一行のもと(mission 2.9)。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.consent.domain.codes import ConsentKind, Outcome, State
from kasane.consent.domain.coverage import ConsentAct, silenced


@dataclass(frozen=True, slots=True)
class Standing:
    """一人の情報共有の同意のありさま。

    agencies は今伝えてよい機関、until はそのうち一番早く切れる機関の終わりの日(聞き直してあれば新しい方)、left は残りの日数。
    """

    state: State
    agencies: tuple[UUID, ...] = ()
    until: date | None = None
    left: int | None = None
    since: date | None = None


def state_of(acts: Iterable[ConsentAct], person_id: UUID, on: date, warn_days: int) -> Standing:
    """この人の情報共有の同意は今どうなっているか。warn_days 日以内に切れるなら「期限が近い」。"""
    mine = sorted((one for one in acts if one.person_id == person_id and one.kind is ConsentKind.SHARING), key=lambda one: one.order)
    ends: dict[UUID, date] = {}
    for one in mine:
        for agency in reached(one, mine, on) if one.is_live(on) else ():
            ends[agency] = max(ends.get(agency, date.min), one.valid_until or date.min)
    if ends:
        until = min(ends.values())
        left = (until - on).days
        return Standing(State.LAPSING if left <= warn_days else State.GRANTED, tuple(ends), until, left)
    known = [one for one in mine if one.given_on <= on]
    return _silent(known[-1]) if known else Standing(State.NONE)


def reached(consent: ConsentAct, acts: Iterable[ConsentAct], on: date) -> tuple[UUID, ...]:
    """この同意によって、その日に伝えてよい機関(断りの言葉のある機関を除く)。"""
    known = list(acts)
    return tuple(scope.agency_id for scope in consent.scopes if not silenced(consent, known, scope.agency_id, on))


def lapsing_band(left: int, bands: Sequence[int]) -> int | None:
    """残りの日数が入る知らせの段(60・30・7日など)。一番せまい段を返し、どれにも入らなければ None。"""
    return min((band for band in bands if 0 <= left <= band), default=None)


def _silent(last: ConsentAct) -> Standing:
    if last.outcome is Outcome.REFUSED:
        return Standing(State.REFUSED, since=last.given_on)
    if last.withdrawn_on is not None:
        return Standing(State.WITHDRAWN, since=last.withdrawn_on)
    return Standing(State.LAPSED, until=last.valid_until, since=last.valid_until)
