# ruff: noqa: S608  (文に埋めるのは、この下の TABLES に書いた表と列の名だけで、外から来た文字は必ず引数で渡す)
"""取り込みの台: 行を一時表へ流し込み、集合として一度に突き合わせる(一行ずつの問い合わせをしない)。

一時表は所有者の関数 resources_open_staging() が開く。アプリの役割は表を作れず、行の守りのある表へは COPY できないため。
取引の終わりに消えるので、途中で失敗しても何も残らない。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from kasane.kernel.ids import new_id
from kasane.resources.domain import Listing, Merged, Remark, StagedRow, Target

_COPY: Final = "COPY pg_temp.resources_staging (seq, line, id, own_id, match_key, content_hash, data) FROM STDIN"
SqlValue = str | int | float | date | UUID | None
_LISTED: Final = ("id", "source_id", "source_key", "match_key", "content_hash", "first_seen", "last_seen", "ended_on", "version")


@dataclass(frozen=True, slots=True)
class TargetTable:
    """行き先の表。columns は一覧の内容の列、label は行を名指しするときに使う列。"""

    table: str
    columns: tuple[str, ...]
    label: str

    @property
    def values(self) -> str:
        """一時表の data から取り出した列の並び。"""
        return ", ".join(f"r.{column}" for column in self.columns)


TABLES: Final = {
    Target.RESOURCES: TargetTable(
        "resources_resource",
        (
            "name", "kana", "kind_code", "kind_text", "operator", "municipality_code", "postal_code", "address", "latitude", "longitude",
            "phone", "phone_key", "fax", "url", "opening_hours", "closed_days", "note", "legal_basis", "raw",
        ),
        "name",
    ),
    Target.POSTAL_CODES: TargetTable(
        "resources_postalcode",
        ("postal_code", "jis_code", "prefecture", "city", "town", "prefecture_kana", "city_kana", "town_kana", "note"),
        "postal_code",
    ),
    Target.MUNICIPALITIES: TargetTable(
        "resources_municipality", ("code", "prefecture", "name", "kana", "latitude", "longitude", "url", "effective_on"), "code"
    ),
    Target.BOUNDARIES: TargetTable("resources_boundary", ("code", "prefecture", "name", "geometry", "bounds"), "name"),
}  # fmt: skip


class Merging:
    """一つの一覧の突き合わせ。取引の中で、stage → settle → apply の順に一度だけ使う。"""

    def __init__(self, source_id: UUID, listing: Listing) -> None:
        self._source = source_id
        self._listing = listing
        self._target = TABLES[listing.target]
        self._table = self._target.table

    def stage(self, rows: Iterable[StagedRow]) -> int:
        """行を一時表へ流し込む。rows は一度だけ読む。返すのは行数。"""
        count = 0
        with connection.cursor() as cursor:
            # 画面のための 30 秒の打ち切りは、流し込み(全行で一つの文)には短い。統計のまだない表との突き合わせで一行ずつの
            # 入れ子の結合が選ばれると行数の二乗になるので、この取引では集合どうしの結合だけを使う。
            cursor.execute(
                "SELECT set_config('statement_timeout', '15min', true), set_config('enable_nestloop', 'off', true),"
                " resources_open_staging()"
            )
            with cursor.copy(_COPY) as copy:
                for row in rows:
                    count += 1
                    copy.write_row(_record(count, row))
        return count

    def settle(self, remembered: str) -> str:
        """行の見分け方を決め、source_key を付ける。remembered は前回の見分け方(無ければ空)。返すのは使った見分け方。"""
        identity = remembered or self._choose_identity()
        key = "'na:' || match_key"
        if identity == "own_id":
            key = "CASE WHEN own_id <> '' AND own_count = 1 THEN 'id:' || own_id ELSE 'na:' || match_key END"
        self._run(
            "UPDATE pg_temp.resources_staging s SET source_key = k.key FROM ("
            f" SELECT seq, {key} AS key FROM (SELECT seq, own_id, match_key, count(*) OVER (PARTITION BY own_id) AS own_count"
            " FROM pg_temp.resources_staging) c) k WHERE k.seq = s.seq"
        )
        # 統計は source_key を付けた後に取る。前に取ると、全行が同じ鍵に見え、突き合わせが行数の二乗になる。
        self._row("SELECT resources_measure_staging()")
        return identity

    def _choose_identity(self) -> str:
        """番号が行の三分の二以上で重ならず、ただの連番でなければ番号を使う。連番は行の出入りでずれるため使わない。"""
        total, alone, running = self._row(
            "SELECT count(*), count(*) FILTER (WHERE own_id <> '' AND own_count = 1),"
            " coalesce(bool_and(own_id ~ '^[0-9]{1,6}$') AND min(length(own_id)) > 0"
            "  AND max(CASE WHEN own_id ~ '^[0-9]{1,6}$' THEN own_id::int END) <= 2 * count(*) + 10"
            "  AND min(CASE WHEN own_id ~ '^[0-9]{1,6}$' THEN own_id::int END) <= 10, false)"
            " FROM (SELECT own_id, count(*) OVER (PARTITION BY own_id) AS own_count FROM pg_temp.resources_staging) c"
        )
        return "own_id" if total and alone * 3 >= total * 2 and not running else "match_key"

    def repeated(self) -> tuple[list[Remark], list[Remark]]:
        """同じファイルの中の重なり。

        内容も同じ行は除き、理由を返す(第一の値)。名前と住所だけ同じ行は両方入れ、気づきを返す(第二の値)。
        """
        removed = self._all(
            "DELETE FROM pg_temp.resources_staging s USING ("
            " SELECT seq, row_number() OVER w AS nth, first_value(line) OVER w AS first FROM pg_temp.resources_staging"
            " WINDOW w AS (PARTITION BY source_key, content_hash ORDER BY seq)) d"
            " WHERE d.seq = s.seq AND d.nth > 1 RETURNING s.line, d.first"
        )
        twins = self._all(
            "UPDATE pg_temp.resources_staging s SET source_key = s.source_key || '#' || d.nth FROM ("
            " SELECT seq, row_number() OVER w AS nth, first_value(line) OVER w AS first FROM pg_temp.resources_staging"
            " WINDOW w AS (PARTITION BY source_key ORDER BY seq)) d WHERE d.seq = s.seq AND d.nth > 1 RETURNING s.line, d.first"
        )
        return (
            [Remark(line, f"{first} 行目と同じ内容です(重複のため入れません)。") for line, first in sorted(removed)],
            [Remark(line, f"{first} 行目と同じ名前・住所です。別の行として入れました。") for line, first in sorted(twins)],
        )

    def adopt(self) -> None:
        """番号が付け替わった行を、名前と住所が一対一で合うときだけ、前と同じ行として引き継ぐ。"""
        self._run(
            "WITH fresh AS (SELECT min(s.source_key) AS source_key, s.match_key FROM pg_temp.resources_staging s WHERE s.match_key <> ''"
            "  GROUP BY s.match_key HAVING count(*) = 1), "
            f"known AS (SELECT (array_agg(t.id))[1] AS id, min(t.source_key) AS source_key, t.match_key FROM {self._table} t"
            "  WHERE t.source_id = %s GROUP BY t.match_key HAVING count(*) = 1) "
            f"UPDATE {self._table} t SET source_key = fresh.source_key FROM fresh JOIN known USING (match_key)"
            " WHERE t.id = known.id AND known.source_key <> fresh.source_key"
            " AND NOT EXISTS (SELECT 1 FROM pg_temp.resources_staging s WHERE s.source_key = known.source_key)"
            f" AND NOT EXISTS (SELECT 1 FROM {self._table} o WHERE o.source_id = %s AND o.source_key = fresh.source_key)",
            self._source, self._source,
        )  # fmt: skip

    def apply(self, merged: Merged) -> None:
        """変更・追加・そのままを、この順に反映し、件数を merged に入れる。"""
        edition = self._listing.edition
        assigned = ", ".join(f"{column} = r.{column}" for column in self._target.columns)
        same = "t.source_id = %s AND t.source_key = s.source_key"
        record = f"pg_temp.resources_staging s, jsonb_populate_record(NULL::{self._table}, s.data) r"
        merged.unchanged = self._row(
            f"SELECT count(*) FROM {self._table} t, pg_temp.resources_staging s WHERE {same}"
            " AND t.content_hash = s.content_hash AND t.ended_on IS NULL", self._source,
        )[0]  # fmt: skip
        self._run(
            f"UPDATE {self._table} t SET last_seen = %s FROM pg_temp.resources_staging s WHERE {same}"
            " AND t.content_hash = s.content_hash AND t.ended_on IS NULL AND t.last_seen < %s", edition, self._source, edition,
        )  # fmt: skip
        merged.updated = self._run(
            f"UPDATE {self._table} t SET {assigned}, match_key = s.match_key, content_hash = s.content_hash, last_seen = %s,"
            f" ended_on = NULL, version = t.version + 1 FROM {record} WHERE {same}"
            " AND (t.content_hash <> s.content_hash OR t.ended_on IS NOT NULL)", edition, self._source,
        )  # fmt: skip
        merged.created = self._run(
            f"INSERT INTO {self._table} ({', '.join(_LISTED)}, {', '.join(self._target.columns)})"
            f" SELECT s.id, %s, s.source_key, s.match_key, s.content_hash, %s, %s, NULL, 1, {self._target.values} FROM {record}"
            f" WHERE NOT EXISTS (SELECT 1 FROM {self._table} t WHERE {same})",
            self._source, edition, edition, self._source,
        )  # fmt: skip

    def missing(self) -> tuple[int, int]:
        """(いま載っている件数, そのうち新しい版に無い件数)。"""
        before, gone = self._row(
            f"SELECT count(*), count(*) FILTER (WHERE s.source_key IS NULL) FROM {self._table} t"
            " LEFT JOIN pg_temp.resources_staging s ON s.source_key = t.source_key WHERE t.source_id = %s AND t.ended_on IS NULL",
            self._source,
        )
        return before, gone

    def end_missing(self) -> list[str]:
        """新しい版に無い行を「掲載終了」にする(消さない)。返すのは、その行の名。"""
        rows = self._all(
            f"UPDATE {self._table} t SET ended_on = %s, version = t.version + 1 WHERE t.source_id = %s AND t.ended_on IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM pg_temp.resources_staging s WHERE s.source_key = t.source_key)"
            f" RETURNING t.{self._target.label}",
            self._listing.edition, self._source,
        )  # fmt: skip
        return sorted(name for (name,) in rows)

    def elsewhere(self) -> list[Remark]:
        """ほかの一覧にも同じ名前・住所で載っている行(社会資源だけ)。"""
        if self._listing.target is not Target.RESOURCES:
            return []
        rows = self._all(
            "SELECT s.line, string_agg(DISTINCT split_part(o.name, '/', 2), '、') FROM pg_temp.resources_staging s"
            " JOIN resources_resource t ON t.match_key = s.match_key AND t.source_id <> %s AND t.ended_on IS NULL"
            " JOIN resources_listingsource o ON o.id = t.source_id WHERE s.match_key <> '' GROUP BY s.line ORDER BY s.line",
            self._source,
        )
        return [Remark(line, f"ほかの一覧にも同じ名前・住所で載っています({names})。") for line, names in rows]

    def _run(self, sql: str, *parameters: SqlValue) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return int(cursor.rowcount)

    def _row(self, sql: str, *parameters: SqlValue) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchone()

    def _all(self, sql: str, *parameters: SqlValue) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())


def _record(seq: int, row: StagedRow) -> tuple[object, ...]:
    data = {**row.content, "raw": row.raw} if row.raw else row.content
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return seq, row.line, new_id(), row.own_id, row.match_key, digest, text
