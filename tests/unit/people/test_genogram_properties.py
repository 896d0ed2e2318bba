"""どんな家族でも守ること。例の家族と、再婚・双子・同居の組み合わせをでたらめに作った家族で確かめる。"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise
from random import Random

import pytest
from genogram_families import EXAMPLES, is_inside, random_family
from hypothesis import given, settings
from hypothesis import strategies as st

from kasane.people.diagrams.genogram import draw_genogram, tie_route
from kasane.people.diagrams.layout import Layout, arrange
from kasane.people.diagrams.model import Family

families = st.integers(0, 10**9).map(lambda seed: random_family(Random(seed)))
examples = pytest.mark.parametrize("family", [make() for make in EXAMPLES.values()], ids=list(EXAMPLES))
any_family = settings(max_examples=30, deadline=None)


def assert_nothing_overlaps(layout: Layout) -> None:
    for one, other in combinations(layout.persons, 2):
        assert not layout.symbol_box(one).grown(3).overlaps(layout.symbol_box(other)), (one, other)
        assert not layout.labels[one].box.overlaps(layout.labels[other].box), (one, other)
    for one in layout.persons:
        for other in layout.persons:
            assert not layout.labels[one].box.overlaps(layout.symbol_box(other)), (one, other)


def assert_generations_are_rows(layout: Layout) -> None:
    for couple in layout.kin.couples:
        heights = {layout.point(partner)[1] for partner in couple.partners}
        assert len(heights) <= 1
        for child in couple.children:
            assert all(layout.point(child)[1] > height for height in heights)
            assert all(layout.kin.generation[child] == layout.kin.generation[partner] + 1 for partner in couple.partners)


def assert_outline_separates(layout: Layout) -> None:
    """世帯員の中心はすべて内側、同居していない人の中心は一つも内側にない。枠線は誰の記号も名前も横切らない。"""
    loops = layout.outline
    for person in layout.persons:
        assert is_inside(layout.point(person), loops) == (person in layout.kin.enclosed), person
    for loop in loops:
        for start, end in pairwise([*loop, loop[0]]):
            for person in layout.persons:
                assert not layout.symbol_box(person).crossed_by(start, end), person
                assert not layout.labels[person].box.crossed_by(start, end), person


def assert_lines_avoid_people(layout: Layout) -> None:
    for number, tie in enumerate(layout.kin.family.ties):
        for start, end in pairwise(tie_route(layout, number, tie)):
            for person in layout.persons:
                assert person in (tie.source, tie.target) or not layout.symbol_box(person).crossed_by(start, end), person
                assert not layout.labels[person].box.crossed_by(start, end), person
    for sibship in layout.lanes.sibships:
        if sibship.stem is not None:
            start, end = (sibship.stem, layout.point(sibship.couple.partners[0])[1]), (sibship.stem, layout.bands[sibship.level].bars[0])
            assert not any(layout.labels[person].box.crossed_by(start, end) for person in layout.persons)


def assert_svg_is_sound(family: Family) -> None:
    svg = draw_genogram(family, "g1")
    assert svg == draw_genogram(family, "g1")
    root = ET.fromstring(svg)
    width, height = (float(value) for value in root.attrib["viewBox"].split()[2:])
    for element in root.iter():
        assert "style" not in element.attrib
        assert not element.tag.endswith("style")
        for x, y in _points(element):
            assert 0 <= x <= width, (element.tag, x, width)
            assert 0 <= y <= height, (element.tag, y, height)


def _points(element: ET.Element) -> list[tuple[float, float]]:
    at = {key: float(value) for key, value in element.attrib.items() if key in {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r"}}
    if element.tag.endswith("circle"):
        return [(at["cx"] - at["r"], at["cy"] - at["r"]), (at["cx"] + at["r"], at["cy"] + at["r"])]
    if element.tag.endswith("line"):
        return [(at["x1"], at["y1"]), (at["x2"], at["y2"])]
    if element.tag.endswith("path"):
        numbers = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", element.attrib["d"])]
        return list(zip(numbers[::2], numbers[1::2], strict=True))
    return [(at["x"], at["y"])] if "x" in at else []


CHECKS = (assert_nothing_overlaps, assert_generations_are_rows, assert_outline_separates, assert_lines_avoid_people)


@examples
def test_an_example_family_is_drawn_cleanly(family: Family) -> None:
    layout = arrange(family)
    for check in CHECKS:
        check(layout)
    assert_svg_is_sound(family)


@any_family
@given(families)
def test_symbols_and_names_never_overlap(family: Family) -> None:
    assert_nothing_overlaps(arrange(family))


@any_family
@given(families)
def test_partners_share_a_row_and_children_stand_one_row_below(family: Family) -> None:
    assert_generations_are_rows(arrange(family))


@any_family
@given(families)
def test_the_household_outline_holds_its_members_and_nobody_else(family: Family) -> None:
    assert_outline_separates(arrange(family))


@any_family
@given(families)
def test_lines_run_around_symbols_and_names(family: Family) -> None:
    assert_lines_avoid_people(arrange(family))


@any_family
@given(families)
def test_the_svg_is_wellformed_deterministic_and_within_its_frame(family: Family) -> None:
    assert_svg_is_sound(family)
