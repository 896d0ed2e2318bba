"""家族構成図の記号、並び、秘匿、文字の扱い、凡例。"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from genogram_families import (
    EXAMPLES,
    both_grandparents,
    four_generations,
    household_8050,
    is_inside,
    man,
    person,
    remarriage_with_half_siblings,
    separated_by_violence,
    twins_and_triplets,
    woman,
)

from kasane.people.diagrams.genogram import draw_genogram, draw_or_explain, legend
from kasane.people.diagrams.layout import arrange, label_lines
from kasane.people.diagrams.model import Bond, Family, FamilyMember, Life, Sex, Tie, TieKind, Union, UnionKind
from kasane.people.diagrams.strokes import bond_line, tie_line, union_line
from kasane.people.diagrams.svg import clean, element
from kasane.people.diagrams.symbols import symbol

HERE = (50.0, 50.0)
LINE = [(0.0, 0.0), (60.0, 0.0)]


def xs(family: Family, *ids: str) -> list[float]:
    layout = arrange(family)
    return [layout.point(id_)[0] for id_ in ids]


@pytest.mark.parametrize(
    ("member", "tag", "count"),
    [
        (man("a"), "<rect", 1),
        (woman("a"), "<circle", 1),
        (person("a"), "<path", 1),
        (man("a", is_index=True), "<rect", 2),
        (woman("a", is_index=True), "<circle", 2),
        (man("a", life=Life.DECEASED), "<path", 2),
        (woman("a", is_main_carer=True), "介", 1),
        (woman("a", is_key_person=True), "★", 1),
        (person("a", age_text="50代?"), "50代?", 1),
    ],
)
def test_each_fact_has_its_own_mark(member: FamilyMember, tag: str, count: int) -> None:
    assert symbol(member, HERE).count(tag) == count


def test_every_kind_of_line_is_told_apart_without_colour() -> None:
    unions = [union_line(LINE, kind, (30, 0)) for kind in UnionKind]
    assert len(set(unions)) == len(UnionKind)
    assert union_line(LINE, UnionKind.MARRIED, (30, 0), consanguineous=True) not in unions
    assert len({bond_line(LINE, bond) for bond in Bond}) == len(Bond)
    assert len({tie_line(LINE, kind) for kind in TieKind}) == len(TieKind)


def test_divorce_has_two_strokes_and_separation_one() -> None:
    assert union_line(LINE, UnionKind.DIVORCED, (30, 0)).count("<line") == 2
    assert union_line(LINE, UnionKind.SEPARATED, (30, 0)).count("<line") == 1
    assert union_line(LINE, UnionKind.MARRIED, (30, 0)).count("<line") == 0


def test_partners_of_one_person_stand_left_to_right_by_year() -> None:
    people = (man("h"), *(woman(f"w{n}") for n in range(4)))
    years = {"w2": 1980, "w0": 1990, "w3": 2000, "w1": 2010}
    unions = tuple(Union(("h", wife), UnionKind.DIVORCED, year=year) for wife, year in reversed(years.items()))
    places = xs(Family(people, unions), *years)
    assert places == sorted(places)
    assert places[1] < xs(Family(people, unions), "h")[0] < places[2]


def test_both_pairs_of_grandparents_stand_above_their_own_child() -> None:
    pgf, pgm, mgf, mgm = xs(both_grandparents(), "pgf", "pgm", "mgf", "mgm")
    father, mother = xs(both_grandparents(), "father", "mother")
    assert max(pgf, pgm) < min(mgf, mgm)
    assert father < mother


def test_siblings_stand_in_order_of_birth() -> None:
    places = xs(twins_and_triplets(), "k1", "t1", "t2", "lost", "d1", "d2", "d3", "foster")
    assert places == sorted(places)


def test_half_siblings_hang_from_different_lines() -> None:
    layout = arrange(remarriage_with_half_siblings())
    stems = {child: sibship.stem for sibship in layout.lanes.sibships for child in sibship.feet}
    assert stems["k1"] == stems["k2"]
    assert len({stems[child] for child in ("k1", "k3", "k4", "step")}) == 4


def test_four_generations_are_five_rows_with_the_unborn_child() -> None:
    assert len(arrange(four_generations()).bands) == 5


def test_twelve_siblings_stay_in_one_legible_row() -> None:
    children = tuple(f"k{n}" for n in range(12))
    layout = arrange(Family((man("f"), woman("m"), *(person(child) for child in children)), (Union(("f", "m"), children=children),)))
    places = [layout.point(child)[0] for child in children]
    assert all(right - left >= 118 for left, right in pairwise(places))


def test_the_outline_leaves_out_a_stranger_standing_between_housemates() -> None:
    people = (man("f"), woman("m"), man("k1"), man("k2"), man("k3"))
    layout = arrange(Family(people, (Union(("f", "m"), children=("k1", "k2", "k3")),), household=frozenset({"k1", "k3"})))
    first, stranger, third = (layout.point(child) for child in ("k1", "k2", "k3"))
    assert first[0] < stranger[0] < third[0]
    assert [is_inside(point, layout.outline) for point in (first, stranger, third)] == [True, False, True]
    assert len(layout.outline) == 1


def test_grandparents_adopting_a_grandchild_is_drawn_as_a_line_between_them() -> None:
    people = (man("gf"), woman("gm"), woman("m"), man("k"))
    unions = (Union(("gf", "gm"), children=("m", "k"), adopted=frozenset({"k"})), Union(("m",), children=("k",)))
    layout = arrange(Family(people, unions))
    assert [(tie.source, tie.target, tie.kind) for tie in layout.kin.family.ties] == [
        ("gf", "k", TieKind.ADOPTED), ("gm", "k", TieKind.ADOPTED),
    ]  # fmt: skip
    assert layout.kin.generation["k"] == 2


def test_a_foster_child_keeps_the_line_to_the_birth_parents_too() -> None:
    people = (man("a"), woman("b"), man("c"), woman("d"), man("k"))
    unions = (Union(("a", "b"), children=("k",), fostered=frozenset({"k"})), Union(("c", "d"), children=("k",)))
    layout = arrange(Family(people, unions))
    assert layout.kin.parents["k"].partners == ("c", "d")
    assert sorted(sibship.couple.partners for sibship in layout.lanes.sibships if "k" in sibship.feet) == [("a", "b"), ("c", "d")]


def test_a_hidden_person_shows_only_that_an_agency_knows_of_them() -> None:
    drawing = draw_or_explain(separated_by_violence(), "g")
    everything = drawing.svg + "".join(drawing.sentences)
    for secret in ("秘匿", "秘子", "一時保護中", ">15<"):
        assert secret not in everything
    assert "こども家庭センターが把握" in "".join(drawing.sentences)
    assert "が把握" in drawing.svg


def test_a_hidden_person_has_no_household_no_ties_and_no_kind_of_union() -> None:
    people = (man("a"), FamilyMember("z", known_to="保健所"), man("k"))
    union = Union(("a", "z"), UnionKind.DIVORCED, ("k",), year=1999, period="H11")
    seen = Family(people, (union,), (Tie("a", "z", TieKind.CONFLICT),), frozenset({"a", "z"})).without_concealed_details()
    assert seen.household == {"a"}
    assert seen.ties == ()
    assert (seen.unions[0].kind, seen.unions[0].period, seen.unions[0].children) == (UnionKind.UNSPECIFIED, "", ("k",))


@pytest.mark.parametrize(
    "name", ['<script>alert("1")</script>', "A&B'C", "𠮷田\u0000\u0008 太郎", "葛\U000e0100城", "あ" * 60, "\u202e逆", "\ud800壊"]
)
def test_any_name_gives_wellformed_xml(name: str) -> None:
    svg = draw_genogram(Family((man("a", name, is_index=True),)), 'u"<')
    assert "<script" not in svg
    assert clean(name) in "".join(ET.fromstring(svg).itertext())


def test_a_long_name_is_cut_to_two_lines_in_the_picture_and_kept_whole_in_the_description() -> None:
    member = man("a", "寿限無" * 20, is_index=True)
    lines = [line for line, _ in label_lines(member)]
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert "寿限無" * 20 in "".join(draw_or_explain(Family((member,)), "g").sentences)


def test_a_variation_selector_stays_with_its_character() -> None:
    lines = [line for line, _ in label_lines(man("a", "葛\U000e0100" * 30))]
    assert not any(line.startswith("\U000e0100") for line in lines)


def test_a_line_does_not_begin_with_a_long_vowel_mark() -> None:
    assert [line for line, _ in label_lines(FamilyMember("z", known_to="こども家庭センター"))] == ["こども家庭", "センター", "が把握"]


def test_the_picture_is_named_and_described_under_its_own_ids() -> None:
    root = ET.fromstring(draw_genogram(household_8050(), "case7"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "case7-title case7-desc"
    assert [child.attrib["id"] for child in list(root)[:2]] == ["case7-title", "case7-desc"]


def test_style_attributes_are_refused() -> None:
    with pytest.raises(ValueError, match="CSP"):
        element("g", style="fill:red")


def test_the_legend_lists_only_what_is_drawn() -> None:
    labels = [label for _, label in legend(household_8050())]
    assert {"男性", "女性", "婚姻", "二重の枠は本人", "キーパーソン", "主介護者", "親密", "対立・葛藤", "同居（点線で囲んだ人）"} <= set(
        labels
    )
    assert not {"離婚", "別居", "養子", "里子", "絶縁", "性別はその他または不明", "流産・死産"} & set(labels)


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=list(EXAMPLES))
def test_every_legend_sample_is_wellformed(make: object) -> None:
    for svg, label in legend(make()):  # type: ignore[operator]
        assert ET.fromstring(svg).attrib["aria-hidden"] == "true"
        assert label


def test_the_unknown_parent_is_drawn_but_is_nobody() -> None:
    layout = arrange(Family((woman("m"), man("k")), (Union(("m",), children=("k",)),), household=frozenset({"m", "k"})))
    assert len(layout.persons) == 3
    assert not is_inside(next(layout.point(p) for p in layout.persons if p not in {"m", "k"}), layout.outline)


def test_siblings_without_recorded_parents_share_a_bar() -> None:
    layout = arrange(Family((man("a", is_index=True), person("b", sex=Sex.FEMALE)), (Union((), children=("a", "b")),)))
    assert layout.point("a")[1] == layout.point("b")[1]
    assert layout.lanes.sibships[0].stem is None
