"""会議の部屋: 招集から閉会までの筋道。"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences.conferences_town import acknowledge, as_, come, conference, fact, item, joins, noted, opened
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import ConferenceState, ItemState, Part, Provenance
from kasane.kernel.decision import NotVisible

pytestmark = pytest.mark.django_db


def test_招集から閉会まで(cast):
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    meeting = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, meeting, case_id, mother)
    joins(cast.csw, one, cast.hokatsu)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("通帳を見せない"))
    commands.contribute_fact(by=cast.hokatsu, item_id=one, facts=fact("配食を断った", Provenance.DUTY))
    with as_(cast.hokatsu):
        room = queries.item_room(one, cast.hokatsu)
        assert [line.text for line in room.lines] == ["通帳を見せない", "配食を断った"]
        assert room.members == ()
        assert not room.may_decide.allowed
        assert room.may_contribute.allowed
        assert queries.packet(one, cast.hokatsu).watermark.startswith("北地域包括支援センター 北見 包")
    commands.call_conference(by=cast.city, conference_id=meeting)
    commands.open_conference(by=cast.city, conference_id=meeting)
    come(cast.city, one, cast.city, cast.csw, cast.hokatsu)
    with as_(cast.city):
        assert queries.item_room(one, cast.city).quorum.allowed
    commands.decide_item(by=cast.city, item_id=one, facts=noted())
    commands.close_conference(by=cast.city, conference_id=meeting)
    with as_(cast.city):
        page = queries.conference_page(meeting, cast.city)
        assert page.head.state is ConferenceState.CLOSED
        assert page.items[0].state is ItemState.DECIDED
        assert page.head.title == "第1回 支援会議"
        assert [one.head.id for one in queries.my_conferences(cast.city)] == [meeting]
    with as_(cast.neighbour):
        with pytest.raises(NotVisible):
            queries.conference_page(meeting, cast.neighbour)
        with pytest.raises(NotVisible):
            queries.item_room(one, cast.neighbour)
    for attempt in (
        lambda: commands.decide_item(by=cast.neighbour, item_id=one, facts=noted()),
        lambda: commands.put_fact(by=cast.neighbour, item_id=one, facts=fact()),
        lambda: commands.close_conference(by=cast.neighbour, conference_id=meeting),
        lambda: item(cast.neighbour, meeting, case_id, mother),
    ):
        with pytest.raises(NotVisible):
            attempt()


def test_問いの数は_議題と構成員と資料の数によらない(cast):
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    case_id, (mother,) = opened(cast.csw, "高橋 花子")

    def grow(items: int, lines: int) -> None:
        for _ in range(items):
            one = item(cast.csw, held, case_id, mother)
            joins(cast.csw, one, cast.hokatsu)
            joins(cast.csw, one, cast.auditor)
            for _ in range(lines):
                commands.put_fact(by=cast.csw, item_id=one, facts=fact())

    def cost() -> list[int]:
        found = []
        with as_(cast.csw):
            last = queries.conference_page(held, cast.csw).items[-1].id
        for ask in (
            lambda: queries.conference_page(held, cast.csw), lambda: queries.item_room(last, cast.csw),
            lambda: queries.packet(last, cast.csw), lambda: queries.my_conferences(cast.csw),
        ):  # fmt: skip
            with as_(cast.csw), CaptureQueriesContext(connection) as seen:
                ask()
            found.append(len(seen))
        return found

    grow(1, 1)
    few = cost()
    grow(4, 6)
    conference(cast.csw)
    assert cost() == few
    with as_(cast.neighbour), pytest.raises(NotVisible):
        queries.conference_page(held, cast.neighbour)
