"""./test: 試験の環境・ブラウザ・消えてよいデータベースを用意し、pytest を動かす。"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from config.home import ROOT, home
from tools.bootstrap import assets, cluster, database, environment
from tools.bootstrap.report import Stop, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = (
    "画面の試験に使う Chromium が見つかりません。管理者が apt install chromium fonts-noto-cjk を行うか、"
    "KASANE_CHROMIUM に実行ファイルの場所を書いてください。"
)


def run(arguments: list[str]) -> int:
    """すべて（引数があればその試験だけ）を動かし、pytest の終了コードを返す。最後の行は pytest のまとめになる。"""
    assets.ensure(for_tests=True)
    _prepare_environment()
    if os.geteuid() == 0 and "DATABASE_URL" not in os.environ:
        cluster.sweep_volatile()
        cluster.mark_volatile(cluster.locate())
    os.environ["KASANE_CHROMIUM"] = browser()
    parallel = [] if any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments) else ["-n", "2", "--dist", "loadgroup"]
    with database.available():
        command = [str(environment.PYTHON), "-m", "pytest", *parallel, *arguments]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


def _prepare_environment() -> None:
    """試験は、見本の町とは別の置き場を使う。DATABASE_URL のときは、役割の合言葉を分け合うので同じ置き場を使う。"""
    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("KASANE_HOME", str(ROOT / ".kasane" / "test"))
    os.environ["KASANE_TEST"] = "1"
    os.environ["KASANE_OWNER"] = "1"
    os.environ.setdefault("KASANE_POSTGRES_VOLATILE", "1")
    os.environ.pop("KASANE_STATIC", None)
    (home() / "static").mkdir(mode=0o700, parents=True, exist_ok=True)


def browser() -> str:
    """Chromium の場所。なければ、root なら apt、そうでなければ playwright の配布から入れる。"""
    if found := _installed():
        return found
    say("画面の試験に使う Chromium を入れています")
    as_root = os.geteuid() == 0 and shutil.which("apt-get")
    if as_root and environment.apt("chromium", "fonts-noto-cjk") and (found := _installed()):
        return found
    fetched = subprocess.run([environment.PYTHON, "-m", "playwright", "install", "chromium"], check=False, capture_output=True)
    show = "from playwright.sync_api import sync_playwright as p\nwith p() as api: print(api.chromium.executable_path)"
    place = subprocess.run([environment.PYTHON, "-c", show], check=False, capture_output=True, text=True).stdout.strip()
    if fetched.returncode == 0 and Path(place).exists():
        return place
    raise Stop(NO_BROWSER)


def _installed() -> str | None:
    if chosen := os.environ.get("KASANE_CHROMIUM"):
        return chosen if Path(chosen).exists() else None
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)
