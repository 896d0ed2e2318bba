"""仕事の記録を測るデータベース: 製品の命令（kasane demo --scale city）で作る。30万件の相談のものと、伸びを比べる十分の一のもの。"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from psycopg import sql

from benchmarks import places, scale
from kasane.kernel.ids import new_id

SMALL_CASES = 150  # 「少ししか見えない窓口」が持つ、続いている事案のおよその数
WIDE_KINDS = (1, 2, 3)  # 「全部が見える窓口」が常時の根拠で見る区画の種類（人、通常、要配慮）


@dataclass(frozen=True, slots=True)
class Town:
    """町の大きさ（台帳の人数と、相談の件数）。"""

    people: int = places.CITY_PEOPLE
    consultations: int = places.CONSULTATIONS

    def tenth(self) -> Town:
        """台帳は同じで、記録だけが十分の一の町。"""
        return Town(self.people, self.consultations // 10)


@dataclass(frozen=True, slots=True)
class Desks:
    """測る二つの窓口のサインイン名。cases は、続いている事案の数。"""

    small: str
    wide: str
    cases: int


def ensure(database: str, town: Town) -> None:
    """用意する。件数の違うもの、途中で止まったものは作り直す。"""
    wanted = {**asdict(town), "seed": places.SEED}
    if not scale.exists(database) or remembered(database) != wanted:
        print(
            f"・測定のデータベース {database} を作っています（{town.people:,} 人、相談 {town.consultations:,} 件、はじめの1回だけ）",
            file=sys.stderr,
            flush=True,
        )
        scale.drop(database)
        scale.create(database)
        places.python(["-m", "kasane.cli", "prepare"], database)
        size = ["--people", str(town.people), "--consultations", str(town.consultations)]
        said = places.python(["-m", "kasane.cli", "demo", "--seed", str(places.SEED), "--scale", "city", *size], database)
        print(said, end="", file=sys.stderr, flush=True)
        with places.owner(database) as connection:
            _stand(connection)
            connection.execute("VACUUM (ANALYZE)")
            text = sql.Literal(json.dumps(wanted))
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), text))
    places.python(["-m", "kasane.cli", "prepare"], database)


def remembered(database: str) -> dict[str, Any] | None:
    """このデータベースに書き残した中身の数。"""
    with places.owner(database) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return json.loads(row[0]) if row and row[0] else None


def _stand(connection: Any) -> None:
    """全部が見える窓口に、常時の根拠を与える（測定だけ）。"""
    for kind in WIDE_KINDS:
        connection.execute(
            "INSERT INTO access_grant (id, kind, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_at, ended_reason)"
            " VALUES (%s, %s, 'agency', %s, 'standing', false, now(), '測定', now(), '')",
            [new_id(), kind, _agency(connection, places.WIDE_CASE_DESK)],
        )


def _agency(connection: Any, login_id: str) -> UUID:
    row = connection.execute(
        "SELECT p.agency_id FROM agencies_posting p JOIN agencies_account a ON a.id = p.account_id WHERE a.login_id = %s"
        " ORDER BY p.valid_from, p.id LIMIT 1",
        [login_id],
    ).fetchone()
    return UUID(str(row[0]))


def desks(database: str) -> Desks:
    """続いている事案が 150 件にいちばん近い機関の、今日いる相談員。"""
    with places.owner(database) as connection:
        row = connection.execute(
            "SELECT a.login_id, held.cases FROM (SELECT i.agency_id, count(*) AS cases FROM cases_involvement i"
            " JOIN cases_case c ON c.id = i.case_id AND c.closed_on IS NULL"
            " WHERE i.role = 'companion' AND i.valid_to IS NULL GROUP BY i.agency_id) held"
            " JOIN agencies_posting p ON p.agency_id = held.agency_id AND 'consultant' = ANY (p.roles)"
            " AND p.valid_from <= current_date AND (p.valid_to IS NULL OR p.valid_to > current_date)"
            " JOIN agencies_account a ON a.id = p.account_id AND a.is_active"
            " WHERE a.login_id <> %s AND held.agency_id <> %s ORDER BY abs(held.cases - %s), a.login_id LIMIT 1",
            [places.WIDE_CASE_DESK, _agency(connection, places.WIDE_CASE_DESK), SMALL_CASES],
        ).fetchone()
    if row is None:
        raise SystemExit("エラー: 測定のデータベースに、事案を持つ窓口がありません。")
    return Desks(str(row[0]), places.WIDE_CASE_DESK, int(row[1]))


def open_cases(database: str, login_id: str, count: int) -> list[str]:
    """この窓口が今伴走している事案（新しい順）。"""
    with places.owner(database) as connection:
        rows = connection.execute(
            "SELECT c.id::text FROM cases_case c JOIN cases_involvement i ON i.case_id = c.id"
            " WHERE i.role = 'companion' AND i.valid_to IS NULL AND i.agency_id = %s AND c.closed_on IS NULL"
            " ORDER BY c.changed_at DESC, c.id LIMIT %s",
            [_agency(connection, login_id), count],
        ).fetchall()
    return [row[0] for row in rows]


def spread_cases(database: str, count: int) -> list[str]:
    """町の全体から、番号の順に間を空けて選んだ事案。"""
    with places.owner(database) as connection:
        rows = connection.execute(
            "SELECT id::text FROM (SELECT id, row_number() OVER (ORDER BY number) AS place, count(*) OVER () AS every FROM cases_case) c"
            " WHERE place %% greatest(every / %s, 1) = 0 ORDER BY place LIMIT %s",
            [count, count],
        ).fetchall()
    return [row[0] for row in rows]
