"""プランの道のり(forms.md §13.1 の様式2-1から): 書く、会議、市の支援決定、評価、終結、再開を、六つの机で、画面だけを使って歩く。

一歩ごとに、隣人からは、どの記録の道も無い道と同じで、どの一覧にも出ないことを確かめる。
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser_town import Seat, Town
from consented_case import prepared
from filling import write
from household_journey import option
from plan_journey import (
    DECIDED,
    GOAL,
    HOPE,
    PlanJourney,
    acknowledge,
    add_steps,
    attend,
    carry_out,
    convene,
    day,
    decide,
    decide_by_city,
    evaluate,
    explain,
    invite,
    put_on_agenda,
    resume,
    searched,
    step_on,
    submit,
    table,
    write_plan,
)

from kasane.kernel import clock

pytestmark = pytest.mark.slow
LAYERED, SUPPORT = "layered_conference", "support_conference"
NUMBER = "福総第814号"
FIRST, SECOND, THIRD = "市役所三階の小会議室", "社協の会議室", "市役所二階の大会議室"


@pytest.fixture
def road(town: Town, seat: Callable[..., Seat]) -> PlanJourney:
    """コマンドで用意した事案から始まる道のり。"""
    made = prepared(town)
    return PlanJourney(seat, made, {"事案": f"/cases/{made['case']}/", "同意のない事案": f"/cases/{made['quiet']}/"})


def test_プランを書くところから_会議と市の決定を経て_終結し_元のチームで再開する(road):
    written(road)
    established(road)
    confirmed(road)
    ended(road)
    closed_and_resumed(road)


def test_同意のない事案は_重層的支援会議にかけられず_支援会議を示される_N29(road):
    convene(road, "会議", LAYERED, THIRD)
    seat = road.opened("CSW", "同意のない事案", "conferences/new/")
    write(seat, {"conference": option(seat, "conference", THIRD), "matter": "share", "heading": "会えていない人の見守り"})
    seat.page.get_by_role("button", name="会議にかける").click()
    seat.page.wait_for_load_state()
    told = seat.page.locator("main").inner_text()
    assert "代わりにかけられる会議" in told
    assert "支援会議：かけられます" in told
    assert "重層的支援会議：かけられません" in told
    assert "106条の6" in told, "断りは、根拠を言う"
    assert seat.page.locator("main [name=heading]").input_value() == "会えていない人の見守り", "打った文字は残る"
    assert "議題はまだありません" in road.says("事務局", "会議")
    assert road.outside() == {}


def written(road: PlanJourney) -> None:
    """プランを書き、本人に説明し、会議に諮る。"""
    write_plan(road)
    add_steps(road)
    assert "説明" in road.says("CSW", "プラン"), "説明の前には、会議に諮れない理由が出る"
    for whose in ("son", "mother"):
        explain(road, whose)
    told = road.says("CSW", "プラン")
    assert HOPE in told
    assert GOAL in told
    assert "支援決定をし、そのほかの支援の内容を確認した日に確定します" in told
    assert road.outside() == {}
    table(road)
    road.picture("CSW", "1-諮っているプラン")
    assert "会議に諮っている" in road.says("CSW", "プラン")
    assert road.outside("CSW") != {}, "外の机の確かめ方は、見える机では見えると言う"
    assert "模型" in searched(road.at("CSW"), "模型"), "同じさがし方で、見える机には出る"
    assert road.sees("市", "プラン") == {"プラン": 404}, "会議に諮っただけでは、市にも見えない"


def established(road: PlanJourney) -> None:
    """一回目の重層的支援会議: 招集、議題、構成員、守秘、開会、出席、了承。"""
    convene(road, "会議", LAYERED, FIRST)
    assert road.outside() == {}
    put_on_agenda(road, "議題", FIRST, "establish")
    invite(road, "議題", "保健所")
    step_on(road, "会議", "招集の知らせを出す")
    assert road.sees("保健所", "議題", "会議") == {"議題": 404, "会議": 404}, "守秘を確かめるまで、一行も見えない(N21)"
    told = acknowledge(road, "保健所", FIRST)
    assert "親子の暮らし" not in told
    assert "拘禁刑" in told or "懲役" in told or "守秘" in told
    assert road.sees("保健所", "議題", "会議") == {"議題": 200, "会議": 404}, "自分の議題だけで、次第は見えない"
    assert road.sees("包括", "議題", "会議") == {"議題": 404, "会議": 404}, "支援チームでも、招かれていなければ見えない"
    assert road.outside() == {}
    step_on(road, "会議", "開会する")
    attend(road, "議題", "CSW", "保健所")
    assert "いまの出席では決められません" in road.says("市", "議題", "decisions/"), "市が出ていない重層的支援会議は成り立たない"
    attend(road, "議題", "市", "CSW", "保健所")
    decide(road, "議題")
    road.picture("市", "2-了承")
    assert DECIDED in road.says("保健所", "議題", "decisions/")
    assert "市の手続き待ち" in road.says("CSW", "プラン")
    assert road.outside() == {}


def confirmed(road: PlanJourney) -> None:
    """市の支援決定: 出すまでは見えず、決定するとプランが確定する。"""
    submit(road)
    told = road.says("市", "支援決定")
    decide_part, _, check_part = told.partition("内容を確認するもの")
    assert "倉庫の整理" in decide_part
    assert "短期の宿泊" not in decide_part
    assert "短期の宿泊" in check_part
    assert road.sees("市", "事案", "プラン") == {"事案": 404, "プラン": 404}, "市に開くのは、写しの一通だけ"
    assert road.sees("保健所", "支援決定") == {"支援決定": 403}, "市の担当でない机には、番号によらず断る"
    assert road.outside() == {}
    decide_by_city(road, NUMBER)
    assert NUMBER in road.says("市", "支援決定")
    road.picture("市", "3-支援決定")
    told = road.says("CSW", "プラン")
    assert NUMBER in told
    assert "確定日" in told
    assert road.outside() == {}


def ended(road: PlanJourney) -> None:
    """評価を書き、二回目の会議で終結を決める。それまで、事案は終結できない。"""
    assert close_refused(road), "プランが動いている間は、事案を終結できない"
    evaluate(road)
    assert road.outside() == {}
    table(road)
    assert "支援終結の判断" in road.says("CSW", "プラン") or "終結の判断" in road.says("CSW", "プラン")
    convene(road, "二回目の会議", LAYERED, SECOND)
    put_on_agenda(road, "終結の議題", SECOND, "end")
    step_on(road, "二回目の会議", "招集の知らせを出す")
    step_on(road, "二回目の会議", "開会する")
    attend(road, "終結の議題", "市", "CSW")
    assert road.sees("保健所", "終結の議題") == {"終結の議題": 404}, "一回目の構成員も、二回目に招かれなければ見えない"
    decide(road, "終結の議題")
    told = road.says("CSW", "プラン")
    assert "終わった日" in told
    assert "会議で終結が決まったプランです" in told
    evaluation = road.says("CSW", "評価")
    assert "終結後の主担当\nかさね市総合相談支援センター" in evaluation
    assert "90日ごと" in evaluation
    road.picture("CSW", "4-終結の評価")
    assert road.outside() == {}


def close_refused(road: PlanJourney) -> bool:
    """終結の画面は書かせる前に理由を出し、画面を通さずに送った終結も、同じ理由で断られるか。"""
    seat = road.opened("CSW", "事案", "close/")
    told = seat.page.locator("main").inner_text()
    unwritable = "今は、まだ終結できません" in told and seat.page.get_by_role("button", name="終結する").count() == 0
    moving = road.opened("CSW", "事案", "stage/").page
    form = {name: moving.locator(f"main [name={name}]").first.input_value() for name in ("csrfmiddlewaretoken", "version")}
    form |= {"follow_up_days": "90", "reason": "会議の前の終結。"} | day("on", clock.today())
    target = f"{seat.town.url}{road.paths['事案']}close/save/"
    answer = seat.context.request.post(target, form=form, headers={"Referer": seat.page.url})
    refused = answer.status == 422 and "プランに沿って" in answer.text()
    return unwritable and "プラン" in told and refused and road.says("CSW", "事案").count("プランに沿って支援") == 1


def closed_and_resumed(road: PlanJourney) -> None:
    """終結の手続き、事案の終結、元の支援チームとの再開。"""
    team = ("包括", "保健所")
    assert [road.sees(desk, "事案") for desk in team] == [{"事案": 200}] * 2
    carry_out(road)
    assert "終結" in road.says("CSW", "事案")
    assert [road.sees(desk, "事案") for desk in team] == [{"事案": 404}] * 2, "終結した事案は、支援チームから閉じる"
    assert road.outside() == {}
    resume(road)
    told = road.says("CSW", "事案", "team/")
    road.picture("CSW", "5-再開")
    assert "北かさね地域包括支援センター" in told
    assert "かさねの保健所" in told
    assert [road.sees(desk, "事案") for desk in team] == [{"事案": 200}] * 2, "一度で、元のチームが戻る"
    assert road.outside() == {}
