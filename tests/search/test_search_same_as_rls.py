"""関数が選ぶ番号は、RLS のもとで全部を読んで選んだ番号と、乱数の世界のどの配属・どの言葉でも同じ(順も数も)。"""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest
import worlds
from django.db import connection, connections, transaction

from kasane.access.domain import Kind
from kasane.access.session import bind, unbind
from kasane.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = "母父子家猫犬車本人"
NEWEST = date(2026, 11, 20)
KINDS = ("note", "talk")


# それぞれの引き方をする窓口・言葉の上限(本番の値)。世界ごとに一つを小さくして、引き方を替える。
LIMITS = {"search_few": 6000, "search_few_own": 40000, "search_few_hits": 3000}


@pytest.fixture(
    params=[
        (3, 250, 4, {}),
        (11, 40, 3, {}),
        (3, 250, 4, {"search_few": 8}),
        (3, 250, 4, {"search_few_own": 60}),
        (3, 250, 4, {"search_few_hits": 0}),
    ],
    ids=["部屋が多い", "部屋が少ない", "区画から引かない", "自機関の記録が多い", "まれな言葉がない"],
)
def world(request, monkeypatch, _django_db_helper):
    monkeypatch.setattr(worlds, "PROBED", (Kind.GENERAL, Kind.SENSITIVE))
    seed, rooms, agencies, other = request.param
    for name, most in (LIMITS | other).items():
        _most(name, most)
    town = worlds.build(seed, seats=12, rooms=rooms, agencies=agencies)
    worlds.inhabit(town)
    _write(town, random.Random(seed))
    yield town
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE search_text")
        cursor.execute("ANALYZE search_text")
    worlds.vacate(town)
    for name, most in LIMITS.items():
        _most(name, most)


def _most(name, most):
    """その引き方をする窓口の上限を替える(小さな世界で、大きな機関の引き方も試すため)。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS integer LANGUAGE sql IMMUTABLE"
            f" SET search_path = pg_catalog, public AS $$ SELECT {int(most)} $$"
        )


def _write(town, dice):
    """5年に散らばる2500件。字ごとに多さが違い、月に数件の言葉から、三件しかない言葉まである。"""
    weights = [2.0**-n for n in range(len(LETTERS))]
    rooms = list(town.rooms)
    with connections["owner"].cursor() as cursor:
        # 部屋の半分ほどは、根拠のある機関の一つが受けたものにする(根拠が終わった機関も混じる)。
        cursor.execute(
            "UPDATE access_grant g SET home = true FROM (SELECT DISTINCT ON (compartment_id) id, compartment_id FROM access_grant"
            " WHERE holder_kind = 'agency' ORDER BY compartment_id, id) f WHERE f.id = g.id AND f.compartment_id = ANY (%s)"
            " AND NOT EXISTS (SELECT 1 FROM access_grant h WHERE h.home AND h.compartment_id = f.compartment_id)",
            [rooms[::2]],
        )
        assert cursor.rowcount > len(rooms) // 8, "自機関で受けた部屋が少なすぎて、その引き方を試したことにならない"
        with cursor.copy(
            "COPY search_text (source_id, source_kind, compartment_id, room_kind, context_id, happened_on, folded) FROM STDIN"
        ) as out:
            for number in range(2500):
                text = "".join(dice.choices(LETTERS, weights, k=6)) + ("珍" if number % 1300 == 7 else "")
                room = dice.choice(rooms)
                on = NEWEST - timedelta(days=dice.randrange(1800))
                out.write_row((UUID(int=dice.getrandbits(128)), dice.choice(KINDS), room, 2, room, on, text))
        cursor.execute("ANALYZE search_text, access_compartment")


def _chosen(words, take, kinds=None, since=None):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found_id FROM search_records(%s::smallint[], %s::text[], %s::text[], %s::date, %s)",
            [list(range(1, len(words) + 1)), list(words), kinds, since, take],
        )
        return [row[0] for row in cursor.fetchall()]


def _read(words, take, kinds=None, since=None):
    """RLS のもとで、全部を読んで選ぶ。"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_id FROM search_text WHERE folded LIKE ALL (%s) AND (%s::text[] IS NULL OR source_kind = ANY (%s))"
            " AND (%s::date IS NULL OR happened_on >= %s) ORDER BY happened_on DESC, source_id DESC LIMIT %s",
            [[f"%{word}%" for word in words], kinds, kinds, since, since, take],
        )
        return [row[0] for row in cursor.fetchall()]


ASKED = [
    *(((letter,), take, None, None) for letter in "母家車人珍無" for take in (3, 51)),
    *(((word,), take, None, None) for word in ("母母", "子家", "犬猫") for take in (3, 51)),
    (("家", "猫"), 51, None, None), (("家", "父子"), 5, None, None), (("家",), 51, ["talk"], None), (("家",), 51, ["無い種類"], None),
    (("家",), 51, None, NEWEST - timedelta(days=400)), (("車",), 51, ["note"], NEWEST - timedelta(days=900)), (("母",), 200, None, None),
]  # fmt: skip


def test_関数の答えと_RLSのもとで読んだ答えが一致する(world):
    answers = 0
    for seat in world.seats:
        with transaction.atomic():
            bind(Actor(seat.account_id, seat.posting_id, seat.agency_id, frozenset(), "", ""))
            for asked in ASKED:
                expected = _read(*asked)
                assert _chosen(*asked) == expected, (seat, asked)
                answers += len(expected)
            unbind()
    assert answers > 1000, "世界に見える記録が少なすぎて、確かめたことにならない"


def test_結び付いていなければ_何も返らない(world):
    with transaction.atomic():
        assert _chosen(("母",), 51) == []
