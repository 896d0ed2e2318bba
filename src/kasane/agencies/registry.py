"""去る人に付いている仕事の台帳: 各部屋が起動時に「何が残り、どう渡すか」を登録する。

登録のない仕事は引継ぎの画面に出ず、宙に浮く。新しい部屋が人や配属に仕事を結び付けるときは、必ずここへ登録する。
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kasane.agencies.domain import DutyLoad
from kasane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class DutyItem:
    """残っている仕事の一件。key はその部屋だけが読む番号、label は画面に出す見出し（個人の名前は入れない）。"""

    key: UUID
    label: str


Count = Callable[[UUID, date], Sequence[DutyItem]]
Transfer = Callable[..., Sequence[UUID]]


@dataclass(frozen=True, slots=True)
class Duty:
    """仕事の一種類。items(配属, 日) は残り、transfer は後任へ渡して、関わる人の識別子を返す。"""

    kind: str
    label: str
    items: Count
    transfer: Transfer

    def pass_to(self, successor_id: UUID, *, by: Actor, posting_id: UUID, on: date, reason: str) -> Sequence[UUID]:
        """残りのすべてを後任へ渡す。"""
        left = self.items(posting_id, on)
        return self.transfer(
            by=by, posting_id=posting_id, successor_id=successor_id, keys=[item.key for item in left], on=on, reason=reason
        )


_duties: dict[str, Duty] = {}


def register_duty(*, kind: str, label: str, count_query: Count, transfer_command: Transfer) -> None:
    """仕事の種類を登録する（起動時に一度）。

    kind: 符号（画面の欄の名前になる）。count_query(posting_id, on): その日以後も残る仕事。
    transfer_command(by, posting_id, successor_id, keys, on, reason): 後任へ渡し、記録の持ち主（人）の識別子を返す。
    同じ kind に別のものを登録すると、片方の仕事が消えるので ValueError で断る。
    """
    duty = Duty(kind, label, count_query, transfer_command)
    if _duties.setdefault(kind, duty) != duty:
        raise ValueError(f"引継ぎの種類「{kind}」が二度登録されました。")


def duties() -> tuple[Duty, ...]:
    """登録された種類。登録順。"""
    return tuple(_duties.values())


def loads_of(posting_id: UUID, on: date) -> tuple[DutyLoad, ...]:
    """この配属に、その日以後も残る仕事（種類ごと）。何もない種類は含まない。"""
    found = ((duty, duty.items(posting_id, on)) for duty in _duties.values())
    return tuple(DutyLoad(duty.kind, duty.label, tuple(item.label for item in items)) for duty, items in found if items)


def forget_duty(kind: str) -> Any:
    """登録を外す（試験が後始末に使う）。"""
    return _duties.pop(kind, None)
