"""今日の仕事: 一つの見出しに十件まで、ほかにもあればそう言う。出した人だけが閲覧記録に残る。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from people.town import register

from cases.cases_town import agrees, as_, days, joins
from cases.town import note_facts, open_case, referral_facts
from kasane.cases import commands, queries
from kasane.consent.queries import lapsing
from kasane.kernel import clock
from kasane.screens.desk import SHOWN, TAKE, Desk, WorkItem
from kasane.web.tables import task_rows

pytestmark = pytest.mark.django_db


def _section(body: str, heading: str) -> str:
    return next(one for one in body.split("<section")[1:] if f">{heading}</h2>" in one)


def _due(cast: Any, count: int) -> list[Any]:
    people = []
    for number in range(count):
        people.append(register(cast.csw, f"{chr(0x4E00 + number)} 子", "カ コ"))
        case = open_case(cast.csw, people[-1], title=f"事案{number}")
        facts = note_facts(next_action=f"用事{number:02}", next_due=clock.today() - timedelta(days=30 - number), person_id=people[-1])
        commands.record_note(by=cast.csw, case_id=case, facts=facts)
    return people


def test_十一件目からは出さず_ほかにもあると言う(cast: Any, sign_in: Any, client: Client, owner_sql: Any) -> None:
    people = _due(cast, SHOWN + 2)
    sign_in(client, cast.csw)
    shown = _section(client.get("/").content.decode(), "期限の近い次の予定")
    assert re.findall(r"用事\d\d", shown) == [f"用事{number:02}" for number in range(SHOWN)]
    assert "ほかにもあります" in shown
    rows = owner_sql("SELECT subjects FROM audit_access WHERE route = 'web:home' AND account_id = %s", [cast.csw.account_id])
    assert set(rows[-1][0]) & set(people) == set(people[:SHOWN])


def test_十件ちょうどなら_ほかにもあるとは言わない(cast: Any, sign_in: Any, client: Client) -> None:
    _due(cast, SHOWN)
    sign_in(client, cast.csw)
    shown = _section(client.get("/").content.decode(), "期限の近い次の予定")
    assert len(re.findall(r"用事\d\d", shown)) == SHOWN
    assert "ほかにも" not in shown


def test_一覧のある見出しからは_すべてを見られる(cast: Any) -> None:
    desk = Desk()
    item = WorkItem("件名", "/", "状態")
    desk.register_work(heading="多い", provider=lambda actor: [item] * TAKE, order=1, listing="cases:list")
    desk.register_work(heading="少ない", provider=lambda actor: [item], order=2, listing="cases:list")
    desk.register_work(heading="一覧のない", provider=lambda actor: [item] * TAKE, order=3)
    found = [(one.heading, len(one.items), one.more, one.url) for one in desk.work(cast.csw)]
    assert found == [("多い", SHOWN, True, reverse("cases:list")), ("少ない", 1, False, ""), ("一覧のない", SHOWN, True, "")]


def test_行の文字はすべて無害になる() -> None:
    drawn = task_rows([WorkItem("<b>題", 'x"y', "<i>状態", "attention", "<u>補足")])
    assert not re.search(r"<[biu]>", drawn)
    assert "&lt;b&gt;題" in drawn
    assert 'href="x&quot;y"' in drawn


def test_管理者への知らせは_期限を過ぎたものだけを_SQLで選ぶ(cast: Any) -> None:
    case = open_case(cast.csw, register(cast.csw, "高橋 花子"))
    for left in (0, 5):
        commands.send_referral(
            by=cast.csw, case_id=case, facts=referral_facts(cast.hokatsu, answer_by=clock.today() + timedelta(days=left))
        )
    with as_(cast.hokatsu):
        assert [one.answer_by for one in queries.waiting_for_me(cast.hokatsu, limit=1)] == [clock.today()]
        assert queries.overdue_for_manager(cast.hokatsu) == ()


def test_期限の近い同意は_期限の順に_決めた件数まで(cast: Any) -> None:
    for left in (30, 10, 20):
        person = register(cast.csw, f"高橋 {left}")
        agrees(cast.csw, open_case(cast.csw, person), person, cast.hokatsu.agency_id, valid_until=days(left))
    with as_(cast.csw):
        assert [one.left for one in lapsing(cast.csw, limit=2)] == [10, 20]
        assert [one.left for one in lapsing(cast.csw)] == [10, 20, 30]
    with as_(cast.csw), CaptureQueriesContext(connection) as asked:
        lapsing(cast.csw, limit=2)
    assert len(asked) == 3


def test_部屋が見えても_記録も名指しもしていない機関には_期限の近い同意を出さない(cast: Any) -> None:
    person = register(cast.csw, "高橋 花子")
    case = open_case(cast.csw, person)
    agrees(cast.csw, case, person, cast.neighbour.agency_id, valid_until=days(5))
    joins(cast.csw, case, cast.hokatsu.agency_id, person)
    with as_(cast.hokatsu):
        assert queries.case_header(case, by=cast.hokatsu).consents[0].left == 5
        assert lapsing(cast.hokatsu) == ()


def test_今日の仕事の問いは_二十四まで(cast: Any, sign_in: Any, client: Client) -> None:
    _due(cast, 3)
    sign_in(client, cast.csw)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    # 見出し一つにつき、おおよそ一つ(何かありうる見出しだけを引く)。件数によらない
    assert len(asked) <= 24
