"""kasane documents: コードから作る文書（docs/generated）を作り直す。"""

from __future__ import annotations

import argparse
from typing import Any


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "方針の表などから docs/generated の文書を作り直します（開発する人のため）。"
    parser = commands.add_parser("documents", help="コードから文書を作り直す", description=about)
    parser.set_defaults(run=run, without_django=False)


def run(options: argparse.Namespace) -> int:
    """文書を書く。"""
    from config.home import ROOT
    from kasane.access.documents import permissions_page

    folder = ROOT / "docs" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "permissions.md").write_text(permissions_page(), "utf-8")
    print(f"{folder / 'permissions.md'}")
    return 0
