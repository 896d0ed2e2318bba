"""プランを書く: 頭、種別ごとの欄、目標、実施事項、説明。衝突は行ごとに見つかり、変える前の文は残る(様式2-1、forms §4)。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from cases.cases_town import as_, joins, opened
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kasane.agencies.queries.register import labels
from kasane.cases import commands as cases
from kasane.consent.domain.codes import GivenBy, Method
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.plans import commands, queries
from kasane.plans.domain import Occasion, PlanKind, Programme, Who
from kasane.plans.domain.facts import ExplanationFacts, TextFacts
from kasane.plans.models import PlanItem
from kasane.plans.seed import ITEMS, OPTIONS, SERVICES
from plans.plans_town import approve, explained, head, household, step, tabled, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafted(cast):
    """作成中のプラン。(事案, プラン)。"""
    world = household(cast.csw)
    return world, written(cast.csw, world)


def page(cast, plan_id, by=None):
    with as_(by or cast.csw):
        return queries.plan_page(plan_id, by or cast.csw)


def test_頭を書くと版が進み_変える前の文が残り_変わらなければ版は進まない(cast, drafted):
    _, plan_id = drafted
    assert commands.write_plan(by=cast.csw, plan_id=plan_id, version=2, facts=head(policy="家族の休みも作る")) == 3
    assert commands.write_plan(by=cast.csw, plan_id=plan_id, version=3, facts=head(policy="家族の休みも作る")) == 3
    with as_(cast.csw):
        last = queries.revisions_of(plan_id)[0]
    assert (last.what, last.version, last.before["policy"], last.staff) == ("頭", 2, "本人の歩みに合わせる", cast.csw.name)


def test_古い版で書くと_今の値と送った値が返る(cast, drafted):
    _, plan_id = drafted
    with pytest.raises(Conflict) as clash:
        commands.write_plan(by=cast.csw, plan_id=plan_id, version=1, facts=head(policy="古い画面の方針"))
    assert clash.value.current["policy"] == "本人の歩みに合わせる"
    assert clash.value.submitted["policy"] == "古い画面の方針"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"period_to": clock.today() - timedelta(days=1)}, "period_to"),
        ({"early_start_on": clock.today()}, "early_start_reason"),
        ({"lead_agency_id": new_id()}, "lead_agency_id"),
        ({"lead_posting_id": new_id()}, "lead_agency_id"),
        ({"hope": "壊れた\x00文字"}, "hope"),
    ],
)
def test_頭の誤りは欄の名前で返る(cast, drafted, given, field):
    with pytest.raises(Invalid) as wrong:
        commands.write_plan(by=cast.csw, plan_id=drafted[1], version=2, facts=head(**given))
    assert set(wrong.value.errors) == {field}


def test_先に始めた日と理由を残せる(cast, drafted):
    """seed 001: 市の決定より前に関わりを始めることは認められる。forms §7 early_start。"""
    _, plan_id = drafted
    commands.write_plan(
        by=cast.csw, plan_id=plan_id, version=2, facts=head(early_start_on=clock.today(), early_start_reason="会えたその日に")
    )
    assert page(cast, plan_id).early_start_reason == "会えたその日に"


def test_種別ごとの欄は_選択肢と文を持ち_人の欄はその人の部屋に入る(cast):
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.PARTICIPATION, kind=PlanKind.PARTICIPATION)
    facts = TextFacts("駅前の模型店", ("03",))
    assert commands.write_text(by=cast.csw, plan_id=plan_id, item="place", person_id=world.son, version=0, facts=facts) == 1
    line = page(cast, plan_id).texts[0]
    assert (line.label, line.said, line.person_name) == ("参加の場・メニュー", "居場所\n駅前の模型店", "髙﨑　𠮷男")
    joins(cast.csw, world.case_id, cast.hokatsu.agency_id, world.mother)
    assert page(cast, plan_id, cast.hokatsu).texts == ()
    again = TextFacts("別の店", ("03",))
    with pytest.raises(Conflict):
        commands.write_text(by=cast.csw, plan_id=plan_id, item="place", person_id=world.son, version=0, facts=again)
    assert commands.write_text(by=cast.csw, plan_id=plan_id, item="place", person_id=world.son, version=1, facts=again) == 2
    for item, person, wrong, error in (
        ("place", world.son, TextFacts("店", ("77",)), Invalid), ("lead_part", None, TextFacts("協働"), NotVisible),
        ("place", new_id(), TextFacts("店"), NotVisible),
    ):  # fmt: skip
        with pytest.raises(error):
            commands.write_text(by=cast.csw, plan_id=plan_id, item=item, person_id=person, version=0, facts=wrong)


def test_世帯の欄を人について書くことはできない(cast, drafted):
    world, plan_id = drafted
    with pytest.raises(Invalid):
        commands.write_text(by=cast.csw, plan_id=plan_id, item="untangling", person_id=world.son, version=0, facts=TextFacts("課題"))


def test_市は欄の名前を日付つきの行で直せる(cast, drafted):
    _, plan_id = drafted
    with as_(cast.city):
        PlanItem.objects.create(
            kind="coordination", code="untangling", label="課題の見立て", position=1, valid_from=clock.today(), verified=True
        )  # fmt: skip
    commands.write_text(by=cast.csw, plan_id=plan_id, item="untangling", person_id=None, version=0, facts=TextFacts("二人の課題"))
    assert page(cast, plan_id).texts[0].label == "課題の見立て"


def test_実施事項は_行う機関_頻度_サービスを持ち_役割が機関ごとに並ぶ(cast, drafted):
    world, plan_id = drafted
    facts = step(who=Who.AGENCY, agency_id=cast.hokatsu.agency_id, content="母の介護を調整する", service="01", contact="内線12")
    commands.add_step(by=cast.csw, plan_id=plan_id, person_id=world.mother, facts=facts)
    commands.write_plan(
        by=cast.csw, plan_id=plan_id, version=2, facts=head(lead_agency_id=cast.csw.agency_id, lead_posting_id=cast.csw.posting_id)
    )
    shown = page(cast, plan_id)
    assert shown.steps[-1].doer == "北地域包括支援センター"
    assert shown.steps[-1].service_label.endswith("多機関協働")
    assert [(one.name, one.is_lead) for one in shown.roles] == [
        ("かさね市社会福祉協議会 総合相談支援センター", True), ("北地域包括支援センター", False),
    ]  # fmt: skip
    for wrong in ({"who": Who.AGENCY, "agency_id": None}, {"who": Who.AGENCY, "agency_id": new_id()}, {"service": "zz"}, {"content": " "}):
        with pytest.raises(Invalid):
            commands.add_step(by=cast.csw, plan_id=plan_id, person_id=None, facts=step(**wrong))


def test_取り下げた行は並ばず_確定の仕方にも数えず_理由は残る(cast):
    plan_id = written(cast.csw, household(cast.csw), Programme.OUTREACH, Programme.OTHER)
    shown = page(cast, plan_id)
    assert shown.finality.needs_decision
    line = next(one for one in shown.steps if one.uses_programme)
    commands.withdraw_step(by=cast.csw, step_id=line.id, reason="本人が望まない")
    after = page(cast, plan_id)
    assert (len(after.steps), after.hidden, after.finality.needs_decision) == (1, 0, False)
    with pytest.raises(Refused):
        commands.revise_step(by=cast.csw, step_id=line.id, version=2, facts=step())
    with pytest.raises(Invalid):
        commands.withdraw_goal(by=cast.csw, goal_id=after.goals[0].id, reason=" ")
    commands.withdraw_goal(by=cast.csw, goal_id=after.goals[0].id, reason="変わった")
    assert page(cast, plan_id).goals == ()


def test_説明は一人ずつ追記され_最後の答えが効く(cast):
    world = household(cast.csw)
    plan_id = written(cast.csw, world)
    explained(cast.csw, plan_id, world.son, agreed=False)
    assert page(cast, plan_id).unexplained == 1
    with pytest.raises(Refused, match="説明"):
        commands.table_plan(by=cast.csw, plan_id=plan_id, occasion=Occasion.ESTABLISH)
    proxy = ExplanationFacts(clock.today(), True, Method.SIGNED, GivenBy.PROXY, "髙﨑 ハナ", "手が不自由なため", paper_kept=True)
    commands.explain_plan(by=cast.csw, plan_id=plan_id, person_id=world.son, facts=proxy)
    shown = page(cast, plan_id)
    assert [one.agreed for one in shown.explained] == [True, False, True]
    assert (shown.explained[-1].given_by, shown.explained[-1].proxy_name, shown.unexplained) == ("本人(代筆)", "髙﨑 ハナ", 0)
    tabled(cast.csw, plan_id)


def test_人の行が一つもないプランは_本人への説明を求める(cast):
    world = household(cast.csw)
    plan_id = commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True)
    commands.add_step(by=cast.csw, plan_id=plan_id, person_id=None, facts=step())
    shown = page(cast, plan_id)
    assert (shown.persons, shown.unexplained) == ((world.son,), 1)


def test_同意のない事案で同意ありのプランは作れず_終結した事案ではどのプランも作れない(cast):
    case_id, _ = opened(cast.csw)
    with pytest.raises(Refused, match="同意"):
        commands.start_plan(by=cast.csw, case_id=case_id, kind=PlanKind.COORDINATION, consented=True)
    with pytest.raises(Refused, match="アウトリーチ"):
        commands.start_plan(by=cast.csw, case_id=case_id, kind=PlanKind.PARTICIPATION, consented=False)
    assert commands.start_plan(by=cast.csw, case_id=case_id, kind=PlanKind.OUTREACH, consented=False)
    cases.close_case(by=cast.csw, case_id=case_id, on=clock.today(), reason="落ち着いた")
    with pytest.raises(Refused, match="終結"):
        commands.start_plan(by=cast.csw, case_id=case_id, kind=PlanKind.OUTREACH, consented=False)


def test_会議の議題に要ることが_諮る機会と人とともに返る(cast, drafted):
    world, plan_id = drafted
    with as_(cast.csw):
        found = queries.plan_page(plan_id, cast.csw)
    assert (found.case_id, found.consented, found.may_be_tabled, found.persons) == (
        world.case_id, True, (Occasion.ESTABLISH,), (world.son,),
    )  # fmt: skip


def test_問いの数は_行の数によらない(cast, meeting):
    world = household(cast.csw)
    small = written(cast.csw, world)
    large = written(cast.csw, world, *([Programme.OTHER] * 6))
    for _ in range(5):
        commands.add_goal(by=cast.csw, plan_id=large, person_id=world.mother, text="もう一つの目標")
    explained(cast.csw, large, world.mother)

    def asked(run, by):
        with (
            as_(by),
            CaptureQueriesContext(
                connection,
            ) as found,
        ):
            run()
        return len(found)

    counts = [asked(lambda plan_id=plan_id: queries.plan_page(plan_id, cast.csw), cast.csw) for plan_id in (small, large)]
    assert counts[0] == counts[1]
    assert counts[1] <= 20
    desks = []
    for plan_id in (small, large):
        approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
        desks.append(asked(lambda: queries.decision_desk(cast.city), cast.city))
    assert desks[0] == desks[1]


def test_初期の行は_選択肢のない欄を作らず_C05の組をすべて持つ(cast):
    with as_(cast.csw):
        assert len(labels("plan_service")) == sum(len(names) for _, names in SERVICES)
        for kind in PlanKind:
            items = queries.items_of(kind, clock.today())
            assert [one.code for one in items] == [code for of, code, *_ in ITEMS if of == kind.value]
            assert all(not one.verified for one in items), "公式の様式で確かめていない欄に、確かめた印がついている"
            wanted = {code: options for of, code, _, _, options, _ in ITEMS if of == kind.value}
            for one in items:
                assert len(one.options) == (len(OPTIONS[wanted[one.code]]) if wanted[one.code] else 0)
