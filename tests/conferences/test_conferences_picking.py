"""記録から資料に写す: 見える記録だけを、元の機関と時点と出所をつけて。同意・税・支援措置の決まりは、手で書くときと同じ。"""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from cases.cases_town import note
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from people_of_the_town import Cast

from conferences.conferences_screen_room import url
from conferences.conferences_town import (
    LAYERED,
    acknowledge,
    agrees,
    agrees_tax,
    as_,
    conference,
    item,
    joins,
    opened,
    outcome_of,
    sql,
)
from kasane.agencies.queries.names import agency_names
from kasane.cases import commands as cases
from kasane.cases import registry as case_registry
from kasane.cases.domain.codes import Audience
from kasane.cases.domain.recorded import Chapter, RecordLine
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import Part, Provenance, Section
from kasane.conferences.domain.recorded import section_of
from kasane.conferences.queries.recorded import Pickable, pickable_lines
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.kernel.wareki import parse_date
from kasane.people import commands as people
from kasane.people.commands.places import PlaceFacts
from kasane.people.commands.protection import Opponent, ProtectionFacts
from kasane.people.domain.codes import PlaceKind, ProtectionKind
from kasane.plans import commands as plans
from kasane.plans.domain import Programme, Who
from kasane.plans.domain.codes import PlanKind
from kasane.plans.domain.facts import StepFacts
from kasane.programmes.coordination.commands.assessment import CellAnswer, save_section
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Source
from kasane.programmes.coordination.domain.assessment import Section as Part12
from kasane.programmes.coordination.domain.values import FactValue
from kasane.programmes.coordination.queries.items import items_on

pytestmark = pytest.mark.django_db
EARLIER = clock.today() - timedelta(days=40)


class Table:
    """csw の事案の支援会議。経過が三つ(一つは自機関だけ)、プランの行、議題に一人。"""

    def __init__(self, cast: Cast, kind: str = "support_conference", *agreed: UUID) -> None:
        self.case, (self.person, self.other) = opened(cast.csw, "高橋 花子", "高橋 一郎")
        if kind == LAYERED:
            agrees(cast.csw, self.case, self.person, *agreed)
            agrees(cast.csw, self.case, self.person, cast.hokatsu.agency_id, topics=frozenset({Topic.CIRCUMSTANCES}))
        self.visit = cases.record_note(
            by=cast.csw, case_id=self.case, facts=note("新聞がたまっていた", happened_on=EARLIER, person_id=self.person)
        )
        self.own = cases.record_note(by=cast.csw, case_id=self.case, facts=note("機関の中だけの覚え", audience=Audience.OWN))
        self.sibling = cases.record_note(by=cast.csw, case_id=self.case, facts=note("一郎の話", person_id=self.other))
        self.plan = plans.start_plan(by=cast.csw, case_id=self.case, kind=PlanKind.OUTREACH, consented=False)
        self.goal = plans.add_goal(by=cast.csw, plan_id=self.plan, person_id=self.person, text="外に出る")
        step = StepFacts(programme=Programme.OUTREACH, who=Who.SELF, content="訪ねる", issue="つながりがない", frequency="週1回")
        self.step = plans.add_step(by=cast.csw, plan_id=self.plan, person_id=self.person, facts=step)
        self.conference = conference(cast.csw, (cast.city, Part.CHAIR), kind=kind)
        acknowledge(cast.city)
        self.item = item(cast.csw, self.conference, self.case, self.person)

    def lines(self, who: Any) -> dict[str, Pickable]:
        with as_(who):
            return {one.line.key: one for one in pickable_lines(self.item, who)}


def test_選べるのは見える記録だけで_出どころと時点と出所がつく(cast: Cast) -> None:
    at = Table(cast)
    lines = at.lines(cast.csw)
    visit = lines[f"note:{at.visit}"]
    assert (visit.line.as_of, visit.provenance, section_of(visit.line), visit.taken) == (
        EARLIER,
        Provenance.CONFERENCE,
        Section.COURSE,
        False,
    )
    with as_(cast.csw):
        assert visit.source == agency_names([cast.csw.agency_id])[cast.csw.agency_id]
    assert f"plan_goal:{at.goal}" in lines
    assert lines[f"plan_step:{at.step}"].line.text == "訪ねる（週1回）"
    assert f"note:{at.own}" not in lines
    assert f"note:{at.sibling}" not in lines  # 議題に上がっていない人のこと
    assert at.lines(cast.city) == {}  # 司会でも、事案の記録が見えなければ何も出ない
    assert at.lines(cast.neighbour) == {}


