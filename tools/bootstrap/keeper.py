"""子の処理（画面・係）を見守る: 倒れたら起こし、終わるときは順に止める。"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from config.home import ROOT
from tools.bootstrap import lifeline
from tools.bootstrap.report import Stop, say

SHORT_LIFE = 5.0  # 秒。これより早く倒れたら、続けて起こしても無駄と数える
PATIENCE = 3
STOP_LIMIT = 25.0


@dataclass
class Child:
    """見守る処理の一つ。environment があれば、見守り役の環境の代わりに渡す（ほかの役割の接続先を持たせないため）。"""

    label: str
    command: list[str]
    log: Path
    environment: dict[str, str] | None = None
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    falls: int = 0


@dataclass
class Keeper:
    """子をまとめて見守る。environment は子に渡す環境変数。"""

    environment: dict[str, str]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        self._rope, self._hold = os.pipe()

    def add(self, child: Child) -> None:
        """子を起こして見守りに加える。"""
        self.children.append(child)
        self._wake(child)

    def check(self) -> None:
        """倒れた子を起こす。すぐ倒れることが続いたら、記録の終わりを見せて断る。"""
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            child.falls = child.falls + 1 if time.monotonic() - child.born < SHORT_LIFE else 1
            if child.falls >= PATIENCE:
                raise Stop(f"{child.label}が続けて止まりました。\n{tail(child.log)}")
            say(f"{child.label}が止まったので、起こし直します")
            self._wake(child)

    def watch(self) -> None:
        """止める合図（Ctrl-C・SIGTERM）が来るまで見守る。"""
        while not self.stopping:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        """すべての子を、後から加えた順に止める。"""
        for child in reversed(self.children):
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_LIMIT
        for child in self.children:
            _await(child, deadline)
        os.close(self._hold)
        os.close(self._rope)

    def _wake(self, child: Child) -> None:
        child.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        child.born = time.monotonic()
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**(child.environment or self.environment), lifeline.VARIABLE: str(self._rope)},
                pass_fds=(self._rope,),
                start_new_session=True,
            )


def _await(child: Child, deadline: float) -> None:
    if child.process is None:
        return
    try:
        child.process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


def tail(log: Path, lines: int = 20) -> str:
    """記録の終わりの数行。"""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:]) if log.exists() else ""
