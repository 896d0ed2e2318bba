"""隣人(同じ役割・別の事案の職員)には、プランがあることも分からない。どの操作・どの問い・どの表も、無いプランと同じ答えになる。"""

from __future__ import annotations

import pytest
from cases.cases_town import as_, joins
from django.db import connection, transaction

from kasane.access import commands as access
from kasane.access import guarded
from kasane.consent.domain.codes import Method
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.people.queries.person import header_of
from kasane.plans import commands, queries
from kasane.plans.domain import Occasion, PlanKind, Programme
from kasane.plans.domain.facts import ExplanationFacts, TextFacts
from plans.plans_town import approve, decision_facts, head, household, step, tabled, written

pytestmark = pytest.mark.django_db
TABLES = ("plan", "text", "goal", "step", "explanation", "revision", "approval", "decision", "dossier_line")


@pytest.fixture
def town(cast, meeting):
    """CSW の、市の決定を待つプラン。直した行・欄・説明・了承・書類のどの表にも行がある。"""
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH, Programme.OTHER)
    commands.write_text(by=cast.csw, plan_id=plan_id, item="untangling", person_id=None, version=0, facts=TextFacts("二人の課題"))
    with as_(cast.csw):
        page = queries.plan_page(plan_id, cast.csw)
    commands.revise_goal(by=cast.csw, goal_id=page.goals[0].id, version=1, text="模型店に行きたい")
    draft = commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.OUTREACH, consented=False)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    return {
        "case": world.case_id, "son": world.son, "mother": world.mother, "plan": plan_id, "draft": draft, "goal": page.goals[0].id, "step": page.steps[0].id, "sent": sent,
    }  # fmt: skip


def attempts(town, agency):
    """プランについてのすべての操作。"""
    plan = {"plan_id": town["plan"]}
    told = ExplanationFacts(explained_on=clock.today(), agreed=True, method=Method.ORAL)
    return {
        "start_plan": {"case_id": town["case"], "kind": PlanKind.COORDINATION, "consented": True},
        "write_plan": {**plan, "version": 1, "facts": head()},
        "write_text": {**plan, "item": "untangling", "person_id": None, "version": 0, "facts": TextFacts("書く")},
        "take_consent": {"plan_id": town["draft"], "version": 1},
        "add_goal": {**plan, "person_id": town["son"], "text": "目標"},
        "revise_goal": {"goal_id": town["goal"], "version": 1, "text": "目標"},
        "withdraw_goal": {"goal_id": town["goal"], "reason": "やめた"},
        "add_step": {**plan, "person_id": town["son"], "facts": step()},
        "revise_step": {"step_id": town["step"], "version": 1, "facts": step()},
        "withdraw_step": {"step_id": town["step"], "reason": "やめた"},
        "explain_plan": {**plan, "person_id": town["son"], "facts": told},
        "table_plan": {**plan, "occasion": Occasion.ESTABLISH},
        "recall_plan": {**plan, "reason": "やめた"},
        "withdraw_plan": {**plan, "reason": "やめた"},
        "submit_for_decision": {**plan, "agency_id": agency},
        "decide_plan": {"decision_id": town["sent"], "facts": decision_facts()},
        "return_plan": {"decision_id": town["sent"], "reason": "戻す"},
    }  # fmt: skip


OURS = {
    name for name in commands.__all__ if getattr(commands, name).__module__.rsplit(".", 1)[-1] in ("plans", "rows", "tabling", "deciding")
}


def test_隣人にはどの操作もないプランと同じ答えになる(cast, town):
    given = attempts(town, cast.city.agency_id)
    assert set(given) == OURS, "試していない操作がある"
    absent = attempts({key: new_id() for key in town}, cast.city.agency_id)
    for name, values in given.items():
        answers = []
        for one in (values, absent[name]):
            with pytest.raises((NotVisible, Refused)) as said, transaction.atomic():
                getattr(commands, name)(by=cast.neighbour, **one)
            answers.append((type(said.value), str(said.value)))
        assert answers[0] == answers[1], name
        # 市の決定は、市の担当者の役割がない時点で断られる。ほかはすべて「無い」と答える。
        assert answers[0][0] is (Refused if name in ("decide_plan", "return_plan") else NotVisible), name


