"""会議と市の決定を飛ばせない: アプリの役割の SQL で、どの道から試しても断られる。

どの試みも、プランを書ける根拠を持つ人(CSW・市)の名で行う。隣人が断られるのは当たり前なので、それは test_plans_refusals にある。
"""

from __future__ import annotations

import pytest
from cases.cases_town import as_
from django.db import connection, connections, transaction
from django.db.utils import Error

from kasane.access import commands as access
from kasane.access.domain import Ground, HolderKind
from kasane.kernel import clock
from kasane.kernel.decision import Refused
from kasane.kernel.ids import new_id
from kasane.plans import commands
from kasane.plans.domain import Occasion, PlanKind, Programme
from kasane.plans.models import Goal, Plan, Revision, Step
from plans.plans_town import APPROVE, approve, decision_facts, explained, household, state, tabled, written

pytestmark = pytest.mark.django_db
STATE_COLUMNS = ("state", "occasion", "confirmed_on", "ended_on", "tabled_at", "tabled_by", "state_reason", "number", "kind", "case_id")


def refused(actor, sql, *given, why):
    """この人の名で文を行うと、データベースが why の言葉で断る(ほかの理由で断られたのでは、守りを確かめたことにならない)。"""
    with pytest.raises(Error) as error, transaction.atomic(), as_(actor), connection.cursor() as cursor:
        cursor.execute(sql, given)
    assert why in str(error.value)


def not_saved(actor, row, *, why):
    """この人の名で行を加えると、データベースが why の言葉で断る。"""
    with pytest.raises(Error) as error, transaction.atomic(), as_(actor):
        row.save(force_insert=True)
    assert why in str(error.value)


def saved(actor, row):
    """同じ形の行を、正しく書けば入る(上の断りが、行の形のせいではないことの確かめ)。"""
    with transaction.atomic(), as_(actor):
        row.save(force_insert=True)


@pytest.mark.parametrize("column", STATE_COLUMNS)
def test_状態_機会_日付の列は_アプリからは更新できない(cast, column):
    plan_id = written(cast.csw, household(cast.csw))
    refused(cast.csw, f"UPDATE plans_plan SET {column} = {column} WHERE id = %s", plan_id, why="permission denied")


@pytest.mark.parametrize(("given", "confirmed"), [({"state": "final"}, True), ({"state": "approved"}, False), ({"occasion": "end"}, False)])
def test_はじめから確定_了承のプランは作れない(cast, given, confirmed):
    with as_(cast.csw):
        row = Plan.objects.get(id=written(cast.csw, household(cast.csw)))
    row.id, row.version, row.confirmed_on = new_id(), 1, clock.today() if confirmed else None
    for name, value in given.items():
        setattr(row, name, value)
    not_saved(cast.csw, row, why="プランは作成中から始めます")
    row.state, row.occasion, row.confirmed_on = "draft", "", None
    saved(cast.csw, row)


@pytest.mark.parametrize("table", ["plans_approval", "plans_decision", "plans_dossier_line", "plans_revision"])
@pytest.mark.parametrize("verb", ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET id = id", "DELETE FROM {}"])
def test_了承_市の一件_書類_版の表には_アプリは一切書けない(cast, table, verb):
    refused(cast.city, verb.format(table), why="permission denied")


@pytest.mark.parametrize("table", ["plans_plan", "plans_goal", "plans_step", "plans_text", "plans_explanation"])
def test_プランの行は消せない(cast, table):
    refused(cast.csw, f"DELETE FROM {table}", why="permission denied")


@pytest.mark.parametrize("occasion", list(Occasion))
def test_会議の結論を写す関数は_アプリからは呼べない(cast, occasion):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw)))
    given = [plan_id, occasion.value, "layered_conference", True, new_id(), new_id(), "approved", clock.today(), clock.now()]
    for actor in (cast.csw, cast.city):
        refused(actor, APPROVE, *given, why="permission denied")
    assert state(plan_id, cast.csw) == "tabled"


def test_内側の関数は一つもアプリから呼べない(cast):
    open_to_app = {
        "plans_table", "plans_recall", "plans_withdraw", "plans_submit", "plans_decide", "plans_facts", "plans_setting_on",
        "plans_deciding_agencies",
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'plans\\_%%' AND has_function_privilege('kasane_app', oid, 'EXECUTE')"
        )
        found = {row[0] for row in cursor.fetchall()}
    assert open_to_app <= found
    inner = {
        "plans_approve",
        "plans_make_final",
        "plans_open_dossier",
        "plans_stage_after",
        "plans_lock",
        "plans_keep_before",
        "plans_lines",
    }
    assert not inner & found


@pytest.mark.parametrize("occasion", ["establish", "replan", "end", "suspend", "でたらめ"])
def test_揃っていないプランは_関数を直に呼んでも諮れない(cast, occasion):
    world = household(cast.csw)
    bare = commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True)
    why = "会議に諮るものが揃っていません" if occasion in ("establish", "replan") else "今はこの機会として会議に諮れません"
    refused(cast.csw, "SELECT plans_table(%s, %s, %s)", bare, occasion, clock.now(), why=why)
    assert state(bare, cast.csw) == "draft"


