"""プランの歩み: 策定から、会議、市の支援決定・確認・報告、確定まで(seed 001 §6-6、forms §6.3・§7)。"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from cases.cases_town import as_, days

from kasane.cases import commands as cases
from kasane.cases.domain import Stage
from kasane.cases.models import Case, Note
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, Refused
from kasane.kernel.wareki import format_wareki
from kasane.plans import commands, queries
from kasane.plans.domain import DecisionState, Finality, MeetingOutcome, Notice, Occasion, Part, PlanKind, PlanState, Programme
from kasane.plans.models import Approval, Setting
from plans.plans_town import approve, decision_facts, head, household, state, step, tabled, written

pytestmark = pytest.mark.django_db


def submitted(cast, world, *programmes, **rest):
    """会議で了承され、市へ出したプランと、その一件。"""
    plan_id = tabled(cast.csw, written(cast.csw, world, *programmes, **rest))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    return plan_id, commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)


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
        assert desk.person_ids == [world.son]
        found = queries.dossier(sent, cast.city)
        assert found.line.finality is Finality.DECIDE_AND_CHECK
        assert [one.section for one in found.rows(Part.DECIDE)] == ["アウトリーチ等事業"]
        assert [one.section for one in found.rows(Part.CHECK)] == ["両事業以外の支援"]
        assert found.may.allowed
        assert found.line.notice is Notice.UNKNOWN, "教示の要否は法制担当に確かめるまで未確認(forms §7)"
        assert "髙﨑　𠮷男" in found.draft_text
        assert not Case.objects.filter(id=world.case_id).exists(), "市の課に見えるのは書類だけで、事案は見えない"
    commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts())
    with as_(cast.csw):
        page = queries.plan_page(plan_id, cast.csw)
        assert (page.state, page.confirmed_on) == (PlanState.FINAL, clock.today())
        assert page.city[0].document_number == "福総第123号"
        assert page.approvals[0].occasion is Occasion.ESTABLISH
        assert Case.objects.get(id=world.case_id).stage == Stage.SUPPORTING.value
        assert {"start_plan", "table_plan", "decide_item", "submit_for_decision", "decide_plan", "confirm_plan"} <= set(
            Note.objects.filter(case_id=world.case_id).values_list("act", flat=True)
        )


def test_書類の日付は和暦で_期間_モニタリングの時期も写る(cast, meeting):
    """起案文にそのまま載るので、決裁の文書の言い方にそろえる(forms §7「内容・期間・委託先」)。"""
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH)
    facts = head(early_start_on=clock.today(), early_start_reason="先に会えた", lead_agency_id=cast.hokatsu.agency_id)
    commands.write_plan(by=cast.csw, plan_id=plan_id, version=2, facts=facts)
    with as_(cast.csw):
        line = queries.plan_page(plan_id, cast.csw).steps[0]
    told = step(Programme.OUTREACH, period_from=clock.today(), period_to=days(180))
    commands.revise_step(by=cast.csw, step_id=line.id, version=line.version, facts=told)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    with as_(cast.city):
        found = queries.dossier(sent, cast.city)
    today, end = format_wareki(clock.today()), format_wareki(days(180))
    texts = {one.section: one.text for one in found.lines}
    assert texts["先に始めた理由"] == f"{today}　先に会えた"
    assert texts["プランの期間"] == f"{today}〜{end}"
    assert texts["モニタリングの時期"] == format_wareki(days(90))
    assert texts["アウトリーチ等事業"].endswith(f"週1回 ／ {today}〜{end}")
    assert texts["主担当機関"] == cast.hokatsu.agency_name
    assert not re.search(r"\d{4}-\d\d-\d\d", found.draft_text)


def test_SQLの和暦はPythonと同じ言い方(owner_sql):
    days_of = [
        date(1926, 12, 25),
        date(1989, 1, 7),
        date(1989, 1, 8),
        date(2019, 4, 30),
        date(2019, 5, 1),
        date(2020, 1, 1),
        date(2026, 11, 9),
    ]
    for day in days_of:
        assert owner_sql("SELECT plans_wareki(%s)", [day]) == [(format_wareki(day),)]


def test_両事業だけのプランは_すべて支援決定の対象になる(cast, meeting):
    _, sent = submitted(cast, household(cast.csw), Programme.OUTREACH, Programme.PARTICIPATION)
    with as_(cast.city):
        found = queries.dossier(sent, cast.city)
    assert found.line.finality is Finality.DECIDE
    assert len(found.rows(Part.DECIDE)) == 2
    assert found.rows(Part.CHECK) == ()


def test_どちらも使わないプランは_会議の了承の日に確定し_市には報告が届く(cast, meeting):
    world = household(cast.csw)
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OTHER))
    with pytest.raises(Refused, match="支援決定は要りません"):
        commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    held_on = clock.today() - timedelta(days=2)
    approve(cast.csw, plan_id, Occasion.ESTABLISH, on=held_on)
    with as_(cast.csw):
        page = queries.plan_page(plan_id, cast.csw)
    assert (page.state, page.confirmed_on) == (PlanState.FINAL, held_on)
    with as_(cast.city):
        desk = queries.decision_desk(cast.city)
        assert not desk.waiting
        assert [(one.state, one.finality) for one in desk.settled] == [(DecisionState.RECEIVED, Finality.REPORT)]
        assert not queries.dossier(desk.settled[0].id, cast.city).may.allowed, "報告に決めることはない"


def test_会議で修正_不適になったプランは作成中に戻り_直してもう一度諮る(cast, meeting):
    plan_id = written(cast.csw, household(cast.csw), Programme.OTHER)
    for outcome in (MeetingOutcome.REVISE, MeetingOutcome.DECLINED):
        approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH, outcome=outcome)
        assert state(plan_id, cast.csw) == "draft"
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    assert state(plan_id, cast.csw) == "final"
    with as_(cast.csw):
        assert list(Approval.objects.order_by("recorded_at").values_list("outcome", flat=True)) == ["revise", "declined", "approved"]


def test_会議の間に直した行は了承に含まれ_了承の後は誰も変えられない(cast, meeting):
    """forms §13.1: 9月10日の会議は「一か所直して了承」。"""
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    with as_(cast.csw):
        line = queries.plan_page(plan_id, cast.csw).steps[0]
    commands.revise_step(by=cast.csw, step_id=line.id, version=line.version, facts=step(Programme.OUTREACH, content="月に二度、訪問する"))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    with as_(cast.csw):
        assert Approval.objects.get(plan_id=plan_id).seen["rows"][str(line.id)] == 2
    for change in (
        lambda: commands.revise_step(by=cast.csw, step_id=line.id, version=2, facts=step(Programme.OTHER)),
        lambda: commands.withdraw_step(by=cast.csw, step_id=line.id, reason="やめた"),
        lambda: commands.add_step(by=cast.csw, plan_id=plan_id, person_id=None, facts=step()),
        lambda: commands.add_goal(by=cast.csw, plan_id=plan_id, person_id=None, text="別の目標"),
    ):
        with pytest.raises(Refused, match="再プラン"):
            change()


def test_市が差し戻すと作成中に戻り_会議からやり直す(cast, meeting):
    plan_id, sent = submitted(cast, household(cast.csw), Programme.OUTREACH)
    commands.return_plan(by=cast.city, decision_id=sent, reason="頻度を決めてください")
    with as_(cast.csw):
        page = queries.plan_page(plan_id, cast.csw)
    assert (page.state, page.state_reason, page.confirmed_on) == (PlanState.DRAFT, "頻度を決めてください", None)
    assert page.city[0].state is DecisionState.RETURNED
    with pytest.raises(Refused):
        commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    with pytest.raises(Refused, match="差し戻し"):
        commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts())


def test_決裁日は会議の了承の日から今日まで_文書番号と内容が要る(cast, meeting):
    """forms §13 規則9: プラン作成 ≦ 決定。§7: 決定文書の項目。"""
    plan_id, sent = submitted(cast, household(cast.csw), Programme.PARTICIPATION)
    for given, field in (
        ({"decided_on": clock.today() - timedelta(days=1)}, "decided_on"), ({"decided_on": clock.today() + timedelta(days=1)}, "decided_on"),
        ({"document_number": " "}, "document_number"), ({"content": ""}, "content"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts(**given))
        assert set(wrong.value.errors) == {field}
    assert state(plan_id, cast.csw) == "approved"


def test_同意前のアウトリーチプランは_守秘義務のある会議で了承され_段階は動かない(cast, meeting):
    """seed 001 §6-4: 同意前のプランは支援会議に諮る。forms §7: 支援決定が要るかは市の決めごと(既定は要る)。"""
    world = household(cast.csw)
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OUTREACH, kind=PlanKind.OUTREACH, consented=False))
    with pytest.raises(Refused):
        approve(cast.csw, plan_id, Occasion.ESTABLISH, consent_kind=True)
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    assert state(plan_id, cast.csw) == "approved"
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts())
    with as_(cast.csw):
        assert Case.objects.get(id=world.case_id).stage == Stage.INTAKE.value


def test_市が決めれば_同意前のアウトリーチプランは報告だけで確定する(cast, meeting):
    with as_(cast.city):
        Setting.objects.create(name="preconsent_outreach_needs_decision", value="no", valid_from=clock.today())
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH, kind=PlanKind.OUTREACH, consented=False))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    assert state(plan_id, cast.csw) == "final"


def test_本人同意のあるプランは_同意の要らない会議では了承できない(cast, meeting):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OTHER))
    with pytest.raises(Refused):
        approve(cast.csw, plan_id, Occasion.ESTABLISH, consent_kind=False)
    assert state(plan_id, cast.csw) == "tabled"


def test_同意を得たら_同意前のプランを重層的支援会議のプランにできる(cast):
    plan_id = written(cast.csw, household(cast.csw), Programme.OUTREACH, kind=PlanKind.OUTREACH, consented=False)
    with as_(cast.csw):
        version = queries.plan_page(plan_id, cast.csw).version
    commands.take_consent(by=cast.csw, plan_id=plan_id, version=version)
    with as_(cast.csw):
        assert queries.plan_page(plan_id, cast.csw).consented
    with pytest.raises(Refused, match="説明"):
        commands.table_plan(by=cast.csw, plan_id=plan_id, occasion=Occasion.ESTABLISH)


def test_諮るのを取りやめると諮る前に戻り_取り下げたプランはもう動かない(cast):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw)))
    commands.recall_plan(by=cast.csw, plan_id=plan_id, reason="本人の体調")
    assert state(plan_id, cast.csw) == "draft"
    with pytest.raises(Refused, match="諮っていません"):
        commands.recall_plan(by=cast.csw, plan_id=plan_id, reason="もう一度")
    commands.withdraw_plan(by=cast.csw, plan_id=plan_id, reason="本人が望まない")
    assert state(plan_id, cast.csw) == "withdrawn"
    for again in (
        lambda: commands.table_plan(by=cast.csw, plan_id=plan_id, occasion=Occasion.ESTABLISH),
        lambda: commands.withdraw_plan(by=cast.csw, plan_id=plan_id, reason="もう一度"),
    ):
        with pytest.raises(Refused):
            again()


def test_待っている一件があるうちは取り下げられず_二度出すこともできない(cast, meeting):
    plan_id, _ = submitted(cast, household(cast.csw), Programme.OUTREACH)
    with pytest.raises(Refused, match="市の決定を待っています"):
        commands.withdraw_plan(by=cast.csw, plan_id=plan_id, reason="やめた")
    with pytest.raises(Refused, match="もう市へ出しています"):
        commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)


def test_市の担当者のいない課には出せない(cast, meeting):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    with as_(cast.csw):
        assert [key for key, _ in queries.deciding_agencies()] == [cast.city.agency_id]
    for agency in (cast.hokatsu.agency_id, cast.empty_agency):
        with pytest.raises(Refused):
            commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=agency)


def test_段階はプランだけが動かし_手では入れず出られない(cast, meeting):
    world = household(cast.csw)
    for to in (Stage.SUPPORTING, Stage.SUSPENDED):
        with pytest.raises(Refused, match="自動で"):
            cases.move_stage(by=cast.csw, case_id=world.case_id, to=to, reason="進める")
    cases.move_stage(by=cast.csw, case_id=world.case_id, to=Stage.ASSESSING, reason="調べる")
    cases.move_stage(by=cast.csw, case_id=world.case_id, to=Stage.PLANNING, reason="プランを作る")
    approve(cast.csw, tabled(cast.csw, written(cast.csw, world)), Occasion.ESTABLISH)
    with pytest.raises(Refused, match="会議で決まる"):
        cases.move_stage(by=cast.csw, case_id=world.case_id, to=Stage.FIELD, reason="終わったことにする")


def test_再プランは_頭と目標と実施事項を写して始まり_同じプランから二つは作れない(cast, meeting):
    world = household(cast.csw)
    first = tabled(cast.csw, written(cast.csw, world, Programme.OTHER))
    with pytest.raises(Refused, match="確定したか中断"):
        commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True, replaces=first)
    approve(cast.csw, first, Occasion.ESTABLISH)
    again = commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True, replaces=first)
    with as_(cast.csw):
        old, new = queries.plan_page(first, cast.csw), queries.plan_page(again, cast.csw)
        assert (new.number, new.number_label, new.replaces_id) == (2, "第1回再プラン", first)
        assert [one.text for one in new.goals] == [one.text for one in old.goals]
        assert [one.content for one in new.steps] == [one.content for one in old.steps]
        assert {one.id for one in queries.plans_of(world.case_id)} == {first, again}
    with pytest.raises(Refused, match="もう作り始めています"):
        commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True, replaces=first)
    with pytest.raises(Refused, match="様式2-2"):
        commands.table_plan(by=cast.csw, plan_id=again, occasion=Occasion.REPLAN)
