"""段と段のあいだの横線に高さ（車線）を、人の上端につく線に左右の位置（口）を割り当て、線が重ならないようにする。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .columns import Columns, TieTracks, adjacent, is_track, stem_x
from .kinship import Couple, Kinship
from .model import Tie

_PORTS = (9.0, 18.0, 23.0)
_CLEARANCE = 10.0
_UNNOTICED = 6.0


@dataclass(frozen=True, slots=True)
class Segment:
    """人の上を越える横線。端は人の口か通路の x。"""

    level: int
    start: float
    end: float
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Sibship:
    """一組の親の子を結ぶ横線。`stem` は親から下りる線の x（親が分からなければ None）。"""

    couple: Couple
    level: int
    stem: float | None
    feet: Mapping[str, float]
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Lanes:
    """横線の割り当ての結果。"""

    sibships: tuple[Sibship, ...]
    couples: Mapping[Couple, Segment]
    same_row_ties: Mapping[int, Segment]
    tie_segments: Mapping[int, tuple[Segment, ...]]

    def bar_count(self, level: int) -> int:
        return max((each.lane + 1 for each in self.sibships if each.level == level), default=0)

    def twin_spread(self, level: int) -> float:
        """この世代で最も離れた双子の間隔。枝分かれの線が寝すぎない高さを空けるため。"""
        here = [each for each in self.sibships if each.level == level]
        feet = [[each.feet[child] for child in twins.members] for each in here for twins in each.couple.union.twins]
        return max((max(xs) - min(xs) for xs in feet), default=0.0)

    @property
    def overs(self) -> list[Segment]:
        crossing = [segment for segments in self.tie_segments.values() for segment in segments]
        return [*self.couples.values(), *self.same_row_ties.values(), *crossing]

    def over_count(self, level: int) -> int:
        return max((each.lane + 1 for each in self.overs if each.level == level), default=0)

    def verticals(self, level: int) -> list[float]:
        """この世代の上の隙間を通る縦線の x。"""
        found = [x for each in self.overs if each.level == level for x in (each.start, each.end)]
        for each in self.sibships:
            if each.level == level:
                found += [*each.feet.values(), *([] if each.stem is None else [each.stem])]
        return found


class _Ports:
    """一人の上端に左右それぞれ何本つないだかを数える。"""

    def __init__(self, at: Columns) -> None:
        self.at = at
        self.used: dict[tuple[str, bool], int] = {}

    def toward(self, person: str, x: float) -> float:
        right = x >= self.at[person]
        count = self.used.get((person, right), 0)
        self.used[person, right] = count + 1
        offset = _PORTS[min(count, len(_PORTS) - 1)]
        return self.at[person] + (offset if right else -offset)


def needs_overpass(kin: Kinship, row: Sequence[str], couple: Couple) -> bool:
    """離れた相手、または同じ二人の二度目以降の結びつきは、人の上を越える線にする。"""
    if not adjacent(row, couple):
        return True
    same = [each for each in kin.own[couple.partners[0]] if set(each.partners) == set(couple.partners)]
    return couple is not same[-1]


def runs_straight(kin: Kinship, row: Sequence[str], tie: Tie) -> bool:
    """隣り合い、夫婦の線のない二人の関わりは、まっすぐ横に引ける。"""
    people = [item for item in row if not is_track(item)]
    is_next = abs(people.index(tie.source) - people.index(tie.target)) == 1
    return is_next and tie.target not in kin.partners_of(tie.source)


@dataclass(frozen=True, slots=True)
class _Wish:
    """車線に置きたい横線。端が人なら口はまだ決まっていない。"""

    key: object
    level: int
    ends: tuple[str, str]


def assign_lanes(kin: Kinship, rows: Sequence[Sequence[str]], at: Columns, tracks: Sequence[TieTracks]) -> Lanes:
    """夫婦・関わり・きょうだいの横線すべてに車線と口を割り当てる。"""
    crossing = [wish for route in tracks for wish in _crossing_wishes(kin, route)]
    wishes = [*_couple_wishes(kin, rows), *_same_row_wishes(kin, rows), *crossing]
    ports = _Ports(at)
    placed = _packed(wishes, ports, at)
    return Lanes(
        sibships=tuple(_sibships(kin, rows, at, ports)),
        couples={couple: placed[couple] for couple in kin.couples if couple in placed},
        same_row_ties={number: placed[number] for number in range(len(kin.family.ties)) if number in placed},
        tie_segments={route.number: tuple(placed[route.number, step] for step in range(len(route.tracks))) for route in tracks},
    )


def _couple_wishes(kin: Kinship, rows: Sequence[Sequence[str]]) -> Iterator[_Wish]:
    for couple in kin.couples:
        if couple.partners and needs_overpass(kin, rows[kin.generation[couple.partners[0]]], couple):
            yield _Wish(couple, kin.generation[couple.partners[0]], (couple.partners[0], couple.partners[1]))


def _same_row_wishes(kin: Kinship, rows: Sequence[Sequence[str]]) -> Iterator[_Wish]:
    for number, tie in enumerate(kin.family.ties):
        level = kin.generation[tie.source]
        if level == kin.generation[tie.target] and not runs_straight(kin, rows[level], tie):
            yield _Wish(number, level, (tie.source, tie.target))


def _crossing_wishes(kin: Kinship, route: TieTracks) -> Iterator[_Wish]:
    top = kin.generation[route.upper]
    stops = (*route.tracks, route.lower)
    for step, ends in enumerate(pairwise(stops)):
        yield _Wish((route.number, step), top + 1 + step, ends)


def _packed(wishes: Sequence[_Wish], ports: _Ports, at: Columns) -> dict[object, Segment]:
    """長い線ほど上の車線と内側の口に、短い線ほど人に近い車線と外側の口に置くと、同じ人につく線が交わらない。"""
    placed: dict[object, Segment] = {}
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for wish in sorted(wishes, key=lambda each: -abs(at[each.ends[0]] - at[each.ends[1]])):
        first, second = wish.ends
        start = at[first] if is_track(first) else ports.toward(first, at[second])
        end = at[second] if is_track(second) else ports.toward(second, at[first])
        lane = _free_lane(taken, wish.level, (min(start, end), max(start, end)))
        placed[wish.key] = Segment(wish.level, start, end, lane)
    return placed


def _free_lane(taken: dict[tuple[int, int], list[tuple[float, float]]], level: int, span: tuple[float, float]) -> int:
    lane = 0
    while any(span[0] < right + _CLEARANCE and left - _CLEARANCE < span[1] for left, right in taken.get((level, lane), [])):
        lane += 1
    taken.setdefault((level, lane), []).append(span)
    return lane


def _sibships(kin: Kinship, rows: Sequence[Sequence[str]], at: Columns, ports: _Ports) -> list[Sibship]:
    found = []
    for couple in kin.couples:
        if not couple.children and not couple.guests:
            continue
        level = kin.generation[(couple.children or couple.guests)[0]]
        stem = stem_x(kin, rows[level - 1], couple, at) if couple.partners else None
        feet = {child: at[child] for child in couple.children}
        for child in couple.guests:
            feet[child] = ports.toward(child, at[child] + 1 if stem is None else stem)
        if stem is not None and len(feet) == 1:
            foot = next(iter(feet.values()))
            stem = foot if abs(foot - stem) <= _UNNOTICED else stem
        found.append(Sibship(couple, level, stem, feet))
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    placed = []
    for sibship in sorted(found, key=_left_end):
        ends = [*sibship.feet.values(), *([] if sibship.stem is None else [sibship.stem])]
        lane = _free_lane(taken, sibship.level, (min(ends), max(ends)))
        placed.append(Sibship(sibship.couple, sibship.level, sibship.stem, sibship.feet, lane))
    return placed


def _left_end(sibship: Sibship) -> float:
    return min(*sibship.feet.values(), sibship.stem) if sibship.stem is not None else min(sibship.feet.values())
