"""プランを画面で書く: 打ったとおりに残り、いくつもの機関が同時に書いても言葉が失われず、できないボタンは理由を言う。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from cases.cases_town import as_, days
from django.test import Client
from django.urls import reverse
from people.town import lives_at, protect

from kasane.kernel import clock
from kasane.people.domain.codes import PlaceKind
from kasane.plans import commands
from kasane.plans.domain import Occasion, PlanState, Programme
from kasane.plans.domain.facts import TextFacts
from kasane.plans.models import Plan, Revision, Step

from .plans_screens_town import address, approved, day, decision_of, final, together, waiting
from .plans_town import appeal_settled, approve, head, household, tabled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


@pytest.fixture
def town(cast: Any) -> dict[str, Any]:
    """CSW と包括がいっしょに書いている、作成中のプラン。"""
    return together(cast.csw, cast.hokatsu)


def a_step(person: str = "household", **typed: str) -> dict[str, str]:
    base = {
        "person": person, "issue": "外に出る機会がない", "who": "self", "content": "散歩の記録をつける", "frequency": "毎朝",
        "programme": "other", "service": "", "agency": "",
    }  # fmt: skip
    return {**base, **day("period_from"), **typed}


def version_in(body: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', body)
    assert found
    return found[1]


def test_始めから会議に諮るまで_画面だけで進む(cast: Any, sign_in: Any, client: Client) -> None:
    world = household(cast.csw)
    place = {"case_id": world.case_id, "person_id": world.son, "item": "outreach_aim"}
    sign_in(client, cast.csw)
    assert "まだプランがありません" in client.get(address("plans", place)).content.decode()
    made = client.post(address("start", place), {"kind": "coordination", "consented": "yes"})
    assert made.status_code == 302
    place["plan_id"] = made["Location"].split("/")[-2]
    body = client.get(made["Location"]).content.decode()
    assert "目標・支援方針・実施事項（役割分担）・モニタリングの時期がまだありません" in body
    typed = {
        "version": "1",
        "hope": "静かに暮らしたい",
        "policy": "歩みに合わせる",
        "partner": f"{cast.csw.agency_id}:{cast.csw.posting_id}",
    }
    sent = {**typed, **day("monitoring_on", days(60)), **day("period_from"), **day("period_to", days(180))}
    assert client.post(address("write", place), sent).status_code == 302
    assert client.post(address("add_goal", place), {"person": str(world.son), "text": "模型の話がしたい"}).status_code == 302
    agency_row = a_step(str(world.son), who="agency", agency=str(cast.csw.agency_id), programme="outreach", content="手紙を書く")
    assert client.post(address("add_step", place), agency_row).status_code == 302
    assert client.post(address("write_text_of", place), {"version": "0", "text": "会えるようになる"}).status_code == 302
    body = client.get(address("plan", place)).content.decode()
    for text in (
        "静かに暮らしたい",
        "模型の話がしたい",
        "手紙を書く",
        "会えるようになる",
        "機関ごとの役割",
        "本人への説明と同意の記録がない人が1人います",
    ):
        assert text in body, text
    assert client.get(address("tabling", place)).status_code == 403
    told = {"person": str(world.son), "agreed": "yes", "method": "signed", "paper_kept": "on", "given_by": "self", **day("explained_on")}
    assert client.post(address("explain", place), told).status_code == 302
    assert client.post(address("table", place), {"occasion": "establish"}).status_code == 302
    with as_(cast.csw):
        assert Plan.objects.get(id=place["plan_id"]).state == PlanState.TABLED.value
    body = client.get(address("plan", place)).content.decode()
    assert "会議に諮っている" in body
    assert address("recalling", place) in body


def test_誤りがあっても_打った文字は残る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    response = client.post(address("add_step", town), a_step(who="agency", content="打ちかけの文"))
    body = response.content.decode()
    assert response.status_code == 422
    assert "打ちかけの文" in body
    assert "行う機関を選んでください" in body


def test_下書きは_開き直すと戻る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    key = f"plan:{town['plan_id']}:step"
    kept = {**a_step(content="書きかけの実施事項"), "draft_key": key, "back": address("adding_step", town)}
    client.post(reverse("web:keep_draft"), kept, HTTP_HX_REQUEST="true")
    assert "書きかけの実施事項" in client.get(address("adding_step", town)).content.decode()


def test_二つの機関が同じ行を直すと_並べて見比べられ_どちらの言葉も失われない(cast: Any, sign_in: Any, town: dict[str, Any]) -> None:
    ours, theirs = Client(), Client()
    sign_in(ours, cast.csw)
    sign_in(theirs, cast.hokatsu)
    first = version_in(ours.get(address("revising_step", town)).content.decode())
    second = version_in(theirs.get(address("revising_step", town)).content.decode())
    assert first == second == "1"
    assert theirs.post(address("revise_step", town), a_step(content="包括の書いた文", version=second)).status_code == 302
    clash = ours.post(address("revise_step", town), a_step(content="社協の書いた文", note="社協の備考", version=first))
    body = clash.content.decode()
    assert clash.status_code == 409
    panel = body[body.index('class="conflict"') : body.index("</section>", body.index('class="conflict"'))]
    assert "包括の書いた文" in panel
    assert "社協の書いた文" in panel
    assert "社協の備考" in panel
    with as_(cast.csw):
        assert Step.objects.get(id=town["step_id"]).content == "包括の書いた文"
    again = a_step(content="社協の書いた文", note="社協の備考", version=version_in(body))
    assert ours.post(address("revise_step", town), again).status_code == 302
    with as_(cast.csw):
        kept = [one.before["content"] for one in Revision.objects.filter(row_id=town["step_id"]).order_by("version")]
    assert kept == ["介護の相談にのる", "包括の書いた文"]
    history = ours.get(address("versions", town)).content.decode()
    assert "包括の書いた文" in history
    assert "介護の相談にのる" in history


def test_頭の欄も_目標も_種別の欄も_同じように見比べられる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    version = version_in(client.get(address("writing", town)).content.decode())
    commands.write_plan(by=cast.hokatsu, plan_id=town["plan_id"], version=int(version), facts=head(hope="包括が聞いた望み"))
    clash = client.post(address("write", town), {"version": version, "hope": "社協が聞いた望み"})
    assert clash.status_code == 409
    assert "包括が聞いた望み" in clash.content.decode()
    assert "社協が聞いた望み" in clash.content.decode()
    commands.revise_goal(by=cast.hokatsu, goal_id=town["goal_id"], version=1, text="包括の目標")
    clash = client.post(address("revise_goal", town), {"version": "1", "text": "社協の目標"})
    assert clash.status_code == 409
    assert "包括の目標" in clash.content.decode()
    commands.write_text(
        by=cast.hokatsu, plan_id=town["plan_id"], item="untangling", person_id=None, version=0, facts=TextFacts("包括の整理")
    )
    clash = client.post(address("write_text", town), {"version": "0", "text": "社協の整理"})
    assert clash.status_code == 409
    assert "包括の整理" in clash.content.decode()
    assert "社協の整理" in clash.content.decode()


def test_別の行なら_同時に書いても重ならない(cast: Any, sign_in: Any, town: dict[str, Any]) -> None:
    ours, theirs = Client(), Client()
    sign_in(ours, cast.csw)
    sign_in(theirs, cast.hokatsu)
    ours.get(address("adding_step", town))
    assert theirs.post(address("add_step", town), a_step(content="包括の行")).status_code == 302
    assert ours.post(address("add_step", town), a_step(content="社協の行")).status_code == 302
    body = ours.get(address("plan", town)).content.decode()
    assert "包括の行" in body
    assert "社協の行" in body


def test_取り下げた行は出なくなり_理由とともに残る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    assert client.post(address("drop_step", town), {"reason": "ほかの機関が行うため"}).status_code == 302
    assert "介護の相談にのる" not in client.get(address("plan", town)).content.decode()
    assert "介護の相談にのる" in client.get(address("versions", town)).content.decode()
    assert client.get(address("revising_step", town)).status_code == 404


def test_了承された後は_書く入口がなく_直に開いても断られる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    approved(cast.csw, town)
    sign_in(client, cast.csw)
    body = client.get(address("plan", town)).content.decode()
    assert address("revising_step", town) not in body
    assert "書き換えられません" in body
    for name in ("writing", "adding_goal", "adding_step", "revising_step", "writing_text"):
        assert client.get(address(name, town)).status_code == 403, name
    assert client.post(address("add_step", town), a_step(content="後から足す")).status_code == 403
    with as_(cast.csw):
        assert not Step.objects.filter(content="後から足す").exists()


def test_支援チームの機関は書けるが_会議に諮れず_理由が出る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.hokatsu)
    body = client.get(address("plan", town)).content.decode()
    assert address("revising_step", town) in body
    assert address("tabling", town) not in body
    assert 'id="table-reason"' in body
    assert client.post(address("table", town), {"occasion": "establish"}).status_code == 403


def test_会議のない道はない_確定を装った送信は断られる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    for name, sent in (
        ("submit", {"agency": str(cast.city.agency_id)}),
        ("table", {"occasion": "end"}),
        ("table", {"occasion": "suspend"}),
    ):
        assert client.post(address(name, town), sent).status_code in (403, 422), name
    client.post(address("write", town), {"version": "2", "state": "final", "confirmed_on": "2026-01-01", "hope": "状態も送る"})
    with as_(cast.csw):
        assert Plan.objects.get(id=town["plan_id"]).state == "draft"


def test_同意前のアウトリーチは_同意を得たら_その場で切り替えられる(cast: Any, sign_in: Any, client: Client) -> None:
    world = household(cast.csw)
    sign_in(client, cast.csw)
    place = {"case_id": world.case_id}
    refused = client.post(address("start", place), {"kind": "coordination", "consented": "no"})
    assert refused.status_code == 422
    assert "アウトリーチのプランだけです" in refused.content.decode()
    made = client.post(address("start", place), {"kind": "outreach", "consented": "no"})
    plan = {"plan_id": made["Location"].split("/")[-2]}
    assert "本人の同意を得た" in client.get(made["Location"]).content.decode()
    assert client.post(address("take_consent", plan)).status_code == 302
    with as_(cast.csw):
        assert Plan.objects.get(id=plan["plan_id"]).consented


def test_市は_書類を読み_起案文から決め_プランが確定する(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    found = waiting(cast.csw, cast.city, town)
    sign_in(client, cast.city)
    body = client.get(address("dossier", found)).content.decode()
    for text in ("次のとおり支援決定をしてよいか伺います", "アウトリーチ等事業", "介護の相談にのる", "鉄道模型の話がしたい", "髙﨑"):
        assert text in body, text
    empty = client.post(address("decide", found), {"draft_text": "伺い", "content": "アウトリーチを行う", **day("decided_on")})
    assert empty.status_code == 422
    assert "文書番号を入力してください" in empty.content.decode()
    sent = {"draft_text": "伺い", "content": "アウトリーチを行う", "conditions": "三か月ごとに報告", "document_number": "福総第9号"}
    early = client.post(address("decide", found), {**sent, **day("decided_on", clock.today() - timedelta(days=3))})
    assert early.status_code == 422
    assert client.post(address("decide", found), {**sent, **day("decided_on")}).status_code == 302
    with as_(cast.csw):
        plan = Plan.objects.get(id=town["plan_id"])
    assert (plan.state, plan.confirmed_on) == ("final", clock.today())
    result = client.get(address("dossier", found)).content.decode()
    assert "福総第9号" in result
    assert cast.city.name in result
    appeal_settled(cast.city)
    notice = client.get(address("notice", found)).content.decode()
    assert "支援決定通知書" in notice
    assert "三か月ごとに報告" in notice
    sign_in(client, cast.csw)
    assert "福総第9号" in client.get(address("plan", town)).content.decode()


def test_市が差し戻すと_理由がプランに出て_作成中に戻る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    found = waiting(cast.csw, cast.city, town)
    sign_in(client, cast.city)
    assert client.post(address("send_back", found), {"reason": "訪問の回数が多すぎます"}).status_code == 302
    assert client.get(address("notice", found)).status_code == 404
    assert client.post(address("decide", found), {"content": "もう一度"}).status_code == 403
    sign_in(client, cast.csw)
    body = client.get(address("plan", town)).content.decode()
    assert "訪問の回数が多すぎます" in body
    assert "作成中" in body
    assert decision_of(cast.csw, town["plan_id"]).state == "returned"


def test_どちらの事業も使わないプランは_市へ出すボタンがなく_報告になる(cast: Any, sign_in: Any, client: Client) -> None:
    town = together(cast.csw, cast.hokatsu, Programme.OTHER)
    sign_in(client, cast.csw)
    assert "市の支援決定がいらないプランです" in client.get(address("plan", town)).content.decode()
    tabled(cast.csw, town["plan_id"])
    approve(cast.csw, town["plan_id"], Occasion.ESTABLISH)
    body = client.get(address("plan", town)).content.decode()
    assert "確定日" in body
    assert address("submitting", town) not in body


def test_様式2の1は_字と印が出て_支援措置の住所を伏せる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    lives_at(cast.csw, town["person_id"], "かさね市北町1-2-3", kind=PlaceKind.RESIDENCE)
    sign_in(client, cast.csw)
    body = client.get(address("plan_print", town)).content.decode()
    for text in ("髙﨑", "𠮷男", "☑ 多機関協働", "☐ 参加支援", "☑ 支援決定と確認", "鉄道模型の話がしたい", "かさね市北町1-2-3", "利用申込"):
        assert text in body, text
    protect(cast.csw, town["person_id"])
    body = client.get(address("plan_print", town)).content.decode()
    assert "かさね市北町1-2-3" not in body


def test_確定したプランから_再プランを写して始められる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    found = final(cast.csw, cast.city, town)
    sign_in(client, cast.csw)
    body = client.get(address("plan", found)).content.decode()
    assert f"{address('starting', found)}?replaces={found['plan_id']}" in body
    opened = client.get(f"{address('starting', found)}?replaces={found['plan_id']}").content.decode()
    assert f'<option value="{found["plan_id"]}" selected>' in opened
    made = client.post(address("start", found), {"kind": "coordination", "consented": "yes", "replaces": str(found["plan_id"])})
    assert made.status_code == 302
    again = client.get(made["Location"]).content.decode()
    assert "第1回再プラン" in again
    assert "鉄道模型の話がしたい" in again
