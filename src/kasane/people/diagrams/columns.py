"""左右の位置。並びを変えずに、夫婦は隣、親は子の真上に近づける（行ごとの単調回帰を繰り返す）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .kinship import Couple, Kinship
from .model import Tie

PERSON_HALF, UNKNOWN_HALF, TRACK_HALF, TRACK_IN_COUPLE_HALF = 59.0, 40.0, 12.0, 26.0
OUTLINE_ROOM = 34.0
_SWEEPS, _STRAIGHTENING = 60, 4
TRACK = "\x00track-"

Columns = dict[str, float]


@dataclass(frozen=True, slots=True)
class TieTracks:
    """世代をまたぐ線（`number` 番目の関わり）の通り道。`upper` の脇から下り、`tracks` は各世代で人の間に空けた縦の通路。"""

    number: int
    tie: Tie
    upper: str
    lower: str
    tracks: tuple[str, ...]


def is_track(item: str) -> bool:
    """並びの中の項目が人ではなく線の通路か。"""
    return item.startswith(TRACK)


def adjacent(row: Sequence[str], couple: Couple) -> bool:
    """二人のあいだに他の人がいないか（線の通路は数えない）。"""
    people = [item for item in row if not is_track(item)]
    first, second = couple.partners
    return abs(people.index(first) - people.index(second)) == 1


def stem_x(kin: Kinship, row: Sequence[str], couple: Couple, at: Columns) -> float:
    """子への線が下りる位置。隣り合う夫婦なら中央、離れた相手なら相手の手前の隙間。"""
    first, second = sorted(couple.partners, key=lambda partner: at[partner])
    if adjacent(row, couple):
        return _between(kin, row, first, second, at)
    far_is_right = len(kin.partners_of(second)) <= len(kin.partners_of(first))
    people = [item for item in row if not is_track(item)]
    if far_is_right:
        return _between(kin, row, people[people.index(second) - 1], second, at)
    return _between(kin, row, first, people[people.index(first) + 1], at)


def _between(kin: Kinship, row: Sequence[str], first: str, second: str, at: Columns) -> float:
    """二人の文字の間、通路があればそれも避けた x。"""
    tracks = [at[item] for item in row if is_track(item) and at[first] < at[item] < at[second]]
    halves = [UNKNOWN_HALF if kin.is_unknown_parent(each) else PERSON_HALF for each in (first, second)]
    middle = at[first] + (at[second] - at[first]) * halves[0] / sum(halves)
    if not tracks:
        return middle
    return max(tracks) + 16 if max(tracks) <= middle else min(tracks) - 16


def place_columns(kin: Kinship, rows: list[list[str]], start: Columns | None = None) -> Columns:
    """各人（と通路）の x 座標。隣どうしは必ず決まった間隔以上あく。"""
    gaps = [[_gap(kin, row, i) for i in range(len(row) - 1)] for row in rows]
    at: Columns = {}
    for row, row_gaps in zip(rows, gaps, strict=True):
        first = (start or {}).get(row[0], 0.0) if row else 0.0
        for number, item in enumerate(row):
            at[item] = first + sum(row_gaps[:number])
    for sweep in range(_SWEEPS + _STRAIGHTENING):
        downward = sweep >= _SWEEPS or sweep % 2 == 0
        for level in range(len(rows)) if downward else range(len(rows) - 1, -1, -1):
            pull = _pull if sweep < _SWEEPS else _pull_under_parents
            pulls = [pull(kin, rows, level, item, at) for item in rows[level]]
            for item, x in zip(rows[level], spread(pulls, gaps[level]), strict=True):
                at[item] = x
    return at


def spread(pulls: Sequence[tuple[float, float]], gaps: Sequence[float]) -> list[float]:
    """(望む位置, 重み) に重みつき最小二乗で最も近く、間隔 `gaps` を守る位置（pool adjacent violators）。"""
    offsets = [sum(gaps[:number]) for number in range(len(pulls))]
    pools: list[tuple[float, float, int]] = []
    for (wanted, weight), offset in zip(pulls, offsets, strict=True):
        pools.append((wanted - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (value, mass, size), (before, mass_before, size_before) = pools.pop(), pools.pop()
            total = mass + mass_before
            pools.append(((value * mass + before * mass_before) / total, total, size + size_before))
    flat = [value for value, _, size in pools for _ in range(size)]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


def _gap(kin: Kinship, row: Sequence[str], left: int) -> float:
    here, there = row[left], row[left + 1]
    crosses_outline = _inside(kin, row, left) != _inside(kin, row, left + 1)
    return _half(kin, row, left) + _half(kin, row, left + 1) + (OUTLINE_ROOM if crosses_outline and here != there else 0.0)


def _half(kin: Kinship, row: Sequence[str], number: int) -> float:
    item = row[number]
    if not is_track(item):
        return UNKNOWN_HALF if kin.is_unknown_parent(item) else PERSON_HALF
    around = _people_around(row, number)
    is_couple = len(around) == 2 and around[1] in kin.partners_of(around[0])
    return TRACK_IN_COUPLE_HALF if is_couple else TRACK_HALF


def _people_around(row: Sequence[str], number: int) -> list[str]:
    before = next((item for item in reversed(row[:number]) if not is_track(item)), None)
    after = next((item for item in row[number + 1 :] if not is_track(item)), None)
    return [item for item in (before, after) if item is not None]


def _inside(kin: Kinship, row: Sequence[str], number: int) -> bool:
    if not is_track(row[number]):
        return row[number] in kin.enclosed
    around = _people_around(row, number)
    return len(around) == 2 and all(item in kin.enclosed for item in around)


def _pull(kin: Kinship, rows: list[list[str]], level: int, item: str, at: Columns) -> tuple[float, float]:
    """親・子・相手・きょうだい・世帯がそれぞれ望む位置の、重みつき平均。"""
    pulls = [(at[item], 0.05)]
    if is_track(item):
        beside = _people_around(rows[level], rows[level].index(item))
        pulls.append((sum(at[each] for each in beside) / len(beside), 0.2))
        return _weighted(pulls)
    parents = kin.parents.get(item)
    if parents:
        middle = sum(at[child] for child in parents.children) / len(parents.children)
        pulls.append((middle, 0.15))
        if parents.partners:
            pulls.append((at[item] + stem_x(kin, rows[level - 1], parents, at) - middle, 1.0))
    for couple in kin.own[item]:
        pulls += _couple_pulls(kin, rows[level], couple, item, at)
    if not parents and not kin.own[item] and item in kin.family.household:
        housemates = [at[each] for each in rows[level] if each in kin.family.household and each != item]
        pulls += [(sum(housemates) / len(housemates), 0.5)] if housemates else []
    return _weighted(pulls)


def _pull_under_parents(kin: Kinship, rows: list[list[str]], level: int, item: str, at: Columns) -> tuple[float, float]:
    """仕上げ。子を親の線の真下にそろえ、わずかな段差を残さない。"""
    parents = kin.parents.get(item)
    if parents is None or not parents.partners:
        return at[item], 0.05
    middle = sum(at[child] for child in parents.children) / len(parents.children)
    return at[item] + stem_x(kin, rows[level - 1], parents, at) - middle, 1.0


def _couple_pulls(kin: Kinship, row: list[str], couple: Couple, item: str, at: Columns) -> list[tuple[float, float]]:
    pulls = []
    if couple.children:
        middle = sum(at[child] for child in couple.children) / len(couple.children)
        pulls.append((at[item] + middle - stem_x(kin, row, couple, at), 1.0))
    if adjacent(row, couple):
        other = next(partner for partner in couple.partners if partner != item)
        distance = 2 * PERSON_HALF
        pulls.append((at[other] + (distance if at[item] > at[other] else -distance), 0.8))
    return pulls


def _weighted(pulls: Sequence[tuple[float, float]]) -> tuple[float, float]:
    mass = sum(weight for _, weight in pulls)
    return sum(value * weight for value, weight in pulls) / mass, mass


def with_tracks(kin: Kinship, rows: list[list[str]], at: Columns) -> tuple[list[list[str]], list[TieTracks]]:
    """世代をまたぐ線ごとに、上の人の脇と途中の世代に通路を挟んだ並びを返す。"""
    widened = [list(row) for row in rows]
    routes = []
    for number, tie in enumerate(kin.family.ties):
        upper, lower = sorted((tie.source, tie.target), key=lambda person: kin.generation[person])
        top, bottom = kin.generation[upper], kin.generation[lower]
        if top == bottom:
            continue
        tracks = tuple(f"{TRACK}{number}-{level}" for level in range(top, bottom))
        _insert_beside(kin, widened[top], tracks[0], upper, at[lower] > at[upper])
        for level, track in zip(range(top + 1, bottom), tracks[1:], strict=True):
            _insert_between(kin, widened[level], track, (at[upper] + at[lower]) / 2, at)
        routes.append(TieTracks(number, tie, upper, lower, tracks))
    return widened, routes


def _insert_beside(kin: Kinship, row: list[str], track: str, person: str, prefers_right: bool) -> None:
    people = [item for item in row if not is_track(item)]
    place = people.index(person)
    sides = {True: people[place + 1 : place + 2], False: people[max(place - 1, 0) : place]}

    def burden(right: bool) -> int:
        couples = [couple for couple in kin.own[person] if any(partner in sides[right] for partner in couple.partners)]
        return sum(4 if couple.children else 2 for couple in couples) + (right != prefers_right)

    at = row.index(person)
    row.insert(at + 1 if burden(True) < burden(False) else at, track)


def _insert_between(kin: Kinship, row: list[str], track: str, wanted: float, at: Columns) -> None:
    """夫婦の間と、枠の内側を避けつつ、望む位置に近い隙間に通路を入れる。"""
    people = [item for item in row if not is_track(item)]
    middles = [(at[left] + at[right]) / 2 for left, right in pairwise(people)]
    edges = [at[people[0]] - PERSON_HALF, *middles, at[people[-1]] + PERSON_HALF]

    def burden(gap: int) -> float:
        splits = 0 < gap < len(people) and people[gap] in kin.partners_of(people[gap - 1])
        return abs(edges[gap] - wanted) + (300 if splits else 0)

    best = min(range(len(people) + 1), key=burden)
    row.insert(row.index(people[best]) if best < len(people) else len(row), track)
