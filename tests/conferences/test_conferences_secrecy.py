"""支援会議の秘密が破れないこと(security.md §2.5 の N20〜N29)。拒むときは、必ず隣人も試す。"""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError

from conferences import conferences_doors as doors
from conferences.conferences_town import (
    LAYERED,
    SUPPORT,
    acknowledge,
    adjourn,
    agrees,
    as_,
    come,
    conference,
    fact,
    invite,
    item,
    joins,
    noted,
    opened,
    sql,
)
from kasane.audit.models import JournalEntry
from kasane.cases.queries.visible import visible_case
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import Part
from kasane.conferences.models import Item, Member
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, Refused
from kasane.people.queries.person import header_of

pytestmark = pytest.mark.django_db
SECRET = "押入れに封筒が隠してある"


@pytest.fixture
def meeting(cast):
    """一つの会議に議題が二つ。北地域包括は一つ目の構成員、総務課の監査は二つ目の構成員。"""
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    other, (man,) = opened(cast.csw, "佐藤 一郎")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    first = item(cast.csw, held, case_id, mother)
    second = item(cast.csw, held, other, man, heading="もう一つの議題の題")
    joins(cast.csw, first, cast.hokatsu)
    joins(cast.csw, second, cast.auditor)
    commands.put_fact(by=cast.csw, item_id=first, facts=fact("通帳を見せない"))
    commands.put_fact(by=cast.csw, item_id=second, facts=fact(SECRET))
    return {"meeting": held, "first": first, "second": second, "case": case_id, "mother": mother, "other": other, "man": man}


def sees(actor: Actor, item_id: UUID) -> bool:
    """画面の問いでも、直の SQL でも、見えるか(二つの答えが違えば失敗)。"""
    with as_(actor):
        try:
            queries.item_room(item_id, actor)
            by_page = True
        except NotVisible:
            by_page = False
    by_sql = bool(sql(actor, "SELECT 1 FROM conferences_item WHERE id = %s", item_id))
    lines = bool(sql(actor, "SELECT 1 FROM conferences_fact WHERE item_id = %s", item_id))
    people = bool(sql(actor, "SELECT 1 FROM conferences_item_person WHERE item_id = %s", item_id))
    assert by_page is by_sql
    assert not (lines or people) or by_sql
    return by_sql


def refuses(attempt) -> None:
    """断られる。"""
    with pytest.raises(NotVisible):
        attempt()


def test_N20_一つの議題の構成員は_同じ会議の別の議題を読めない(cast, meeting):
    assert sees(cast.hokatsu, meeting["first"])
    assert not sees(cast.hokatsu, meeting["second"])
    assert sees(cast.auditor, meeting["second"])
    assert not sees(cast.auditor, meeting["first"])
    for actor in (cast.hokatsu, cast.neighbour):
        with as_(actor), pytest.raises(NotVisible):
            queries.packet(meeting["second"], actor)
        refuses(lambda actor=actor: commands.contribute_fact(by=actor, item_id=meeting["second"], facts=fact()))
    assert not sees(cast.neighbour, meeting["first"])


def test_N21_確認の前_窓の前と後_代わりの同僚には見えない(cast, meeting):
    seat = invite(cast.csw, meeting["first"], cast.privacy)
    assert not sees(cast.privacy, meeting["first"])  # 守秘を確認する前
    refuses(lambda: commands.acknowledge_secrecy(by=cast.neighbour, seat_id=seat, wording="読みました"))
    with as_(cast.privacy):
        waiting = queries.invitations(cast.privacy)
    assert [one.item_id for one in waiting] == [None]
    assert "1年以下の拘禁刑又は100万円以下の罰金" in waiting[0].wording
    acknowledge(cast.privacy, seat)
    assert sees(cast.privacy, meeting["first"])
    # 窓の前
    later = clock.now() + timedelta(days=1)
    joins(cast.csw, meeting["second"], cast.privacy, shown_from=later)
    assert not sees(cast.privacy, meeting["second"])
    # 窓の後
    soon = clock.now() + timedelta(seconds=1.5)
    joins(cast.csw, meeting["second"], cast.account_admin, shown_until=soon)
    assert sees(cast.account_admin, meeting["second"])
    time.sleep(max(0.0, (soon - clock.now()).total_seconds()) + 0.1)
    assert not sees(cast.account_admin, meeting["second"])
    with as_(cast.account_admin):
        assert queries.invitations(cast.account_admin) == ()
    # 同じ学校(機関)の代わりの人
    assert cast.csw_manager.agency_id == cast.csw.agency_id
    assert not sees(cast.csw_manager, meeting["first"])
    assert not sees(cast.neighbour, meeting["first"])


def test_N21_委嘱の前の外部の構成員は_出席にもできない(cast, meeting):
    seat = invite(cast.csw, meeting["first"], cast.minsei)
    for statement in ("SELECT conferences_member_open(%s)", "SELECT conferences_acknowledge_outside(%s, '読んだ', now())"):
        for actor in (cast.csw, cast.neighbour):
            with pytest.raises(ProgrammingError, match="permission denied"):
                sql(actor, statement, seat)
    commands.open_conference(by=cast.city, conference_id=meeting["meeting"])
    with pytest.raises(Refused):
        commands.attend(by=cast.city, member_ids=[seat], came=True)


