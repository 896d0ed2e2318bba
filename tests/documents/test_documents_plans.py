"""様式2-1(三つ)・2-2・支援決定通知: 画面と同じ値、種別ごとの欄、宛名の伏せ、隣人には無い、Excel の頭は書いて戻せる。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from people.town import lives_at, protect
from plans.conftest import _APPROVE
from plans.plans_town import World, appeal_settled, approve, decision_facts, explained, household, state, step, tabled, written

from documents.papers_town import as_, words_of
from kasane.access.commands import block_holder
from kasane.documents import commands as papers
from kasane.documents import making
from kasane.documents.domain.jobs import Asked, JobKind, Purpose
from kasane.documents.queries.jobs import job_content
from kasane.documents.queries.letters import decision_paper
from kasane.documents.queries.plan import CODES, plan_paper
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.plans import commands
from kasane.plans.domain import Occasion, PlanKind, Programme
from kasane.plans.queries import dossier
from kasane.plans.queries.letters import notices_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(_django_db_helper: None) -> Iterator[None]:
    """会議の結論を写せる間(plans の試験と同じ道)。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {_APPROVE} TO kasane_app")
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {_APPROVE} FROM kasane_app")


@pytest.fixture
def world(cast: Any) -> World:
    return household(cast.csw, cast.csw.agency_id, cast.city.agency_id)


def paper(by: Any, world: World, plan_id: UUID) -> Any:
    with as_(by):
        return plan_paper(world.case_id, plan_id, by=by)


def pdf(client: Client, world: World, plan_id: UUID, kind: str = "plan") -> str:
    response = client.get(reverse("documents:paper_pdf_of", args=[world.case_id, kind, plan_id]))
    assert response.status_code == 200, response.status_code
    return words_of(response.content)


@pytest.mark.parametrize("kind", list(PlanKind))
def test_三つの種別が_それぞれの欄で出る(cast: Any, sign_in: Any, client: Client, world: World, kind: PlanKind) -> None:
    programme = {PlanKind.PARTICIPATION: Programme.PARTICIPATION, PlanKind.OUTREACH: Programme.OUTREACH}.get(kind, Programme.OTHER)
    plan_id = written(cast.csw, world, programme, kind=kind)
    own = {"coordination": "課題の整理（解きほぐし）の要旨", "participation": "参加の場・メニュー", "outreach": "働きかけの方法"}
    sign_in(client, cast.csw)
    words = pdf(client, world, plan_id)
    for expected in (f"【{kind.label_ja}】", own[kind.value], "静かに暮らしたい", "鉄道模型の話がしたい", "週に一度、散歩する", "髙﨑𠮷男"):
        assert expected in words
    assert paper(cast.csw, world, plan_id).form.code == CODES[kind]
    for other, label in own.items():
        assert (label in words) is (other == kind.value)


