"""会議を通らない戸口: どの画面の送信先も、どのコマンドの順も、二つのタブの競い合いも、プランを確定・終結・中断・引継ぎへ動かさない。

SQL をアプリの役割で直に打つ戸口は test_plans_forcing に、評価の戸口は test_plans_evaluation_races にある。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_
from django.db import transaction
from django.test import Client

from kasane.kernel.decision import Refused
from kasane.plans import commands
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain import MeetingOutcome, Occasion, Outcome, PlanState, Programme
from kasane.plans.models import Approval, Plan
from kasane.plans.urls import urlpatterns

from .plans_evaluation_town import Town as Held
from .plans_evaluation_town import confirmed
from .plans_evaluation_town import finished as evaluated
from .plans_evaluation_town import head as sheet_head
from .plans_screens_town import address, approved, day, ended, final, finished, together, waiting
from .plans_town import approve, household, state, tabled, written
from .test_plans_at_once import at_once, done

# 会議を経ずに動いてよい先(domain/states.py の表から、会議と市の決定が動かす矢を除いたもの)。
BY_HAND: dict[PlanState, set[PlanState]] = {
    PlanState.DRAFT: {PlanState.TABLED, PlanState.WITHDRAWN}, PlanState.TABLED: {PlanState.DRAFT, PlanState.WITHDRAWN},
    PlanState.APPROVED: {PlanState.WITHDRAWN}, PlanState.FINAL: set(), PlanState.ENDED: set(),
}  # fmt: skip
BEGINNINGS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "draft": lambda cast: together(cast.csw, cast.hokatsu),
    "tabled": lambda cast: _tabled(cast),
    "approved": lambda cast: approved(cast.csw, together(cast.csw, cast.hokatsu)),
    "waiting": lambda cast: waiting(cast.csw, cast.city, together(cast.csw, cast.hokatsu)),
    "final": lambda cast: final(cast.csw, cast.city, together(cast.csw, cast.hokatsu)),
    "evaluated": lambda cast: _evaluated(cast),
    "ended": lambda cast: ended(cast.csw, final(cast.csw, cast.city, together(cast.csw, cast.hokatsu))),
}  # fmt: skip


def _tabled(cast: Any) -> dict[str, Any]:
    town = together(cast.csw, cast.hokatsu)
    tabled(cast.csw, town["plan_id"])
    return town


def _evaluated(cast: Any) -> dict[str, Any]:
    """終結の評価を書き終えて、会議に諮っている。"""
    town = finished(cast.csw, final(cast.csw, cast.city, together(cast.csw, cast.hokatsu)))
    tabled(cast.csw, town["plan_id"], Occasion.END)
    return town


def _typed(town: dict[str, Any], occasion: str) -> dict[str, Any]:
    """どの画面にも同じものを送る: 先へ進めようとする値を、ありそうな名前の限り。"""
    people = {"person": str(town["person_id"]), "partner": f"{town['agency_id']}:", "agency": str(town["agency_id"])}
    return {
        **people, "occasion": occasion, "outcome": "close", "state": "final", "to": "final", "confirmed_on": "2026-11-20", "ended_on": "2026-11-20",
        "result": "approved", "decision": "decided", "document_number": "福総第1号", "content": "行う", "reason": "進める", "text": "進める",
        "version": "1", "kind": "coordination", "consented": "yes", "replaces": str(town["plan_id"]), "judgement": "end", "summary": "終わる",
        "grade": "achieved", "follow_up_needed": "yes", "follow_up_method": "02", "follow_up_days": "30", "agreed": "yes", "method": "oral",
        "given_by": "self", "who": "self", "programme": "other", "why": "進める", "handing_back": "進める",
        **day("on"), **day("decided_on"), **day("held_on"), **day("evaluated_on"), **day("explained_on"), **day("due_on"),
    }  # fmt: skip


def _doors(town: dict[str, Any]) -> Iterator[str]:
    """プランの部屋の、書くすべての URL(この事案・このプランの番号を入れて)。番号のそろわないものは、まだない一件のもの。"""
    for one in urlpatterns:
        if one.callback.declared.mode != "writes":
            continue
        try:
            yield address(one.name, town)
        except KeyError:
            continue


@pytest.mark.django_db
@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize("beginning", list(BEGINNINGS))
def test_どの画面に何を送っても_会議を経ない先へは動かない(cast: Any, sign_in: Any, client: Client, beginning: str) -> None:
    town = BEGINNINGS[beginning](cast)
    before = PlanState(state(town["plan_id"], cast.csw))
    sign_in(client, cast.csw)
    tried = 0
    typed = _typed(town, "establish" if before is PlanState.DRAFT else "end")
    for url in _doors(town):
        with transaction.atomic():
            answer = client.post(url, typed)
            with as_(cast.csw):
                now = Plan.objects.get(id=town["plan_id"])
                papers = Approval.objects.filter(plan_id=town["plan_id"]).count()
                others = set(Plan.objects.exclude(id=town["plan_id"]).values_list("state", flat=True))
            assert PlanState(now.state) in {before} | BY_HAND[before], (url, before, now.state)
            assert (now.confirmed_on is not None) == (before in (PlanState.FINAL, PlanState.ENDED)), url
            assert others <= {"draft"}, f"{url}: 送っただけで、別のプランが先へ進んだ"
            assert papers == {"draft": 0, "tabled": 0, "ended": 2}.get(beginning, 1), f"{url}: 会議の結論が、会議の外で残った"
            tried += answer.status_code in (302, 403, 409, 422)
            transaction.set_rollback(True)
    assert tried >= 15, "送信先が届いていない"


# --- 二つのタブ(別々の接続) ---

RACES = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("meeting")]


def raced(*marks: Any) -> Callable[[Any], Any]:
    def wrap(test: Any) -> Any:
        for mark in (*RACES, *marks):
            test = mark(test)
        return test

    return wrap


def brought(cast: Any, occasion: Occasion) -> UUID:
    """この機会として、会議に諮っているプラン。"""
    if occasion is Occasion.ESTABLISH:
        return tabled(cast.hokatsu, written(cast.hokatsu, household(cast.hokatsu)))
    town = confirmed(cast)
    _sheet(cast, town, Outcome.CLOSE if occasion is Occasion.END else Outcome.SUSPEND)
    return tabled(cast.hokatsu, town.plan_id, occasion)


def _sheet(cast: Any, town: Held, outcome: Outcome) -> UUID:
    lead = {"next_lead_agency_id": cast.csw.agency_id} if outcome is Outcome.CLOSE else {}
    return evaluated(cast.hokatsu, town, sheet_head(outcome, **lead))


MEETINGS = (Occasion.ESTABLISH, Occasion.END, Occasion.SUSPEND)
APPROVED_AS = {Occasion.ESTABLISH: "final", Occasion.END: "ended", Occasion.SUSPEND: "suspended"}
SENT_BACK_AS = {Occasion.ESTABLISH: "draft", Occasion.END: "final", Occasion.SUSPEND: "final"}


def concluding(cast: Any, plan_id: UUID, occasion: Occasion, outcome: MeetingOutcome) -> Callable[[], MeetingOutcome]:
    def act() -> MeetingOutcome:
        approve(cast.hokatsu, plan_id, occasion, outcome=outcome)
        return outcome

    return act


@raced(pytest.mark.parametrize("occasion", MEETINGS))
def test_二つの会議の結論が同時に写されても_一つだけが効く(cast: Any, occasion: Occasion) -> None:
    """了承と不適を、二つのタブから同時に。両方が残ることも、どちらでもない状態になることもない。"""
    plan_id = brought(cast, occasion)
    outcomes = (MeetingOutcome.APPROVED, MeetingOutcome.DECLINED)
    answers = done(at_once(*(concluding(cast, plan_id, occasion, one) for one in outcomes)))
    assert len(answers) == 1
    assert state(plan_id, cast.hokatsu) == (APPROVED_AS if answers[0] is MeetingOutcome.APPROVED else SENT_BACK_AS)[occasion]
    with as_(cast.hokatsu):
        assert Approval.objects.filter(plan_id=plan_id, occasion=occasion.value).count() == 1


@raced(pytest.mark.parametrize("occasion", MEETINGS))
def test_了承と取りやめが同時でも_どちらか一つ(cast: Any, occasion: Occasion) -> None:
    plan_id = brought(cast, occasion)
    said = done(
        at_once(
            concluding(cast, plan_id, occasion, MeetingOutcome.APPROVED),
            lambda: commands.recall_plan(by=cast.hokatsu, plan_id=plan_id, reason="取りやめる") or "取りやめ",
        )
    )
    assert len(said) == 1
    now, papers = state(plan_id, cast.hokatsu), approvals(cast, plan_id, occasion)
    assert (now, papers) == ((SENT_BACK_AS[occasion], 0) if said == ["取りやめ"] else (APPROVED_AS[occasion], 1))


@raced()
def test_了承と取り下げが同時でも_取り下げたプランが確定することはない(cast: Any) -> None:
    plan_id = brought(cast, Occasion.ESTABLISH)
    said = done(
        at_once(
            concluding(cast, plan_id, Occasion.ESTABLISH, MeetingOutcome.APPROVED),
            lambda: commands.withdraw_plan(by=cast.hokatsu, plan_id=plan_id, reason="取り下げる") or "取り下げ",
        )
    )
    assert len(said) == 1
    assert (state(plan_id, cast.hokatsu), approvals(cast, plan_id, Occasion.ESTABLISH)) == (
        ("withdrawn", 0) if said == ["取り下げ"] else ("final", 1)
    )


@raced()
def test_市へ出すのと取り下げが同時でも_取り下げたプランを市が待つことはない(cast: Any) -> None:
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    said = done(
        at_once(
            lambda: commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id) and "出した",
            lambda: commands.withdraw_plan(by=cast.csw, plan_id=plan_id, reason="取り下げる") or "取り下げ",
        )
    )
    assert len(said) == 1
    assert state(plan_id, cast.csw) == ("approved" if said == ["出した"] else "withdrawn")


@raced()
def test_終結を諮るのと_その評価を作成中に戻すのが重なった後の会議は_諮った評価でしか終われない(cast: Any) -> None:
    town = confirmed(cast)
    key = _sheet(cast, town, Outcome.CLOSE)
    at_once(
        lambda: commands.table_plan(by=cast.hokatsu, plan_id=town.plan_id, occasion=Occasion.END),
        lambda: evaluations.reopen_evaluation(by=cast.hokatsu, evaluation_id=key),
    )
    with as_(cast.hokatsu):
        on_table = Plan.objects.get(id=town.plan_id).occasion == "end"
    if on_table:
        approve(cast.hokatsu, town.plan_id, Occasion.END)
    else:
        with pytest.raises(Refused):
            approve(cast.hokatsu, town.plan_id, Occasion.END)
    assert state(town.plan_id, cast.hokatsu) == ("ended" if on_table else "final")


def approvals(cast: Any, plan_id: UUID, occasion: Occasion) -> int:
    with as_(cast.hokatsu):
        return Approval.objects.filter(plan_id=plan_id, occasion=occasion.value).count()
