"""人口規模の人の記録を、所有者の COPY で一気に入れる(測定のためだけ。氏名はすべて作り物)。

使い方: KASANE_OWNER=1 python benchmarks/people_scale.py --people 400000 --seed 1
測る側は load() を呼ぶ。機関は、すでに登録のある機関を使う。
"""

# ruff: noqa: S311, SIM905, E501 -- 種を決めた作り物の乱数。語の並びは一列の方が見直しやすい。

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

SURNAMES = tuple(
    pair.split("/")
    for pair in (
        "佐藤/サトウ 鈴木/スズキ 髙橋/タカハシ 田中/タナカ 伊藤/イトウ 渡邊/ワタナベ 山本/ヤマモト 中村/ナカムラ 小林/コバヤシ 加藤/カトウ "
        "吉田/ヨシダ 山田/ヤマダ 佐々木/ササキ 山口/ヤマグチ 松本/マツモト 井上/イノウエ 木村/キムラ 林/ハヤシ 斎藤/サイトウ 清水/シミズ "
        "山崎/ヤマザキ 森/モリ 池田/イケダ 橋本/ハシモト 阿部/アベ 石川/イシカワ 山下/ヤマシタ 中島/ナカジマ 石井/イシイ 小川/オガワ "
        "前田/マエダ 岡田/オカダ 長谷川/ハセガワ 藤田/フジタ 後藤/ゴトウ 近藤/コンドウ 村上/ムラカミ 遠藤/エンドウ 青木/アオキ 坂本/サカモト "
        "齋藤/サイトウ 福田/フクダ 太田/オオタ 西村/ニシムラ 藤井/フジイ 金子/カネコ 岡本/オカモト 藤原/フジワラ 三浦/ミウラ 中野/ナカノ "
        "高橋/タカハシ 斉藤/サイトウ 齊藤/サイトウ"
    ).split()
)  # fmt: skip
HEADS = tuple("和 正 幸 美 清 洋 康 恵 裕 健 直 孝 智 雅 明 文 久 俊 光 千 陽 真 由 紀".split())
TAILS = tuple("子/コ 美/ミ 男/オ 夫/オ 一/カズ 江/エ 代/ヨ 雄/ユウ 介/スケ 香/カ 樹/キ 也/ヤ 枝/エ 治/ジ 平/ヘイ 人/ト".split())
READINGS = dict(
    zip(
        HEADS,
        "カズ マサ ユキ ミ キヨ ヒロ ヤス エ ヒロ タケ ナオ タカ トモ マサ アキ フミ ヒサ トシ ミツ チ ハル マ ユ キ".split(),
        strict=True,
    )
)
STREETS = ("北かさね", "本町", "南かさね", "東川", "西丘", "山の手")
COMMON_SHARE = 0.015
PHONE_SHARE = 0.5
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Loaded:
    """入れた数。"""

    people: int
    keys: int
    grants: int


def load(connection: Any, agencies: Sequence[UUID], *, people: int, seed: int = 1) -> Loaded:
    """架空の人を入れる。connection: 所有者の psycopg 接続。agencies: 受付機関にする機関(先頭ほど多くの人を受け持つ)。

    一人に一つの区画と、一つか二つの機関の根拠がつく。表ごとに COPY するので、途中で失敗すれば何も入らない。
    """
    world = _World(agencies, people, seed)
    counts = [_copy(connection, table, columns, rows(world)) for table, columns, rows in _TABLES]
    return Loaded(people=counts[2], keys=counts[4], grants=counts[1])


