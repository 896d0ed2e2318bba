"""もう開かれた会議を入れる: 理由があるときだけ、その日の決まりで入り、構成員の窓は開催の日から数えて過ぎていれば開かない。"""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from conferences.conferences_screen_room import day, url
from conferences.conferences_town import SUPPORT, acknowledge, as_, come, conference, fact, invite, item, noted, opened, sql
from kasane.audit.models import JournalEntry
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import ItemState, Method, Part
from kasane.conferences.domain.facts import ConferenceFacts, Moving
from kasane.conferences.kind_seed import SINCE
from kasane.conferences.models import Conference, ConferenceKind, ConferenceRhythm, Item
from kasane.conferences.queries import invitations
from kasane.conferences.queries.kinds import kind_on
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db
WHY = "土曜の夜に、緊急の支援会議を開いたため"
LONG_AGO = 60


def test_過ぎた日の会議は_理由がなければ入らず_あれば開かれた後に入れたと日誌に残る(cast: Any) -> None:
    for reason in ("", "　", "急ぎ"):
        with pytest.raises(Invalid) as wrong:
            conference(cast.city, days=-2, late_reason=reason)
        assert set(wrong.value.errors) == {"late_reason"}
    with pytest.raises(Invalid):  # これからの会議に、後から入れる理由は要らない
        conference(cast.city, late_reason=WHY)
    held = conference(cast.city, days=-2, late_reason=WHY)
    conference(cast.city)
    with as_(cast.city):
        entry = JournalEntry.objects.get(act="convene_held")
        assert (entry.reason, entry.compartment_id) == (WHY, Conference.objects.get(id=held).compartment_id)
        assert JournalEntry.objects.filter(act="convene").count() == 1
        assert queries.conference_page(held, cast.city).late_reason == WHY
    with as_(cast.neighbour), pytest.raises(NotVisible):
        queries.conference_page(held, cast.neighbour)


def test_窓の過ぎた会議を入れても_構成員には開かず_役員だけで開会して決められる(cast: Any) -> None:
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT), days=-LONG_AGO, late_reason=WHY)
    acknowledge(cast.csw)
    case, (person,) = opened(cast.csw, "高橋 花子")
    one = item(cast.csw, held, case, person)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("新聞がたまっている"))
    seat = invite(cast.csw, one, cast.hokatsu)
    with as_(cast.hokatsu):
        assert seat not in [one.seat_id for one in invitations(cast.hokatsu)]
    for table in ("conferences_item", "conferences_fact"):
        assert sql(cast.hokatsu, f"SELECT count(*) FROM {table}") == [0]
        assert sql(cast.neighbour, f"SELECT count(*) FROM {table}") == [0]
    with pytest.raises(NotVisible):
        commands.acknowledge_secrecy(by=cast.hokatsu, seat_id=seat, wording="守ります")
    commands.open_conference(by=cast.city, conference_id=held)
    come(cast.city, one, cast.city, cast.csw)
    commands.decide_item(by=cast.city, item_id=one, facts=noted())
    with as_(cast.city):
        row, meeting = Item.objects.get(id=one), Conference.objects.get(id=held)
        assert row.shown_until < clock.now() < meeting.kept_until
        assert (row.state, row.requested_on, meeting.held_on) == (
            ItemState.DECIDED.value,
            meeting.held_on,
            clock.today() - timedelta(LONG_AGO),
        )
        decided = queries.decision_of(one)
        assert decided is not None
        assert decided.decided_on == meeting.held_on
    commands.close_conference(by=cast.city, conference_id=held)


def test_窓の中なら_後から入れた会議の構成員も_守秘を確認して_窓の終わりまで読む(cast: Any) -> None:
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT), days=-2, late_reason=WHY)
    acknowledge(cast.csw)
    case, (person,) = opened(cast.csw, "高橋 花子")
    one = item(cast.csw, held, case, person)
    acknowledge(cast.hokatsu, invite(cast.csw, one, cast.hokatsu))
    assert sql(cast.hokatsu, "SELECT id FROM conferences_item") == [one]
    ends = sql(cast.hokatsu, "SELECT max(valid_to) FROM access_grant WHERE ground = 'conference'")[0]
    assert clock.jst(ends).date() == clock.today() - timedelta(days=2) + timedelta(days=15)
    assert sql(cast.neighbour, "SELECT count(*) FROM conferences_item") == [0]


