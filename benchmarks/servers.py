"""測る相手のサーバー: 本番と同じ gunicorn の設定で上げ、使った CPU を PostgreSQL の分まで数える。"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import places

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
START_LIMIT = 120.0  # 秒
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # 代理サーバーの設定があっても、自分の機械は直に見る。


@dataclass(frozen=True, slots=True)
class Server:
    """動いているサーバー。session は処理の組の番号（CPU を数える範囲）。"""

    name: str
    port: int
    session: int


@contextmanager
def serving(name: str, settings: str, *, database: str = places.DATABASE, **more: str) -> Iterator[Server]:
    """この中では、この設定のサーバーが 127.0.0.1 の空いた番号で答える。/readyz が 200 になってから入る。"""
    port = places.free_port()
    values = places.environment(database, DJANGO_SETTINGS_MODULE=settings, KASANE_BIND=f"127.0.0.1:{port}", **more)
    with (places.logs() / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "config.wsgi"],
            cwd=places.ROOT, env=values, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, port, name)
        yield Server(name, port, process.pid)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = (places.logs() / f"{name}.log").read_text("utf-8", "replace")[-2000:]
            raise SystemExit(f"エラー: {name} のサーバーが上がりません。\n{tail}")
        time.sleep(0.02)


def answers(port: int) -> bool:
    """/readyz が 200 か。"""
    try:
        with _OPENER.open(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class CpuMeter:
    """サーバーの処理と、そのデータベースの PostgreSQL の処理が使った CPU（ミリ秒）。"""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def read(self, session: int) -> dict[int, float]:
        """処理の番号 → これまでに使った CPU。"""
        backends = self.connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
        pids = {row[0] for row in backends} | _session(session)
        return {pid: used for pid in pids if (used := _used(pid)) is not None}


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """二つの読みの間に使った CPU（ミリ秒）。間に生まれた処理は全部を、終わった処理は数えない。"""
    return sum(used - before.get(pid, 0.0) for pid, used in after.items())


def _session(wanted: int) -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))) and int(fields[3]) == wanted:
            found.add(int(entry.name))
    return found


def _used(pid: int) -> float | None:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) * TICK_MS if fields else None


def _fields(pid: int) -> list[str]:
    """/proc/番号/stat の、括弧つきの名前より後ろの欄。終わった処理は空。"""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []
