"""取り込みの試験に使う、作り話のファイルと取り込みの手順。"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from kasane.interop.report import Report
from kasane.interop.runs import Request, import_file
from kasane.kernel.actor import job_actor
from kasane.resources.domain import Target

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
HEAD = "施設ID,名称,住所,電話番号,緯度,経度\n"


def bring(path: Path, target: Target = Target.RESOURCES, **options: Any) -> Report:
    """自動処理として取り込む。"""
    return import_file(by=job_actor("import"), request=Request(path, target, **options))


def csv_file(folder: Path, rows: Iterable[str], name: str = "施設一覧_2026-04-01.csv", encoding: str = "utf-8") -> Path:
    """見出しつきの CSV。"""
    path = folder / name
    path.write_bytes((HEAD + "".join(f"{row}\n" for row in rows)).encode(encoding))
    return path


def rows(numbers: Iterable[int], phone: Callable[[int], str] = lambda number: f"000-000-{number:04d}") -> list[str]:
    """作り話の施設。"""
    return [f"F{1000 + number},かさね館{number},かさね市本町{number},{phone(number)},35.1,135.1" for number in numbers]


def real(*patterns: str) -> list[Path]:
    """公開データのファイル。手元に無ければ、その旨を言って試験を飛ばす。"""
    found = [path for pattern in patterns for path in sorted(SHARED.glob(pattern))]
    if not found:
        pytest.skip("公開データ(../shared/data)が手元にないため飛ばします")
    return found


def counts(report: Report) -> tuple[int, int, int, int, int]:
    """(追加, 変更, そのまま, 入れない, 掲載終了)。"""
    return report.created, report.updated, report.unchanged, len(report.rejected), len(report.ended)


def features(path: Path) -> list[dict[str, Any]]:
    """GeoJSON の属性と位置(取り込みとは別の読み方)。"""
    data = json.loads(path.read_text("utf-8"))
    return [{**feature["properties"], "_xy": feature["geometry"]["coordinates"]} for feature in data["features"]]
