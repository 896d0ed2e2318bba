"""データベースの関数を呼ぶ: 関数が「権限なし」として断ったら、その理由を利用者の言葉の Refused にする。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from kasane.kernel.decision import Decision, Refused


def rows(sql: str, parameters: Sequence[Any], *, refusal: str, ground: str = "閲覧権限") -> list[tuple[Any, ...]]:
    """関数を呼び、返った行をすべて返す。断られたら refusal を理由とする Refused。取引の途中でも、外側は続けられる。"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise Refused(Decision.no(refusal, ground)) from error
        raise


def ask(sql: str, parameters: Sequence[Any], *, refusal: str, ground: str = "閲覧権限") -> Any:
    """関数を一つ呼び、その答え(一行目の一列目)を返す。"""
    return rows(sql, parameters, refusal=refusal, ground=ground)[0][0]
