"""kasane migrate: 表を最新の形にする（kasane_owner として）。"""

from __future__ import annotations

import argparse
from typing import Any

from config.databases import ROLES


def register(commands: Any) -> None:
    """命令を加える。"""
    parser = commands.add_parser("migrate", help="表を最新の形にする", description="表を最新の形にします。最新なら何もしません。")
    parser.add_argument("--check", action="store_true", help="行わずに、行うことが残っていれば 1 で終わる")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """残りがあれば行う。--check のときは残りの名前だけを出す。"""
    waiting = pending()
    if options.check:
        print("\n".join(waiting) or "最新です。")
        return 1 if waiting else 0
    if waiting:
        print(f"表を最新の形にしています（{len(waiting)} 件）", flush=True)
        apply()
    return 0


def pending() -> list[str]:
    """まだ行っていない移行の名前（アプリ.番号）。"""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    return [f"{migration.app_label}.{migration.name}" for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def apply() -> None:
    """移行を行う。関数の既定の権限を先に閉じる（移行が作る関数は、許した役割だけが実行できる）。"""
    from django.core.management import call_command
    from django.db import connections

    from kasane.cli.sql import text

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT role FROM unnest(%s::text[]) AS role EXCEPT SELECT rolname FROM pg_roles", [list(ROLES.values())])
        if missing := [role for (role,) in cursor.fetchall()]:
            # 役割は版が上がると増える。作るのは管理者の仕事なので、ここでは作らない。
            names = "、".join(missing)
            raise SystemExit(f"エラー: 役割 {names} がありません。管理者が ./kasane db-setup（--print-sql の SQL）を行ってください。")
        cursor.execute(text("database"))
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    finish()


def finish() -> None:
    """移行の後の仕上げ（署名の鍵と、枠組みの表の権利）。"""
    from django.db import connections, transaction

    from kasane.access.setup import after_migrate

    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        after_migrate(cursor)
