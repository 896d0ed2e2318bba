"""kasane コマンドの本体: 命令を集め、設定を読み、一つを行う。"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from typing import Any

import kasane.cli
from config import databases

# 長く動く係には、行の守りを越える接続を持たせない。
WITHOUT_OWNER = frozenset({"worker"})


class JapaneseParser(argparse.ArgumentParser):
    """説明と断りを日本語で出す。使い方の誤りは終了コード 2。"""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False})
        self._positionals.title = "指定するもの"
        self._optionals.title = "選べるもの"
        self.add_argument("-h", "--help", action="help", help="この説明を出して終わる")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "使い方: ", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "使い方: ", 1)

    def error(self, message: str) -> Any:
        self.print_usage(sys.stderr)
        print(f"エラー: 指定が正しくありません（{message}）。{self.prog} --help で使い方を見られます。", file=sys.stderr)
        sys.exit(2)


def main(arguments: list[str]) -> int:
    """命令を行う。

    arguments: 命令の名前と引数。返り値: 0 できた、1 できなかった、2 使い方の誤り。
    データベースにつながらないときは、道具の中身（トレースバック）でなく何をすればよいかを言う。
    """
    options = build().parse_args(arguments)
    if not getattr(options, "without_django", False):
        _settings(options.command)
    from django.db.utils import OperationalError
    from django.utils.connection import ConnectionDoesNotExist

    try:
        return int(options.run(options))
    except OperationalError as problem:
        first = str(problem).strip().splitlines()[0]
        print(f"エラー: データベースにつながりません（{first}）。./start で上げるか、DATABASE_URL を確かめてください。", file=sys.stderr)
        return 1
    except ConnectionDoesNotExist:
        print("エラー: この命令には持ち主の接続が要ります。KASANE_OWNER_URL を渡してください。", file=sys.stderr)
        return 1


def build() -> JapaneseParser:
    """すべての命令を集めた読み取り器。"""
    parser = JapaneseParser(prog="kasane", description="かさね: 重層的支援体制整備事業の業務システム")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令", parser_class=JapaneseParser)
    for module in sorted(pkgutil.iter_modules(kasane.cli.__path__), key=lambda found: found.name):
        loaded = importlib.import_module(f"kasane.cli.{module.name}") if module.name not in ("main", "__main__") else None
        if loaded is not None and hasattr(loaded, "register"):
            loaded.register(commands)
    return parser


def _settings(command: str) -> None:
    """Django を用意する。owner の接続は、管理の命令だけが持つ。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    owned = not databases.ready_made() or bool(os.environ.get(databases.URL_NAMES["owner"]))
    if owned and command not in WITHOUT_OWNER:
        os.environ["KASANE_OWNER"] = "1"
    import django

    django.setup()
