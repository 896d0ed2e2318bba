"""forms.md §13.1 の見本を、一つの世帯で、把握から再開まで通して歩く。

同意なしの受付から、別々の二つの同意、書き直しのない様式1-1、支援決定と確認の混ざるプラン、市の支援決定、終結、再開まで。途中で手に入る
様式1-1・1-2・2-1・2-2・支援決定通知・議事録を、その机の画面から PDF と Excel で受け取って読み、Excel は読み戻す。
"""

from __future__ import annotations

import re
from collections.abc import Callable

import openpyxl
import pytest
from browser_town import Seat
from filling import send
from household_journey import (
    ANSWER,
    NOTHING,
    Household,
    add_member,
    agree,
    answer_inquiry,
    appoint_lead,
    ask_coordination,
    hear,
    inquire,
    open_case,
    take_on,
    take_over,
    talk,
    write_note,
    write_without_consent,
)
from papers_of import excel, fetched, pdf, words_in
from plan_journey import (
    APPEAL,
    DECIDED,
    GOAL,
    HOPE,
    PlanJourney,
    add_steps,
    attend,
    carry_out,
    convene,
    decide,
    decide_by_city,
    evaluate,
    explain,
    put_on_agenda,
    resume,
    settle_appeal,
    step_on,
    submit,
    table,
    write_plan,
)

pytestmark = pytest.mark.slow
SON, MOTHER = "髙﨑　𠮷男", "髙﨑　ハナ"
WRITTEN = ("髙﨑𠮷男", "髙﨑ハナ")
KANA = ("たかさき よしお", "たかさき はな")
SECRET = "腕木信号"
LAYERED, NUMBER = "layered_conference", "福総第1131号"
FIRST, SECOND = "東公民館の集会室", "保健センターの相談室"
CENTRE, CITY, HEALTH = "総合相談支援センター", "福祉政策課", "かさねの保健所"
REFUSED = "戸の内側から「帰ってくれ」と答えた。"
FILLED = "模型の店まで一緒に行きたい。髙﨑𠮷男（自筆）"


def test_把握から再開まで_一つの世帯で通して歩く(seat: Callable[..., Seat]) -> None:
    home = Household(seat, SON, MOTHER, KANA, SECRET)
    found(home)
    agreed(home)
    road = planned(home)
    decided(road)
    ended(road)
    back(road)


def found(home: Household) -> None:
    """5月: 民生委員の気づきを受け、会うことを断った長男の様式1-1を、同意なしで書く。"""
    hear(home)
    open_case(home)
    assert home.people.keys() == {SON, MOTHER}
    write_without_consent(home)
    assert "本人同意なし" in home.says("包括")
    assert "接触したが拒否" in home.says("包括")
    write_note(home)
    assert home.sight("包括").hits == 1
    read = pdf(_papers(home), "包括", _listed(home, "包括", "application", "同意なし"), "通し-1-1B")
    assert WRITTEN[0] in read.text
    assert REFUSED in read.text
    outside = ("社協", "市", "隣人", "返した機関", "保健所")
    assert {desk: home.sight(desk) for desk in outside} == dict.fromkeys(outside, NOTHING)
    talk(home, ask := ask_coordination(home))
    take_on(home, ask)
    appoint_lead(home)


def agreed(home: Household) -> None:
    """8月: 長男と母から、範囲の違う同意を別々に得る。聞いていたことは打ち直さない。様式1-2に、保健所の答えが入る。"""
    agree(home, MOTHER, (CENTRE, CITY), ["identity", "circumstances", "health"])
    home.at("包括").open(home.case)
    assert home.says("包括").count("同意なし(支援会議") == 1, "母の同意は、長男の同意にならない"
    agree(home, SON, (CENTRE, CITY, HEALTH), ["identity", "circumstances", "work"])
    told = home.says("包括")
    assert "本人同意あり" in told
    assert REFUSED in told, "同意の前に聞いたことは、打ち直さずに残る"
    answer_inquiry(home, inquire(home))
    take_over(home)
    add_member(home)
    assert home.sight("保健所").names == {SON}, "長男の同意で開くのは、長男の記録だけ"
    assert home.sight("隣人").nothing
    assert home.sight("市").nothing


