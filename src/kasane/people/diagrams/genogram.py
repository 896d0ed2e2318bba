"""家族構成図（ジェノグラム）をサーバー側で SVG に描く。

男□ 女○ その他・不明△、本人は二重線、死亡は×。囲みの点線は同居。表示は属性だけで行い、style は使わない。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .columns import TieTracks
from .describe import describe
from .generations import checked
from .geometry import without_repeats
from .kinship import Couple
from .labels import width
from .lanes import Sibship
from .layout import LINE_HEIGHT, Layout, arrange
from .legend import LegendEntry, genogram_legend
from .model import DiagramRefused, Family, Tie
from .outline import rounded_path
from .strokes import bond_line, tie_line, union_line
from .svg import INK, OUTLINE, Point, element, haloed_text, line, picture
from .symbols import side_at, symbol, top_at


@dataclass(frozen=True, slots=True)
class Drawing:
    """図と、その文章による説明。`svg` が空なら図にできず、`refusal` に理由がある。"""

    svg: str
    sentences: tuple[str, ...]
    legend: tuple[LegendEntry, ...] = ()
    refusal: str = ""


def draw_genogram(family: Family, uid: str) -> str:
    """家族構成図の SVG。`uid` はページの中で一意の接頭辞。描けない家族は `DiagramRefused`。"""
    layout = arrange(family)
    body = element("g", *_outline(layout), *_unions(layout), *_sibships(layout), *_ties(layout), *_people(layout))
    description = "".join(describe(family))
    return picture(body, size=layout.size, uid=uid, title=family.title, description=description, css_class="genogram")


def legend(family: Family) -> tuple[LegendEntry, ...]:
    """この図に使った記号だけの凡例（見本の SVG と言葉の組）。"""
    return genogram_legend(checked(family))


def draw_or_explain(family: Family, uid: str) -> Drawing:
    """図と説明文と凡例。描けないときも断らず、理由を先頭に置いた説明文を返す。"""
    sentences = describe(family)
    try:
        return Drawing(draw_genogram(family, uid), sentences, legend(family))
    except DiagramRefused as refused:
        return Drawing("", (refused.reason, *sentences), refusal=refused.reason)


def _outline(layout: Layout) -> Iterator[str]:
    for loop in layout.outline:
        yield element(
            "path", d=rounded_path(loop), fill="none", stroke=OUTLINE, stroke_width=2.5, stroke_linecap="round",
            stroke_dasharray="0.1 6", class_="household",
        )  # fmt: skip


def _unions(layout: Layout) -> Iterator[str]:
    for couple in layout.kin.couples:
        if couple.partners:
            points, mark = _union_route(layout, couple)
            yield union_line(points, couple.union.kind, mark, consanguineous=couple.union.consanguineous)
            yield from _period(layout, couple, points)


def _union_route(layout: Layout, couple: Couple) -> tuple[list[Point], Point]:
    (x1, y), (x2, _) = sorted(layout.point(partner) for partner in couple.partners)
    if couple not in layout.lanes.couples:
        left, right = sorted(couple.partners, key=lambda partner: layout.at[partner])
        stem = next((each.stem for each in layout.lanes.sibships if each.couple is couple), None)
        aside = _away_from_outline(layout, left, right) * 16
        return [(x1, y), (x2, y)], ((x1 + x2) / 2 if stem is None else stem + aside, y)
    segment = layout.lanes.couples[couple]
    lane = layout.bands[segment.level].overs[segment.lane]
    first, second = couple.partners
    points = [_on_top(layout, first, segment.start), (segment.start, lane), (segment.end, lane), _on_top(layout, second, segment.end)]
    return points, ((segment.start + segment.end) / 2, lane)


def _away_from_outline(layout: Layout, left: str, right: str) -> int:
    """一方だけが同居の囲みの中なら、記号や文字を囲みの線から離す向き。"""
    enclosed = layout.kin.enclosed
    return -1 if right in enclosed and left not in enclosed else 1


def _on_top(layout: Layout, person: str, x: float) -> Point:
    center, y = layout.point(person)
    return x, y - top_at(layout.member(person), x - center)


def _period(layout: Layout, couple: Couple, points: Sequence[Point]) -> Iterator[str]:
    """線の上に短い期間を添える。入らないときは説明文に任せる。"""
    start, end = max(pairwise(points), key=lambda pair: abs(pair[1][0] - pair[0][0]))
    if couple.union.period and width(couple.union.period, 11) <= abs(end[0] - start[0]) - 58:
        left, right = sorted(couple.partners, key=lambda partner: layout.at[partner])
        mixed = (left in layout.kin.enclosed) != (right in layout.kin.enclosed)
        aside = 10 * _away_from_outline(layout, left, right) if mixed else 0
        yield haloed_text(((start[0] + end[0]) / 2 + aside, start[1] - 13), couple.union.period, size=11)


def _sibships(layout: Layout) -> Iterator[str]:
    for sibship in layout.lanes.sibships:
        bar = layout.bands[sibship.level].bars[sibship.lane]
        tops = {child: _on_top(layout, child, x) for child, x in sibship.feet.items()}
        heads = _heads(sibship)
        reached = [*heads.values()]
        if sibship.stem is not None:
            reached.append(sibship.stem)
            yield line((sibship.stem, _stem_top(layout, sibship.couple)), (sibship.stem, bar), stroke=INK, stroke_width=2)
        if max(reached) - min(reached) > 0.05:
            yield line((min(reached), bar), (max(reached), bar), stroke=INK, stroke_width=2, stroke_linecap="square")
        for child, top in tops.items():
            yield bond_line([(heads[child], bar), top], sibship.couple.union.bond(child))
        yield from _identical_bars(sibship, bar, tops, heads)


def _stem_top(layout: Layout, couple: Couple) -> float:
    if couple in layout.lanes.couples:
        segment = layout.lanes.couples[couple]
        return layout.bands[segment.level].overs[segment.lane]
    return layout.point(couple.partners[0])[1]


def _heads(sibship: Sibship) -> dict[str, float]:
    """それぞれの子の線が横線を離れる x。双子は一点から分かれる。"""
    heads = dict(sibship.feet)
    for twins in sibship.couple.union.twins:
        born = [child for child in twins.members if child in sibship.couple.children]
        if len(born) > 1:
            heads |= dict.fromkeys(born, sum(sibship.feet[child] for child in born) / len(born))
    return heads


def _identical_bars(sibship: Sibship, bar: float, tops: dict[str, Point], heads: dict[str, float]) -> Iterator[str]:
    for twins in sibship.couple.union.twins:
        born = [child for child in twins.members if child in sibship.couple.children]
        if not twins.identical or len(born) < 2:
            continue
        y = bar + (min(tops[child][1] for child in born) - bar) * 0.55
        xs = [heads[child] + (tops[child][0] - heads[child]) * (y - bar) / (tops[child][1] - bar) for child in born]
        yield line((min(xs), y), (max(xs), y), stroke=INK, stroke_width=2)


def _ties(layout: Layout) -> Iterator[str]:
    for number, tie in enumerate(layout.kin.family.ties):
        yield tie_line(tie_route(layout, number, tie), tie.kind)


def tie_route(layout: Layout, number: int, tie: Tie) -> list[Point]:
    """source から target へ、人と文字を避けて引く折れ線。"""
    level = layout.kin.generation[tie.source]
    if number in layout.lanes.tie_segments:
        return _crossing_route(layout, number, tie)
    if number not in layout.lanes.same_row_ties:
        return _straight_route(layout, tie)
    segment = layout.lanes.same_row_ties[number]
    lane = layout.bands[level].overs[segment.lane]
    start, end = _on_top(layout, tie.source, segment.start), _on_top(layout, tie.target, segment.end)
    return without_repeats([start, (segment.start, lane), (segment.end, lane), end])


def _straight_route(layout: Layout, tie: Tie) -> list[Point]:
    (x1, y), (x2, _) = layout.point(tie.source), layout.point(tie.target)
    toward = 1 if x2 > x1 else -1
    first, second = side_at(layout.member(tie.source), 0), side_at(layout.member(tie.target), 0)
    return [(x1 + toward * first, y), (x2 - toward * second, y)]


def _crossing_route(layout: Layout, number: int, tie: Tie) -> list[Point]:
    route = next(each for each in layout.tracks if each.number == number)
    segments = layout.lanes.tie_segments[number]
    x, y = layout.point(route.upper)
    toward = 1 if segments[0].start > x else -1
    drop = _side_port(layout, route, x, toward)
    points = [(x + toward * side_at(layout.member(route.upper), drop), y + drop), (segments[0].start, y + drop)]
    for segment in segments:
        lane = layout.bands[segment.level].overs[segment.lane]
        points += [(segment.start, lane), (segment.end, lane)]
    points = without_repeats([*points, _on_top(layout, route.lower, segments[-1].end)])
    return points if tie.source == route.upper else points[::-1]


def _side_port(layout: Layout, route: TieTracks, x: float, toward: int) -> float:
    """脇から出る線の高さ。外側の通路へ行く線ほど上から出して、互いに交わらないようにする。"""
    tracks = [layout.at[each.tracks[0]] for each in layout.tracks if each.upper == route.upper]
    beside = sorted((at for at in tracks if (at > x) == (toward > 0)), reverse=toward > 0)
    step = min(14.0, 20.0 / max(len(beside) - 1, 1))
    return 12 + (beside.index(layout.at[route.tracks[0]]) - (len(beside) - 1) / 2) * step


def _people(layout: Layout) -> Iterator[str]:
    for person in layout.persons:
        yield element("g", symbol(layout.member(person), layout.point(person)), *_label(layout, person), class_="person")


def _label(layout: Layout, person: str) -> Iterator[str]:
    label = layout.labels[person]
    for row, (content, size) in enumerate(label.lines):
        baseline = label.box.top + LINE_HEIGHT * row + 12.5
        yield haloed_text((layout.at[person], baseline), content, size=size)
