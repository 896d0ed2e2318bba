"""事案の一覧のプランの欄: 状態、次のモニタリング、確定の仕方。問いは一頁に一つで、行の数によらない。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from cases.cases_town import as_, days, joins, opened
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kasane.cases.queries import CaseFilters, my_cases
from kasane.cases.views.rows import listed
from kasane.documents.queries.case_list import case_list_paper
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.plans import commands
from kasane.plans.domain import Finality, MeetingOutcome, Occasion, PlanKind, PlanState, Programme
from kasane.plans.domain.progress import Judgement
from kasane.plans.models import Plan, Setting
from kasane.plans.queries.marks import plan_marks

from .plans_town import approve, decision_facts, head, household, tabled, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


def marks(cast: Any, case_id: Any) -> list[tuple[Any, ...]]:
    with as_(cast.csw):
        return [(one.state, one.finality, one.due) for one in plan_marks([case_id]).get(case_id, ())]


def test_状態_次のモニタリング_確定の仕方が_歩みのとおりに並ぶ(cast: Any) -> None:
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH, Programme.OTHER)
    assert marks(cast, world.case_id) == [(PlanState.DRAFT, None, None)], "了承されるまで、確定の仕方は決まっていない"
    tabled(cast.csw, plan_id)
    assert marks(cast, world.case_id) == [(PlanState.TABLED, None, None)]
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    assert marks(cast, world.case_id) == [(PlanState.APPROVED, Finality.DECIDE_AND_CHECK, None)]
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts())
    assert marks(cast, world.case_id) == [(PlanState.FINAL, Finality.DECIDE_AND_CHECK, days(90))]
    commands.hold_monitoring(
        by=cast.csw, plan_id=plan_id, held_on=clock.today(), judgement=Judgement.GO_ON, summary="続ける", next_on=days(30)
    )
    assert marks(cast, world.case_id) == [(PlanState.FINAL, Finality.DECIDE_AND_CHECK, days(30))]


def test_報告で確定したプランと_差し戻されたプラン(cast: Any) -> None:
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    commands.return_plan(by=cast.city, decision_id=sent, reason="頻度を決めてください")
    assert marks(cast, world.case_id) == [(PlanState.DRAFT, None, None)], "作成中に戻れば、確定の仕方も決まっていない"
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH, outcome=MeetingOutcome.REVISE)
    assert marks(cast, world.case_id) == [(PlanState.DRAFT, None, None)]
    other = household(cast.csw)
    approve(cast.csw, tabled(cast.csw, written(cast.csw, other)), Occasion.ESTABLISH)
    assert marks(cast, other.case_id) == [(PlanState.FINAL, Finality.REPORT, days(90))]
    commands.withdraw_plan(by=cast.csw, plan_id=plan_id, reason="本人が望まない")
    assert marks(cast, world.case_id) == [], "取り下げたプランは並べない"


def test_確定の仕方は_了承された時の決めごとのまま残る(cast: Any) -> None:
    """後から市の決めごとが変わっても、もう確定したプランの確定の仕方は変わらない。"""
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH, kind=PlanKind.OUTREACH, consented=False)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    with as_(cast.city):
        Setting.objects.create(name="preconsent_outreach_needs_decision", value="no", valid_from=clock.today())
    assert marks(cast, world.case_id) == [(PlanState.APPROVED, Finality.DECIDE, None)]


def test_確定の仕方の列は_アプリからは書けない(cast: Any) -> None:
    plan_id = written(cast.csw, household(cast.csw))
    with as_(cast.csw):
        row = Plan.objects.get(id=plan_id)
        row.id, row.version, row.finality = row.case_id, 1, "report"
        row.save(force_insert=True)
        assert Plan.objects.get(id=row.case_id).finality == "", "はじめから確定の仕方を持つプランを作れた"


def test_再プランの間は_今のプランと作成中の両方が並ぶ(cast: Any) -> None:
    world = household(cast.csw)
    first = tabled(cast.csw, written(cast.csw, world))
    approve(cast.csw, first, Occasion.ESTABLISH)
    commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True, replaces=first)
    assert [one[0] for one in marks(cast, world.case_id)] == [PlanState.FINAL, PlanState.DRAFT]


def test_一覧の画面と帳票に_同じことが並ぶ(cast: Any, sign_in: Any, client: Client) -> None:
    world = household(cast.csw)
    late = tabled(cast.csw, written(cast.csw, world))
    approve(cast.csw, late, Occasion.ESTABLISH)
    commands.hold_monitoring(by=cast.csw, plan_id=late, held_on=clock.today(), judgement=Judgement.GO_ON, summary="続ける", next_on=days(1))
    sign_in(client, cast.csw)
    body = client.get(reverse("cases:list")).content.decode()
    row = re.search(rf'<tr><th scope="row"><a href="/cases/{world.case_id}/".*?</tr>', body, re.DOTALL)
    assert row
    for said in ("多機関協働（初回）", "確定", "報告", format_wareki(days(1))):
        assert said in row[0], said
    assert "過ぎています" not in row[0]
    assert '<th scope="col">プラン</th>' in body
    assert row[0].count("<td") + 1 == body.count('<th scope="col">'), "行の欄の数が見出しと合わない"
    with as_(cast.csw):
        rows = case_list_paper(CaseFilters(), by=cast.csw).sheet.values["cases"].rows
    [line] = [one for one in rows if "多機関協働（初回） 確定・報告" in one]
    after = line.index("多機関協働（初回） 確定・報告") + 1
    period = f"{format_wareki(clock.today())}〜{format_wareki(days(180))}"
    assert line[after : after + 3] == (period, format_wareki(clock.today()), format_wareki(days(1))), "期間、確定の日、次のモニタリング"


def test_過ぎたモニタリングには印がつく(cast: Any, sign_in: Any, client: Client) -> None:
    world = household(cast.csw)
    plan_id = written(cast.csw, world)
    with as_(cast.csw):
        version = Plan.objects.get(id=plan_id).version
    commands.write_plan(by=cast.csw, plan_id=plan_id, version=version, facts=head(monitoring_on=clock.today() - timedelta(days=3)))
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    sign_in(client, cast.csw)
    assert "過ぎています" in client.get(reverse("cases:list")).content.decode()


def test_問いは一頁に一つだけ増え_行の数によらない_行のない頁では増えない(cast: Any) -> None:
    def asked() -> int:
        with as_(cast.csw):
            lines = my_cases(cast.csw).lines
            with CaptureQueriesContext(connection) as captured:
                listed(lines)
            return len(captured)

    assert asked() == 0
    for count in (1, 4):
        for _ in range(count):
            approve(cast.csw, tabled(cast.csw, written(cast.csw, household(cast.csw))), Occasion.ESTABLISH)
        assert asked() == 1
    opened(cast.csw, "高橋 一郎", "高橋 花子")
    assert asked() == 1


def test_隣人にも_プランの見えない人にも_欄は空(cast: Any) -> None:
    world = household(cast.csw)
    written(cast.csw, world)
    with as_(cast.neighbour):
        assert plan_marks([world.case_id]) == {}
    joins(cast.csw, world.case_id, cast.hokatsu.agency_id, world.mother)
    with as_(cast.hokatsu):
        assert [one.state for one in plan_marks([world.case_id])[world.case_id]] == [PlanState.DRAFT], "事案の部屋の見出しは見える"
