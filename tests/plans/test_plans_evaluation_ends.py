"""終結の手続きと事案の終結: 主担当が決まり、様子をうかがう間隔があり、伴走は残る(seed 001 §6-5(3)⑤、mission 2.7・1.5)。"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import as_, joins
from coordination.coordination_town import taken_on
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from kasane.cases import commands as cases
from kasane.cases.models import Case, Involvement, Referral
from kasane.kernel.decision import NotVisible, Refused
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain.codes import Outcome
from kasane.plans.models import Step
from kasane.plans.queries.closing import closing_rule
from kasane.plans.queries.evaluation import ends_to_carry_out
from plans.plans_evaluation_town import (
    Town,
    call,
    confirmed,
    days,
    finished,
    head,
    meets,
    page,
    planned,
    row_of,
    table,
    team,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


@pytest.fixture
def town(cast: Any) -> Town:
    return confirmed(cast)


def ended(cast: Any, town: Town, outcome: Outcome = Outcome.CLOSE, lead: Any = None) -> Any:
    """会議で終結(中断)が決まったところまで。"""
    facts = head(outcome, next_lead_agency_id=(lead or cast.csw).agency_id if outcome is Outcome.CLOSE else None)
    key = finished(cast.hokatsu, town, facts)
    table(cast.hokatsu, town.plan_id, outcome.occasion.value)
    meets(cast.city, town.plan_id, outcome.occasion.value)
    return key


def parts_now(by: Any, case_id: Any) -> dict[str, Any]:
    with as_(by):
        rows = Involvement.objects.filter(case_id=case_id, valid_to__isnull=True)
        return {row.role: row.agency_id for row in rows}


def close(by: Any, case_id: Any) -> None:
    cases.close_case(by=by, case_id=case_id, on=days(0), reason="落ち着いた")


def allowed(by: Any, case_id: Any) -> Any:
    with as_(by):
        return closing_rule(case_id)


def test_確定したプランのある事案は終結できない_理由はボタンと同じ_関数でもだめ(cast: Any, town: Town) -> None:
    decision = allowed(cast.hokatsu, town.case_id)
    assert not decision.allowed
    with pytest.raises(Refused, match="終わっていないプランがあります") as refused:
        close(cast.hokatsu, town.case_id)
    assert refused.value.decision.reason == decision.reason
    with pytest.raises(DatabaseError, match="終わっていないプランがある"):
        call(cast.hokatsu, "SELECT cases_move(%s, 'close_case', 'closed', now()::date, 30, 'x', now())", town.case_id)


def test_終結の画面のボタンは_できない理由を言う(cast: Any, town: Town, client: Client, sign_in: Any) -> None:
    sign_in(client, cast.hokatsu)
    body = client.get(reverse("cases:case", args=[town.case_id])).content.decode()
    assert "終結する：終わっていないプランがあります" in body
    assert reverse("cases:closing", args=[town.case_id]) not in body


@pytest.mark.parametrize("state", ["tabled", "approved"])
def test_諮っている_市の手続きを待つプランのある事案も終結できない(cast: Any, state: str) -> None:
    case_id, *people = team(cast)
    town = planned(cast, case_id, *people)
    assert allowed(cast.hokatsu, case_id).allowed
    if state == "approved":
        with as_(cast.hokatsu):
            step = Step.objects.filter(plan_id=town.plan_id).first()
            assert step is not None
            Step.objects.filter(id=step.id).update(programme="participation", version=step.version + 1)
    table(cast.hokatsu, town.plan_id, "establish")
    if state == "approved":
        meets(cast.city, town.plan_id, "establish")
    assert not allowed(cast.hokatsu, case_id).allowed
    with pytest.raises(Refused):
        close(cast.hokatsu, case_id)
    with pytest.raises(DatabaseError, match="終わっていないプランがある"):
        call(cast.hokatsu, "SELECT cases_move(%s, 'close_case', 'closed', now()::date, 30, 'x', now())", case_id)


def test_プランのない事案と_作成中のプランだけの事案は終結できる(cast: Any) -> None:
    """ほとんどの相談は重層的支援会議まで進まない(seed 000)。"""
    case_id, *people = team(cast)
    planned(cast, case_id, *people)
    close(cast.hokatsu, case_id)
    with as_(cast.hokatsu):
        assert Case.objects.get(id=case_id).stage == "closed"


def test_終結の手続きで_主担当が替わり_間隔が決まり_伴走は残る(cast: Any, town: Town) -> None:
    joins(cast.hokatsu, town.case_id, cast.city.agency_id, town.son, town.mother)
    key = ended(cast, town, lead=cast.city)
    assert [one.evaluation_id for one in waiting(cast.hokatsu)] == [key]
    assert [one.next_lead for one in waiting(cast.hokatsu)] == [cast.city.agency_name]
    assert waiting(cast.csw) == waiting(cast.neighbour) == ()
    with pytest.raises(Refused, match="引継ぎが済んでいません"):
        close(cast.hokatsu, town.case_id)
    with pytest.raises(DatabaseError, match="引継ぎが済んでいません"):
        call(cast.hokatsu, "SELECT cases_move(%s, 'close_case', 'closed', now()::date, 30, 'x', now())", town.case_id)
    evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key)
    assert parts_now(cast.hokatsu, town.case_id) | {"member": None} == {
        "companion": cast.hokatsu.agency_id, "lead": cast.city.agency_id, "member": None,
    }  # fmt: skip
    with as_(cast.hokatsu):
        assert Case.objects.get(id=town.case_id).contact_rhythm_days == 45
    assert row_of(cast.hokatsu, key).carried_at is not None
    assert waiting(cast.hokatsu) == ()
    with pytest.raises(Refused, match="もう済んでいます"):
        evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key)
    close(cast.hokatsu, town.case_id)
    assert parts_now(cast.hokatsu, town.case_id) == {"companion": cast.hokatsu.agency_id, "lead": cast.city.agency_id}


def waiting(by: Any) -> Any:
    with as_(by):
        return ends_to_carry_out(by)


def test_主担当だけの機関が引き継ぐと_自分の根拠が終わっても手続きは済む(cast: Any, town: Town) -> None:
    """引き継いだ瞬間に自分は見えなくなるので、間隔も記録も、同じ取引で先に済ませる。"""
    part = joins(cast.hokatsu, town.case_id, cast.city.agency_id, town.son, town.mother)
    cases.appoint_lead(by=cast.hokatsu, case_id=town.case_id, agency_id=cast.city.agency_id, reason="途中から")
    cases.end_involvement(by=cast.hokatsu, case_id=town.case_id, involvement_id=part, reason="主担当になったため")
    key = ended(cast, town, lead=cast.hokatsu)
    assert [one.evaluation_id for one in waiting(cast.city)] == [key]
    evaluations.carry_out_end(by=cast.city, evaluation_id=key)
    assert parts_now(cast.hokatsu, town.case_id)["lead"] == cast.hokatsu.agency_id
    assert row_of(cast.hokatsu, key).carried_by == cast.city.posting_id
    with pytest.raises(NotVisible):
        page(cast.city, key)


def test_多機関協働は_終結とともに紹介元へもどせる(cast: Any) -> None:
    """つなぎ・もどし: 元の支援者へ戻る道がある(seed 000・001)。引き継ぐと社協の根拠はすべて終わる。"""
    world = taken_on(cast.hokatsu, cast.csw)
    cases.appoint_lead(by=cast.hokatsu, case_id=world.case_id, agency_id=cast.csw.agency_id, reason="多機関協働が主に担う")
    town = planned(cast, world.case_id, world.son, world.mother)
    table(cast.hokatsu, town.plan_id, "establish")
    meets(cast.city, town.plan_id, "establish")
    key = ended(cast, town, lead=cast.hokatsu)
    assert [one.id for one in page(cast.csw, key).to_return] == [world.referral_id]
    assert page(cast.hokatsu, key).to_return == ()
    evaluations.carry_out_end(by=cast.csw, evaluation_id=key, handing_back="役割が決まった。訪問は週一回で")
    assert parts_now(cast.hokatsu, world.case_id) == {"companion": cast.hokatsu.agency_id, "lead": cast.hokatsu.agency_id}
    with as_(cast.hokatsu):
        letter = Referral.objects.get(id=world.referral_id)
        assert (letter.state, letter.outcome) == ("returned", "役割が決まった。訪問は週一回で")
    with pytest.raises(NotVisible):
        page(cast.csw, key)


def test_全員を見る根拠のない機関には引き継げず_理由を書けば今の主担当のまま済む(cast: Any, town: Town) -> None:
    """引継ぎが、根拠のない提供の抜け道にならない(ADR 0006)。だれも受け持たない終結にもならない。"""
    key = ended(cast, town, lead=cast.csw)
    ready = page(cast.hokatsu, key).lead_ready
    assert not ready.allowed
    with pytest.raises(Refused, match="全員の記録を見る根拠") as refused:
        evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key)
    assert refused.value.decision == ready
    with pytest.raises(DatabaseError, match="全員の記録を見る根拠"):
        call(cast.hokatsu, "SELECT plans_carry_out(%s, gen_random_uuid(), '', now())", key)
    evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key, keep_lead_reason="母が社協に伝えないでほしいと言った")
    assert parts_now(cast.hokatsu, town.case_id)["lead"] == cast.hokatsu.agency_id
    assert page(cast.hokatsu, key).carried_note == "母が社協に伝えないでほしいと言った"
    close(cast.hokatsu, town.case_id)


def test_会議の前に_終結の手続きはできない_支援チームにもできない(cast: Any, town: Town) -> None:
    key = finished(cast.hokatsu, town)
    with pytest.raises(Refused, match="会議で決まってから"):
        evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key)
    with pytest.raises(DatabaseError, match="行えません"):
        call(cast.hokatsu, "SELECT plans_carry_out(%s, gen_random_uuid(), '', now())", key)
    table(cast.hokatsu, town.plan_id, "end")
    meets(cast.city, town.plan_id, "end")
    with pytest.raises(Refused):
        evaluations.carry_out_end(by=cast.csw, evaluation_id=key)
    with pytest.raises(DatabaseError, match="行えません"):
        call(cast.csw, "SELECT plans_carry_out(%s, gen_random_uuid(), '', now())", key)
    with pytest.raises(NotVisible):
        evaluations.carry_out_end(by=cast.neighbour, evaluation_id=key)


def test_中断の手続きは_見守る間隔を決め_主担当も伴走も替えない(cast: Any, town: Town) -> None:
    before = parts_now(cast.hokatsu, town.case_id)
    key = ended(cast, town, Outcome.SUSPEND)
    with as_(cast.hokatsu):
        assert Case.objects.get(id=town.case_id).stage == "suspended"
    evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key)
    assert parts_now(cast.hokatsu, town.case_id) == before
    with as_(cast.hokatsu):
        assert Case.objects.get(id=town.case_id).contact_rhythm_days == 45
