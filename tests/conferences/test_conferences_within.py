"""名簿は議題ごとに、案内の箱と宛先は会議ごとにしか見えず、台帳と役割は名前を当てる道具にならない(security.md N23)。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.db.utils import DatabaseError

from conferences.conference_work_room import Meeting, meeting
from conferences.conferences_town import LAYERED, acknowledge, agrees, as_, conference, invite, item, opened, sql
from kasane.agencies.domain import Field
from kasane.conferences import queries
from kasane.conferences.commands import mailing, needs, roles
from kasane.conferences.domain.codes import Part, Purpose
from kasane.conferences.domain.needs import NeedState
from kasane.conferences.queries.mailing import mail_of, recipients
from kasane.conferences.queries.pages import agenda_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, Refused
from kasane.people import commands as people

pytestmark = pytest.mark.django_db


def doing(actor: Actor, statement: str, *given: Any) -> int:
    """この人として、アプリの役割で直に行う。返り値は動いた行の数。"""
    with as_(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(given))
        return int(cursor.rowcount)


@pytest.fixture
def hidden(cast: Any) -> dict[str, Any]:
    """重田と市が役員の会議の二つの議題。片方は、市にとって利害関係のある人のこと。"""
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    acknowledge(cast.city)
    items, whose = [], []
    for name in ("高橋 花子", "佐藤 一郎"):
        case_id, (person,) = opened(cast.csw, name)
        agrees(cast.csw, case_id, person, cast.city.agency_id, cast.hokatsu.agency_id)
        items.append(item(cast.csw, held, case_id, person))
        whose.append(person)
        invite(cast.csw, items[-1], cast.hokatsu)
    people.block_from_person(by=cast.csw_manager, person_id=whose[1], account_id=cast.city.account_id, reason="親族と分かった")
    return {"meeting": held, "open": items[0], "shut": items[1], "whose": whose}


def test_利害関係のある役員には_見えない議題の名簿も拠った同意も席の数も見えない(cast: Any, hidden: dict[str, Any]) -> None:
    for table in ("conferences_member", "conferences_item_consent"):
        assert set(sql(cast.city, f"SELECT item_id FROM {table}")) == {hidden["open"]}, table
        assert set(sql(cast.csw, f"SELECT item_id FROM {table}")) == {hidden["open"], hidden["shut"]}, table
        assert sql(cast.neighbour, f"SELECT item_id FROM {table}") == []
    counted = "SELECT item_id FROM conferences_seats_counted(%s)"
    assert sql(cast.city, counted, hidden["meeting"]) == [hidden["open"]]
    assert set(sql(cast.csw, counted, hidden["meeting"])) == {hidden["open"], hidden["shut"]}
    assert sql(cast.neighbour, counted, hidden["meeting"]) == []
    with as_(cast.city):  # 見える議題の名簿と数は、前のまま
        assert [(line.id, line.members, line.acknowledged) for line in agenda_of(hidden["meeting"])] == [(hidden["open"], 3, 2)]
        assert len(queries.members_of(hidden["open"])) == 3
        assert queries.members_of(hidden["shut"]) == ()


def addressed(cast: Any, at: Meeting) -> None:
    """市の会議に招かれた民生委員の宛先を登録し、案内を出す。"""
    invite(cast.city, at.item, cast.minsei)
    mailing.set_mailbox(by=cast.city, outside_member_id=cast.minsei, address="minsei@example.jp")
    mailing.send_invitations(by=cast.city, conference_id=at.conference)


def test_ほかの会議の案内の箱も宛先も_事務局や多機関協働の役割だけでは見えず_書けない(cast: Any) -> None:
    at = meeting(cast, opens=False, days=2)
    addressed(cast, at)
    mine = conference(cast.neighbour, days=3)  # 隣人も、自分の会議では役員
    for actor in (cast.neighbour, cast.csw):  # csw は議題を上げた構成員だが、この会議の役員ではない
        assert sql(actor, "SELECT address FROM conferences_outbox UNION ALL SELECT address FROM conferences_mailbox") == []
        assert doing(actor, "UPDATE conferences_mailbox SET address = 'divert@example.jp'") == 0
        with pytest.raises(ProgrammingError):
            doing(actor, "INSERT INTO conferences_mailbox (id, posting_id, address, version) VALUES (gen_random_uuid(), %s, 'x', 1)",
                  cast.hokatsu.posting_id)  # fmt: skip
        with pytest.raises(NotVisible):
            mailing.set_mailbox(by=actor, outside_member_id=cast.minsei, address="divert@example.jp")
        with as_(actor):
            assert mail_of(at.conference) == ()
            assert recipients(at.conference) == ()
    with pytest.raises(ProgrammingError):  # 自分の会議の役員でも、持ち主は付け替えられない
        doing(cast.city, "UPDATE conferences_mailbox SET outside_member_id = NULL, posting_id = %s", cast.neighbour.posting_id)
    one = item(cast.neighbour, mine)
    invite(cast.neighbour, one, cast.auditor)
    mailing.set_mailbox(by=cast.neighbour, posting_id=cast.auditor.posting_id, address="auditor@example.jp")
    with as_(cast.neighbour):
        assert {one.address for one in recipients(mine)} == {"auditor@example.jp", ""}
    with as_(cast.city):
        assert {one.address for one in recipients(at.conference)} == {"minsei@example.jp", ""}
        assert [one.queued for one in mail_of(at.conference)] == [1]
    mailing.set_mailbox(by=cast.city, outside_member_id=cast.minsei, address="minsei2@example.jp")
    assert sql(cast.city, "SELECT address FROM conferences_mailbox") == ["minsei2@example.jp"]


def refusals(act: str) -> int:
    """閲覧記録に残った、断られた送信の数。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_access WHERE act = %s AND outcome = 'refused'", [act])
        return int(cursor.fetchone()[0])


