"""python -m tools.bootstrap postgres {start,stop,status}: データベースだけを上げ下げする（開発する人のため）。"""

from __future__ import annotations

import argparse
import sys

from tools.bootstrap import cluster, server
from tools.bootstrap.report import Stop


def main() -> int:
    """終了コード: 0 できた、1 できなかった・動いていない、2 使い方の誤り。"""
    parser = argparse.ArgumentParser(prog="python -m tools.bootstrap", description="同梱データベースの上げ下げ")
    areas = parser.add_subparsers(dest="area", required=True)
    postgres = areas.add_parser("postgres", help="同梱データベース")
    postgres.add_argument("act", choices=["start", "stop", "status"])
    try:
        return ACTS[parser.parse_args().act]()
    except Stop as refusal:
        print(f"エラー: {refusal}", file=sys.stderr)
        return 1


def _start() -> int:
    place = server.keep_running()
    print(f"動いています: {place.host}（データベース {place.name}）")
    return 0


def _stop() -> int:
    print("止めました。" if server.stop() else "動いていません。")
    return 0


def _status() -> int:
    pid = server.postmaster(cluster.locate())
    print("動いていません。" if pid is None else f"動いています（処理 {pid}）。")
    return 1 if pid is None else 0


ACTS = {"start": _start, "stop": _stop, "status": _status}

if __name__ == "__main__":
    sys.exit(main())
