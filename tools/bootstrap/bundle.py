"""外とつながらないサーバー（LGWAN）のための束: 本体・Python の部品・画面の部品を一つの tar にまとめる。

束を広げた先では ./kasane も ./start も、wheels/ の中だけで環境を作る。
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from config.home import ROOT
from tools.bootstrap import assets, environment
from tools.bootstrap.report import Stop, say


def make(directory: Path, python: str | None = None) -> Path:
    """束を作る。

    directory: 置く場所。python: 使う先の Python の版（例 3.12。既定はこの機械と同じ）。
    返り値: tar の場所。隣に指紋（.sha256）を置く。コミットしていない変更は束に入らないので、あれば断る。
    """
    _refuse_uncommitted()
    assets.ensure()
    name = f"kasane-{_revision()}"
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory(dir=directory) as scratch:
        tree = Path(scratch) / name
        _export(tree)
        for folder in (assets.VENDOR, assets.FONTS):
            shutil.copytree(folder, tree / folder.relative_to(ROOT))
        _download(tree / "wheels", python)
        with tarfile.open(target, "w:gz") as archive:
            archive.add(tree, name)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_name(f"{target.name}.sha256").write_text(f"{digest}  {target.name}\n", "ascii")
    return target


def _git(*arguments: str) -> bytes:
    answer = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if answer.returncode != 0:
        raise Stop(f"git のクローンから実行してください（{answer.stderr.decode(errors='replace').strip()}）。")
    return answer.stdout


def _refuse_uncommitted() -> None:
    changed = _git("status", "--porcelain", "--untracked-files=no").decode().strip()
    if changed:
        raise Stop(f"コミットしていない変更があります。束には入らないので、先にコミットしてください。\n{changed}")


def _revision() -> str:
    return _git("log", "-1", "--format=%cs-%h").decode().strip()


def _export(tree: Path) -> None:
    tree.mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", str(tree)], input=_git("archive", "HEAD"), check=True)


def _download(wheels: Path, python: str | None) -> None:
    """部品を取る。指紋の合わないものは pip が断る。"""
    say("Python の部品を集めています")
    version = ["--python-version", python] if python else []
    command = [str(environment.PYTHON), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    command += ["--only-binary=:all:", *version, "-d", str(wheels), "-r", str(ROOT / environment.RUN)]
    if subprocess.run(command, check=False).returncode != 0:
        raise Stop("Python の部品を集められませんでした。上の知らせと pip の取得先の設定を確かめてください。")
