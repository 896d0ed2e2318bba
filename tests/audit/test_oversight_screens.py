"""監査の画面: 監査は全部、本人は自分の分だけ、だれが見たかは記録に根拠を持つ人だけ。"""

import pytest
from django.db import transaction
from town_records import person_of

from kasane.access.commands import break_glass, review_emergency
from kasane.access.session import acting_as
from kasane.audit import queries
from kasane.kernel import clock
from kasane.kernel.decision import Refused
from kasane.kernel.wareki import format_moment

pytestmark = pytest.mark.django_db


def test_自分の記録は_だれでも見られる(cast, client, sign_in):
    for actor in (cast.csw, cast.neighbour, cast.account_admin, cast.auditor):
        sign_in(client, actor)
        assert client.get("/audit/own/").status_code == 200, actor.name


def test_監査の一覧は_監査の役割だけが開ける(cast, client, sign_in):
    for actor in cast.everyone():
        sign_in(client, actor)
        assert client.get("/audit/").status_code == (200 if actor is cast.auditor else 403), actor.name


def test_絞り込みの誤りは_何を直すかを言う(cast, client, sign_in):
    sign_in(client, cast.auditor)
    answer = client.get("/audit/", {"on_era": "昭和", "on_year": "64", "on_month": "3", "on_day": "1"})
    assert answer.status_code == 422
    assert "昭和64年" in answer.content.decode()


def test_だれが見たかは_根拠を持つ職員だけが引ける(cast, client, sign_in):
    record = person_of(cast.csw, family="記録", given="花子")
    for actor, status in ((cast.csw, 200), (cast.neighbour, 404), (cast.account_admin, 404)):
        sign_in(client, actor)
        assert client.get(f"/people/{record.id}/looks/").status_code == status, actor.name
    with transaction.atomic(), acting_as(cast.neighbour):
        assert queries.looks_at(record.id, record.compartment_id) == []


def test_別の区画を添えても_他人の記録の閲覧者は引けない(cast):
    mine, theirs = person_of(cast.neighbour, family="隣", given="人"), person_of(cast.csw, family="別", given="人")
    with transaction.atomic(), acting_as(cast.neighbour):
        assert queries.looks_at(theirs.id, mine.compartment_id) == []
        assert queries.looks_at(mine.id, mine.compartment_id) != []


def test_緊急閲覧は_60分だけ見え_保護責任者の今日の仕事に出て_本人には点検できない(cast, client, sign_in):
    record = person_of(cast.csw, family="倒", given="れ人")
    sign_in(client, cast.neighbour)
    assert client.get(f"/people/{record.id}/").status_code == 404
    break_glass(by=cast.neighbour, compartment_id=record.compartment_id, reason="自宅で倒れているとの通報があり、かかりつけ医を確かめる")
    assert client.get(f"/people/{record.id}/").status_code == 200
    assert "緊急閲覧中" in client.get(f"/people/{record.id}/").content.decode()
    sign_in(client, cast.privacy)
    assert "緊急閲覧を点検する" in client.get("/").content.decode()
    page = client.get("/audit/emergencies/").content.decode()
    assert f"<p>{format_moment(clock.now()).split()[0]} " in page, "いつ開いたかは和暦で"
    assert "倒れているとの通報" in page


@pytest.mark.parametrize("reason", ["", " ", "ああああああああああああ", "短い", "　　　　　　　　　　　　", "1111111111111"])
def test_N50_意味のない理由では緊急閲覧を開けない(cast, reason):
    record = person_of(cast.csw, family="緊", given="急")
    with pytest.raises(Refused):
        break_glass(by=cast.neighbour, compartment_id=record.compartment_id, reason=reason)


def test_N50_点検が済むまで_次は開けず_一日に四回は開けない(cast, owner_sql):
    rooms = [person_of(cast.csw, family="緊", given=str(n)).compartment_id for n in range(4)]
    for room in rooms[:3]:
        break_glass(by=cast.neighbour, compartment_id=room, reason="火災の知らせがあり、住まいと家族を確かめる")
    with pytest.raises(Refused, match="24時間"):
        break_glass(by=cast.neighbour, compartment_id=rooms[3], reason="火災の知らせがあり、住まいと家族を確かめる")


def test_N50_自分の緊急閲覧は点検できない_管理だけの役割は開けない(cast):
    record = person_of(cast.csw, family="緊", given="急")
    for actor in (cast.account_admin, cast.auditor):
        with pytest.raises(Refused):
            break_glass(by=actor, compartment_id=record.compartment_id, reason="火災の知らせがあり、住まいと家族を確かめる")
    with pytest.raises(Refused):
        review_emergency(by=cast.csw, emergency_id=record.id, finding="よし")


def test_緊急閲覧の知らせは_管理する機関に届き_関わりのない機関には届かない(cast, client, sign_in):
    record = person_of(cast.csw, family="知", given="らせ")
    break_glass(by=cast.neighbour, compartment_id=record.compartment_id, reason="火災の知らせがあり、住まいと家族を確かめる")
    for actor, told in ((cast.csw, True), (cast.csw_manager, True), (cast.hokatsu, False), (cast.neighbour, False), (cast.city, False)):
        sign_in(client, actor)
        assert ("管理している記録に緊急閲覧がありました" in client.get("/").content.decode()) is told, actor.name
