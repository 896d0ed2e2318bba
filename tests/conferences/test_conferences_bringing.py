"""議題を持ち込んだ機関: 自機関か事案に関わる機関を書き、次第とふりかえりに残る(mission 3.9、seed 000)。会議にかけられる役割(seed 001)。"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from agencies.agency_town import newcomer
from cases.cases_town import STATUTE
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from people_of_the_town import Cast

from conferences.conference_work_room import Meeting, close, decide
from conferences.conferences_screen_room import HEADING, url
from conferences.conferences_town import acknowledge, as_, conference, item, opened, outcome_of, sql
from kasane.audit.models import JournalEntry
from kasane.cases import commands as cases
from kasane.cases.domain import Basis
from kasane.cases.queries import team_now
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import Part
from kasane.conferences.models import Item
from kasane.kernel import clock
from kasane.kernel.actor import Role
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.fiscal import FiscalYear

pytestmark = pytest.mark.django_db


def case_with_team(cast: Cast) -> tuple[UUID, list[UUID]]:
    """重田の事案。北見の機関(高齢)が、法令を根拠に支援チームにいる。"""
    case_id, people = opened(cast.csw, "高橋 花子")
    cases.add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, duty="介護の相談", basis=Basis.LAW, statute_code=STATUTE,
        person_ids=people, sensitive=False, reason="緊急の保護が要るため",
    )  # fmt: skip
    return case_id, people


def test_支援チームの機関が持ち込んだと書くと_次第と議題とふりかえりにその機関が出る(cast: Cast) -> None:
    case_id, people = case_with_team(cast)
    for _ in range(5):
        held = conference(cast.city, (cast.hokatsu, Part.MINUTES), takes_proposals=True)
        acknowledge(cast.hokatsu)
        one = item(cast.csw, held, case_id, *people, brought_by=cast.hokatsu.agency_id)
        with as_(cast.city):
            (line,) = queries.agenda_of(held)
            assert (line.reporter, queries.item_room(one, cast.city).reporter) == ("北地域包括支援センター", "北地域包括支援センター")
            room = Item.objects.get(id=one).compartment_id
        with as_(cast.auditor):
            assert "reporter_agency_id" in JournalEntry.objects.get(act="add_item", compartment_id=room).changed
        commands.open_conference(by=cast.city, conference_id=held)
        at = Meeting(held, one, room, case_id, people)
        decide(cast, at)
        close(cast, at)
    year = FiscalYear.of(clock.today())
    assert json.loads(sql(cast.city, "SELECT conferences_circles(%s, %s, %s)", "support_conference", year.first, year.last)[0])[
        "brought"
    ] == {"care": 5}


def test_書かなければ自機関_関わっていない機関は理由をつけて断る(cast: Cast) -> None:
    case_id, people = case_with_team(cast)
    held = conference(cast.csw)
    for stranger in (cast.neighbour.agency_id, cast.city.agency_id, cast.empty_agency):
        with pytest.raises(Refused) as refused:
            item(cast.csw, held, case_id, *people, brought_by=stranger)
        assert "いまこの事案に関わっていません" in outcome_of(refused)
    with as_(cast.csw):
        (mate,) = [one for one in team_now(case_id) if one.agency_id == cast.hokatsu.agency_id]
    cases.end_involvement(by=cast.csw, case_id=case_id, involvement_id=mate.id, reason="役目を終えた")
    with pytest.raises(Refused):  # 終わった関わりは数えない
        item(cast.csw, held, case_id, *people, brought_by=cast.hokatsu.agency_id)
    own = item(cast.csw, held, case_id, *people)
    with as_(cast.csw):
        assert Item.objects.get(id=own).reporter_agency_id == cast.csw.agency_id
    with pytest.raises(NotVisible):  # 別の事案の人は、この事案の議題を上げられない
        item(cast.neighbour, held, case_id, *people, brought_by=cast.hokatsu.agency_id)


def test_事案のない議題は_町のどの機関が持ち込んだとも書ける(cast: Cast) -> None:
    held = conference(cast.csw)
    one = item(cast.csw, held, brought_by=cast.neighbour.agency_id)
    with as_(cast.csw):
        assert Item.objects.get(id=one).reporter_agency_id == cast.neighbour.agency_id
    with pytest.raises(Refused, match="台帳にないか"):
        item(cast.csw, held, brought_by=cast.minsei)


def test_画面を通さずに_関わっていない機関を持ち込んだことにはできない(cast: Cast) -> None:
    case_id, people = case_with_team(cast)
    held = conference(cast.csw)
    now = clock.now()
    given: dict[str, Any] = {
        "case_id": case_id, "occasion": "share", "purpose": "case", "heading": "x", "minutes": 20, "requested_on": clock.today(),
        "shown_from": now, "shown_until": now + timedelta(days=3), "brought_by": cast.neighbour.agency_id,
    }  # fmt: skip
    tabled = json.dumps([{"person_id": str(people[0]), "label": "Aさん"}])
    with pytest.raises(ProgrammingError, match="持ち込んだ機関"), as_(cast.csw), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT conferences_add_item(gen_random_uuid(), gen_random_uuid(), %s, %s, %s, %s, now())",
            [held, json.dumps(given, default=str), tabled, "守ります"],
        )


@pytest.mark.parametrize("role", [Role.OUTREACH, Role.PARTICIPATION])
def test_アウトリーチと参加支援の人は_受け持つ事案を_議題を受け付ける会議にかけられる(cast: Cast, role: Role) -> None:
    """seed 001: アウトリーチ等事業者・参加支援事業者は、プランを支援会議・重層的支援会議に諮る。"""
    actor = newcomer(cast.account_admin, f"{role.value}-one", cast.csw.agency_id, role)
    case_id, people = opened(cast.csw, "高橋 花子")
    shut, accepting = conference(cast.city), conference(cast.city, takes_proposals=True, days=3)
    with as_(actor):
        assert [one.head.id for one in queries.open_agendas(actor)] == [accepting]
    one = item(actor, accepting, case_id, *people)
    with as_(actor):
        room = queries.item_room(one, actor)
        assert (room.officer, room.members, room.reporter) == (False, (), cast.csw.agency_name)
    with pytest.raises(NotVisible):  # 受け付けない会議には上げられない
        item(actor, shut, case_id, *people)
    next_door = newcomer(cast.account_admin, f"{role.value}-two", cast.neighbour.agency_id, role)
    with pytest.raises(NotVisible):  # 別の事案の人は上げられない
        item(next_door, accepting, case_id, *people)
    with pytest.raises(Refused):  # 招集はできない
        conference(actor)
    with pytest.raises(Refused):  # 相談員だけの人は、会議にかけられない
        item(cast.hokatsu, accepting, case_id, *people)


def test_画面で持ち込んだ機関を選ぶ_選べるのは自機関と関わる機関だけ(cast: Cast, sign_in: Any, client: Client) -> None:
    case_id, people = case_with_team(cast)
    held = conference(cast.csw)
    sign_in(client, cast.csw)
    body = client.get(url("tabling", case_id)).content.decode()
    assert f'<option value="{cast.csw.agency_id}" selected>' in body
    assert f'<option value="{cast.hokatsu.agency_id}">北地域包括支援センター' in body
    assert str(cast.neighbour.agency_id) not in body
    given = {
        "conference": str(held),
        "matter": "share",
        "heading": HEADING,
        "purpose": "case",
        "minutes": "25",
        "person_ids": str(people[0]),
    }
    refused = client.post(url("table", case_id), given | {"brought_by": str(cast.neighbour.agency_id)})
    assert refused.status_code == 422
    page = client.post(url("table", case_id), given | {"brought_by": str(cast.hokatsu.agency_id)})
    assert page.status_code == 302
    agenda = client.get(url("conference", held)).content.decode()
    assert "持ち込んだ機関" in agenda
    assert "<td>北地域包括支援センター</td>" in agenda
    assert "北地域包括支援センター" in client.get(url("agenda_print", held)).content.decode()
