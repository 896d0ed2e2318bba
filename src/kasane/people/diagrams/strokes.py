"""線の描き分け。婚姻・親子・関わり・つながりの強さを、色ではなく線のかたちで示す。"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .geometry import along, arrow_head, longest_segment, stop_bar, without_repeats, zigzag
from .model import Bond, Direction, Strength, TieKind, UnionKind
from .svg import INK, PAPER, Point, line, path

BOND_DASH = {Bond.BIRTH: None, Bond.ADOPTED: "8 5", Bond.FOSTER: "2 4"}
_UNION_DASH = {UnionKind.COHABITING: "9 5", UnionKind.COHABITING_ENDED: "9 5", UnionKind.UNSPECIFIED: "2 4"}
_SLASHES = {UnionKind.SEPARATED: (0.0,), UnionKind.DIVORCED: (-4.0, 4.0), UnionKind.COHABITING_ENDED: (-4.0, 4.0)}
_ARROW_GAP = 9.0


def union_line(points: Sequence[Point], kind: UnionKind, mark: Point, *, consanguineous: bool = False) -> str:
    """夫婦の線。`mark` は離婚・別居の斜線を置く位置、血族どうしの婚姻は二重線。"""
    dash = _UNION_DASH.get(kind)
    drawn = _double(points, dash) if consanguineous else _stroke(points, dash=dash)
    x, y = mark
    return drawn + "".join(line((x + at - 5, y + 10), (x + at + 5, y - 10), stroke=INK, stroke_width=2) for at in _SLASHES.get(kind, ()))


def bond_line(points: Sequence[Point], bond: Bond) -> str:
    """親子の線。養子は破線、里子は点線。"""
    return _stroke(points, dash=BOND_DASH[bond])


def tie_line(points: Sequence[Point], kind: TieKind) -> str:
    """二人のあいだの関わり。親密は二重線、対立はジグザグ、絶縁は縦棒で途切れた線、世話は矢印。"""
    points = without_repeats(points)
    if kind is TieKind.CLOSE:
        return _double(points, None)
    if kind is TieKind.CONFLICT:
        return _stroke(_with_zigzag(points), width=1.5)
    if kind is TieKind.ESTRANGED:
        return _interrupted(points, width=1.5)
    if kind is TieKind.CARES_FOR:
        return _with_arrow(points, width=1.5)
    return _stroke(points, dash=BOND_DASH[Bond.FOSTER if kind is TieKind.FOSTER else Bond.ADOPTED], width=1.5)


def strength_line(start: Point, end: Point, strength: Strength, direction: Direction) -> str:
    """エコマップの線。start が中心側、end が相手側。"""
    inward = direction in (Direction.INWARD, Direction.BOTH)
    outward = direction in (Direction.OUTWARD, Direction.BOTH)
    length = math.dist(start, end)
    body = [along(start, end, _ARROW_GAP if inward else 0), along(start, end, length - (_ARROW_GAP if outward else 0))]
    heads = [_head(start, end)] if inward else []
    heads += [_head(end, start)] if outward else []
    return _strength_body(body, strength) + "".join(heads)


def _strength_body(body: Sequence[Point], strength: Strength) -> str:
    if strength is Strength.STRONG:
        return _stroke(body, width=5)
    if strength is Strength.STRESS:
        return _stroke(zigzag(body[0], body[1]))
    if strength is Strength.BROKEN:
        return _interrupted(body)
    return _stroke(body, dash={Strength.WEAK: "7 6", Strength.UNKNOWN: "1.5 5"}.get(strength))


def _stroke(points: Sequence[Point], *, dash: str | None = None, width: float = 2) -> str:
    return path(without_repeats(points), fill="none", stroke=INK, stroke_width=width, stroke_linejoin="round", stroke_dasharray=dash)


def _double(points: Sequence[Point], dash: str | None) -> str:
    """太い線に白い芯を重ねる。折れ線の角でも二本の間隔が崩れない。"""
    core = path(without_repeats(points), fill="none", stroke=PAPER, stroke_width=3, stroke_linejoin="round")
    return _stroke(points, dash=dash, width=6) + core


def _with_zigzag(points: Sequence[Point]) -> list[Point]:
    at = longest_segment(points)
    return [*points[:at], *zigzag(points[at], points[at + 1]), *points[at + 2 :]]


def _interrupted(points: Sequence[Point], *, width: float = 2, half_gap: float = 5) -> str:
    at = longest_segment(points)
    start, end = points[at], points[at + 1]
    middle = math.dist(start, end) / 2
    before, after = middle - half_gap, middle + half_gap
    halves = _stroke([*points[: at + 1], along(start, end, before)], width=width)
    halves += _stroke([along(start, end, after), *points[at + 1 :]], width=width)
    bars = (stop_bar(start, end, before), stop_bar(start, end, after))
    return halves + "".join(line(*bar, stroke=INK, stroke_width=2) for bar in bars)


def _with_arrow(points: Sequence[Point], *, width: float) -> str:
    shaft = [*points[:-1], along(points[-1], points[-2], _ARROW_GAP)]
    return _stroke(shaft, width=width) + _head(points[-1], points[-2])


def _head(tip: Point, source: Point) -> str:
    return path(arrow_head(tip, source), closed=True, fill=INK)
