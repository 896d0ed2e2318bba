"""エコマップの配置、線、説明文。"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasane.people.diagrams.ecomap import arrange_ecomap, draw_ecomap, draw_ecomap_or_explain, legend_of_ecomap
from kasane.people.diagrams.model import Direction, Ecomap, EcomapNode, Strength
from kasane.people.diagrams.strokes import strength_line

LONG = "生活困窮者自立相談支援機関・ひきこもり地域支援ステーション（委託）第二係"


def ecomap_of(count: int) -> Ecomap:
    strengths, directions = list(Strength), list(Direction)
    nodes = (EcomapNode(LONG, strengths[n % 6], directions[n % 4], formal=n % 3 > 0) for n in range(count))
    return Ecomap("見本 花子", tuple(nodes))


@pytest.mark.parametrize("count", range(25))
def test_no_box_touches_another_box_the_centre_or_a_line_to_another(count: int) -> None:
    layout = arrange_ecomap(ecomap_of(count))
    for one, other in combinations([*layout.boxes, layout.center_box], 2):
        assert not one.overlaps(other)
    for number, (start, end) in enumerate(layout.spokes):
        for other, box in enumerate(layout.boxes):
            assert not box.crossed_by(start, end), (number, other)


@pytest.mark.parametrize("count", [1, 12, 24])
def test_everything_lies_within_the_frame(count: int) -> None:
    layout = arrange_ecomap(ecomap_of(count))
    for box in (*layout.boxes, layout.center_box):
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= layout.size[0]
        assert box.bottom <= layout.size[1]


def rings(count: int) -> set[float]:
    """真上と真横の枠を通る楕円を 1 としたときの、中心からの遠さの種類。"""
    layout = arrange_ecomap(ecomap_of(count))
    middles = [((box.left + box.right) / 2 - layout.center[0], (box.top + box.bottom) / 2 - layout.center[1]) for box in layout.boxes]
    across, down = abs(middles[count // 4][0]), abs(middles[0][1])
    return {round(hypot(x / across, y / down), 1) for x, y in middles}


@pytest.mark.parametrize(("count", "expected"), [(8, 1), (12, 1), (16, 2), (24, 2)])
def test_more_than_twelve_stand_in_two_rings(count: int, expected: int) -> None:
    assert len(rings(count)) == expected


def test_twenty_five_is_refused_with_the_text_kept() -> None:
    explained = draw_ecomap_or_explain(ecomap_of(25), "e")
    assert explained.svg == ""
    assert "24までです（今は25）" in explained.refusal
    assert len(explained.sentences) == 1 + 1 + 25


def test_every_strength_and_direction_has_its_own_line() -> None:
    lines = {strength_line((0, 0), (120, 0), strength, direction) for strength in Strength for direction in Direction}
    assert len(lines) == len(Strength) * len(Direction)


@pytest.mark.parametrize(
    ("direction", "tips"),
    [(Direction.NONE, []), (Direction.INWARD, ["M0 0"]), (Direction.OUTWARD, ["M120 0"]), (Direction.BOTH, ["M0 0", "M120 0"])],
)
def test_arrows_point_where_the_help_goes(direction: Direction, tips: list[str]) -> None:
    heads = [path for path in strength_line((0, 0), (120, 0), Strength.NORMAL, direction).split("<path") if 'Z"' in path]
    assert [head.split('d="')[1][: len(tip)] for head, tip in zip(heads, tips, strict=True)] == tips


def test_formal_and_informal_differ_in_shape() -> None:
    def rounded(formal: bool) -> int:
        return draw_ecomap(Ecomap("本人", (EcomapNode("x", formal=formal),)), "e").count(" rx=")

    assert (rounded(True), rounded(False)) == (0, 1)


def test_the_text_tells_each_relation() -> None:
    ecomap = Ecomap(
        "見本 花子",
        (
            EcomapNode("地域包括支援センター", Strength.STRONG, Direction.BOTH),
            EcomapNode("近隣住民", Strength.STRESS, formal=False, note="騒音の苦情"),
            EcomapNode("主治医", Strength.BROKEN, Direction.INWARD),
        ),
        center_is_household=True,
    )
    assert draw_ecomap_or_explain(ecomap, "e").sentences == (
        "エコマップ。中心は「見本 花子」の世帯です。まわりに3の機関や人、場所があります。",
        "「地域包括支援センター」（公的な機関・制度）とは強い関係です。支援や働きかけは双方向です。",
        "「近隣住民」（身近な人・場所）とはストレス・対立のある関係です。補足：騒音の苦情。",
        "「主治医」（公的な機関・制度）とは途切れた関係です。支援や働きかけは相手から中心へ向かっています。",
    )
    assert [label for _, label in legend_of_ecomap(ecomap)] == [
        "公的な機関・制度", "身近な人・場所", "強い関係", "ストレス・対立のある関係", "途切れた関係", "支援や働きかけの向き",
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(EcomapNode, st.text(max_size=60), st.sampled_from(Strength), st.sampled_from(Direction), st.booleans()), max_size=24)
)
def test_any_words_give_the_same_wellformed_svg(nodes: list[EcomapNode]) -> None:
    ecomap = Ecomap("𠮷田 <&\"'>", tuple(nodes))
    svg = draw_ecomap(ecomap, "e9")
    assert svg == draw_ecomap(ecomap, "e9")
    root = ET.fromstring(svg)
    assert root.attrib["aria-labelledby"] == "e9-title e9-desc"
    assert all("style" not in element.attrib for element in root.iter())
