"""実施状況とモニタリング: 機関が自分の役割を一枚で答え、期限の近い・過ぎたものが、その人に届く(seed 001 §6-5(3)④、mission 2.6)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cases.cases_town import as_, sql
from django.db import DatabaseError, connection

from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.plans.commands import progress as following
from kasane.plans.domain.progress import Due, Judgement, ProgressState, StepReport
from kasane.plans.queries import progress as reading
from plans.plans_evaluation_town import (
    Town,
    call,
    confirmed,
    days,
    finished,
    head,
    meets,
    planned,
    random_id,
    rooms,
    table,
    team,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


@pytest.fixture
def town(cast: Any) -> Town:
    return confirmed(cast)


def asked(cast: Any, town: Town, *agencies: Any, due: int = 7) -> Any:
    wanted = [one.agency_id for one in agencies or (cast.csw, cast.hokatsu)]
    return following.ask_progress(by=cast.hokatsu, plan_id=town.plan_id, due_on=days(due), agency_ids=wanted, question="最近の様子を")


def sheet(by: Any, request_id: Any, **rest: Any) -> Any:
    with as_(by):
        return reading.progress_sheet(request_id, by=by, **rest)


def read(query: Any, by: Any) -> Any:
    with as_(by):
        return query(by)


def test_聞かれた機関は_自分の役割だけを一枚で答え_今日の仕事から消える(cast: Any, town: Town) -> None:
    request = asked(cast, town)
    [work] = read(reading.progress_waiting, cast.csw)
    assert (work.request_id, work.how, work.from_agency) == (request, Due.SOON, cast.hokatsu.agency_name)
    assert set(work.person_ids) == {town.son, town.mother}
    shown = sheet(cast.csw, request)
    assert [one.step_id for one in shown.steps] == [town.steps["csw_son"], town.steps["csw_mother"]]
    assert shown.report.allowed
    reports = [
        StepReport(town.steps["csw_son"], ProgressState.AS_PLANNED), StepReport(town.steps["csw_mother"], ProgressState.STOPPED, "入院した"),
    ]  # fmt: skip
    following.report_progress(by=cast.csw, request_id=request, on=days(0), reports=reports)
    assert read(reading.progress_waiting, cast.csw) == ()
    assert len(read(reading.progress_waiting, cast.hokatsu)) == 1
    [mine] = [one for one in sheet(cast.hokatsu, request, agency_id=cast.csw.agency_id).steps if one.step_id == town.steps["csw_mother"]]
    assert (mine.state, mine.text, mine.heard, mine.by) == (ProgressState.STOPPED, "入院した", False, cast.csw.name)
    following.report_progress(
        by=cast.csw, request_id=request, on=days(0), reports=[StepReport(town.steps["csw_mother"], ProgressState.AS_PLANNED, "退院した")]
    )
    with as_(cast.csw):
        [group] = [one for one in reading.progress_of(town.plan_id) if one.agency_id == cast.csw.agency_id]
    assert [one.text for one in group.steps] == ["", "退院した"]
    assert sql(cast.csw, "SELECT count(*) FROM plans_progress") == [3]


def test_受け持つ機関は聞き取りとして代わりに書け_支援チームはほかの機関の分を書けない(cast: Any, town: Town) -> None:
    request = asked(cast, town)
    report = [StepReport(town.steps["csw_son"], ProgressState.PARTLY)]
    following.report_progress(by=cast.hokatsu, request_id=request, agency_id=cast.csw.agency_id, on=days(0), reports=report)
    assert [one.heard for one in sheet(cast.csw, request).steps] == [True, False]
    theirs = [StepReport(town.steps["hokatsu"], ProgressState.DONE)]
    with pytest.raises(Refused, match="ほかの機関の進み具合は書けません"):
        following.report_progress(by=cast.csw, request_id=request, agency_id=cast.hokatsu.agency_id, on=days(0), reports=theirs)
    put = (
        "INSERT INTO plans_progress (id, compartment_id, recorded_at, recorded_by, request_id, step_id, agency_id, reported_agency_id, state, text, on_day)"
        " VALUES (gen_random_uuid(), %s, now(), %s, %s, %s, %s, %s, 'done', '', now())"
    )
    room, me = rooms(cast.hokatsu, town.case_id)[town.mother], cast.csw
    for whose, writer in ((cast.hokatsu, me.agency_id), (cast.hokatsu, cast.hokatsu.agency_id)):
        with pytest.raises(DatabaseError, match="ほかの機関の進み具合"):
            call(me, put, room, me.posting_id, request, town.steps["hokatsu"], whose.agency_id, writer)


def test_隣の町の人には_聞いたことも進み具合も無いのと同じ(cast: Any, town: Town) -> None:
    request = asked(cast, town)
    report = [StepReport(town.steps["csw_son"], ProgressState.DONE)]
    following.report_progress(by=cast.csw, request_id=request, on=days(0), reports=report)
    following.hold_monitoring(
        by=cast.hokatsu, plan_id=town.plan_id, held_on=days(0), judgement=Judgement.GO_ON, summary="続いている", next_on=days(30)
    )
    neighbour = cast.neighbour
    for attempt in (
        lambda: sheet(neighbour, request),
        lambda: sheet(cast.hokatsu, random_id()),
        lambda: reading_page(neighbour, town),
        lambda: following.ask_progress(by=neighbour, plan_id=town.plan_id, due_on=days(7), agency_ids=[cast.csw.agency_id]),
        lambda: following.report_progress(by=neighbour, request_id=request, on=days(0), reports=report),
        lambda: following.hold_monitoring(
            by=neighbour, plan_id=town.plan_id, held_on=days(0), judgement=Judgement.GO_ON, summary="x", next_on=days(30)
        ),
    ):
        with pytest.raises(NotVisible):
            attempt()
    for name in ("plans_progress_request", "plans_progress_ask", "plans_progress", "plans_monitoring"):
        assert sql(cast.hokatsu, f"SELECT count(*) FROM {name}")[0] > 0
        assert sql(neighbour, f"SELECT count(*) FROM {name}") == [0]


def reading_page(by: Any, town: Town) -> Any:
    with as_(by):
        return reading.following(town.plan_id, by=by)


def test_役割のない機関_聞いていない機関_過ぎた期限(cast: Any, town: Town) -> None:
    with pytest.raises(Invalid) as refused:
        asked(cast, town, cast.neighbour)
    assert set(refused.value.errors) == {"agencies"}
    with pytest.raises(Invalid) as refused:
        asked(cast, town, due=-1)
    assert set(refused.value.errors) == {"due_on"}
    request = asked(cast, town, cast.hokatsu)
    with pytest.raises(Refused, match="聞いていません"):
        following.report_progress(
            by=cast.csw, request_id=request, on=days(0), reports=[StepReport(town.steps["csw_son"], ProgressState.DONE)]
        )
    put = "INSERT INTO plans_progress_ask (id, compartment_id, request_id, agency_id, due_on) VALUES (gen_random_uuid(), %s, %s, %s, %s)"
    room = rooms(cast.hokatsu, town.case_id)[None]
    with pytest.raises(DatabaseError, match="聞けません"):
        call(cast.hokatsu, put, room, request, cast.neighbour.agency_id, days(7))
    with pytest.raises(DatabaseError, match="聞けません"):
        call(cast.csw, put, room, request, cast.csw.agency_id, days(7))
    with pytest.raises(DatabaseError, match="permission denied"):
        call(cast.hokatsu, "UPDATE plans_progress_ask SET answered_at = now()")


def test_止まっている事情のない報告_よその役割の報告は受けない(cast: Any, town: Town) -> None:
    request = asked(cast, town)
    with pytest.raises(Invalid) as refused:
        following.report_progress(
            by=cast.csw, request_id=request, on=days(0), reports=[StepReport(town.steps["csw_son"], ProgressState.STOPPED)]
        )
    assert set(refused.value.errors) == {str(town.steps["csw_son"])}
    with pytest.raises(Invalid):
        following.report_progress(
            by=cast.csw, request_id=request, on=days(0), reports=[StepReport(town.steps["hokatsu"], ProgressState.DONE)]
        )
    with pytest.raises(DatabaseError, match="permission denied"):
        call(cast.csw, "UPDATE plans_progress SET text = ''")


def test_作成中と終わったプランには_聞けず書けない(cast: Any) -> None:
    town = planned(cast, *team(cast))
    with pytest.raises(Refused, match="確定したプランだけ"):
        asked(cast, town)
    with pytest.raises(Refused, match="確定したプラン"):
        following.hold_monitoring(by=cast.csw, plan_id=town.plan_id, held_on=days(0), judgement=Judgement.END, summary="x")
    table(cast.hokatsu, town.plan_id, "establish")
    meets(cast.city, town.plan_id, "establish")
    request = asked(cast, town)
    finished(cast.hokatsu, town, head(next_lead_agency_id=cast.hokatsu.agency_id))
    table(cast.hokatsu, town.plan_id, "end")
    meets(cast.city, town.plan_id, "end")
    with pytest.raises(Refused, match="終結"):
        following.report_progress(
            by=cast.csw, request_id=request, on=days(0), reports=[StepReport(town.steps["csw_son"], ProgressState.DONE)]
        )
    assert read(reading.progress_waiting, cast.csw) == ()
    put = "INSERT INTO plans_monitoring (id, compartment_id, recorded_at, recorded_by, plan_id, agency_id, held_on, judgement, summary)"
    values = " VALUES (gen_random_uuid(), %s, now(), %s, %s, %s, now(), 'end', 'x')"
    room, me = rooms(cast.hokatsu, town.case_id)[None], cast.hokatsu
    with pytest.raises(DatabaseError, match="確定したプランではありません"):
        call(me, put + values, room, me.posting_id, town.plan_id, me.agency_id)


def test_期限を過ぎた答えは_聞いた機関に知らせる(cast: Any, town: Town) -> None:
    asked(cast, town, due=3)
    assert read(reading.progress_late, cast.hokatsu) == ()
    with clock.frozen(clock.now() + timedelta(days=5)):
        [late] = read(reading.progress_late, cast.hokatsu)
        assert (late.agency, late.late_days, late.how) == (cast.csw.agency_name, 2, Due.LATE)
        assert read(reading.progress_late, cast.csw) == ()
        assert [one.how for one in read(reading.progress_waiting, cast.csw)] == [Due.LATE]


@pytest.mark.parametrize(
    ("later", "owner", "manager"),
    [(0, False, False), (5, False, False), (6, True, False), (20, True, False), (26, True, False), (27, True, True), (60, True, True)],
)
def test_モニタリングは支援担当者に届き_過ぎて七日たつと管理者と伴走の機関にも届く(
    cast: Any, owner: bool, manager: bool, later: int
) -> None:
    """時期は20日後、14日前から知らせる。csw が支援担当者、csw_manager が同じ機関の管理者、hokatsu が伴走。"""
    confirmed(cast, lead=cast.csw)
    with clock.frozen(clock.now() + timedelta(days=later)):
        assert bool(read(reading.monitoring_due, cast.csw)) == owner
        assert bool(read(reading.monitoring_due, cast.csw_manager)) == manager
        assert bool(read(reading.monitoring_due, cast.hokatsu)) == manager
        assert read(reading.monitoring_due, cast.neighbour) == ()


def test_支援担当者のいないプランは_主担当の機関の全員に届く(cast: Any) -> None:
    confirmed(cast, lead=replace(cast.csw, posting_id=random_id()))
    with clock.frozen(clock.now() + timedelta(days=10)):
        [one] = read(reading.monitoring_due, cast.csw)
        assert not one.mine
        assert len(read(reading.monitoring_due, cast.csw_manager)) == 1


def test_モニタリングの結果が_次の時期を決める(cast: Any, town: Town) -> None:
    following.hold_monitoring(
        by=cast.hokatsu, plan_id=town.plan_id, held_on=days(0), judgement=Judgement.GO_ON, summary="続いている", next_on=days(60)
    )
    with clock.frozen(clock.now() + timedelta(days=20)):
        assert read(reading.monitoring_due, cast.hokatsu) == ()
    with clock.frozen(clock.now() + timedelta(days=61)):
        [line] = read(reading.monitoring_due, cast.hokatsu)
        assert (line.late_days, line.mine) == (1, True)
    shown = reading_page(cast.hokatsu, town)
    assert shown.next_on == days(60)
    assert [one.summary for one in shown.monitorings] == ["続いている"]
    assert {agency for agency, _ in shown.agencies} == {cast.csw.agency_id, cast.hokatsu.agency_id}


def test_見直しの結論には次の時期が要らず_プランは動かない(cast: Any, town: Town) -> None:
    following.hold_monitoring(by=cast.csw, plan_id=town.plan_id, held_on=days(0), judgement=Judgement.END, summary="落ち着いた")
    assert sql(cast.csw, "SELECT state FROM plans_plan") == ["final"]
    with pytest.raises(Invalid):
        following.hold_monitoring(by=cast.csw, plan_id=town.plan_id, held_on=days(0), judgement=Judgement.GO_ON, summary="続く")


def test_一枚の問いの数は_役割の数によらない(cast: Any, town: Town) -> None:
    request = asked(cast, town)
    counts = []
    for key in (cast.hokatsu.agency_id, cast.csw.agency_id):
        found: list[str] = []

        def counting(execute: Any, *given: Any, kept: list[str] = found) -> Any:
            kept.append(given[0])
            return execute(*given)

        with as_(cast.hokatsu), connection.execute_wrapper(counting):
            assert len(reading.progress_sheet(request, by=cast.hokatsu, agency_id=key).steps) == (1 if key == cast.hokatsu.agency_id else 2)
        counts.append(len(found))
    assert counts[0] == counts[1]
