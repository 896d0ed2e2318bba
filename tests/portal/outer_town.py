"""外の窓口の試験の町: 会議の部屋のコマンドによらず、所有者の SQL で会議を置く（窓口が確かめる事実だけがあればよい）。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.db import connections, transaction
from django.test import Client, override_settings

from config import portal_settings
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people import commands as people
from kasane.people.domain.person import PersonFacts
from kasane.portal import tokens
from kasane.portal.commands import Issued, issue_ticket

SECRET_ONE = "一つ目の議題の、長男のことです"
SECRET_TWO = "二つ目の議題の、母のことです"
WRONG = "00000000"


def owner(sql: str, given: Any = None) -> list[tuple[Any, ...]]:
    """所有者として行う（確定する）。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall() if cursor.description else []


def portal(sql: str, given: Any = None) -> list[tuple[Any, ...]]:
    """窓口の役割（kasane_portal）として行う。"""
    with connections["portal"].cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall() if cursor.description else []


@dataclass
class Town:
    """会議の番号。seats は議題ごとの、外の構成員の席。"""

    keeper: Actor
    conference: UUID
    rooms: list[UUID]
    items: list[UUID]
    seats: list[UUID]
    members: list[UUID]
    persons: list[UUID]
    facts: list[UUID] = field(default_factory=list)

    def ticket(self, which: int = 0) -> Issued:
        """事務局が札を出す。"""
        return issue_ticket(by=self.keeper, member_id=self.seats[which])


def build(cast: Any) -> Town:
    """会議一回・議題二つ・外の構成員二人。事務局は csw（書ける根拠を、配属に、終わりをつけて持つ）。"""
    now = clock.now()
    clinic = uuid4()
    owner(
        "INSERT INTO agencies_outsidemember (id, name, kana, kind, organisation, secrecy_statute_code, phone, valid_from, version)"
        " VALUES (%s, '髙﨑 𠮷', '', '1401', '架空クリニック', '', '', '2026-04-01', 1)",
        [clinic],
    )
    outside = [cast.minsei, clinic]
    with transaction.atomic(), acting_as(cast.csw):
        persons = [people.register_person(by=cast.csw, facts=_facts(name)) for name in ("架空 一郎", "架空 花子")]
    town = Town(cast.csw, uuid4(), [uuid4(), uuid4()], [uuid4(), uuid4()], [uuid4(), uuid4()], outside, persons)
    hall = uuid4()
    for room in (hall, *town.rooms):
        _room(room, cast.csw.posting_id, now)
    owner(
        "INSERT INTO conferences_conference (id, compartment_id, recorded_at, recorded_by, kind_id, kind_code, number, held_on, starts_at, ends_at,"
        " place, method, purpose, takes_proposals, convener_agency_id, state, cancelled_reason, kept_until, version)"
        " SELECT %s, %s, %s, %s, k.id, k.code, 3, %s, '10:00', '11:30', '市役所 2階', 'in_person', 'case', false, %s, 'called', '', %s, 1"
        " FROM conferences_kind k WHERE k.code = 'support_conference'",
        [town.conference, hall, now, cast.csw.posting_id, (now + timedelta(days=3)).date(), cast.csw.agency_id, now + timedelta(days=60)],
    )
    for which, (item, seat, secret) in enumerate(zip(town.items, town.seats, (SECRET_ONE, SECRET_TWO), strict=True)):
        _item(town, which, item, now, cast.csw)
        appointment = _appointed(outside[which], item, cast.csw.posting_id, now)
        owner(
            "INSERT INTO conferences_member (id, compartment_id, recorded_at, recorded_by, item_id, outside_member_id, part, appointment_id, two_way,"
            " invited_at, wording, shown_from, shown_until, version) VALUES (%s, %s, %s, %s, %s, %s, 'for_item', %s, true, %s, '', %s, %s, 1)",
            [
                seat,
                hall,
                now,
                cast.csw.posting_id,
                item,
                outside[which],
                appointment,
                now,
                now - timedelta(hours=1),
                now + timedelta(days=7),
            ],
        )
        town.facts.append(put_fact(town, which, secret))
    return town


def put_fact(town: Town, which: int, text: str, **rest: Any) -> UUID:
    """資料の一行を置く。"""
    given = {"provenance": "conference", "person": town.persons[which], "section": "course", **rest}
    fact = uuid4()
    owner(
        "INSERT INTO conferences_fact (id, compartment_id, recorded_at, recorded_by, item_id, position, person_id, section, text, provenance, topic,"
        " source_agency_id, contributed, as_of, source_kind, words_seen, first_provenance, relabelled_reason, dropped_reason)"
        " VALUES (%s, %s, %s, %s, %s, 1, %s, %s, %s, %s, 'circumstances', %s, false, '2026-11-01', '', true, %s, '', '')",
        [fact, town.rooms[which], clock.now(), town.keeper.posting_id, town.items[which], given["person"], given["section"], text,
         given["provenance"], town.keeper.agency_id, given["provenance"]],
    )  # fmt: skip
    return fact


