"""凡例。その図に実際に使った記号だけを、見本の SVG と言葉の組で返す。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .model import Bond, Direction, Ecomap, Family, FamilyMember, Life, Sex, Strength, TieKind, UnionKind
from .strokes import bond_line, strength_line, tie_line, union_line
from .svg import INK, OUTLINE, element, line, swatch, text
from .symbols import Shape, carer_mark, shape_of, symbol
from .words import STRENGTH_LABELS, TIE_LABELS, UNION_LABELS

_SHAPE_LABELS = {
    Shape.SQUARE: "男性",
    Shape.CIRCLE: "女性",
    Shape.TRIANGLE: "性別はその他または不明",
    Shape.CONCEALED: "機関が把握している人（存在のほかは表示しない）",
    Shape.PREGNANCY: "妊娠中の子（胎児）",
    Shape.MISCARRIAGE: "流産・死産",
}
_SAMPLES = {
    Shape.SQUARE: FamilyMember("", sex=Sex.MALE),
    Shape.CIRCLE: FamilyMember("", sex=Sex.FEMALE),
    Shape.TRIANGLE: FamilyMember(""),
    Shape.CONCEALED: FamilyMember("", known_to="機関"),
    Shape.PREGNANCY: FamilyMember("", life=Life.PREGNANCY),
    Shape.MISCARRIAGE: FamilyMember("", life=Life.MISCARRIAGE),
}
_LEFT, _RIGHT, _MIDDLE = (4.0, 16.0), (52.0, 16.0), (28.0, 16.0)


class LegendEntry(NamedTuple):
    """見本の SVG と、その意味。"""

    svg: str
    label: str


def genogram_legend(family: Family) -> tuple[LegendEntry, ...]:
    """整合確認のすんだ family（`layout.kin.family`）に使う記号の凡例。"""
    return (*_people(family), *_unions(family), *_bonds(family), *_ties(family), *_household(family))


def _person_swatch(person: FamilyMember | None) -> str:
    return swatch(symbol(person, (40, 34)), width=80, height=68, scale=0.55)


def _people(family: Family) -> Iterator[LegendEntry]:
    used = {shape_of(person) for person in family.people}
    for shape, label in _SHAPE_LABELS.items():
        if shape in used:
            yield LegendEntry(_person_swatch(_SAMPLES[shape]), label)
    if any(len(union.partners) == 1 for union in family.unions):
        yield LegendEntry(_person_swatch(None), "不明の親・相手")
    if any(person.is_index for person in family.people):
        yield LegendEntry(_person_swatch(FamilyMember("", sex=Sex.FEMALE, is_index=True)), "二重の枠は本人")
    if any(person.life is Life.DECEASED for person in family.people):
        yield LegendEntry(_person_swatch(FamilyMember("", sex=Sex.MALE, life=Life.DECEASED)), "死亡（数字は享年）")
    if any(person.shown_age for person in family.people):
        yield LegendEntry(_person_swatch(FamilyMember("", sex=Sex.FEMALE, age=50)), "中の数字は年齢（「?」は推定）")
    if any(person.is_key_person for person in family.people):
        yield LegendEntry(swatch(text((28, 22), "★", size=18)), "キーパーソン")
    if any(person.is_main_carer for person in family.people):
        yield LegendEntry(swatch(carer_mark(_MIDDLE)), "主介護者")


def _unions(family: Family) -> Iterator[LegendEntry]:
    kinds = {union.kind for union in family.unions if union.partners}
    for kind in UnionKind:
        if kind in kinds:
            yield LegendEntry(swatch(union_line([_LEFT, _RIGHT], kind, _MIDDLE)), UNION_LABELS[kind])
    if any(union.consanguineous for union in family.unions):
        sample = union_line([_LEFT, _RIGHT], UnionKind.MARRIED, _MIDDLE, consanguineous=True)
        yield LegendEntry(swatch(sample), "血族どうしの結びつき")


def _bonds(family: Family) -> Iterator[LegendEntry]:
    bonds = {union.bond(child) for union in family.unions for child in union.children}
    labels = {Bond.BIRTH: "親子", Bond.ADOPTED: "養子", Bond.FOSTER: "里子"}
    for bond, label in labels.items():
        if bond in bonds:
            yield LegendEntry(swatch(bond_line([(28, 1), (28, 31)], bond)), label)
    for identical in (False, True):
        if any(twins.identical is identical for union in family.unions for twins in union.twins):
            yield LegendEntry(_twin_swatch(identical), "一卵性の双子（多胎）" if identical else "双子（多胎）")


def _twin_swatch(identical: bool) -> str:
    fork = bond_line([(28, 2), (12, 30)], Bond.BIRTH) + bond_line([(28, 2), (44, 30)], Bond.BIRTH)
    bar = line((20, 16), (36, 16), stroke=INK, stroke_width=2) if identical else ""
    return swatch(fork + bar)


def _ties(family: Family) -> Iterator[LegendEntry]:
    kinds = {tie.kind for tie in family.ties}
    for kind in TieKind:
        if kind in kinds:
            yield LegendEntry(swatch(tie_line([_LEFT, _RIGHT], kind)), TIE_LABELS[kind])


def _household(family: Family) -> Iterator[LegendEntry]:
    if family.household:
        frame = element(
            "rect", x=4, y=4, width=48, height=24, rx=8, fill="none", stroke=OUTLINE, stroke_width=2.5,
            stroke_linecap="round", stroke_dasharray="0.1 6",
        )  # fmt: skip
        yield LegendEntry(swatch(frame), "同居（点線で囲んだ人）")


def ecomap_legend(ecomap: Ecomap) -> tuple[LegendEntry, ...]:
    """このエコマップに使った枠・線・矢印だけの凡例。"""
    return (*_node_shapes(ecomap), *_strengths(ecomap), *_directions(ecomap))


def _node_shapes(ecomap: Ecomap) -> Iterator[LegendEntry]:
    if any(node.formal for node in ecomap.nodes):
        box = element("rect", x=6, y=6, width=44, height=20, fill="none", stroke=INK, stroke_width=2)
        yield LegendEntry(swatch(box), "公的な機関・制度")
    if any(not node.formal for node in ecomap.nodes):
        oval = element("rect", x=6, y=6, width=44, height=20, rx=10, fill="none", stroke=INK, stroke_width=2)
        yield LegendEntry(swatch(oval), "身近な人・場所")


def _strengths(ecomap: Ecomap) -> Iterator[LegendEntry]:
    used = {node.strength for node in ecomap.nodes}
    for strength in Strength:
        if strength in used:
            yield LegendEntry(swatch(strength_line(_LEFT, _RIGHT, strength, Direction.NONE)), STRENGTH_LABELS[strength])


def _directions(ecomap: Ecomap) -> Iterator[LegendEntry]:
    if any(node.direction is not Direction.NONE for node in ecomap.nodes):
        yield LegendEntry(swatch(strength_line(_LEFT, _RIGHT, Strength.NORMAL, Direction.OUTWARD)), "支援や働きかけの向き")
