"""事案のだれかについての利害関係は議題にも効き、支援措置の居どころは、議題のどの文にも残らない(security.md X1・K7・N30・N34)。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connections, transaction
from people.town import lives_at, protect, register

from conferences.conference_work_room import meeting
from conferences.conferences_town import acknowledge, as_, come, conference, fact, invite, item, joins, noted, opened, sql
from kasane.cases import commands as cases
from kasane.cases.domain import Standing
from kasane.conferences import commands, queries
from kasane.conferences.commands import minutes
from kasane.conferences.domain.codes import Part
from kasane.conferences.domain.minutes import MinuteKind
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, Refused
from kasane.people import commands as people
from kasane.people.domain.codes import PlaceKind

pytestmark = pytest.mark.django_db
HOME = "かさね市緑町3-14-2 コーポ葵201"
WRITTEN = "かさね市緑町３－１４－２　コーポ葵２０１"
KIND = next(iter(MinuteKind))


def seen(actor: Actor, item_id: UUID) -> list[Any]:
    """この人に見える、議題と資料(画面の問いでも、直の SQL でも)。"""
    with as_(actor):
        try:
            room = [line.text for line in queries.packet(item_id, actor).lines]
        except NotVisible:
            room = []
    return room + sql(actor, "SELECT heading FROM conferences_item WHERE id = %s", item_id)


@pytest.fixture
def about_son(cast: Any) -> dict[str, Any]:
    """母と長男の事案の、長男だけを上げた議題。市と重田が役員、北見が構成員。"""
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    return {"case": case_id, "mother": mother, "son": son, "meeting": held}


def block(cast: Any, person: UUID, actor: Actor) -> None:
    people.block_from_person(by=cast.csw_manager, person_id=person, account_id=actor.account_id, reason="母の親族と分かった")


@pytest.mark.parametrize("when", ["before", "after"])
def test_上げていない家族についての利害関係でも_議題は見えない(cast: Any, about_son: dict[str, Any], when: str) -> None:
    barred = (cast.hokatsu, cast.city)
    if when == "before":
        block(cast, about_son["mother"], cast.city)
    one = item(cast.csw, about_son["meeting"], about_son["case"], about_son["son"])
    if when == "after":
        joins(cast.csw, one, cast.hokatsu)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("夜に出歩く", person_id=about_son["son"]))
    if when == "after":
        for actor in barred:
            assert len(seen(actor, one)) == 2
            block(cast, about_son["mother"], actor)
    else:
        block(cast, about_son["mother"], cast.hokatsu)
        with pytest.raises(Refused):
            invite(cast.csw, one, cast.hokatsu)
    for actor in (*barred, cast.neighbour):
        assert seen(actor, one) == []
    assert len(seen(cast.csw, one)) == 2  # 届け出のない人には、そのまま見える


def test_後から事案に加わった家族についての利害関係も効き_別の事案の議題には及ばない(cast: Any, about_son: dict[str, Any]) -> None:
    one = item(cast.csw, about_son["meeting"], about_son["case"], about_son["son"])
    other_case, (stranger,) = opened(cast.csw, "佐藤 一郎")
    other = item(cast.csw, about_son["meeting"], other_case, stranger)
    father = register(cast.csw, "高橋 次郎")
    block(cast, father, cast.city)
    assert len(seen(cast.city, one)) == len(seen(cast.city, other)) == 1
    cases.add_person_to_case(by=cast.csw, case_id=about_son["case"], person_id=father, standing=Standing.FAMILY)
    assert seen(cast.city, one) == []
    assert len(seen(cast.city, other)) == 1


def every_text(actor: Actor, item_id: UUID) -> str:
    """この人が直の SQL で読める、議題の文の全部。"""
    found = sql(actor, "SELECT heading FROM conferences_item WHERE id = %s", item_id)
    for table in ("conferences_fact", "conferences_decision", "conferences_minute"):
        found += sql(actor, f"SELECT text FROM {table} WHERE item_id = %s", item_id)
    found += sql(
        actor,
        "SELECT b.text FROM conferences_minute_before b JOIN conferences_minute m ON m.id = b.minute_id WHERE m.item_id = %s",
        item_id,
    )
    return "\n".join(found)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("tabled", [0, 1])
def test_支援措置の居どころは_題にも議事にも決定にも残らない(cast: Any, when: str, tabled: int) -> None:
    case_id, family = opened(cast.csw, "高橋 花子", "高橋 太郎")
    mother = family[0]  # tabled が 1 なら、議題に上がるのは長男だけ
    lives_at(cast.csw, mother, HOME)
    lives_at(cast.csw, mother, "090-1234-5678", PlaceKind.PHONE)
    if when == "before":
        protect(cast.csw, mother)
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case_id, family[tabled], heading=f"{WRITTEN}での見守り")
    joins(cast.csw, one, cast.hokatsu)
    commands.open_conference(by=cast.city, conference_id=held)
    come(cast.city, one, cast.city, cast.csw, cast.hokatsu)
    line = minutes.write_minute(by=cast.csw, item_id=one, kind=KIND, text=f"{WRITTEN}に一人でいる")
    minutes.revise_minute(by=cast.csw, line_id=line, kind=KIND, text=f"{WRITTEN}にいる。電話は090-1234-5678", version=1)
    commands.decide_item(by=cast.city, item_id=one, facts=noted(f"{WRITTEN}を週に一度訪ねる"))
    commands.close_conference(by=cast.city, conference_id=held)
    if when == "after":
        assert "葵" in every_text(cast.csw, one)
        commands.close_item(by=cast.city, item_id=one, reason="終わり")
        protect(cast.csw, mother)
    for actor in (cast.csw, cast.city):
        read = every_text(actor, one)
        assert not [word for word in ("緑町", "葵", "３－１４", "1234") if word in read], read
        assert read.count("支援措置のため伏せています") == 5  # 題・議事(住所と電話)・前の議事・決定
        assert "での見守り" in read
        assert "を週に一度訪ねる" in read
    assert every_text(cast.neighbour, one) == ""
    assert sql(cast.csw, "SELECT version FROM conferences_minute WHERE id = %s", line) == [2]


def test_伏せる置き換えの道を_議事の書き換えに使えない(cast: Any) -> None:
    at = meeting(cast)
    lives_at(cast.csw, at.people[0], HOME)
    line = minutes.write_minute(by=cast.city, item_id=at.item, kind=KIND, text="元の文")
    commands.close_item(by=cast.city, item_id=at.item, reason="終わり")
    protect(cast.csw, at.people[0])
    with pytest.raises(DatabaseError), as_(cast.city), transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("UPDATE conferences_minute SET text = '書き換えた文' WHERE id = %s", [line])
    assert sql(cast.city, "SELECT text FROM conferences_minute WHERE id = %s", line) == ["元の文"]


def test_支援措置のない人の居どころは_そのまま書ける(cast: Any) -> None:
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    lives_at(cast.csw, mother, HOME)
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case_id, mother, heading=f"{WRITTEN}での見守り")
    assert sql(cast.csw, "SELECT heading FROM conferences_item WHERE id = %s", one) == [f"{WRITTEN}での見守り"]
