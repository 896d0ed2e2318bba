"""四つの機会 × 会議の結論: どのセルも、seed 001 §6-6(2)③「開催のタイミング」と(3)「主な検討内容」の表のとおりに動く。

会議の結論なしには、どの機会でもプランは動かない(動かす道がないことは test_plans_forcing にある)。
"""

from __future__ import annotations

import pytest
from cases.cases_town import as_

from kasane.cases import commands as cases
from kasane.cases.domain import Stage
from kasane.cases.models import Case
from kasane.kernel import clock
from kasane.kernel.decision import Refused
from kasane.plans import commands, queries
from kasane.plans.domain import LIVE, MeetingOutcome, Occasion, Outcome, PlanKind, PlanState, Programme
from plans.plans_evaluation_town import confirmed, finished, head, row_of
from plans.plans_town import World, approve, explained, household, written
from plans.plans_town import head as plan_head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]
APPROVED, REVISE, DECLINED = MeetingOutcome.APPROVED, MeetingOutcome.REVISE, MeetingOutcome.DECLINED
# 機会 × 結論 → (プランの状態, 引き継ぐ前のプランの状態, 事案の段階)。行は両事業を使わないので、了承されれば報告で確定する。
CELLS = {
    # 「プラン策定時 … プランの適切性の協議」: 了承されれば確定し、修正・不適なら案に戻る。
    (Occasion.ESTABLISH, APPROVED): (PlanState.FINAL, None, Stage.SUPPORTING),
    (Occasion.ESTABLISH, REVISE): (PlanState.DRAFT, None, Stage.INTAKE),
    (Occasion.ESTABLISH, DECLINED): (PlanState.DRAFT, None, Stage.INTAKE),
    # 「再プラン策定時 … 現プラン評価・再プラン内容の確認」: 了承されて初めて、今のプランを引き継ぐ。
    (Occasion.REPLAN, APPROVED): (PlanState.FINAL, PlanState.REPLACED, Stage.SUPPORTING),
    (Occasion.REPLAN, REVISE): (PlanState.DRAFT, PlanState.FINAL, Stage.SUPPORTING),
    (Occasion.REPLAN, DECLINED): (PlanState.DRAFT, PlanState.FINAL, Stage.SUPPORTING),
    # 「支援終結の判断時 … 支援終結の評価、フォローアップの必要性やその方法の確認」
    (Occasion.END, APPROVED): (PlanState.ENDED, None, Stage.FIELD),
    (Occasion.END, REVISE): (PlanState.FINAL, None, Stage.SUPPORTING),
    (Occasion.END, DECLINED): (PlanState.FINAL, None, Stage.SUPPORTING),
    # 「支援中断の決定時 … 本人との連絡が完全に取れなくなった場合等における、支援の中断の決定」
    (Occasion.SUSPEND, APPROVED): (PlanState.SUSPENDED, None, Stage.SUSPENDED),
    (Occasion.SUSPEND, REVISE): (PlanState.FINAL, None, Stage.SUPPORTING),
    (Occasion.SUSPEND, DECLINED): (PlanState.FINAL, None, Stage.SUPPORTING),
}
OUTCOMES = {one.occasion: one for one in Outcome}


def brought(cast, occasion):
    """この機会として諮れるところまで進めたプラン。(プラン, 引き継ぐ前のプラン, 事案)。"""
    if occasion is Occasion.ESTABLISH:
        world = household(cast.hokatsu)
        return written(cast.hokatsu, world), None, world.case_id
    town = confirmed(cast)
    outcome = OUTCOMES[occasion]
    lead = {"next_lead_agency_id": cast.csw.agency_id} if outcome is Outcome.CLOSE else {}
    finished(cast.hokatsu, town, head(outcome, **lead))
    if occasion is not Occasion.REPLAN:
        return town.plan_id, None, town.case_id
    again = commands.start_plan(by=cast.hokatsu, case_id=town.case_id, kind=PlanKind.COORDINATION, consented=True, replaces=town.plan_id)
    with as_(cast.hokatsu):
        version = queries.plan_page(again, cast.hokatsu).version
    commands.write_plan(by=cast.hokatsu, plan_id=again, version=version, facts=plan_head())
    explained(cast.hokatsu, again, town.son, town.mother)
    return again, town.plan_id, town.case_id


def standing(cast, plan_id, case_id):
    with as_(cast.hokatsu):
        page = queries.plan_page(plan_id, cast.hokatsu)
        return page, Stage(Case.objects.get(id=case_id).stage)


def test_表は四つの機会と三つの結論を尽くしている():
    assert set(CELLS) == {(occasion, outcome) for occasion in Occasion for outcome in MeetingOutcome}


