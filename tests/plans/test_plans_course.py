"""プランの歩み: 策定から、会議、市の支援決定・確認・報告、確定まで(seed 001 §6-6、forms §6.3・§7)。"""

from __future__ import annotations

import pytest
from cases.cases_town import as_

from kasane.cases.models import Case
from kasane.plans import commands, queries
from kasane.plans.domain import Finality, Occasion, Part, PlanState, Programme
from plans.plans_town import approve, decision_facts, household, state, tabled, written

pytestmark = pytest.mark.django_db


def test_混ざったプランは_会議の了承の後に市の支援決定で確定し_ほかの支援は確認になる(cast, meeting):
    world = household(cast.csw)
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OUTREACH, Programme.OTHER))
    assert state(plan_id, cast.csw) == "tabled"
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    assert state(plan_id, cast.csw) == "approved"
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    with as_(cast.city):
        desk = queries.decision_desk(cast.city)
        assert [one.id for one in desk.waiting] == [sent]
        assert desk.waiting[0].people == ("髙﨑　𠮷男",)
        found = queries.dossier(sent, cast.city)
        assert found.line.finality is Finality.DECIDE_AND_CHECK
        assert all(found.rows(part) for part in Part)
        assert not Case.objects.filter(id=world.case_id).exists(), "市の課に見えるのは書類だけで、事案は見えない"
    commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts())
    with as_(cast.csw):
        page = queries.plan_page(plan_id, cast.csw)
        assert (page.state, page.confirmed_on) == (PlanState.FINAL, decision_facts().decided_on)
        assert page.city[0].document_number == "福総第123号"
        assert Case.objects.get(id=world.case_id).stage == "supporting"
