"""記録の本文を一度に大量に入れる手順(所有者の接続だけ。市の規模の見本と、移行のため)。

begin → COPY COPY_TARGET に copy_row の行 → finish。索引は入れ終えてから作る方が、一行ずつ足すより数十倍速い(docs/adr/0008)。
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from kasane.access.domain import Kind
from kasane.kernel.folding import fold_letters

COPY_TARGET: Final = "search_text (source_id, source_kind, compartment_id, room_kind, context_id, happened_on, folded)"
_FIND: Final = (Path(__file__).parent / "sql" / "find.sql").read_text(encoding="utf-8")
BEGIN: Final = ("DROP INDEX IF EXISTS search_text_grams", "ALTER TABLE search_text DISABLE TRIGGER search_text_room_kind")
# 引き金を止めている間に、区画の種類の違う行が入れば、常時の根拠の判断が狂う。入れ終えてから全部を突き合わせる。
CHECK: Final = """DO $$ BEGIN IF EXISTS (SELECT 1 FROM search_text t LEFT JOIN access_compartment c ON c.id = t.compartment_id
    WHERE c.kind IS DISTINCT FROM t.room_kind) THEN RAISE EXCEPTION 'search_text: 区画の種類の合わない行があります'; END IF; END $$"""


def _index() -> str:
    found = re.search(r"CREATE INDEX search_text_grams [^;]*", _FIND)
    if found is None:
        raise RuntimeError("find.sql に search_text_grams の索引がありません。")
    return found.group()


FINISH: Final = ("ALTER TABLE search_text ENABLE TRIGGER search_text_room_kind", CHECK, _index(), "ANALYZE search_text")


def copy_row(
    *, source_kind: str, source_id: UUID, compartment_id: UUID, room_kind: Kind, context_id: UUID, happened_on: date, text: str
) -> tuple[Any, ...]:
    """COPY の一行。引数は commands.put と同じ。日付の順に入れると、新しい記録が近くに並び、さがすのが速い。"""
    return source_id, source_kind, compartment_id, int(room_kind), context_id, happened_on, fold_letters(text)


def begin(connection: Any) -> None:
    """入れる前: 索引を外し、一行ごとの引き金を止める。connection は所有者の psycopg の接続。"""
    for statement in BEGIN:
        connection.execute(statement)


def finish(connection: Any) -> None:
    """入れた後: 引き金を戻し、区画の種類を突き合わせ(違えば例外で、取引ごと取り消される)、索引を作る。"""
    connection.execute("SELECT set_config('maintenance_work_mem', '256MB', false)")
    for statement in FINISH:
        connection.execute(statement)
