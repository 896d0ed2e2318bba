"""並べきれない一覧は、黙って切らない: 紙に、何件だけか、全部では少なくとも何件か、残りの読み方を書き、画面にも書く。"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import days
from django.test import Client
from django.urls import reverse
from plans.plans_town import approve, decision_facts, household, tabled, written

from documents.papers_town import PaperTown, as_, paper, settled, words_of
from documents.test_documents_plans import meeting as meeting
from kasane.cases.queries import CaseFilters
from kasane.documents.queries import case_list, progress
from kasane.documents.queries.case_list import case_list_paper
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.plans import commands
from kasane.plans.domain import Occasion, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Any) -> PaperTown:
    return settled(cast.csw, cast.hokatsu)


def listed(cast: Any) -> tuple[str, int]:
    """範囲の文と、並んだ事案の数。"""
    with as_(cast.csw):
        values = case_list_paper(CaseFilters(stage="", mine_only=False, closed=False), by=cast.csw).sheet.values
    return values["scope"].text, len(values["cases"].rows)


def test_支援ケース一覧は_切ったら_何件以上あるかと絞り方を言う(cast: Any, town: PaperTown, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(cast.csw, cast.hokatsu)
    said, whole = listed(cast)
    assert whole >= 2
    assert said == f"自機関の事案　{whole:,}件（すべて）"
    for most, page in ((whole - 1, 200), (whole - 1, 1)):
        monkeypatch.setattr(case_list, "MOST", most)
        monkeypatch.setattr(case_list, "_PAGE", page)
        said, shown = listed(cast)
        assert shown == most
        assert said.startswith(f"自機関の事案　{most:,}件だけ（全部では{whole:,}件以上あります）。")
        assert "絞る" in said
    monkeypatch.setattr(case_list, "MOST", whole)
    assert listed(cast)[0].endswith("（すべて）"), "ちょうどなら、切っていない"


def test_経過一覧は_切ったら_古い記録の読み方を言う(cast: Any, town: PaperTown, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(paper(cast.csw, town, "progress").sheet.values["notes"].rows)
    assert paper(cast.csw, town, "progress").sheet.values["range"].text == f"{whole}件（すべて）"
    monkeypatch.setattr(progress, "MOST", whole - 1)
    values = paper(cast.csw, town, "progress").sheet.values
    assert len(values["notes"].rows) == whole - 1
    assert values["range"].text.startswith(f"{whole - 1}件だけ（全部では{whole}件以上あります）")
    assert "「経過」の画面" in values["range"].text


def test_切ったことは_印字され_画面も限りと絞り方を言う(
    cast: Any, sign_in: Any, client: Client, town: PaperTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOST", 1)
    sign_in(client, cast.csw)
    assert "1件だけ（全部では2件以上あります）" in words_of(
        client.get(reverse("documents:paper_pdf", args=[town.case_id, "progress"])).content
    )
    assert "新しいほうから3,000件まで" in client.get(reverse("documents:papers", args=[town.case_id])).content.decode()
    desk = client.get(reverse("documents:desk")).content.decode()
    assert "最後に動いた1,000件まで" in desk
    assert 'name="stage"' in desk
    url = reverse("documents:case_list_pdf") + "?whose=agency"
    found = {stage: words_of(client.get(f"{url}&stage={stage}").content) for stage in ("", "closed")}
    assert ("髙﨑𠮷子" in found[""], "髙﨑𠮷子" in found["closed"]) == (True, False)
    sign_in(client, cast.neighbour)
    assert "髙﨑" not in words_of(client.get(url).content)


def test_支援ケース一覧に_プランの期間と支援決定の日が並ぶ(cast: Any, meeting: None) -> None:
    world = household(cast.csw, cast.csw.agency_id, cast.city.agency_id)
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)

    def row() -> tuple[str, ...]:
        with as_(cast.csw):
            rows = case_list_paper(CaseFilters(stage="", mine_only=False, closed=False), by=cast.csw).sheet.values["cases"].rows
        return next(one for one in rows if "髙﨑　ハナ" in one[1])

    period = f"{format_wareki(clock.today())}〜{format_wareki(days(180))}"
    assert row()[9:11] == (period, ""), "決まる前は、決定の日が空"
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts())
    assert row()[9:11] == (period, format_wareki(clock.today()))