def planned(home: Household) -> PlanJourney:
    """9月: 混ざったプランを書き、二人に説明し、重層的支援会議で了承する。"""
    road = _papers(home)
    write_plan(road)
    add_steps(road)
    for whose in ("son", "mother"):
        explain(road, whose)
    table(road)
    _meet(road, "会議", "議題", FIRST, "establish")
    assert road.sees("保健所", "議題", "プラン") == {"議題": 404, "プラン": 200}, "招かれていない支援チームに、議題は見えない"
    decide(road, "議題")
    assert "市の手続き待ち" in road.says("CSW", "プラン")
    _nothing_outside(road)
    _forms_are_right(home, road)
    _excel_comes_back(road)
    return road


def decided(road: PlanJourney) -> None:
    """支援決定と確認: アウトリーチと参加支援は決定し、介護の調整は確認する。通知を受け取る。"""
    submit(road)
    told = road.says("市", "支援決定")
    decide_part, _, check_part = told.partition("内容を確認するもの")
    assert "倉庫の整理" in decide_part
    assert "短期の宿泊" not in decide_part
    assert "短期の宿泊" in check_part
    settle_appeal(road)
    before = _letters(road)
    decide_by_city(road, NUMBER)
    assert "確定日" in road.says("CSW", "プラン")
    # 通知は、決定した支援のある人に一通ずつ。確認だけの母には出ず、母の支援も載らない。
    (letter,) = _letters(road) - before
    read = pdf(road, "市", letter, "通し-支援決定通知")
    for words in (NUMBER, WRITTEN[0], "倉庫の整理を体験する", APPEAL):
        assert words in read.text, words
    assert [words for words in (WRITTEN[1], "短期の宿泊の支度をする") if words in read.text] == []
    for desk in ("包括", "隣人", "別件"):
        assert fetched(road, desk, f"{letter}pdf/").status in (403, 404), desk
    _nothing_outside(road)


def ended(road: PlanJourney) -> None:
    """3月: 評価を書き、二回目の会議で終結を決め、名のある主担当と様子をうかがう間隔を残して終わる。"""
    evaluate(road)
    table(road)
    _meet(road, "二回目の会議", "終結の議題", SECOND, "end")
    decide(road, "終結の議題")
    told = road.says("CSW", "評価")
    assert f"終結後の主担当\nかさね市{CENTRE}" in told
    assert "90日ごと" in told
    read = pdf(road, "CSW", f"{road.paths['事案']}papers/evaluation/{_last(road.paths['評価'])}/", "通し-2-2")
    for words in (*WRITTEN, GOAL, CENTRE):
        assert words in read.text, words
    minutes = pdf(road, "事務局", f"/documents/papers/minutes/{_last(road.paths['終結の議題'])}/", "通し-議事録")
    assert DECIDED in minutes.text
    carry_out(road)
    assert "終結" in road.says("CSW", "事案")
    assert road.sees("保健所", "事案", "プラン") == {"事案": 404, "プラン": 404}
    _nothing_outside(road)


def back(road: PlanJourney) -> None:
    """また外に出なくなり、元の支援チームとともに再開する。"""
    resume(road)
    told = road.says("CSW", "事案", "team/")
    assert HEALTH in told
    assert road.sees("保健所", "事案") == {"事案": 200}
    assert road.sees("市", "事案", "プラン") == {"事案": 404, "プラン": 404}
    _nothing_outside(road)


def _papers(home: Household) -> PlanJourney:
    """同じ机のまま、プランの道のりへ。"""
    people = {"son": _last(home.people[SON]), "mother": _last(home.people[MOTHER])}
    names = {"社協": "CSW"}
    return PlanJourney(home.take, people, {"事案": home.case}, {names.get(desk, desk): one for desk, one in home.seats.items()})


def _meet(road: PlanJourney, meeting: str, item: str, place: str, occasion: str) -> None:
    convene(road, meeting, LAYERED, place)
    put_on_agenda(road, item, place, occasion)
    step_on(road, meeting, "招集の知らせを出す")
    step_on(road, meeting, "開会する")
    attend(road, item, "市", "CSW")


def _nothing_outside(road: PlanJourney) -> None:
    """隣人と、よその事案の担当には、どの記録の道も無い道と同じ。"""
    assert road.outside() == {}
    assert road.outside("別件") == {}