def test_会議は記録を持つ部屋に尋ねるだけで_部屋が差し出した行が_章の所に並ぶ(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Table(cast)
    given = [
        RecordLine("elsewhere", uuid4(), "ほかの部屋の記録", text, chapter, Topic.HOUSING, whom, cast.csw.agency_id, EARLIER)
        for chapter, text, whom in (
            (Chapter.ISSUES, "家賃が高い", at.person),
            (Chapter.NOW, "", at.person),
            (Chapter.NOW, "一郎", at.other),
        )
    ]
    asked: list[UUID] = []

    def give(case_id: UUID, by: Any) -> list[RecordLine]:
        asked.append(case_id)
        return given

    monkeypatch.setattr(case_registry, "_records", [give])
    (line,) = at.lines(cast.csw).values()  # 文のない行と、議題に上がっていない人の行は出ない
    assert (line.line.text, section_of(line.line), line.provenance) == ("家賃が高い", Section.ISSUES, Provenance.CONFERENCE)
    assert at.lines(cast.neighbour) == {}
    assert asked == [at.case]  # 議題の見えない人のためには、尋ねもしない


def test_選んだ記録が_元の機関と時点のまま資料になり_二度は載らない(cast: Cast) -> None:
    at = Table(cast)
    joins(cast.csw, at.item, cast.hokatsu)
    made = commands.pick_facts(by=cast.csw, item_id=at.item, keys=[f"note:{at.visit}", f"plan_goal:{at.goal}"])
    assert len(made) == 2
    with as_(cast.hokatsu):
        seen = {one.id: one for one in queries.packet(at.item, cast.hokatsu).lines}
    first = seen[made[0]]
    assert (first.text, first.as_of, first.source_agency_id) == ("新聞がたまっていた", EARLIER, cast.csw.agency_id)
    assert sql(cast.csw, "SELECT source_kind || ':' || source_id FROM conferences_fact WHERE id = %s", made[0]) == [f"note:{at.visit}"]
    assert at.lines(cast.csw)[f"note:{at.visit}"].taken
    with pytest.raises(Refused):
        commands.pick_facts(by=cast.csw, item_id=at.item, keys=[f"note:{at.visit}"])
    with pytest.raises(Invalid):
        commands.pick_facts(by=cast.csw, item_id=at.item, keys=[])


def test_見えない記録と別の事案の記録は_画面からもSQLからも載らない(cast: Cast) -> None:
    at, other = Table(cast), Table(cast)
    for who, key in (
        (cast.city, f"note:{at.visit}"),
        (cast.csw, f"note:{other.visit}"),
        (cast.csw, f"note:{at.own}"),
        (cast.csw, f"note:{uuid4()}"),
    ):
        with pytest.raises(NotVisible):
            commands.pick_facts(by=who, item_id=at.item, keys=[key])
    for who in (cast.neighbour, cast.hokatsu):
        with pytest.raises(NotVisible):
            commands.pick_facts(by=who, item_id=at.item, keys=[f"note:{at.visit}"])
    attempts = [
        (cast.city, at.item, "note", at.visit, at.person), (cast.neighbour, at.item, "note", at.visit, at.person),
        (cast.csw, at.item, "note", other.visit, at.person), (cast.csw, at.item, "note", at.own, None),
        (cast.csw, at.item, "note", at.visit, None), (cast.csw, at.item, "consent", at.visit, at.person),
    ]  # fmt: skip
    for who, one, kind, source, person in attempts:
        facts = {"section": "now", "text": "x", "provenance": "conference", "topic": "circumstances", "person_id": person and str(person),
                 "as_of": str(clock.today()), "source_kind": kind, "source_id": str(source), "words_seen": False}  # fmt: skip
        with pytest.raises(ProgrammingError), as_(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT conferences_pick_fact(gen_random_uuid(), %s, %s, now())", [one, json.dumps(facts)])
    with as_(cast.csw):
        assert queries.packet(at.item, cast.csw).lines == ()


def test_同意のもとの議題では_同意の及ばない構成員がいれば_一つも載らない(cast: Cast) -> None:
    at = Table(cast, LAYERED, cast.city.agency_id)
    facts = note("眠れていない", person_id=at.person, audience=Audience.SENSITIVE)
    health = cases.record_note(by=cast.csw, case_id=at.case, facts=facts)
    lines = at.lines(cast.csw)
    assert lines[f"note:{at.visit}"].provenance is Provenance.CONSENT
    assert lines[f"note:{health}"].line.topic is Topic.HEALTH
    joins(cast.csw, at.item, cast.hokatsu)  # 北見の機関には、生活の状況だけを伝えてよい
    commands.pick_facts(by=cast.csw, item_id=at.item, keys=[f"note:{at.visit}"])
    with pytest.raises(Refused) as refused:
        commands.pick_facts(by=cast.csw, item_id=at.item, keys=[f"plan_goal:{at.goal}", f"note:{health}"])
    assert "一つも載せていません" in outcome_of(refused)
    with as_(cast.csw):
        assert len(queries.packet(at.item, cast.csw).lines) == 1


def test_世帯の課税状況は_税の同意があっても_だれの税か決まらないので載らない_N40(cast: Cast) -> None:
    at = Table(cast)
    source = Source(Origin.SELF, None, clock.today(), Certainty.CONFIRMED)
    with as_(cast.csw):
        code = sorted(next(one for one in items_on() if one.key == "E-05").choices)[0]
    answers = [CellAnswer("E-05", FactValue(codes=(code,)), source), CellAnswer("E-02-2", FactValue(amount=Decimal(90000)), source)]
    save_section(by=cast.csw, case_id=at.case, section=Part12.E, base=0, answers=answers)
    found = {one.line.heading: one for one in at.lines(cast.csw).values() if one.line.kind == "assessment"}
    tax, money = found["アセスメント　課税状況"], found["アセスメント　世帯の収入(月額)"]
    assert (tax.provenance, money.provenance, money.line.text) == (Provenance.TAX, Provenance.CONFERENCE, "世帯の収入(月額)：90,000円")
    assert tax.barred
    agrees_tax(cast.csw, at.case, at.person, cast.csw.agency_id, cast.city.agency_id)
    with pytest.raises(Refused, match="税情報"):
        commands.pick_facts(by=cast.csw, item_id=at.item, keys=[tax.line.key, money.line.key])
    for provenance, topic, person in (("conference", "money", None), ("tax", "tax", None), ("tax", "tax", at.person)):
        facts = {"section": "now", "text": "x", "provenance": provenance, "topic": topic, "person_id": person and str(person),
                 "as_of": str(clock.today()), "source_kind": "assessment", "source_id": str(tax.line.id), "words_seen": True}  # fmt: skip
        with pytest.raises(ProgrammingError), as_(cast.csw), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT conferences_pick_fact(gen_random_uuid(), %s, %s, now())", [at.item, json.dumps(facts)])
    (made,) = commands.pick_facts(by=cast.csw, item_id=at.item, keys=[money.line.key])
    assert sql(cast.csw, "SELECT source_agency_id FROM conferences_fact WHERE id = %s", made) == [cast.csw.agency_id]


def test_支援措置の居どころは_記録に書いてあっても_資料では伏せる_K7(cast: Cast) -> None:
    at = Table(cast)
    people.record_place(by=cast.csw, person_id=at.person, facts=PlaceFacts(PlaceKind.RESIDENCE, "架空市緑町三丁目"))
    told = cases.record_note(by=cast.csw, case_id=at.case, facts=note("架空市 緑町三丁目の部屋を訪ねた", person_id=at.person))
    day = parse_date("令和2年4月1日").earliest
    facts = ProtectionFacts(kind=next(iter(ProtectionKind)), applied_on=day, valid_from=day, opponents=[Opponent(name="相手方")])
    people.protect_address(by=cast.csw, person_id=at.person, facts=facts)
    made = commands.pick_facts(by=cast.csw, item_id=at.item, keys=[f"note:{told}"])
    (text,) = sql(cast.csw, "SELECT text FROM conferences_fact WHERE id = %s", made[0])
    assert "緑町" not in text
    assert "支援措置のため伏せています" in text


def test_税を思わせる言葉は_確かめるまで載らない_N42(cast: Cast) -> None:
    at = Table(cast)
    told = cases.record_note(by=cast.csw, case_id=at.case, facts=note("市民税を滞納していると本人が話した", person_id=at.person))
    with pytest.raises(Invalid) as asked:
        commands.pick_facts(by=cast.csw, item_id=at.item, keys=[f"note:{told}"])
    assert set(asked.value.errors) == {"tax_words_seen"}
    assert commands.pick_facts(by=cast.csw, item_id=at.item, keys=[f"note:{told}"], tax_words_seen=True)


def test_選ぶ画面から載せる_司会と隣人には何も出ない(cast: Cast, sign_in: Any, client: Client) -> None:
    at = Table(cast)
    sign_in(client, cast.csw)
    body = client.get(url("picking", at.item)).content.decode()
    for words in ("新聞がたまっていた", "訪ねる（週1回）", "106条の6"):
        assert words in body
    assert "機関の中だけの覚え" not in body
    assert client.post(url("pick", at.item), {}).status_code == 422
    answer = client.post(url("pick", at.item), {"picked": [f"note:{at.visit}"]})
    assert answer.status_code == 302
    assert "新聞がたまっていた" in client.get(url("item", at.item)).content.decode()
    assert "載せてあります" in client.get(url("picking", at.item)).content.decode()
    chair, next_door = Client(), Client()
    sign_in(chair, cast.city)
    sign_in(next_door, cast.neighbour)
    assert "選べる記録はありません" in chair.get(url("picking", at.item)).content.decode()
    assert chair.post(url("pick", at.item), {"picked": [f"plan_goal:{at.goal}"]}).status_code == 422
    assert next_door.get(url("picking", at.item)).status_code == 404
    assert next_door.post(url("pick", at.item), {"picked": [f"plan_goal:{at.goal}"]}).status_code == 404