@pytest.mark.parametrize(("occasion", "outcome"), list(CELLS), ids=lambda one: one.value)
def test_機会と結論の表(cast, occasion, outcome):
    plan_id, before, case_id = brought(cast, occasion)
    was, stage_before = standing(cast, plan_id, case_id)
    assert was.may_be_tabled == (occasion,)
    commands.table_plan(by=cast.hokatsu, plan_id=plan_id, occasion=occasion)
    waiting, stage_waiting = standing(cast, plan_id, case_id)
    assert waiting.occasion is occasion
    assert waiting.state in LIVE
    assert stage_waiting is stage_before, "諮っただけで事案の段階が動いた"
    if before is not None:
        assert standing(cast, before, case_id)[0].state is PlanState.FINAL, "諮っただけで今のプランが引き継がれた"
    approve(cast.hokatsu, plan_id, occasion, outcome=outcome)
    state, old_state, stage = CELLS[occasion, outcome]
    page, stage_now = standing(cast, plan_id, case_id)
    assert (page.state, page.occasion, stage_now) == (state, None, stage)
    assert [(one.occasion, one.outcome) for one in page.approvals][-1] == (occasion, outcome)
    if before is not None:
        assert standing(cast, before, case_id)[0].state is old_state
    if state in (PlanState.ENDED, PlanState.SUSPENDED):
        assert page.ended_on == clock.today()


@pytest.mark.parametrize("occasion", [Occasion.REPLAN, Occasion.END, Occasion.SUSPEND])
def test_諮っている間は_別の機会として諮れず_取りやめれば元に戻る(cast, occasion):
    plan_id, before, case_id = brought(cast, occasion)
    commands.table_plan(by=cast.hokatsu, plan_id=plan_id, occasion=occasion)
    for other in Occasion:
        with pytest.raises(Refused, match="もう会議に諮っています"):
            commands.table_plan(by=cast.hokatsu, plan_id=plan_id, occasion=other)
    commands.recall_plan(by=cast.hokatsu, plan_id=plan_id, reason="本人の体調")
    page, stage = standing(cast, plan_id, case_id)
    assert (page.state, stage) == (PlanState.DRAFT if before else PlanState.FINAL, Stage.SUPPORTING)
    with pytest.raises(Refused):
        approve(cast.hokatsu, plan_id, occasion)


def test_別の評価では諮れない(cast):
    """終結の評価で中断を、中断の評価で終結を諮ることはできない。"""
    plan_id, _, _ = brought(cast, Occasion.END)
    with pytest.raises(Refused, match="様式2-2"):
        commands.table_plan(by=cast.hokatsu, plan_id=plan_id, occasion=Occasion.SUSPEND)


def test_ほかに確定したプランがあれば_一つの終結では段階は動かない(cast):
    plan_id, _, case_id = brought(cast, Occasion.END)
    with as_(cast.hokatsu):
        son = queries.plan_page(plan_id, cast.hokatsu).persons[0]
    other = written(cast.hokatsu, World(case_id, son, son), Programme.OTHER)
    commands.table_plan(by=cast.hokatsu, plan_id=other, occasion=Occasion.ESTABLISH)
    approve(cast.hokatsu, other, Occasion.ESTABLISH)
    commands.table_plan(by=cast.hokatsu, plan_id=plan_id, occasion=Occasion.END)
    approve(cast.hokatsu, plan_id, Occasion.END)
    page, stage = standing(cast, plan_id, case_id)
    assert (page.state, stage) == (PlanState.ENDED, Stage.SUPPORTING)


def test_中断した事案は再プランで続きから支援に戻れる(cast):
    plan_id, _, case_id = brought(cast, Occasion.SUSPEND)
    commands.table_plan(by=cast.hokatsu, plan_id=plan_id, occasion=Occasion.SUSPEND)
    approve(cast.hokatsu, plan_id, Occasion.SUSPEND)
    with pytest.raises(Refused, match="中断している"):
        cases.move_stage(by=cast.hokatsu, case_id=case_id, to=Stage.INTAKE, reason="進める")
    again = commands.start_plan(by=cast.hokatsu, case_id=case_id, kind=PlanKind.COORDINATION, consented=True, replaces=plan_id)
    with as_(cast.hokatsu):
        people = queries.plan_page(again, cast.hokatsu).persons
    commands.write_plan(by=cast.hokatsu, plan_id=again, version=1, facts=plan_head())
    explained(cast.hokatsu, again, *people)
    commands.table_plan(by=cast.hokatsu, plan_id=again, occasion=Occasion.REPLAN)
    approve(cast.hokatsu, again, Occasion.REPLAN)
    page, stage = standing(cast, again, case_id)
    assert (page.state, stage) == (PlanState.FINAL, Stage.SUPPORTING)
    assert standing(cast, plan_id, case_id)[0].state is PlanState.REPLACED


def test_終結が決まった評価はもう書けず_評価も決まった日を持つ(cast):
    town = confirmed(cast)
    key = finished(cast.hokatsu, town, head(Outcome.CLOSE, next_lead_agency_id=cast.csw.agency_id))
    commands.table_plan(by=cast.hokatsu, plan_id=town.plan_id, occasion=Occasion.END)
    approve(cast.hokatsu, town.plan_id, Occasion.END)
    assert (row_of(cast.hokatsu, key).state, row_of(cast.hokatsu, key).settled_on) == ("settled", clock.today())