def test_開かれた後に入れた会議は_知らせを出さず_移せず_求めの日は開催の日までになる(cast: Any) -> None:
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT), days=-2, late_reason=WHY)
    acknowledge(cast.csw)
    with pytest.raises(Refused, match="知らせは出しません"):
        commands.call_conference(by=cast.city, conference_id=held)
    facts = Moving(clock.today(), time(10), time(11), "市役所", Method.IN_PERSON)
    with pytest.raises(Refused, match="移せません"):
        commands.reschedule_conference(by=cast.city, conference_id=held, facts=facts, version=1)
    case, (person,) = opened(cast.csw, "高橋 花子")
    with pytest.raises(Invalid) as wrong:
        item(cast.csw, held, case, person, requested_on=clock.today())
    assert set(wrong.value.errors) == {"requested_on"}
    moving = json.dumps({"held_on": f"{clock.today()}", "starts_at": "10:00", "ends_at": "11:00", "place": "x", "method": "online"})
    for statement, given, words in (
        ("SELECT conferences_move(%s, 'called', '', '{}', now())", [held], "知らせは出せません"),
        ("SELECT conferences_reschedule(%s, 1, %s, 'x', now())", [held, moving], "会議の日は、移せません"),
    ):
        with pytest.raises(ProgrammingError, match=words), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given)


def _forced(cast: Any, who: Any, held_on: date, reason: str) -> None:
    """コマンドを通らずに、関数で招集する。"""
    with as_(cast.city):
        kind = kind_on(SUPPORT, clock.today())
    assert kind is not None
    facts = {"held_on": f"{held_on}", "starts_at": "10:00", "ends_at": "11:00", "place": "x", "method": "online", "purpose": "case",
             "takes_proposals": False, "late_reason": reason}  # fmt: skip
    given = [new_id(), new_id(), kind.id, json.dumps(facts), "[]", kind.wording, clock.now() + timedelta(days=9999), clock.now()]
    with as_(who), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_convene(%s, %s, %s, %s, %s, %s, %s, %s)", given)


def test_SQLからも_理由のない過ぎた日_記録を持つ期間を過ぎた日_その日にない種類では入らない(cast: Any) -> None:
    yesterday = clock.today() - timedelta(days=1)
    for reason in ("", "  "):
        with pytest.raises(ProgrammingError, match="後から入れる理由"):
            _forced(cast, cast.city, yesterday, reason)
    with pytest.raises(ProgrammingError, match="後から入れる理由"):
        _forced(cast, cast.city, clock.today(), WHY)
    with pytest.raises(ProgrammingError, match="事務局か多機関協働"):
        _forced(cast, cast.hokatsu, yesterday, WHY)
    _forced(cast, cast.city, yesterday, WHY)
    with as_(cast.account_admin):
        ConferenceRhythm.objects.filter(name="kept_for").update(days=30)
    far = clock.today() - timedelta(days=40)
    with pytest.raises(ProgrammingError, match="期間を過ぎた会議"):
        _forced(cast, cast.city, far, WHY)
    with pytest.raises(Invalid) as wrong:
        conference(cast.city, days=-40, late_reason=WHY)
    assert set(wrong.value.errors) == {"held_on"}
    before = SINCE - timedelta(days=1)
    with as_(cast.city):
        assert not ConferenceKind.objects.filter(valid_from__lte=before).exists()
    with pytest.raises(ProgrammingError, match="その日に使える種類"):
        _forced(cast, cast.city, before, WHY)
    facts = ConferenceFacts(SUPPORT, before, time(10), time(11), late_reason=WHY)
    with pytest.raises(Invalid) as wrong:
        commands.convene(by=cast.city, facts=facts)
    assert set(wrong.value.errors) == {"kind_code"}


def test_画面から_理由を書いて入れると_後から入れたことが出る(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.city)
    given = {
        "kind_code": SUPPORT, "starts_at": "10:00", "ends_at": "11:00", "method": "in_person", "place": "市役所", "purpose": "case",
        "chair": str(cast.city.posting_id), "minutes": "",
    } | day("held_on", clock.today() - timedelta(days=2))  # fmt: skip
    refused = client.post(url("convene"), given)
    assert refused.status_code == 422
    assert "なぜ開かれた後に入れるのか" in refused.content.decode()
    made = client.post(url("convene"), given | {"late_reason": WHY})
    assert made.status_code == 302
    page = client.get(made["Location"]).content.decode()
    assert WHY in page
    assert "招集の知らせは出しません" in page
    sign_in(client, cast.hokatsu)
    assert client.get(reverse("conferences:convening")).status_code == 403
    assert client.post(url("convene"), given | {"late_reason": WHY}).status_code == 403
