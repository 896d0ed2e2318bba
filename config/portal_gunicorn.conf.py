"""外の窓口の gunicorn の設定。要求の記録に道を書かない（リンクの札が道に入るため）。接続元と問い合わせ文字列も書かない。"""

from __future__ import annotations

import os
from typing import Any

from tools.bootstrap import lifeline

bind = os.environ.get("KASANE_PORTAL_BIND", "127.0.0.1:8001")
worker_class = "gthread"
workers = int(os.environ.get("KASANE_PORTAL_WORKERS", "1"))
threads = int(os.environ.get("KASANE_PORTAL_THREADS", "8"))
preload_app = True
timeout = 30
graceful_timeout = 10
keepalive = 5
limit_request_line = 1024
limit_request_fields = 50
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - 心拍の紙。
accesslog = os.environ.get("KASANE_PORTAL_ACCESS_LOG", "-")
errorlog = "-"
loglevel = os.environ.get("KASANE_LOG_LEVEL", "warning")
access_log_format = "%(t)s %(m)s %(s)s %(B)s %(M)sms"


def on_starting(server: Any) -> None:
    """./start が死んだら後を追う。"""
    lifeline.follow()
