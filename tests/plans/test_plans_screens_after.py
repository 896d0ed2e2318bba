"""確定した後の画面: 進み具合、モニタリング、評価、終結の手続き、再開。会議を経ない道はどこにもない。"""

from __future__ import annotations

import re
from typing import Any

import pytest
from cases.cases_town import as_, days
from coordination.coordination_town import taken_on
from django.test import Client
from django.urls import reverse

from kasane.cases import commands as cases
from kasane.cases.models import Case, Involvement, Referral
from kasane.kernel import clock
from kasane.plans import commands
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain import MeetingOutcome, Occasion, Programme
from kasane.plans.domain.evaluation import EvaluationFacts, PartFacts
from kasane.plans.models import Evaluation, Monitoring, Plan, Progress
from kasane.plans.queries.closing import closing_rule

from .plans_evaluation_town import finished as finished_by
from .plans_evaluation_town import head as lead_after
from .plans_evaluation_town import meets, planned, table
from .plans_screens_town import address, day, ended, final, finished, together
from .plans_town import approve, head, tabled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


@pytest.fixture
def town(cast: Any) -> dict[str, Any]:
    """確定したプラン。書き始めた評価と、包括への問い合わせが一つある。"""
    return final(cast.csw, cast.city, together(cast.csw, cast.hokatsu))


def test_聞かれた機関は_自分の実施事項だけを一枚で答える(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.hokatsu)
    assert address("progress", town) in client.get("/").content.decode()
    body = client.get(address("progress", town)).content.decode()
    legends = re.findall(r'<legend class="part__title">([^<]*)', body)
    assert legends == ["介護の相談にのる"]
    key = town["step_id"]
    silent = client.post(address("report", town), {f"state-{key}": "stopped", **day("on")})
    assert silent.status_code == 422
    assert "事情を書いてください" in silent.content.decode()
    sent = {f"state-{key}": "partly", f"text-{key}": "電話だけできている", **day("on")}
    assert client.post(address("report", town), sent).status_code == 302
    assert address("progress", town) not in client.get("/").content.decode()
    sign_in(client, cast.csw)
    for name in ("following", "evaluation", "evaluation_print"):
        assert "電話だけできている" in client.get(address(name, town)).content.decode(), name