def said(actor: Actor, statement: str, *given: Any) -> str:
    """関数が断った言葉。断られなければ空。"""
    try:
        doing(actor, statement, *given)
    except DatabaseError as error:
        return str(error.__cause__).splitlines()[0]
    return ""


@pytest.fixture
def ledger(cast: Any) -> dict[str, UUID]:
    """台帳の一行と、隣の機関の受け持つ役割。どちらも、隣人には見えない議題のもの。"""
    at = meeting(cast)
    need = needs.name_need(by=cast.city, item_id=at.item, text="夜の居場所", field=Field.CHILD, purpose=Purpose.RESOURCE)
    role = roles.assign_role(
        by=cast.city, item_id=at.item, agency_id=cast.neighbour.agency_id, wording="朝の声かけ", due_on=clock.today() + timedelta(days=3)
    )
    return {"need": need, "role": role}


@pytest.mark.parametrize("version", [1, 7])
def test_台帳と役割の断りは_名前が当たったかを言わない(cast: Any, ledger: dict[str, UUID], version: int) -> None:
    """古い版では、名前が当たっても外れても同じ断り。今の版で当たったときも、同じ言葉の断り。"""
    move, finish = (
        "SELECT conferences_move_need(%s, 'working', 'x', %s, %s, current_date)",
        "SELECT conferences_finish_role(%s, 'x', %s, %s, current_date)",
    )
    for statement, key in ((move, ledger["need"]), (finish, ledger["role"])):
        hit = said(cast.neighbour, statement, key, ["高橋さん"], version)
        stale = said(cast.neighbour, statement, key, ["山川さん"], 7)
        assert hit == stale != ""
        assert "名前" not in hit


def test_断られた送信は_取り消されても閲覧記録に残り_ふつうの送信は残らない(cast: Any, ledger: dict[str, UUID]) -> None:
    before = {act: refusals(act) for act in ("move_need", "finish_role")}
    for _ in range(2):
        with pytest.raises(Refused):
            needs.move_need(by=cast.neighbour, need_id=ledger["need"], state=NeedState.WORKING, progress="高橋さんの家を借りる", version=1)
        with pytest.raises(Refused):
            roles.finish_role(by=cast.neighbour, role_id=ledger["role"], note="高橋さんに会った", version=1)
    assert {act: refusals(act) - before[act] for act in before} == {"move_need": 2, "finish_role": 2}
    needs.move_need(by=cast.neighbour, need_id=ledger["need"], state=NeedState.WORKING, progress="空き家を探している", version=1)
    roles.finish_role(by=cast.neighbour, role_id=ledger["role"], note="毎朝行った", version=1)
    assert {act: refusals(act) - before[act] for act in before} == {"move_need": 2, "finish_role": 2}
