"""Python の環境（.venv）を、指紋つきの一覧（requirements*.lock）から作る。一覧が前と同じなら何もしない。

取りに行く先は機械の設定（pip.conf や PIP_* の環境変数）に任せ、ここには書かない。
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.home import ROOT
from tools.bootstrap.report import Stop, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WHEELS = ROOT / "wheels"  # 束（kasane bundle）から広げたときだけある。あれば外へ取りに行かない
RUN = "requirements.lock"
DEVELOP = "requirements-dev.lock"
NODE = "requirements-node.lock"
NO_VENV = (
    "Python の環境を作る部品（venv・pip）がありません。管理者が apt install python3-venv を行うか、pip のある Python で実行してください。"
)


def ready(lock: str) -> bool:
    """一覧 lock のとおりの環境がもうあるか。"""
    return PYTHON.exists() and _stamp(lock).exists() and _stamp(lock).read_text("ascii") == _mark(lock)


def prepare(lock: str) -> None:
    """一覧 lock の環境を用意する。二つの起動が重なったときは、先の用意が済むのを待つ。"""
    if ready(lock):
        return
    place = ROOT / ".kasane"
    place.mkdir(mode=0o700, exist_ok=True)
    with (place / "environment.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        ensure(lock)


def ensure(lock: str) -> None:
    """一覧 lock のとおりの環境にする。指紋の合わない部品は pip が断る。"""
    if ready(lock):
        return
    if not _works():
        _create()
    say(f"Python の部品を入れています（{lock}）")
    offline = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    _pip("install", "--require-hashes", "--only-binary=:all:", *offline, "-r", str(ROOT / lock))
    _site_packages().joinpath("kasane.pth").write_text(f"{ROOT}\n{ROOT / 'src'}\n", "utf-8")
    _stamp(lock).write_text(_mark(lock), "ascii")


def _stamp(lock: str) -> Path:
    return VENV / f".{lock}.stamp"


def _mark(lock: str) -> str:
    """クローンを動かしたときも作り直すよう、場所も含める。"""
    return hashlib.sha256(bytes(ROOT) + (ROOT / lock).read_bytes()).hexdigest()


def _works() -> bool:
    if not PYTHON.exists():
        return False
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", check], check=False, capture_output=True).returncode == 0


def _create() -> None:
    say("Python の環境（.venv）を作っています")
    if VENV.exists():
        shutil.rmtree(VENV)
    if _venv([]):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("python3-venv を入れています（apt）")
        apt("python3-venv")
        if _venv([]):
            return
    if _has_pip() and _venv(["--without-pip"]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Stop(NO_VENV)


def _venv(options: list[str]) -> bool:
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([base, "-m", "venv", *options, str(VENV)], check=False, capture_output=True)
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
    return made.returncode == 0


def _has_pip() -> bool:
    return subprocess.run([sys.executable, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0


def _pip(*arguments: str) -> None:
    """環境の pip、なければ外の pip を --python で環境に向けて使う。"""
    inside = subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0
    command = [str(PYTHON), "-m", "pip"] if inside else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*command, *quiet, *arguments], check=False).returncode != 0:
        raise Stop("Python の部品を取れませんでした。上の知らせと、pip の取得先の設定（pip.conf）を確かめてください。")


def _site_packages() -> Path:
    return next((VENV / "lib").glob("python3.*/site-packages"))


def apt(*packages: str) -> bool:
    """Debian・Ubuntu の部品を入れる（root のときだけ呼ぶ）。返り値: 入ったか。"""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if subprocess.run(install, env=environment, check=False, capture_output=True).returncode == 0:
        return True
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, capture_output=True)
    return subprocess.run(install, env=environment, check=False, capture_output=True).returncode == 0