def test_N22_資料から_事案_人_世帯は開かない(cast, meeting):
    with as_(cast.hokatsu):
        room = queries.item_room(meeting["first"], cast.hokatsu)
        assert room.case_id == meeting["case"]
        with pytest.raises(NotVisible):
            visible_case(room.case_id)
        with pytest.raises(NotVisible):
            header_of(room.people[0][0])
    for table in ("cases_case", "cases_person", "cases_note", "people_person", "people_name", "people_place", "people_household",
                  "consent_consent", "plans_plan"):  # fmt: skip
        assert sql(cast.hokatsu, f"SELECT count(*) FROM {table}") == [0], table
        assert sql(cast.neighbour, f"SELECT count(*) FROM {table}") == [0], table


def test_N23_名簿と_ほかの議題の題は_構成員に知らせない(cast, meeting):
    with as_(cast.hokatsu):
        room = queries.item_room(meeting["first"], cast.hokatsu)
        assert room.members == ()
        assert queries.members_of(meeting["first"]) == ()
        assert queries.agenda_of(meeting["meeting"])[1:] == ()
        with pytest.raises(NotVisible):
            queries.conference_page(meeting["meeting"], cast.hokatsu)
    for actor in (cast.hokatsu, cast.neighbour):
        for table in ("conferences_member", "conferences_officer", "conferences_conference", "conferences_item_consent"):
            assert sql(actor, f"SELECT count(*) FROM {table}") == [0], table
    # 「だれが見られるのか」も、自分の分だけ
    room = sql(cast.hokatsu, "SELECT compartment_id FROM conferences_item")[0]
    assert sql(cast.hokatsu, "SELECT holder_id FROM access_who(%s)", room) == [cast.hokatsu.posting_id]
    assert sql(cast.neighbour, "SELECT holder_id FROM access_who(%s)", room) == []
    assert len(sql(cast.csw, "SELECT holder_id FROM access_who(%s)", room)) > 1


def test_N25_欠席した前の会議の議事は_同じ世帯の次の会議の構成員でも読めない(cast, meeting):
    commands.open_conference(by=cast.city, conference_id=meeting["meeting"])
    come(cast.city, meeting["first"], cast.city, cast.csw)
    commands.decide_item(by=cast.city, item_id=meeting["first"], facts=noted(SECRET))
    assert sees(cast.hokatsu, meeting["first"])
    adjourn(cast.city, meeting["meeting"])
    assert not sees(cast.hokatsu, meeting["first"])  # 来なかった人の窓は、閉会で閉じる
    again = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    next_item = item(cast.csw, again, meeting["case"], meeting["mother"])
    joins(cast.csw, next_item, cast.hokatsu)
    assert sees(cast.hokatsu, next_item)
    assert not sees(cast.hokatsu, meeting["first"])
    assert sql(cast.hokatsu, "SELECT count(*) FROM conferences_decision") == [0]
    assert sql(cast.neighbour, "SELECT count(*) FROM conferences_decision") == [0]
    assert sees(cast.city, meeting["first"])  # 役員は記録を持つ


def test_N26_資料の番号を渡しても_ほかの人には開かず_透かしに見た人が残る(cast, meeting):
    with as_(cast.hokatsu):
        mark = queries.packet(meeting["first"], cast.hokatsu).watermark
    assert cast.hokatsu.name in mark
    for actor in (cast.neighbour, cast.csw_manager, cast.auditor, cast.account_admin):
        with as_(actor), pytest.raises(NotVisible):
            queries.packet(meeting["first"], actor)
    seat = sql(cast.csw, "SELECT id FROM conferences_member WHERE posting_id = %s", cast.hokatsu.posting_id)[0]
    commands.release_member(by=cast.city, member_id=seat, reason="担当の交代")
    with as_(cast.hokatsu), pytest.raises(NotVisible):  # 開いたままの画面の次の一文から
        queries.packet(meeting["first"], cast.hokatsu)


