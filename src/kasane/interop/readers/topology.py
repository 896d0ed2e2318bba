"""TopoJSON の読み取り: 共有された弧(arcs)をつないで GeoJSON の形に戻す。

根拠: TopoJSON 1.1 の仕様(量子化された弧、負の番号は逆向き)。
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kasane.interop.headers import clean_header, unique_headers
from kasane.interop.refusal import FileRefused
from kasane.interop.table import RawRow, Table

MAX_SIZE: Final = 32 << 20
BROKEN = "TopoJSON として読めません(弧や形の番号が合いません)。"

Point = list[float]


def read(path: Path) -> list[Table]:
    """TopoJSON を表の並びにする。弧は全体を参照するため、全部を一度に読む(32 MB まで)。"""
    if path.stat().st_size > MAX_SIZE:
        raise FileRefused("TopoJSON が大きすぎます(32 MB 超)。都道府県ごとのファイルを使ってください。")
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileRefused("TopoJSON が UTF-8 ではありません。") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileRefused("TopoJSON が途中で終わっているか、壊れています。もう一度入手してください。") from error
    objects = data.get("objects") if isinstance(data, dict) else None
    if not isinstance(objects, dict) or not isinstance(data.get("arcs"), list):
        raise FileRefused(BROKEN)
    arcs = _arcs(data)
    return [_table(name, found, arcs) for name, found in objects.items() if isinstance(found, dict)]


def _arcs(data: dict[str, Any]) -> list[list[Point]]:
    transform = data.get("transform")
    try:
        if not transform:
            return [[list(map(float, point[:2])) for point in arc] for arc in data["arcs"]]
        (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
        return [list(_dequantised(arc, scale_x, scale_y, move_x, move_y)) for arc in data["arcs"]]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise FileRefused(BROKEN) from error


def _dequantised(arc: list[list[float]], scale_x: float, scale_y: float, move_x: float, move_y: float) -> Iterator[Point]:
    x = y = 0.0
    for point in arc:
        x, y = x + point[0], y + point[1]
        yield [round(x * scale_x + move_x, 9), round(y * scale_y + move_y, 9)]


def _table(name: str, found: dict[str, Any], arcs: list[list[Point]]) -> Table:
    geometries = [item for item in found.get("geometries") or [found] if isinstance(item, dict)]
    headers: dict[str, None] = {}
    for item in geometries:
        headers.update(dict.fromkeys(item.get("properties") or {}))

    def rows() -> Iterator[RawRow]:
        for number, item in enumerate(geometries, start=1):
            cells = {clean_header(str(key)): "" if value is None else str(value) for key, value in (item.get("properties") or {}).items()}
            yield RawRow(number, cells, (), None, _geometry(item, arcs))

    table = Table(clean_header(name), unique_headers(list(headers)), rows, encoding="UTF-8: TopoJSON のため")
    table.has_geometry = True
    table.notes.append("行番号は、形の並びの番号です。")
    return table


def _geometry(item: dict[str, Any], arcs: list[list[Point]]) -> dict[str, object] | None:
    kind = item.get("type")
    try:
        if kind == "Polygon":
            return {"type": kind, "coordinates": [_ring(ring, arcs) for ring in item["arcs"]]}
        if kind == "MultiPolygon":
            return {"type": kind, "coordinates": [[_ring(ring, arcs) for ring in polygon] for polygon in item["arcs"]]}
    except (KeyError, TypeError, IndexError) as error:
        raise FileRefused(BROKEN) from error
    return {"type": kind} if kind else None


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring
