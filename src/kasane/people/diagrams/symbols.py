"""人の記号（男□ 女○ その他・不明△ など）とその大きさ、凡例の見本。"""

from __future__ import annotations

import math
from enum import StrEnum

from .labels import width
from .model import FamilyMember, Life, Sex
from .svg import INK, PAPER, Point, element, path, text

RADIUS = 24.0
_RING = 5.0


class Shape(StrEnum):
    """記号の形。"""

    SQUARE = "square"
    CIRCLE = "circle"
    TRIANGLE = "triangle"
    CONCEALED = "concealed"
    UNKNOWN_PARENT = "unknown_parent"
    PREGNANCY = "pregnancy"
    MISCARRIAGE = "miscarriage"


_RADII = {Shape.UNKNOWN_PARENT: 15.0, Shape.PREGNANCY: 16.0, Shape.MISCARRIAGE: 8.0}


def shape_of(person: FamilyMember | None) -> Shape:
    """None は補った「不明の親」。"""
    if person is None:
        return Shape.UNKNOWN_PARENT
    if person.is_concealed:
        return Shape.CONCEALED
    if person.life in (Life.PREGNANCY, Life.MISCARRIAGE):
        return Shape.PREGNANCY if person.life is Life.PREGNANCY else Shape.MISCARRIAGE
    return {Sex.MALE: Shape.SQUARE, Sex.FEMALE: Shape.CIRCLE, Sex.OTHER: Shape.TRIANGLE}[person.sex]


def reach(person: FamilyMember | None) -> float:
    """記号の中心から端まで（本人の二重線を含む）。"""
    return _RADII.get(shape_of(person), RADIUS) + (_RING if person is not None and person.is_index else 0.0)


def top_at(person: FamilyMember | None, aside: float) -> float:
    """中心から `aside` ずれた真上で、記号のふちが中心からどれだけ上にあるか。"""
    radius, aside = reach(person), min(abs(aside), reach(person))
    shape = shape_of(person)
    if shape is Shape.SQUARE:
        return radius
    if shape in (Shape.TRIANGLE, Shape.PREGNANCY):
        return radius - 2 * aside
    if shape is Shape.CONCEALED:
        return radius - aside
    return math.sqrt(radius**2 - aside**2)


def side_at(person: FamilyMember | None, below: float) -> float:
    """中心から `below` 下がった高さで、記号のふちが中心からどれだけ横にあるか。"""
    radius = reach(person)
    below = max(-radius, min(below, radius))
    shape = shape_of(person)
    if shape is Shape.SQUARE:
        return radius
    if shape in (Shape.TRIANGLE, Shape.PREGNANCY):
        return (radius + below) / 2
    if shape is Shape.CONCEALED:
        return radius - abs(below)
    return math.sqrt(radius**2 - below**2)


def symbol(person: FamilyMember | None, at: Point) -> str:
    """一人分の記号（名前は含まない）。"""
    shape = shape_of(person)
    radius = _RADII.get(shape, RADIUS)
    if person is None:
        return _outline(shape, at, radius) + text((at[0], at[1] + 5), "?", size=14)
    ring = _outline(shape, at, radius + _RING) if person.is_index else ""
    cross = _cross(shape, at) if person.life is Life.DECEASED else ""
    return ring + _outline(shape, at, radius) + cross + _age(person, shape, at) + _marks(person, at)


def _outline(shape: Shape, at: Point, radius: float) -> str:
    x, y = at
    if shape is Shape.SQUARE:
        return element("rect", x=x - radius, y=y - radius, width=2 * radius, height=2 * radius, fill=PAPER, stroke=INK, stroke_width=2)
    if shape is Shape.CIRCLE:
        return element("circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=INK, stroke_width=2)
    if shape is Shape.MISCARRIAGE:
        return element("circle", cx=x, cy=y, r=radius, fill=INK)
    if shape is Shape.UNKNOWN_PARENT:
        return element("circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=INK, stroke_width=1.5, stroke_dasharray="2 3")
    if shape is Shape.CONCEALED:
        corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        return path(corners, closed=True, fill=PAPER, stroke=INK, stroke_width=2, stroke_dasharray="5 4")
    corners = [(x, y - radius), (x + radius, y + radius), (x - radius, y + radius)]
    return path(corners, closed=True, fill=PAPER, stroke=INK, stroke_width=2, stroke_linejoin="round")


def _cross(shape: Shape, at: Point) -> str:
    x, y = at
    if shape is Shape.TRIANGLE:
        strokes = (((x - 20, y + RADIUS - 3), (x + 8, y - 6)), ((x + 20, y + RADIUS - 3), (x - 8, y - 6)))
    else:
        arm = RADIUS if shape is Shape.SQUARE else RADIUS * math.sqrt(0.5)
        strokes = (((x - arm, y - arm), (x + arm, y + arm)), ((x + arm, y - arm), (x - arm, y + arm)))
    return "".join(path(stroke, fill="none", stroke=INK, stroke_width=1.5) for stroke in strokes)


def age_inside(person: FamilyMember) -> tuple[str, float]:
    """記号の中に書く年齢と文字の大きさ。入らない長さなら空文字（名前の下に書く）。"""
    room = 33.0 if shape_of(person) is Shape.TRIANGLE else 42.0
    if shape_of(person) not in (Shape.SQUARE, Shape.CIRCLE, Shape.TRIANGLE):
        return "", 0.0
    sizes = (15.0, 13.0, 11.0)
    fitting = next((size for size in sizes if width(person.shown_age, size) <= room), 0.0)
    return (person.shown_age, fitting) if fitting else ("", 0.0)


def _age(person: FamilyMember, shape: Shape, at: Point) -> str:
    age, size = age_inside(person)
    if not age:
        return ""
    baseline = at[1] + (18 if shape is Shape.TRIANGLE else size * 0.36)
    half = width(age, size) / 2
    plate = ""
    if person.life is Life.DECEASED:
        plate = element("rect", x=at[0] - half, y=baseline - size * 0.85, width=2 * half, height=size * 1.05, fill=PAPER)
    return plate + text((at[0], baseline), age, size=size)


def _marks(person: FamilyMember, at: Point) -> str:
    """★キーパーソンは右肩、主介護者の「介」は左肩。"""
    shoulder = reach(person) + 5
    marks = ""
    if person.is_key_person:
        marks += text((at[0] + shoulder + 4, at[1] - RADIUS + 4), "★", size=17)
    if person.is_main_carer:
        marks += carer_mark((at[0] - shoulder - 5, at[1] - RADIUS))
    return marks


def carer_mark(at: Point) -> str:
    """主介護者の印（丸に介）。"""
    ring = element("circle", cx=at[0], cy=at[1], r=9, fill=PAPER, stroke=INK, stroke_width=1.5)
    return ring + text((at[0], at[1] + 4), "介", size=11)
