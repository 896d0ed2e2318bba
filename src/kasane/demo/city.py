"""市の規模: 見本の町に、38万人の台帳を所有者の COPY で足す(表と根拠の形はコマンドと同じ)。測定もこれを使う。"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction
from psycopg import Connection, sql

from kasane.access.session import acting_as
from kasane.agencies.commands import register as registry
from kasane.agencies.commands import staff as staffing
from kasane.agencies.domain import Field
from kasane.audit.models import JournalEntry
from kasane.demo.city_rows import COPY_ORDER, Batch, CityRows, Desk, columns
from kasane.demo.load import JOB, note_loaded, throwaway_passwords
from kasane.kernel import clock
from kasane.kernel.actor import Role
from kasane.people.models import SearchKey

Say = Callable[[str], None]
BATCH: Final = 10_000
MARK: Final = "市の規模"
WARD_OFFICES: Final = 24
_SAY_EVERY: Final = 50_000
_OFFICE: Final = "0201"


@dataclass(frozen=True, slots=True)
class Loaded:
    """入れた数。"""

    people: int
    keys: int
    grants: int


def load(seed: int, people: int, *, say: Say) -> int:
    """見本の町に、市の規模の台帳を足す。すでに足してあれば何もしない。返り値は終了コード。"""
    if _already():
        say("市の規模の台帳はすでに入っています。何も変えていません。")
        return 0
    began = time.monotonic()
    with throwaway_passwords(), transaction.atomic(), acting_as(JOB):
        _ward_offices()
    owner = connections["owner"]
    with transaction.atomic("owner"):
        owner.ensure_connection()
        made = load_people(owner.connection, _receiving(owner.connection), people=people, seed=seed, say=say)
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE")
    note_loaded(by=JOB, reason=f"{MARK}の台帳({people}人、種{seed})を読み込んだ")
    seconds = time.monotonic() - began
    say(f"市の規模の台帳を入れました({made.people:,} 人、{seconds:.1f} 秒、毎秒 {made.people / seconds:,.0f} 人)")
    return 0


def load_people(connection: Connection[Any], agencies: Sequence[UUID], *, people: int, seed: int = 1, say: Say = lambda _: None) -> Loaded:
    """架空の人・世帯・鍵・居どころ・根拠を入れる。

    connection: 所有者の psycopg 接続(取引の中)。agencies: 受付機関にする機関で、先頭ほど多くの人を受け持つ(順位に反比例)。
    途中で失敗すれば何も入らない。索引と外部キーの検査は最後にまとめて作り直す(一行ずつより数倍速い)。
    """
    rows = CityRows(seed, _desks(connection, agencies), clock.now().isoformat())
    aside = _set_aside(connection)
    done = keys = grants = 0
    with ThreadPoolExecutor(1) as pool:
        writing: Future[None] | None = None
        for batch in rows.batches(people, BATCH):
            if writing is not None:
                writing.result()
            writing = pool.submit(_copy, connection, batch)
            before, done = done, done + batch.people
            keys, grants = keys + len(batch.lines[SearchKey]), grants + len(batch.lines[COPY_ORDER[1]])
            if done // _SAY_EVERY > before // _SAY_EVERY:
                say(f"{done:,} / {people:,} 人")
        if writing is not None:
            writing.result()
    say("索引を作り直しています")
    for statement in aside:
        connection.execute(statement)
    return Loaded(done, keys, grants)


def _copy(connection: Connection[Any], batch: Batch) -> None:
    with connection.cursor() as cursor:
        for model in COPY_ORDER:
            names = sql.SQL(", ").join(map(sql.Identifier, columns(model)))
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)) as copy:
                copy.write("".join(batch.lines[model]))


def _set_aside(connection: Connection[Any]) -> list[sql.SQL]:
    """入れる表の外部キーと補助の索引を外し、戻すための文を返す。主キーと CHECK は外さない。"""
    tables = [model._meta.db_table for model in COPY_ORDER]
    keys = connection.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s) ORDER BY conname",
        [tables],
    ).fetchall()
    indexes = connection.execute(
        "SELECT quote_ident(indexname), indexdef FROM pg_indexes i WHERE schemaname = 'public' AND tablename = ANY (%s)"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = (quote_ident(i.indexname))::regclass AND c.contype <> 'f')"
        " ORDER BY indexname",
        [tables],
    ).fetchall()
    connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for table, name, _ in keys:
        connection.execute(sql.SQL(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    for name, _ in indexes:
        connection.execute(sql.SQL(f"DROP INDEX {name}"))
    made = [definition for _, definition in indexes]
    made += [f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in keys]
    return [sql.SQL(statement) for statement in made]


def _desks(connection: Connection[Any], agencies: Sequence[UUID]) -> list[Desk]:
    """機関と、そこで受け付けた配属。職員のいない機関の記録は、機関の識別子を記録者とする。"""
    rows = connection.execute("SELECT DISTINCT ON (agency_id) agency_id, id FROM agencies_posting ORDER BY agency_id, valid_from, id")
    posting = dict(rows.fetchall())
    return [(str(agency), str(posting.get(agency, agency))) for agency in agencies]


def _receiving(connection: Connection[Any]) -> list[UUID]:
    """人を受け付けられる職員のいる機関。地区の相談室が多くを受け持つよう、開設の新しい順に並べる。"""
    rows = connection.execute(
        "SELECT a.id FROM agencies_agency a WHERE a.closed_on IS NULL AND EXISTS"
        " (SELECT 1 FROM agencies_posting p WHERE p.agency_id = a.id AND 'consultant' = ANY (p.roles)) ORDER BY a.id DESC"
    )
    return [row[0] for row in rows.fetchall()]


def _already() -> bool:
    with transaction.atomic(), acting_as(JOB):
        return JournalEntry.objects.filter(account_id=JOB.account_id, reason__startswith=MARK).exists()


def _ward_offices() -> None:
    """市の規模では、地区ごとの相談室を足して、およそ60の機関にする。"""
    on = clock.today()
    for number in range(1, WARD_OFFICES + 1):
        draft = registry.AgencyDraft(
            name=f"第{number}地区相談室", field=Field.POVERTY, kind=_OFFICE, phone=f"0000-01-{number:04}", is_window=True
        )
        agency_id = registry.register_agency(by=JOB, agency=draft)
        account = staffing.create_account(by=JOB, login_id=f"ward-{number:02}.1", name=f"区野　{number}郎", kana="クノ")
        staffing.appoint(
            by=JOB,
            account_id=account.account_id,
            agency_id=agency_id,
            roles=(Role.CONSULTANT, Role.MANAGER),
            valid_from=on,
            reason="見本の町の発令",
        )
