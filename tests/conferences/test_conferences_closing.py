"""閉会の前の確かめ: 決まっていない議題を一つずつ確かめるまで、画面からもコマンドからも SQL からも閉会しない。"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from conferences.conferences_screen_room import HEADING, OTHER, Room, room, url
from conferences.conferences_town import acknowledge, as_, come, conference, item, noted, opened, sql
from kasane.audit.models import JournalEntry
from kasane.conferences import commands
from kasane.conferences.domain.codes import ConferenceState, ItemState, Part
from kasane.conferences.models import Conference, Item
from kasane.kernel.decision import NotVisible, Refused
from kasane.people.commands.sharing import block_from_person

pytestmark = pytest.mark.django_db
MOVE = "SELECT conferences_move(%s, 'closed', '', %s, now())"


def _state(cast: Any, one: Room) -> str:
    with as_(cast.csw):
        return Conference.objects.get(id=one.conference).state


def _decided(cast: Any, one: Room, item_id: Any) -> None:
    come(cast.csw, item_id, cast.csw, cast.city)
    commands.decide_item(by=cast.city, item_id=item_id, facts=noted())


def test_決まっていない議題があれば_確かめる画面を挟み_印がそろうまで閉会しない(cast: Any, sign_in: Any, client: Client) -> None:
    one = room(cast)
    _decided(cast, one, one.item)
    sign_in(client, cast.csw)
    assert url("closing_conference", one.conference) in client.get(url("conference", one.conference)).content.decode()
    page = client.get(url("closing_conference", one.conference)).content.decode()
    assert OTHER in page
    assert f'value="{one.other}"' in page
    assert f'value="{one.item}"' not in page  # 決まった議題は、確かめなくてよい
    assert cast.hokatsu.name in page  # 決まった議題に、来なかった構成員
    assert "出席していない" in page
    for body in ({}, {"leaving": [str(one.item)]}):
        answer = client.post(url("close_conference", one.conference), body)
        assert answer.status_code == 422
        assert OTHER in answer.content.decode()
        assert _state(cast, one) == ConferenceState.OPEN.value
    assert client.post(url("close_conference", one.conference), {"leaving": [str(one.other)]}).status_code == 302
    with as_(cast.csw):
        assert Item.objects.get(id=one.other).state == ItemState.CLOSED.value
        assert JournalEntry.objects.get(act="closed_conference").reason == "決まっていない議題1件も閉じることを確かめた"


def test_みな決まっていれば_確かめる画面はなく_ボタンのまま閉会する(cast: Any, sign_in: Any, client: Client) -> None:
    one = room(cast)
    for item_id in (one.item, one.other):
        _decided(cast, one, item_id)
    sign_in(client, cast.csw)
    page = client.get(url("conference", one.conference)).content.decode()
    assert f'action="{url("close_conference", one.conference)}"' in page
    assert url("closing_conference", one.conference) not in page
    assert client.post(url("close_conference", one.conference)).status_code == 302
    assert _state(cast, one) == ConferenceState.CLOSED.value


def test_確かめた後に上がった議題は_閉じない_役員でない人と隣人には画面もない(cast: Any, sign_in: Any, client: Client) -> None:
    one = room(cast)
    late = item(cast.csw, one.conference, one.case, *one.people, heading="後から上げた議題")
    shown = [one.item, one.other]
    with pytest.raises(Refused, match="決まっていない議題が1件"):
        commands.close_conference(by=cast.csw, conference_id=one.conference, leaving=shown)
    for given in ([], [one.item, one.other]):
        with (
            pytest.raises(ProgrammingError, match="決まっていない議題"),
            as_(cast.csw),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(MOVE, [one.conference, given])
    for who, answer in ((cast.neighbour, NotVisible), (cast.hokatsu, Refused)):  # 隣人には無い会議と同じ、構成員は役割で断られる
        with pytest.raises(answer):
            commands.close_conference(by=who, conference_id=one.conference, leaving=[*shown, late])
        with pytest.raises(ProgrammingError, match="役員では"), as_(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MOVE, [one.conference, [*shown, late]])
        sign_in(client, who)
        assert client.get(url("closing_conference", one.conference)).status_code in (403, 404)
    with pytest.raises(Refused, match="役割"):  # 記録の役の人
        commands.close_conference(by=cast.csw_manager, conference_id=one.conference, leaving=[*shown, late])
    assert _state(cast, one) == ConferenceState.OPEN.value
    commands.close_conference(by=cast.csw, conference_id=one.conference, leaving=[*shown, late])
    assert _state(cast, one) == ConferenceState.CLOSED.value


def test_利害関係で見えない議題は_確かめを求めず_題も出ない(cast: Any, sign_in: Any, client: Client) -> None:
    kin, (relative,) = opened(cast.csw, "市野 親")
    block_from_person(by=cast.csw_manager, person_id=relative, account_id=cast.city.account_id, reason="親族のため")
    held = conference(cast.csw, (cast.city, Part.CHAIR))
    acknowledge(cast.city)
    case, (person,) = opened(cast.csw, "高橋 花子")
    seen, hidden = item(cast.csw, held, case, person, heading=HEADING), item(cast.csw, held, kin, relative, heading="見えない議題")
    commands.open_conference(by=cast.csw, conference_id=held)
    sign_in(client, cast.city)
    page = client.get(url("closing_conference", held)).content.decode()
    assert HEADING in page
    assert "見えない議題" not in page
    assert client.post(url("close_conference", held), {"leaving": [str(seen)]}).status_code == 302
    assert sql(cast.csw, "SELECT state FROM conferences_item WHERE id = %s", hidden) == ["closed"]
