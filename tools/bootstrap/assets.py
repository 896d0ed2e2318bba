"""画面の部品（字体・色・htmx）を npm から取り、静的ファイルの置き場に写す。実行時に外へ取りに行くことはない。"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from config.home import ROOT
from tools.bootstrap import environment
from tools.bootstrap.report import Stop, say

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "kasane" / "web" / "static" / "vendor"
FONTS = ROOT / "src" / "kasane" / "documents" / "fonts"  # 書類（PDF）の字体。画面には配らない。
LOCK = ROOT / "package-lock.json"
# npm の名前 → (写す先, 写すもの)
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "@digital-go-jp/design-tokens": ("design-tokens", ("dist/tokens.css", "LICENSE*")),
    "@fontsource-variable/noto-sans-jp": ("noto-sans-jp", ("wght.css", "files/*-wght-normal.woff2", "LICENSE")),
    "htmx.org": ("htmx", ("dist/htmx.min.js", "LICENSE")),
}
PAPER_FONT = ("@expo-google-fonts/noto-sans-jp", ("400Regular/*.ttf", "700Bold/*.ttf", "LICENSE_FONT"))
# 持ち込んだ npm は自分の隣の設定だけを見るので、機械全体の設定の在りかを教える。
MACHINE_SETTINGS = tuple(Path(place) for place in ("/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc"))
SOURCE_MAP = re.compile(rb"(?m)^\s*(//[#@]|/\*[#@])\s*sourceMappingURL=.*$")


def ensure(*, for_tests: bool = False) -> None:
    """部品がそろい、固定した版と同じであるようにする。試験は、配らない部品（axe-core）も要る。"""
    mark = hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    stamp = VENDOR / ".stamp"
    fonts = FONTS / ".stamp"
    kept = all(one.exists() and one.read_text("ascii") == mark for one in (stamp, fonts))
    if kept and (not for_tests or (MODULES / "axe-core").exists()):
        return
    say("画面の部品（npm）を入れています")
    _install()
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, (folder, patterns) in PARTS.items():
        _copy(MODULES / package, VENDOR / folder, patterns)
    shutil.rmtree(FONTS, ignore_errors=True)
    _copy(MODULES / PAPER_FONT[0], FONTS, PAPER_FONT[1])
    for one in (stamp, fonts):
        one.write_text(mark, "ascii")


def _install() -> None:
    tools = dict(os.environ)
    npm = shutil.which("npm")
    if npm is None:
        npm = _brought_along(tools)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, env=tools, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode != 0:
        raise Stop("画面の部品を取れませんでした。上の知らせと、npm の取得先の設定（.npmrc）を確かめてください。")


def _brought_along(tools: dict[str, str]) -> str:
    """Node のない機械では、Python の部品として持ち込む。機械の npm の設定と証明書は、そのまま使わせる。"""
    environment.prepare(environment.NODE)
    tools["PATH"] = f"{environment.VENV / 'bin'}{os.pathsep}{tools.get('PATH', '')}"
    tools.setdefault("NODE_USE_SYSTEM_CA", "1")
    if settings := next((place for place in MACHINE_SETTINGS if place.exists()), None):
        tools.setdefault("NPM_CONFIG_GLOBALCONFIG", str(settings))
    npm = shutil.which("npm", path=tools["PATH"])
    if npm is None:
        raise Stop("npm が見つかりません。Node.js 20 以上を入れてから、もう一度実行してください。")
    return npm


def _copy(source: Path, target: Path, patterns: tuple[str, ...]) -> None:
    """写す。地図ファイルへの参照は消す（指紋つきの名前に直すとき、無いファイルを探して止まるため）。"""
    for pattern in patterns:
        for path in sorted(source.glob(pattern)):
            place = target / path.relative_to(source).as_posix().removeprefix("dist/")
            place.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            place.write_bytes(SOURCE_MAP.sub(b"", content) if path.suffix in (".js", ".css") else content)
    if not target.exists():
        raise Stop(f"画面の部品 {source.name} の中身が思ったものと違います。package-lock.json を確かめてください。")
