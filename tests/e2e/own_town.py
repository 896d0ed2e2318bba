"""自分のデータベースを持つ町: 試験がデータベースごと殺してよいように、ほかの試験とは別の置き場に建てる。"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser_town import ROOT, Town, free_port, serve, wait_until_ready

POSTGRES = [sys.executable, str(ROOT / "tools" / "bootstrap"), "postgres"]
SMALL = """
from dataclasses import replace
import django
django.setup()
from kasane.demo import load
made = load.town(load.DEFAULT_SEED)
load.load(replace(made, households=tuple(home for home in made.households if home.key == "p11")))
"""
"""一世帯だけの町。机(職員)はすべてそろう。"""


class OwnTown(Town):
    """データベースの処理まで自分で持つ町。"""

    def database(self, act: str) -> None:
        """データベースを上げる・下げる。"""
        subprocess.run([*POSTGRES, act], env=self.environment, check=True, capture_output=True)

    @property
    def base(self) -> Path:
        """データベースの置き場。"""
        return Path((Path(self.environment["KASANE_HOME"]) / "postgres.path").read_text("utf-8").strip())

    def kill_database(self) -> None:
        """データベースを kill -9 で止める。"""
        pid = int((self.base / "data" / "postmaster.pid").read_text("utf-8").split()[0])
        os.kill(pid, signal.SIGKILL)


@contextmanager
def own_town(place: Path) -> Iterator[OwnTown]:
    """小さな町を、place に建てて動かす。出るときに、データベースごと片づける。"""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KASANE_", "DATABASE_URL"))}
    environment = {
        **kept,
        "KASANE_HOME": str(place / "home"),
        "KASANE_DEMO": "1",
        "KASANE_BIND": f"127.0.0.1:{port}",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    town = OwnTown(f"http://127.0.0.1:{port}", environment, None)  # type: ignore[arg-type]
    town.database("start")
    try:
        owner = {**environment, "KASANE_OWNER": "1"}
        subprocess.run([sys.executable, "-m", "kasane.cli", "prepare"], cwd=ROOT, env=owner, check=True)
        subprocess.run([sys.executable, "-c", SMALL], cwd=ROOT, env=owner, check=True)
        town.process = serve(environment)
        wait_until_ready(town.url)
        yield town
        town.process.terminate()
        town.process.wait()
    finally:
        town.database("stop")
        shutil.rmtree(town.base, ignore_errors=True)
