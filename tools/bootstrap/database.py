"""使うデータベースを用意する: 役割ごとの URL → DATABASE_URL → 同梱。"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from config import databases
from tools.bootstrap import environment, server
from tools.bootstrap.report import Stop


@contextmanager
def available() -> Iterator[None]:
    """この中では、役割のそろったデータベースにつながる。"""
    if databases.ready_made():
        yield
    elif os.environ.get("DATABASE_URL"):
        command = [str(environment.PYTHON), "-m", "kasane.cli", "db-setup", "--quiet"]
        if subprocess.run(command, check=False).returncode != 0:
            raise Stop("DATABASE_URL のデータベースを用意できませんでした。")
        yield
    else:
        with server.in_use():
            yield
