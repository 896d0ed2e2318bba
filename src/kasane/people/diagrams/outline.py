"""同居の囲み。直角の多角形で世帯の全員を囲み、間に立つ同居していない人は避けて通るか、囲みを分ける。"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .geometry import Box
from .svg import Point, number

_CORRIDOR = 20.0
_STUB = 30.0
_ENOUGH = 20.0
_CLEAR = 12.0
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """同じ世代で隣り合う世帯員のひと続き。"""

    level: int
    box: Box


def outline_loops(runs: Sequence[Run], verticals: Mapping[int, Sequence[float]]) -> list[list[Point]]:
    """世帯の囲みの輪郭（閉じた折れ線）。隣の世代にも同じ世代にもつなげないかたまりは別の囲みになる。

    `verticals` は世代ごとの、上の隙間を通る縦線の x。囲みの縦の辺がそれに重ならない位置を選ぶ。
    """
    boxes = [run.box for run in runs]
    return _trace(boxes + [box for link in _links(runs, verticals) for box in link])


def uses_corridor(runs: Sequence[Run]) -> set[int]:
    """囲みの通路が下を通る世代。"""
    return {link_level for link_level in (_corridor_level(runs, pair) for pair in _tree(runs)) if link_level is not None}


def _corridor_level(runs: Sequence[Run], pair: tuple[int, int]) -> int | None:
    first, second = runs[pair[0]], runs[pair[1]]
    if first.level != second.level and _overlap(first.box, second.box) >= _ENOUGH:
        return None
    return min(first.level, second.level)


def _overlap(first: Box, second: Box) -> float:
    return min(first.right, second.right) - max(first.left, second.left)


def _tree(runs: Sequence[Run]) -> list[tuple[int, int]]:
    """囲みどうしを、遠回りの少ない順に輪を作らずつなぐ。"""
    candidates = []
    for i, first in enumerate(runs):
        for j in range(i + 1, len(runs)):
            second = runs[j]
            same_row = first.level == second.level and j == i + 1
            if same_row or abs(first.level - second.level) == 1:
                distance = max(0.0, -_overlap(first.box, second.box))
                candidates.append((distance + (1000.0 if same_row else 0.0), i, j))
    group = list(range(len(runs)))
    chosen = []
    for _, i, j in sorted(candidates):
        if group[i] != group[j]:
            chosen.append((i, j))
            group = [group[i] if each == group[j] else each for each in group]
    return chosen


def _links(runs: Sequence[Run], verticals: Mapping[int, Sequence[float]]) -> list[list[Box]]:
    links = []
    for i, j in _tree(runs):
        upper, lower = sorted((runs[i], runs[j]), key=lambda run: (run.level, run.box.left))
        links.append(_link(upper, lower, verticals.get(lower.level, ())))
    return links


def _link(upper: Run, lower: Run, verticals: Sequence[float]) -> list[Box]:
    top, bottom = upper.box.bottom, upper.box.bottom + _CORRIDOR
    if upper.level == lower.level:
        return [Box(upper.box.right - _STUB, top, lower.box.left + _STUB, bottom)]
    if _overlap(upper.box, lower.box) >= _ENOUGH:
        return [_straight_link(upper.box, lower.box, verticals)]
    leg = _leg(lower.box, top, verticals, from_left=upper.box.left < lower.box.left)
    if upper.box.left < lower.box.left:
        return [Box(upper.box.right - _STUB, top, leg.right, bottom), leg]
    return [Box(leg.left, top, upper.box.left + _STUB, bottom), leg]


def _straight_link(upper: Box, lower: Box, verticals: Sequence[float]) -> Box:
    """縦に重なる二つの箱を結ぶ。隙間には人がいないので、辺は広い方・狭い方のどちらにも寄せられる。"""
    lefts, rights = sorted((upper.left, lower.left), reverse=True), sorted((upper.right, lower.right))
    inner = (lefts[0] + rights[0]) / 2
    left = _clearest([*lefts, (lefts[0] + lefts[1]) / 2, (lefts[0] + inner) / 2], verticals)
    right = _clearest([*rights, (rights[0] + rights[1]) / 2, (rights[0] + inner) / 2], verticals)
    return Box(left, upper.bottom, right, lower.top)


def _leg(lower: Box, top: float, verticals: Sequence[float], *, from_left: bool) -> Box:
    room = int(lower.right - lower.left - _STUB)
    starts = [lower.left + step if from_left else lower.right - _STUB - step for step in range(0, room + 1, 8)]
    best = max(starts, key=lambda left: min(_distance(left, verticals), _distance(left + _STUB, verticals)))
    return Box(best, top, best + _STUB, lower.top)


def _clearest(candidates: Sequence[float], verticals: Sequence[float]) -> float:
    return max(candidates, key=lambda x: _distance(x, verticals))


def _distance(x: float, verticals: Sequence[float]) -> float:
    """最も近い縦線までの距離。十分離れていれば差をつけない（候補の先頭が選ばれる）。"""
    return min([_CLEAR, *(abs(x - each) for each in verticals)])


def _trace(boxes: Sequence[Box]) -> list[list[Point]]:
    """箱の和集合の輪郭をたどる。内側を常に右手に見る向きの辺だけを残し、つないでいく。"""
    xs = sorted({x for box in boxes for x in (box.left, box.right)})
    ys = sorted({y for box in boxes for y in (box.top, box.bottom)})
    filled = {
        (i, j)
        for i, (left, right) in enumerate(pairwise(xs))
        for j, (top, bottom) in enumerate(pairwise(ys))
        if any(box.left <= left and right <= box.right and box.top <= top and bottom <= box.bottom for box in boxes)
    }
    return [[(xs[i], ys[j]) for i, j in loop] for loop in _loops(_edges(filled))]


def _edges(filled: set[Cell]) -> dict[Cell, list[Cell]]:
    edges: dict[Cell, list[Cell]] = {}
    for i, j in sorted(filled):
        sides = (
            ((i, j - 1), (i, j), (i + 1, j)),
            ((i + 1, j), (i + 1, j), (i + 1, j + 1)),
            ((i, j + 1), (i + 1, j + 1), (i, j + 1)),
            ((i - 1, j), (i, j + 1), (i, j)),
        )
        for neighbour, start, end in sides:
            if neighbour not in filled:
                edges.setdefault(start, []).append(end)
    return edges


def _loops(edges: dict[Cell, list[Cell]]) -> list[list[Cell]]:
    loops = []
    while edges:
        start = min(edges)
        here, heading = start, (1, 0)
        loop: list[Cell] = []
        while not loop or here != start:
            loop.append(here)
            following = _sharpest_right(here, heading, edges[here])
            edges[here].remove(following)
            if not edges[here]:
                del edges[here]
            heading, here = (following[0] - here[0], following[1] - here[1]), following
        loops.append(_corners(loop))
    return loops


def _sharpest_right(here: Cell, heading: Cell, choices: list[Cell]) -> Cell:
    """角で二つの輪郭が触れるとき、別々の輪郭のまま保つ曲がり方を選ぶ。"""
    return max(choices, key=lambda to: heading[0] * (to[1] - here[1]) - heading[1] * (to[0] - here[0]))


def _corners(loop: list[Cell]) -> list[Cell]:
    around = zip([loop[-1], *loop[:-1]], loop, [*loop[1:], loop[0]], strict=True)
    return [here for before, here, after in around if not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1])]


def rounded_path(loop: Sequence[Point], radius: float = 10.0) -> str:
    """角を丸めた閉じたパスの d 属性。"""
    steps: list[str] = []
    for number_, corner in enumerate(loop):
        enter, leave = _toward(corner, loop[number_ - 1], radius), _toward(corner, loop[(number_ + 1) % len(loop)], radius)
        coordinates = [f"{number(x)} {number(y)}" for x, y in (enter, corner, leave)]
        steps.append(f"{'L' if steps else 'M'}{coordinates[0]}Q{coordinates[1]} {coordinates[2]}")
    return "".join(steps) + "Z"


def _toward(corner: Point, other: Point, radius: float) -> Point:
    length = math.dist(corner, other)
    share = min(radius, length / 2) / length
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share
