"""gunicorn の設定: 2 処理 × 4 筋。要求の記録に、問い合わせ文字列・利用者・接続元を書かない。"""

from __future__ import annotations

import gc
import os
from typing import Any

from tools.bootstrap import lifeline

bind = os.environ.get("KASANE_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("KASANE_WORKERS", "2"))
threads = int(os.environ.get("KASANE_THREADS", "4"))
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - 心拍の紙。ディスクが詰まっても待たされない場所。
accesslog = os.environ.get("KASANE_ACCESS_LOG", "-")
errorlog = "-"
loglevel = os.environ.get("KASANE_LOG_LEVEL", "warning")
# U は問い合わせ文字列を含まない道。M はかかったミリ秒。
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"


def on_starting(server: Any) -> None:
    """./start が死んだら後を追う。"""
    lifeline.follow()


def when_ready(server: Any) -> None:
    """枝分かれの前に、読み込んだものを掃除の対象から外す（枝の間で記憶を分け合うため）。"""
    gc.collect()
    gc.freeze()
