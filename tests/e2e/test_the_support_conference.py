"""支援会議(社会福祉法106条の6)の道のり: 会うことを断っている人のことを、民生委員と診療所の人を委嘱して話し合う。

庁内の机は庁内の画面、外の二人は本物の外の窓口(別の処理、役割は kasane_portal)を使う。一歩ごとに、隣人(同じ役割・別の事案)、同じ会議の
別の議題だけの構成員、同じ機関の同僚に、何が見えないかを確かめる。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browser_town import Seat, Town
from conference_journey import (
    add_minute_taker,
    appoint,
    ask_cooperation,
    assign,
    brief_and_sign,
    bring,
    decide_shared,
    hits,
    invitable,
    invite_outside,
    issue,
    minute_together,
    propose,
    put,
    relabel,
    shut,
    take_message,
)
from consented_case import REFUSING, STRANGER, prepared
from outer_portal import Phone, Ticket, portal_of
from papers_of import excel, fetched, pdf, words_in
from plan_journey import PlanJourney, acknowledge, convene, invite, name_of, rise_undecided, step_on
from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
PLACE = "保健センターの静かな部屋"
HEADING, OTHERS = "会えていない方の見守り", "ほかの方の住まい"
VOLUNTEER, CLINIC, DOCTOR = "民野 見守", "医田 治", "髙﨑𠮷クリニック"
KNOWN, ELSEWHERE = "灯台守の日誌を毎晩つけている", "風見鶏の屋根が抜けている"
FROM_HEALTH, FROM_STREET = "三月から受診が途切れている", "雨戸が朝だけ少し開く。郵便受けに手袋があった"
ASKED, ANSWERED = "ここ半年の受診の有無をお知らせください", "五月から来ておられません"
SAID = ("民生委員と保健師が同じ曜日に訪ねる。", "手紙は白い封筒に替える。")
DECISION, TASK, VISIT = "月に二度、二人で訪ねる。", "月に二度の訪問の日を合わせる", "朝の見回りの様子を知らせる"
SECRETS = (KNOWN, FROM_HEALTH, FROM_STREET, ANSWERED, *SAID, DECISION)
WHY = "次の訪問の時間を決めるために、事案を支える人の全員が知る必要がある。"


@dataclass
class Room:
    """この会議の道のり。phones は外の人の電話、tickets は渡した札、numbers は委嘱番号。"""

    road: PlanJourney
    origin: str
    phones: dict[str, Phone]
    tickets: dict[str, Ticket] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def strangers_see_nothing(self) -> None:
        """隣人には何も、別の議題の構成員には自分の議題のほか何も、見えない(N20)。"""
        assert self.road.outside("隣人") == {}
        seen = self.road.outside("別件")
        assert {name.split(" ")[-1] for name in seen} <= {"別の議題"}, seen

    def quiet(self, desk: str, *words: str) -> None:
        """この机の今日の仕事・会議・書類・事案の一覧・検索のどこにも、その言葉がない。"""
        seat = self.road.at(desk)
        for page in ("/", "/conferences/", "/documents/papers/", "/cases/?whose=agency", "/cooperation/"):
            seat.open(page)
            text = seat.page.content()
            assert not [one for one in words if one in text], f"{desk} {page}"
        assert [one for one in words if hits(self.road, desk, one)] == [], desk


@pytest.fixture
def room(town: Town, seat: Callable[..., Seat], browser: Browser, tmp_path: Path) -> Iterator[Room]:
    """同意のない、別々の人の二つの事案から始まる。"""
    made = prepared(town)
    paths = {"事案": f"/cases/{made['quiet']}/", "別の事案": f"/cases/{made['other']}/"}
    phones = {who: Phone.of(browser) for who in (VOLUNTEER, CLINIC, DOCTOR, "拾った人")}
    with portal_of(town, tmp_path) as origin:
        yield Room(PlanJourney(seat, made, paths), origin, phones)
    for one in phones.values():
        one.page.context.close()


def test_会うことを断っている人の支援会議を_外の二人と開き_閉じた後は何も見えない(room):
    called(room)
    appointed(room)
    invited(room)
    entered(room)
    told(room)
    asked(room)
    held(room)
    kept_inside(room)
    printed(room)
    relabelled(room)
    over(room)


def called(room: Room) -> None:
    """事務局が会議を用意し、CSW が、同意のない二人のことを一つずつの議題にかける。二つ目の議題には、別の構成員がいる。"""
    road = room.road
    convene(road, "会議", "support_conference", PLACE)
    add_minute_taker(road, "会議", name_of("記録"))
    assert road.sees("記録", "会議") == {"会議": 404}, "役員でも、守秘を確かめるまで見えない"
    acknowledge(road, "記録", PLACE)
    propose(road, "CSW", "事案", PLACE, "議題", HEADING)
    propose(road, "CSW", "別の事案", PLACE, "別の議題", OTHERS)
    put(road, "CSW", "議題", "course", KNOWN)
    put(road, "CSW", "別の議題", "now", ELSEWHERE)
    invite(road, "別の議題", "別件")
    room.strangers_see_nothing()
    assert KNOWN in road.says("記録", "議題")
    assert road.sees("同僚", "事案", "議題", "会議") == {"事案": 200, "議題": 404, "会議": 404}, "同じ機関の同僚にも開かない(N28)"
    room.strangers_see_nothing()


def appointed(room: Room) -> None:
    """外の二人を、この議題だけの構成員に委嘱する。説明と署名が済むまで、招けない(N21)。"""
    road = room.road
    for who in (VOLUNTEER, CLINIC):
        paper, number = appoint(road, who, HEADING)
        assert not invitable(road, "議題", number), "委嘱しただけでは招けない"
        road.paths[f"委嘱 {who}"] = f"/documents/papers/appointment/{brief_and_sign(road, paper, who)}/"
        assert invitable(road, "議題", number)
        room.numbers[who] = number
    room.strangers_see_nothing()


def invited(room: Room) -> None:
    """保健所と外の二人を招く。招集の知らせに出るのは、日時・場所・目的だけ。"""
    road = room.road
    invite(road, "議題", "保健所")
    for who in (VOLUNTEER, CLINIC):
        invite_outside(road, "議題", room.numbers[who])
    step_on(road, "会議", "招集の知らせを出す")
    room.quiet("保健所", HEADING, KNOWN, REFUSING, VOLUNTEER)
    assert road.sees("保健所", "議題", "会議", "事案") == {"議題": 404, "会議": 404, "事案": 404}
    acknowledge(road, "別件", PLACE)
    assert ELSEWHERE in road.says("別件", "別の議題")
    told = acknowledge(road, "保健所", PLACE)
    assert HEADING not in told
    assert "拘禁刑" in told
    text = road.says("保健所", "議題")
    assert KNOWN in text
    assert ELSEWHERE not in text
    assert VOLUNTEER not in text, "構成員どうしは、名簿を見ない(N23)"
    assert road.sees("保健所", "別の議題", "会議", "事案") == {"別の議題": 404, "会議": 404, "事案": 404}, "議題から事案へは開かない(N22)"
    bring(road, "保健所", "議題", FROM_HEALTH)
    room.strangers_see_nothing()


def entered(room: Room) -> None:
    """外の二人が、別々の道で受け取ったリンクと番号で入り、守秘を約束して、自分の議題の資料だけを読む。"""
    road = room.road
    for who, phone in ((VOLUNTEER, room.phones[VOLUNTEER]), (CLINIC, room.phones[CLINIC])):
        ticket = room.tickets[who] = issue(road, "議題", who)
        assert ticket.link.startswith(f"{room.origin}/in/")
        assert "開けませんでした" in phone.enter(Ticket(ticket.link, "00000000")), "リンクだけでは入れない"
        notice = phone.enter(ticket)
        assert "1年以下の拘禁刑又は100万円以下の罰金" in notice
        phone.page.goto(f"{room.origin}/write/")
        assert KNOWN not in phone.page.content() + notice, "約束する前は、一行も見えない"
        phone.page.goto(f"{room.origin}/room/")
        packet = phone.promise()
        assert KNOWN in packet
        assert FROM_HEALTH in packet
        other = VOLUNTEER if who == CLINIC else CLINIC
        assert not [one for one in (ELSEWHERE, OTHERS, STRANGER, REFUSING, f"{other} ") if one in packet], (
            "自分の議題のほかは、名も見えない"
        )
    room.phones[VOLUNTEER].picture("1-民生委員の資料")
    lost = room.phones["拾った人"]
    assert "開けませんでした" in lost.enter(room.tickets[VOLUNTEER]), "二台目の端末では、番号が合っても開かない(N26)"
    for path in (road.paths["議題"], road.paths["会議"], road.paths["事案"]):
        inner = lost.page.goto(f"{road.at('事務局').town.url}{path}")
        assert inner is not None
        assert HEADING not in lost.page.content()
        assert "sign-in" in lost.page.url, "外の人は、庁内の画面には入れない"
    assert "開けませんでした" not in room.phones[VOLUNTEER].says()


def told(room: Room) -> None:
    """民生委員が知っていることを届け、事務局が読んで資料に載せる。届いた知らせに、中身は出ない。"""
    road, phone = room.road, room.phones[VOLUNTEER]
    phone.tell(FROM_STREET)
    assert FROM_STREET in phone.says()
    seat = road.at("事務局")
    seat.open("/")
    home = seat.page.content()
    assert "構成員が知っていることが1通届いています" in home
    assert FROM_STREET not in home
    assert FROM_STREET not in road.says("保健所", "議題"), "事務局が読むまで、資料にはならない"
    for desk in ("保健所", "別件", "隣人"):
        assert road.at(desk).open(f"{road.paths['議題']}outside/").status == 403, "届いた文の机は、会議を運営する役割だけ"
    take_message(road, "議題", FROM_STREET, {"section": "learned", "topic": "circumstances"}, "資料に載せる")
    assert FROM_STREET in road.says("保健所", "議題")
    clinic = room.phones[CLINIC]
    clinic.page.goto(f"{room.origin}/room/")
    assert FROM_STREET in clinic.says()
    room.strangers_see_nothing()


def asked(room: Room) -> None:
    """協力依頼: 主治医の診療所は、答えるだけで、何も読めず、自分の答えも読み返せない(N24)。"""
    road, phone = room.road, room.phones[DOCTOR]
    letter = road.paths["協力依頼"] = f"/cooperation/{ask_cooperation(road, '議題', DOCTOR, ASKED, '福総第106号')}/"
    ticket = room.tickets[DOCTOR] = issue(road, "議題", DOCTOR, "答えるための札を出す")
    shown = phone.enter(ticket)
    assert "福総第106号" in shown
    hidden = (ASKED, HEADING, KNOWN, FROM_HEALTH, FROM_STREET, REFUSING, VOLUNTEER, CLINIC, PLACE)
    assert not [one for one in hidden if one in shown], "求めた中身も、紙にだけある"
    phone.picture("2-答えるだけの画面")
    phone.page.get_by_label("お答え").fill(ANSWERED)
    phone.page.get_by_role("button", name="届ける").click()
    assert "届きました" in phone.says()
    phone.page.get_by_role("link", name="もどる").click()
    assert not [one for one in (*hidden, ANSWERED) if one in phone.page.content()], "出した答えは、読み返せない"
    phone.page.goto(f"{room.origin}/write/")
    assert "お尋ねへのお答え" in phone.says(), "構成員の書く画面は開かない"
    take_message(road, "議題", ANSWERED, {"how": "answered"}, "受け取る")
    assert ANSWERED in road.says("事務局", "協力依頼")
    assert road.sees("保健所", "協力依頼") == {"協力依頼": 404}
    seen = phone.everywhere(room.origin)
    assert "開けませんでした" in phone.enter(ticket), "受け取られた後の札は、何もできない"
    assert ANSWERED not in seen
    assert letter not in road.at("隣人").page.content()
    room.strangers_see_nothing()


def held(room: Room) -> None:
    """会議を開き、二人が同時に議事を書き、決め、役割を分ける。"""
    road = room.road
    assert "開会している間だけ" in road.says("CSW", "議題", "minutes/")
    step_on(road, "会議", "開会する")
    seat = road.opened("事務局", "議題", "members/")
    everyone = seat.page.locator("main [name=present]")
    for place in range(everyone.count()):
        everyone.nth(place).check()
    seat.page.get_by_role("button", name="出席を記録する").click()
    seat.page.wait_for_load_state()
    minute_together(road, "議題", ("CSW", SAID[0]), ("記録", SAID[1]))
    for desk in ("CSW", "記録", "保健所"):
        lines = road.opened(desk, "議題", "minutes/").page.locator("main .minutes__text").all_inner_texts()
        assert sorted(lines) == sorted(SAID), "二人の行は、どちらも一度ずつ残る"
    road.picture("CSW", "支援会議-議事")
    assert road.at("保健所").open(f"{road.paths['議題']}decide/").status in (403, 404), "構成員は決められない"
    decide_shared(road, "議題", DECISION)
    assign(road, "議題", "北かさね地域包括支援センター", TASK)
    assign(road, "議題", VOLUNTEER, VISIT)
    text = road.says("保健所", "議題", "decisions/")
    assert DECISION in text
    assert TASK in text
    seat = road.at("包括")
    seat.open("/")
    assert TASK in seat.page.locator("main").inner_text(), "引き受けた機関には、することだけが届く"
    room.quiet("包括", HEADING, REFUSING, *SECRETS)
    assert road.sees("包括", "議題", "会議", "事案") == {"議題": 404, "会議": 404, "事案": 404}
    assert DECISION not in road.says("別件", "別の議題", "decisions/")
    assert road.at("別件").open(f"{road.paths['議題']}minutes/").status == 404
    room.strangers_see_nothing()


def kept_inside(room: Room) -> None:
    """会議で知ったことは、事案にも、検索にも、知らせにも出ない(N27)。"""
    road = room.road
    for desk in ("CSW", "同僚"):
        links = road.opened(desk, "事案").page.locator("main nav a").evaluate_all("es => es.map(e => e.getAttribute('href'))")
        tabs = [one.removeprefix(road.paths["事案"]) for one in links if one.startswith(road.paths["事案"])]
        assert len(tabs) >= 5, "事案のすべての見出しを開く"
        for more in tabs:
            text = road.says(desk, "事案", more)
            assert not [one for one in SECRETS if one in text], f"{desk} {more}"
            assert desk == "CSW" or HEADING not in text, f"会議の外の同僚には、議題の題も出ない: {more}"
    for desk in ("同僚", "隣人", "別件"):
        room.quiet(desk, HEADING, *SECRETS)
    for desk in ("CSW", "市", "事務局", "保健所"):
        assert [one for one in SECRETS if hits(road, desk, one)] == [], "会議の中の人の検索にも、会議の文は出ない"


def printed(room: Room) -> None:
    """会議の書類を受け取って読む。自分の席のない人には、どの書類もない。"""
    road = room.road
    item, meeting = (road.paths[one].strip("/").split("/")[-1] for one in ("議題", "会議"))
    papers = {one: f"/documents/papers/{one}/{item}/" for one in ("packet", "minutes")}
    papers["agenda"] = f"/documents/papers/agenda/{meeting}/"
    papers["cooperation"] = f"/documents/papers/cooperation/{road.paths['協力依頼'].strip('/').split('/')[-1]}/"
    papers["appointment"] = road.paths[f"委嘱 {VOLUNTEER}"]
    wanted = {
        "packet": (KNOWN, FROM_HEALTH, FROM_STREET), "minutes": (*SAID, DECISION, TASK, VOLUNTEER, CLINIC), "agenda": (HEADING, OTHERS),
        "cooperation": (DOCTOR, ASKED, "福総第106号", "106条の6第3項"), "appointment": (VOLUNTEER, "拘禁刑", "誓約書", "支援会議（社会福祉法106条の6）"),
    }  # fmt: skip
    for name, path in papers.items():
        read = pdf(road, "事務局", path, f"支援会議-{name}")
        book, _ = excel(road, "事務局", path, f"支援会議-{name}")
        for words in wanted[name]:
            assert words.replace(" ", "") in read.text, f"{name}: {words}"
            assert words.replace(" ", "") in words_in(book), f"{name}: {words}"
        assert REFUSING.replace(" ", "") not in read.text, "会議の書類に、話す人の名は載らない"
        assert read.pages <= 2
        for desk in ("隣人", "別件", "同僚", "包括"):
            assert fetched(road, desk, f"{path}pdf/").status in (403, 404), f"{desk}: {name}"
    assert pdf(road, "保健所", papers["packet"], "支援会議-構成員の資料").pages == 1
    shared = pdf(road, "保健所", papers["minutes"], "支援会議-構成員の議事録").text
    assert DECISION in shared
    assert CLINIC.replace(" ", "") not in shared, "構成員の議事録に、出席者の名簿はない(名が出るのは、役割を引き受けた人だけ)"
    road.paths |= {f"書類 {name}": f"{path}pdf/" for name, path in papers.items()}


def relabelled(room: Room) -> None:
    """会議で知った一行は、事案を担当する人が理由を書いて付け替えたときだけ、その一行だけが事案の経過に移る。"""
    road = room.road
    assert "出所を付け替える" not in road.says("市", "議題"), "事案を担当していない司会は、付け替えられない"
    short = relabel(road, "CSW", "議題", FROM_HEALTH, "使う")
    assert short.page.locator(".error-summary").count() == 1, "理由が足りなければ、移らない"
    assert hits(road, "同僚", FROM_HEALTH) == 0
    done = relabel(road, "CSW", "議題", FROM_HEALTH, WHY)
    assert done.page.locator(".error-summary").count() == 0
    assert WHY in road.says("保健所", "議題"), "付け替えたことと理由は、会議の資料にも残る"
    assert FROM_HEALTH in road.says("同僚", "事案")
    assert hits(road, "同僚", FROM_HEALTH) >= 1
    assert [one for one in SECRETS if one != FROM_HEALTH and hits(road, "同僚", one)] == [], "ほかの行は移らない"
    assert hits(road, "隣人", FROM_HEALTH) == hits(road, "別件", FROM_HEALTH) == 0


def over(room: Room) -> None:
    """閉会して議題を閉じると、外の二人の前のリンクも、開いたままの画面も、構成員の前の PDF も、何も返さない。"""
    road = room.road
    for who in (VOLUNTEER, CLINIC):
        phone = room.phones[who]
        phone.page.goto(f"{room.origin}/room/")
        assert KNOWN in phone.says(), "閉じる前は読める"
    paper = road.paths["書類 packet"]
    assert fetched(road, "保健所", paper).status == 200
    rise_undecided(road, "会議")
    shut(road, "議題", "役割が決まり、話し合いを終えたため。")
    for who in (VOLUNTEER, CLINIC):
        phone, ticket = room.phones[who], room.tickets[who]
        seen = phone.everywhere(room.origin, paper, road.paths["議題"])
        refused = phone.enter(ticket)
        assert "開けませんでした" in refused
        assert not [one for one in (HEADING, *SECRETS) if one in seen + refused]
    room.phones[VOLUNTEER].picture("3-閉じた後")
    for path in (paper, road.paths["書類 minutes"], road.paths["議題"], f"{road.paths['議題']}minutes/", f"{road.paths['議題']}print/"):
        assert fetched(road, "保健所", path).status == 404, path
    room.quiet("保健所", HEADING, *(one for one in SECRETS if one != FROM_HEALTH))
    assert FROM_HEALTH in road.says("CSW", "事案"), "付け替えた一行は、事案に残る"
    room.strangers_see_nothing()
