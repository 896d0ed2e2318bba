"""家族構成図の配置。世代・並び・左右の位置に、段の高さと文字の場所を加えて `Layout` にする。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .columns import PERSON_HALF, Columns, TieTracks, is_track, place_columns, with_tracks
from .generations import checked
from .geometry import Box
from .kinship import Kinship, kinship
from .labels import width, wrap
from .lanes import Lanes, assign_lanes
from .model import Family, FamilyMember, Life
from .ordering import ordered_rows
from .outline import Run, outline_loops, uses_corridor
from .svg import Point
from .symbols import RADIUS, age_inside, reach

MARGIN = 18.0
LABEL_WIDTH, LINE_HEIGHT, NAME_SIZE, NOTE_SIZE = 104.0, 16.0, 13.0, 12.0
_OUTLINE_HALF = 61.0
_HEADROOM = 40.0
_TRACK_SHIFTS = (0.0, 4.0, -4.0, 7.0, -7.0, 10.0, -10.0)
_BAR_STEP, _OVER_STEP, _CORRIDOR_STEP, _TWIN_ROOM = 16.0, 14.0, 24.0, 18.0


@dataclass(frozen=True, slots=True)
class Label:
    """記号の下の文字（行と大きさ）と、その占める場所。"""

    lines: tuple[tuple[str, float], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Band:
    """一世代の段。`bars` はきょうだいの横線、`overs` は人の上を越える線の高さ。"""

    bars: tuple[float, ...]
    overs: tuple[float, ...]
    top: float
    symbol_y: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """描くだけになった配置。座標は px、原点は左上。"""

    kin: Kinship
    rows: tuple[tuple[str, ...], ...]
    at: Mapping[str, float]
    bands: tuple[Band, ...]
    labels: Mapping[str, Label]
    lanes: Lanes
    tracks: tuple[TieTracks, ...]
    runs: tuple[Run, ...]
    size: Point

    def point(self, person: str) -> Point:
        return self.at[person], self.bands[self.kin.generation[person]].symbol_y

    def member(self, person: str) -> FamilyMember | None:
        return self.kin.people.get(person)

    @property
    def persons(self) -> list[str]:
        """補った不明の親を含む、描く人の全員（上の世代から、左から）。"""
        return [item for row in self.rows for item in row if not is_track(item)]

    def symbol_box(self, person: str) -> Box:
        (x, y), half = self.point(person), reach(self.member(person))
        return Box(x - half, y - half, x + half, y + half)

    @property
    def outline(self) -> list[list[Point]]:
        verticals = {level: [*self.lanes.verticals(level), *self._tracks_above(level)] for level in range(len(self.rows))}
        return outline_loops(self.runs, verticals)

    def _tracks_above(self, level: int) -> list[float]:
        return [self.at[item] for item in self.rows[level - 1] if is_track(item)] if level else []


def arrange(family: Family) -> Layout:
    """家族を配置する。描けない家族は `DiagramRefused`。"""
    kin = kinship(checked(family))
    rows, at, tracks = _columns(kin)
    lanes = assign_lanes(kin, rows, at, tracks)
    if tracks:
        at = _with_clear_tracks(rows, at, lanes)
        lanes = assign_lanes(kin, rows, at, tracks)
    texts = {person: label_lines(kin.people.get(person)) for person in kin.generation}
    corridors = uses_corridor(_runs(kin, rows, at, None))
    bands = _bands(rows, texts, lanes, corridors)
    right = max(at[item] for row in rows for item in row) + PERSON_HALF + MARGIN
    return Layout(
        kin=kin,
        rows=tuple(tuple(row) for row in rows),
        at=at,
        bands=bands,
        labels={person: _label(lines, at[person], bands[kin.generation[person]]) for person, lines in texts.items()},
        lanes=lanes,
        tracks=tuple(tracks),
        runs=tuple(_runs(kin, rows, at, bands)),
        size=(right, bands[-1].bottom + MARGIN + (_CORRIDOR_STEP if kin.depth - 1 in corridors else 0)),
    )


def _columns(kin: Kinship) -> tuple[list[list[str]], Columns, list[TieTracks]]:
    rows = ordered_rows(kin)
    at = place_columns(kin, rows)
    rows, tracks = with_tracks(kin, rows, at)
    if tracks:
        at = place_columns(kin, rows, at)
    shift = MARGIN + PERSON_HALF - min(at.values())
    return rows, {item: round(x + shift, 1) for item, x in at.items()}, tracks


def _with_clear_tracks(rows: Sequence[Sequence[str]], at: Columns, lanes: Lanes) -> Columns:
    """通路を、下の隙間を通る他の縦線と紛れない位置へわずかにずらす。"""
    moved = dict(at)
    for level, row in enumerate(rows):
        others = [x for x in lanes.verticals(level + 1) if all(abs(x - at[item]) > 0.05 for item in row if is_track(item))]
        for item in filter(is_track, row):
            clearance = {shift: min([9.0, *(abs(at[item] + shift - other) for other in others)]) for shift in _TRACK_SHIFTS}
            moved[item] = round(at[item] + max(_TRACK_SHIFTS, key=clearance.__getitem__), 1)
    return moved


def label_lines(person: FamilyMember | None) -> tuple[tuple[str, float], ...]:
    """名前（2 行まで）、記号に入らない年齢、没年、補足（2 行まで）。はみ出す分は … とし、全文は説明文に任せる。"""
    if person is None:
        return (("不明", NOTE_SIZE),)
    if person.is_concealed:
        return (*((line, NAME_SIZE) for line in _wrapped(person.known_to, NAME_SIZE, 2)), ("が把握", NAME_SIZE))
    lines = [(line, NAME_SIZE) for line in _wrapped(person.display_name, NAME_SIZE, 2)]
    if person.shown_age and not age_inside(person)[0]:
        lines += [(line, NOTE_SIZE) for line in _wrapped(person.shown_age, NOTE_SIZE, 1)]
    if person.life is Life.DECEASED and person.died:
        lines += [(line, NOTE_SIZE) for line in _wrapped(f"{person.died}没", NOTE_SIZE, 1)]
    lines += [(line, NOTE_SIZE) for line in _wrapped(person.note, NOTE_SIZE, 2)]
    return tuple(lines)


def _wrapped(content: str, size: float, lines: int) -> tuple[str, ...]:
    return wrap(content, size=size, limit=LABEL_WIDTH, lines=lines)


def _bands(
    rows: Sequence[Sequence[str]], texts: Mapping[str, Sequence[tuple[str, float]]], lanes: Lanes, corridors: set[int]
) -> tuple[Band, ...]:
    bands: list[Band] = []
    y = MARGIN
    for level, row in enumerate(rows):
        bars, overs = lanes.bar_count(level), lanes.over_count(level)
        if bars:
            y += 8
        bar_ys = tuple(y + _BAR_STEP * number for number in range(bars))
        y += _BAR_STEP * bars
        over_ys = tuple(y + 6 + _OVER_STEP * number for number in range(overs))
        y += _OVER_STEP * overs + (6 if overs else 0)
        symbol_y = y + _HEADROOM + (min(max(_TWIN_ROOM, lanes.twin_spread(level) / 8), 4 * _TWIN_ROOM) if lanes.twin_spread(level) else 0)
        deepest = max(len(texts[item]) for item in row if not is_track(item))
        bottom = _label_top(symbol_y) + LINE_HEIGHT * deepest + 8
        bands.append(Band(bar_ys, over_ys, symbol_y - _HEADROOM, symbol_y, bottom))
        y = bottom + (_CORRIDOR_STEP if level in corridors else 0) + 10
    return tuple(bands)


def _label_top(symbol_y: float) -> float:
    return symbol_y + RADIUS + 8


def _label(lines: tuple[tuple[str, float], ...], x: float, band: Band) -> Label:
    half = max((width(line, size) for line, size in lines), default=0.0) / 2
    top = _label_top(band.symbol_y)
    return Label(lines, Box(x - half, top, x + half, top + LINE_HEIGHT * len(lines)))


def _runs(kin: Kinship, rows: Sequence[Sequence[str]], at: Columns, bands: Sequence[Band] | None) -> list[Run]:
    """同居の人が続くところを箱にまとめる。高さがまだ決まらないうちは 0 としておく。"""
    runs: list[Run] = []
    for level, row in enumerate(rows):
        top, bottom = (bands[level].top, bands[level].bottom) if bands else (0.0, 0.0)
        open_run = False
        for item in row:
            if is_track(item):
                continue
            if item not in kin.enclosed:
                open_run = False
                continue
            left = runs.pop().box.left if open_run else at[item] - _OUTLINE_HALF
            runs.append(Run(level, Box(left, top, at[item] + _OUTLINE_HALF, bottom)))
            open_run = True
    return runs
