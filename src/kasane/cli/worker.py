"""kasane worker: 裏で働く係。記録の封印、会議の案内のメール、大きな書類の作成、外の窓口と、期間の過ぎた同意の片づけを続ける。"""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

from tools.bootstrap import lifeline


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "裏で働く係を動かします（./start が一緒に動かします）。SIGTERM か Ctrl-C で、切りのよいところで止まります。"
    commands.add_parser("worker", help="裏で働く係を動かす", description=about).set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """止める合図まで続ける。"""
    from kasane.audit import sealer
    from kasane.cases import lapsing
    from kasane.conferences import lapsing as lines
    from kasane.conferences import mail
    from kasane.documents import making
    from kasane.portal import upkeep

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    lifeline.follow()
    others = [threading.Thread(target=one.run_forever, args=(stop,), name=one.__name__) for one in (mail, making, upkeep, lapsing, lines)]
    for one in others:
        one.start()
    sealer.run_forever(stop)
    for one in others:
        one.join()
    return 0