def test_N27_会議の文は_会議の表のほかのどの表にも出ない(cast, meeting):
    commands.open_conference(by=cast.city, conference_id=meeting["meeting"])
    come(cast.city, meeting["second"], cast.city, cast.csw)
    commands.decide_item(by=cast.city, item_id=meeting["second"], facts=noted(f"決定:{SECRET}"))
    tables = doors.tables()
    assert len(tables) > 60
    for actor in (cast.csw, cast.city):  # 見てよい人の目で、すべての表をさがす
        found = {table for table in tables if sql(actor, f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", f"%{SECRET}%") != [0]}
        assert found == {"conferences_fact", "conferences_decision"}, actor.name
    with as_(cast.auditor):
        assert not [row for row in JournalEntry.objects.all() if SECRET in f"{row.reason}{row.changed}"]
    assert sql(cast.csw, "SELECT count(*) FROM search_text t JOIN access_compartment c ON c.id = t.compartment_id WHERE c.kind = 4") == [0]
    for table in tables:
        assert sql(cast.neighbour, f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", f"%{SECRET}%") == [0], table


def test_N28_構成員の機関の同僚には見えず_根拠は配属だけに終わりをつけてつく(cast, meeting):
    assert not sees(cast.csw_manager, meeting["first"])
    assert not sees(cast.privacy, meeting["first"])  # 事務局(市)の同僚
    rows = sql(cast.csw, "SELECT compartment_id FROM conferences_item UNION SELECT compartment_id FROM conferences_conference")
    assert len(rows) == 3
    for room in rows:
        held = sql(cast.csw, "SELECT holder_kind || ':' || (valid_to IS NOT NULL) || ':' || ground FROM access_who(%s)", room)
        assert set(held) == {"posting:true:conference"}


def test_N29_同意のない人は重層的支援会議に上げられず_支援会議を勧める(cast):
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    agrees(cast.csw, case_id, mother, cast.city.agency_id, cast.hokatsu.agency_id)
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    with pytest.raises(Refused) as refused:
        item(cast.csw, held, case_id, mother, son)
    assert "高橋　太郎の本人同意がありません" in refused.value.decision.reason
    assert "支援会議に上げることができます" in refused.value.decision.reason
    assert "69条" in refused.value.decision.ground
    # 関数を直に呼んでも上がらない
    with as_(cast.csw), pytest.raises(Refused):
        commands.common.ask(*_raw_item(held, case_id, son))
    ok = item(cast.csw, held, case_id, mother)  # 同意のある母だけなら上がる
    with pytest.raises(Refused) as narrow:  # 同意の及ばない機関は招けない
        invite(cast.csw, ok, cast.neighbour)
    assert "支援会議" in narrow.value.decision.reason
    support = conference(cast.city, (cast.csw, Part.SECRETARIAT), kind=SUPPORT)
    acknowledge(cast.csw)
    assert item(cast.csw, support, case_id, mother, son)
    with pytest.raises(NotVisible):
        item(cast.neighbour, held, case_id, mother)


def _raw_item(held: UUID, case_id: UUID, person: UUID):
    import json

    from kasane.kernel.ids import new_id

    facts = {
        "occasion": "share", "heading": "議題", "purpose": "case", "minutes": 10, "case_id": str(case_id), "plan_id": None,
        "requested_on": str(clock.today()), "shown_from": clock.now().isoformat(),
        "shown_until": (clock.now() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    people = [{"person_id": str(person), "label": "長男"}]
    return (
        "SELECT conferences_add_item(%s, %s, %s, %s, %s, '読んだ', now())",
        [new_id(), new_id(), held, json.dumps(facts), json.dumps(people)],
    )


def test_利害関係のある人は_招けず_届け出られたその時から見えない(cast, meeting):
    from kasane.access.commands import block_holder

    with as_(cast.csw):
        identity = header_of(meeting["mother"]).compartment_id
    block_holder(
        by=cast.csw_manager, compartment_id=identity, holder_id=cast.hokatsu.account_id, subject_id=meeting["mother"], reason="親族"
    )
    assert not sees(cast.hokatsu, meeting["first"])
    with as_(cast.hokatsu):
        assert queries.invitations(cast.hokatsu) == ()
    third = item(cast.csw, meeting["meeting"], meeting["case"], meeting["mother"])
    with pytest.raises(Refused):
        invite(cast.csw, third, cast.hokatsu)


def test_アプリの役割では_会議の表に直に書けない(cast, meeting):
    with as_(cast.csw):
        item_row, member = Item.objects.get(id=meeting["first"]), Member.objects.first()
    attempts = (
        ("UPDATE conferences_item SET shown_until = now() + interval '1 year' WHERE id = %s", item_row.id),
        ("UPDATE conferences_member SET acknowledged_at = now(), wording = 'x' WHERE id = %s", member.id),
        ("UPDATE conferences_member SET attended = true WHERE id = %s", member.id),
        ("DELETE FROM conferences_fact WHERE item_id = %s", item_row.id),
        ("UPDATE conferences_fact SET provenance = 'duty' WHERE item_id = %s", item_row.id),
        ("INSERT INTO conferences_decision SELECT * FROM conferences_decision WHERE item_id = %s", item_row.id),
        ("UPDATE conferences_conference SET state = 'open' WHERE id = %s", item_row.conference_id),
        ("INSERT INTO access_grant SELECT * FROM access_grant WHERE compartment_id = %s", item_row.compartment_id),
        ("SELECT conferences_admit(%s)", member.id),
        ("SELECT conferences_shut(%s, 'closed', 'x', now())", item_row.id),
        ("SELECT conferences_tell_plan(%s, 'approved', current_date, now())", item_row.id),
    )
    for statement, key in attempts:
        for actor in (cast.csw, cast.neighbour):
            with pytest.raises(ProgrammingError, match="permission denied"):
                sql(actor, statement, key)
