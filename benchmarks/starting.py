"""起動の測定: 空のデータベースから最初の答えまで（初回）、用意の済んだ状態から最初の答えまで（二回目以降）。床の起動との比。"""

from __future__ import annotations

import shutil
import tempfile
import time
from typing import Any

from benchmarks import places, scale
from benchmarks.interleaved import quantile
from benchmarks.servers import serving

WARM_TIMES = 5
COLD_TIMES = 2


def starts() -> list[dict[str, Any]]:
    """初回（新しい置き場・空のデータベース）と、二回目以降。"""
    scale.ensure()
    ours, floor = [], []
    for _ in range(WARM_TIMES):
        floor.append(_seconds("benchmarks.floor_settings", prepare=False))
        ours.append(_seconds("config.settings", prepare=True))
    cold_floor, cold = [], []
    for _ in range(COLD_TIMES):
        cold_floor.append(_cold(floor=True))
        cold.append(_cold(floor=False))
    return [_row("start.warm", ours, floor), _row("start.cold", cold, cold_floor)]


def _seconds(settings: str, *, prepare: bool, database: str = places.DATABASE, **more: str) -> float:
    began = time.perf_counter()
    if prepare:
        places.python(["-m", "kasane.cli", "prepare"], database, **more)
    with serving("start", settings, database=database, **more):
        return time.perf_counter() - began


def _cold(*, floor: bool) -> float:
    """空のデータベースと新しい置き場から。床は、Django の標準の表を作って素の画面を上げるまで。"""
    scale.drop(places.SCRATCH)
    scale.create(places.SCRATCH)
    home = tempfile.mkdtemp(prefix="kasane-bench-")
    more = {"KASANE_HOME": home}
    try:
        if not floor:
            return _seconds("config.settings", prepare=True, database=places.SCRATCH, **more)
        began = time.perf_counter()
        for label in ("contenttypes", "auth", "sessions"):
            places.python(
                ["-m", "django", "migrate", label, "-v0"], places.SCRATCH, DJANGO_SETTINGS_MODULE="benchmarks.floor_settings", **more
            )
        return time.perf_counter() - began + _seconds("benchmarks.floor_settings", prepare=False, database=places.SCRATCH, **more)
    finally:
        shutil.rmtree(home)
        scale.drop(places.SCRATCH)


def _row(name: str, ours: list[float], floor: list[float]) -> dict[str, Any]:
    mine, its = ([seconds * 1000 for seconds in taken] for taken in (ours, floor))
    return {
        "name": name,
        "ratio": round(quantile(mine, 0.5) / quantile(its, 0.5), 2),
        "p50_ms": round(quantile(mine, 0.5)),
        "p95_ms": round(max(mine)),
        "floor_p50_ms": round(quantile(its, 0.5)),
        "n": len(mine),
        "line": None,
    }
