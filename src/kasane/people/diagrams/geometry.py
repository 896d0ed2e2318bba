"""図形の小さな道具。線のかたち（ジグザグ・途切れ・矢印）は色に頼らず白黒で見分けるためのもの。"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from .svg import Point


class Box(NamedTuple):
    """辺が軸に平行な四角（px）。"""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def crossed_by(self, start: Point, end: Point) -> bool:
        """線分がこの箱の内側を通るか（Liang–Barsky）。"""
        (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
        enter, leave = 0.0, 1.0
        for step, room in ((-dx, x - self.left), (dx, self.right - x), (-dy, y - self.top), (dy, self.bottom - y)):
            if step == 0:
                if room <= 0:
                    return False
            elif step < 0:
                enter = max(enter, room / step)
            else:
                leave = min(leave, room / step)
        return enter < leave


def without_repeats(points: Sequence[Point]) -> list[Point]:
    """同じ点の連続と、まっすぐな途中の点を除く。"""
    kept: list[Point] = []
    for point in points:
        if kept and math.dist(kept[-1], point) < 0.05:
            continue
        if len(kept) > 1 and _is_straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept


def _is_straight(a: Point, b: Point, c: Point) -> bool:
    cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return abs(cross) < 0.01 and along > 0


def longest_segment(points: Sequence[Point]) -> int:
    """最も長い区間の始点の番号。記号（途切れ・ジグザグ）はここに描く。"""
    return max(range(len(points) - 1), key=lambda i: (math.dist(points[i], points[i + 1]), -i))


def along(start: Point, end: Point, distance: float, aside: float = 0.0) -> Point:
    """start から end へ `distance` 進み、左へ `aside` ずれた点。"""
    length = math.dist(start, end) or 1.0
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    return start[0] + ux * distance + uy * aside, start[1] + uy * distance - ux * aside


def zigzag(start: Point, end: Point, *, margin: float = 8.0, tooth: float = 6.0, height: float = 5.0) -> list[Point]:
    """対立を表すジグザグ。両端に `margin` だけまっすぐな部分を残す。"""
    length = math.dist(start, end)
    count = max(4, round((length - 2 * margin) / tooth))
    if length <= 2 * margin:
        margin = length / 6
    pitch = (length - 2 * margin) / count
    teeth = [along(start, end, margin + pitch * (i + 0.5), height if i % 2 else -height) for i in range(count)]
    return [start, along(start, end, margin), *teeth, along(start, end, length - margin), end]


def arrow_head(tip: Point, source: Point, *, length: float = 11.0, half: float = 5.0) -> list[Point]:
    """source から tip へ向かう矢じりの三角形。"""
    return [tip, along(tip, source, length, half), along(tip, source, length, -half)]


def stop_bar(start: Point, end: Point, distance: float, half: float = 7.0) -> tuple[Point, Point]:
    """線を途切れさせる、線に直角な短い棒の両端。"""
    return along(start, end, distance, half), along(start, end, distance, -half)
