"""同時に書く: いくつもの機関が行を書いても一語も失われず、二つのタブが同じことをしても一度しか起きない。

確定してから別々の接続(別々のスレッド)で行うので、鍵の待ち合わせも本物と同じになる。
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from cases.cases_town import as_, joins
from django.db import connection, connections

from kasane.access import guarded
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, Refused
from kasane.kernel.ids import new_id
from kasane.plans import commands, queries
from kasane.plans.domain import Occasion, Programme
from kasane.plans.domain.facts import TextFacts
from kasane.plans.models import CityDecision, Goal, PlanText, Revision, Step
from plans.plans_town import APPROVE, approve, decision_facts, head, household, state, step, tabled, written

pytestmark = pytest.mark.django_db(transaction=True)
EXPECTED = (Conflict, Refused, Invalid)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """全部を同時に始め、答え(断られたらその理由)を並べて返す。断り以外の失敗は、そのまま試験の失敗になる。"""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except EXPECTED as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def done(answers):
    """断られなかった答え。"""
    return [one for one in answers if not isinstance(one, EXPECTED)]


@pytest.fixture
def shared(cast):
    """CSW と地域包括が、長男と母の両方の部屋に書けるプラン。"""
    world = household(cast.csw)
    joins(cast.csw, world.case_id, cast.hokatsu.agency_id, world.son, world.mother)
    return world, written(cast.csw, world)


def test_二つの機関が同時に行を加えても_全部が残る(cast, shared):
    world, plan_id = shared
    said = [(actor, f"{actor.name}の役割{n}") for n in range(6) for actor in (cast.csw, cast.hokatsu)]

    def adding(actor, text):
        return lambda: commands.add_step(by=actor, plan_id=plan_id, person_id=world.son, facts=step(content=text))

    answers = at_once(*(adding(actor, text) for actor, text in said))
    assert len(done(answers)) == len(said), answers
    with as_(cast.csw):
        assert {text for _, text in said} <= set(Step.objects.filter(plan_id=plan_id).values_list("content", flat=True))


def test_同じ行を同時に直すと_一人だけが通り_もう一人の言葉は衝突として返る(cast, shared):
    _, plan_id = shared
    with as_(cast.csw):
        goal = Goal.objects.get(plan_id=plan_id)

    def revising(actor, text):
        return lambda: commands.revise_goal(by=actor, goal_id=goal.id, version=1, text=text)

    texts = {cast.csw.name: "CSWの文", cast.hokatsu.name: "包括の文"}
    answers = at_once(revising(cast.csw, "CSWの文"), revising(cast.hokatsu, "包括の文"))
    conflict = next(one for one in answers if isinstance(one, Conflict))
    assert len(done(answers)) == 1
    with as_(cast.csw):
        kept = Goal.objects.get(id=goal.id).text
        assert {kept, conflict.submitted["text"]} == set(texts.values()), "どちらかの言葉が失われた"
        assert conflict.current["text"] == kept
        assert Revision.objects.get(row_id=goal.id).before["text"] == goal.text, "はじめの文が版に残っていない"


def test_同じ実施事項を同時に直すと_一人だけが通り_どの言葉も_はじめの言葉も残る(cast, shared):
    """三人が同じ行を同時に。通った一つは行に、通らなかった二つは衝突(今の値と並べて見せるもの)に、はじめの文は版にある。"""
    _, plan_id = shared
    with as_(cast.csw):
        row = Step.objects.get(plan_id=plan_id)
    before, texts = row.content, [f"{n}番目の文" for n in range(3)]

    def revising(actor, text):
        return lambda: commands.revise_step(by=actor, step_id=row.id, version=1, facts=step(content=text, note=f"{text}の備考"))

    answers = at_once(*(revising(actor, text) for actor, text in zip((cast.csw, cast.hokatsu, cast.csw), texts, strict=True)))
    clashes = [one for one in answers if isinstance(one, Conflict)]
    assert (len(done(answers)), len(clashes)) == (1, 2)
    with as_(cast.csw):
        kept = Step.objects.get(id=row.id)
        assert {kept.content, *(one.submitted["content"] for one in clashes)} == set(texts), "どれかの言葉が失われた"
        assert {kept.note, *(one.submitted["note"] for one in clashes)} == {f"{text}の備考" for text in texts}
        assert {one.current["content"] for one in clashes} == {kept.content}, "衝突が、今の行でないものを見せている"
        assert [one.before["content"] for one in Revision.objects.filter(row_id=row.id)] == [before]
        assert kept.version == 2


def test_別の実施事項を同時に直すと_互いを待たず_全部が通る(cast, shared):
    """行ごとに版を持つので、ほかの機関が別の行を直していても、断られることも上書きすることもない。"""
    world, plan_id = shared
    keys = [
        commands.add_step(by=cast.csw, plan_id=plan_id, person_id=one, facts=step(content="前の文"))
        for one in (world.son, world.mother) * 3
    ]

    def revising(actor, key):
        return lambda: commands.revise_step(by=actor, step_id=key, version=1, facts=step(content=f"{actor.name}が直した{key}"))

    writers = [cast.csw, cast.hokatsu] * 3
    answers = at_once(*(revising(actor, key) for actor, key in zip(writers, keys, strict=True)))
    assert answers == [2] * 6, "別の行を直したのに断られた"
    with as_(cast.csw):
        found = dict(Step.objects.filter(id__in=keys).values_list("id", "content"))
        assert found == {key: f"{actor.name}が直した{key}" for actor, key in zip(writers, keys, strict=True)}
        assert Revision.objects.filter(row_id__in=keys).count() == 6


def test_取り下げるのと直すのが同時でも_直した言葉は版か衝突に残る(cast, shared):
    _, plan_id = shared
    with as_(cast.csw):
        row = Step.objects.get(plan_id=plan_id)
    revised, dropped = at_once(
        lambda: commands.revise_step(by=cast.hokatsu, step_id=row.id, version=1, facts=step(content="包括の文")),
        lambda: commands.withdraw_step(by=cast.csw, step_id=row.id, reason="ほかの行にまとめた") or True,
    )
    assert dropped is True
    with as_(cast.csw):
        kept = Step.objects.get(id=row.id)
        assert kept.withdrawn_at is not None
        assert (kept.content == "包括の文") == (revised == 2)
    assert revised == 2 or isinstance(revised, Refused), "取り下げた行に、黙って書けた"


def test_同じ欄を同時に初めて書いても_一つの欄になり_もう一人の文は衝突として返る(cast, shared):
    _, plan_id = shared

    def writing(actor, text):
        return lambda: commands.write_text(by=actor, plan_id=plan_id, item="untangling", person_id=None, version=0, facts=TextFacts(text))

    answers = at_once(writing(cast.csw, "CSWの整理"), writing(cast.hokatsu, "包括の整理"))
    conflict = next(one for one in answers if isinstance(one, Conflict))
    with as_(cast.csw):
        assert {PlanText.objects.get(plan_id=plan_id).text, conflict.submitted["text"]} == {"CSWの整理", "包括の整理"}


def test_頭を同時に書いても_前の文が残る(cast, shared):
    _, plan_id = shared
    with as_(cast.csw):
        version = queries.plan_page(plan_id, cast.csw).version

    def writing(actor, text):
        return lambda: commands.write_plan(by=actor, plan_id=plan_id, version=version, facts=head(policy=text))

    answers = at_once(writing(cast.csw, "甲"), writing(cast.hokatsu, "乙"))
    assert len(done(answers)) == 1
    with as_(cast.csw):
        before = [one.before["policy"] for one in queries.revisions_of(plan_id) if one.row_kind == "plan"]
        assert before == ["本人の歩みに合わせる", ""]


def test_二つのタブで諮っても_一度だけ諮られる(cast):
    plan_id = written(cast.csw, household(cast.csw))
    tab = lambda: commands.table_plan(by=cast.csw, plan_id=plan_id, occasion=Occasion.ESTABLISH) or True  # noqa: E731
    assert len(done(at_once(tab, tab, tab))) == 1
    assert state(plan_id, cast.csw) == "tabled"


def test_二つのタブで市へ出しても_一件だけ届き_二つのタブで決めても一度だけ決まる(cast, meeting):
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    send = lambda: commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)  # noqa: E731
    answers = done(at_once(send, send, send))
    assert len(answers) == 1
    decide = lambda: commands.decide_plan(by=cast.city, decision_id=answers[0], facts=decision_facts()) or True  # noqa: E731
    back = lambda: commands.return_plan(by=cast.city, decision_id=answers[0], reason="直す") or True  # noqa: E731
    assert len(done(at_once(decide, back, decide))) == 1
    with as_(cast.city):
        assert CityDecision.objects.get().state in ("decided", "returned")
    assert state(plan_id, cast.csw) in ("final", "draft")


def test_会議の了承と同時に書いた行は_了承に含まれるか断られるかのどちらか(cast, meeting):
    world = household(cast.csw)
    plan_id = tabled(cast.csw, written(cast.csw, world, Programme.OTHER))

    def approving() -> bool:
        with as_(cast.csw):
            given = [plan_id, "establish", "layered_conference", True, new_id(), new_id(), "approved", clock.today(), clock.now()]
            guarded.ask(APPROVE, given, refusal="写せない")
        return True

    def adding() -> object:
        return commands.add_step(
            by=cast.csw, plan_id=plan_id, person_id=world.son, facts=step(Programme.OUTREACH, content="滑り込みの訪問")
        )

    approved, added = at_once(approving, adding)
    assert approved is True
    late = isinstance(added, Refused)
    # 間に合えばアウトリーチのあるプランとして市の決定を待ち、間に合わなければ報告だけで確定する。決定を飛ばして確定することはない。
    assert state(plan_id, cast.csw) == ("final" if late else "approved")
    with as_(cast.csw), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plans_step WHERE plan_id = %s AND programme = 'outreach'", [plan_id])
        assert cursor.fetchone() == (0 if late else 1,)
