"""kasane db-url: 同梱データベースの接続 URL。psql と試験のため。"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from config import databases
from config.home import secret

ROLES = ("app", "owner", "audit", "portal")


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "同梱データベースの接続 URL を出します。市の PostgreSQL の合言葉は、この命令では出しません。"
    parser = commands.add_parser("db-url", help="同梱データベースの接続 URL", description=about)
    parser.add_argument("--role", choices=ROLES, default="app", help="役割（既定 app）")
    parser.set_defaults(run=run, without_django=True)


def run(options: argparse.Namespace) -> int:
    """URL を一行で出す。同梱でないデータベースは断る（本番の合言葉を画面に残さないため）。"""
    place = databases.endpoint()
    if databases.ready_made() or not place.embedded:
        print("エラー: 同梱データベースではないので、接続 URL は出しません。管理者に尋ねてください。", file=sys.stderr)
        return 1
    if not databases.endpoint_file().exists():
        print("エラー: データベースがまだありません。先に ./start を行ってください。", file=sys.stderr)
        return 1
    role = f"kasane_{options.role}"
    print(place.url(role, secret(role)))
    return 0
