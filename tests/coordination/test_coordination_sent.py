"""送った側は、多機関協働への依頼を送ったとおりに読み返せる。受けた機関が後から書いたことは、答えのほか出ない。"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import as_, joins, opened
from django.test import Client
from django.urls import reverse

from coordination.coordination_town import requested, talked
from kasane.programmes.coordination import commands
from kasane.screens.desk import desk

pytestmark = pytest.mark.django_db
SECRET = "長男は訪問を断っている"


def url(world: Any, name: str = "coordination:sent") -> str:
    return reverse(name, args=[world.referral_id])


def page(client: Client, world: Any) -> str:
    answer = client.get(url(world))
    assert answer.status_code == 200
    return answer.content.decode()


def test_送った側は_送ったとおりに読め_紹介元との話は出ず_答えは出る(cast: Any, sign_in: Any, client: Client, owner_sql: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    talked(cast.csw, world.referral_id)
    sign_in(client, cast.hokatsu)
    body = page(client, world)
    for told in (
        "役割の整理をお願いしたい",
        "母の介護と、長男のひきこもりが重なっている",
        "訪問を九回した",
        "役割分担を決めたい",
        "分野で対応しているが",
    ):
        assert told in body
    assert SECRET not in body
    assert "読みました</button>" not in body
    rows = owner_sql("SELECT act FROM audit_access WHERE route = 'coordination:sent' AND %s = ANY (subjects)", [world.son])
    assert ("refer_case",) in rows
    commands.send_back_to_source(by=cast.csw, referral_id=world.referral_id, reason="通常の連携で足りる")
    body = page(client, world)
    assert "通常の連携で足りる" in body
    assert "読みました</button>" in body
    assert SECRET not in body


def test_つなぎの見出しと今日の仕事から_一押しで開ける(cast: Any, sign_in: Any, client: Client) -> None:
    world = requested(cast.hokatsu, cast.csw)
    talked(cast.csw, world.referral_id)
    sign_in(client, cast.hokatsu)
    letter = url(world, "cases:letter")
    assert letter in client.get(reverse("cases:referrals", args=[world.case_id])).content.decode()
    assert client.get(letter)["Location"] == url(world)
    commands.send_back_to_source(by=cast.csw, referral_id=world.referral_id, reason="通常の連携で足りる")
    with as_(cast.hokatsu):
        (line,) = next(one.items for one in desk.work(cast.hokatsu) if one.heading == "戻ってきたつなぎ・依頼")
    assert (line.url, "通常の連携で足りる" in line.hint) == (letter, True)
    assert client.post(url(world, "cases:acknowledge")).status_code == 302
    with as_(cast.hokatsu):
        assert "戻ってきたつなぎ・依頼" not in [one.heading for one in desk.work(cast.hokatsu)]


def test_受けた機関は_届いた依頼の画面へ移り_送った控えは開けない(cast: Any, sign_in: Any, client: Client) -> None:
    world = requested(cast.hokatsu, cast.csw)
    sign_in(client, cast.csw)
    assert client.get(url(world, "cases:letter"))["Location"] == url(world, "coordination:entry")
    assert client.get(url(world)).status_code == 403


def test_支援チームと_同じ役割の隣の機関には_無いのと同じ(cast: Any, sign_in: Any, client: Client) -> None:
    world = requested(cast.hokatsu, cast.csw)
    opened(cast.neighbour, "別人 太郎")
    sign_in(client, cast.neighbour)
    assert client.get(url(world)).status_code == 404
    joins(cast.hokatsu, world.case_id, cast.neighbour.agency_id, world.mother, world.son)
    assert client.get(reverse("cases:case", args=[world.case_id])).status_code == 200
    assert client.get(url(world)).status_code == 404
    assert client.get(url(world, "cases:letter")).status_code == 404
