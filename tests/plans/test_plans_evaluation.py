"""評価(様式2-2): 会議に諮るまでと、会議を経なければ終わらないこと(seed 001 §6-6(2)③・(3)、forms §5・§6.3)。"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import as_, sql
from django.db import DatabaseError, connection

from kasane.cases.models import CasePerson
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain.codes import Grade, Outcome, PlanState
from kasane.plans.domain.evaluation import EvaluationState
from kasane.plans.models import Evaluation, EvaluationPart, GoalGrade, Revision
from plans.plans_evaluation_town import (
    Town,
    call,
    confirmed,
    days,
    finished,
    head,
    meets,
    page,
    part,
    plan_of,
    planned,
    random_id,
    row_of,
    started,
    table,
    team,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


@pytest.fixture
def town(cast: Any) -> Town:
    return confirmed(cast)


def test_確定したプランの評価を_二つの機関が同時に書き_一枚になる(cast: Any, town: Town) -> None:
    key = started(cast.hokatsu, town)
    evaluations.write_evaluation(by=cast.csw, evaluation_id=key, version=1, facts=head(next_lead_agency_id=cast.csw.agency_id))
    evaluations.write_part(by=cast.csw, evaluation_id=key, person_id=town.son, version=0, facts=part())
    evaluations.write_part(
        by=cast.hokatsu, evaluation_id=key, person_id=town.mother, version=0, facts=part(reasons=(), state_now="退院した")
    )
    evaluations.write_part(
        by=cast.hokatsu, evaluation_id=key, person_id=None, version=0, facts=part(reasons=(), state_now="二人で食べている")
    )
    evaluations.grade_goal(by=cast.csw, evaluation_id=key, goal_id=town.goals[0], version=0, grade=Grade.ACHIEVED)
    shown = page(cast.hokatsu, key)
    assert [(one.person_id, one.facts.state_now) for one in shown.parts] == [
        (None, "二人で食べている"), (town.son, "週に二回、通いの場に出ている"), (town.mother, "退院した"),
    ]  # fmt: skip
    assert shown.parts[1].changes == ("孤立の解消", "本人と会えた")
    assert shown.parts[1].reasons == ("支援関係機関の役割分担が定まり、主担当へ引き継ぐ",)
    assert {one.goal_id: one.grade for one in shown.goals} == {town.goals[0]: Grade.ACHIEVED, town.goals[1]: None}
    assert (shown.method, shown.next_lead, shown.evaluator_agency) == ("電話", cast.csw.agency_name, cast.hokatsu.agency_name)
    assert set(shown.lacking) == {"goals"}
    assert not shown.finish.allowed
    assert (shown.derived.days, shown.derived.replans, shown.derived.meetings) == (0, 0, 1)
    assert shown.choices.unverified


def test_人の欄と目標の評価は_その人の部屋にあり_その人を見られない機関には見えない(cast: Any, town: Town) -> None:
    """同意は人ごと(ADR 0006)。"""
    key = written(cast.hokatsu, town)
    evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=town.mother, version=0, facts=part(state_now="母の入院"))
    withdraw(cast, town)
    assert [one.person_id for one in page(cast.csw, key).parts] == [None, town.son]
    assert "母の入院" not in str(page(cast.csw, key))
    assert [one.goal_id for one in page(cast.csw, key).goals] == [town.goals[0]]
    with pytest.raises(NotVisible):
        evaluations.grade_goal(by=cast.csw, evaluation_id=key, goal_id=town.goals[1], version=1, grade=Grade.NOT)
    with pytest.raises(NotVisible):
        evaluations.write_part(by=cast.csw, evaluation_id=key, person_id=town.mother, version=1, facts=part())


def withdraw(cast: Any, town: Town) -> None:
    """母が同意を取り消す。"""
    from kasane.consent import commands as consents
    from kasane.consent.queries import consents_of

    with as_(cast.hokatsu):
        [found] = [one for one in consents_of(town.case_id) if one.person_id == town.mother]
    consents.withdraw_consent(by=cast.hokatsu, consent_id=found.id, reason="母がやめたいと言った")


def test_隣の町の人には_評価もその欄も無いのと同じ(cast: Any, town: Town) -> None:
    key = written(cast.hokatsu, town)
    for attempt in (
        lambda: page(cast.neighbour, key),
        lambda: evaluations.start_evaluation(by=cast.neighbour, plan_id=town.plan_id, evaluated_on=days(0)),
        lambda: evaluations.write_evaluation(by=cast.neighbour, evaluation_id=key, version=2, facts=head()),
        lambda: evaluations.write_part(by=cast.neighbour, evaluation_id=key, person_id=town.son, version=1, facts=part()),
        lambda: evaluations.grade_goal(by=cast.neighbour, evaluation_id=key, goal_id=town.goals[0], version=1, grade=Grade.NOT),
        lambda: evaluations.finish_evaluation(by=cast.neighbour, evaluation_id=key),
        lambda: evaluations.reopen_evaluation(by=cast.neighbour, evaluation_id=key),
        lambda: evaluations.carry_out_end(by=cast.neighbour, evaluation_id=key),
        lambda: page(cast.hokatsu, random_id()),
    ):
        with pytest.raises(NotVisible):
            attempt()
    for name in ("plans_evaluation", "plans_evaluation_part", "plans_goal_grade"):
        assert sql(cast.hokatsu, f"SELECT count(*) FROM {name}")[0] > 0
        assert sql(cast.neighbour, f"SELECT count(*) FROM {name}") == [0]
    assert call(cast.neighbour, "SELECT * FROM plans_evaluation_facts(%s)", key) == []


@pytest.mark.parametrize(
    "statement", ["plans_finish_evaluation(%s, now())", "plans_reopen_evaluation(%s)", "plans_carry_out(%s, %s, '', now())"]
)
def test_関数を直に呼んでも_隣の町の人は動かせない(cast: Any, town: Town, statement: str) -> None:
    key = finished(cast.hokatsu, town)
    with pytest.raises(DatabaseError, match="この評価を扱う根拠がありません"):
        call(cast.neighbour, f"SELECT {statement}", *[key, random_id()][: statement.count("%s")])


def test_版が違えば_両方が残る(cast: Any, town: Town) -> None:
    key = started(cast.hokatsu, town)
    evaluations.write_evaluation(by=cast.csw, evaluation_id=key, version=1, facts=head(opinions="社協の意見"))
    with pytest.raises(Conflict) as clash:
        evaluations.write_evaluation(by=cast.hokatsu, evaluation_id=key, version=1, facts=head(opinions="包括の意見"))
    assert clash.value.current.opinions == "社協の意見"
    assert clash.value.submitted.opinions == "包括の意見"
    evaluations.write_part(by=cast.csw, evaluation_id=key, person_id=town.son, version=0, facts=part())
    with pytest.raises(Conflict):
        evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=town.son, version=0, facts=part(state_now="別の文"))
    evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=town.son, version=1, facts=part(state_now="直した文"))
    evaluations.grade_goal(by=cast.csw, evaluation_id=key, goal_id=town.goals[0], version=0, grade=Grade.NOT)
    with pytest.raises(Conflict):
        evaluations.grade_goal(by=cast.hokatsu, evaluation_id=key, goal_id=town.goals[0], version=0, grade=Grade.ACHIEVED)
    evaluations.grade_goal(by=cast.hokatsu, evaluation_id=key, goal_id=town.goals[0], version=1, grade=Grade.PARTLY)
    with as_(cast.hokatsu):
        before = list(Revision.objects.filter(row_kind__in=("evaluation", "part", "grade")).order_by("recorded_at"))
    assert [(one.row_kind, one.version) for one in before] == [("evaluation", 1), ("part", 1), ("grade", 1)]
    assert before[1].before["state_now"] == "週に二回、通いの場に出ている"


def test_同じ文をもう一度保存しても_版は進まない(cast: Any, town: Town) -> None:
    key = started(cast.hokatsu, town)
    facts = head(next_lead_agency_id=cast.csw.agency_id)
    assert evaluations.write_evaluation(by=cast.hokatsu, evaluation_id=key, version=1, facts=facts) == 2
    assert evaluations.write_evaluation(by=cast.hokatsu, evaluation_id=key, version=2, facts=facts) == 2
    assert evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=None, version=0, facts=part()) == 1
    assert evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=None, version=1, facts=part()) == 1


def test_評価の結果を変えると_前の結果の理由は数えない(cast: Any, town: Town) -> None:
    key = written(cast.hokatsu, town)
    assert page(cast.hokatsu, key).lacking == {}
    evaluations.write_evaluation(by=cast.hokatsu, evaluation_id=key, version=2, facts=head(Outcome.SUSPEND))
    shown = page(cast.hokatsu, key)
    assert set(shown.lacking) == {"reasons"}
    assert [one.stale for one in shown.parts if one.person_id == town.son] == [True]


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (head(), {"next_lead_agency_id"}),
        (head(follow_up_days=None), {"next_lead_agency_id", "follow_up_days"}),
        (head(Outcome.SUSPEND, follow_up_needed=None), {"follow_up_needed"}),
        (head(None), {"outcome", "reasons"} - {"reasons"}),
    ],
)
def test_足りないまま書き終えられない_関数を直に呼んでも(cast: Any, town: Town, facts: Any, missing: set[str]) -> None:
    key = written(cast.hokatsu, town, facts)
    with pytest.raises(Invalid) as refused:
        evaluations.finish_evaluation(by=cast.hokatsu, evaluation_id=key)
    assert set(refused.value.errors) == missing
    with pytest.raises(DatabaseError, match="まだ書かれていない"):
        call(cast.hokatsu, "SELECT plans_finish_evaluation(%s, now())", key)


def test_目標の評価のないまま書き終えられない(cast: Any, town: Town) -> None:
    key = started(cast.hokatsu, town)
    evaluations.write_evaluation(by=cast.hokatsu, evaluation_id=key, version=1, facts=head(Outcome.REPLAN))
    evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=town.son, version=0, facts=part(reasons=()))
    with pytest.raises(Invalid) as refused:
        evaluations.finish_evaluation(by=cast.hokatsu, evaluation_id=key)
    assert refused.value.errors == {"goals": "目標の達成状況が、あと2件書かれていません。"}
    with pytest.raises(DatabaseError, match="まだ書かれていない"):
        call(cast.hokatsu, "SELECT plans_finish_evaluation(%s, now())", key)


def test_閉じた機関_いない担当は_終結後の主担当にできない(cast: Any, town: Town) -> None:
    facts = head(next_lead_agency_id=cast.csw.agency_id, next_lead_posting_id=cast.hokatsu.posting_id)
    key = written(cast.hokatsu, town, facts)
    with pytest.raises(Invalid) as refused:
        evaluations.finish_evaluation(by=cast.hokatsu, evaluation_id=key)
    assert set(refused.value.errors) == {"next_lead_agency_id"}
    with pytest.raises(DatabaseError, match="選べません"):
        call(cast.hokatsu, "SELECT plans_finish_evaluation(%s, now())", key)


def test_書き終えた後は書けず_作成中に戻せば書ける(cast: Any, town: Town) -> None:
    key = finished(cast.hokatsu, town)
    for attempt in (
        lambda: evaluations.write_evaluation(by=cast.hokatsu, evaluation_id=key, version=3, facts=head()),
        lambda: evaluations.write_part(by=cast.csw, evaluation_id=key, person_id=town.son, version=1, facts=part(state_now="別")),
        lambda: evaluations.grade_goal(by=cast.csw, evaluation_id=key, goal_id=town.goals[0], version=1, grade=Grade.NOT),
        lambda: evaluations.finish_evaluation(by=cast.hokatsu, evaluation_id=key),
    ):
        with pytest.raises(Refused, match="作成中に戻す"):
            attempt()
    for text in (
        "UPDATE plans_evaluation SET opinions = '上書き', version = version + 1",
        "UPDATE plans_evaluation_part SET state_now = '上書き', version = version + 1",
        "UPDATE plans_goal_grade SET grade = 'not', version = version + 1",
    ):
        with pytest.raises(DatabaseError, match=r"書き換えられません|名前で書く"):
            call(cast.hokatsu, text)
    evaluations.reopen_evaluation(by=cast.csw, evaluation_id=key)
    evaluations.write_part(by=cast.csw, evaluation_id=key, person_id=town.son, version=1, facts=part(state_now="直した"))
    assert row_of(cast.hokatsu, key).state == EvaluationState.DRAFT.value


@pytest.mark.parametrize("outcome", [Outcome.CLOSE, Outcome.SUSPEND])
def test_終結も中断も_評価を書き終えて会議で了承されて初めて決まる(cast: Any, town: Town, outcome: Outcome) -> None:
    """forms §6.3: 会議の記録なしに、終結・中断へは動かない。"""
    occasion, after = outcome.occasion.value, {Outcome.CLOSE: PlanState.ENDED, Outcome.SUSPEND: PlanState.SUSPENDED}[outcome]
    with pytest.raises(DatabaseError, match="評価"):
        table(cast.hokatsu, town.plan_id, occasion)
    lead = {"next_lead_agency_id": cast.hokatsu.agency_id} if outcome is Outcome.CLOSE else {}
    key = finished(cast.csw, town, head(outcome, **lead))
    other = {"end": "suspend", "suspend": "end"}[occasion]
    with pytest.raises(DatabaseError, match="評価"):
        table(cast.hokatsu, town.plan_id, other)
    with pytest.raises(DatabaseError, match="諮られている"):
        meets(cast.city, town.plan_id, occasion)
    table(cast.hokatsu, town.plan_id, occasion)
    assert (row_of(cast.csw, key).state, plan_of(cast.csw, town.plan_id).state) == ("tabled", "final")
    with pytest.raises(Refused, match="会議に諮っている"):
        evaluations.reopen_evaluation(by=cast.csw, evaluation_id=key)
    meets(cast.city, town.plan_id, occasion)
    assert plan_of(cast.csw, town.plan_id).state == after.value
    row = row_of(cast.csw, key)
    assert (row.state, row.settled_on) == ("settled", days(0))
    assert page(cast.csw, key).meetings[-1].outcome == "適（了承）"
    with pytest.raises(Refused, match="決まった評価は変えられません"):
        evaluations.write_evaluation(by=cast.csw, evaluation_id=key, version=row.version, facts=head())
    with pytest.raises(Refused):
        started(cast.csw, town)


@pytest.mark.parametrize("result", ["revise", "declined"])
def test_会議で差し戻されると_評価は作成中に戻り_プランは確定のまま(cast: Any, town: Town, result: str) -> None:
    key = finished(cast.hokatsu, town)
    table(cast.hokatsu, town.plan_id, "end")
    meets(cast.city, town.plan_id, "end", result)
    assert (row_of(cast.csw, key).state, plan_of(cast.csw, town.plan_id).state) == ("draft", "final")
    evaluations.write_evaluation(
        by=cast.csw, evaluation_id=key, version=row_of(cast.csw, key).version, facts=head(next_lead_agency_id=cast.csw.agency_id)
    )


def test_再プランは_今のプランの評価を書き終えてから_確定すると前のプランを引き継ぐ(cast: Any, town: Town) -> None:
    """seed 001 §6-6(3)「再プラン策定時: 本人の状況変化の確認、評価・現プラン評価」。"""
    again = planned(cast, town.case_id, town.son, town.mother, replaces=town.plan_id, number=2)
    with pytest.raises(DatabaseError, match="評価"):
        table(cast.hokatsu, again.plan_id, "replan")
    key = finished(cast.csw, town, head(Outcome.REPLAN))
    table(cast.hokatsu, again.plan_id, "replan")
    assert row_of(cast.csw, key).state == "tabled"
    meets(cast.city, again.plan_id, "replan", "revise")
    assert row_of(cast.csw, key).state == "finished"
    table(cast.hokatsu, again.plan_id, "replan")
    meets(cast.city, again.plan_id, "replan")
    assert [plan_of(cast.csw, one).state for one in (town.plan_id, again.plan_id)] == ["replaced", "final"]
    assert row_of(cast.csw, key).state == "settled"
    later = started(cast.csw, again)
    assert page(cast.csw, later).derived.replans == 1


def test_SQLでも_状態の列は書けず_決まった評価は作れない(cast: Any, town: Town) -> None:
    key = written(cast.hokatsu, town)
    for column, value in (
        ("state", "'settled'"),
        ("settled_on", "now()"),
        ("carried_at", "now()"),
        ("finished_at", "now()"),
        ("plan_id", "id"),
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            call(cast.hokatsu, f"UPDATE plans_evaluation SET {column} = {value} WHERE id = %s", key)
    with pytest.raises(DatabaseError, match="permission denied"):
        call(cast.hokatsu, "DELETE FROM plans_evaluation WHERE id = %s", key)
    call(cast.hokatsu, "SELECT 1")
    copied = (
        "INSERT INTO plans_evaluation (id, compartment_id, recorded_at, recorded_by, plan_id, agency_id, evaluated_on, outcome, opinions,"
        " follow_up_method, follow_up_note, state, settled_on, carried_note, version, next_lead_agency_id, follow_up_needed)"
        " SELECT gen_random_uuid(), compartment_id, now(), recorded_by, plan_id, agency_id, evaluated_on, 'close', '', '', '', 'settled', now(), '', 1,"
        " agency_id, false FROM plans_evaluation"
    )
    with pytest.raises(DatabaseError, match="作成中から始めます"):
        call(cast.hokatsu, copied)


def test_評価の行を_ほかの部屋_ほかの人の名前では置けない(cast: Any, town: Town) -> None:
    key = started(cast.hokatsu, town)
    with as_(cast.hokatsu):
        son, mother = (CasePerson.objects.get(case_id=town.case_id, person_id=one).compartment_id for one in (town.son, town.mother))
    put = (
        "INSERT INTO plans_evaluation_part (id, compartment_id, recorded_at, recorded_by, evaluation_id, person_id, agency_id, changes, changes_text,"
        " state_now, wishes, satisfaction, reasons, reasons_for, reasons_text, version)"
        " VALUES (gen_random_uuid(), %s, now(), %s, %s, %s, %s, '{}', '', '', '', '', '{}', '', '', 1)"
    )
    me = cast.hokatsu
    with pytest.raises(DatabaseError, match="部屋ではありません"):
        call(me, put, mother, me.posting_id, key, town.son, me.agency_id)
    with pytest.raises(DatabaseError, match="ほかの人の名前"):
        call(me, put, son, me.posting_id, key, town.son, cast.csw.agency_id)
    with pytest.raises(DatabaseError, match="ほかの人の名前"):
        call(me, put, son, cast.csw.posting_id, key, town.son, me.agency_id)
    call(me, put, son, me.posting_id, key, town.son, me.agency_id)


def test_作成中の_中断した_終結したプランの評価は始められない(cast: Any) -> None:
    town = planned(cast, *team(cast))
    with pytest.raises(Refused, match="確定したプラン"):
        started(cast.hokatsu, town)
    put = (
        "INSERT INTO plans_evaluation (id, compartment_id, recorded_at, recorded_by, plan_id, agency_id, evaluated_on, outcome, opinions,"
        " follow_up_method, follow_up_note, state, carried_note, version)"
        " SELECT gen_random_uuid(), compartment_id, now(), %s, id, %s, now(), '', '', '', '', 'draft', '', 1 FROM plans_plan WHERE id = %s"
    )
    with pytest.raises(DatabaseError, match="確定したプランについて"):
        call(cast.hokatsu, put, cast.hokatsu.posting_id, cast.hokatsu.agency_id, town.plan_id)


def test_二枚目の評価は始められない(cast: Any, town: Town) -> None:
    started(cast.hokatsu, town)
    with pytest.raises(Refused, match="まだ決まっていない評価"):
        started(cast.csw, town)


def test_評価の頁の問いの数は_目標と人の数によらない(cast: Any, town: Town, django_assert_max_num_queries: Any) -> None:
    key = written(cast.hokatsu, town)
    with as_(cast.hokatsu):
        with connection.execute_wrapper(counting := Counter()):
            from kasane.plans.queries.evaluation import evaluation_page

            evaluation_page(key, by=cast.hokatsu)
        few, counting.count = counting.count, 0
    with as_(cast.hokatsu):
        assert Evaluation.objects.count() == 1
        assert EvaluationPart.objects.count() == 1
        assert GoalGrade.objects.count() == 2
    evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=town.mother, version=0, facts=part(reasons=()))
    evaluations.write_part(by=cast.hokatsu, evaluation_id=key, person_id=None, version=0, facts=part(reasons=()))
    with as_(cast.hokatsu), connection.execute_wrapper(counting):
        from kasane.plans.queries.evaluation import evaluation_page

        evaluation_page(key, by=cast.hokatsu)
    assert counting.count == few


class Counter:
    """問いの数を数える。"""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *given: Any) -> Any:
        self.count += 1
        return execute(*given)
