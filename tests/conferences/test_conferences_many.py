"""40人・30件の会議: どの画面も、問いの数は議題の数にも構成員の数にもよらない(3と12で同じ)。"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from people_of_the_town import Cast

from conferences.conferences_screen_room import Room, room, url
from conferences.conferences_town import acknowledge, fact, invite, item
from kasane.agencies.commands import staff
from kasane.conferences import commands
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
OF_CONFERENCE = ("conference", "agenda_print", "ordering", "mailing", "seating")
OF_ITEM = ("item", "packet_print", "members", "minutes", "decisions", "inviting", "cooperations", "picking")


def asked(client: Client, address: str) -> int:
    """二度目に開いたときの、問いの数。"""
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def counts(client: Client, found: Room) -> dict[str, int]:
    """会議と議題の、すべての読む画面の問いの数。"""
    pages = {name: url(name, found.conference) for name in OF_CONFERENCE} | {name: url(name, found.item) for name in OF_ITEM}
    pages |= {"list": url("list"), "outside": reverse("portal:desk", args=[found.item])}
    return {name: asked(client, address) for name, address in pages.items()}


def newcomers(cast: Cast, many: int, start: int) -> list[Actor]:
    """新しく来た職員。"""
    found = []
    for nth in range(start, start + many):
        made = staff.create_account(by=cast.account_admin, login_id=f"test-many-{nth}", name=f"構成員 {nth}")
        posting = staff.appoint(
            by=cast.account_admin, account_id=made.account_id, agency_id=cast.hokatsu.agency_id, roles=[Role.CONSULTANT],
            valid_from=clock.today(), reason="試験",
        )  # fmt: skip
        name = f"構成員 {nth}"
        found.append(Actor(made.account_id, posting, cast.hokatsu.agency_id, frozenset({Role.CONSULTANT}), name, cast.hokatsu.agency_name))
    return found


def grown(cast: Cast, found: Room, *, items: int, members: int, start: int) -> None:
    """議題を items 件、構成員を members 人、資料を同じだけ増やす。"""
    for nth in range(items):
        item(cast.csw, found.conference, found.case, *found.people, heading=f"{start + nth}件目の議題")
    for who in newcomers(cast, members, start):
        acknowledge(who, invite(cast.csw, found.item, who))
        commands.put_fact(by=cast.csw, item_id=found.item, facts=fact(f"{who.name}のこと"))


def test_問いの数は_議題3件と構成員3人でも_12件と12人でも同じ(cast: Cast, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.csw)
    grown(cast, found, items=1, members=2, start=0)
    few = counts(client, found)
    grown(cast, found, items=9, members=9, start=100)
    many = counts(client, found)
    assert many == few
    body = client.get(url("members", found.item)).content.decode()
    assert body.count("構成員 1") >= 9
    assert client.get(url("conference", found.conference)).content.decode().count("件目の議題") == 10
