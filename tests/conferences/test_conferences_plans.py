"""プランは、四つの開催時期の会議を経なければ進まない(seed 001 §6-6「開催のタイミング」、forms §6.2・§6.3・§7)。

会議の側の道(decide_item)だけを通って、プランが進み、戻り、終わり、中断することと、直の SQL・二つの画面でも飛ばせないこと。
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connections
from plans.plans_evaluation_town import head, part
from plans.plans_town import World, household, state, tabled, written

from conferences.conferences_town import LAYERED, SUPPORT, acknowledge, adjourn, as_, come, conference, item, joins, noted, sql
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import ItemState, Occasion, Outcome, Part
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.plans import commands as plans
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain import Occasion as PlanOccasion
from kasane.plans.domain import PlanKind, Programme
from kasane.plans.domain.codes import Grade
from kasane.plans.domain.codes import Outcome as Evaluated
from kasane.plans.models import Approval, Goal

pytestmark = pytest.mark.django_db
SOURCE = "seed 001 §6-6"


@pytest.fixture
def world(cast) -> World:
    """CSW の事案。長男と母の同意が、CSW・市・北地域包括に及ぶ。"""
    return household(cast.csw, cast.csw.agency_id, cast.city.agency_id, cast.hokatsu.agency_id)


def convened(cast: Any, kind: str = LAYERED) -> UUID:
    """CSW が招集し、市が司会の会議。"""
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=kind)
    acknowledge(cast.city)
    return held


def on_agenda(cast: Any, held: UUID, world: World, plan_id: UUID, occasion: Occasion, *people: UUID) -> UUID:
    return item(cast.csw, held, world.case_id, *(people or (world.son,)), occasion=occasion, plan_id=plan_id)


def decided(cast: Any, held: UUID, one: UUID, outcome: Outcome = Outcome.APPROVED) -> None:
    """開会し、二人が出席し、決める。"""
    commands.open_conference(by=cast.csw, conference_id=held)
    come(cast.csw, one, cast.csw, cast.city)
    commands.decide_item(by=cast.csw, item_id=one, facts=noted("適切と認める", outcome, next_monitoring_on=clock.today()))


def passed(cast: Any, world: World, plan_id: UUID, occasion: Occasion, outcome: Outcome = Outcome.APPROVED) -> UUID:
    """会議を一回開いて、この時期を決める。"""
    held = convened(cast)
    one = on_agenda(cast, held, world, plan_id, occasion)
    decided(cast, held, one, outcome)
    return one


def evaluated(by: Actor, world: World, plan_id: UUID, outcome: Evaluated) -> None:
    """様式2-2を書き終える。"""
    key = evaluations.start_evaluation(by=by, plan_id=plan_id, evaluated_on=clock.today())
    facts = head(outcome, **({"next_lead_agency_id": by.agency_id} if outcome is Evaluated.CLOSE else {}))
    evaluations.write_evaluation(by=by, evaluation_id=key, version=1, facts=facts)
    reasons = {Evaluated.CLOSE: ("02",), Evaluated.SUSPEND: ("01",)}.get(outcome, ())
    evaluations.write_part(by=by, evaluation_id=key, person_id=world.son, version=0, facts=part(reasons=reasons))
    with as_(by):
        goals = list(Goal.objects.filter(plan_id=plan_id).values_list("id", flat=True))
    for goal in goals:
        evaluations.grade_goal(by=by, evaluation_id=key, goal_id=goal, version=0, grade=Grade.MOSTLY, text="続いている")
    evaluations.finish_evaluation(by=by, evaluation_id=key)


def test_策定_両事業のないプランは_会議の了承で確定し市に報告される(cast, world):
    plan_id = tabled(cast.csw, written(cast.csw, world))
    one = passed(cast, world, plan_id, Occasion.ESTABLISH)
    assert state(plan_id, cast.csw) == "final"
    with as_(cast.csw):
        approval = Approval.objects.get(plan_id=plan_id)
        assert (approval.item_id, approval.kind_code, approval.outcome) == (one, LAYERED, "approved")
        assert queries.item_room(one, cast.csw).state is ItemState.DECIDED
    with as_(cast.neighbour), pytest.raises(NotVisible):
        queries.item_room(one, cast.neighbour)


def test_策定_アウトリーチを使うプランは_了承の後も市の決定を待つ(cast, world):
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OUTREACH, Programme.OTHER))
    passed(cast, world, plan_id, Occasion.ESTABLISH)
    assert state(plan_id, cast.csw) == "approved"


@pytest.mark.parametrize("outcome", [Outcome.REVISE, Outcome.DECLINED])
def test_策定_修正と不適は_プランを作成中に戻す(cast, world, outcome):
    plan_id = tabled(cast.csw, written(cast.csw, world))
    passed(cast, world, plan_id, Occasion.ESTABLISH, outcome)
    assert state(plan_id, cast.csw) == "draft"


def test_再プラン_終結_中断も_会議を経て進む(cast, world):
    first = tabled(cast.csw, written(cast.csw, world))
    passed(cast, world, first, Occasion.ESTABLISH)
    evaluated(cast.csw, world, first, Evaluated.REPLAN)
    second = written(cast.csw, world, replaces=first)
    tabled(cast.csw, second, PlanOccasion.REPLAN)
    passed(cast, world, second, Occasion.REPLAN)
    assert (state(first, cast.csw), state(second, cast.csw)) == ("replaced", "final")
    evaluated(cast.csw, world, second, Evaluated.SUSPEND)
    tabled(cast.csw, second, PlanOccasion.SUSPEND)
    passed(cast, world, second, Occasion.SUSPEND)
    assert state(second, cast.csw) == "suspended"


def test_終結の判断も_会議を経て終わる(cast, world):
    plan_id = tabled(cast.csw, written(cast.csw, world))
    passed(cast, world, plan_id, Occasion.ESTABLISH)
    evaluated(cast.csw, world, plan_id, Evaluated.CLOSE)
    tabled(cast.csw, plan_id, PlanOccasion.END)
    passed(cast, world, plan_id, Occasion.END)
    assert state(plan_id, cast.csw) == "ended"


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize("kind", [LAYERED, SUPPORT])
def test_同意が会議の種類を決める_プラン(cast, world, consented, kind):
    """本人同意のあるプランは重層的支援会議、同意前のアウトリーチプランは支援会議だけ(forms §6.2、plans.domain.occasions)。"""
    plan_kind = PlanKind.COORDINATION if consented else PlanKind.OUTREACH
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OUTREACH, kind=plan_kind, consented=consented))
    held = convened(cast, kind)
    fits = consented is (kind == LAYERED)
    if not fits:
        with pytest.raises(Refused) as refused:
            on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
        assert ("重層的支援会議に上げる" if consented else "支援会議に上げる") in refused.value.decision.reason
        return
    one = on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    decided(cast, held, one)
    assert state(plan_id, cast.csw) == "approved"
    with pytest.raises(NotVisible):
        commands.decide_item(by=cast.neighbour, item_id=one, facts=noted(outcome=Outcome.APPROVED))


@pytest.mark.parametrize(("city", "desk", "others"), list(product((True, False), (True, False), (0, 1))))
def test_重層的支援会議は_市と多機関協働の両方が出席して成り立つ(cast, world, city, desk, others):
    """seed 001 §6-6: 市と多機関協働事業者は必ず出席する。市だけ・事業者だけ・ほかの機関だけでは、何人いても決められない。"""
    plan_id = tabled(cast.csw, written(cast.csw, world))
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    acknowledge(cast.city)
    one = on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    joins(cast.csw, one, cast.hokatsu)
    commands.open_conference(by=cast.csw, conference_id=held)
    here = [actor for actor, came in ((cast.city, city), (cast.csw, desk), (cast.hokatsu, bool(others))) if came]
    if here:
        come(cast.csw, one, *here)
    decider = cast.city if city else cast.csw
    facts = noted("適切", Outcome.APPROVED)
    if city and desk:
        commands.decide_item(by=decider, item_id=one, facts=facts)
        assert state(plan_id, cast.csw) == "final"
        return
    with pytest.raises(Refused):
        commands.decide_item(by=decider, item_id=one, facts=facts)
    with pytest.raises(ProgrammingError, match=r"決められません|成り立っていません"):  # 画面を通らなくても
        sql(decider, "SELECT conferences_decide(%s, %s, %s, now())", new_id(), one, json.dumps({"outcome": "approved", "text": "適切"}))
    assert state(plan_id, cast.csw) == "tabled"


def test_諮っていないプラン_別の時期_別の事案は_議題に上げられない(cast, world):
    plan_id = written(cast.csw, world)
    held = convened(cast)
    with pytest.raises(NotVisible):
        on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    tabled(cast.csw, plan_id)
    with pytest.raises(NotVisible):
        on_agenda(cast, held, world, plan_id, Occasion.END)
    other = household(cast.csw, cast.csw.agency_id, cast.city.agency_id)
    with pytest.raises(NotVisible):
        item(cast.csw, held, other.case_id, other.son, occasion=Occasion.ESTABLISH, plan_id=plan_id)
    with pytest.raises(NotVisible):
        item(
            cast.neighbour, conference(cast.neighbour, kind=LAYERED), world.case_id, world.son, occasion=Occasion.ESTABLISH, plan_id=plan_id
        )


def test_諮るのをやめたプランは_会議で決められず_決定も残らない(cast, world):
    plan_id = tabled(cast.csw, written(cast.csw, world))
    held = convened(cast)
    one = on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    plans.recall_plan(by=cast.csw, plan_id=plan_id, reason="書き直す")
    with pytest.raises(Refused):
        decided(cast, held, one)
    assert sql(cast.csw, "SELECT count(*) FROM conferences_decision") == [0]
    assert state(plan_id, cast.csw) == "draft"


def test_決める時にも_同意が及んでいること(cast, world):
    plan_id = tabled(cast.csw, written(cast.csw, world))
    held = convened(cast)
    one = on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    commands.open_conference(by=cast.csw, conference_id=held)
    come(cast.csw, one, cast.csw, cast.city)
    from kasane.consent.commands import withdraw_consent

    consent = sql(cast.csw, "SELECT id FROM consent_consent WHERE person_id = %s", world.son)[0]
    withdraw_consent(by=cast.csw, consent_id=consent)
    with pytest.raises(Refused):
        commands.decide_item(by=cast.csw, item_id=one, facts=noted("適切", Outcome.APPROVED))
    with as_(cast.city), pytest.raises(NotVisible):  # 市にも、その場で見えなくなる
        queries.item_room(one, cast.city)
    assert state(plan_id, cast.csw) == "tabled"


def test_開会の前と後_出席の前_役員でない人は_決められない(cast, world):
    plan_id = tabled(cast.csw, written(cast.csw, world))
    held = convened(cast)
    one = on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    joins(cast.csw, one, cast.hokatsu)
    facts = noted("適切", Outcome.APPROVED)
    for actor in (cast.csw, cast.city, cast.hokatsu):
        with pytest.raises(Refused):
            commands.decide_item(by=actor, item_id=one, facts=facts)
    commands.open_conference(by=cast.csw, conference_id=held)
    with pytest.raises(Refused):
        commands.decide_item(by=cast.csw, item_id=one, facts=facts)
    come(cast.csw, one, cast.csw, cast.city, cast.hokatsu)
    with pytest.raises(Refused):
        commands.decide_item(by=cast.hokatsu, item_id=one, facts=facts)
    with pytest.raises(NotVisible):
        commands.decide_item(by=cast.neighbour, item_id=one, facts=facts)
    adjourn(cast.csw, held)
    with pytest.raises(Refused):
        commands.decide_item(by=cast.csw, item_id=one, facts=facts)
    assert state(plan_id, cast.csw) == "tabled"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT plans_approve(%(plan)s, 'establish', 'layered_conference', true, %(item)s, %(item)s, 'approved', current_date, now())",
        "SELECT conferences_tell_plan(%(item)s, 'approved', current_date, now())",
        "UPDATE plans_plan SET state = 'final', confirmed_on = current_date WHERE id = %(plan)s",
        "UPDATE conferences_item SET on_consent = false WHERE id = %(item)s",
        "UPDATE conferences_member SET attended = true WHERE item_id = %(item)s",
    ],
)
def test_アプリの役割の_SQL_では_会議を飛ばせない(cast, world, statement):
    plan_id = tabled(cast.csw, written(cast.csw, world))
    held = convened(cast)
    one = on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    for actor in (cast.csw, cast.city, cast.neighbour):
        with pytest.raises(ProgrammingError, match="permission denied"), as_(actor), connections["default"].cursor() as cursor:
            cursor.execute(statement, {"plan": plan_id, "item": one})
    assert state(plan_id, cast.csw) == "tabled"


@pytest.mark.django_db(transaction=True)
def test_二つの画面で同時に決めても_決定は一つ(cast):
    world = household(cast.csw, cast.csw.agency_id, cast.city.agency_id)
    plan_id = tabled(cast.csw, written(cast.csw, world))
    held = convened(cast)
    one = on_agenda(cast, held, world, plan_id, Occasion.ESTABLISH)
    commands.open_conference(by=cast.csw, conference_id=held)
    come(cast.csw, one, cast.csw, cast.city)

    def press(actor: Actor, outcome: Outcome) -> str:
        try:
            commands.decide_item(by=actor, item_id=one, facts=noted(f"{actor.name}の決定", outcome))
        except Refused:
            return "refused"
        finally:
            connections.close_all()
        return outcome.value

    with ThreadPoolExecutor(4) as pool:
        tabs = ((cast.csw, Outcome.APPROVED), (cast.city, Outcome.DECLINED), (cast.city, Outcome.APPROVED), (cast.csw, Outcome.REVISE))
        answers = list(pool.map(lambda tab: press(*tab), tabs))
    assert answers.count("refused") == 3
    assert sql(cast.csw, "SELECT outcome FROM conferences_decision") == [one for one in answers if one != "refused"]
    assert sql(cast.csw, "SELECT count(*) FROM plans_approval") == [1]
