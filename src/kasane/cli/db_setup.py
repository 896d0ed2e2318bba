"""kasane db-setup: 市の PostgreSQL に、かさねの役割とデータベースを用意する。"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

import psycopg
from psycopg import sql

from config import databases
from config.databases import ROLES, Endpoint
from config.home import secret
from kasane.cli.sql import text
from tools.bootstrap.scram import verifier

HAND_OVER = "データベースの管理者に `./kasane db-setup --print-sql` の出力を渡して、実行してもらってください。"


class SetupRefused(Exception):
    """用意できない。文は、何をすればよいかを言う。"""


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "DATABASE_URL の PostgreSQL（15〜18）に、役割（持ち主・業務・監査・外の窓口）とデータベースを用意します。何度行っても同じです。"
    parser = commands.add_parser("db-setup", help="市の PostgreSQL に役割とデータベースを用意する", description=about)
    parser.add_argument("--print-sql", action="store_true", help="行わずに、管理者に渡す SQL を出す")
    parser.add_argument("--reset-passwords", action="store_true", help="ほかの置き場が使っている役割でも、合言葉を付け直す")
    parser.add_argument("--quiet", action="store_true", help="できたときは何も出さない")
    parser.set_defaults(run=run, without_django=True)


def run(options: argparse.Namespace) -> int:
    """用意する。権限が足りない・版が違う・役割をほかの町が使っているときは、理由を言って断る。"""
    if options.print_sql:
        print(for_administrator())
        return 0
    url = os.environ.get("DATABASE_URL")
    if not url:
        print("エラー: DATABASE_URL に、役割を作れる利用者の接続先を書いてください。", file=sys.stderr)
        return 2
    try:
        prepare(databases.parse(url), reset=options.reset_passwords)
    except (SetupRefused, databases.DatabaseUrlRefused) as refusal:
        print(f"エラー: {refusal}", file=sys.stderr)
        return 1
    if not options.quiet:
        print("役割とデータベースを用意しました。")
    return 0


def for_administrator() -> str:
    """市のデータベース管理者に渡す SQL（psql で読む）。合言葉は含めず、その場で決めてもらう。"""
    name = databases.endpoint().name
    return "\n".join(
        [
            text("roles"),
            r"\password kasane_owner",
            r"\password kasane_app",
            r"\password kasane_audit",
            r"\password kasane_portal",
            f"CREATE DATABASE {name} OWNER kasane_owner TEMPLATE template0 ENCODING 'UTF8';",
            rf"\connect {name}",
            "SET ROLE kasane_owner;",
            text("connect"),
            text("database"),
        ]
    )


def prepare(admin: Endpoint, *, reset: bool = False) -> None:
    """役割・データベース・権限を用意する。

    admin: 役割を作れる利用者の接続先。reset: ほかの置き場が使う役割の合言葉も付け直す。
    すでにこちらの合言葉で4つの役割がつながるなら、役割には触れない。
    """
    name = databases.database_name(admin)
    _check_version(admin)
    if not _all_connect(admin, name):
        _create_roles(admin, name, reset)
        _create_database(admin, name)
    _let_tests_create_databases(admin)
    place = Endpoint(admin.host, admin.port, name, options=admin.options)
    with psycopg.connect(place.url("kasane_owner", secret("kasane_owner")), autocommit=True) as owner:
        owner.execute(text("connect").encode())
        owner.execute(text("database").encode())


def _connect(admin: Endpoint, name: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(admin.url(admin.user, admin.password, name), autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as problem:
        raise SetupRefused(f"DATABASE_URL につながりません（{str(problem).strip().splitlines()[0]}）。") from None


def _maintenance(admin: Endpoint) -> psycopg.Connection[Any]:
    """管理用データベースへの接続。そこに入れない利用者なら、URL のデータベースを使う。"""
    try:
        return _connect(admin, "postgres")
    except SetupRefused:
        return _connect(admin, admin.name)


def _check_version(admin: Endpoint) -> None:
    with _maintenance(admin) as connection:
        major = connection.info.server_version // 10_000
        encoding = connection.execute("SHOW server_encoding").fetchone()
    if not 15 <= major <= 18:
        raise SetupRefused(f"PostgreSQL {major} です。使えるのは 15〜18 です。")
    if encoding != ("UTF8",):
        raise SetupRefused("データベースの文字コードが UTF8 ではありません。")


def _all_connect(admin: Endpoint, name: str) -> bool:
    place = Endpoint(admin.host, admin.port, name, options=admin.options)
    try:
        for role in ROLES.values():
            psycopg.connect(place.url(role, secret(role)), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_roles(admin: Endpoint, name: str, reset: bool) -> None:
    with _maintenance(admin) as connection:
        others = connection.execute(
            "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = 'kasane_owner'"
            " AND datname <> %s AND datname NOT LIKE 'kasane\\_test%%'",
            [name],
        ).fetchall()
        if others and not reset:
            raise SetupRefused(
                f"同じサーバーで別のかさね（データベース {others[0][0]}）が役割を使っています。合言葉を付け直すと、そちらは止まります。"
                "サーバーを分けるか、承知の上で ./kasane db-setup --reset-passwords を行ってください。"
            )
        try:
            connection.execute(text("roles").encode())
            for role in ROLES.values():
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), verifier(secret(role))))
        except psycopg.errors.InsufficientPrivilege:
            raise SetupRefused(f"DATABASE_URL の利用者には役割を作る権限がありません（BYPASSRLS を含む）。{HAND_OVER}") from None


def _let_tests_create_databases(admin: Endpoint) -> None:
    """試験（./test）のときだけ、持ち主が試験用のデータベースを作れるようにする。"""
    if os.environ.get("KASANE_TEST") == "1":
        with _maintenance(admin) as connection:
            connection.execute("ALTER ROLE kasane_owner CREATEDB")


def _create_database(admin: Endpoint, name: str) -> None:
    with _maintenance(admin) as connection:
        exists = connection.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name]).fetchone()
        identifier = sql.Identifier(name)
        if exists is None:
            _join_owner(connection)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER kasane_owner TEMPLATE template0 ENCODING 'UTF8'").format(identifier))
        elif exists[0] != "kasane_owner":
            _take_over(admin, name, connection)


def _join_owner(connection: psycopg.Connection[Any]) -> None:
    """スーパーユーザーでない利用者は、持ち主の一員でないと、持ち主のデータベースを作れない。"""
    if connection.info.parameter_status("is_superuser") != "on":
        connection.execute("GRANT kasane_owner TO CURRENT_USER")


def _take_over(admin: Endpoint, name: str, connection: psycopg.Connection[Any]) -> None:
    """管理者が先に作った空のデータベースを、持ち主に渡す。中に表があれば断る（ほかの業務のデータかもしれない）。"""
    with _connect(admin, name) as inside:
        tables = inside.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if tables and tables[0]:
        raise SetupRefused(f"データベース {name} には、かさねのものでない表が {tables[0]} 個あります。空のデータベースを指定してください。")
    _join_owner(connection)
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO kasane_owner").format(sql.Identifier(name)))
