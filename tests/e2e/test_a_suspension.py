"""中断の道のり: 中断の評価を書き、会議で決め、手続きを進めて中断し、元の支援チームとともに再開する(seed 001 §6-6、forms §6.3)。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser_town import Seat, Town
from consented_case import prepared
from filling import path_of, row, send, write
from household_journey import option
from papers_of import pdf
from plan_journey import (
    GOAL,
    PlanJourney,
    add_step,
    attend,
    convene,
    decide,
    explain,
    put_on_agenda,
    resume,
    step_on,
    table,
    write_plan,
)

pytestmark = pytest.mark.slow
LAYERED = "layered_conference"
FIRST, SECOND = "北公民館の会議室", "総合福祉センターの会議室"
STATE_NOW = "四月から入院していて、家には戻っていない。"
TEAM = ("包括", "保健所")


@pytest.fixture
def road(town: Town, seat: Callable[..., Seat]) -> PlanJourney:
    """コマンドで用意した、同意のそろった事案から始まる道のり。"""
    made = prepared(town)
    return PlanJourney(seat, made, {"事案": f"/cases/{made['case']}/"})


def test_中断を会議で決め_手続きを進めて_元のチームで再開する(road):
    running(road)
    proposed(road)
    suspended(road)
    resumed(road)


def running(road: PlanJourney) -> None:
    """確定したプランに沿って支援している。会議を経ずに、中断にはできない。"""
    write_plan(road)
    add_step(road, "other", "mother", "北かさね地域包括支援センター", "介護の疲れ", "短期の宿泊の支度をする")
    for whose in ("son", "mother"):
        explain(road, whose)
    table(road)
    meet(road, "会議", "議題", FIRST, "establish")
    decide(road, "議題")
    assert "プランに沿って支援" in road.says("CSW", "事案")
    seat = road.opened("CSW", "事案", "stage/")
    assert seat.page.locator("main [name=to][value=suspended]").count() == 0, "状態を動かす画面に、中断はない"
    told = road.says("CSW", "プラン")
    assert "支援中断の決定" not in told or "様式2-2" in told
    seat = road.at("CSW")
    assert seat.open(f"{road.paths['事案']}resume/").status in (403, 404, 409), "中断していない事案は、再開できない"
    assert road.outside() == {}


def proposed(road: PlanJourney) -> None:
    """中断の評価を書き終えて諮る。諮っただけでは、支援は続いている。"""
    send(road.opened("CSW", "プラン"), "評価シートを書き始める")
    road.paths["評価"] = path_of(road.at("CSW"))
    seat = road.opened("CSW", "評価", "write/")
    write(seat, {"outcome": "suspend", "partner": option(seat, "partner", "総合相談支援センター（担当者は")})
    write(seat, {"follow_up_needed": "yes", "follow_up_method": "01", "follow_up_days": "30"})
    send(seat, "保存する")
    for whose in ("son", "mother"):
        seat = road.opened("CSW", "評価", f"persons/{road.people[whose]}/")
        reasons = seat.page.locator("main [name=reasons]")
        assert reasons.count() > 0, "中断の理由から選ぶ"
        write(seat, {"state_now": STATE_NOW, "reasons": [reasons.first.get_attribute("value") or ""]})
        send(seat, "保存する")
    road.opened("CSW", "評価")
    row(seat, GOAL).get_by_role("link").click()
    write(seat, {"grade": "changed", "text": "入院したので、今は評価できない。"})
    send(seat, "保存する")
    road.opened("CSW", "評価")
    send(seat, "書き終える")
    table(road)
    assert "支援中断の決定" in road.says("CSW", "プラン")
    assert "プランに沿って支援" in road.says("CSW", "事案"), "会議で決まるまで、支援は続く"
    assert road.at("CSW").open(f"{road.paths['評価']}carry-out/").status in (403, 404, 409), "決まる前に、手続きは進められない"
    assert road.outside() == {}
    assert road.outside("別件") == {}


def suspended(road: PlanJourney) -> None:
    """会議で中断を決め、手続きを進める。事案は中断になり、見守る間隔が残る。"""
    meet(road, "二回目の会議", "中断の議題", SECOND, "suspend")
    assert road.sees("保健所", "中断の議題") == {"中断の議題": 404}, "招かれていない支援チームには、議題は見えない"
    decide(road, "中断の議題")
    assert "中断" in road.says("CSW", "プラン")
    send(road.opened("CSW", "評価", "carry-out/"), "進める")
    told = road.says("CSW", "事案")
    road.picture("CSW", "中断")
    assert "中断" in told
    assert "プランに沿って支援" not in told
    assert "30日ごと" in road.says("CSW", "評価")
    paper = f"{road.paths['事案']}papers/evaluation/{road.paths['評価'].strip('/').split('/')[-1]}/"
    read = pdf(road, "CSW", paper, "中断-2-2")
    assert STATE_NOW in read.text
    assert "髙﨑𠮷男" in read.text
    assert road.outside() == {}
    assert road.outside("別件") == {}


def resumed(road: PlanJourney) -> None:
    """元の支援チームとともに、一度で再開する。前の会議の部屋は、開き直さない。"""
    resume(road)
    told = road.says("CSW", "事案", "team/")
    assert "北かさね地域包括支援センター" in told
    assert "かさねの保健所" in told
    assert [road.sees(desk, "事案") for desk in TEAM] == [{"事案": 200}] * 2
    assert "中断" not in road.says("CSW", "事案").split("経過")[0]
    assert road.sees("保健所", "中断の議題", "議題") == {"中断の議題": 404, "議題": 404}
    assert "作り始める" in road.says("CSW", "事案", "plans/new/"), "再開した事案には、再プランを作れる"
    assert road.outside() == {}
    assert road.outside("別件") == {}


def meet(road: PlanJourney, meeting: str, item: str, place: str, occasion: str) -> None:
    """重層的支援会議を開き、市と多機関協働の出席を取る。"""
    convene(road, meeting, LAYERED, place)
    put_on_agenda(road, item, place, occasion)
    step_on(road, meeting, "招集の知らせを出す")
    step_on(road, meeting, "開会する")
    attend(road, item, "市", "CSW")
