"""取り込みの測定: 公開されているファイルを来たまま取り込む速さ（行/秒）と、床（csv + COPY）との比。"""

from __future__ import annotations

import json
import time
from typing import Any

from benchmarks import places, scale
from benchmarks.interleaved import quantile

DATA = places.ROOT.parent / "shared" / "data"
FILES = (
    ("import.postal-codes", "postal-codes", "postal-codes/ken_all_*.csv", "utf-8-sig"),
    ("import.resources", "resources", "kaigo-jigyosho/jigyosho_160.csv", "utf-8-sig"),
)
TIMES = 3


def imports() -> list[dict[str, Any]]:
    """ファイルごとの行。測るデータ（リポジトリの隣の shared/data）がなければ、その旨を出して飛ばす。"""
    made = []
    for name, target, pattern, encoding in FILES:
        found = sorted(DATA.glob(pattern))
        if not found:
            print(f"・{name}: 測るファイル（../shared/data/{pattern}）がないので飛ばします", flush=True)
            continue
        made.append(_row(name, target, str(found[-1]), encoding))
    return made


def _row(name: str, target: str, path: str, encoding: str) -> dict[str, Any]:
    floor, ours, again, rows = [], [], [], 0
    for _ in range(TIMES):
        scale.drop(places.SCRATCH)
        scale.create(places.SCRATCH)
        places.python(["-m", "kasane.cli", "migrate"], places.SCRATCH)
        seconds, rows = _floor(path, encoding)
        floor.append(seconds)
        ours.append(_ours(target, path))
        again.append(_ours(target, path))
    scale.drop(places.SCRATCH)
    return {
        "name": name,
        "ratio": round(quantile(ours, 0.5) / quantile(floor, 0.5), 2),
        "p50_ms": round(quantile(ours, 0.5) * 1000),
        "p95_ms": round(max(ours) * 1000),
        "floor_p50_ms": round(quantile(floor, 0.5) * 1000),
        "again_p50_ms": round(quantile(again, 0.5) * 1000),
        "rows_per_second": round(rows / quantile(ours, 0.5)),
        "floor_rows_per_second": round(rows / quantile(floor, 0.5)),
        "rows": rows,
        "n": len(ours),
        "line": None,
    }


def _floor(path: str, encoding: str) -> tuple[float, int]:
    began = time.perf_counter()
    rows = int(places.python(["-m", "benchmarks.floor_import", path, encoding], places.SCRATCH))
    return time.perf_counter() - began, rows


def _ours(target: str, path: str) -> float:
    """命令を打ってから終わるまで。入らなかったときは測らずに止まる。"""
    report = places.logs() / "import.json"
    began = time.perf_counter()
    places.python(["-m", "kasane.cli", "import", target, path, "--report", str(report)], places.SCRATCH)
    seconds = time.perf_counter() - began
    if not json.loads(report.read_text("utf-8")):
        raise SystemExit(f"エラー: {path} の取り込みの報告が空です。")
    return seconds
