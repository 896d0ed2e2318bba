"""kasane bundle: 外とつながらないサーバー（LGWAN）へ持ち込む束を作る。"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "本体・Python の部品・画面の部品を一つの tar.gz にまとめます。広げた先では、外へつながずに環境を作れます。"
    parser = commands.add_parser("bundle", help="LGWAN へ持ち込む束を作る", description=about)
    parser.add_argument("directory", type=Path, metavar="置く場所", help="束を置くディレクトリ")
    parser.add_argument("--python", metavar="版", help="使う先の Python の版（例 3.12。既定はこの機械と同じ）")
    parser.set_defaults(run=run, without_django=True)


def run(options: argparse.Namespace) -> int:
    """束を作り、場所と大きさを出す。"""
    from tools.bootstrap import bundle
    from tools.bootstrap.report import Stop

    try:
        made = bundle.make(options.directory.absolute(), options.python)
    except Stop as refusal:
        print(f"エラー: {refusal}", file=sys.stderr)
        return 1
    print(f"{made}（{made.stat().st_size / 1_000_000:.0f} MB）")
    return 0
