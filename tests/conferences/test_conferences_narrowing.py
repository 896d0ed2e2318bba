"""職員の多い町・構成員の多い会議・記録の多い事案でも、探す欄と頁で使える(JavaScript によらない)。"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from people_of_the_town import Cast

from conferences.conferences_screen_room import day, room, url
from conferences.conferences_town import as_, joins
from conferences.test_conferences_picking import Table
from kasane.conferences.models import Conference, Member, Officer
from kasane.conferences.views import narrowing
from kasane.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """一度に並べるのを二つまでにする。"""
    monkeypatch.setattr(narrowing, "AT_ONCE", 2)
    monkeypatch.setattr(narrowing, "IN_A_LIST", 2)


def options(body: str, field: str) -> set[str]:
    """選ぶ欄に並んだ値。"""
    found = re.search(rf'<select name="{field}".*?</select>', body, re.S)
    assert found, field
    return set(re.findall(r'<option value="([^"]+)"', found.group(0)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["髙﨑 花子 北の機関", "北見 包 キタミ"]),
        ("高崎", ["髙﨑 花子 北の機関"]),
        ("きたみ", ["北見 包 キタミ"]),
        ("北　花子", ["髙﨑 花子 北の機関"]),
        ("南", []),
    ],
)
def test_どの言葉も含む行だけを残し_漢字の異体と仮名の違いはそろえる(query: str, found: list[str]) -> None:
    lines = ["髙﨑 花子 北の機関", "北見 包 キタミ"]
    assert narrowing.matching(lines, query, str) == found


def test_選ぶ欄には_もう選んである人が残る(short: None) -> None:
    lines = [(str(number), f"職員{number}", f"職員{number}") for number in range(5)]
    made = narrowing.choose(lines, "", keep={"4", "無い人"})
    assert [key for key, _ in made.choices] == ["0", "1", "4"]
    assert (made.found, made.left, made.searching) == (5, 3, True)


def test_招集の画面は_探した職員だけを並べ_探さずに選んだ人も受け付ける(cast: Cast, sign_in: Any, client: Client, short: None) -> None:
    sign_in(client, cast.csw)
    body = client.get(url("convening")).content.decode()
    assert "職員を探す" in body
    assert "ほかに" in body
    assert len(options(body, "chair")) <= 3
    assert str(cast.csw.posting_id) in options(body, "chair")  # 自分はいつも選べる
    found = client.get(url("convening"), {"q": "地域包括 北見"}).content.decode()
    assert options(found, "minutes") == {str(cast.hokatsu.posting_id), str(cast.csw.posting_id)}
    assert "当てはまる職員はいません" in client.get(url("convening"), {"q": "火星"}).content.decode()
    given = {
        "kind_code": "support_conference", "starts_at": "14:00", "ends_at": "16:00", "method": "in_person", "place": "市役所", "purpose": "case",
        "chair": str(cast.hokatsu.posting_id), "minutes": str(cast.neighbour.posting_id), **day("held_on", clock.today()),
    }  # fmt: skip
    assert client.post(url("convene"), given | {"chair": str(cast.minsei)}).status_code == 422  # 職員でない番号は選べない
    assert client.post(url("convene"), given).status_code == 302
    with as_(cast.csw):
        seated = set(Officer.objects.filter(conference=Conference.objects.get()).values_list("posting_id", flat=True))
    assert seated == {cast.csw.posting_id, cast.hokatsu.posting_id, cast.neighbour.posting_id}


def test_招く画面と役員を加える画面も_探して選べる(cast: Cast, sign_in: Any, client: Client, short: None) -> None:
    at = room(cast, opens=False)
    sign_in(client, cast.csw)
    for page, key in (("inviting", at.item), ("seating", at.conference)):
        found = client.get(url(page, key), {"q": "隣田"}).content.decode()
        assert str(cast.neighbour.posting_id) in options(found, "posting_id")
        assert str(cast.privacy.posting_id) not in options(found, "posting_id")
        assert "当てはまる職員" not in found
    given = {"where": "inside", "posting_id": str(cast.neighbour.posting_id), "part": "for_item"}
    assert client.post(url("invite", at.item), given).status_code == 302
    next_door = Client()
    sign_in(next_door, cast.neighbour)  # 守秘を確かめていない人には、無い
    assert next_door.get(url("inviting", at.item), {"q": "市"}).status_code == 404


def test_名簿は頁に分かれ_出席は並んだ人だけに記録される(cast: Cast, sign_in: Any, client: Client, short: None) -> None:
    at = room(cast)
    joins(cast.csw, at.item, cast.neighbour)
    sign_in(client, cast.csw)
    first, second, third = (client.get(url("members", at.item), {"page": page}).content.decode() for page in (1, 2, 3))
    assert "構成員を探す" in first
    names = [one.name for one in (cast.csw, cast.city, cast.csw_manager, cast.hokatsu, cast.neighbour)]
    shown = [[name for name in names if f'<th scope="row">{name}<' in body] for body in (first, second, third)]
    assert [len(one) for one in shown] == [2, 2, 1]
    assert sorted(name for one in shown for name in one) == sorted(names)
    assert "ここに並んでいる人の出席だけを記録します" in first
    with as_(cast.csw):
        seat = Member.objects.get(item_id=at.item, posting_id=cast.neighbour.posting_id).id
    found = client.get(url("members", at.item), {"q": "隣田"}).content.decode()
    assert [name for name in names if f'<th scope="row">{name}<' in found] == [cast.neighbour.name]
    action = re.findall(rf'action="({re.escape(url("attend", at.item))}[^"]*)"', found)[0].replace("&amp;", "&")
    assert client.post(action, {"present": [str(seat)]}).status_code == 302
    with as_(cast.csw):
        assert dict(Member.objects.filter(item_id=at.item).values_list("posting_id", "attended")) == {
            one.posting_id: True if one is cast.neighbour else None
            for one in (cast.csw, cast.city, cast.csw_manager, cast.hokatsu, cast.neighbour)
        }
    assert client.get(url("members", at.item), {"page": "x", "q": "<script>"}).status_code == 200


def test_記録から選ぶ画面も_言葉で絞り_頁を送れる(cast: Cast, sign_in: Any, client: Client, short: None) -> None:
    at = Table(cast)
    sign_in(client, cast.csw)
    first = client.get(url("picking", at.item)).content.decode()
    assert "記録を探す" in first
    assert first.count('name="picked"') == 2
    found = client.get(url("picking", at.item), {"q": "訪ねる"}).content.decode()
    assert re.findall(r'name="picked" value="([^"]+)"', found) == [f"plan_step:{at.step}"]
    action = re.findall(rf'action="({re.escape(url("pick", at.item))}[^"]*)"', found)[0].replace("&amp;", "&")
    assert client.post(action, {"picked": [f"plan_step:{at.step}"]}).status_code == 302
    assert "当てはまる記録はありません" in client.get(url("picking", at.item), {"q": "火星"}).content.decode()
    next_door = Client()
    sign_in(next_door, cast.neighbour)
    assert next_door.get(url("picking", at.item), {"q": "訪ねる"}).status_code == 404
