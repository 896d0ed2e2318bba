"""配るものの中身を確かめる: 部品の一覧に取得先の住所がない、指紋がある、この機械の道と秘密の鍵が入っていない。"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"https?://|--(?:index-url|extra-index-url|find-links)")
# だれかの機械の中の道。/var/lib/kasane や /usr/lib/postgresql のような、決まった場所は良い。
MACHINE = re.compile(rb"/(?:root|home/[a-z][a-z0-9_-]+|Users/[A-Za-z]+|work)/(?!\.\.)[A-Za-z0-9._-]")
SECRET = re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")


def main() -> int:
    """終了コード: 0 問題なし、1 問題あり（一行に一つ出す）。"""
    problems = [*python_locks(), *npm_lock(), *tracked_files()]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def python_locks() -> Iterator[str]:
    """requirements*.lock: 取得先の住所がなく、どの部品にも指紋がある。"""
    for lock in sorted(ROOT.glob("requirements*.lock")):
        text = lock.read_text("utf-8")
        if ADDRESS.search(text):
            yield f"{lock.name}: 取得先の住所が書かれています。"
        for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
            if "==" in entry and "--hash=sha256:" not in entry:
                yield f"{lock.name}: {entry.split('==')[0]} に指紋（hash）がありません。"


def npm_lock() -> Iterator[str]:
    """package-lock.json: 取得先（resolved）がなく、どの部品にも指紋（integrity）がある。"""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, package in packages.items():
        if "resolved" in package:
            yield f"package-lock.json: {name} に取得先が書かれています。"
        if name and "integrity" not in package:
            yield f"package-lock.json: {name} に指紋がありません。"


def tracked_files() -> Iterator[str]:
    """git が持つすべてのファイル: 機械の道と秘密の鍵がない。"""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        path = ROOT / name
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        for pattern, what in ((MACHINE, "だれかの機械の道"), (SECRET, "秘密の鍵")):
            if found := pattern.search(content):
                yield f"{name}: {what}が書かれています（{found.group().decode(errors='replace')}）。"


if __name__ == "__main__":
    sys.exit(main())
