"""kasane prepare: 動かす前の用意（移行・静的ファイル・見本の町）をまとめて行う。"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

STAMP = "kasane.stamp"


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "移行と静的ファイルを最新にします。前と同じなら何もしません。./start と、入れ替えの後に行います。"
    parser = commands.add_parser("prepare", help="動かす前の用意をまとめて行う", description=about)
    parser.add_argument("--demo", action="store_true", help="見本の町も入れる")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """順に行い、どれかができなければそこで止まる。"""
    from django.conf import settings

    from kasane.cli import migrate

    if migrate.pending():
        print("・表を最新の形にしています", flush=True)
        migrate.apply()
    if settings.KASANE_STATIC_COLLECTED:
        collect()
    return _demo() if options.demo else 0


def _demo() -> int:
    """見本の町を入れる。実在の記録がある置き場では断る（役割を選ぶだけの入口を、本番の記録の前に開けないため）。"""
    from kasane.cli.main import build
    from kasane.demo import load

    now = load.standing()
    if now.seed is None and now.occupied:
        print("エラー: ここには見本でない記録があります。./start --no-demo で動かすか、KASANE_HOME を分けてください。", file=sys.stderr)
        return 1
    demo = build().parse_args(["demo", "--if-empty"])
    return int(demo.run(demo))


def collect() -> bool:
    """静的ファイルを集め、名前に指紋を付ける。返り値: 集め直したか。

    元のファイルの名前・大きさ・日時が前と同じなら、集め直さない。
    """
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    mark = _digest()
    stamp = root / STAMP
    if stamp.exists() and stamp.read_text("ascii") == mark:
        return False
    print("・静的ファイルを集めています", flush=True)
    shutil.rmtree(root, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(mark, "ascii")
    return True


def _digest() -> str:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    # 指紋を付けるかどうか（置き方）が変わったときも、集め直す。
    summary = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            summary.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return summary.hexdigest()
