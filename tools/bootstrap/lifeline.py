"""命綱: ./start が kill -9 で死んでも、子の処理が取り残されないようにする。

親は管の書き口を持つだけで、何も書かない。親が死ぬと管が閉じ、子は読み終わりを見て自分を静かに止める。
"""

from __future__ import annotations

import os
import signal
import threading

VARIABLE = "KASANE_LIFELINE"


def follow() -> None:
    """親の管が閉じたら、自分に SIGTERM を送る。./start の外（systemd など）で動くときは何もしない。"""
    descriptor = os.environ.get(VARIABLE)
    if descriptor:
        threading.Thread(target=_wait, args=(int(descriptor), os.getpid()), daemon=True, name="lifeline").start()


def _wait(descriptor: int, pid: int) -> None:
    os.read(descriptor, 1)
    os.kill(pid, signal.SIGTERM)
