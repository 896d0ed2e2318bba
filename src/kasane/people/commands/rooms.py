"""区画に対して人の側から行うこと: 名指し、封印とその解除、ほかの人の緊急閲覧を閉じる。

どれもデータベースの関数が、管理する根拠を持つ人かを自分で確かめる。だめなら Refused。
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from kasane.access import guarded
from kasane.access.domain import Ground, HolderKind
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id

_REFUSAL = "この記録を管理する根拠(受付・主担当・市・名指し)を持つ人だけができます。"


def ask(sql: str, parameters: list[Any], refusal: str = _REFUSAL) -> Any:
    """関数を一つ呼び、その答えを返す。関数が権限なしとして断れば Refused。"""
    return guarded.ask(sql, parameters, refusal=refusal)


def give(room: UUID, *, holder_kind: HolderKind, holder_id: UUID, ground: Ground, until: object, reason: str) -> UUID:
    """根拠を与え、その識別子を返す。"""
    grant_id = new_id()
    ask(
        "SELECT access_give(%s, %s, %s, %s, %s, %s, %s, %s)",
        [grant_id, room, holder_kind.value, holder_id, ground.value, clock.now(), until, reason],
    )
    return grant_id


def name_accounts(room: UUID, accounts: Iterable[UUID], *, by: Actor, reason: str) -> None:
    """この区画を見られる人を名指しする。行為者自身には与えられない(区画を開いたときに名指しになっている)。"""
    for account_id in dict.fromkeys(accounts):
        if account_id != by.account_id:
            give(room, holder_kind=HolderKind.ACCOUNT, holder_id=account_id, ground=Ground.NAMED, until=None, reason=reason)


def seal(room: UUID, *, cause: UUID, keepers: Iterable[UUID], reason: str) -> None:
    """封印し、名指しの人だけを残す。cause(支援措置)ごとに決まった識別子で置くので、後から同じ封印を解ける。"""
    ask("SELECT access_deny_room(%s, %s, 'seal', NULL, %s)", [seal_id(room, cause), room, reason])
    ask("SELECT people_close_to_others(%s, %s::uuid[])", [room, list(keepers)])


def lift(room: UUID, *, cause: UUID) -> None:
    """この支援措置で置いた封印を解く。"""
    ask("SELECT people_lift_seal(%s, %s)", [seal_id(room, cause), room])


def seal_id(room: UUID, cause: UUID) -> UUID:
    """封印の識別子。"""
    return uuid5(cause, str(room))