@pytest.mark.parametrize("occasion", ["end", "suspend"])
def test_評価のない終結_中断は_関数を直に呼んでも諮れない(cast, meeting, occasion):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw)))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    refused(cast.csw, "SELECT plans_table(%s, %s, %s)", plan_id, occasion, clock.now(), why="プラン評価シートがありません")
    with as_(cast.csw):
        assert Plan.objects.get(id=plan_id).occasion == ""


def test_諮っていない機会の結論は写せない(cast, meeting):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw)))
    given = [plan_id, "layered_conference", True, new_id(), new_id(), "approved", clock.today(), clock.now()]
    for occasion in ("replan", "end", "suspend"):
        refused(cast.csw, APPROVE, given[0], occasion, *given[1:], why="この機会として諮られているプランではありません")
    draft = written(cast.csw, household(cast.csw))
    refused(cast.csw, APPROVE, draft, "establish", *given[1:], why="この機会として諮られているプランではありません")
    assert (state(plan_id, cast.csw), state(draft, cast.csw)) == ("tabled", "draft")


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (2, False, "会議の種類が合いません"), *((place, None, "会議の結論が読み取れません") for place in (3, 4)),
        *((place, value, "会議の結論が読み取れません") for place, value in ((5, "よい"), (6, "2099-01-01"), (6, None))),
    ],
    ids=["種類が合わない", "会議がない", "案件がない", "読めない結論", "先の日", "日がない"],
)  # fmt: skip
def test_欠けた結論は写せない(cast, meeting, place, value, why):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw)))
    given = ["establish", "layered_conference", True, new_id(), new_id(), "approved", clock.today(), clock.now()]
    given[place] = value
    refused(cast.csw, APPROVE, plan_id, *given, why=why)
    assert state(plan_id, cast.csw) == "tabled"


def test_一つの案件の結論は一度しか写せない(cast, meeting):
    world, item = household(cast.csw), new_id()
    first, second = (tabled(cast.csw, written(cast.csw, world)) for _ in range(2))
    approve(cast.csw, first, Occasion.ESTABLISH, item=item)
    with pytest.raises(Error), transaction.atomic():
        approve(cast.csw, second, Occasion.ESTABLISH, item=item)
    assert state(second, cast.csw) == "tabled"


def test_了承されたプランの行は_SQLでも書けず_加えられない(cast, meeting):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    refused(
        cast.csw,
        "UPDATE plans_step SET programme = 'other', version = version + 1 WHERE plan_id = %s",
        plan_id,
        why="了承されたプランは書き換えられません",
    )
    refused(
        cast.csw,
        "UPDATE plans_goal SET text = '別の目標', version = version + 1 WHERE plan_id = %s",
        plan_id,
        why="了承されたプランは書き換えられません",
    )
    refused(
        cast.csw,
        "UPDATE plans_plan SET policy = '別の方針', version = version + 1 WHERE id = %s",
        plan_id,
        why="了承されたプランは書き換えられません",
    )
    refused(
        cast.csw,
        "UPDATE plans_plan SET consented = false, version = version + 1 WHERE id = %s",
        plan_id,
        why="了承されたプランは書き換えられません",
    )
    with as_(cast.csw):
        row = Step.objects.get(plan_id=plan_id)
    row.id, row.version = new_id(), 1
    not_saved(cast.csw, row, why="了承されたプランは書き換えられません")


def test_版を飛ばす_行の持ち主を変える_ほかの人の名で書くことはできない(cast):
    world = household(cast.csw)
    plan_id, other = written(cast.csw, world), written(cast.csw, world)
    refused(cast.csw, "UPDATE plans_goal SET text = '消す' WHERE plan_id = %s", plan_id, why="行の持ち主は変えられないか、版が合いません")
    refused(
        cast.csw,
        "UPDATE plans_goal SET plan_id = %s, version = version + 1 WHERE plan_id = %s",
        other,
        plan_id,
        why="行の持ち主は変えられないか、版が合いません",
    )
    refused(
        cast.csw,
        "UPDATE plans_step SET person_id = NULL, version = version + 1 WHERE plan_id = %s",
        plan_id,
        why="この事案の部屋ではありません",
    )
    with as_(cast.csw):
        goal = Goal.objects.filter(plan_id=plan_id).get()
    goal.id, goal.version, goal.agency_id = new_id(), 1, cast.hokatsu.agency_id
    not_saved(cast.csw, goal, why="ほかの人の名前で書くことはできません")
    goal.agency_id = cast.csw.agency_id
    saved(cast.csw, goal)


