"""N25(外の窓口): 来なかった前の会議の資料・議事は、同じ世帯の次の会議の構成員でも、窓口のどこからも読めない。だれが見たかの名前も確かめる。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from conferences.conferences_town import acknowledge, as_, come, conference, fact, invite, item, noted, opened
from django.test import Client
from django.urls import reverse
from portal.outer_town import Outer, owner
from portal.test_portal_moved import appointed

from kasane.conferences import commands
from kasane.conferences.commands.minutes import write_minute
from kasane.conferences.domain.codes import Part
from kasane.conferences.domain.minutes import MinuteKind
from kasane.portal import upkeep
from kasane.portal.commands import issue_ticket
from kasane.portal.models import Page

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, SAID, DECIDED, NOW = "前の会議の資料", "前の会議の発言", "前の会議の決定", "次の会議の資料"


def _meeting(cast: Any, case: UUID, person: UUID, given: UUID, text: str) -> tuple[UUID, UUID, UUID]:
    """今日の支援会議に、民生委員を招く。(会議, 議題, 席)。"""
    held = conference(cast.city, (cast.csw, Part.CHAIR))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case, person)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact(text))
    seat = invite(cast.csw, one, cast.minsei, appointment_id=given)
    commands.open_conference(by=cast.city, conference_id=held)
    come(cast.city, one, cast.city, cast.csw)
    return held, one, seat


def test_N25_来なかった前の会議は_同じ世帯の次の会議の札からも_前の札からも読めない(cast: Any) -> None:
    case, (person,) = opened(cast.csw, "高橋 花子")
    given = appointed(cast)
    held, first, seat = _meeting(cast, case, person, given, BEFORE)
    old = issue_ticket(by=cast.city, member_id=seat)
    with Outer.standing():
        early = Outer().inside(old)
        assert BEFORE in early.room()  # 窓の間は読める(この試験が空回りしていないこと)
        write_minute(by=cast.city, item_id=first, kind=MinuteKind.SHARED, text=SAID)
        commands.decide_item(by=cast.city, item_id=first, facts=noted(DECIDED))
        assert SAID not in early.room()  # 議事は、窓の間も窓口に出ない
        commands.close_conference(by=cast.city, conference_id=held)  # 民生委員は来なかった
        assert BEFORE not in early.room()
        _, _, again = _meeting(cast, case, person, given, NOW)
        later = Outer().inside(issue_ticket(by=cast.city, member_id=again))
        shown = later.room()
        assert NOW in shown
        for page in (shown, later.client.get("/write/").content.decode(), early.room(), _entered(Outer(), old)):
            for secret in (BEFORE, SAID, DECIDED):
                assert secret not in page, secret
    with as_(cast.city):
        assert Page.objects.get(member_id=seat).content == {}
    assert owner("SELECT count(*) FROM portal_page WHERE content::text LIKE %s", [f"%{BEFORE}%"]) == [(0,)]


def _entered(phone: Outer, issued: Any) -> str:
    phone.enter(issued)
    return phone.room()


def test_外の構成員の名は_監査と役員には出て_事案の記録を持つだけの人には_会議があったことも出ない(cast: Any, sign_in: Any) -> None:
    case, (person,) = opened(cast.csw, "高橋 花子")
    _, _, seat = _meeting(cast, case, person, appointed(cast), NOW)
    with Outer.standing():
        Outer().inside(issue_ticket(by=cast.city, member_id=seat)).room()
    upkeep.once()
    looks = reverse("oversight:looks", args=[person])

    def seen(who: Any, address: str) -> str:
        client = Client()
        sign_in(client, who)
        answer = client.get(address)
        return answer.content.decode() if answer.status_code == 200 else ""

    ledger, officer, colleague = seen(cast.auditor, reverse("oversight:ledger")), seen(cast.csw, looks), seen(cast.csw_manager, looks)
    line = "外の窓口で会議の資料を見た"
    for page in (ledger, officer):
        assert line in page
        assert "民野 生委" in page
    assert colleague
    for secret in (line, "民野 生委", "会議に議題を上げた", "議題", "資料"):
        assert secret not in colleague, secret
    assert seen(cast.neighbour, looks) == ""
