"""紙の誓約書による出席: 委嘱され、説明と署名の済んだ外の人だけ。資料は、その人が自分で確認するまで閉じたまま。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.test import Client

from conferences.conference_work_room import Meeting, meeting
from conferences.conferences_screen_room import url
from conferences.conferences_town import as_, come, invite, noted
from conferences.test_conferences_work_appointments import facts, sworn
from kasane.audit.models import JournalEntry
from kasane.conferences import commands, queries
from kasane.conferences.commands import appointments
from kasane.conferences.models import Member
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db
WHY = "目が悪く、画面で確認できないため。誓約書は委嘱簿1にある"
PAPER = "SELECT conferences_attend_on_paper(%s, %s, now())"


def _invited(cast: Any, at: Meeting) -> UUID:
    """委嘱され、署名を済ませて招かれた民生委員の席。"""
    given = appointments.appoint(by=cast.city, facts=facts(cast.minsei))
    sworn(cast.city, given)
    return invite(cast.city, at.item, cast.minsei, appointment_id=given)


def _seat(cast: Any, seat: UUID) -> Member:
    with as_(cast.city):
        return Member.objects.get(id=seat)


def _opens(seat: UUID) -> bool:
    """外の窓口が、この席に資料を見せるか。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT conferences_member_open(%s)", [seat])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_誓約書のある外の人は_理由を書いて出席になり_資料は閉じたまま_欠席に直せる(cast: Any) -> None:
    at = meeting(cast)
    seat = _invited(cast, at)
    with pytest.raises(Refused, match="守秘を確認していない人"):
        commands.attend(by=cast.city, member_ids=[seat], came=True)
    with pytest.raises(Invalid):
        commands.attend_on_paper(by=cast.city, member_id=seat, reason=" ")
    commands.attend_on_paper(by=cast.city, member_id=seat, reason=WHY)
    row = _seat(cast, seat)
    assert (row.attended, row.paper_reason, row.acknowledged_at, row.grant_id) == (True, WHY, None, None)
    assert not _opens(seat)
    with as_(cast.city):
        assert JournalEntry.objects.get(act="attend_on_paper").reason == WHY
    commands.attend(by=cast.city, member_ids=[seat], came=True)  # 出席を取り直しても、そのまま
    assert _seat(cast, seat).paper_reason == WHY
    come(cast.city, at.item, cast.city, cast.hokatsu)
    commands.decide_item(by=cast.city, item_id=at.item, facts=noted())
    with as_(cast.city):
        decided = queries.decision_of(at.item)
    assert decided is not None
    assert decided.attended == 3  # 紙による出席も、出席の人数に入る
    commands.attend(by=cast.city, member_ids=[seat], came=False)
    assert (_seat(cast, seat).attended, _seat(cast, seat).paper_reason) == (False, "")
    with pytest.raises(Refused):
        commands.attend(by=cast.city, member_ids=[seat], came=True)
    with pytest.raises(IntegrityError), transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE conferences_member SET paper_reason = 'x', attended = true WHERE posting_id IS NOT NULL")


def test_委嘱のない人_署名のない人_委嘱の終わった人_職員は_紙では出席にできない(cast: Any) -> None:
    at = meeting(cast)
    plain = invite(cast.city, at.item, cast.minsei)
    for words in ("委嘱されていません", "守秘義務の説明がまだ"):
        with pytest.raises(Refused, match=words):
            commands.attend_on_paper(by=cast.city, member_id=plain, reason=WHY)
        if words == "委嘱されていません":
            given = appointments.appoint(by=cast.city, facts=facts(cast.minsei))
    with pytest.raises(ProgrammingError, match="紙の誓約書"), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PAPER, [plain, WHY])
    sworn(cast.city, given)
    staff = invite(cast.city, at.item, cast.privacy)
    with pytest.raises(Refused, match="外の構成員だけ"):
        commands.attend_on_paper(by=cast.city, member_id=staff, reason=WHY)
    with pytest.raises(ProgrammingError, match="紙の誓約書"), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PAPER, [staff, WHY])
    for seat, why in ((plain, " "), (plain, "")):
        with pytest.raises(ProgrammingError, match="紙の誓約書"), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PAPER, [seat, why])
    appointments.end_appointment(by=cast.city, appointment_id=given, reason="辞任")
    with pytest.raises(Refused):
        commands.attend_on_paper(by=cast.city, member_id=plain, reason=WHY)
    assert _seat(cast, plain).attended is None


def test_紙による出席を書けるのは_開会中の事務局と司会だけで_隣人には席も見えない(cast: Any) -> None:
    at = meeting(cast, opens=False)
    seat = _invited(cast, at)
    with pytest.raises(Refused, match="開会している間"):
        commands.attend_on_paper(by=cast.city, member_id=seat, reason=WHY)
    commands.open_conference(by=cast.city, conference_id=at.conference)
    for who, answer in ((cast.neighbour, NotVisible), (cast.csw, NotVisible), (cast.hokatsu, Refused)):  # 別の事案の人、構成員、記録
        with pytest.raises(answer):
            commands.attend_on_paper(by=who, member_id=seat, reason=WHY)
        with pytest.raises(ProgrammingError, match="役員では"), as_(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PAPER, [seat, WHY])
    assert _seat(cast, seat).attended is None


def test_画面から紙で出席にすると_理由が名簿に出て_議事録の出席者に載る(cast: Any, sign_in: Any, client: Client) -> None:
    at = meeting(cast)
    seat = _invited(cast, at)
    sign_in(client, cast.city)
    where = url("attending_on_paper", at.item, seat)
    assert where in client.get(url("members", at.item)).content.decode()
    assert "署名した誓約書" in client.get(where).content.decode()
    assert client.post(url("attend_on_paper", at.item, seat), {"reason": ""}).status_code == 422
    assert client.post(url("attend_on_paper", at.item, seat), {"reason": WHY}).status_code == 302
    page = client.get(url("members", at.item)).content.decode()
    assert WHY in page
    assert where not in page
    with as_(cast.city):
        name = next(one.name for one in queries.members_of(at.item) if one.id == seat)
    assert name in client.get(url("minutes_print", at.item)).content.decode()
    for who in (cast.neighbour, cast.csw):
        sign_in(client, who)
        assert client.get(where).status_code == 404
        assert client.post(url("attend_on_paper", at.item, seat), {"reason": WHY}).status_code == 404


def test_開催の日より後に始まる委嘱では_出席にならない(cast: Any) -> None:
    at = meeting(cast)
    later = facts(cast.minsei, valid_from=clock.today() + timedelta(days=1))
    given = appointments.appoint(by=cast.city, facts=later)
    sworn(cast.city, given)
    seat = invite(cast.city, at.item, cast.minsei, appointment_id=given)
    with pytest.raises(Refused, match="まだ始まっていません"):
        commands.attend_on_paper(by=cast.city, member_id=seat, reason=WHY)
