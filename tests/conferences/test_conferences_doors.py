"""会議の扉を数え上げて、席のない人・ほかの議題の人に、どの扉からも、前にも、最中にも、後にも何も出ないこと。

扉(表・関数・URL)は一覧から作る。URL に、ここの知らない引数があれば赤くなる。
"""

from __future__ import annotations

import random
import re
import time
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from conferences import conferences_doors as doors
from conferences.conferences_town import acknowledge, as_, come, conference, fact, invite, item, joins, noted, opened, sql
from kasane.access.session import acting_as
from kasane.agencies.domain import Field
from kasane.conferences import commands, queries
from kasane.conferences.commands import cooperation, minutes, roles
from kasane.conferences.domain.codes import Part
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, Wanted
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.models import Item, Member
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible

pytestmark = pytest.mark.django_db
CANARY = re.compile("秘印[一-龠ぁ-んァ-ヶ]*")


@pytest.fixture
def secret(cast) -> dict[str, Any]:
    """席のない議題(秘印)の一通り。hokatsu は同じ会議の別の議題の構成員。"""
    case_id, (person,) = opened(cast.csw, "秘印 花子")
    other, (man,) = opened(cast.csw, "佐藤 一郎")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT), place="秘印の場所")
    acknowledge(cast.csw)
    mine = item(cast.csw, held, other, man)
    joins(cast.csw, mine, cast.hokatsu)
    hidden = item(cast.csw, held, case_id, person, heading="秘印の議題")
    line = commands.put_fact(by=cast.csw, item_id=hidden, facts=fact("秘印の事実"))
    letter = cooperation.request_cooperation(by=cast.csw, item_id=hidden, facts=_asking(cast.empty_agency))
    commands.open_conference(by=cast.city, conference_id=held)
    come(cast.city, hidden, cast.city, cast.csw)
    minute = minutes.write_minute(by=cast.csw, item_id=hidden, kind=next(iter(MinuteKind)), text="秘印の発言")
    commands.decide_item(by=cast.city, item_id=hidden, facts=noted("秘印の決定"))
    role = roles.assign_role(
        by=cast.csw, item_id=hidden, agency_id=cast.csw.agency_id, wording="週に一度の見守り", due_on=clock.today() + timedelta(days=9)
    )
    with as_(cast.csw):
        seat = Member.objects.filter(item_id=hidden, posting_id=cast.csw.posting_id).get()
        rooms = list(Item.objects.filter(id=hidden).values_list("compartment_id", flat=True))
    return {
        "conference_id": held, "item_id": hidden, "fact_id": line, "minute_id": minute, "cooperation_id": letter, "role_id": role,
        "seat_id": seat.id, "case_id": case_id, "need_id": UUID(int=7), "appointment_id": UUID(int=7), "appointed_id": UUID(int=7),
        "kind_code": "support_conference", "mail_id": UUID(int=7), "outbox_id": UUID(int=7), "member_id": seat.id,
        "whose_id": seat.posting_id or seat.outside_member_id,
        "mine": mine, "person": person, "rooms": [*rooms, seat.compartment_id], "field": next(iter(Field)),
    }  # fmt: skip


def _asking(agency: UUID) -> CooperationFacts:
    """この機関への協力依頼。"""
    return CooperationFacts(
        addressee=Addressee.AGENCY, agency_id=agency, wanted=(next(iter(Wanted)),), asked="秘印の求め",
        deadline=clock.today() + timedelta(days=7), contact="秘印の課",
    )  # fmt: skip


def outsiders(cast) -> dict[str, Actor]:
    """席のない人たち: 隣人、同じ会議の別の議題の構成員、事務局の機関の同僚、構成員の機関の同僚。"""
    return {"neighbour": cast.neighbour, "hokatsu": cast.hokatsu, "csw_manager": cast.csw_manager, "privacy": cast.privacy}


