"""乱数の世界: 配属・区画・根拠・拒否を、境目（昨日まで・今日から・明日から）に偏らせて作る。"""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import connection, connections, transaction

from kasane.access.domain import DenyFact, GrantFact, Ground, HolderKind, Kind, Seat, grounds_held
from kasane.access.rls import room_predicate
from kasane.access.session import bind, unbind
from kasane.kernel import clock
from kasane.kernel.actor import Actor

PROBED = (Kind.IDENTITY, Kind.SENSITIVE)
HOURS = (-72, -30, -24, -2, -1, 1, 2, 24, 30, 72)


@dataclass
class World:
    """一つの世界。rooms は区画の識別子と種類。"""

    seats: list[Seat]
    rooms: dict[UUID, Kind]
    grants: list[GrantFact]
    denies: list[DenyFact]


def build(seed: int, *, seats: int, rooms: int, agencies: int) -> World:
    """世界を作る。seats: 配属の数。rooms: 区画の数。agencies: 機関の数。"""
    dice = random.Random(seed)
    at = clock.now()
    places = [uuid4() for _ in range(agencies)]
    people = [_seat(dice, places, at) for _ in range(seats)]
    doors = {uuid4(): dice.choice(PROBED) for _ in range(rooms)}
    grants = [_grant(dice, people, door, at) for door in doors for _ in range(dice.choice((0, 1, 2, 3, 5)))]
    grants += [_standing(dice, people, at) for _ in range(max(6, seats // 10))]
    denies = [_deny(dice, people, door, at) for door in doors if dice.random() < 0.3 for _ in range(dice.choice((1, 2)))]
    return World(people, doors, grants, denies)


def _midnight(at: datetime, days: int) -> datetime:
    return datetime.combine(clock.jst(at).date() + timedelta(days=days), time(), clock.JST)


def _seat(dice: random.Random, places: list[UUID], at: datetime) -> Seat:
    since = _midnight(at, dice.choice((-400, -30, -1, 0, 0, 1, 30)) if dice.random() < 0.3 else -400)
    until = _midnight(at, dice.choice((-1, 0, 0, 1, 1, 30))) if dice.random() < 0.4 else None
    until = until if until is None or until >= since else None
    return Seat(uuid4(), uuid4(), dice.choice(places), dice.random() > 0.08, since, until)


def _period(dice: random.Random, at: datetime, always: float) -> tuple[datetime, datetime | None]:
    since = at + timedelta(hours=dice.choice(HOURS) if dice.random() > always else -100)
    until = at + timedelta(hours=dice.choice(HOURS)) if dice.random() > 0.4 else None
    return since, until if until is None or until >= since else None


def _holder(dice: random.Random, people: list[Seat]) -> tuple[HolderKind, UUID]:
    kind, seat = dice.choice(list(HolderKind)), dice.choice(people)
    return kind, {"agency": seat.agency_id, "posting": seat.posting_id, "account": seat.account_id}[kind.value]


def _grant(dice: random.Random, people: list[Seat], door: UUID, at: datetime) -> GrantFact:
    kind, holder = _holder(dice, people)
    since, until = _period(dice, at, 0.6)
    ground = dice.choice([g for g in Ground if g is not Ground.STANDING and (until is not None or not g.must_end)])
    return GrantFact(door, None, kind, holder, ground, since, until)


def _standing(dice: random.Random, people: list[Seat], at: datetime) -> GrantFact:
    kind, holder = _holder(dice, people)
    since, until = _period(dice, at, 0.5)
    return GrantFact(None, dice.choice(PROBED), kind, holder, Ground.STANDING, since, until)


def _deny(dice: random.Random, people: list[Seat], door: UUID, at: datetime) -> DenyFact:
    since, until = _period(dice, at, 0.5)
    return DenyFact(door, None if dice.random() < 0.35 else _holder(dice, people)[1], since, until)


def inhabit(world: World) -> None:
    """世界を所有者の接続で書き込む（確定する）。"""
    agencies = {seat.agency_id for seat in world.seats}
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for kind in PROBED:
            cursor.execute(f"CREATE TABLE probe_{kind.value} (compartment_id uuid PRIMARY KEY)")
            cursor.execute(f"ALTER TABLE probe_{kind.value} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE probe_{kind.value} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"GRANT SELECT ON probe_{kind.value} TO kasane_app")
            set_policy(cursor, kind)
        _copy(cursor, "agencies_agency (id, name, kana, field, kind, programme, statute_code, address, phone, is_window, source, source_key, note, version)",
              [(a, "世界の機関", "", "other", "0101", "", "", "", "", False, "", "", "", 1) for a in agencies])  # fmt: skip
        _copy(cursor, "agencies_account (id, login_id, password, is_active, must_change_password)",
              [(s.account_id, f"w-{s.account_id}", "!", s.active, False) for s in world.seats])  # fmt: skip
        _copy(cursor, "agencies_posting (id, account_id, agency_id, roles, valid_from, valid_to, appointed_at, reason, ended_reason)",
              [(s.posting_id, s.account_id, s.agency_id, ["consultant"], clock.jst(s.since).date(),
                clock.jst(s.until).date() if s.until else None, s.since, "", "") for s in world.seats])  # fmt: skip
        _copy(cursor, "access_compartment (id, kind, subject_id, opened_at)", [(d, int(k), d, clock.now()) for d, k in world.rooms.items()])
        for kind in PROBED:
            _copy(cursor, f"probe_{kind.value} (compartment_id)", [(d,) for d, k in world.rooms.items() if k is kind])
        _copy(cursor, "access_grant (id, compartment_id, kind, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_at, ended_reason)",
              [(uuid4(), g.compartment_id, int(g.kind) if g.kind else None, g.holder_kind.value, g.holder_id, g.ground.value,
                g.ground.writes, g.since, g.until, "", g.since, "") for g in world.grants])  # fmt: skip
        _copy(cursor, "access_deny (id, compartment_id, kind, holder_id, valid_from, valid_to, reason)",
              [(uuid4(), d.compartment_id, "seal" if d.holder_id is None else "conflict", d.holder_id, d.since, d.until, "")
               for d in world.denies])  # fmt: skip
        cursor.execute("ANALYZE access_grant, access_deny, agencies_posting")


def set_policy(cursor, kind: Kind, change=lambda text: text) -> None:
    """探り用の表に、本物と同じ述語（試験では一か所だけ変えたもの）の方針を置く。"""
    predicate = change(room_predicate(table=f"probe_{kind.value}", column="compartment_id", kind=kind, writing=False))
    cursor.execute(f"DROP POLICY IF EXISTS see ON probe_{kind.value}")
    cursor.execute(f"CREATE POLICY see ON probe_{kind.value} FOR SELECT USING ({predicate})")


def _copy(cursor, target: str, rows: list[tuple]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as out:
        for row in rows:
            out.write_row(row)


def vacate(world: World) -> None:
    """世界を片づける。"""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for kind in PROBED:
            cursor.execute(f"DROP TABLE IF EXISTS probe_{kind.value}")
        cursor.execute("DELETE FROM access_deny WHERE compartment_id = ANY (%s)", [list(world.rooms)])
        cursor.execute("DELETE FROM access_grant WHERE compartment_id = ANY (%s) OR ground = 'standing'", [list(world.rooms)])
        cursor.execute("DELETE FROM access_compartment WHERE id = ANY (%s)", [list(world.rooms)])
        cursor.execute("DELETE FROM agencies_posting WHERE id = ANY (%s)", [[s.posting_id for s in world.seats]])
        cursor.execute("DELETE FROM agencies_account WHERE id = ANY (%s)", [[s.account_id for s in world.seats]])
        cursor.execute("DELETE FROM agencies_agency WHERE id = ANY (%s)", [[s.agency_id for s in world.seats]])


def by_python(world: World) -> set[tuple[UUID, UUID]]:
    """Python の方針が「見える」と言う組（配属, 区画）。全部の組を一つずつ判断する。"""
    at = clock.now()
    standing = [g for g in world.grants if g.compartment_id is None]
    grants: dict[UUID, list[GrantFact]] = {door: list(standing) for door in world.rooms}
    denies: dict[UUID, list[DenyFact]] = {door: [] for door in world.rooms}
    for grant in world.grants:
        if grant.compartment_id is not None:
            grants[grant.compartment_id].append(grant)
    for deny in world.denies:
        denies[deny.compartment_id].append(deny)
    return {
        (seat.posting_id, door)
        for seat in world.seats
        for door, kind in world.rooms.items()
        if grounds_held(seat, door, kind, grants[door], denies[door], at)
    }


def by_derivation(world: World) -> set[tuple[UUID, UUID]]:
    """SQL の導出が「見える」と言う組。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT posting_id, compartment_id FROM access_derivation()")
        pairs = set(cursor.fetchall())
    mine = {seat.posting_id for seat in world.seats}
    return {(posting, door) for posting, door in pairs if posting in mine and door in world.rooms}


def by_rows(world: World) -> set[tuple[UUID, UUID]]:
    """RLS が実際に返した組。配属ごとに結び付け、表を丸ごと読む。"""
    seen: set[tuple[UUID, UUID]] = set()
    for seat in world.seats:
        actor = Actor(seat.account_id, seat.posting_id, seat.agency_id, frozenset(), "", "")
        with transaction.atomic():
            bind(actor)
            with connection.cursor() as cursor:
                for kind in PROBED:
                    cursor.execute(f"SELECT compartment_id FROM probe_{kind.value}")
                    seen.update((seat.posting_id, row[0]) for row in cursor.fetchall())
            unbind()
    return seen
