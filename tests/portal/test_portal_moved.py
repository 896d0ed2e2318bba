"""会議が移ったとき: 外の窓口の写しと札の終わりも一緒に動く。終わった札は生き返らない。守秘の文は、会議の日の罰則。"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from conferences.conferences_town import acknowledge, as_, conference, invite, item, opened
from django.db import transaction
from portal.outer_town import owner

from kasane.conferences import commands
from kasane.conferences.commands import appointments
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
from kasane.conferences.domain.codes import Method, Part
from kasane.conferences.domain.facts import Moving
from kasane.conferences.models import Appointed, Conference
from kasane.kernel import clock
from kasane.portal.commands import issue_ticket, revoke_ticket
from kasane.portal.models import Page, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def _seat(cast: Any) -> tuple[UUID, UUID]:
    """五日後の会議に、委嘱の済んだ民生委員の席。(会議, 席)。"""
    case, (person,) = opened(cast.csw, "高橋 花子")
    held = conference(cast.city, (cast.csw, Part.CHAIR), days=5)
    acknowledge(cast.csw)
    one = item(cast.csw, held, case, person)
    return held, invite(cast.csw, one, cast.minsei, appointment_id=appointed(cast))


def appointed(cast: Any) -> UUID:
    """民生委員を委嘱し、守秘の説明と署名を済ませる。"""
    facts = AppointmentFacts(
        AppointmentKind.PERSON, AppointmentScope.KIND, (cast.minsei,), clock.today(), clock.today() + timedelta(days=300),
        kind_code="support_conference",
    )  # fmt: skip
    given = appointments.appoint(by=cast.city, facts=facts)
    with as_(cast.city):
        listed = Appointed.objects.get(appointment_id=given).id
    appointments.note_briefing(by=cast.city, appointed_id=listed, on=clock.today(), wording="守秘", version=1)
    appointments.note_paper(by=cast.city, appointed_id=listed, on=clock.today(), place="簿冊", version=2)
    return given


def _move(cast: Any, held: UUID, days: int) -> None:
    with as_(cast.city):
        version = Conference.objects.get(id=held).version
    facts = Moving(clock.today() + timedelta(days=days), time(14), time(16), "市役所", Method.IN_PERSON)
    commands.reschedule_conference(by=cast.city, conference_id=held, facts=facts, version=version)


def _state(cast: Any, ticket: UUID, seat: UUID) -> tuple[datetime, datetime, datetime]:
    with as_(cast.city):
        page = Page.objects.get(member_id=seat)
        return Ticket.objects.get(id=ticket).valid_to, page.shown_from, page.shown_until


def _day(days: int) -> datetime:
    return datetime.combine(clock.today() + timedelta(days=days), time(), clock.JST)


def test_移すと_札と写しの終わりも一緒に動き_60日を超えない(cast: Any) -> None:
    held, seat = _seat(cast)
    issued = issue_ticket(by=cast.city, member_id=seat)
    assert _state(cast, issued.ticket_id, seat) == (_day(20), _day(-9), _day(20))
    _move(cast, held, 12)
    assert _state(cast, issued.ticket_id, seat) == (_day(27), _day(-2), _day(27))
    _move(cast, held, 2)
    assert _state(cast, issued.ticket_id, seat) == (_day(17), _day(-12), _day(17))
    _move(cast, held, 90)
    ends, opens, closes = _state(cast, issued.ticket_id, seat)
    assert (opens, closes) == (_day(76), _day(105))
    assert clock.now() + timedelta(days=59) < ends <= clock.now() + timedelta(days=60)


def test_取り消した札と_終わった札は_移しても生き返らない(cast: Any) -> None:
    held, seat = _seat(cast)
    first = issue_ticket(by=cast.city, member_id=seat)
    revoke_ticket(by=cast.city, ticket_id=first.ticket_id, reason="渡し間違い")
    second = issue_ticket(by=cast.city, member_id=seat)
    ended = clock.now() - timedelta(minutes=1)
    owner("UPDATE portal_ticket SET valid_from = %s, valid_to = %s WHERE id = %s", [ended - timedelta(days=1), ended, second.ticket_id])
    _move(cast, held, 12)
    with as_(cast.city):
        kept = dict(Ticket.objects.values_list("id", "valid_to"))
    assert kept[second.ticket_id] == ended
    assert kept[first.ticket_id] == _day(20)


def test_窓口の守秘の文は_会議の日に効いている罰則で出る(cast: Any) -> None:
    held, seat = _seat(cast)
    change = clock.today() + timedelta(days=30)
    asked, code = "SELECT wording FROM portal_invited(%s)", "social_welfare.106_6.penalty"
    with transaction.atomic(using="owner"):
        owner("UPDATE access_statute SET valid_to = %s WHERE code = %s AND valid_to IS NULL", [change - timedelta(days=1), code])
        owner(
            "INSERT INTO access_statute (id, code, law, article, wording, valid_from, source, verified) SELECT gen_random_uuid(), code, law,"
            " article, '新しい罰', %s, source, false FROM access_statute WHERE code = %s ORDER BY valid_from DESC LIMIT 1",
            [change, code],
        )
        assert "拘禁刑" in owner(asked, [seat])[0][0]
        owner("UPDATE conferences_conference SET held_on = %s WHERE id = %s", [change, held])
        assert "新しい罰" in owner(asked, [seat])[0][0]
        transaction.set_rollback(True, using="owner")