def test_ほかの機関の分は_事案を受け持つ機関だけが_聞き取って書ける(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    key = town["step_id"]
    sent = {f"state-{key}": "as_planned", f"text-{key}": "電話で聞いた", **day("on")}
    sign_in(client, cast.csw)
    assert client.post(address("report", town), sent).status_code == 302
    body = client.get(address("following", town)).content.decode()
    assert "聞き取り" in body
    own = {**town, "agency_id": cast.csw.agency_id}
    sign_in(client, cast.hokatsu)
    refused = client.post(address("report", own), sent)
    assert refused.status_code == 422
    with as_(cast.csw):
        assert Progress.objects.count() == 1


def test_聞く画面は_役割のある機関に印がつき_聞くと相手の今日の仕事に出る(
    cast: Any, sign_in: Any, client: Client, town: dict[str, Any]
) -> None:
    sign_in(client, cast.csw)
    body = client.get(address("asking", town)).content.decode()
    assert re.search(rf'value="{cast.hokatsu.agency_id}"[^>]*checked', body)
    assert str(cast.neighbour.agency_id) not in body
    past = client.post(address("ask", town), {"agencies": str(cast.hokatsu.agency_id), **day("due_on", days(-1))})
    assert past.status_code == 422
    sent = {"agencies": str(cast.hokatsu.agency_id), "question": "通えていますか", **day("due_on", days(7))}
    assert client.post(address("ask", town), sent).status_code == 302
    sign_in(client, cast.hokatsu)
    assert client.get("/").content.decode().count("進み具合を聞かれています") == 1


def test_モニタリングは_続けるなら次の日が要る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    sent = {"summary": "週に二度会えている", "judgement": "go_on", **day("held_on")}
    assert client.post(address("monitor", town), sent).status_code == 422
    assert client.post(address("monitor", town), {**sent, **day("next_on", days(30))}).status_code == 302
    assert "週に二度会えている" in client.get(address("following", town)).content.decode()
    with as_(cast.csw):
        assert Monitoring.objects.get().next_on == days(30)


def test_見直す日が近づくと_主担当の今日の仕事に出る(cast: Any, sign_in: Any, client: Client) -> None:
    found = together(cast.csw, cast.hokatsu)
    soon = head(monitoring_on=days(3), lead_agency_id=cast.csw.agency_id, lead_posting_id=cast.csw.posting_id)
    commands.write_plan(by=cast.csw, plan_id=found["plan_id"], version=2, facts=soon)
    found = final(cast.csw, cast.city, found)
    sign_in(client, cast.csw)
    assert address("following", found) in client.get("/").content.decode()
    for other in (cast.hokatsu, cast.neighbour):
        sign_in(client, other)
        assert address("following", found) not in client.get("/").content.decode()


def test_評価は_足りないことを言い_書き終えると会議に諮れる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    body = client.get(address("evaluation", town)).content.decode()
    for text in ("評価の結果（終結", "目標の達成状況が", "現在の状況と残された課題を書いてください"):
        assert text in body, text
    assert address("finish", town) not in body
    assert client.get(address("tabling", town)).status_code == 403
    typed = {
        "version": "1", "outcome": "close", "partner": f"{cast.csw.agency_id}:", "follow_up_needed": "yes", "follow_up_method": "02",
        "follow_up_days": "45", **day("evaluated_on"),
    }  # fmt: skip
    assert client.post(address("write_evaluation", town), typed).status_code == 302
    part = {"version": "0", "state_now": "通いの場に出ている", "changes": ["07", "08"], "reasons": ["02"], "wishes": "続けたい"}
    assert client.post(address("write_part_of", town), part).status_code == 302
    assert client.post(address("grade", town), {"version": "0", "grade": "mostly", "text": "続いている"}).status_code == 302
    body = client.get(address("evaluation", town)).content.decode()
    for text in ("通いの場に出ている", "孤立の解消", "概ね達成", "45日ごと", address("finish", town)):
        assert text in body, text
    assert client.post(address("finish", town)).status_code == 302
    with as_(cast.csw):
        assert Evaluation.objects.get(id=town["evaluation_id"]).state == "finished"
        assert Plan.objects.get(id=town["plan_id"]).state == "final"
    assert client.get(address("writing_evaluation", town)).status_code == 403
    assert client.post(address("table", town), {"occasion": "end"}).status_code == 302
    with as_(cast.csw):
        assert Plan.objects.get(id=town["plan_id"]).state == "final"
    body = client.get(address("plan", town)).content.decode()
    assert "会議の結論を待っています" in body


def test_評価も_二人が同時に書くと_並べて見比べられる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    evaluations.write_evaluation(
        by=cast.hokatsu, evaluation_id=town["evaluation_id"], version=1,
        facts=EvaluationFacts(evaluated_on=clock.today(), opinions="包括の意見"),
    )  # fmt: skip
    clash = client.post(address("write_evaluation", town), {"version": "1", "opinions": "社協の意見", **day("evaluated_on")})
    assert clash.status_code == 409
    assert "包括の意見" in clash.content.decode()
    assert "社協の意見" in clash.content.decode()
    told = PartFacts(state_now="包括の見立て")
    evaluations.write_part(by=cast.hokatsu, evaluation_id=town["evaluation_id"], person_id=None, version=0, facts=told)
    clash = client.post(address("write_part", town), {"version": "0", "state_now": "社協の見立て"})
    assert clash.status_code == 409
    assert "包括の見立て" in clash.content.decode()
    version = re.search(r'name="version" value="(\d+)"', clash.content.decode())
    assert version
    assert client.post(address("write_part", town), {"version": version[1], "state_now": "二人の見立て"}).status_code == 302


def test_終結は会議で決まり_手続きは一度だけ_今日の仕事から行う(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    assert client.get(address("carrying_out", town)).status_code == 403
    assert client.post(address("carry_out", town)).status_code in (403, 422)
    ended(cast.csw, town)
    assert address("carrying_out", town) in client.get("/").content.decode()
    body = client.get(address("carrying_out", town)).content.decode()
    assert "45日ごと" in body
    assert client.post(address("carry_out", town), {"keep_lead_reason": ""}).status_code == 302
    assert address("carrying_out", town) not in client.get("/").content.decode()
    assert client.post(address("carry_out", town), {"keep_lead_reason": ""}).status_code == 422
    with as_(cast.csw):
        assert Plan.objects.get(id=town["plan_id"]).state == "ended"


def test_終結の手続きといっしょに_紹介元へもどすと_見えなくなった後は一覧へ移る(cast: Any, sign_in: Any, client: Client) -> None:
    world = taken_on(cast.hokatsu, cast.csw)
    cases.appoint_lead(by=cast.hokatsu, case_id=world.case_id, agency_id=cast.csw.agency_id, reason="多機関協働が主に担う")
    made = planned(cast, world.case_id, world.son, world.mother)
    table(cast.hokatsu, made.plan_id, "establish")
    meets(cast.city, made.plan_id, "establish")
    key = finished_by(cast.hokatsu, made, lead_after(next_lead_agency_id=cast.hokatsu.agency_id))
    table(cast.hokatsu, made.plan_id, "end")
    meets(cast.city, made.plan_id, "end")
    place = {"evaluation_id": key}
    sign_in(client, cast.hokatsu)
    assert "もどしの内容" not in client.get(address("carrying_out", place)).content.decode()
    sign_in(client, cast.csw)
    assert "もどしの内容" in client.get(address("carrying_out", place)).content.decode()
    done = client.post(address("carry_out", place), {"handing_back": "申請を済ませた"}, follow=True)
    assert done.redirect_chain == [(reverse("cases:list"), 302)]
    with as_(cast.hokatsu):
        row = Referral.objects.get(id=world.referral_id)
    assert (row.state, row.outcome) == ("returned", "申請を済ませた")


def test_終わっていないプランがあれば_事案の終結のボタンが理由を言う(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    body = client.get(reverse("cases:case", args=[town["case_id"]])).content.decode()
    assert reverse("cases:closing", args=[town["case_id"]]) not in body
    assert "終わっていないプランがあります" in body


def test_終結の画面は_書かせる前に理由を言い_プランの次の画面へ案内する(
    cast: Any, sign_in: Any, client: Client, town: dict[str, Any]
) -> None:
    """ボタンを通らず、URL を直に開いても同じ。理由は、送ったときに断る文と同じ一つの判断から出る。"""
    sign_in(client, cast.csw)
    closing, closes = (reverse(f"cases:{name}", args=[town["case_id"]]) for name in ("closing", "close"))
    with as_(cast.csw):
        said = closing_rule(town["case_id"])
    body = client.get(closing).content.decode()
    assert said.reason in body
    assert said.ground in body
    assert "<textarea" not in body
    assert f'action="{closes}"' not in body, "終結できないのに、終結の欄が開いている"
    assert f'href="{address("evaluation", town)}"' in body, "書きかけの評価へ進む道がない"
    with as_(cast.csw):
        version = Case.objects.get(id=town["case_id"]).version
    sent = client.post(closes, {"reason": "落ち着いた", "version": version, "follow_up_days": "30", **day("on")})
    assert sent.status_code == 422
    assert said.reason in sent.content.decode()


def test_終結の会議の後は_手続きの画面へ_手続きの後は終結の欄へ(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    place = ended(cast.csw, town)
    sign_in(client, cast.csw)
    closing, closes = (reverse(f"cases:{name}", args=[town["case_id"]]) for name in ("closing", "close"))
    body = client.get(closing).content.decode()
    assert "引継ぎが済んでいません" in body
    assert f'href="{address("carrying_out", place)}"' in body
    evaluations.carry_out_end(by=cast.csw, evaluation_id=place["evaluation_id"])
    assert f'action="{closes}"' in client.get(closing).content.decode()


@pytest.mark.parametrize("stage", ["tabled", "approved", "final"])
def test_会議や市を待つプランと_評価のない確定したプランからは_プランの画面へ(cast: Any, sign_in: Any, client: Client, stage: str) -> None:
    place = together(cast.csw, cast.hokatsu, Programme.OTHER if stage == "final" else Programme.OUTREACH)
    tabled(cast.csw, place["plan_id"])
    if stage != "tabled":
        approve(cast.csw, place["plan_id"], Occasion.ESTABLISH)
    sign_in(client, cast.csw)
    body = client.get(reverse("cases:closing", args=[place["case_id"]])).content.decode()
    assert "今は、まだ終結できません" in body
    assert ("書き始める</a>" in body) == (stage == "final")
    assert f'<a href="{address("plan", place)}">多機関協働プラン' in body


def test_再開は_元の支援チームを一度で呼び戻す(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    assert client.get(address("resuming", town)).status_code == 403
    ended(cast.csw, town)
    client.post(address("carry_out", town), {"keep_lead_reason": ""})
    cases.close_case(by=cast.csw, case_id=town["case_id"], on=clock.today(), reason="役割が定まった")
    with as_(cast.csw):
        assert not Involvement.objects.filter(case_id=town["case_id"], agency_id=cast.hokatsu.agency_id, valid_to=None).exists()
    assert address("resuming", town) in client.get(reverse("cases:case", args=[town["case_id"]])).content.decode()
    body = client.get(address("resuming", town)).content.decode()
    assert re.search(rf'value="{cast.hokatsu.agency_id}"[^>]*checked', body)
    assert client.post(address("resume", town), {"agencies": str(cast.hokatsu.agency_id)}).status_code == 422
    sent = {"reason": "また閉じこもっている", "agencies": str(cast.hokatsu.agency_id)}
    assert client.post(address("resume", town), sent).status_code == 302
    with as_(cast.csw):
        assert Case.objects.get(id=town["case_id"]).closed_on is None
        assert Involvement.objects.filter(case_id=town["case_id"], agency_id=cast.hokatsu.agency_id, valid_to=None).exists()
    sign_in(client, cast.hokatsu)
    assert client.get(address("plan", town)).status_code == 200


def test_会議で戻された評価は_また書ける(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    finished(cast.csw, town)
    commands.table_plan(by=cast.csw, plan_id=town["plan_id"], occasion=Occasion.END)
    approve(cast.csw, town["plan_id"], Occasion.END, outcome=MeetingOutcome.REVISE)
    sign_in(client, cast.csw)
    assert client.get(address("writing_evaluation", town)).status_code == 200
    assert client.get(address("carrying_out", town)).status_code == 403
