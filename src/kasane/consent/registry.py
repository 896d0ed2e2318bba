"""上の層がつなぐもの: 事案を開いた日、同意を記録したときと取り消したときにすること。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol
from uuid import UUID

from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries.ledger import ConsentLine
from kasane.kernel.actor import Actor


class WithdrawalHandler(Protocol):
    """取り消しで終わるものを、同じ取引の中で終わらせ、だれに何が伝わっていたかを返す関数。"""

    def __call__(self, *, by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]: ...


class RecordedHandler(Protocol):
    """同意(断り)が記録されたときに、同じ取引の中で行う関数(経過に一行を残す、など)。"""

    def __call__(self, *, by: Actor, consent: ConsentLine) -> None: ...


_withdrawal: list[WithdrawalHandler] = []
_recorded: list[RecordedHandler] = []
_opened_on: list[Callable[[UUID], date]] = []


def on_withdrawal(handler: WithdrawalHandler) -> None:
    """取り消しのときに行うことを登録する(事案の部屋が起動時に)。同じ関数は一度だけ入る。"""
    if handler not in _withdrawal:
        _withdrawal.append(handler)


def on_recorded(handler: RecordedHandler) -> None:
    """記録のときに行うことを登録する。同じ関数は一度だけ入る。"""
    if handler not in _recorded:
        _recorded.append(handler)


def knows_case(opened_on: Callable[[UUID], date]) -> None:
    """事案を開いた日を答える関数を登録する。見えない事案なら NotVisible を投げる関数であること。"""
    _opened_on[:] = [opened_on]


def case_opened_on(case_id: UUID) -> date:
    """事案を開いた日。だれも登録していなければ、作り手の誤りとして止める。"""
    if not _opened_on:
        raise RuntimeError("事案を開いた日を答える関数が登録されていません。")
    return _opened_on[0](case_id)


def recorded(*, by: Actor, consent: ConsentLine) -> None:
    """記録したことを、登録されたすべての関数に伝える。"""
    for handler in _recorded:
        handler(by=by, consent=consent)


def withdrawn(*, by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]:
    """取り消しを登録されたすべての関数に伝え、伝わっていた相手を集める。

    後から登録された上の層から先に行う。下の層(事案)が部屋を閉じると、取り消しを受けた機関自身も読めなくなることがあるため。
    """
    return tuple(shared for handler in reversed(_withdrawal) for shared in handler(by=by, consent=consent))