def test_隣人にはどの表も空で_どの問いも無いと答える(cast, town):
    for actor in (cast.neighbour, cast.auditor, cast.account_admin):
        with as_(actor), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM plans_{table}")
                assert cursor.fetchone() == (0,), (actor.name, table)
            for ask in (lambda: queries.plan_page(town["plan"], actor), lambda: queries.visible_plan(town["plan"]),  # noqa: B023
                        lambda: queries.dossier(town["sent"], actor), lambda: queries.revisions_of(town["plan"])):  # noqa: B023  # fmt: skip
                with pytest.raises(NotVisible):
                    ask()
            assert queries.plans_of(town["case"]) == ()
    with as_(cast.csw), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM plans_{table}")
            assert cursor.fetchone()[0] > 0, f"{table}: 見えるはずの人にも空なら、この試験は何も確かめていない"


def test_市の課に見えるのは届いた書類だけで_ほかの課の同じ役割には見えない(cast, town):
    with as_(cast.city), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM plans_{table}")
            assert (cursor.fetchone()[0] > 0) == (table in ("decision", "dossier_line")), table
    with as_(cast.neighbour), pytest.raises(Refused):
        queries.decision_desk(cast.neighbour)


def test_母の部屋だけの機関には_長男の行も版も見えない(cast, town):
    joins(cast.csw, town["case"], cast.hokatsu.agency_id, town["mother"])
    with as_(cast.hokatsu), connection.cursor() as cursor:
        for table, shown in (("plan", True), ("text", True), ("goal", False), ("step", False), ("explanation", False), ("decision", False),
                             ("dossier_line", False)):  # fmt: skip
            cursor.execute(f"SELECT count(*) FROM plans_{table}")
            assert (cursor.fetchone()[0] > 0) == shown, table
        cursor.execute("SELECT count(*) FROM plans_revision WHERE row_kind = 'goal'")
        assert cursor.fetchone() == (0,)
        page = queries.plan_page(town["plan"], cast.hokatsu)
        assert page.hidden == 3
        assert not page.decisions["table"].allowed
    with pytest.raises(NotVisible):
        commands.revise_goal(by=cast.hokatsu, goal_id=town["goal"], version=2, text="書き換える")


def test_利害関係で遮断された人には_届いた書類も見えない(cast, town):
    """拒否は根拠に勝つ: 市の課の部屋は後から開いたが、長男の記録の遮断がそこにも写る。"""
    with as_(cast.csw):
        identity = header_of(town["son"]).compartment_id
    access.block_holder(
        by=cast.csw_manager, compartment_id=identity, holder_id=cast.city.account_id, subject_id=town["son"], reason="長男のおじ"
    )
    with as_(cast.city):
        assert queries.decision_desk(cast.city).waiting == ()
        with pytest.raises(NotVisible):
            queries.dossier(town["sent"], cast.city)
    with pytest.raises(NotVisible):
        commands.decide_plan(by=cast.city, decision_id=town["sent"], facts=decision_facts())
    sql = "SELECT plans_decide(%s, 'decided', '福総第1号', %s, '行う', '', '', %s)"
    with as_(cast.city), pytest.raises(Refused):
        guarded.ask(sql, [town["sent"], clock.today(), clock.now()], refusal="決める根拠がない")


def test_遮断の後に届いた書類も見えない(cast, meeting):
    world = household(cast.csw)
    with as_(cast.csw):
        identity = header_of(world.son).compartment_id
    access.block_holder(
        by=cast.csw_manager, compartment_id=identity, holder_id=cast.city.account_id, subject_id=world.son, reason="長男のおじ"
    )
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    with as_(cast.city), pytest.raises(NotVisible):
        queries.dossier(sent, cast.city)
