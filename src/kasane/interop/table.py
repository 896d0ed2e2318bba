"""読み取った表: どの形式のファイルも、題・見出し・行の並びという同じ形にそろえる。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Meter:
    """どこまで読んだか(バイト)。total が 0 なら全体の大きさは分からない。"""

    total: int = 0
    done: int = 0

    @property
    def percent(self) -> int | None:
        """読み終えた割合(0〜100)。分からなければ None。"""
        return min(100, self.done * 100 // self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class RawRow:
    """一行。line は元のファイルで見つけられる行番号(1 から)、cells は見出し→書かれたままの文字列。"""

    line: int
    cells: dict[str, str]
    remarks: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    geometry: dict[str, object] | None = None


@dataclass(slots=True)
class Table:
    """一つの表(CSV 一つ、xlsx の一枚、JSON の一節)。

    title は表の題(シート名・節の名)、headers は見出し、labels は見出しの日本語名(JSON の header 節など)、
    rows は行を少しずつ読む関数。encoding は読み取りに使った文字コードとその理由。
    """

    title: str
    headers: list[str]
    rows: Callable[[], Iterator[RawRow]]
    labels: dict[str, str] = field(default_factory=dict)
    header_line: int = 1
    encoding: str = ""
    notes: list[str] = field(default_factory=list)
    skip_reason: str = ""
    has_geometry: bool = False
    meter: Meter = field(default_factory=Meter)
