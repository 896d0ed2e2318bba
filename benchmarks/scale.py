"""測定に使うデータベース: 見本の町に、種から決まる40万人を足したもの。一度だけ作り、使い回す。"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from benchmarks import places
from benchmarks.people_scale import load
from kasane.kernel.ids import new_id

SMALL_RANK = 36  # 機関の大きさは順位に反比例する。この順位の機関が、40万人のうち約3千人を受け持つ。


def exists(name: str) -> bool:
    """このデータベースがあるか。"""
    with places.maintenance() as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop(name: str) -> None:
    """このデータベースを消す。なければ何もしない。"""
    with places.maintenance() as connection:
        try:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except InsufficientPrivilege:
            # 自動の掃除が動いていると FORCE は断られる。FORCE なしなら、PostgreSQL が掃除を止めて待つ。
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def create(name: str) -> None:
    """空のデータベースを作る。"""
    with places.maintenance() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))


def ensure(people: int = places.PEOPLE, seed: int = places.SEED) -> dict[str, Any]:
    """測定のデータベースを用意する。人数か種が違うもの、途中で止まったものは作り直す。返り値はその中身の数。"""
    wanted = {"people": people, "seed": seed}
    found = _remembered() if exists(places.DATABASE) else None
    if found is None or any(found[key] != value for key, value in wanted.items()):
        print(f"・測定のデータベース {places.DATABASE} を作っています（{people:,} 人、はじめの1回だけ）", flush=True)
        drop(places.DATABASE)
        create(places.DATABASE)
        places.python(["-m", "kasane.cli", "prepare"])
        places.python(["-m", "kasane.cli", "demo", "--seed", str(seed)])
        found = wanted | _fill(people, seed)
        _remember(found)
    places.python(["-m", "kasane.cli", "prepare"])
    return found


def _fill(people: int, seed: int) -> dict[str, Any]:
    with places.owner() as connection:
        with connection.transaction():
            agencies = _agencies(connection)
            loaded = load(connection, agencies, people=people, seed=seed)
            _stand(connection)
        connection.execute("VACUUM (ANALYZE)")
        return {"people_loaded": loaded.people, "keys": loaded.keys, "grants": loaded.grants, "small_desk_people": _held(connection)}


def _agency_of(connection: Any, login_id: str) -> UUID:
    row = connection.execute(
        "SELECT p.agency_id FROM agencies_posting p JOIN agencies_account a ON a.id = p.account_id WHERE a.login_id = %s"
        " ORDER BY p.valid_from, p.id LIMIT 1",
        [login_id],
    ).fetchone()
    if row is None:
        raise SystemExit(f"エラー: 見本の町に {login_id} がいません。")
    return UUID(str(row[0]))


def _agencies(connection: Any) -> list[UUID]:
    small, wide = (_agency_of(connection, login_id) for login_id in (places.SMALL_DESK, places.WIDE_DESK))
    rows = connection.execute("SELECT id FROM agencies_agency WHERE closed_on IS NULL ORDER BY name, id").fetchall()
    others = [row[0] for row in rows if row[0] not in (small, wide)]
    others.insert(min(SMALL_RANK - 1, len(others)), small)
    return others


def _stand(connection: Any) -> None:
    """全員が見える窓口に、種類1（本人の基本の記録）の常時の根拠を与える。"""
    connection.execute(
        "INSERT INTO access_grant (id, kind, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_at, ended_reason)"
        " SELECT %s, 1, 'agency', %s, 'standing', false, now(), '測定', now(), ''"
        " WHERE NOT EXISTS (SELECT 1 FROM access_grant WHERE compartment_id IS NULL AND kind = 1 AND holder_id = %s)",
        [new_id(), (wide := _agency_of(connection, places.WIDE_DESK)), wide],
    )


def _held(connection: Any) -> int:
    row = connection.execute(
        "SELECT count(DISTINCT compartment_id) FROM access_grant WHERE holder_id = %s", [_agency_of(connection, places.SMALL_DESK)]
    ).fetchone()
    return int(row[0])


def largest_desk() -> str:
    """いちばん多くの人を受け持つ機関の、今日配属中の一人のサインイン名。"""
    with places.owner() as connection:
        row = connection.execute(
            "SELECT a.login_id FROM agencies_posting p JOIN agencies_account a ON a.id = p.account_id AND a.is_active"
            " WHERE p.valid_from <= current_date AND (p.valid_to IS NULL OR p.valid_to > current_date)"
            " ORDER BY (SELECT count(*) FROM access_grant g WHERE g.holder_id = p.agency_id) DESC, a.login_id LIMIT 1"
        ).fetchone()
    if row is None:
        raise SystemExit("エラー: 測定のデータベースに、今日配属中の人がいません。")
    return str(row[0])


def _remember(found: dict[str, Any]) -> None:
    with places.owner() as connection:
        text = sql.Literal(json.dumps(found))
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(places.DATABASE), text))


def _remembered() -> dict[str, Any] | None:
    with places.owner() as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return json.loads(row[0]) if row and row[0] else None
