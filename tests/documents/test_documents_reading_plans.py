"""様式2-1の読み戻し: 書き出して読み戻せば何も変わらず、一つの欄を直せばその欄だけが変わり、取り入れないものには名のある理由が付く。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import joins
from django.test import Client
from django.urls import reverse
from people.town import register
from plans.conftest import meeting
from plans.plans_town import World, approve, explained, household, step, tabled

from documents.papers_town import as_, cells_of, filled
from documents.reading_town import (
    LONG,
    Paper,
    confirmed,
    exported,
    hidden,
    left,
    one_cell_each,
    rich_plan,
    shown,
    taken,
    upload,
)
from kasane.cases import commands as cases
from kasane.cases.domain import Basis, Standing
from kasane.documents.differences.proposing import proposed
from kasane.documents.queries.plan import STEPS, plan_paper
from kasane.documents.queries.subjects import subject_of
from kasane.documents.rendering.read_back import read_back
from kasane.plans import commands
from kasane.plans.domain import Occasion, PlanKind, Programme, Who
from kasane.plans.models import Goal, Revision, Step

pytestmark = pytest.mark.django_db
__all__ = ["meeting"]


@pytest.fixture
def world(cast: Any) -> World:
    return household(cast.csw, cast.csw.agency_id, cast.city.agency_id)


def rich(cast: Any, world: World, kind: PlanKind = PlanKind.COORDINATION) -> UUID:
    return rich_plan(cast.csw, world, kind, agency=cast.hokatsu.agency_id)


def out(cast: Any, client: Client, world: World, plan_id: UUID, by: Any = None) -> Paper:
    who = by or cast.csw
    with as_(who):
        paper = plan_paper(world.case_id, plan_id, by=who)
    return exported(client, paper, world.case_id, "plan", plan_id)


@pytest.mark.parametrize("kind", list(PlanKind))
def test_書き出して読み戻すと_何も変わらない(cast: Any, sign_in: Any, client: Client, world: World, kind: PlanKind) -> None:
    plan_id = rich(cast, world, kind)
    before = shown(cast.csw, plan_id)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    response = upload(client, paper)
    assert response.status_code == 302, left(response)
    assert shown(cast.csw, plan_id) == before
    with as_(cast.csw):
        assert not Revision.objects.filter(plan_id=plan_id, row_kind__in=("goal", "step", "text")).exists()


@pytest.mark.parametrize("kind", list(PlanKind))
def test_どの欄も_一つ直せば_その欄だけが差分になる(cast: Any, sign_in: Any, client: Client, world: World, kind: PlanKind) -> None:
    """開いた欄のすべて。行ごとに一つの欄を直したファイルを、欄の数だけ作る。"""
    plan_id = rich(cast, world, kind)
    before = shown(cast.csw, plan_id)
    sign_in(client, cast.csw)
    with as_(cast.csw):
        sheet = plan_paper(world.case_id, plan_id, by=cast.csw)
        subject = subject_of("plan", world.case_id, plan_id)[0]
    paper = out(cast, client, world, plan_id)
    rounds = one_cell_each(sheet, skipped={"実施する人", "機関"})
    assert sum(len(one) for one in rounds) > 60, "書ける欄の数"
    for given in rounds:
        content = filled(paper.content, **{where: value for where, (_, value) in given.items()})
        read = read_back(sheet.form, content, subject=subject)
        with as_(cast.csw):
            found = proposed(by=cast.csw, kind="plan", case_id=world.case_id, subject=plan_id, read=read)
        assert (read.reasons, found.left) == ((), []), given
        assert [len(one.differences) for one in found.changes] == [1] * len(given), (given, found.changes)
        assert sorted(one.differences[0].label for one in found.changes) == sorted(label for label, _ in given.values())
    assert shown(cast.csw, plan_id) == before, "見比べるだけでは、何も書かない"


def test_一つの欄を取り入れると_その欄だけが変わり_前の文が残る(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    before = shown(cast.csw, plan_id)
    line, was = next((n, one) for n, one in enumerate(before.steps) if one.person_id == world.son)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    seen = upload(client, paper, filled(paper.content, **{paper.at(STEPS, 7, line): "月に二回"}))
    page = seen.content.decode()
    assert ("週1回" in page, "月に二回" in page, "実施事項（髙﨑" in page) == (True, True, True)
    assert shown(cast.csw, plan_id) == before, "確かめるまで、何も書かない"
    assert confirmed(client, paper, seen).status_code == 302
    after = shown(cast.csw, plan_id)
    changed = replace(was, frequency="月に二回", version=was.version + 1)
    assert after.steps == tuple(changed if one.id == was.id else one for one in before.steps)
    assert replace(after, steps=()) == replace(before, steps=())
    with as_(cast.csw):
        kept = Revision.objects.get(row_id=was.id)
        assert Step.objects.get(id=was.id).who_text == "担当の北見", "用紙に出ない値も残る"
    assert "週1回" in str(kept.before)


def test_新しい目標と実施事項は_画面と同じ行になる(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    before = shown(cast.csw, plan_id)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    agency = next(one.doer for one in before.steps if one.agency_id)
    service = paper.places[STEPS].field.column_options[11][14][1]
    new = {
        0: "髙﨑 ハナ", 1: "物忘れ", 2: "機関", 3: agency, 5: "電話", 6: "受診に付き添う", 7: "月1回", 8: "令和8年10月1日", 9: "2027-03-31",
        10: "両事業以外の支援", 11: service, 12: "冬は休む",
    }  # fmt: skip
    cells = {paper.at("goals", 0, 3): "世帯", paper.at("goals", 1, 3): "髙い所の本を取る"}
    cells |= {paper.at(STEPS, column, 3): value for column, value in new.items()}
    seen = upload(client, paper, filled(paper.content, **cells))
    assert (seen.status_code, left(seen)) == (200, [])
    assert confirmed(client, paper, seen).status_code == 302
    after = shown(cast.csw, plan_id)
    old = {one.id for one in (*before.goals, *before.steps)}
    (goal,), (made,) = (tuple(one for one in rows if one.id not in old) for rows in (after.goals, after.steps))
    assert (goal.text, goal.person_id) == ("髙い所の本を取る", None)
    assert (made.person_id, made.issue, made.agency_id, made.content, made.programme) == (
        world.mother, "物忘れ", cast.hokatsu.agency_id, "受診に付き添う", Programme.OTHER,
    )  # fmt: skip
    assert (str(made.period_from), str(made.period_to), made.service_label) == ("2026-10-01", "2027-03-31", service)
    with as_(cast.csw):
        room = Step.objects.get(id=made.id).compartment_id
        assert room != Goal.objects.get(id=goal.id).compartment_id, "人の行は、その人の部屋に置く"


BAD = {
    "昭和64年3月": ({STEPS: {(8, 1): "昭和64年3月1日"}}, "昭和64年は1月7日までです"),
    "2月31日": ({STEPS: {(9, 1): "令和9年2月31日"}}, "2月31日は存在しません"),
    "年月だけ": ({STEPS: {(8, 1): "令和8年4月"}}, "年月日まで入れてください"),
    "知らない事業": ({STEPS: {(10, 1): "宇宙支援事業"}}, "一覧の中から選んで"),
    "知らないサービス": ({STEPS: {(11, 1): "無い制度"}}, "一覧の中から選んで"),
    "知らない機関": ({STEPS: {(3, 0): "無い機関"}}, "一覧の中から選んで"),
    "機関でないのに機関": ({STEPS: {(2, 0): "本人"}}, "機関を選べるのは"),
    "事案にいない人": ({"goals": {(0, 3): "山田 太郎", (1, 3): "会いたい"}}, "この事案にいない人"),
    "だれの行か空": ({"goals": {(1, 3): "会いたい"}}, "この事案にいない人"),
    "人の付け替え": ({"goals": {(0, 0): "髙﨑 ハナ"}}, "今ある行では変えられません"),
    "長すぎる": ({"goals": {(1, 0): "あ" * 1001}}, "長すぎます（1,001字。1,000字まで）"),
    "式": ({"goals": {(1, 0): "=1+1"}}, "式は読めません"),
    "行を空に": ({"goals": {(1, 0): None}}, "取り下げにはなりません"),
    "終わりが先": ({STEPS: {(9, 0): "令和8年1月1日"}}, "期間の終わりは、始まりより後"),
    "内容が空": ({STEPS: {(6, 1): None}}, "何をするかを書いて"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_取り入れない行には_名のある理由が付き_ほかの行は取り入れる(
    cast: Any, sign_in: Any, client: Client, world: World, name: str
) -> None:  # fmt: skip
    cells, why = BAD[name]
    plan_id = rich(cast, world)
    before = shown(cast.csw, plan_id)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    given = {paper.at(key, column, line): value for key, some in cells.items() for (column, line), value in some.items()}
    seen = upload(client, paper, filled(paper.content, **given, **{paper.at("end_outlook"): "直した見通し"}))
    assert seen.status_code == 200
    reasons = left(seen)
    assert any(why in one for one in reasons), reasons
    assert confirmed(client, paper, seen).status_code == 302
    after = shown(cast.csw, plan_id)
    assert after.end_outlook == "直した見通し"
    assert (after.goals, after.steps) == (before.goals, before.steps)


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("monitoring_on", "昭和64年3月1日", "昭和64年は1月7日までです"),
        ("period_to", "令和2年1月1日", "期間の終わりは、始まりより後"),
        ("early_start_reason", None, "始めた日と理由の両方"),
        ("hope", "あ" * 4001, "長すぎます（4,001字。4,000字まで）"),
    ],
)
def test_頭の欄も_規則に合わなければ理由が付く(
    cast: Any, sign_in: Any, client: Client, world: World, key: str, value: Any, why: str
) -> None:  # fmt: skip
    plan_id = rich(cast, world)
    before = shown(cast.csw, plan_id)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    seen = upload(client, paper, filled(paper.content, **{paper.at(key): value}))
    assert seen.status_code == 422
    assert any(why in one for one in left(seen)), left(seen)
    assert hidden(seen) == {}, "取り入れるものがなければ、押すところもない"
    assert shown(cast.csw, plan_id) == before


def test_ほかのプランの行は_目印が違うので断る(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id, other = rich(cast, world), rich(cast, world, PlanKind.OUTREACH)
    sign_in(client, cast.csw)
    paper, foreign = out(cast, client, world, plan_id), out(cast, client, world, other)
    place, there = paper.places["goals"].first, foreign.places["goals"].first
    pasted = {f"{column}{place}": cells_of(foreign.content).get(f"{column}{there}") for column in "AB"}
    seen = upload(client, paper, filled(paper.content, **pasted, **{f"C{place}": "貼った行"}))
    assert any("この書類の行ではありません" in one for one in left(seen)), left(seen)
    assert any("1行がなくなっています" in one for one in left(seen))
    assert "貼った行" not in str(shown(cast.csw, plan_id).goals)
    wrong = upload(client, paper, foreign.content)
    assert wrong.status_code == 422
    assert "ほかの書類のファイル" in wrong.content.decode()


def test_並べ替えても_行を取り違えない(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    before = shown(cast.csw, plan_id)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    cells, first = cells_of(paper.content), paper.places["goals"].first
    swapped = {f"{c}{first + a}": cells[f"{c}{first + b}"] for c in "ABC" for a, b in ((0, 1), (1, 0))}
    assert upload(client, paper, filled(paper.content, **swapped)).status_code == 302
    assert taken(client, paper, **swapped | {f"C{first + 1}": "模型の話を聞いてほしい"}).status_code == 302
    after = shown(cast.csw, plan_id)
    assert after.goals[0] == replace(before.goals[0], text="模型の話を聞いてほしい", version=2)
    assert after.goals[1:] == before.goals[1:]


def test_書き出した後に直された行は_取り入れず両方を見せる(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    goal = shown(cast.csw, plan_id).goals[0]
    commands.revise_goal(by=cast.csw, goal_id=goal.id, version=1, text="ほかの機関が直した文")
    assert upload(client, paper).status_code == 302, "触っていない行は、直されていても差分にならない"
    seen = upload(client, paper, filled(paper.content, **{paper.at("goals", 1, 0): "ファイルの文", paper.at("goals", 1, 1): "母の目標"}))
    row = next(one for one in left(seen) if "ファイルの文" in one)
    assert "ほかの機関が直した文" in row
    assert "ほかの人が画面で直しています" in row
    assert confirmed(client, paper, seen).status_code == 302
    assert [one.text for one in shown(cast.csw, plan_id).goals[:2]] == ["ほかの機関が直した文", "母の目標"]


def test_確かめている間に直されれば_何も書かず_もう一度見せる(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    seen = upload(client, paper, filled(paper.content, **{paper.at("goals", 1, 0): "ファイルの文", paper.at("hope"): "新しい望み"}))
    goal = shown(cast.csw, plan_id).goals[0]
    commands.revise_goal(by=cast.csw, goal_id=goal.id, version=1, text="その間に直した文")
    again = confirmed(client, paper, seen)
    assert again.status_code == 409
    assert "もう一度確かめてください" in again.content.decode()
    after = shown(cast.csw, plan_id)
    assert (after.goals[0].text, after.hope) == ("その間に直した文", LONG)
    assert confirmed(client, paper, again).status_code == 302, "見せ直した差分なら、取り入れられる"
    after = shown(cast.csw, plan_id)
    assert (after.goals[0].text, after.hope) == ("その間に直した文", "新しい望み")


def test_取り下げられた行は_理由つきで残る(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    commands.withdraw_goal(by=cast.csw, goal_id=shown(cast.csw, plan_id).goals[0].id, reason="本人が変えた")
    seen = upload(client, paper, filled(paper.content, **{paper.at("goals", 1, 0): "直した"}))
    assert any("取り下げられたか" in one for one in left(seen))


def test_隣人には_差分の画面も取り入れも無い(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    sent = filled(paper.content, **{paper.at("hope"): "隣人が書いた"})
    seen = upload(client, paper, sent)
    sign_in(client, cast.neighbour)
    assert upload(client, paper, sent).status_code == 404
    assert confirmed(client, paper, seen).status_code == 404
    assert client.get(reverse("documents:reading_of", args=paper.args)).status_code == 404
    assert shown(cast.csw, plan_id).hope == LONG


def test_見られない人の行は_用紙に出ず_足すこともできない(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    """北地域包括は、母のことだけを知る支援チーム。長男の部屋は開かない。"""
    plan_id = rich(cast, world)
    joins(cast.csw, world.case_id, cast.hokatsu.agency_id, world.mother)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, world, plan_id, by=cast.hokatsu)
    assert "鉄道模型の話がしたい" not in cells_of(paper.content).values()
    line = len(shown(cast.hokatsu, plan_id).goals)
    seen = upload(
        client, paper, filled(paper.content, **{paper.at("goals", 0, line): "髙﨑 𠮷男", paper.at("goals", 1, line): "勝手な目標"})
    )
    assert left(seen), seen.content.decode()[-1500:]
    assert hidden(seen) == {}
    assert "勝手な目標" not in str(shown(cast.csw, plan_id).goals)


def test_細工した差分の送信でも_封と規則を通る(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    seen = hidden(upload(client, paper, filled(paper.content, **{paper.at("hope"): "新しい望み"})))
    url = reverse("documents:confirm_of", args=paper.args)
    for broken in ({**seen, "content_text": "@@"}, {**seen, "content_text": "aGVsbG8="}, {"shown": seen["shown"]}):
        assert client.post(url, broken).status_code == 422
    assert client.post(url, {**seen, "shown": "0" * 64}).status_code == 409
    assert shown(cast.csw, plan_id).hope == LONG


def test_了承されたプランには_取り入れられない(
    cast: Any, sign_in: Any, client: Client, world: World, meeting: None
) -> None:  # fmt: skip
    plan_id = rich(cast, world)
    explained(cast.csw, plan_id, world.son, world.mother)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    sent = filled(paper.content, **{paper.at("hope"): "了承の後の文"})
    seen = upload(client, paper, sent)
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    assert upload(client, paper, sent).status_code == 422
    assert confirmed(client, paper, seen).status_code == 422
    assert shown(cast.csw, plan_id).hope == LONG


def test_書く役割のない人は_見られても書けない(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    before = shown(cast.csw, plan_id)
    cases.add_member(
        by=cast.csw, case_id=world.case_id, agency_id=cast.city.agency_id, duty="見守る", basis=Basis.LAW, statute_code="privacy.69_2_4",
        person_ids=[world.son, world.mother], sensitive=False, reason="緊急",
    )  # fmt: skip
    sign_in(client, cast.privacy)
    paper = out(cast, client, world, plan_id, by=cast.privacy)
    assert upload(client, paper, filled(paper.content, **{paper.at("hope"): "保護の担当が書いた"})).status_code == 422
    assert shown(cast.csw, plan_id) == before


def test_画面の字数と_取り入れの字数は同じ() -> None:
    from kasane.documents.differences import evaluation as evaluations
    from kasane.documents.differences import plan as plans
    from kasane.plans.forms.evaluation import EvaluationForm, GradeForm, PartForm
    from kasane.plans.forms.plan import HeadForm, TextForm
    from kasane.plans.forms.rows import GoalForm, StepForm

    def limits(form: Any, *names: str) -> dict[str, int]:
        return {name: form.base_fields[name].max_length for name in names}

    assert limits(HeadForm, *plans.HEAD_LIMITS) == plans.HEAD_LIMITS
    assert limits(TextForm, "text") == {"text": plans.TEXT_LIMIT}
    assert limits(GoalForm, "text") == {"text": plans.GOAL_LIMITS[1]}
    named = {plans.STEP_COLUMNS[column]: limit for column, limit in plans.STEP_LIMITS.items()}
    assert limits(StepForm, *named) == named
    assert limits(EvaluationForm, *evaluations.HEAD_LIMITS) == evaluations.HEAD_LIMITS
    assert limits(PartForm, *evaluations.PART_LIMITS) == evaluations.PART_LIMITS
    assert limits(GradeForm, "text") == {"text": evaluations.GRADE_LIMITS[3]}


def test_同じ言い方の人は_番号で分ける(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    twin = register(cast.csw, "髙﨑 𠮷男", "タカサキ ヨシオ")
    cases.add_person_to_case(by=cast.csw, case_id=world.case_id, person_id=twin, standing=Standing.FAMILY)
    plan_id = commands.start_plan(by=cast.csw, case_id=world.case_id, kind=PlanKind.COORDINATION, consented=True)
    commands.add_step(by=cast.csw, plan_id=plan_id, person_id=twin, facts=step(who=Who.SELF))
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    assert upload(client, paper).status_code == 302
    seen = upload(client, paper, filled(paper.content, **{paper.at("goals", 0, 0): "髙﨑 𠮷男", paper.at("goals", 1, 0): "どちらの"}))
    assert any("一覧から選んで" in one for one in left(seen))
    named = f"髙﨑 𠮷男（{str(twin)[-6:]}）"
    assert taken(client, paper, **{paper.at("goals", 0, 0): named, paper.at("goals", 1, 0): "叔父の"}).status_code == 302
    assert shown(cast.csw, plan_id).goals[0].person_id == twin
