"""各世代の左右の並びを決める。夫婦は隣、きょうだいは年長順にまとめ、線の交わりと世帯の分断が少ない並びを探す。"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .kinship import Couple, Kinship
from .model import Sex

Block = tuple[str, ...]
Row = tuple[Block, ...]
State = tuple[Row, ...]

_MAX_TRIALS = 1500
_INVERTED, _INTERLEAVED, _TWINS_APART, _STRANGER_BETWEEN = 20.0, 12.0, 15.0, 3.0
_COUPLE_APART, _HOUSEHOLD_APART, _BIRTH_ORDER, _PARTNER_ORDER, _MAN_LEFT = 6.0, 4.0, 5.0, 1.5, 1.0


def ordered_rows(kin: Kinship) -> list[list[str]]:
    """世代ごとの並び。同じ入力にはいつも同じ並びを返す（乱数も集合の順序も使わない）。"""
    state = _Search(kin).improve(_Placer(kin).place_all())
    return [[person for block in row for person in block] for row in state]


def partner_block(kin: Kinship, person: str) -> Block:
    """結びつきで横につながる人びと。何人も相手がいる人を中に置き、早い相手から左、右へ。"""
    members, queue = [person], [person]
    while queue:
        for other in kin.partners_of(queue.pop(0)):
            if other not in members:
                members.append(other)
                queue.append(other)
    if len(members) == 2:
        return tuple(sorted(members, key=lambda each: _is_right_hand(kin, each)))
    hub = max(members, key=lambda each: len(kin.partners_of(each)))
    partners, seen = kin.partners_of(hub), {hub}
    early = len(partners) // 2
    left = [each for partner in partners[:early] for each in reversed(_outward(kin, partner, seen))]
    right = [each for partner in partners[early:] for each in _outward(kin, partner, seen)]
    return (*left, hub, *right)


def _is_right_hand(kin: Kinship, person: str) -> int:
    if kin.is_unknown_parent(person):
        return 1
    return {Sex.MALE: 0, Sex.OTHER: 1, Sex.FEMALE: 2}[kin.people[person].sex]


def _outward(kin: Kinship, person: str, seen: set[str]) -> list[str]:
    if person in seen:
        return []
    seen.add(person)
    return [person] + [each for other in kin.partners_of(person) for each in _outward(kin, other, seen)]


class _Placer:
    """家系を上から順にたどって最初の並びを作る。"""

    def __init__(self, kin: Kinship) -> None:
        self.kin = kin
        self.rows: list[list[Block]] = [[] for _ in range(kin.depth)]
        self.placed: set[str] = set()

    def place_all(self) -> State:
        for person in sorted(self.kin.people, key=lambda each: self.kin.generation[each]):
            self._expand(person)
        return tuple(tuple(row) for row in self.rows)

    def _expand(self, person: str) -> None:
        if person in self.placed:
            return
        block = partner_block(self.kin, person)
        self.placed.update(block)
        self.rows[self.kin.generation[person]].append(block)
        for couple in dict.fromkeys(couple for member in block for couple in self.kin.own[member]):
            self._expand_children(couple)
        for member in block:
            if member in self.kin.parents and not self.kin.parents[member].partners:
                self._expand_children(self.kin.parents[member])

    def _expand_children(self, couple: Couple) -> None:
        """配偶者にも親がいる子は、配偶者の家と隣り合えるよう最後に置く。"""
        for child in sorted(couple.children, key=lambda each: bool(self._in_laws(each))):
            self._expand(child)
            for parent in self._in_laws(child):
                self._expand(parent)

    def _in_laws(self, child: str) -> list[str]:
        couples = [self.kin.parents[m] for m in partner_block(self.kin, child) if m != child and m in self.kin.parents]
        return [couple.partners[0] for couple in couples if couple.partners and couple.partners[0] not in self.placed]


class _Search:
    """並びの悪さを数え、小さな入れ替えで減らす山登り。"""

    def __init__(self, kin: Kinship) -> None:
        self.kin = kin
        self.couples_by_row = [[c for c in kin.couples if c.children and self._row_of(c) == g] for g in range(-1, kin.depth)]
        self.blocks = {person: frozenset(partner_block(kin, person)) for person in kin.generation}
        self.row_costs: dict[tuple[int, Row], float] = {}
        self.gap_costs: dict[tuple[int, Row, Row], float] = {}

    def _row_of(self, couple: Couple) -> int:
        return self.kin.generation[couple.children[0]] - 1

    def improve(self, state: State) -> State:
        best, trials = self.cost(state), 0
        improved = True
        while improved and trials < _MAX_TRIALS:
            improved = False
            for candidate in self._neighbours(state):
                trials += 1
                cost = self.cost(candidate)
                if cost < best - 1e-9:
                    state, best, improved = candidate, cost, True
                    break
        return state

    def cost(self, state: State) -> float:
        rows = sum(self._cached_row(level, row) for level, row in enumerate(state))
        return rows + sum(self._cached_gap(level, state[level], state[level + 1]) for level in range(len(state) - 1))

    def _cached_row(self, level: int, row: Row) -> float:
        if (level, row) not in self.row_costs:
            self.row_costs[level, row] = self._row_cost(level, row)
        return self.row_costs[level, row]

    def _cached_gap(self, level: int, upper: Row, lower: Row) -> float:
        if (level, upper, lower) not in self.gap_costs:
            self.gap_costs[level, upper, lower] = self._gap_cost(level, _positions(upper), _positions(lower))
        return self.gap_costs[level, upper, lower]

    def _row_cost(self, level: int, row: Row) -> float:
        at = _positions(row)
        cost = _HOUSEHOLD_APART * max(0, self._household_runs(row) - 1)
        cost += sum(self._block_cost(block, at) for block in row if len(block) > 1)
        cost += sum(self._sibling_cost(couple, at) for couple in self.couples_by_row[level])
        return cost

    def _household_runs(self, row: Row) -> int:
        inside = [person in self.kin.enclosed for block in row for person in block]
        return sum(1 for before, here in zip([False, *inside], inside, strict=False) if here and not before)

    def _block_cost(self, block: Block, at: dict[str, int]) -> float:
        cost = 0.0
        if len(block) == 2:
            return _MAN_LEFT * (_is_right_hand(self.kin, block[0]) > _is_right_hand(self.kin, block[1]))
        for person in block:
            places = [at[other] for other in self.kin.partners_of(person)]
            cost += _COUPLE_APART / 2 * sum(abs(place - at[person]) - 1 for place in places)
            cost += _PARTNER_ORDER * _inversions(places)
        return cost

    def _sibling_cost(self, couple: Couple, at: dict[str, int]) -> float:
        places = [at[child] for child in couple.children]
        cost = _BIRTH_ORDER * _inversions(places)
        for twins in couple.union.twins:
            spots = [at[member] for member in twins.members if member in at]
            cost += _TWINS_APART * (max(spots) - min(spots) - len(spots) + 1) if spots else 0
        family = {member for child in couple.children for member in self.blocks[child]}
        between = [p for p, place in at.items() if min(places) < place < max(places) and p not in family]
        return cost + _STRANGER_BETWEEN * len(between)

    def _gap_cost(self, level: int, above: dict[str, int], below: dict[str, int]) -> float:
        spans = []
        for couple in self.couples_by_row[level + 1]:
            if couple.partners:
                spans.append((self._stem_place(couple, above), [below[child] for child in couple.children]))
        cost = 0.0
        for (middle, children), (other_middle, others) in combinations(spans, 2):
            left, right = (children, others) if middle <= other_middle else (others, children)
            wrong = sum(1 for a in left for b in right if a > b)
            cost += _INTERLEAVED * wrong / len(left) / len(right) + (_INVERTED if sum(left) * len(right) > sum(right) * len(left) else 0)
        return cost

    def _stem_place(self, couple: Couple, at: dict[str, int]) -> float:
        """子への線が下りるあたり（`columns.stem_x` と同じ考え方）。"""
        first, second = sorted(couple.partners, key=lambda partner: at[partner])
        if at[second] - at[first] == 1:
            return at[first] + 0.5
        far_is_right = len(self.kin.partners_of(second)) <= len(self.kin.partners_of(first))
        return at[second] - 0.5 if far_is_right else at[first] + 0.5

    def _neighbours(self, state: State) -> Iterator[State]:
        yield tuple(tuple(tuple(reversed(block)) for block in reversed(row)) for row in state)
        for level, row in enumerate(state):
            for changed in _row_moves(row):
                moved = (*state[:level], changed, *state[level + 1 :])
                yield moved
                yield self._settled(moved, range(level + 1, len(state)), -1)
                yield self._settled(moved, range(level - 1, -1, -1), 1)

    def _settled(self, state: State, levels: range, toward: int) -> State:
        """動かした世代に合わせ、下の世代は親の順、上の世代は子の順に並べ直す。"""
        rows = list(state)
        for level in levels:
            at = _positions(rows[level + toward])
            keys, last = [], 0.0
            for number, block in enumerate(rows[level]):
                relatives = self._parents_in(block, at) if toward < 0 else self._children_in(block, at)
                last = sum(relatives) / len(relatives) if relatives else last
                keys.append((last, number, block))
            rows[level] = tuple(block for _, _, block in sorted(keys))
        return tuple(rows)

    def _parents_in(self, block: Block, at: dict[str, int]) -> list[int]:
        couples = [self.kin.parents[member] for member in block if member in self.kin.parents]
        return [at[partner] for couple in couples for partner in couple.partners]

    def _children_in(self, block: Block, at: dict[str, int]) -> list[int]:
        return [at[child] for member in block for couple in self.kin.own[member] for child in couple.children]


def _positions(row: Row) -> dict[str, int]:
    return {person: place for place, person in enumerate(person for block in row for person in block)}


def _inversions(places: list[int]) -> int:
    return sum(1 for first, second in combinations(places, 2) if first > second)


def _row_moves(row: Row) -> Iterator[Row]:
    for at, block in enumerate(row):
        if len(block) > 1:
            yield (*row[:at], tuple(reversed(block)), *row[at + 1 :])
        rest = (*row[:at], *row[at + 1 :])
        for to in range(len(row)):
            if to != at:
                yield (*rest[:to], block, *rest[to:])
