"""様式2-1(三つ)・2-2・支援決定通知: 画面と同じ値、種別ごとの欄、宛名の伏せ、隣人には無い、Excel の頭は書いて戻せる。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from people.town import lives_at, protect
from plans.conftest import _APPROVE
from plans.plans_town import World, approve, decision_facts, household, state, tabled, written

from documents.papers_town import as_, words_of
from kasane.documents.queries.letters import decision_paper
from kasane.documents.queries.plan import CODES, plan_paper
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.plans import commands
from kasane.plans.domain import Occasion, PlanKind, Programme

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
    notice = reverse("documents:desk_pdf", args=["decision", decision_id])
    assert client.get(notice).status_code == 404, "決める前の通知は作れない"
    commands.decide_plan(by=cast.city, decision_id=decision_id, facts=decision_facts())
    assert state(plan_id, cast.csw) == "final"
    words = words_of(client.get(notice).content)
    for expected in ("支援決定通知書", "福総第123号", "アウトリーチを6か月行う", "髙﨑𠮷男", "法制担当に確かめていません"):
        assert expected in words
    sign_in(client, cast.csw)
    assert client.get(notice).status_code == 403, "送った機関は、通知を作れない"
    sign_in(client, cast.neighbour)
    assert client.get(notice).status_code in (403, 404)
    sign_in(client, cast.csw)
    words = pdf(client, world, plan_id)
    assert "適（了承）" in words
    assert "支援決定" in words


def test_通知の宛名は_支援措置があれば印字しない(cast: Any, world: World, meeting: None) -> None:
    lives_at(cast.csw, world.son, "かさね市南町4-5")
    plan_id = written(cast.csw, world, Programme.OUTREACH)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    decision_id = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    commands.decide_plan(by=cast.city, decision_id=decision_id, facts=decision_facts())
    protect(cast.csw, world.son, conceals_person=False)
    with as_(cast.city):
        values = decision_paper(decision_id, by=cast.city).sheet.values
    assert "南町" not in str(values)


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
