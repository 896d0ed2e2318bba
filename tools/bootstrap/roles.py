"""役割（持ち主・業務・監査・外の窓口）とデータベースの用意。同梱データベースも、市の PostgreSQL も、同じ SQL を使う。"""

from __future__ import annotations

import hashlib
import subprocess

from config.databases import ROLES, Endpoint
from config.home import ROOT, home, secret
from tools.bootstrap import cluster as places
from tools.bootstrap.cluster import Cluster
from tools.bootstrap.report import Stop
from tools.bootstrap.scram import verifier

SQL = ROOT / "src" / "kasane" / "cli" / "sql"
STAMP = "roles.stamp"


def sql(name: str) -> str:
    """役割・接続・権限の SQL（roles・connect・database）。"""
    return (SQL / f"{name}.sql").read_text("utf-8")


def passwords() -> str:
    """鍵の置き場の合言葉を、照合値にして役割に付ける SQL。"""
    return "\n".join(f"ALTER ROLE {role} PASSWORD '{verifier(secret(role))}';" for role in ROLES.values())


def prepare_embedded(cluster: Cluster, place: Endpoint) -> None:
    """同梱データベースに役割とデータベースを用意する。SQL が前と同じなら何もしない。

    試験用のデータベースを作れるのは、同梱（開発）のときの持ち主だけ。
    """
    mark = hashlib.sha256(f"{cluster.data}{sql('roles')}{sql('connect')}{sql('database')}".encode()).hexdigest()
    stamp = home() / STAMP
    if stamp.exists() and stamp.read_text("ascii") == mark:
        return
    _psql(cluster, place, "postgres", f"{sql('roles')}\n{passwords()}\nALTER ROLE kasane_owner CREATEDB;")
    if place.name not in _psql(cluster, place, "postgres", "SELECT datname FROM pg_database;").split():
        _psql(cluster, place, "postgres", f"CREATE DATABASE {place.name} OWNER kasane_owner TEMPLATE template0;")
    _psql(cluster, place, place.name, f"SET ROLE kasane_owner;\n{sql('connect')}\n{sql('database')}")
    stamp.write_text(mark, "ascii")


def _psql(cluster: Cluster, place: Endpoint, database: str, text: str) -> str:
    command = [cluster.programs().path("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", "-"]
    environment = {
        **places.environment(),
        "PGHOST": place.host,
        "PGPORT": str(place.port),
        "PGUSER": places.SUPERUSER,
        "PGPASSWORD": secret("postgres"),
        "PGDATABASE": database,
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    answer = subprocess.run(command, input=text, capture_output=True, text=True, env=environment, cwd="/", check=False)
    if answer.returncode != 0:
        raise Stop(f"データベースの役割を用意できませんでした。\n{answer.stderr.strip()}")
    return answer.stdout
