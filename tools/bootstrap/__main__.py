"""start・test・kasane の本体と、開発する人のための postgres {start,stop,status}。

まず機械の Python で環境（.venv）を作り、その環境の Python に替わって続きを行う。
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tools.bootstrap import environment  # noqa: E402
from tools.bootstrap.report import Stop  # noqa: E402


def main(arguments: list[str]) -> int:
    """終了コード: 0 できた、1 できなかった、2 使い方の誤り。"""
    act, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if act not in ACTS:
        print(f"使い方: {' | '.join(ACTS)}", file=sys.stderr)
        return 2
    try:
        return ACTS[act](rest)
    except Stop as refusal:
        print(f"エラー: {refusal}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


def _inside(act: str, rest: list[str], lock: str) -> None:
    """環境をそろえ、まだ外にいるなら環境の Python でやり直す。"""
    environment.prepare(lock)
    if Path(sys.prefix).resolve() != environment.VENV.resolve():
        os.execv(environment.PYTHON, [str(environment.PYTHON), str(Path(__file__).parent), act, *rest])


def _start(rest: list[str]) -> int:
    from tools.bootstrap import town

    parser = argparse.ArgumentParser(prog="./start", description="何もない機械から、動く町まで用意して動かします。", add_help=False)
    parser.add_argument("-h", "--help", action="help", help="この説明を出して終わる")
    town.arguments(parser)
    options = parser.parse_args(rest)
    _inside("start", rest, environment.RUN)
    return town.start(options)


def _test(rest: list[str]) -> int:
    from tools.bootstrap import trial

    _inside("test", rest, environment.DEVELOP)
    return trial.run(rest)


def _kasane(rest: list[str]) -> int:
    environment.prepare(environment.RUN)
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "kasane.cli", *rest])


def _postgres(rest: list[str]) -> int:
    from tools.bootstrap import cluster, server

    act = rest[0] if rest else ""
    if act == "start":
        place = server.keep_running()
        print(f"動いています: {place.host}（データベース {place.name}）")
    elif act == "stop":
        print("止めました。" if server.stop() else "動いていません。")
    elif act == "status":
        pid = server.postmaster(cluster.locate())
        print("動いていません。" if pid is None else f"動いています（処理 {pid}）。")
        return 1 if pid is None else 0
    else:
        print("使い方: postgres {start,stop,status}", file=sys.stderr)
        return 2
    return 0


def _environment(rest: list[str]) -> int:
    """開発の環境だけをそろえる（.ci/run が使う）。"""
    environment.prepare(environment.DEVELOP)
    return 0


ACTS: dict[str, Callable[[list[str]], int]] = {
    "start": _start,
    "test": _test,
    "kasane": _kasane,
    "postgres": _postgres,
    "environment": _environment,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
