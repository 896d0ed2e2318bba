"""動かす前の用意: 静的ファイルは変わったときだけ集め直し、実在の記録の前に見本の入口を開けない。"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kasane.cli import prepare
from kasane.cli.main import build


@pytest.fixture
def one_asset(tmp_path: Path, settings: Any) -> Path:
    """静的ファイルが一つだけの町。"""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("a{}")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [str(source)]
    settings.STATIC_ROOT = str(tmp_path / "collected")
    return source / "page.css"


def test_assets_are_collected_once_and_again_only_after_a_change(one_asset: Path, settings: Any) -> None:
    assert prepare.collect() is True
    assert prepare.collect() is False
    one_asset.write_text("a{color:#000}")
    assert prepare.collect() is True
    assert (Path(settings.STATIC_ROOT) / "page.css").read_text() == "a{color:#000}"


def test_an_asset_taken_away_is_not_served_any_more(one_asset: Path, settings: Any) -> None:
    (one_asset.parent / "old.css").write_text("b{}")
    prepare.collect()
    (one_asset.parent / "old.css").unlink()
    prepare.collect()
    assert not (Path(settings.STATIC_ROOT) / "old.css").exists()


@pytest.mark.parametrize(
    ("seed", "occupied", "loads", "code"),
    [
        (None, False, True, 0),  # 空の置き場: 見本の町を入れる
        (106, True, True, 0),  # 見本の町: そのまま（demo --if-empty が何もしない）
        (None, True, False, 1),  # 実在の記録: 断る
    ],
)
def test_the_demo_town_never_meets_real_records(
    monkeypatch: pytest.MonkeyPatch, seed: int | None, occupied: bool, loads: bool, code: int
) -> None:
    from kasane.cli import demo
    from kasane.demo import load

    called: list[bool] = []
    monkeypatch.setattr(load, "standing", lambda: SimpleNamespace(seed=seed, occupied=occupied))
    monkeypatch.setattr(demo, "run", lambda options: called.append(options.if_empty) or 0)
    monkeypatch.setattr(prepare, "collect", lambda: False)
    monkeypatch.setattr("kasane.cli.migrate.pending", list)
    assert prepare.run(build().parse_args(["prepare", "--demo"])) == code
    assert called == ([True] if loads else [])