def test_読めるどの表にも_席のない人には秘印がない(cast, secret):
    found = doors.tables()
    mine = {name for name in found if name.startswith("conferences_")}
    assert {"conferences_item", "conferences_fact", "conferences_minute", "conferences_cooperation", "conferences_decision"} <= mine
    shown = {name for name in found if sql(cast.csw, f"SELECT count(*) FROM {name} t WHERE t::text LIKE '%%秘印%%'") != [0]}
    assert {"conferences_item", "conferences_fact", "conferences_minute", "conferences_cooperation", "conferences_decision"} <= shown
    for name, (who, actor) in product(found, outsiders(cast).items()):
        if who == "csw_manager" and not name.startswith("conferences_"):
            continue  # CSW の機関は、事案そのものは職務として持つ
        assert sql(actor, f"SELECT count(*) FROM {name} t WHERE t::text LIKE '%%秘印%%'") == [0], (name, who)


def test_呼べるどの関数も_席のない人に秘印の議題を答えない(cast, secret):
    keys = [value for key, value in secret.items() if isinstance(value, UUID) and value.int != 7 and key != "mine"] + secret["rooms"]
    called = 0
    for name, types, reads in doors.functions():
        about = name.startswith(("conferences_", "access_", "audit_", "plans_"))
        if not about or not reads or not types or set(types) - {"uuid", "date", "timestamp with time zone"} or types.count("uuid") > 2:
            continue
        for given in product(keys, repeat=types.count("uuid")):
            rest = iter(given)
            values = [next(rest) if kind == "uuid" else clock.now() for kind in types]
            marks = ", ".join(f"%s::{kind}" for kind in types)
            for who, actor in outsiders(cast).items():
                if who == "csw_manager":
                    continue
                try:
                    with transaction.atomic():
                        answers = sql(actor, f"SELECT t::text FROM {name.partition('(')[0]}({marks}) t", *values)
                except DatabaseError:
                    continue  # 断った
                called += 1
                words = " ".join(str(one) for one in answers)
                assert "秘印" not in words, (name, who)
                assert str(cast.city.posting_id) not in words, (name, who)
                assert str(cast.csw.posting_id) not in words, (name, who)
    assert called > 50


URLS = sorted(doors.urls())


def test_会議の画面の引数は_すべて知っている(secret):
    assert len(URLS) >= 40
    assert {argument for _, arguments in URLS for argument in arguments} - set(secret) == set()


@pytest.mark.parametrize("who", ["neighbour", "hokatsu", "privacy"])
@pytest.mark.parametrize("when", ["before", "during", "after"])
def test_どの画面も_席のない人に_前にも最中にも後にも_秘印を出さない(cast, secret, sign_in, who, when):
    actor = outsiders(cast)[who]
    if when == "before":
        _seat_without_reading(cast, secret, actor)
    if when == "after":
        commands.close_item(by=cast.city, item_id=secret["item_id"], reason="窓を閉じる")
    client = Client(raise_request_exception=True)
    sign_in(client, actor)
    for name, arguments in URLS:
        url = reverse(name, kwargs={argument: secret[argument] for argument in arguments})
        for method in ("get", "post"):
            answer = getattr(client, method)(url, {"reason": "のぞき見", "text": "x"} if method == "post" else {})
            body = answer.content.decode("utf-8", "replace")
            allowed = {"秘印の場所"} if when == "before" or who == "hokatsu" else set()  # 招かれた会議の場所は、招集に入る
            leaks = set(CANARY.findall(body)) - allowed
            assert not leaks, (name, method, leaks)
            if {"item_id", "fact_id", "minute_id", "conference_id", "role_id"} & set(arguments):
                assert answer.status_code in (403, 404, 405), (name, method, answer.status_code)


def _seat_without_reading(cast, secret: dict[str, Any], actor: Actor) -> None:
    """次の議題に招かれたが、まだ守秘を確認していない。"""
    again = item(cast.csw, secret["conference_id"], secret["case_id"], secret["person"], heading="秘印の次の議題")
    invite(cast.csw, again, actor)


