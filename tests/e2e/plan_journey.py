"""プランの道のり(forms.md §13.1 の様式2-1から終結・再開まで): 画面だけを使って、一歩ずつ進む。外の机から開く戸は outside が集める。"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import uuid4

from browser_town import SHOTS, Seat
from filling import path_of, row, send, write
from household_journey import option

from kasane.demo.load import DEFAULT_SEED
from kasane.demo.staff import staff
from kasane.kernel import clock

APPEAL = "この決定に不服があるときは、知った日の翌日から三か月以内に、市長に審査請求ができます。"
DESKS = {
    "CSW": "centre.1",
    "事務局": "welfare.4",
    "市": "welfare.1",
    "包括": "care-north.1",
    "保健所": "hokenjo.1",
    "隣人": "station-south.1",
    "別件": "station-north.1",
    "同僚": "centre.7",
    "記録": "centre.2",
}
HOPE = "模型の話ができる人がいるといい。"
GOAL = "週に一度、倉庫の整理を手伝いたい。"
DECIDED = "三つの支援を適切と認める。"


@dataclass
class PlanJourney:
    """この事案の道のり。paths は、たどった記録の名前 → 道。"""

    take: Callable[..., Seat]
    people: Mapping[str, str]
    paths: dict[str, str]
    seats: dict[str, Seat] = field(default_factory=dict)

    def at(self, desk: str) -> Seat:
        """その机の画面。初めてなら、サインインする。"""
        if desk not in self.seats:
            self.seats[desk] = self.take(login=DESKS[desk])
        return self.seats[desk]

    def opened(self, desk: str, name: str, more: str = "") -> Seat:
        """その机で、たどった記録を開く。"""
        seat = self.at(desk)
        answer = seat.open(f"{self.paths[name]}{more}")
        assert answer.status == 200, f"{desk}: {name}{more} {answer.status}"
        return seat

    def says(self, desk: str, name: str, more: str = "") -> str:
        """その机で開いた記録の文章。"""
        return self.opened(desk, name, more).page.locator("main").inner_text()

    def sees(self, desk: str, *names: str) -> dict[str, int]:
        """その机で開いた、記録の名前 → 答え。"""
        return {name: self.at(desk).open(self.paths[name]).status for name in names or self.paths}

    def absent(self, desk: str, name: str, status: int) -> bool:
        """その答えは、どこにもない番号への答えと同じか(役割のない机は、番号によらず403)。"""
        nowhere = self.at(desk).open(re.sub(r"[0-9a-f-]{36}", str(uuid4()), self.paths[name])).status
        return status == nowhere and status in (403, 404)

    def outside(self, desk: str = "隣人") -> dict[str, int | str]:
        """外の机に見えてしまったもの: 無い番号と答えの違う記録と、一覧に出た記録。何も見えなければ空。"""
        seat = self.at(desk)
        seen: dict[str, int | str] = {name: status for name, status in self.sees(desk).items() if not self.absent(desk, name, status)}
        for page in ("/", "/cases/?whose=agency", "/conferences/", "/plan-decisions/"):
            seat.open(page)
            seen |= self._listed(seat, page)
        searched(seat, "模型")
        return seen | self._listed(seat, "記録の検索")

    def _listed(self, seat: Seat, place: str) -> dict[str, int | str]:
        text = seat.page.content()
        return {f"{place} {name}": "一覧に出た" for name, path in self.paths.items() if path in text}

    def picture(self, desk: str, name: str) -> None:
        """見た目を残す。"""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.at(desk).page.screenshot(path=SHOTS / f"plan-{name}.png", full_page=True)


def searched(seat: Seat, words: str) -> str:
    """記録をさがし、出た文章を返す。"""
    seat.open("/search/")
    write(seat, {"q": words})
    with seat.page.expect_response(lambda answer: answer.request.method == "POST" and "/search/" in answer.url):
        seat.page.locator("main").get_by_role("button", name="探す").click()
    told = seat.page.locator("#results")
    told.get_by_text(re.compile("見つかりま|件以上あります")).first.wait_for()
    return told.inner_text()


def day(name: str, on: date) -> dict[str, str]:
    """日付を、令和の年・月・日の欄に。"""
    return {f"{name}_year": str(on.year - 2018), f"{name}_month": str(on.month), f"{name}_day": str(on.day)}


def after(days: int) -> date:
    """今日から何日か後。"""
    return clock.today() + timedelta(days=days)


def name_of(desk: str) -> str:
    """その机の人の氏名。"""
    return next(one.name for one in staff(Random(f"{DEFAULT_SEED}:staff")) if one.login_id == DESKS[desk])


def write_plan(road: PlanJourney) -> None:
    """CSW が、本人同意のある多機関協働プラン(初回)を書く。"""
    seat = road.opened("CSW", "事案", "plans/new/")
    write(seat, {"kind": "coordination", "consented": "yes"})
    send(seat, "作り始める")
    road.paths["プラン"] = path_of(seat)
    road.opened("CSW", "プラン", "write/")
    write(seat, {"hope": HOPE, "long_goal": "外に行く先が一つある。", "policy": "本人の歩みに合わせる。"})
    write(seat, {"partner": option(seat, "partner", "総合相談支援センター（担当者は")})
    write(seat, day("period_from", clock.today()) | day("period_to", after(180)) | day("monitoring_on", after(90)))
    send(seat, "保存する")
    road.opened("CSW", "プラン", "goals/new/")
    write(seat, {"person": road.people["son"], "text": GOAL})
    send(seat, "加える")


def add_steps(road: PlanJourney) -> None:
    """アウトリーチ、参加支援、どちらでもない支援の三行。"""
    for programme, whose, agency, issue, content in (
        ("outreach", "son", "総合相談支援センター", "人と会っていない", "月に二度訪ねて、模型の話をする"),
        ("participation", "son", "総合相談支援センター", "行く先がない", "倉庫の整理を体験する"),
        ("other", "mother", "北かさね地域包括支援センター", "介護の疲れ", "短期の宿泊の支度をする"),
    ):
        add_step(road, programme, whose, agency, issue, content)


def add_step(road: PlanJourney, programme: str, whose: str, agency: str, issue: str, content: str) -> None:
    """一人の実施事項を一行、機関がすることとして加える。"""
    seat = road.opened("CSW", "プラン", "steps/new/")
    write(seat, {"person": road.people[whose], "issue": issue, "who": "agency", "agency": option(seat, "agency", agency)})
    write(seat, {"content": content, "frequency": "月2回", "programme": programme})
    send(seat, "加える")


def explain(road: PlanJourney, whose: str) -> None:
    """本人に説明し、同意を残す。"""
    seat = road.opened("CSW", "プラン", "explain/")
    write(seat, {"person": road.people[whose], "agreed": "yes", "method": "signed", "paper_kept": True})
    send(seat, "残す")


def table(road: PlanJourney) -> None:
    """プランを会議に諮る。"""
    seat = road.opened("CSW", "プラン", "table/")
    send(seat, "会議に諮る")


def convene(road: PlanJourney, name: str, kind: str, place: str) -> None:
    """事務局が会議を用意し、司会(市)と記録(CSW)が守秘を確かめる。"""
    seat = road.at("事務局")
    seat.open("/conferences/new/")
    write(seat, {"kind_code": kind, "starts_at": "14:00", "ends_at": "16:00", "place": place, "purpose": "case", "takes_proposals": True})
    write(seat, day("held_on", clock.today()))
    write(seat, {"chair": option(seat, "chair", name_of("市")), "minutes": option(seat, "minutes", name_of("CSW"))})
    send(seat, "会議を用意する")
    road.paths[name] = path_of(seat)
    for desk in ("市", "CSW"):
        acknowledge(road, desk, place)


def acknowledge(road: PlanJourney, desk: str, place: str) -> str:
    """招かれた人が、守秘を確かめる。返すのは、確かめる前に見えた文章。"""
    seat = road.at(desk)
    seat.open("/conferences/")
    before = seat.page.locator("main li.seats__item", has_text=place).first
    told = before.inner_text()
    before.get_by_role("link", name=re.compile("守秘を確かめる")).click()
    seat.page.wait_for_load_state()
    told += seat.page.locator("main").inner_text()
    write(seat, {"understood": True})
    send(seat, "守秘を確かめて、資料を開く")
    return told


def put_on_agenda(road: PlanJourney, name: str, place: str, occasion: str) -> None:
    """CSW が、事案の頁から、この時期のプランを会議にかける。"""
    seat = road.opened("CSW", "事案", "conferences/new/")
    plan = road.paths["プラン"].strip("/").split("/")[-1]
    write(seat, {"conference": option(seat, "conference", place), "matter": f"{occasion}:{plan}", "heading": "親子の暮らしと行く先"})
    send(seat, "会議にかける")
    road.paths[name] = path_of(seat)


def invite(road: PlanJourney, item: str, desk: str) -> None:
    """事務局が、この議題に一人を招く。"""
    seat = road.opened("事務局", item, "members/new/")
    write(seat, {"where": "inside", "part": "for_item", "posting_id": option(seat, "posting_id", name_of(desk))})
    send(seat, "招く")


def step_on(road: PlanJourney, meeting: str, words: str) -> None:
    """事務局が会議を進める(招集の知らせ、開会、閉会)。"""
    seat = road.opened("事務局", meeting)
    seat.page.get_by_role("button", name=words).click()
    seat.page.wait_for_load_state()


def rise_undecided(road: PlanJourney, meeting: str) -> None:
    """事務局が、決まっていない議題に印をつけて確かめてから、閉会する。"""
    seat = road.opened("事務局", meeting)
    seat.page.get_by_role("link", name="閉会する").click()
    for box in seat.page.locator("input[name=leaving]").all():
        box.check()
    seat.page.get_by_role("button", name="閉会する").click()
    seat.page.wait_for_load_state()


def attend(road: PlanJourney, item: str, *desks: str) -> None:
    """事務局が出席を取る。"""
    seat = road.opened("事務局", item, "members/")
    write(seat, {"present": [option(seat, "present", name_of(one)) for one in desks]})
    send(seat, "出席を記録する")


def decide(road: PlanJourney, item: str) -> None:
    """司会(市)が、了承を記録する。"""
    seat = road.opened("市", item, "decide/")
    write(seat, {"outcome": "approved", "text": DECIDED})
    send(seat, "決定を記録する")


def submit(road: PlanJourney) -> None:
    """CSW が市へ出し、市の机に届く。"""
    seat = road.opened("CSW", "プラン", "submit/")
    write(seat, {"agency": option(seat, "agency", "福祉")})
    send(seat, "市へ出す")
    city = road.at("市")
    city.open("/plan-decisions/")
    city.page.get_by_role("region", name="決定を待っているもの").locator("tbody a").last.click()
    city.page.wait_for_load_state()
    road.paths["支援決定"] = path_of(city)


def settle_appeal(road: PlanJourney) -> None:
    """市の担当が、法制担当に確かめた教示を定める。定めるまで、支援決定の通知は出せない。"""
    seat = road.at("市")
    assert seat.open("/plan-decisions/notice-rule/").status == 200
    write(seat, {"needed": "needed", "text": APPEAL, "basis": "総務課法制係の回答"})
    send(seat, "教示を定める")


def decide_by_city(road: PlanJourney, number: str) -> None:
    """市の担当が、文書番号を付けて支援決定をする。"""
    seat = road.opened("市", "支援決定")
    write(seat, {"document_number": number, "content": "アウトリーチと参加支援を六か月行う。"})
    send(seat, "支援決定をする")


def evaluate(road: PlanJourney) -> None:
    """CSW が、終結の評価(様式2-2)を書き終える。"""
    seat = road.opened("CSW", "プラン")
    send(seat, "評価シートを書き始める")
    road.paths["評価"] = path_of(seat)
    road.opened("CSW", "評価", "write/")
    write(seat, {"outcome": "close", "partner": option(seat, "partner", "総合相談支援センター（担当者は")})
    write(seat, {"follow_up_needed": "yes", "follow_up_method": "01", "follow_up_days": "90"})
    send(seat, "保存する")
    for whose in ("son", "mother"):
        road.opened("CSW", "評価", f"persons/{road.people[whose]}/")
        write(seat, {"changes": ["07", "11"], "state_now": "週に一度、倉庫へ通っている。", "reasons": ["02"]})
        send(seat, "保存する")
    road.opened("CSW", "評価")
    row(seat, GOAL).get_by_role("link").click()
    write(seat, {"grade": "achieved", "text": "続いている。"})
    send(seat, "保存する")
    road.opened("CSW", "評価")
    send(seat, "書き終える")


def carry_out(road: PlanJourney) -> None:
    """会議で決まった終結の手続きを進め、事案を終結する。"""
    seat = road.opened("CSW", "評価", "carry-out/")
    send(seat, "進める")
    road.opened("CSW", "事案", "close/")
    write(seat, {"follow_up_days": "90", "reason": "行く先ができ、役割が定まった。"})
    send(seat, "終結する")


def resume(road: PlanJourney) -> None:
    """元の支援チームとともに、一度で再開する。"""
    seat = road.opened("CSW", "事案", "resume/")
    write(seat, {"reason": "倉庫の仕事が終わり、また外に出なくなった。"})
    send(seat, "再開する")
