"""委嘱簿(データベース): 番号、効き始め、守秘の説明と書面、席との結びつき。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_, sql
from django.db import IntegrityError, ProgrammingError, connection, transaction
from people_of_the_town import SINCE, Cast

from conferences.conference_work_room import Meeting, meeting
from conferences.conferences_town import invite
from kasane.agencies.models import OutsideMember
from kasane.conferences.commands import appointments as commands
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
from kasane.conferences.queries.appointments import appointment, appointment_register, cover_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db
KIND = "support_conference"


def facts(*people: UUID, **change: Any) -> AppointmentFacts:
    """支援会議のすべての議題についての委嘱。"""
    given: dict[str, Any] = {
        "kind": AppointmentKind.PERSON if len(people) == 1 else AppointmentKind.BODY, "scope": AppointmentScope.KIND, "member_ids": people,
        "valid_from": clock.today(), "valid_to": clock.today() + timedelta(days=100), "kind_code": KIND,
    }  # fmt: skip
    if len(people) > 1:
        given |= {"organisation": "北小学校", "agreed_on": clock.today(), "agreed_with": "教頭"}
    return AppointmentFacts(**(given | change))


def sworn(by: Actor, appointment_id: UUID) -> None:
    """守秘を説明し、誓約書を受け取る。"""
    with as_(by):
        lines = appointment(appointment_id).people
    for line in lines:
        commands.note_briefing(
            by=by, appointed_id=line.id, on=clock.today(), wording="1年以下の拘禁刑又は100万円以下の罰金", version=line.version
        )
        commands.note_paper(by=by, appointed_id=line.id, on=clock.today(), place="委嘱簿1", version=line.version + 1)


def covered(by: Actor, outside: UUID, at: Meeting) -> bool:
    """データベースの答えと規則の答えが同じであることを確かめて、その答えを返す。"""
    found = sql(by, "SELECT conferences_appointment_of(%s, %s, %s)", outside, at.item, clock.today())[0]
    with as_(by):
        rule = cover_of(outside, item_id=at.item, kind_code=KIND, on=clock.today())
    assert (found is not None) == rule.allowed, rule.reason
    return rule.allowed


def teachers(cast: Cast, count: int) -> list[UUID]:
    """登録のある、同じ学校の先生たち。"""
    with as_(cast.account_admin):
        return [
            OutsideMember.objects.create(name=f"先生 {one}", kind="school", organisation="北小学校", valid_from=SINCE).id
            for one in range(count)
        ]


def test_委嘱は_守秘の説明と署名がそろって初めて効き_終えるとその瞬間に効かない_N21(cast: Cast) -> None:
    at = meeting(cast)
    wanted = commands.appoint(by=cast.city, facts=facts(cast.minsei))
    assert not covered(cast.city, cast.minsei, at)
    with as_(cast.city):
        line = appointment(wanted).people[0]
    commands.note_briefing(by=cast.city, appointed_id=line.id, on=clock.today(), wording="守秘", version=1)
    assert not covered(cast.city, cast.minsei, at)
    commands.note_paper(by=cast.city, appointed_id=line.id, on=clock.today(), place="委嘱簿1", version=2)
    assert covered(cast.city, cast.minsei, at)
    commands.end_appointment(by=cast.city, appointment_id=wanted, reason="任期の終わり")
    assert not covered(cast.city, cast.minsei, at)


def test_委嘱が終わると席も閉じる(cast: Cast) -> None:
    at = meeting(cast)
    wanted = commands.appoint(by=cast.city, facts=facts(cast.minsei))
    sworn(cast.city, wanted)
    seat = invite(cast.city, at.item, cast.minsei, appointment_id=wanted)
    assert commands.end_appointment(by=cast.city, appointment_id=wanted, reason="辞任") == 1
    assert sql(
        cast.city,
        "SELECT left_at IS NOT NULL AND shown_until < statement_timestamp() + interval '1 second' FROM conferences_member WHERE id = %s",
        seat,
    ) == [True]


def test_代わりの先生は_団体の名簿に載るまで入れない_N21(cast: Cast) -> None:
    at = meeting(cast)
    first, second, third = teachers(cast, 3)
    wanted = commands.appoint_organisation(by=cast.city, facts=facts(first, second))
    sworn(cast.city, wanted)
    assert covered(cast.city, first, at)
    assert covered(cast.city, second, at)
    assert not covered(cast.city, third, at)
    commands.list_more(by=cast.city, appointment_id=wanted, member_ids=[third])
    assert not covered(cast.city, third, at)
    with as_(cast.city):
        late = next(one for one in appointment(wanted).people if one.outside_member_id == third)
    commands.note_briefing(by=cast.city, appointed_id=late.id, on=clock.today(), wording="守秘", version=1)
    commands.note_paper(by=cast.city, appointed_id=late.id, on=clock.today(), place="委嘱簿1", version=2)
    assert covered(cast.city, third, at)
    commands.end_appointment(by=cast.city, appointment_id=wanted, appointed_id=late.id, reason="異動")
    assert not covered(cast.city, third, at)
    assert covered(cast.city, first, at)


def test_一つの議題だけの委嘱は_ほかの議題に及ばない(cast: Cast) -> None:
    at, other = meeting(cast), meeting(cast)
    wanted = commands.appoint(by=cast.city, facts=facts(cast.minsei, scope=AppointmentScope.ITEM, kind_code="", item_id=at.item))
    sworn(cast.city, wanted)
    assert covered(cast.city, cast.minsei, at)
    assert not covered(cast.city, cast.minsei, other)


def test_別の会議についての委嘱は及ばない(cast: Cast) -> None:
    at = meeting(cast)
    wanted = commands.appoint(by=cast.city, facts=facts(cast.minsei, kind_code="layered_conference"))
    sworn(cast.city, wanted)
    assert not covered(cast.city, cast.minsei, at)


def test_番号は年度ごとに続き_効き始めをさかのぼれない(cast: Cast) -> None:
    one = commands.appoint(by=cast.city, facts=facts(cast.minsei, valid_from=date(2026, 4, 1)))
    two = commands.appoint(by=cast.city, facts=facts(cast.minsei))
    with as_(cast.city):
        found = {line.id: line for line in appointment_register()}
    numbers = [int(found[key].number.split("第")[1].removesuffix("号")) for key in (one, two)]
    assert numbers[1] == numbers[0] + 1
    assert found[one].valid_from == date(2026, 4, 1)
    assert found[one].effective_from == clock.today()


def test_アプリは_番号も効き始めも守秘の日も書き換えられない(cast: Cast) -> None:
    wanted = commands.appoint(by=cast.city, facts=facts(cast.minsei))
    sworn(cast.city, wanted)
    for statement in (
        "UPDATE conferences_appointment SET effective_from = '2020-01-01'",
        "UPDATE conferences_appointment SET valid_to = '2099-01-01'",
        "UPDATE conferences_appointed SET signed_on = briefed_on - 1",
        "UPDATE conferences_appointed SET outside_member_id = gen_random_uuid()",
        "DELETE FROM conferences_appointed",
    ):
        with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_説明より前の署名と_二度目の説明は断る(cast: Cast) -> None:
    wanted = commands.appoint(by=cast.city, facts=facts(cast.minsei))
    with as_(cast.city):
        line = appointment(wanted).people[0]
    with pytest.raises(Invalid):
        commands.note_paper(by=cast.city, appointed_id=line.id, on=clock.today(), place="簿冊", version=1)
    with pytest.raises(Invalid):
        commands.note_briefing(by=cast.city, appointed_id=line.id, on=clock.today() + timedelta(days=1), wording="守秘", version=1)
    commands.note_briefing(by=cast.city, appointed_id=line.id, on=clock.today(), wording="守秘", version=1)
    with pytest.raises(Conflict):
        commands.note_briefing(by=cast.city, appointed_id=line.id, on=clock.today(), wording="守秘", version=1)
    with pytest.raises(Invalid):
        commands.note_briefing(by=cast.city, appointed_id=line.id, on=clock.today(), wording="守秘", version=2)


def test_説明の前の署名は_画面を通らなくても残せない(cast: Cast) -> None:
    commands.appoint(by=cast.city, facts=facts(cast.minsei))
    with pytest.raises(IntegrityError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_appointed SET signed_on = current_date - 1, paper_place = '簿冊'")


def test_登録のない人は委嘱できない(cast: Cast) -> None:
    with pytest.raises(Invalid, match="登録にない"):
        commands.appoint(by=cast.city, facts=facts(new_id()))


def test_隣人は委嘱できず_委嘱簿も見えない(cast: Cast) -> None:
    wanted = commands.appoint(by=cast.city, facts=facts(cast.minsei))
    with pytest.raises(Refused):
        commands.appoint(by=cast.neighbour, facts=facts(cast.minsei))
    with pytest.raises(Refused):
        commands.end_appointment(by=cast.neighbour, appointment_id=wanted, reason="いたずら")
    with pytest.raises(ProgrammingError), as_(cast.neighbour), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_end_appointment(%s, NULL, 'いたずら', now())", [wanted])
    with as_(cast.hokatsu), pytest.raises(NotVisible):
        appointment(wanted)
    assert sql(cast.hokatsu, "SELECT id FROM conferences_appointed") == []
    with pytest.raises(ProgrammingError), as_(cast.neighbour), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conferences_appointed (id, appointment_id, outside_member_id, briefed_wording, paper_place, removed_reason, version) VALUES (gen_random_uuid(), %s, gen_random_uuid(), '', '', '', 1)",
            [wanted],
        )
