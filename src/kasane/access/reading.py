"""決まった文で読む。画面を開くたびに通る問いは、文を組み立てる手間を省くため ORM を通さず、要る列だけをここから引く。

どの文も行の守り(RLS)のもとで読む。値は必ず引数で渡す。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

Row = tuple[Any, ...]


def rows_of(statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """文の答えの行をすべて返す。"""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Row] = cursor.fetchall()
    return found
