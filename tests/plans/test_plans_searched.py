"""記録の検索: プランと評価の文が、その人・その事案の部屋の見える人にだけ見つかる。隣人には、数からも分からない。"""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_, joins
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kasane.kernel import clock
from kasane.plans import commands
from kasane.plans.domain import Occasion, PlanKind, Programme
from kasane.plans.domain.codes import Grade
from kasane.plans.domain.facts import TextFacts
from kasane.plans.domain.progress import Judgement, ProgressState, StepReport
from kasane.plans.models import Goal, Step
from kasane.plans.queries.found import SEARCHED
from kasane.search.models import SearchText
from kasane.search.queries import search_records

from .plans_evaluation_town import Town, confirmed, finished, part, started
from .plans_evaluation_town import head as sheet_head
from .plans_town import approve, head, household, step, tabled, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


def hits(by: Any, word: str, **rest: Any) -> list[tuple[str, str]]:
    """この人がこの言葉で見つける記録の、札と見出し。"""
    with as_(by):
        return [
            (hit.label, hit.record.title.split("　")[-1]) for hit in search_records(word, **rest).hits if hit.label.startswith("プラン")
        ]


@pytest.fixture
def whole(cast: Any) -> tuple[Town, UUID]:
    """検索に入れるすべての表に、しるしの言葉のある事案。長男のことは「つばめ」、世帯のことは「かもめ」。"""
    by, town = cast.hokatsu, confirmed(cast)
    key = started(by, town)
    commands.write_evaluation(
        by=by, evaluation_id=key, version=1, facts=sheet_head(opinions="かもめの意見", next_lead_agency_id=by.agency_id)
    )
    commands.write_part(by=by, evaluation_id=key, person_id=town.son, version=0, facts=part(state_now="つばめの現況"))
    commands.grade_goal(by=by, evaluation_id=key, goal_id=town.goals[0], version=0, grade=Grade.MOSTLY, text="つばめの達成")
    commands.hold_monitoring(by=by, plan_id=town.plan_id, held_on=clock.today(), judgement=Judgement.END, summary="かもめの見直し")
    asked = commands.ask_progress(by=by, plan_id=town.plan_id, due_on=clock.today(), agency_ids=[cast.csw.agency_id])
    told = [
        StepReport(town.steps[one], ProgressState.PARTLY, f"{word}の進み具合")
        for one, word in (("csw_son", "つばめ"), ("csw_mother", "ひばり"))
    ]
    commands.report_progress(by=cast.csw, request_id=asked, on=clock.today(), reports=told)
    draft = commands.start_plan(by=by, case_id=town.case_id, kind=PlanKind.COORDINATION, consented=True)
    commands.write_plan(by=by, plan_id=draft, version=1, facts=head(policy="かもめの方針"))
    commands.add_goal(by=by, plan_id=draft, person_id=town.son, text="つばめの目標")
    commands.add_step(by=by, plan_id=draft, person_id=town.son, facts=step(content="つばめの役割"))
    commands.write_text(by=by, plan_id=draft, item="untangling", person_id=None, version=0, facts=TextFacts("かもめの整理"))
    return town, draft


def test_どの表の文も_その札で見つかる(cast: Any, whole: tuple[Town, UUID]) -> None:
    assert sorted(hits(cast.hokatsu, "つばめ")) == sorted(
        [
            ("プラン", "達成目標"),
            ("プラン", "実施事項"),
            ("プラン評価", "現況・意向"),
            ("プラン評価", "目標の達成状況"),
            ("プランの進み具合", "進み具合"),
        ]
    )
    assert sorted(hits(cast.hokatsu, "かもめ")) == sorted(
        [("プラン", "希望・方針"), ("プラン", "種別ごとの欄"), ("プラン評価", "評価"), ("プランの進み具合", "モニタリング")]
    )
    assert len(hits(cast.hokatsu, "つばめ")) + len(hits(cast.hokatsu, "かもめ")) == len(SEARCHED), "試していない表がある"
    assert {label for label, _ in hits(cast.hokatsu, "つばめ", label="プラン評価")} == {"プラン評価"}


def test_どの表の控えも_元の行と同じ部屋にある(cast: Any, whole: tuple[Town, UUID]) -> None:
    """控えの部屋が広いと、読み直しで落ちても、見つかった数から分かってしまう。"""
    with as_(cast.hokatsu):
        for one in SEARCHED:
            rows = dict(one.model._default_manager.values_list("id", "compartment_id"))
            copies = dict(SearchText.objects.filter(source_kind=one.kind).values_list("source_id", "compartment_id"))
            assert copies, one.kind
            assert copies == {key: room for key, room in rows.items() if key in copies}, one.kind