def test_隣人と_ほかの事案の番号には_無い(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = written(cast.csw, world)
    other = household(cast.csw, cast.csw.agency_id)
    with pytest.raises(NotVisible):
        paper(cast.csw, other, plan_id)
    sign_in(client, cast.neighbour)
    for name in ("paper_pdf_of", "paper_excel_of", "reading_of"):
        assert client.get(reverse(f"documents:{name}", args=[world.case_id, "plan", plan_id])).status_code == 404


def test_会議の結論と市の手続きが印字され_通知は決めた後に出る(
    cast: Any, sign_in: Any, client: Client, world: World, meeting: None
) -> None:
    plan_id = written(cast.csw, world, Programme.OUTREACH, Programme.OTHER)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    decision_id = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    sign_in(client, cast.city)
    notice = reverse("documents:desk_pdf", args=["decision", notices(cast, decision_id)[world.son]])
    assert client.get(notice).status_code == 404, "決める前の通知は作れない"
    commands.decide_plan(by=cast.city, decision_id=decision_id, facts=decision_facts())
    assert state(plan_id, cast.csw) == "final"
    refused = client.get(notice)
    assert refused.status_code == 403, "教示が決まるまで、通知は出せない"
    assert "教示の定め" in refused.content.decode()
    assert client.get(notice.replace("/pdf/", "/excel/")).status_code == 403
    listed = client.get(reverse("documents:desk")).content.decode()
    assert notice not in listed
    assert "教示（不服の申立ての案内）が決まっていない" in listed
    assert appeal_settled(cast.city) == 1
    assert notice in client.get(reverse("documents:desk")).content.decode()
    words = words_of(client.get(notice).content)
    for expected in ("支援決定通知書", "福総第123号", "アウトリーチを6か月行う", "髙﨑𠮷男", "市長に審査請求ができます"):
        assert expected in words
    sign_in(client, cast.csw)
    assert client.get(notice).status_code == 403, "送った機関は、通知を作れない"
    sign_in(client, cast.neighbour)
    assert client.get(notice).status_code in (403, 404)
    sign_in(client, cast.csw)
    words = pdf(client, world, plan_id)
    assert "適（了承）" in words
    assert "支援決定" in words


def decided(cast: Any, world: World, *people: UUID, by: Any = None) -> UUID:
    """それぞれの人にアウトリーチの行のあるプランを、市が決める。"""
    who = by or cast.csw
    plan_id = written(who, world, Programme.OUTREACH)
    for person in people:
        commands.add_goal(by=who, plan_id=plan_id, person_id=person, text="玄関を片づける")
        facts = step(
            Programme.OUTREACH, content="母と玄関先で会う", frequency="月1回", period_from=date(2026, 4, 1), period_to=date(2027, 3, 31)
        )
        commands.add_step(by=who, plan_id=plan_id, person_id=person, facts=facts)
    explained(who, plan_id, world.mother)
    approve(who, tabled(who, plan_id), Occasion.ESTABLISH)
    decision_id = commands.submit_for_decision(by=who, plan_id=plan_id, agency_id=cast.city.agency_id)
    commands.decide_plan(by=cast.city, decision_id=decision_id, facts=decision_facts())
    appeal_settled(cast.city)
    return decision_id


def notices(cast: Any, decision_id: UUID) -> dict[UUID, UUID]:
    """人 → その人の通知の番号。"""
    with as_(cast.city):
        return {one.person_id: one.id for one in notices_of([decision_id])}


def test_通知は一人に一通で_ほかの人の行は載らない(cast: Any, sign_in: Any, client: Client, world: World, meeting: None) -> None:
    found = notices(cast, decided(cast, world, world.mother))
    assert set(found) == {world.son, world.mother}
    sign_in(client, cast.city)
    shown = client.get(reverse("documents:desk")).content.decode()
    words = {}
    for person, notice in found.items():
        url = reverse("documents:desk_pdf", args=["decision", notice])
        assert url in shown
        words[person] = words_of(client.get(url).content)
    assert "髙﨑𠮷男様" in words[world.son]
    assert "髙﨑ハナ様" in words[world.mother]
    for mine, other in (("週に一度、散歩する", world.mother), ("母と玄関先で会う", world.son)):
        assert mine not in words[other]
    assert ("週に一度、散歩する" in words[world.son], "母と玄関先で会う" in words[world.mother]) == (True, True)
    assert "ハナ" not in words[world.son]
    assert "令和8年4月1日〜令和9年3月31日" in words[world.mother], "市が写した行の日も和暦"
    for who in (cast.csw, cast.neighbour):
        sign_in(client, who)
        for notice in found.values():
            assert client.get(reverse("documents:desk_pdf", args=["decision", notice])).status_code in (403, 404)


def test_支援決定の行のない人には_通知がない(cast: Any, world: World, meeting: None) -> None:
    assert set(notices(cast, decided(cast, world))) == {world.son}


def test_通知の宛名は_支援措置のある人だけ印字しない(cast: Any, meeting: None) -> None:
    """市が受け付けて、見てよい名指しの職員が作る通知でも、その人の宛名は出ない。もう一人の通知は変わらない。"""
    world = household(cast.city, cast.city.agency_id)
    lives_at(cast.city, world.son, "かさね市南町4-5")
    found = notices(cast, decided(cast, world, world.mother, by=cast.city))
    protect(cast.city, world.son, conceals_person=False)
    with as_(cast.city):
        son, mother = (decision_paper(found[one], by=cast.city).sheet.values for one in (world.son, world.mother))
    assert (son["addressee"].masked, son["people"].masked, mother["addressee"].text) == (True, True, "髙﨑　ハナ　様")
    assert "𠮷男" not in str(son["addressee"]) + str(son["people"])
    assert "南町" not in str(son) + str(mother)


def test_市の一件の部屋の根拠が終われば_前の綴りは渡さない(cast: Any, world: World, meeting: None) -> None:
    decision_id = decided(cast, world)
    job_id = papers.ask_packet(by=cast.csw, kind=JobKind.CASE_FILE, targets=[world.case_id], asked=Asked(Purpose.MEETING, "事例検討"))
    assert making.make_next()
    with as_(cast.csw):
        assert "福総第123号" in words_of(job_content(job_id, by=cast.csw)[1])
    with as_(cast.csw):
        room = dossier(decision_id, cast.csw).compartment_id
    block_holder(by=cast.csw_manager, compartment_id=room, holder_id=cast.csw.account_id, subject_id=world.son, reason="親族のため")
    with as_(cast.csw):
        line, content = job_content(job_id, by=cast.csw)
    assert (line.taking.allowed, content) == (False, b"")


def test_様式2_2が出る(cast: Any, sign_in: Any, client: Client, world: World, meeting: None) -> None:
    from kasane.plans.commands import evaluation as evaluations

    plan_id = written(cast.csw, world)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    evaluation_id = evaluations.start_evaluation(by=cast.csw, plan_id=plan_id, evaluated_on=clock.today())
    sign_in(client, cast.csw)
    words = pdf(client, world, evaluation_id, "evaluation")
    for expected in ("様式2-2プラン評価シート", "鉄道模型の話がしたい", "住まいの確保・安定", "再プランして継続", "世帯全体"):
        assert expected in words
    shown = client.get(reverse("documents:papers", args=[world.case_id])).content.decode()
    assert "様式2-2 プラン評価シート" in shown
    sign_in(client, cast.neighbour)
    assert client.get(reverse("documents:paper_pdf_of", args=[world.case_id, "evaluation", evaluation_id])).status_code == 404
