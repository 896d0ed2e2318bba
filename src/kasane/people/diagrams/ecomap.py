"""エコマップ。本人や世帯を中心に、機関・人・場所との関わりの強さと向きを SVG に描く。

制度や機関は角のある枠、家族・近隣などは丸い枠。12 を超えると二重の輪に置く。
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from .describe import describe_ecomap
from .genogram import Drawing
from .geometry import Box
from .labels import wrap
from .legend import LegendEntry, ecomap_legend
from .model import MAX_ECOMAP_NODES, DiagramRefused, Ecomap, EcomapNode
from .strokes import strength_line
from .svg import INK, PAPER, Point, element, picture, text

NODE_WIDTH, NODE_HEIGHT = 134.0, 48.0
_ONE_RING = 12
_CENTER_RADIUS = 54.0
_TEXT_LIMIT, _LINE_HEIGHT = 118.0, 16.0
_CLEARANCE = 10.0
_MARGIN = 16.0


@dataclass(frozen=True, slots=True)
class EcomapLayout:
    """枠・線・全体の大きさ（px）。"""

    center: Point
    boxes: tuple[Box, ...]
    spokes: tuple[tuple[Point, Point], ...]
    size: Point

    @property
    def center_box(self) -> Box:
        return Box(*self.center, *self.center).grown(_CENTER_RADIUS)


def draw_ecomap(ecomap: Ecomap, uid: str) -> str:
    """エコマップの SVG。`uid` はページの中で一意の接頭辞。24 を超える相手は `DiagramRefused`。"""
    layout = arrange_ecomap(ecomap)
    spokes = zip(layout.spokes, ecomap.nodes, strict=True)
    body = element(
        "g",
        *(strength_line(start, end, node.strength, node.direction) for (start, end), node in spokes),
        *(_node(node, box) for node, box in zip(ecomap.nodes, layout.boxes, strict=True)),
        _center(ecomap, layout.center),
    )
    description = "".join(describe_ecomap(ecomap))
    return picture(body, size=layout.size, uid=uid, title=ecomap.title, description=description, css_class="ecomap")


def draw_ecomap_or_explain(ecomap: Ecomap, uid: str) -> Drawing:
    """図と説明文と凡例。描けないときは理由を先頭に置いた説明文だけを返す。"""
    sentences = describe_ecomap(ecomap)
    try:
        return Drawing(draw_ecomap(ecomap, uid), sentences, ecomap_legend(ecomap))
    except DiagramRefused as refused:
        return Drawing("", (refused.reason, *sentences), refusal=refused.reason)


def legend_of_ecomap(ecomap: Ecomap) -> tuple[LegendEntry, ...]:
    """このエコマップの凡例（見本の SVG と言葉の組）。"""
    return ecomap_legend(ecomap)


def arrange_ecomap(ecomap: Ecomap) -> EcomapLayout:
    """枠どうしも、枠と他の線も重ならなくなるまで輪を広げて置く。"""
    count = len(ecomap.nodes)
    if count > MAX_ECOMAP_NODES:
        raise DiagramRefused(f"エコマップに置けるのは{MAX_ECOMAP_NODES}までです（今は{count}）。関わりの近いものにしぼってください。")
    radii = (175.0, 130.0)
    offsets = _offsets(count, radii)
    while not _is_clear(offsets):
        radii = (radii[0] + 8, radii[1] + 6)
        offsets = _offsets(count, radii)
    return _framed(offsets)


def _offsets(count: int, radii: Point) -> list[Point]:
    """中心から見た枠の位置。二重のときは内と外に交互に置き、外への線が内の枠の間を通るようにする。"""
    places = []
    for number in range(count):
        angle = 2 * math.pi * number / count - math.pi / 2
        ring = 1.0 if count <= _ONE_RING or number % 2 == 0 else 1.62
        places.append((radii[0] * ring * math.cos(angle), radii[1] * ring * math.sin(angle)))
    return places


def _box(center: Point) -> Box:
    x, y = center
    return Box(x - NODE_WIDTH / 2, y - NODE_HEIGHT / 2, x + NODE_WIDTH / 2, y + NODE_HEIGHT / 2)


def _is_clear(offsets: Sequence[Point]) -> bool:
    boxes = [_box(offset).grown(_CLEARANCE / 2) for offset in offsets]
    middle = Box(0, 0, 0, 0).grown(_CENTER_RADIUS + 44)
    if any(box.overlaps(middle) for box in boxes) or any(first.overlaps(second) for first, second in combinations(boxes, 2)):
        return False
    return not any(
        boxes[other].crossed_by((0.0, 0.0), offset)
        for number, offset in enumerate(offsets)
        for other in range(len(boxes))
        if other != number
    )


def _framed(offsets: Sequence[Point]) -> EcomapLayout:
    boxes = [_box(offset) for offset in offsets]
    reach_x = max([_CENTER_RADIUS, *(box.right for box in boxes), *(-box.left for box in boxes)]) + _MARGIN
    reach_y = max([_CENTER_RADIUS, *(box.bottom for box in boxes), *(-box.top for box in boxes)]) + _MARGIN
    center = (round(reach_x, 1), round(reach_y, 1))
    moved = [Box(box.left + center[0], box.top + center[1], box.right + center[0], box.bottom + center[1]) for box in boxes]
    spokes = tuple(_spoke(center, box) for box in moved)
    return EcomapLayout(center, tuple(moved), spokes, (2 * center[0], 2 * center[1]))


def _spoke(center: Point, box: Box) -> tuple[Point, Point]:
    """中心の円のふちから枠のふちまでの線。"""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    dx, dy = middle[0] - center[0], middle[1] - center[1]
    length = math.hypot(dx, dy)
    start = (_CENTER_RADIUS + 8) / length
    inside = min(NODE_WIDTH / 2 / abs(dx) if dx else math.inf, NODE_HEIGHT / 2 / abs(dy) if dy else math.inf)
    end = 1 - inside - 3 / length
    return (center[0] + dx * start, center[1] + dy * start), (center[0] + dx * end, center[1] + dy * end)


def _node(node: EcomapNode, box: Box) -> str:
    rounding = None if node.formal else NODE_HEIGHT / 2
    frame = element(
        "rect", x=box.left, y=box.top, width=NODE_WIDTH, height=NODE_HEIGHT, rx=rounding, fill=PAPER, stroke=INK, stroke_width=1.5
    )
    limit = _TEXT_LIMIT if node.formal else _TEXT_LIMIT - 14
    lines = wrap(node.label or "名称不詳", size=13, limit=limit, lines=2)
    return element("g", frame, *_centered(lines, ((box.left + box.right) / 2, (box.top + box.bottom) / 2), 13), class_="node")


def _center(ecomap: Ecomap, at: Point) -> str:
    """世帯なら二重の円、一人なら一重の円。"""
    rings = [element("circle", cx=at[0], cy=at[1], r=_CENTER_RADIUS, fill=PAPER, stroke=INK, stroke_width=2)]
    if ecomap.center_is_household:
        rings.append(element("circle", cx=at[0], cy=at[1], r=_CENTER_RADIUS - 5, fill=PAPER, stroke=INK, stroke_width=1.5))
    lines = wrap(ecomap.center, size=14, limit=84, lines=2)
    if ecomap.center_is_household:
        lines = (*lines, "（世帯）")
    return element("g", *rings, *_centered(lines, at, 14), class_="center")


def _centered(lines: Sequence[str], at: Point, size: float) -> list[str]:
    top = at[1] - _LINE_HEIGHT * (len(lines) - 1) / 2 + size * 0.36
    return [text((at[0], top + _LINE_HEIGHT * row), line, size=size) for row, line in enumerate(lines)]
