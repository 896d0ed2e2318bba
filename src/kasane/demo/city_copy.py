"""所有者の COPY の道具: 行のひな形、識別子、流し込み、索引・外部キー・引き金をいったん外して戻すこと。"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

from django.db.models import NOT_PROVIDED, Model
from psycopg import Connection, sql

_SLOT: Final = "%s"
NULL: Final = r"\N"
Lines = dict[type[Model], list[str]]


def columns(model: type[Model]) -> tuple[str, ...]:
    """表の列の名前(モデルの並び)。"""
    return tuple(str(column.column) for column in model._meta.concrete_fields)


def text(value: Any) -> str:
    r"""COPY の文字。空は \N、真偽は t・f。見本の値にタブ・改行・逆斜線はない。"""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)


def template(model: type[Model], *varying: str, **fixed: Any) -> str:
    """一行のひな形。varying の列だけを差し込み口にし、fixed にない列はモデルの既定値で埋める。

    どこにも値のない列があれば、コマンドと形がずれているので LookupError で止める。
    """
    cells = []
    order = []
    for column in model._meta.concrete_fields:
        if column.attname in varying:
            cells.append(_SLOT)
            order.append(column.attname)
        else:
            cells.append(text(fixed[column.attname] if column.attname in fixed else _default(column)).replace("%", "%%"))
    if tuple(order) != varying:
        raise LookupError(f"{model.__name__}: 差し込む列の並びが表と違います: {order}")
    return "\t".join(cells) + "\n"


def _default(column: Any) -> Any:
    if column.default is NOT_PROVIDED and not column.null:
        raise LookupError(f"{column.model.__name__}.{column.attname} の値が決まっていません。")
    return column.get_default()


class Ids:
    """UUIDv7 を文字で続けて作る。kernel.ids と同じ形で、作った順に並ぶ(経過は、同じ日の中では番号の順に並ぶため)。

    一人に十いくつも要るので、乱数は一度にまとめて取る。
    """

    def __init__(self) -> None:
        self._spare: list[str] = []

    def __call__(self) -> str:
        if not self._spare:
            head = f"{time.time_ns() // 1_000_000:012x}"
            noise = secrets.token_hex(9 * 4096)
            made = [f"{head}7{noise[at : at + 3]}8{noise[at + 3 : at + 18]}" for at in range(0, len(noise), 18)]
            self._spare = sorted(made, reverse=True)
        return self._spare.pop()


def pour(connection: Connection[Any], batches: Iterable[Lines]) -> Iterator[Lines]:
    """続けて流し込む。一束を送る間に、次の束を作る。送り始めた束を返す(送り終えたかは、次の束で確かめる)。"""
    with ThreadPoolExecutor(1) as pool:
        writing: Future[None] | None = None
        for lines in batches:
            if writing is not None:
                writing.result()
            writing = pool.submit(write, connection, lines)
            yield lines
        if writing is not None:
            writing.result()


def write(connection: Connection[Any], lines: Lines) -> None:
    """表ごとに COPY する(並びは lines のまま)。"""
    with connection.cursor() as cursor:
        for model, rows in lines.items():
            if rows:
                names = sql.SQL(", ").join(map(sql.Identifier, columns(model)))
                with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)) as copy:
                    copy.write("".join(rows))


@contextmanager
def aside(connection: Connection[Any], models: Sequence[type[Model]]) -> Iterator[None]:
    """この間、入れる表の外部キー・補助の索引・引き金を外す。主キーと CHECK は外さない。

    出るときに索引と外部キーをまとめて作り直すので、一意の決まり(伴走は一つなど)も外部キーも、入れた行のすべてについて確かめられる。
    引き金のする仕事は、入れる側が自分で行う。途中の失敗は取引ごと巻き戻る。
    """
    tables = [model._meta.db_table for model in models]
    again = [*_indexes(connection, tables), *_foreign_keys(connection, tables)]
    connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for drop, _ in reversed(again):
        connection.execute(drop)
    _triggers(connection, tables, "DISABLE")
    yield
    _triggers(connection, tables, "ENABLE")
    for _, make in again:
        connection.execute(make)


def _foreign_keys(connection: Connection[Any], tables: list[str]) -> list[tuple[sql.SQL, sql.SQL]]:
    rows = connection.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s) ORDER BY conname",
        [tables],
    ).fetchall()
    return [
        (sql.SQL(f"ALTER TABLE {table} DROP CONSTRAINT {name}"), sql.SQL(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
        for table, name, definition in rows
    ]


def _indexes(connection: Connection[Any], tables: list[str]) -> list[tuple[sql.SQL, sql.SQL]]:
    rows = connection.execute(
        "SELECT quote_ident(indexname), indexdef FROM pg_indexes i WHERE schemaname = 'public' AND tablename = ANY (%s)"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = (quote_ident(i.indexname))::regclass AND c.contype <> 'f')"
        " ORDER BY indexname",
        [tables],
    ).fetchall()
    return [(sql.SQL(f"DROP INDEX {name}"), sql.SQL(definition)) for name, definition in rows]


def _triggers(connection: Connection[Any], tables: list[str], what: str) -> None:
    for table in tables:
        connection.execute(sql.SQL("ALTER TABLE {} " + what + " TRIGGER USER").format(sql.Identifier(table)))
