"""会議を移す・次第を直す画面: 今の値から始まり、断りは欄の横に出て、ほかの人が先に直していれば見比べる。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from conferences.conferences_screen_room import day, room, url
from conferences.conferences_town import as_, item
from kasane.conferences.domain.codes import ConferenceState
from kasane.conferences.models import Conference
from kasane.conferences.queries import agenda_of
from kasane.kernel import clock

pytestmark = pytest.mark.django_db


def _typed(days: int, version: int, **rest: Any) -> dict[str, Any]:
    given = {"starts_at": "10:00", "ends_at": "11時30分", "method": "in_person", "place": "市役所二階", "version": str(version)}
    return day("held_on", clock.today() + timedelta(days=days)) | given | rest


def _row(cast: Any, key: UUID) -> Conference:
    with as_(cast.csw):
        return Conference.objects.get(id=key)


def test_司会が移すと_会議の画面の日時が変わり_変更の案内の要る人が分かる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast, opens=False)
    sign_in(client, cast.city)
    assert "日時・場所を移す" in client.get(url("conference", found.conference)).content.decode()
    opened = client.get(url("moving", found.conference)).content.decode()
    assert 'value="14:00"' in opened
    assert "市役所三階" in opened
    answer = client.post(url("move", found.conference), _typed(3, _row(cast, found.conference).version))
    assert answer.status_code == 302
    row = _row(cast, found.conference)
    assert (row.held_on, row.place, row.state) == (clock.today() + timedelta(days=3), "市役所二階", ConferenceState.CALLED)
    shown = client.get(answer["Location"]).content.decode()
    assert "10:00〜11:30" in shown
    assert "紙か電話で" in shown


def test_誤りは欄の横に出て_打った文字は残る(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast, opens=False)
    sign_in(client, cast.csw)
    version = _row(cast, found.conference).version
    past = client.post(url("move", found.conference), _typed(-1, version))
    assert past.status_code == 422
    assert "今日以後の日" in past.content.decode()
    backwards = client.post(url("move", found.conference), _typed(3, version, ends_at="09:00"))
    assert backwards.status_code == 422
    assert re.search(r'id="id_ends_at_error">.*始まりより後', backwards.content.decode())
    assert "市役所二階" in backwards.content.decode()
    assert _row(cast, found.conference).version == version


def test_ほかの人が先に移していれば_見比べる画面になる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast, opens=False)
    sign_in(client, cast.csw)
    version = _row(cast, found.conference).version
    assert client.post(url("move", found.conference), _typed(2, version)).status_code == 302
    answer = client.post(url("move", found.conference), _typed(4, version, place="公民館"))
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "市役所二階" in body
    assert "公民館" in body
    assert f'name="version" value="{version + 1}"' in body
    assert client.post(url("move", found.conference), _typed(4, version + 1, place="公民館")).status_code == 302


def test_開会した会議と_記録の役は断られる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    version = _row(cast, found.conference).version
    for who in (cast.csw, cast.csw_manager):
        one = Client()
        sign_in(one, who)
        assert one.get(url("moving", found.conference)).status_code == 403
        assert one.post(url("move", found.conference), _typed(3, version)).status_code == 403
    minutes = Client()
    sign_in(minutes, cast.csw_manager)
    assert minutes.get(url("ordering", found.conference)).status_code == 403
    assert _row(cast, found.conference).version == version


def test_次第の順は_数を書いて直し_同じ数は動かしたほうが先になる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    third = item(cast.csw, found.conference, found.case, *found.people, heading="三つ目の議題")
    sign_in(client, cast.csw)
    body = client.get(url("ordering", found.conference)).content.decode()
    assert body.index("親子の見守りの体制") < body.index("三つ目の議題")
    version = re.search(r'name="version" value="(\d+)"', body)
    assert version
    given = {"version": version[1]}
    for nth, key in enumerate((found.item, found.other, third), 1):
        given |= {f"place_{key}": str(nth), f"minutes_{key}": "20"}
    given |= {f"place_{third}": "1", f"minutes_{third}": "45"}
    assert client.post(url("order", found.conference), given | {f"minutes_{third}": "0"}).status_code == 422
    assert client.post(url("order", found.conference), given).status_code == 302
    with as_(cast.csw):
        assert [(one.id, one.minutes) for one in agenda_of(found.conference)] == [(third, 45), (found.item, 20), (found.other, 20)]
    again = client.post(url("order", found.conference), given)
    assert again.status_code == 409
    assert "三つ目の議題" in again.content.decode()


def test_役員を加える画面で招集した人を選ぶと_欄の横の断りになる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast, opens=False)
    sign_in(client, cast.csw)
    answer = client.post(url("seat", found.conference), {"part": "secretariat", "posting_id": str(cast.csw.posting_id)})
    assert answer.status_code == 422
    assert re.search(r'id="id_posting_id_error">.*もうこの役についています', answer.content.decode())
