"""見守り: 倒れた子を起こし、続けて倒れたら断り、親が死ねば子も止まる。"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.home import ROOT
from tools.bootstrap.keeper import Child, Keeper
from tools.bootstrap.report import Stop

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
FALL = [sys.executable, "-c", "print('倒れた理由'); raise SystemExit(3)"]
FOLLOW = "import sys, time; sys.path.insert(0, {root!r})\nfrom tools.bootstrap import lifeline\nlifeline.follow()\ntime.sleep(600)"


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    """true になるまで待つ。"""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    made = Keeper(dict(os.environ))
    yield made
    made.stop()


def test_a_fallen_child_is_woken_again(keeper: Keeper, tmp_path: Path) -> None:
    child = Child("係", SLEEP, tmp_path / "log")
    keeper.add(child)
    assert child.process is not None
    first = child.process
    first.kill()
    first.wait()
    keeper.check()
    assert child.process is not first
    assert child.process.poll() is None


def test_a_child_that_keeps_falling_stops_the_town_and_shows_why(keeper: Keeper, tmp_path: Path) -> None:
    child = Child("係", FALL, tmp_path / "log")
    keeper.add(child)

    def fall_until_refused() -> None:
        while True:
            assert child.process is not None
            child.process.wait()
            keeper.check()

    with pytest.raises(Stop, match="倒れた理由"):
        fall_until_refused()
    assert child.falls == 3


def test_stopping_leaves_no_child_behind(tmp_path: Path) -> None:
    keeper = Keeper(dict(os.environ))
    children = [Child(name, SLEEP, tmp_path / name) for name in ("画面", "係")]
    for child in children:
        keeper.add(child)
    keeper.stop()
    assert all(child.process is not None and child.process.poll() is not None for child in children)


def test_children_follow_a_parent_that_was_killed(tmp_path: Path) -> None:
    follower = FOLLOW.format(root=str(ROOT))
    parent = (
        f"import sys, os, time; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\nfrom tools.bootstrap.keeper import Child, Keeper\n"
        f"child = Child('係', [sys.executable, '-c', {follower!r}], Path({str(tmp_path / 'log')!r}))\n"
        "Keeper(dict(os.environ)).add(child)\nprint(child.process.pid, flush=True)\ntime.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert until(lambda: not _alive(pid))


def _alive(pid: int) -> bool:
    """葬られるのを待つだけの処理（zombie）は、生きていると数えない。"""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