def test_抜き書きが出て_見つかった頁が開き_見せた人が残る(cast: Any, sign_in: Any, client: Client, whole: tuple[Town, UUID]) -> None:
    sign_in(client, cast.hokatsu)
    body = client.post(reverse("search:ask"), {"q": "つばめの目標", "label": "", "period": ""}, follow=True).content.decode()
    assert "達成目標" in body
    assert f'href="{reverse("plans:plan", args=[whole[1]])}"' in body
    with as_(cast.hokatsu):
        found = search_records("つばめ")
    assert set(found.subjects) == {whole[0].son}
    for hit in found.hits:
        assert client.get(hit.record.url).status_code == 200, hit.record.title
        assert "つばめ" in [piece.text for one in hit.excerpts for piece in one.pieces if piece.hit], hit.record.title


def test_隣人には何も見つからず_数からも分からない(cast: Any, whole: tuple[Town, UUID]) -> None:
    for word in ("つばめ", "かもめ", "ひばり"):
        for actor in (cast.neighbour, cast.auditor, cast.account_admin, cast.city):
            with as_(actor):
                found = search_records(word)
            assert (found.hits, found.more) == ((), False), (actor.name, word)
    kinds = [one.kind for one in SEARCHED]
    with as_(cast.neighbour), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_text WHERE source_kind = ANY (%s)", [kinds])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM search_records(ARRAY[1::smallint], ARRAY['つばめ'], NULL, NULL, 50)")
        assert cursor.fetchone() == (0,)
    with as_(cast.hokatsu), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_text WHERE source_kind = ANY (%s)", [kinds])
        assert cursor.fetchone()[0] >= len(SEARCHED), "見える人にも入っていなければ、この試験は何も確かめていない"


def test_隣人の検索は_プランがあってもなくても同じ答えと同じ問い(cast: Any) -> None:
    """見えないプランは、見つかった数にも、「ほかにもあります」にも、問いの数にも出ない。"""

    def asked() -> tuple[Any, int]:
        with as_(cast.neighbour), CaptureQueriesContext(connection) as captured:
            found = search_records("つばめ")
        return dataclasses.astuple(found)[1:], len(captured)

    before = asked()
    world = household(cast.csw)
    plan_id = _draft(cast, world)
    for n in range(55):
        commands.add_goal(by=cast.csw, plan_id=plan_id, person_id=world.son, text=f"つばめの目標{n}")
    with as_(cast.csw):
        assert search_records("つばめ").more
    assert asked() == before


def test_母の部屋だけの機関には_長男の文は見つからない(cast: Any) -> None:
    world = household(cast.csw)
    plan_id = written(cast.csw, world)
    commands.add_goal(by=cast.csw, plan_id=plan_id, person_id=world.son, text="つばめの目標")
    commands.add_goal(by=cast.csw, plan_id=plan_id, person_id=world.mother, text="つばめと母の目標")
    joins(cast.csw, world.case_id, cast.hokatsu.agency_id, world.mother)
    with as_(cast.hokatsu):
        assert [hit.record.pieces for hit in search_records("つばめ").hits] == [("つばめと母の目標",)]
        assert SearchText.objects.filter(source_kind="plan_goal").count() == 1, "長男の控えの数が見えている"


def test_直した前の文と_取り下げた行は見つからない(cast: Any) -> None:
    world = household(cast.csw)
    plan_id = written(cast.csw, world)
    goal = commands.add_goal(by=cast.csw, plan_id=plan_id, person_id=world.son, text="つばめの目標")
    commands.revise_goal(by=cast.csw, goal_id=goal, version=1, text="ひばりの目標")
    assert (hits(cast.csw, "つばめ"), hits(cast.csw, "ひばり")) == ([], [("プラン", "達成目標")])
    commands.withdraw_goal(by=cast.csw, goal_id=goal, reason="やめた")
    assert hits(cast.csw, "ひばり") == []


def test_再プランに写した行も見つかり_部屋は元の行と同じ(cast: Any) -> None:
    world = household(cast.csw)
    first = written(cast.csw, world, Programme.OTHER)
    approve(cast.csw, tabled(cast.csw, first), Occasion.ESTABLISH)
    again = commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True, replaces=first)
    with as_(cast.csw):
        for model in (Goal, Step):
            row = model.objects.get(plan_id=again)
            assert SearchText.objects.get(source_id=row.id).compartment_id == row.compartment_id


def test_どの文の列も検索に入るか_入れない訳がある() -> None:
    """表に文の列が増えたら、検索に入れるかどうかを決める。"""
    left_out = {
        "withdrawn_reason", "state_reason", "carried_note",  # 手続きの理由。経過の一覧に出る
        "changes", "reasons", "reasons_for", "choices", "grade", "state",  # 選択肢の番号
    }  # fmt: skip
    for one in SEARCHED:
        assert set(one.model.Classified.sensitive) - set(one.columns) <= left_out, one.kind  # type: ignore[attr-defined]


def test_書き終えた評価も見つかる(cast: Any) -> None:
    town = confirmed(cast)
    finished(cast.hokatsu, town)
    assert ("プラン評価", "現況・意向") in hits(cast.hokatsu, "通いの場")


def _draft(cast: Any, world: Any) -> UUID:
    return commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True)
