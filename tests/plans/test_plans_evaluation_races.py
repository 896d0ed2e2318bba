"""二つのタブ: 書き終える・諮る・戻す・終結するが同時に起きても、会議を経ない終わりも、終わった事案に残る動くプランも生まれない。

確定してから別々の接続で行う。所有者の側から直に動かしても、評価のない終結は引き金が止める。
"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import as_
from django.db import DatabaseError

from kasane.cases import commands as cases
from kasane.cases.models import Case
from kasane.kernel.decision import Conflict, Refused
from kasane.plans import commands
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain.codes import Grade, Occasion
from kasane.plans.models import Evaluation, EvaluationPart, GoalGrade
from plans.plans_evaluation_town import (
    Town,
    call,
    confirmed,
    days,
    finished,
    head,
    meets,
    part,
    plan_of,
    planned,
    row_of,
    started,
    table,
    team,
)
from plans.test_plans_at_once import at_once, done

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("meeting")]


@pytest.fixture
def town(cast: Any) -> Town:
    return confirmed(cast)


def test_二つのタブで諮るのと戻すのが重なっても_諮った評価は作成中にならない(cast: Any, town: Town) -> None:
    key = finished(cast.hokatsu, town)
    at_once(
        lambda: commands.table_plan(by=cast.hokatsu, plan_id=town.plan_id, occasion=Occasion.END),
        lambda: evaluations.reopen_evaluation(by=cast.csw, evaluation_id=key),
    )
    occasion, state = plan_of(cast.hokatsu, town.plan_id).occasion, row_of(cast.hokatsu, key).state
    assert (occasion, state) in {("end", "tabled"), ("", "draft")}


def test_二つのタブで評価を始めても_一枚だけ(cast: Any, town: Town) -> None:
    answers = at_once(*[lambda: started(cast.hokatsu, town)] * 4)
    assert len(done(answers)) == 1
    with as_(cast.hokatsu):
        assert Evaluation.objects.count() == 1


def test_同じ欄を同時に初めて書くと_一つが残り_ほかは両方を見せられる(cast: Any, town: Town) -> None:
    key = started(cast.hokatsu, town)
    words = ["社協の文", "包括の文"]
    answers = at_once(
        *(
            lambda by=by, text=text: evaluations.write_part(
                by=by, evaluation_id=key, person_id=town.son, version=0, facts=part(state_now=text, reasons=())
            )
            for by, text in zip((cast.csw, cast.hokatsu), words, strict=True)
        )
    )
    [clash] = [one for one in answers if isinstance(one, Conflict)]
    with as_(cast.hokatsu):
        kept = EvaluationPart.objects.get(evaluation_id=key).state_now
    assert {kept, clash.submitted.state_now} == set(words)
    graded = at_once(
        *(
            lambda by=by: evaluations.grade_goal(by=by, evaluation_id=key, goal_id=town.goals[0], version=0, grade=Grade.MOSTLY)
            for by in (cast.csw, cast.hokatsu)
        )
    )
    assert len(done(graded)) == 1
    with as_(cast.hokatsu):
        assert GoalGrade.objects.filter(evaluation_id=key).count() == 1


def test_書き終えるのと書き加えるのが重なっても_会議に諮る文は書き終えた文(cast: Any, town: Town) -> None:
    key = started(cast.hokatsu, town)
    evaluations.write_evaluation(by=cast.hokatsu, evaluation_id=key, version=1, facts=head(next_lead_agency_id=cast.hokatsu.agency_id))
    evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=town.son, version=0, facts=part())
    for goal in town.goals:
        evaluations.grade_goal(by=cast.hokatsu, evaluation_id=key, goal_id=goal, version=0, grade=Grade.MOSTLY)
    answers = at_once(
        lambda: evaluations.finish_evaluation(by=cast.hokatsu, evaluation_id=key),
        lambda: evaluations.write_part(by=cast.csw, evaluation_id=key, person_id=town.son, version=1, facts=part(state_now="後の文")),
    )
    with as_(cast.hokatsu):
        kept = EvaluationPart.objects.get(evaluation_id=key, person_id=town.son).state_now
    assert row_of(cast.hokatsu, key).state == "finished"
    assert (kept == "後の文") == (not isinstance(answers[1], Refused))


def test_事案の終結とプランを諮るのが重なっても_終わった事案に動くプランは残らない(cast: Any) -> None:
    town = planned(cast, *team(cast))
    at_once(
        lambda: cases.close_case(by=cast.hokatsu, case_id=town.case_id, on=days(0), reason="落ち着いた"),
        lambda: commands.table_plan(by=cast.hokatsu, plan_id=town.plan_id, occasion=Occasion.ESTABLISH),
    )
    with as_(cast.hokatsu):
        closed = Case.objects.get(id=town.case_id).stage == "closed"
    assert (closed, plan_of(cast.hokatsu, town.plan_id).state) in {(True, "draft"), (False, "tabled")}


def test_終結した事案のプランは諮れない(cast: Any) -> None:
    town = planned(cast, *team(cast))
    cases.close_case(by=cast.hokatsu, case_id=town.case_id, on=days(0), reason="落ち着いた")
    with pytest.raises(Refused):
        commands.table_plan(by=cast.hokatsu, plan_id=town.plan_id, occasion=Occasion.ESTABLISH)
    with pytest.raises(DatabaseError, match="終結した事案のプランは動かせません"):
        table(cast.hokatsu, town.plan_id, "establish")


def test_終結の手続きは_二つのタブでも一度だけ(cast: Any, town: Town) -> None:
    key = finished(cast.hokatsu, town)
    table(cast.hokatsu, town.plan_id, "end")
    meets(cast.city, town.plan_id, "end")
    answers = at_once(*[lambda: evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key)] * 3)
    assert len(done(answers)) == 1
    assert call(cast.hokatsu, "SELECT count(*) FROM cases_note WHERE act = 'carry_out_end'") == [(1,)]


def test_元のチームとの再開は_二つのタブでも一度だけ(cast: Any) -> None:
    case_id, _, _ = team(cast)
    cases.close_case(by=cast.hokatsu, case_id=case_id, on=days(0), reason="落ち着いた")
    answers = at_once(*[lambda: commands.resume_case(by=cast.hokatsu, case_id=case_id, reason="再び")] * 3)
    assert len(done(answers)) == 1
    assert call(cast.hokatsu, "SELECT count(*) FROM cases_involvement WHERE role = 'member' AND valid_to IS NULL") == [(1,)]


@pytest.mark.parametrize(
    "change",
    [
        "occasion = 'end'",
        "occasion = 'suspend'",
        "state = 'ended', ended_on = current_date",
        "state = 'suspended', ended_on = current_date",
        "state = 'replaced'",
    ],
)  # fmt: skip
def test_所有者が直に動かしても_評価のない終結_中断_再プランは止まる(cast: Any, town: Town, owner_sql: Any, change: str) -> None:
    """どの関数に穴があっても、評価のないまま終わることはない。"""
    with pytest.raises(DatabaseError, match="評価"):
        owner_sql(f"UPDATE plans_plan SET {change} WHERE id = %s", [town.plan_id])
    started(cast.hokatsu, town)
    with pytest.raises(DatabaseError, match="評価"):
        owner_sql(f"UPDATE plans_plan SET {change} WHERE id = %s", [town.plan_id])