def _facts(name: str) -> PersonFacts:
    family, _, given = name.partition(" ")
    return PersonFacts(family_name=family, given_name=given, family_kana="カクウ", given_kana="ヒト", born=None)


def _room(room: UUID, posting: UUID, now: Any) -> None:
    owner(
        "INSERT INTO access_compartment (id, kind, subject_id, opened_at, opened_by) VALUES (%s, 4, %s, %s, %s)", [room, room, now, posting]
    )
    owner(
        "INSERT INTO access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,"
        " granted_at, ended_reason) VALUES (gen_random_uuid(), %s, 'posting', %s, 'conference', true, %s, %s, '', %s, %s, '')",
        [room, posting, now - timedelta(days=1), now + timedelta(days=60), posting, now],
    )


def _item(town: Town, which: int, item: UUID, now: Any, by: Actor) -> None:
    owner(
        "INSERT INTO conferences_item (id, compartment_id, recorded_at, recorded_by, conference_id, position, minutes, occasion, purpose, heading,"
        " reporter_agency_id, on_consent, requested_on, shown_from, shown_until, state, ended_reason, version)"
        " VALUES (%s, %s, %s, %s, %s, %s, 20, 'share', 'case', %s, %s, false, %s, %s, %s, 'tabled', '', 1)",
        [item, town.rooms[which], now, by.posting_id, town.conference, which + 1, f"見出し{which + 1}", by.agency_id, now.date(),
         now - timedelta(hours=2), now + timedelta(days=7)],
    )  # fmt: skip
    owner(
        "INSERT INTO conferences_item_person (id, compartment_id, item_id, person_id, label) VALUES (%s, %s, %s, %s, %s)",
        [uuid4(), town.rooms[which], item, town.persons[which], ("長男", "母")[which]],
    )


def _appointed(outside: UUID, item: UUID, posting: UUID, now: Any) -> UUID:
    """委嘱し、守秘の説明と署名も済ませる。"""
    appointment = uuid4()
    owner(
        "INSERT INTO conferences_appointment (id, fiscal_year, serial, kind, scope, kind_code, item_id, organisation, agreed_with, valid_from,"
        " effective_from, valid_to, note, recorded_at, recorded_by, ended_reason)"
        " VALUES (%s, 2026, (SELECT 1 + count(*) FROM conferences_appointment), 'person', 'item', '', %s, '', '', %s, %s, %s, '', %s, %s, '')",
        [appointment, item, now.date() - timedelta(days=1), now.date() - timedelta(days=1), now.date() + timedelta(days=90), now, posting],
    )
    owner(
        "INSERT INTO conferences_appointed (id, appointment_id, outside_member_id, briefed_on, briefed_wording, signed_on, paper_place,"
        " removed_reason, version) VALUES (gen_random_uuid(), %s, %s, %s, '守秘', %s, '綴り', '', 1)",
        [appointment, outside, now.date() - timedelta(days=1), now.date() - timedelta(days=1)],
    )
    return appointment


class Outer:
    """外の窓口を使う一台の端末。"""

    def __init__(self) -> None:
        self.client = Client(REMOTE_ADDR="192.0.2.1")

    @classmethod
    @contextmanager
    def standing(cls) -> Iterator[type[Outer]]:
        """この中では、窓口の設定（別の URL・別の関所）で動く。"""
        names = ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "COOKIE_PREFIX", "CSRF_COOKIE_NAME", "CSRF_FAILURE_VIEW", "KASANE_PORTAL_PROXY",
                 "SECURE_REFERRER_POLICY")  # fmt: skip
        given = {name: getattr(portal_settings, name) for name in names}
        with override_settings(**given), patch("kasane.portal.outer.views._ANSWER_TAKES", 0.0):
            yield cls

    def enter(self, issued: Issued, code: str | None = None) -> Any:
        """リンクを開いて、番号を入れる。"""
        self.client.get(issued.link[issued.link.index("/in/") :])
        return self.client.post("/", {"code": issued.code if code is None else code})

    def promise(self) -> Any:
        """守秘を確認する。"""
        found = self.client.get("/room/").content.decode()
        read = found.split('name="read" value="')[1].split('"')[0]
        return self.client.post("/promise/", {"read": read, "promise": "yes"})

    def inside(self, issued: Issued) -> Outer:
        """入って、守秘を確認する。"""
        assert self.enter(issued).status_code == 303
        assert self.promise().status_code == 303
        return self

    def room(self) -> str:
        """資料の画面の文。入口に戻されたら、入口の文。"""
        return self.client.get("/room/", follow=True).content.decode()


def opened(issued: Issued, *, device: str = "端末", code: str | None = None, session: str = "入室", address: str = "192.0.2.9") -> bool:
    """画面を通らずに、窓口の関数で入る。"""
    token = issued.link.rstrip("/").rpartition("/")[2]
    given = [tokens.digest(token), tokens.code_digest(token, code or issued.code), tokens.digest(device), tokens.digest(session), address]
    return bool(portal("SELECT portal_open(%s::bytea, %s::bytea, %s::bytea, %s::bytea, %s::inet)", given)[0][0])
