"""確定の仕方: Python の規則と SQL の関数が、乱数のどのプランでも同じ答えになる。読む機関によっても変わらない。"""

from __future__ import annotations

import pytest
from cases.cases_town import as_, joins
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasane.cases.models import Case, CasePerson
from kasane.kernel import clock
from kasane.kernel.ids import new_id
from kasane.plans import queries
from kasane.plans.domain import Finality, PlanContent, PlanKind, Programme, Who, finality
from kasane.plans.models import Plan, Setting, Step
from plans.plans_town import household, written

pytestmark = pytest.mark.django_db
WORLD = st.tuples(
    st.sampled_from(PlanKind), st.booleans(), st.sampled_from(("yes", "no", "")),
    st.lists(st.tuples(st.sampled_from(Programme), st.booleans()), max_size=5),
)  # fmt: skip


def test_PythonとSQLの確定の仕方が一致する(cast):
    world = household(cast.csw)
    with as_(cast.csw):
        room = CasePerson.objects.get(person_id=world.son).compartment_id
    seen: set[Finality] = set()

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
    @given(WORLD)
    def agree(drawn):
        kind, consented, says, steps = drawn
        consented = consented or kind is not PlanKind.OUTREACH
        with transaction.atomic():
            with as_(cast.city):
                Setting.objects.create(name="preconsent_outreach_needs_decision", value=says, valid_from=clock.today())
            with as_(cast.csw):
                plan = _plan(cast.csw, world, kind, consented)
                for programme, withdrawn in steps:
                    _step(cast.csw, plan, world.son, room, programme, withdrawn)
                live = frozenset(programme for programme, withdrawn in steps if not withdrawn)
                expected = finality(PlanContent(kind, consented, live, preconsent_needs_decision=says != "no"))
                assert queries.standing_of(plan).finality is expected
                seen.add(expected)
            transaction.set_rollback(True)

    agree()
    assert seen == set(Finality), "三つの形のどれかが、乱数の世界に出てこなかった"


def test_市の決めごとは_その日に効いている行から読む(cast):
    with as_(cast.city):
        assert queries.setting("preconsent_outreach_needs_decision") == "yes"
        Setting.objects.create(name="preconsent_outreach_needs_decision", value="no", valid_from=clock.today())
        assert queries.setting("preconsent_outreach_needs_decision") == "no"
        assert queries.setting("決めていないこと") == ""


def test_一部の人の部屋しか見えない機関にも_確定の仕方と数は同じ(cast):
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH, Programme.OTHER)
    joins(cast.csw, world.case_id, cast.hokatsu.agency_id, world.mother)
    with as_(cast.csw):
        mine = queries.plan_page(plan_id, cast.csw)
    with as_(cast.hokatsu):
        theirs = queries.plan_page(plan_id, cast.hokatsu)
    assert mine.finality is theirs.finality is Finality.DECIDE_AND_CHECK
    assert (len(mine.steps), mine.hidden) == (2, 0)
    assert (theirs.steps, theirs.goals, theirs.hidden) == ((), (), 3), "母の部屋しか見えない機関に、長男の行が見えている"


def test_隣人は_プランの事実を何も数えられない(cast):
    plan_id = written(cast.csw, household(cast.csw))
    with as_(cast.neighbour), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM plans_facts(%s)", [plan_id])
        assert cursor.fetchall() == []


def _plan(by, world, kind, consented):
    with as_(by):
        case = Case.objects.get(id=world.case_id)
        return Plan.objects.create(
            id=new_id(), compartment_id=case.compartment_id, case=case, agency_id=by.agency_id, kind=kind.value, consented=consented,
            written_on=clock.today(), changed_at=clock.now(), recorded_at=clock.now(), recorded_by=by.posting_id,
        )  # fmt: skip


def _step(by, plan, person, room, programme, withdrawn):
    gone = {"withdrawn_at": clock.now(), "withdrawn_by": by.posting_id} if withdrawn else {}
    Step.objects.create(
        id=new_id(), compartment_id=room, plan=plan, person_id=person, written_agency_id=by.agency_id, who=Who.SELF.value, content="散歩",
        programme=programme.value, recorded_at=clock.now(), recorded_by=by.posting_id, **gone,
    )  # fmt: skip