@pytest.mark.parametrize("seed", range(6))
def test_見えるのは_招かれて確認した_窓の間の_自分の議題だけ(cast, seed):
    """乱数の会議: 招く・確認する・外す・閉じる・窓を、でたらめに行い、直の SQL の答えを、数え直した答えと比べる。"""
    dice = random.Random(seed)
    case_id, (person,) = opened(cast.csw, "高橋 花子")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    items = [item(cast.csw, held, case_id, person) for _ in range(4)]
    for one in items:
        commands.put_fact(by=cast.csw, item_id=one, facts=fact(f"事実{one}"))
    members = [cast.hokatsu, cast.auditor, cast.account_admin, cast.privacy, cast.csw_manager]
    soon = clock.now() + timedelta(seconds=3)
    expected: set[tuple[UUID, UUID]] = set()
    ends_soon: set[tuple[UUID, UUID]] = set()
    for actor, one in product(members, items):
        if dice.random() < 0.4:
            continue
        window = dice.choice(("whole", "later", "soon"))
        rest = {"later": {"shown_from": clock.now() + timedelta(hours=1)}, "soon": {"shown_until": soon}}.get(window, {})
        seat = invite(cast.csw, one, actor, **rest)
        if dice.random() < 0.25:
            continue
        acknowledge(actor, seat)
        if dice.random() < 0.2:
            commands.release_member(by=cast.city, member_id=seat, reason="担当の交代")
            continue
        if window == "whole":
            expected.add((actor.posting_id, one))
        if window == "soon":
            ends_soon.add((actor.posting_id, one))
    if dice.random() < 0.6:
        closed = dice.choice(items)
        commands.close_item(by=cast.city, item_id=closed, reason="終わり")
        expected = {pair for pair in expected if pair[1] != closed}
    time.sleep(max(0.0, (soon - clock.now()).total_seconds()) + 0.1)
    assert not expected & ends_soon
    everybody = [*members, cast.neighbour]
    for table, column in (("conferences_item", "id"), ("conferences_fact", "item_id"), ("conferences_item_person", "item_id")):
        seen = {(actor.posting_id, key) for actor in everybody for key in sql(actor, f"SELECT {column} FROM {table}")}
        assert seen == expected, table
    for actor, one in product(everybody, items):
        with transaction.atomic(), acting_as(actor):
            if (actor.posting_id, one) in expected:
                assert len(queries.packet(one, actor).lines) == 1
            else:
                with pytest.raises(NotVisible):
                    queries.packet(one, actor)
    assert len(sql(cast.city, "SELECT id FROM conferences_item")) == 4  # 役員は記録を持つ
    with connection.cursor() as cursor:  # だれでもない接続には、何もない
        cursor.execute("SELECT count(*) FROM conferences_item")
        assert cursor.fetchone() == (0,)


def test_N24_協力依頼先は_答えた後は読み返せず_議題も開かない(cast, secret):
    asked = cast.hokatsu
    other, (man,) = opened(cast.csw, "鈴木 次郎")
    held = conference(cast.csw)
    one = item(cast.csw, held, other, man)
    letter = cooperation.request_cooperation(by=cast.csw, item_id=one, facts=_asking(asked.agency_id))
    assert sql(asked, "SELECT id FROM conferences_item") == [secret["mine"]]
    assert not sql(asked, "SELECT 1 FROM conferences_cooperation")
    cooperation.answer_cooperation(by=asked, cooperation_id=letter, declined=False, answer="来所は二回でした")
    for actor in (asked, cast.neighbour):
        assert not sql(actor, "SELECT 1 FROM conferences_cooperation")
        with pytest.raises(NotVisible):
            cooperation.answer_cooperation(by=actor, cooperation_id=letter, declined=False, answer="もう一度")
        with as_(actor), pytest.raises(NotVisible):
            queries.item_room(one, actor)
    assert sql(cast.csw, "SELECT answer FROM conferences_cooperation WHERE id = %s", letter) == ["来所は二回でした"]
