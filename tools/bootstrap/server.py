"""同梱データベースを上げ、分け合い、最後の一人が閉じる。

だれが使っているかは、共有の札（flock）で数える。札は処理が kill -9 で死んでも自動で外れる。
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.databases import Endpoint, remember
from config.home import home
from tools.bootstrap import cluster as places
from tools.bootstrap.cluster import Cluster
from tools.bootstrap.report import Stop, say
from tools.bootstrap.roles import prepare_embedded

RECOVERY_LIMIT = 600.0  # 秒。遅い機械で、電源断の後の回復を待つ
STOP_LIMIT = 60.0
DATABASE = "kasane"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """同じ置き場で二つの起動が重ならないようにする。先の起動が終わるのを待つ。"""
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home() / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("ほかの起動が済むのを待っています")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def in_use() -> Iterator[Endpoint]:
    """データベースを使う間、札を持つ。最後の一人が出るときに閉じる（postgres start で上げたものは閉じない）。"""
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home() / "users.lock").open("w") as card:
        fcntl.flock(card, fcntl.LOCK_SH)
        yield ensure_running()
        with alone("postgres"):
            if not (home() / "keep").exists() and _last(card.fileno()):
                _shut_down(places.locate())


def _last(card: int) -> bool:
    try:
        fcntl.flock(card, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def ensure_running() -> Endpoint:
    """上がっていれば加わり、なければ上げる。役割とデータベースも用意する。"""
    with alone("postgres"):
        cluster = places.locate()
        places.initialise(cluster)
        if postmaster(cluster) is None:
            _clear_remains(cluster)
            places.configure(cluster)
            _launch(cluster)
        _wait_until_ready(cluster)
        found = Endpoint(str(cluster.sockets), places.PORT, DATABASE, embedded=True)
        prepare_embedded(cluster, found)
        remember(found)
        return found


def keep_running() -> Endpoint:
    """postgres stop と言うまで動かし続ける。"""
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    (home() / "keep").touch()
    return ensure_running()


def stop() -> bool:
    """止める。返り値: 動いていたか。"""
    (home() / "keep").unlink(missing_ok=True)
    if not (home() / "postgres.path").exists():
        return False
    with alone("postgres"):
        return _shut_down(places.locate())


def postmaster(cluster: Cluster) -> int | None:
    """このデータの親処理の番号。死んだもの・同じ番号の別人・葬られていないもの（zombie）は数えない。"""
    lines = _pid_file(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if pid in _processes_of(cluster) else None


def _pid_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []


def _processes_of(cluster: Cluster) -> list[int]:
    """このデータを開いている生きた処理。作業ディレクトリで見分ける（PostgreSQL はデータの場所に移ってから働く）。"""
    if not Path("/proc/self").exists():
        return _processes_by_signal(cluster)
    data = cluster.data.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            working = (entry / "cwd").resolve(strict=True)
        except OSError:
            continue  # 終わった処理・葬られていない処理・他人の処理。
        if working == data and _name(entry) == "postgres":
            found.append(int(entry.name))
    return found


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text("utf-8").strip()
    except OSError:
        return ""


def _processes_by_signal(cluster: Cluster) -> list[int]:
    """/proc のない機械（macOS）では、番号に合図が届くかで見る。"""
    lines = _pid_file(cluster)
    try:
        os.kill(int(lines[0]), 0)
    except (IndexError, ValueError, ProcessLookupError):
        return []
    return [int(lines[0])]


def _clear_remains(cluster: Cluster) -> None:
    """kill -9 の後始末。親を失った子がすべて去ってから、古い postmaster.pid を除く（共有の記憶を二重に開かないため）。"""
    deadline = time.monotonic() + 30
    while _processes_of(cluster):
        if time.monotonic() > deadline:
            raise Stop("前のデータベースの処理が残っています。機械を再起動するか、残った postgres の処理を止めてください。")
        time.sleep(0.1)
    for left in (cluster.data / "postmaster.pid", cluster.sockets / f".s.PGSQL.{places.PORT}.lock"):
        left.unlink(missing_ok=True)  # 葬られていない処理（zombie）の番号が残っていると、PostgreSQL は生きていると見る。
    for left in cluster.base.glob("data.*"):
        shutil.rmtree(left)


def _launch(cluster: Cluster) -> None:
    with cluster.log.open("ab") as log:
        process = subprocess.Popen(
            [cluster.programs().path("postgres"), "-D", str(cluster.data)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=cluster.base,
            env=places.environment(),
            start_new_session=True,  # 端末の Ctrl-C を受けず、落ち着いて閉じる。
            **cluster.identity.process(),
        )
    deadline = time.monotonic() + 15
    while postmaster(cluster) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            raise Stop(f"データベースを上げられませんでした。\n{_tail(cluster)}")
        time.sleep(0.05)


def _wait_until_ready(cluster: Cluster) -> None:
    began = time.monotonic()
    told = False
    while True:
        lines = _pid_file(cluster)
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return
        waited = time.monotonic() - began
        if postmaster(cluster) is None or waited > RECOVERY_LIMIT:
            raise Stop(f"データベースが使えるようになりませんでした。\n{_tail(cluster)}")
        if waited > 3 and not told:
            say("データベースが前回の続きを回復しています（電源断の後などに数分かかることがあります）")
            told = True
        time.sleep(0.05)


def _shut_down(cluster: Cluster) -> bool:
    pid = postmaster(cluster)
    if pid is None:
        return False
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_LIMIT
    while postmaster(cluster) is not None:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)
            deadline += STOP_LIMIT
        time.sleep(0.05)
    return True


def _tail(cluster: Cluster) -> str:
    lines = cluster.log.read_text("utf-8", "replace").splitlines() if cluster.log.exists() else []
    return "\n".join(lines[-12:])