def _forms_are_right(home: Household, road: PlanJourney) -> None:
    """様式1-1(二人)、1-2、2-1 の PDF と Excel: 氏名の字、書いたこと、頁の数。"""
    for person, name in ((SON, "長男"), (MOTHER, "母")):
        path = _listed(home, "包括", "application", person, "同意あり")
        read, (book, _) = pdf(road, "包括", path, f"通し-1-1A-{name}"), excel(road, "包括", path, f"通し-1-1A-{name}")
        written = person.replace("　", "")
        assert written in read.text
        assert written in words_in(book)
        assert REFUSED not in read.text, "本人が署名する票に、ほかの人から聞いたことは刷らない(画面には残る)"
    sheet = f"{home.case}papers/assessment/"
    read, (book, _) = pdf(road, "CSW", sheet, "通し-1-2"), excel(road, "CSW", sheet, "通し-1-2")
    for words in (*WRITTEN, ANSWER):
        assert words in read.text, words
    assert ANSWER in words_in(book)
    plan = f"{home.case}papers/plan/{_last(road.paths['プラン'])}/"
    read, (book, _) = pdf(road, "CSW", plan, "通し-2-1"), excel(road, "CSW", plan, "通し-2-1")
    for words in (*WRITTEN, HOPE, GOAL, "倉庫の整理を体験する", "短期の宿泊の支度をする"):
        assert words in read.text, words
        assert words in words_in(book), words


def _excel_comes_back(road: PlanJourney) -> None:
    """様式1-1の Excel: そのまま戻せば何も変わらず、書いて戻せば、その欄だけが同じ文字で入る。"""
    desk = "包括"
    path = next(one for one in _links(road.at(desk), road.paths["事案"], "application") if SON in one[0])[1]
    book, kept = excel(road, desk, path, "読み戻し-前")
    assert "変わった欄はありませんでした" in _taken(road, desk, path, str(kept))
    place = next(cell for line in book["記入用紙"].iter_rows() for cell in line if str(cell.value or "").startswith("ご相談されたいこと"))
    book["記入用紙"].cell(place.row, place.column + 1).value = FILLED
    sent = kept.with_name("読み戻し-書いた.xlsx")
    book.save(sent)
    said = re.search(r"変わった欄：(.+)", _taken(road, desk, path, str(sent)))
    assert said is not None
    assert said[1].startswith("ご相談されたいこと")
    assert "、" not in said[1], "変わったのは、その欄だけ"
    after, _ = excel(road, desk, path, "読み戻し-後")
    again = openpyxl.load_workbook(sent)
    assert _cells(after) == _cells(again), "読み戻した記録から、同じ用紙ができる"
    assert FILLED in pdf(road, desk, path, "読み戻し-後").text


def _taken(road: PlanJourney, desk: str, path: str, file: str) -> str:
    seat = road.at(desk)
    seat.open(f"{path}read/")
    seat.page.locator("main [name=file]").set_input_files(file)
    send(seat, "読んで取り入れる")
    return seat.page.locator("body").inner_text()


def _cells(book: openpyxl.Workbook) -> dict[str, str]:
    """用紙の欄(頁の下の、だれが・いつ、を除く)。"""
    cells = {cell.coordinate: str(cell.value) for line in book["記入用紙"].iter_rows() for cell in line if cell.value not in (None, "")}
    return {place: value for place, value in cells.items() if not re.search(r"\d{1,2}:\d{2}", value)}


def _links(seat: Seat, case: str, kind: str) -> list[tuple[str, str]]:
    """事案の書類の一覧の、行の文と、その書類の道。"""
    seat.open(f"{case}papers/")
    rows = seat.page.locator("main tbody tr").evaluate_all(
        "es => es.map(e => [e.innerText, (e.querySelector('a') || e).getAttribute('href') || ''])"
    )
    return [(text, path.removesuffix("pdf/")) for text, path in rows if f"/papers/{kind}/" in path]


def _listed(home: Household, desk: str, kind: str, *words: str) -> str:
    found = [path for text, path in _links(home.at(desk), home.case, kind) if all(one in text for one in words)]
    assert len(found) == 1, f"{kind} {words}: {found}"
    return found[0]


def _letters(road: PlanJourney) -> set[str]:
    """市の書類の一覧に並ぶ、支援決定通知の道。決める前のものは並ばない。"""
    return set(re.findall(r"/documents/papers/decision/[0-9a-f-]{36}/", fetched(road, "市", "/documents/papers/").text()))


def _last(path: str) -> str:
    return path.strip("/").split("/")[-1]
