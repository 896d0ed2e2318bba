"""JSON と GeoJSON の読み取り。

根拠: RFC 8259、RFC 7946。湯沢市の形(index・header・data_01…の節を持つ)と、行の配列だけの形を読む。
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from kasane.interop.headers import clean_header, unique_headers
from kasane.interop.readers.encoding import Encoding, decode, detect
from kasane.interop.readers.jsonstream import Stream
from kasane.interop.refusal import FileRefused
from kasane.interop.table import Meter, RawRow, Table

SAMPLE: Final = 200
META: Final = frozenset({"index", "header", "origin", "source", "meta", "crs", "type", "name", "bbox"})


class _Section:
    """一つの配列: 鍵と、先頭の行から集めた見出し。"""

    def __init__(self, key: str) -> None:
        self.key = key
        self.headers: dict[str, None] = {}
        self.geometry = False
        self.line = 1
        self.count = 0
        self.last_line = 0

    @property
    def on_one_line(self) -> bool:
        """改行のない JSON か(行番号では行を名指しできない)。"""
        return self.count > 1 and self.line == self.last_line


def read(path: Path) -> list[Table]:
    """JSON・GeoJSON を表の並びとして読む。断るのは、壊れた JSON・行の配列のない JSON。"""
    encoding = detect(path)
    sections, extra = _outline(path, encoding)
    if not sections:
        raise FileRefused("JSON の中に、行の並び(オブジェクトの配列)がありません。")
    return [_table(path, encoding, section, extra) for section in sections]


def _outline(path: Path, encoding: Encoding) -> tuple[list[_Section], dict[str, Any]]:
    """全体を一度流し読みし、配列の節と、その見出し、付帯情報を集める。"""
    sections: dict[str, _Section] = {}
    extra: dict[str, Any] = {}
    for key, line, element in _walk(path, encoding, extra):
        section = sections.setdefault(key, _Section(key))
        if not section.headers:
            section.line = line
        section.count, section.last_line = section.count + 1, line
        section.geometry = section.geometry or _is_feature(element)
        section.headers.update(dict.fromkeys(_cells(element)))
    return list(sections.values()), extra


def _walk(path: Path, encoding: Encoding, extra: dict[str, Any], meter: Meter | None = None) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """(節の鍵, 行番号, 要素) を順に返す。オブジェクトでない要素は行ではないので飛ばす。"""
    stream = Stream(decode(path, encoding, meter))
    if stream.peek() == "[":
        yield from _objects("", stream)
    elif stream.peek() == "{":
        for key in stream.members():
            if stream.peek() == "[":
                yield from _objects(key, stream)
            else:
                value = stream.value()
                if key in META:
                    extra[key] = value
    else:
        raise FileRefused("JSON として読めません。")
    stream.finish()


def _objects(key: str, stream: Stream) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for line, element in stream.elements():
        if isinstance(element, dict):
            yield key, line, element


def _is_feature(element: dict[str, Any]) -> bool:
    return element.get("type") == "Feature" and "geometry" in element


def _table(path: Path, encoding: Encoding, section: _Section, extra: dict[str, Any]) -> Table:
    index = extra.get("index")
    title = str(index.get(section.key, section.key)) if isinstance(index, dict) else section.key
    names = unique_headers(list(section.headers))
    title = clean_header(title)
    meter = Meter(path.stat().st_size)
    table = Table(title or path.stem, names, _reader(path, encoding, section, meter), _labels(extra, section.key), section.line)
    table.meter = meter
    if section.on_one_line:
        table.notes.append("改行のない JSON なので、行番号は、並びの中の番号です。")
    table.encoding = f"{encoding.label}: {encoding.why}"
    table.has_geometry = section.geometry
    return table


def _labels(extra: dict[str, Any], key: str) -> dict[str, str]:
    header = extra.get("header")
    if not isinstance(header, dict):
        return {}
    own = header.get(key)
    chosen = own if isinstance(own, dict) else header
    return {name: label for name, label in chosen.items() if isinstance(label, str)}


def _reader(path: Path, encoding: Encoding, section: _Section, meter: Meter) -> Callable[[], Iterator[RawRow]]:
    def rows() -> Iterator[RawRow]:
        meter.done = ordinal = 0
        for found, line, element in _walk(path, encoding, {}, meter):
            if found == section.key:
                ordinal += 1
                geometry = element.get("geometry") if _is_feature(element) else None
                named = ordinal if section.on_one_line else line
                yield RawRow(named, _cells(element), (), _point(geometry), geometry if isinstance(geometry, dict) else None)

    return rows


def _cells(element: dict[str, Any]) -> dict[str, str]:
    properties = element.get("properties") if _is_feature(element) else element
    if not isinstance(properties, dict):
        return {}
    return {clean_header(str(name)): _text(value) for name, value in properties.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _point(geometry: Any) -> tuple[float, float] | None:
    """Point の (経度, 緯度)。"""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    first, second = coordinates[:2]
    if isinstance(first, bool) or isinstance(second, bool) or not isinstance(first, int | float) or not isinstance(second, int | float):
        return None
    return float(first), float(second)
