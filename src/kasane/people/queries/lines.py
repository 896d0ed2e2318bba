"""一覧の一行: 番号の列から、RLS のもとで必要な列だけを読み直す。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.people.domain.codes import AgeBand, PlaceKind, Residency, Sex
from kasane.people.domain.person import age_words, display_name, read_partial
from kasane.people.queries.records import born_of

_SEXES = dict(Sex.choices())
_RESIDENCIES = dict(Residency.choices())
_ADDRESSES = [PlaceKind.RESIDENCE.value, PlaceKind.DOMICILE.value, PlaceKind.WHEREABOUTS.value]
# 一文にしてあるのは、どの頁でも文が同じなら、計画を接続ごとに一度しか立てずに済むため。どちらの表にも RLS が効く。
_LINE = """
    SELECT p.id, p.family_name, p.given_name, p.name_text, p.working_label, p.family_kana, p.given_kana, p.kana_text, p.sex,
           p.birth_year, p.birth_month, p.birth_day, p.age_band, p.died_on, p.residency, p.resident_number, {place}
    FROM people_person p WHERE p.id = ANY (%s)
"""
_PLACED = _LINE.format(
    place="(SELECT a.text FROM people_place a WHERE a.person_id = p.id AND a.kind = ANY (%s) AND a.valid_to IS NULL"
    " ORDER BY array_position(%s, a.kind), a.recorded_at DESC LIMIT 1)"
)
_UNPLACED = _LINE.format(place="NULL")
_NAMES = "SELECT id, family_name, given_name, name_text, working_label FROM people_person WHERE id = ANY (%s)"
_HOUSEHOLDS = "SELECT id, label FROM people_household WHERE id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """一覧の一人。number は宛名番号の下3桁だけ(一覧では伏せる)。address は居所・住所・居所の目安の順で最初の一つ。"""

    id: UUID
    name: str
    kana: str
    sex: str
    born: str
    age: str
    died: str
    residency: str
    number: str
    address: str


def person_lines(ids: Sequence[UUID], *, placed: bool = True) -> tuple[PersonLine, ...]:
    """番号の順のまま一覧の行を返す。見えない人の番号は黙って落とす(問いは一つ。番号がなければ問わない)。placed でなければ address は空。"""
    if not ids:
        return ()
    asked = rows_of(_PLACED, [_ADDRESSES, _ADDRESSES, list(ids)]) if placed else rows_of(_UNPLACED, [list(ids)])
    rows = {row[0]: row for row in asked}
    today = clock.today()
    return tuple(_line(rows[key], today) for key in ids if key in rows)


def person_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """人 → 画面での呼び方。見えない人は入らない(問いは一つ。番号がなければ問わない)。"""
    wanted = list(dict.fromkeys(ids))
    return {key: display_name(*parts) for key, *parts in rows_of(_NAMES, [wanted])} if wanted else {}


def household_labels(ids: Iterable[UUID]) -> dict[UUID, str]:
    """世帯 → 呼び方。見えない世帯は入らない(問いは一つ。番号がなければ問わない)。"""
    wanted = list(dict.fromkeys(ids))
    return dict(rows_of(_HOUSEHOLDS, [wanted])) if wanted else {}


def masked_number(number: str) -> str:
    """宛名番号を一覧用に伏せる。下3桁だけを残し、短い番号は全部伏せる。"""
    if not number:
        return ""
    return "•" * 5 + (number[-3:] if len(number) > 5 else "")


def _line(row: tuple[Any, ...], today: date) -> PersonLine:
    key, family, given, whole, label, family_kana, given_kana, kana, sex, year, month, day, band, died, residency, number, address = row
    born, age = _born_and_age(year, month, day, died, band, today)
    return PersonLine(
        id=key,
        name=display_name(family, given, whole, label),
        kana=kana or " ".join(filter(None, (family_kana, given_kana))),
        sex=_SEXES.get(sex, Sex.UNKNOWN.label_ja),
        born=born,
        age=age,
        died=died_on.display() if died and (died_on := read_partial(died)) else "",
        residency=_RESIDENCIES.get(residency, Residency.UNKNOWN.label_ja),
        number=masked_number(number),
        address=address or "",
    )


@lru_cache(maxsize=8192)
def _born_and_age(year: int | None, month: int | None, day: int | None, died: str, band: str, today: date) -> tuple[str, str]:
    """生年月日と年齢の言い方。同じ日に生まれた人の和暦と年齢は、その日のうちは変わらない。"""
    born = born_of(year, month, day)
    return born.display() if born else "", age_words(born, read_partial(died), AgeBand.read(band), today)