class _World:
    """種から決まる町。i 番目の人の属性は、表ごとに作り直しても同じになる。"""

    def __init__(self, agencies: Sequence[UUID], people: int, seed: int) -> None:
        self.agencies, self.people, self.seed = agencies, people, seed
        weights = [1 / (rank + 1) for rank in range(1, len(SURNAMES))]
        rest = (1 - COMMON_SHARE) / sum(weights)
        self.surname_weights = list(accumulate([COMMON_SHARE, *(weight * rest for weight in weights)]))
        self.agency_weights = list(accumulate(1 / (rank + 1) for rank in range(len(agencies))))

    def person(self, index: int) -> _Person:
        dice = random.Random(f"{self.seed}:{index}")
        surname = dice.choices(SURNAMES, cum_weights=self.surname_weights)[0]
        head, tail = dice.choice(HEADS), dice.choice(TAILS).split("/")
        born = date(1930, 1, 1) + timedelta(days=dice.randrange(365 * 90))
        holders = dict.fromkeys(dice.choices(self.agencies, cum_weights=self.agency_weights, k=1 + (dice.random() < 0.2)))
        phone = f"090{dice.randrange(10**8):08}" if dice.random() < PHONE_SHARE else ""
        return _Person(
            UUID(int=dice.getrandbits(128), version=4), UUID(int=dice.getrandbits(128), version=4), surname[0], surname[1],
            head + tail[0], READINGS[head] + tail[1], born, phone, f"{index:010}", tuple(holders),
            f"かさね市{dice.choice(STREETS)}{dice.randrange(1, 9)}丁目{dice.randrange(1, 30)}番{dice.randrange(1, 40)}号",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Person:
    id: UUID
    room: UUID
    family: str
    family_kana: str
    given: str
    given_kana: str
    born: date
    phone: str
    number: str
    holders: tuple[UUID, ...]
    address: str


def _copy(connection: Any, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _everyone(world: _World) -> Iterator[_Person]:
    return (world.person(index) for index in range(world.people))


def _rooms(world: _World) -> Iterator[tuple[Any, ...]]:
    return ((one.room, 1, one.id, NOW) for one in _everyone(world))


def _grants(world: _World) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(world.seed)
    for one in _everyone(world):
        for holder in one.holders:
            yield (UUID(int=dice.getrandbits(128), version=4), one.room, "agency", holder, "received", True, NOW, "", NOW, "")


@cache
def _fold(text: str) -> str:
    from kasane.kernel.folding import fold_name

    return fold_name(text)


@cache
def _sort(text: str) -> str:
    from kasane.kernel.folding import fold_kana

    return fold_kana(text)


def _people(world: _World) -> Iterator[tuple[Any, ...]]:
    for one in _everyone(world):
        yield (
            one.id, one.room, one.family, one.given, "", one.family_kana, one.given_kana, "", False, "", "unknown", one.born.year,
            one.born.month, one.born.day, one.born, one.born, "", "", "registered", one.number, "", "", NOW, one.holders[0],
            _sort(f"{one.family_kana} {one.given_kana}"), 1,
        )  # fmt: skip


def _places(world: _World) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(world.seed + 2)
    for one in _everyone(world):
        yield (
            UUID(int=dice.getrandbits(128), version=4),
            one.room,
            one.id,
            "residence",
            "",
            one.address,
            "",
            "",
            "ask",
            "",
            NOW,
            one.holders[0],
        )


def _keys(world: _World) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(world.seed + 1)
    for one in _everyone(world):
        sort = _sort(f"{one.family_kana} {one.given_kana}")
        keys = [
            (1, _fold(one.family + one.given)), (1, _fold(one.family_kana + one.given_kana)), (2, _fold(one.given)),
            (2, _fold(one.given_kana)), (4, one.born.isoformat()), (5, one.number),
        ]  # fmt: skip
        if one.phone:
            keys.append((3, one.phone))
        for kind, key in keys:
            yield (UUID(int=dice.getrandbits(128), version=4), one.room, one.id, one.id, kind, key, sort)


_TABLES: tuple[tuple[str, str, Callable[[_World], Iterator[tuple[Any, ...]]]], ...] = (
    ("access_compartment", "id, kind, subject_id, opened_at", _rooms),
    (
        "access_grant",
        "id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_at, ended_reason",
        _grants,
    ),
    (
        "people_person",
        "id, compartment_id, family_name, given_name, name_text, family_kana, given_kana, kana_text, is_unidentified, working_label, sex,"
        " birth_year, birth_month, birth_day, born_earliest, born_latest, age_band, died_on, residency, resident_number, nationality,"
        " language, registered_at, registered_by, sort_kana, version",
        _people,
    ),
    (
        "people_place",
        "id, compartment_id, person_id, kind, postal_code, text, area, contact_hours, may_leave_message, note, recorded_at, recorded_by",
        _places,
    ),
    ("people_search_key", "id, compartment_id, person_id, source_id, kind, key, sort", _keys),
)


def main() -> None:
    """今の接続先の機関に、架空の人を入れる。"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["KASANE_OWNER"] = "1"
    import django

    django.setup()
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id FROM agencies_agency WHERE closed_on IS NULL ORDER BY name, id")
        agencies = [row[0] for row in cursor.fetchall()]
        if not agencies:
            raise SystemExit("先に機関を登録してください(./kasane demo)。")
        print(load(connections["owner"].connection, agencies, people=given.people, seed=given.seed))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE access_grant, access_compartment, people_person, people_place, people_search_key")


if __name__ == "__main__":
    main()
