"""配るものの中身: 取得先の住所・指紋のない部品・機械の道・秘密の鍵を、それぞれ見つける。"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tools.bootstrap import assets, contents

GOOD_LOCK = "django==5.2.19 \\\n    --hash=sha256:aa\nwhitenoise==6.12.0 \\\n    --hash=sha256:bb\n"
GOOD_PACKAGE = {"packages": {"": {}, "node_modules/htmx.org": {"version": "2.0.11", "integrity": "sha512-x"}}}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """問題のない小さなクローン。"""
    (tmp_path / "requirements.lock").write_text(GOOD_LOCK)
    (tmp_path / "package-lock.json").write_text(json.dumps(GOOD_PACKAGE))
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "add", "."], check=True)
    monkeypatch.setattr(contents, "ROOT", tmp_path)
    return tmp_path


def test_a_clean_tree_passes(tree: Path) -> None:
    assert contents.main() == 0


@pytest.mark.parametrize(
    ("lock", "word"),
    [
        ("--index-url https://pypi.example/simple\n" + GOOD_LOCK, "取得先"),
        (GOOD_LOCK.replace("whitenoise==6.12.0 \\\n    --hash=sha256:bb", "whitenoise==6.12.0"), "whitenoise に指紋"),
    ],
)
def test_a_lock_with_an_address_or_without_a_hash_is_found(tree: Path, lock: str, word: str) -> None:
    (tree / "requirements.lock").write_text(lock)
    assert any(word in problem for problem in contents.python_locks())


@pytest.mark.parametrize(("field", "value"), [("resolved", "https://registry.example/x.tgz"), ("integrity", None)])
def test_an_npm_lock_with_an_address_or_without_integrity_is_found(tree: Path, field: str, value: str | None) -> None:
    package = dict(GOOD_PACKAGE["packages"]["node_modules/htmx.org"])
    package.pop(field, None)
    if value:
        package[field] = value
    (tree / "package-lock.json").write_text(json.dumps({"packages": {"": {}, "node_modules/htmx.org": package}}))
    assert len(list(contents.npm_lock())) == 1


@pytest.mark.parametrize("text", ["see /ro" + "ot/notes.txt", "/ho" + "me/taro/kasane", "-----BEGIN PRIV" + "ATE KEY-----"])
def test_a_machine_path_or_a_private_key_in_the_tree_is_found(tree: Path, text: str) -> None:
    (tree / "note.md").write_text(text)
    subprocess.run(["git", "-C", tree, "add", "note.md"], check=True)
    assert [problem.split(":")[0] for problem in contents.tracked_files()] == ["note.md"]


@pytest.mark.parametrize("comment", [b"//# sourceMappingURL=htmx.min.js.map", b"/*# sourceMappingURL=a.css.map */"])
def test_references_to_source_maps_are_removed_because_the_files_are_not_shipped(tmp_path: Path, comment: bytes) -> None:
    source = tmp_path / "package" / "dist"
    source.mkdir(parents=True)
    (source / "part.js").write_bytes(b"let a=1;\n" + comment + b"\n")
    assets._copy(tmp_path / "package", tmp_path / "out", ("dist/part.js",))
    assert (tmp_path / "out" / "part.js").read_bytes().strip() == b"let a=1;"


def test_this_clone_itself_is_clean() -> None:
    assert [*contents.python_locks(), *contents.npm_lock()] == []