def test_行は_その事案のその人の部屋にしか置けない(cast):
    """長男の行を母の部屋に置くと、母の部屋だけが見える機関に長男のことが見えてしまう。"""
    world, elsewhere = household(cast.csw), household(cast.csw)
    plan_id, other = written(cast.csw, world), written(cast.csw, elsewhere)
    with as_(cast.csw):
        goal, far = Goal.objects.get(plan_id=plan_id), Goal.objects.get(plan_id=other)
        case_room = Plan.objects.get(id=plan_id).compartment_id
    place_of_son = goal.compartment_id
    places = (
        (world.mother, goal.compartment_id), (world.son, case_room), (None, goal.compartment_id), (elsewhere.son, far.compartment_id),
    )  # fmt: skip
    for person, room in places:
        goal.id, goal.version, goal.person_id, goal.compartment_id = new_id(), 1, person, room
        not_saved(cast.csw, goal, why="この事案の部屋ではありません")
    goal.id, goal.person_id, goal.compartment_id = new_id(), world.son, place_of_son
    saved(cast.csw, goal)


def test_市の決定は_決める課の市の担当者だけが_待っている一件にだけできる(cast, meeting):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
    decide = "SELECT plans_decide(%s, %s, %s, %s, %s, '', '', %s)"
    given = [sent, "decided", "福総第1号", clock.today(), "行う", clock.now()]
    # csw は送った機関として書類は見えるが、市ではない。privacy は同じ課だが、市の担当者の役割がない。
    for actor in (cast.csw, cast.privacy, cast.neighbour):
        refused(actor, decide, *given, why="この一件を決める根拠がありません")
    for place, value in ((1, "final"), (2, ""), (3, "2020-01-01"), (3, "2099-01-01"), (4, " ")):
        wrong = list(given)
        wrong[place] = value
        refused(cast.city, decide, *wrong, why="決裁の日・文書番号・内容が合いません")
    assert state(plan_id, cast.csw) == "approved"
    commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts())
    refused(cast.city, decide, *given, why="もう決まった一件か")


def test_説明のないプラン_了承されたプランは_関数を直に呼んでも諮れない(cast, meeting):
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH)
    explained(cast.csw, plan_id, world.son, agreed=False)
    refused(cast.csw, "SELECT plans_table(%s, 'establish', %s)", plan_id, clock.now(), why="会議に諮るものが揃っていません")
    explained(cast.csw, plan_id, world.son)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    refused(cast.csw, "SELECT plans_table(%s, 'establish', %s)", plan_id, clock.now(), why="今はこの機会として会議に諮れません")
    assert state(plan_id, cast.csw) == "approved"


def test_差し戻した一件を_次の一件の代わりに決めることはできない(cast, meeting):
    plan_id = written(cast.csw, household(cast.csw), Programme.OUTREACH)
    sent = []
    for _ in range(2):
        approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
        sent.append(commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id))
        if len(sent) == 1:
            commands.return_plan(by=cast.city, decision_id=sent[0], reason="頻度を決めてください")
    decide = "SELECT plans_decide(%s, 'decided', '福総第1号', %s, '行う', '', '', %s)"
    refused(cast.city, decide, sent[0], clock.today(), clock.now(), why="もう決まった一件か")
    assert state(plan_id, cast.csw) == "approved"


def test_一部の人の行が見えない機関は_事案を管理していても市へ出せない(cast, meeting):
    """書類は送った機関にも開くので、見えない人の行を、書類として読めるようになってしまう。"""
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    with as_(cast.csw):
        room = Plan.objects.get(id=plan_id).compartment_id
    access.grant_access(
        by=cast.csw, compartment_id=room, holder_kind=HolderKind.AGENCY, holder_id=cast.hokatsu.agency_id, ground=Ground.LEAD,
        reason="事案の部屋だけを任せる", subject_id=plan_id,
    )  # fmt: skip
    with pytest.raises(Refused, match="見られない人"):
        commands.submit_for_decision(by=cast.hokatsu, plan_id=plan_id, agency_id=cast.city.agency_id)
    assert commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)


def test_終結を直に書けない_変える前の文は必ず残る(cast):
    world = household(cast.csw)
    plan_id = written(cast.csw, world)
    refused(cast.csw, "SELECT plans_make_final(%s, %s, %s)", plan_id, clock.today(), clock.now(), why="permission denied")
    refused(
        cast.csw,
        "SELECT cases_set_stage(%s, 'move_stage', 'supporting', '進める', %s)",
        world.case_id,
        clock.now(),
        why="permission denied",
    )
    for to in ("supporting", "suspended"):
        refused(
            cast.csw,
            "SELECT cases_move(%s, 'move_stage', %s, NULL, NULL, '進める', %s)",
            world.case_id,
            to,
            clock.now(),
            why="この段階へは進められません",
        )
    with as_(cast.csw), connection.cursor() as cursor:
        cursor.execute("UPDATE plans_goal SET text = '上書き', version = version + 1 WHERE plan_id = %s", [plan_id])
        assert Revision.objects.get(plan_id=plan_id, row_kind="goal").before["text"] == "鉄道模型の話がしたい"
