"""窓口の関数を呼ぶ。呼べるものはここにあるだけで、表は一つも読めない。一つの呼び出しが一つの取引で、答えが外へ出る前に確定する。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from kasane.portal import tokens


@dataclass(frozen=True, slots=True)
class Caller:
    """呼ぶ人: 入室の印と端末の印（Cookie の生の値）、接続元。"""

    session: str
    device: str
    address: str | None

    @property
    def proof(self) -> list[Any]:
        """関数に渡す、入室と端末の印。"""
        return [tokens.digest(self.session), tokens.digest(self.device)]


def open_door(*, token: str, code: str, caller: Caller) -> bool:
    """リンクの札と番号で入る。入れなかった理由は、だれにも返さない。"""
    given = [tokens.digest(token), tokens.code_digest(token, code), *reversed(caller.proof), caller.address]
    return bool(_ask("SELECT portal_open(%s::bytea, %s::bytea, %s::bytea, %s::bytea, %s::inet)", given))


def read(caller: Caller) -> dict[str, Any] | None:
    """今見てよいもの。見てよいものがなければ None。"""
    found = _ask("SELECT portal_read(%s::bytea, %s::bytea, %s::inet)", [*caller.proof, caller.address])
    content: dict[str, Any] | None = json.loads(found) if isinstance(found, str) else found
    return None if content is None else _with_times(content)


def acknowledge(caller: Caller, *, read: str) -> bool:
    """守秘を確認する。read は、読んだ文面の要約（画面が付けて返す十六進数）。"""
    try:
        given = [*caller.proof, bytes.fromhex(read), caller.address]
    except ValueError:
        return False
    return bool(_ask("SELECT portal_acknowledge(%s::bytea, %s::bytea, %s::bytea, %s::inet)", given))


def contribute(caller: Caller, *, message: UUID, text: str) -> bool:
    """自分が知っていることを足す。"""
    return bool(_ask("SELECT portal_contribute(%s::bytea, %s::bytea, %s, %s, %s::inet)", [*caller.proof, message, text, caller.address]))


def answer(caller: Caller, *, message: UUID, text: str) -> bool:
    """協力依頼に答える。"""
    return bool(_ask("SELECT portal_answer(%s::bytea, %s::bytea, %s, %s, %s::inet)", [*caller.proof, message, text, caller.address]))


def leave(caller: Caller) -> None:
    """出る。"""
    _ask("SELECT portal_leave(%s::bytea, %s::bytea, %s::inet)", [*caller.proof, caller.address])


def answers() -> bool:
    """データベースに届くか。"""
    return bool(_ask("SELECT 1", []) == 1)


def _ask(sql: str, given: list[Any]) -> Any:
    with connections["portal"].cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0]


def _with_times(content: dict[str, Any]) -> dict[str, Any]:
    for name in ("at", "leaves", "until", "published"):
        if content.get(name):
            content[name] = datetime.fromisoformat(content[name])
    for one in content.get("own", ()):
        one["at"] = datetime.fromisoformat(one["at"])
    return content
