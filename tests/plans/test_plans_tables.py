"""二つの表を、升目ごとに、データベースまで通して確かめる。

一、確定の表(forms.md §7 の636〜650行、seed 001 の1319〜1365行「プラン確定に向けた手続き」): プランの内容 → 市のすること、確定する日。
二、会議で決めることの表(forms.md §6.3 の586〜589行、seed 001 の1288〜1317行「主な検討内容」): 升目の一つでも欠ければ、その機会として
諮れない。画面の判断(Python)と、関数を直に呼んだとき(SQL)の両方で。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from cases.cases_town import as_
from django.db import connection, transaction
from django.db.utils import Error

from kasane.kernel import clock
from kasane.kernel.decision import Invalid, Refused
from kasane.plans import commands, queries
from kasane.plans.domain import DecisionState, Finality, Occasion, Outcome, Part, PlanKind, Programme
from kasane.plans.models import Evaluation, Goal, Plan, Setting, Step
from plans import plans_evaluation_town as after
from plans.plans_town import approve, decision_facts, explained, head, household, tabled, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]
OUT, JOIN, OTHER = Programme.OUTREACH, Programme.PARTICIPATION, Programme.OTHER
COORDINATION, PARTICIPATION, OUTREACH = PlanKind
ABOUT, DECIDED, CHECKED = Part.ABOUT, Part.DECIDE, Part.CHECK


@dataclass(frozen=True)
class Row:
    """確定の表の一行。consented が偽なら同意前のアウトリーチプラン、setting は市の決めごと(空なら既定)。"""

    source: str
    kind: PlanKind
    programmes: tuple[Programme, ...]
    finality: Finality
    parts: frozenset[Part]
    consented: bool = True
    setting: str = ""


def row(source: str, kind: PlanKind, programmes: tuple[Programme, ...], finality: Finality, *parts: Part, **rest: Any) -> Row:
    return Row(source, kind, programmes, finality, frozenset({ABOUT, *parts}), **rest)


MATRIX: Final = [
    # forms.md:636「アウトリーチ等事業 and/or 参加支援事業 only → 支援決定の後に確定」
    row("forms.md:636", COORDINATION, (OUT,), Finality.DECIDE, DECIDED),
    row("forms.md:636", COORDINATION, (JOIN,), Finality.DECIDE, DECIDED),
    row("forms.md:636", COORDINATION, (OUT, JOIN), Finality.DECIDE, DECIDED),
    row("forms.md:636", PARTICIPATION, (JOIN,), Finality.DECIDE, DECIDED),
    row("forms.md:636", OUTREACH, (OUT,), Finality.DECIDE, DECIDED),
    # forms.md:637「these two plus other support → 両事業は支援決定、ほかは確認。支援決定の後に確定」
    row("forms.md:637", COORDINATION, (OUT, OTHER), Finality.DECIDE_AND_CHECK, DECIDED, CHECKED),
    row("forms.md:637", COORDINATION, (JOIN, OTHER), Finality.DECIDE_AND_CHECK, DECIDED, CHECKED),
    row("forms.md:637", COORDINATION, (OUT, JOIN, OTHER), Finality.DECIDE_AND_CHECK, DECIDED, CHECKED),
    row("forms.md:637", PARTICIPATION, (JOIN, OTHER), Finality.DECIDE_AND_CHECK, DECIDED, CHECKED),
    row("forms.md:637", OUTREACH, (OUT, OTHER), Finality.DECIDE_AND_CHECK, DECIDED, CHECKED),
    # forms.md:638「neither → 報告。会議の了承で確定」
    row("forms.md:638", COORDINATION, (OTHER,), Finality.REPORT, CHECKED),
    # forms.md:650「pre-consent アウトリーチ: a municipality setting (default: 支援決定 required)」
    row("forms.md:650", OUTREACH, (OUT,), Finality.DECIDE, DECIDED, consented=False),
    row("forms.md:650", OUTREACH, (OUT, OTHER), Finality.DECIDE_AND_CHECK, DECIDED, CHECKED, consented=False),
    row("forms.md:650", OUTREACH, (OUT,), Finality.DECIDE, DECIDED, consented=False, setting="yes"),
    row("forms.md:650", OUTREACH, (OUT,), Finality.REPORT, DECIDED, consented=False, setting="no"),
    row("forms.md:650", OUTREACH, (OUT, OTHER), Finality.REPORT, DECIDED, CHECKED, consented=False, setting="no"),
    row("forms.md:650", OUTREACH, (OUT,), Finality.DECIDE, DECIDED, setting="no"),
]


def named(one: Row) -> str:
    return f"{one.source}-{one.kind.value}-{'+'.join(part.value for part in one.programmes)}-{one.consented}-{one.setting or '既定'}"


@pytest.mark.parametrize("one", MATRIX, ids=named)
def test_確定の表(cast: Any, one: Row) -> None:
    """会議の日と決裁の日を変えて、どちらの日に確定するか、市に何が届くかまで見る。"""
    if one.setting:
        with as_(cast.city):
            Setting.objects.create(name="preconsent_outreach_needs_decision", value=one.setting, valid_from=clock.today())
    held_on, decided_on = clock.today() - timedelta(days=2), clock.today() - timedelta(days=1)
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), *one.programmes, kind=one.kind, consented=one.consented))
    approve(cast.csw, plan_id, Occasion.ESTABLISH, on=held_on)
    if one.finality is Finality.REPORT:
        assert stands(cast, plan_id) == ("final", held_on), f"{one.source}: 会議の了承の日に確定する"
        with pytest.raises(Refused, match="支援決定は要りません"):
            commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
        wanted = DecisionState.RECEIVED
    else:
        assert stands(cast, plan_id) == ("approved", None), f"{one.source}: 会議の了承だけでは確定しない"
        sent = commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)
        assert stands(cast, plan_id) == ("approved", None), f"{one.source}: 市へ出しただけでは確定しない"
        commands.decide_plan(by=cast.city, decision_id=sent, facts=decision_facts(decided_on=decided_on))
        assert stands(cast, plan_id) == ("final", decided_on), f"{one.source}: 支援決定の日に確定する"
        wanted = DecisionState.DECIDED
    with as_(cast.city):
        [line] = queries.decision_desk(cast.city).settled
        found = queries.dossier(line.id, cast.city)
    assert (line.finality, line.state) == (one.finality, wanted)
    assert {part for part in Part if found.rows(part)} == one.parts, f"{one.source}: 支援決定の行と確認の行"
    assert sum(len(found.rows(part)) for part in (DECIDED, CHECKED)) == len(one.programmes)


def test_確定の表は_同意のあるプランの_種別と事業の組を尽くしている() -> None:
    """多機関協働は事業の七つの組のすべて、参加支援・アウトリーチのプランは自分の事業を含む組。"""
    pairs = {(one.kind, frozenset(one.programmes)) for one in MATRIX}
    assert {programmes for kind, programmes in pairs if kind is COORDINATION} == {
        frozenset(one) for one in ((OUT,), (JOIN,), (OTHER,), (OUT, JOIN), (OUT, OTHER), (JOIN, OTHER), (OUT, JOIN, OTHER))
    }
    assert {(kind, frozenset(one)) for kind, own in ((PARTICIPATION, JOIN), (OUTREACH, OUT)) for one in ((own,), (own, OTHER))} <= pairs


@pytest.mark.parametrize(("programme", "allowed"), [(OUT, True), (JOIN, True), (OTHER, False)])
def test_先に始められるのは_両事業を使うプランだけ(cast: Any, programme: Programme, allowed: bool) -> None:
    """forms.md:647「early_start_allowed = {アウトリーチ, 参加支援}」。"""
    plan_id = written(cast.csw, household(cast.csw), programme)
    facts = head(early_start_on=clock.today(), early_start_reason="先に会えた")
    commands.write_plan(by=cast.csw, plan_id=plan_id, version=2, facts=facts)
    if allowed:
        tabled(cast.csw, plan_id)
        return
    with pytest.raises(Refused, match="先に始められるのは"):
        commands.table_plan(by=cast.csw, plan_id=plan_id, occasion=Occasion.ESTABLISH)
    refused_in_sql(cast.csw, "SELECT plans_table(%s, 'establish', %s)", plan_id, clock.now())


# --- 二、会議で決めること ---

Break = Callable[[Any, UUID], None]


def no_goal(by: Any, plan_id: UUID) -> None:
    with as_(by):
        goals = list(Goal.objects.filter(plan_id=plan_id, withdrawn_at=None))
    for one in goals:
        commands.withdraw_goal(by=by, goal_id=one.id, reason="外す")


def no_step(by: Any, plan_id: UUID) -> None:
    with as_(by):
        steps = list(Step.objects.filter(plan_id=plan_id, withdrawn_at=None))
    for one in steps:
        commands.withdraw_step(by=by, step_id=one.id, reason="外す")


def without(**empty: Any) -> Break:
    def rewrite(by: Any, plan_id: UUID) -> None:
        with as_(by):
            version = Plan.objects.get(id=plan_id).version
        commands.write_plan(by=by, plan_id=plan_id, version=version, facts=head(**empty))

    return rewrite


# (出典, 升目, その升目を欠かせる手, 断る文の言葉)
PLAN_CELLS: Final = [
    ("forms.md:586 seed001:1294", "本人の目標", no_goal, "目標"),
    ("forms.md:586 seed001:1294", "支援方針", without(policy=""), "支援方針"),
    ("forms.md:586 seed001:1294", "支援方針(空白だけ)", without(policy="　 "), "支援方針"),
    ("forms.md:586 seed001:1294", "プラン内容・各支援関係機関の役割分担", no_step, "役割分担"),
    ("forms.md:586 seed001:1294", "モニタリングの時期", without(monitoring_on=None), "モニタリング"),
]
PLAN_IDS: Final = [f"{source}-{cell}" for source, cell, _, _ in PLAN_CELLS]


@pytest.mark.parametrize(("source", "cell", "spoil", "word"), PLAN_CELLS, ids=PLAN_IDS)
def test_策定時に決めることが欠けたプランは_諮れない(cast: Any, source: str, cell: str, spoil: Break, word: str) -> None:
    plan_id = written(cast.csw, household(cast.csw))
    spoil(cast.csw, plan_id)
    cannot_table(cast.csw, plan_id, Occasion.ESTABLISH, word, f"{source}: {cell}")


@pytest.mark.parametrize(("source", "cell", "spoil", "word"), PLAN_CELLS, ids=PLAN_IDS)
def test_再プランの内容は策定時と同じことが要る(cast: Any, source: str, cell: str, spoil: Break, word: str) -> None:
    """forms.md:587・seed 001:1302「再プラン内容の確認（プラン策定時の内容と同様）」。"""
    plan_id = next_plan(cast, after.finished)
    spoil(cast.hokatsu, plan_id)
    cannot_table(cast.hokatsu, plan_id, Occasion.REPLAN, word, f"forms.md:587: {cell}")


def test_再プランには_今のプランの評価が要る(cast: Any) -> None:
    """forms.md:587・seed 001:1302「現プラン評価」: 評価がない、書きかけ、別の結果の評価では諮れない。"""
    cannot_table(cast.hokatsu, next_plan(cast, None), Occasion.REPLAN, "様式2-2", "forms.md:587: 評価がない")
    cannot_table(cast.hokatsu, next_plan(cast, after.written), Occasion.REPLAN, "様式2-2", "forms.md:587: 評価を書き終えていない")


# (出典, 升目, 機会, 評価のどの欄を空にするか, 足りない欄)
SHEET_CELLS: Final = [
    ("forms.md:587 seed001:1302", "状況変化の確認・評価", Outcome.REPLAN, {"described": False}, "state_now"),
    ("forms.md:587 seed001:1302", "現プラン評価", Outcome.REPLAN, {"graded": False}, "goals"),
    ("forms.md:588 seed001:1311", "目標達成状況", Outcome.CLOSE, {"graded": False}, "goals"),
    ("forms.md:588 seed001:1311", "支援終結の評価(現況と課題)", Outcome.CLOSE, {"described": False}, "state_now"),
    ("forms.md:588 seed001:1311", "支援終結の評価(理由)", Outcome.CLOSE, {"reasoned": False}, "reasons"),
    ("forms.md:588 seed001:1311", "フォローアップの必要性", Outcome.CLOSE, {"follow_up_needed": None}, "follow_up_needed"),
    ("forms.md:588 seed001:1311", "フォローアップの方法", Outcome.CLOSE, {"follow_up_method": ""}, "follow_up_method"),
    ("forms.md:588 seed001:1311", "フォローアップの時期", Outcome.CLOSE, {"follow_up_days": None}, "follow_up_days"),
    ("forms.md:588 seed001:1311", "フォローアップの要らない理由", Outcome.CLOSE, {"follow_up_needed": False}, "follow_up_note"),
    ("seed001:1152 forms.md:932", "終結後の主担当", Outcome.CLOSE, {"next_lead_agency_id": None}, "next_lead_agency_id"),
    ("forms.md:589 seed001:1315", "中断の理由(連絡が取れないなど)", Outcome.SUSPEND, {"reasoned": False}, "reasons"),
    ("forms.md:589 seed001:1315", "中断のときの目標達成状況", Outcome.SUSPEND, {"graded": False}, "goals"),
    ("forms.md:589 seed001:1315", "中断の後の見守りの要否", Outcome.SUSPEND, {"follow_up_needed": None}, "follow_up_needed"),
]


@pytest.mark.parametrize(("source", "cell", "outcome", "empty", "field"), SHEET_CELLS, ids=[f"{a}-{b}" for a, b, *_ in SHEET_CELLS])
def test_評価の升目が一つでも空なら_書き終えられず_諮れない(
    cast: Any, source: str, cell: str, outcome: Outcome, empty: dict[str, Any], field: str
) -> None:
    town = after.confirmed(cast)
    key = sheet(cast, town, outcome, **empty)
    with pytest.raises(Invalid) as lacking:
        commands.finish_evaluation(by=cast.hokatsu, evaluation_id=key)
    assert set(lacking.value.errors) == {field}, f"{source}: {cell}"
    refused_in_sql(cast.hokatsu, "SELECT plans_finish_evaluation(%s, %s)", key, clock.now())
    if outcome.occasion in (Occasion.END, Occasion.SUSPEND):
        cannot_table(cast.hokatsu, town.plan_id, outcome.occasion, "様式2-2", f"{source}: {cell}")
    with as_(cast.hokatsu):
        assert Evaluation.objects.get(id=key).state == "draft"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_すべての升目が書いてあれば_書き終えて諮れる(cast: Any, outcome: Outcome) -> None:
    """上の表の試験が、別の理由で断られているのではないことの確かめ。"""
    town = after.confirmed(cast)
    key = sheet(cast, town, outcome)
    commands.finish_evaluation(by=cast.hokatsu, evaluation_id=key)
    if outcome.occasion is not Occasion.REPLAN:
        commands.table_plan(by=cast.hokatsu, plan_id=town.plan_id, occasion=outcome.occasion)


def test_終結の評価には_関わる支援者の状況が_機関ごとに並ぶ(cast: Any) -> None:
    """forms.md:588・seed 001:1311「本人に関わる支援者の状況等の確認」: 行う機関の一つひとつの、最後に知らせた進み具合を、評価の画面が出す。"""
    town = after.confirmed(cast)
    key = sheet(cast, town, Outcome.CLOSE)
    with as_(cast.hokatsu):
        page = queries.evaluation_page(key, by=cast.hokatsu)
    assert {one.agency_id for one in page.progress} == {cast.csw.agency_id, cast.hokatsu.agency_id}


# --- 道具 ---


def stands(cast: Any, plan_id: UUID) -> tuple[str, Any]:
    with as_(cast.csw):
        found = Plan.objects.get(id=plan_id)
    return found.state, found.confirmed_on


def refused_in_sql(by: Any, text: str, *given: Any) -> None:
    with pytest.raises(Error), transaction.atomic(), as_(by), connection.cursor() as cursor:
        cursor.execute(text, given)


def cannot_table(by: Any, plan_id: UUID, occasion: Occasion, word: str, why: str) -> None:
    """画面の判断は理由の言葉を言い、関数を直に呼んでも断られ、プランは動かない。"""
    with as_(by):
        before = Plan.objects.get(id=plan_id)
    with pytest.raises(Refused, match=word):
        commands.table_plan(by=by, plan_id=plan_id, occasion=occasion)
    refused_in_sql(by, "SELECT plans_table(%s, %s, %s)", plan_id, occasion.value, clock.now())
    with as_(by):
        now = Plan.objects.get(id=plan_id)
    assert (now.state, now.occasion) == (before.state, ""), why


def next_plan(cast: Any, evaluate: Any) -> UUID:
    """引き継ぐプラン。evaluate は今のプランの評価の書き方(None なら書かない)。"""
    by, town = cast.hokatsu, after.confirmed(cast)
    if evaluate is not None:
        evaluate(by, town, after.head(Outcome.REPLAN))
    plan_id = commands.start_plan(by=by, case_id=town.case_id, kind=COORDINATION, consented=True, replaces=town.plan_id)
    commands.write_plan(by=by, plan_id=plan_id, version=1, facts=head())
    explained(by, plan_id, town.son, town.mother)
    return plan_id


def sheet(
    cast: Any, town: after.Town, outcome: Outcome, *, described: bool = True, reasoned: bool = True, graded: bool = True, **rest: Any
) -> UUID:
    """評価を、指した升目だけ空にして書く(まだ作成中)。"""
    by, key = cast.hokatsu, after.started(cast.hokatsu, town)
    lead = {"next_lead_agency_id": cast.csw.agency_id} if outcome is Outcome.CLOSE else {}
    commands.write_evaluation(by=by, evaluation_id=key, version=1, facts=after.head(outcome, **(lead | rest)))
    reasons = {Outcome.CLOSE: ("02",), Outcome.SUSPEND: ("01",)}.get(outcome, ()) if reasoned else ()
    told = after.part(state_now="週に二回、外に出ている" if described else "", reasons=reasons)
    commands.write_part(by=by, evaluation_id=key, person_id=town.son, version=0, facts=told)
    for goal in town.goals[: None if graded else 1]:
        commands.grade_goal(by=by, evaluation_id=key, goal_id=goal, version=0, grade=after.Grade.MOSTLY, text="続いている")
    return key


def test_機会は四つ_評価の結果は三つで_どの升目にも行がある() -> None:
    assert {outcome.occasion for _, _, outcome, _, _ in SHEET_CELLS} | {Occasion.ESTABLISH} == set(Occasion)
